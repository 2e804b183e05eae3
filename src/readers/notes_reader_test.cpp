#include "readers/notes_reader.h"

#include <gtest/gtest.h>
#include <iconv.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "base/text.h"
#include "readers/note_header.h"
#include "readers/note_sections.h"

namespace aegle {
namespace {

struct Items : FactSink {
  std::vector<ReadItem> taken;
  Result<void> Take(ReadItem&& item) override {
    taken.push_back(std::move(item));
    return {};
  }
};

Result<ReadItem> ReadNote(std::string_view bytes, const ReadContext& context = {}) {
  Items items;
  Result<ImportLedger> ledger = MakeNotesReader()->Read(bytes, context, Limits{}, items);
  if (!ledger) return tl::unexpected(ledger.error());
  EXPECT_TRUE(ledger->Balanced());
  EXPECT_EQ(ledger->in, 1u);
  EXPECT_EQ(ledger->facts, items.taken.at(0).facts.size());
  return items.taken.at(0);
}

std::string Transcode(std::string_view text, const char* to) {
  iconv_t handle = iconv_open(to, "UTF-8");
  std::string out(text.size() * 3, '\0');
  char* in = const_cast<char*>(text.data());
  char* at = out.data();
  std::size_t in_left = text.size(), out_left = out.size();
  EXPECT_NE(iconv(handle, &in, &in_left, &at, &out_left), static_cast<std::size_t>(-1));
  iconv_close(handle);
  out.resize(out.size() - out_left);
  return out;
}

std::string Slice(std::string_view bytes, const SourceSpan& span) { return std::string(bytes.substr(span.begin, span.end - span.begin)); }

std::string Describe(const ReadItem& item) {
  std::string text = "subject " + item.subject + "\ndate " + item.facts.at(0).effective.start.ToString() + "\n";
  for (const Fact& fact : item.facts) text += fact.code.display + " | " + fact.section + " | " + ReplaceAll(fact.text, "\n", "⏎") + "\n";
  return text;
}

// Trailing blanks do not count, so that a case file may be edited freely.
std::string Tidy(const std::string& text) {
  std::string tidy;
  for (std::string_view line : Split(text, '\n')) tidy += std::string(Trim(ReplaceAll(std::string(line), "|  |", "| |"))) + "\n";
  return std::string(Trim(tidy));
}

struct NoteCase {
  std::string name, file, note, expected;
};

std::vector<NoteCase> NoteCases() {
  std::vector<NoteCase> cases;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(AEGLE_SOURCE_DIR) + "/src/readers/cases")) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with("note_")) continue;
    std::ifstream file(entry.path());
    NoteCase one{name, "", "", ""};
    std::string* into = nullptr;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("# name:")) continue;
      if (!into && line.starts_with("file"))
        one.file = std::string(Trim(line.substr(4)));
      else if (line == "given note")
        into = &one.note;
      else if (line == "expect")
        into = &one.expected;
      else if (into)
        *into += line + "\n";
    }
    cases.push_back(one);
  }
  return cases;
}

TEST(NotesReader, Cases) {
  EXPECT_GE(NoteCases().size(), 4u);
  for (const NoteCase& one : NoteCases()) {
    ReadContext context;
    context.file_name = one.file;
    auto item = ReadNote(one.note, context);
    ASSERT_TRUE(item.has_value()) << one.name << item.error().ToString();
    EXPECT_EQ(Tidy(Describe(*item)), Tidy(one.expected)) << one.name;
    for (const Fact& fact : item->facts) EXPECT_EQ(Slice(one.note, fact.source), fact.text) << one.name;
  }
}

TEST(NotesReader, Cp949SpansAddressTheOriginalBytes) {
  for (const NoteCase& one : NoteCases()) {
    if (one.name != "note_korean_emergency.txt") continue;
    std::string bytes = Transcode(one.note, "CP949");
    ASSERT_NE(FindInvalidUtf8(bytes), std::string_view::npos);
    EXPECT_GT(MakeNotesReader()->Recognise(bytes, "note.txt"), 0);
    ReadContext context;
    context.base_offset = 1000;
    auto item = ReadNote(bytes, context);
    ASSERT_TRUE(item.has_value()) << item.error().ToString();
    EXPECT_EQ(Tidy(Describe(*item)), Tidy(one.expected));
    for (const Fact& fact : item->facts) {
      SourceSpan local{{}, fact.source.begin - 1000, fact.source.end - 1000};
      EXPECT_EQ(Slice(bytes, local), Transcode(fact.text, "CP949")) << fact.section;
    }
    EXPECT_EQ(item->begin, 1000u);
    EXPECT_EQ(item->end, 1000 + bytes.size());
  }
}

TEST(NotesReader, ByteOrderMarkAndCarriageReturns) {
  std::string bytes =
      "\xEF\xBB\xBF"
      "Plan:\r\nRest.\r\n\r\nAllergies: none\r\n";
  auto item = ReadNote(bytes);
  ASSERT_TRUE(item.has_value());
  ASSERT_EQ(item->facts.size(), 2u);
  EXPECT_EQ(item->facts[0].text, "Rest.");
  EXPECT_EQ(Slice(bytes, item->facts[0].source), "Rest.");
  EXPECT_EQ(Slice(bytes, item->facts[1].source), "none");
}

TEST(NotesReader, LongSectionsAreSplitAndNothingIsLost) {
  Random random(9);
  for (const std::string& word :
       {std::string("The patient walked well today. "), std::string("환자는 통증을 호소하지 않았다. "), std::string("가")}) {
    std::string body;
    while (body.size() < 10'000) {
      body += word;
      if (random.Chance(0.05) && word.size() > 5) body += "\n\n";
    }
    std::string note = "Hospital course:\n" + body;
    auto item = ReadNote(note);
    ASSERT_TRUE(item.has_value());
    std::string joined;
    for (std::size_t i = 0; i < item->facts.size(); ++i) {
      const Fact& fact = item->facts[i];
      EXPECT_EQ(fact.part, i);
      EXPECT_LE(fact.text.size(), 1200u);
      EXPECT_GE(fact.text.size(), i + 1 < item->facts.size() ? 500u : 1u);
      EXPECT_EQ(FindInvalidUtf8(fact.text), std::string_view::npos);
      EXPECT_EQ(Slice(note, fact.source), fact.text);
      joined += fact.text;
    }
    auto letters = [](std::string text) {
      std::erase_if(text, IsSpaceAscii);
      return text;
    };
    EXPECT_EQ(letters(joined), letters(body));
  }
}

TEST(NotesReader, IdIsOfNameAndBytes) {
  ReadContext context;
  context.file_name = "/tmp/ward round (3).txt";
  std::string id = ReadNote("Plan: rest", context)->key.logical_id;
  EXPECT_TRUE(id.starts_with("ward-round--3--")) << id;
  EXPECT_EQ(ReadNote("Plan: rest", context)->key.logical_id, id);
  EXPECT_NE(ReadNote("Plan: walk", context)->key.logical_id, id);
  EXPECT_EQ(ReadNote("Plan: rest", context)->key.type, "Note");
}

TEST(NotesReader, SubjectAndDateOfTheContext) {
  ReadContext context;
  context.subject = "given";
  context.date = DateTime::Parse("2020-01-01").value();
  auto item = ReadNote("Patient ID: other\nPlan: rest", context);
  EXPECT_EQ(item->subject, "given");
  EXPECT_EQ(item->facts[0].effective.start.ToString(), "2020-01-01");
  EXPECT_EQ(ReadNote("Patient: Patient/abc-1\nPlan: rest")->subject, "abc-1");
  EXPECT_EQ(ReadNote("MRN: 0042, seen today\nPatient: x9\nPlan: rest")->subject, "0042");
}

TEST(NotesReader, RefusesWhatIsNoText) {
  using std::string_literals::operator""s;
  struct Case {
    std::string bytes;
    const char* place;
  };
  for (const Case& c : {Case{"Plan: rest\0more"s, "byte 10"},
                        Case{"\x7F"
                             "ELF\x02",
                             "byte 0"},
                        Case{"caf\xE9 au lait", "byte 3"}, Case{"\xFF\xFEP\0l\0"s, "byte 3"}, Case{"Plan \x1B[0m", "byte 5"}, Case{"", ""},
                        Case{" \n\t ", ""}, Case{"{\\rtf1\\ansi Plan}", ", byte 0"}, Case{"%PDF-1.7", ", byte 0"}}) {
    auto item = ReadNote(c.bytes);
    ASSERT_FALSE(item.has_value()) << c.bytes;
    EXPECT_EQ(item.error().code, ErrorCode::kBadInput);
    EXPECT_EQ(item.error().place, c.place) << c.bytes;
    EXPECT_EQ(MakeNotesReader()->Recognise(c.bytes, "note.txt"), 0) << c.bytes;
  }
  Items items;
  Limits limits;
  limits.bytes = 4;
  EXPECT_EQ(MakeNotesReader()->Read("Plan: rest", {}, limits, items).error().code, ErrorCode::kTooLarge);
}

TEST(NotesReader, RecognisesByContentAndName) {
  auto reader = MakeNotesReader();
  EXPECT_GE(reader->Recognise("Plan: rest", "a.txt"), 70);
  EXPECT_LT(reader->Recognise("Plan: rest", ""), 50);
  EXPECT_EQ(reader->Recognise("Plan: rest", "a.csv"), 0);
  EXPECT_EQ(reader->Recognise("{\"resourceType\":", "a.txt"), 0);
  EXPECT_GT(reader->Recognise("가나다\xEA\xB0", "a.txt"), 0);  // a head that ends within a character
}

TEST(NotesReader, RandomBytesEndInAnAnswer) {
  Random random(4);
  for (int i = 0; i < 5000; ++i) {
    std::string bytes;
    for (auto n = random.Integer(0, 120); n > 0; --n)
      bytes += static_cast<char>(random.Chance(0.7) ? random.Integer(32, 126) : random.Integer(0, 255));
    bytes += random.Chance(0.5) ? "\n계획: " : "\n## ";
    auto item = ReadNote(bytes);
    if (!item) continue;
    for (const Fact& fact : item->facts) EXPECT_LE(fact.source.end, bytes.size());
  }
}

// The notes of examples/ name their patient, their date and only sections that clinicians know.
TEST(NotesReader, ReadsTheExamples) {
  namespace fs = std::filesystem;
  int notes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AEGLE_SOURCE_DIR) / "examples" / "patients")) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with("note-")) continue;
    auto text = [](const fs::path& path) {
      std::stringstream whole;
      whole << std::ifstream(path, std::ios::binary).rdbuf();
      return whole.str();
    };
    ReadContext context;
    context.file_name = name;
    auto item = ReadNote(text(entry.path()), context);
    ASSERT_TRUE(item.has_value()) << entry.path();
    std::string truth = text(entry.path().parent_path() / "truth.json");
    EXPECT_NE(truth.find("\"id\": \"" + item->subject + "\""), std::string::npos) << item->subject;
    EXPECT_EQ(item->facts.front().effective.start.DateString(), name.substr(5, 10));
    EXPECT_EQ(item->facts.front().code.display, "Header");
    EXPECT_GE(item->facts.size(), 6u);
    for (const Fact& fact : item->facts) EXPECT_TRUE(fact.section.empty() || FindSectionTitle(fact.section)) << fact.section;
    ++notes;
  }
  EXPECT_GE(notes, 12);
}

TEST(WrittenDate, Forms) {
  for (auto [text, expected] : std::vector<std::pair<const char*, const char*>>{{"2026-03-01", "2026-03-01"},
                                                                                {"2026/3/1 9:05", "2026-03-01T09:05"},
                                                                                {"2026. 3. 1.", "2026-03-01"},
                                                                                {"2026.03.01 14:20", "2026-03-01T14:20"},
                                                                                {"2026년 3월 1일", "2026-03-01"},
                                                                                {"2026년 3월 1일 오전 12시", "2026-03-01T00:00"},
                                                                                {"2026년 3월 1일 14:20", "2026-03-01T14:20"},
                                                                                {"March 1, 2026", "2026-03-01"},
                                                                                {"Mar 1 2026 2:20 PM", "2026-03-01T14:20"},
                                                                                {"1 March 2026", "2026-03-01"},
                                                                                {"01-Mar-2026", "2026-03-01"},
                                                                                {"2026-03-01T14:20:05", "2026-03-01T14:20"},
                                                                                {"25/12/2025", "2025-12-25"},
                                                                                {"12/25/2025", "2025-12-25"},
                                                                                {"03/04/2026", ""},
                                                                                {"2026-02-30", ""},
                                                                                {"yesterday", ""},
                                                                                {"120/80", ""},
                                                                                {"12026-03-01", ""},
                                                                                {"", ""}})
    EXPECT_EQ(ParseWrittenDate(text).ToString(), expected) << text;
}

TEST(SectionTitle, SpellingsOfOneTitle) {
  for (const char* title : {"Assessment & Plan", "ASSESSMENT AND PLAN", "A/P", "Assessment/Plan", "평가 및 계획"}) {
    const SectionTitle* known = FindSectionTitle(title);
    ASSERT_NE(known, nullptr) << title;
    EXPECT_EQ(known->display, "Assessment and plan");
  }
  EXPECT_EQ(FindSectionTitle("Weather"), nullptr);
  EXPECT_EQ(FindSectionTitle(""), nullptr);
}

}  // namespace
}  // namespace aegle
