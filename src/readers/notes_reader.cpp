#include "readers/notes_reader.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "readers/note_header.h"
#include "readers/note_sections.h"
#include "readers/note_text.h"

namespace aegle {
namespace {

constexpr std::size_t kPieceBytes = 1200;
constexpr std::size_t kMostFacts = 60'000;  // Fact::part has 16 bits

// Texts that are another format: a note reader must not take their markup for words.
bool HasForeignSignature(std::string_view head) {
  head = head.substr(head.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  while (!head.empty() && IsSpaceAscii(head.front())) head.remove_prefix(1);
  for (std::string_view mark : {"%PDF", "{\\rtf", "PK\x03\x04", "<?xml", "<!DOCTYPE", "<!doctype", "<html", "<HTML", "MSH|", "{", "[{"})
    if (head.starts_with(mark)) return true;
  return false;
}

std::string Extension(std::string_view file_name) {
  std::size_t dot = file_name.rfind('.');
  return dot == std::string_view::npos ? std::string() : ToLowerAscii(file_name.substr(dot + 1));
}

std::string_view Stem(std::string_view file_name) {
  if (std::size_t slash = file_name.find_last_of("/\\"); slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  std::size_t dot = file_name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file_name : file_name.substr(0, dot);
}

// The stem of the file name and a hash of the bytes: the same note is the same id, a changed one is another.
std::string LogicalId(std::string_view file_name, std::string_view bytes) {
  std::string id;
  for (char c : Utf8Prefix(Stem(file_name), 40)) {
    bool plain = IsLetterAscii(c) || IsDigitAscii(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
    id += plain ? c : '-';
  }
  if (FindInvalidUtf8(id) != std::string_view::npos) id.clear();
  return (id.empty() ? "note" : id) + "-" + Sha256Hex(bytes).substr(0, 12);
}

Fact SectionFact(const NoteSection& section, bool only_section, const DateTime& date) {
  Fact fact;
  fact.kind = FactKind::kNote;
  fact.section = section.title;
  if (section.known) {
    fact.code.display = section.known->display;
    fact.code.code = section.known->loinc;
    if (!fact.code.code.empty()) fact.code.system = system_uri::kLoinc;
  } else {
    fact.code.display = !section.title.empty() ? section.title : only_section ? "Note" : "Header";
  }
  fact.effective.start = date;
  fact.recorded = date;
  return fact;
}

class NotesReader : public Reader {
 public:
  [[nodiscard]] std::string_view format() const override { return "note"; }

  [[nodiscard]] int Recognise(std::string_view head, std::string_view file_name) const override {
    if (Trim(head).empty() || HasForeignSignature(head) || FindBinaryByte(head) != std::string_view::npos) return 0;
    std::size_t invalid = FindInvalidUtf8(head);
    bool utf8 = invalid == std::string_view::npos || invalid + 3 >= head.size();  // the head may end within a character
    if (!utf8 && !LooksLikeCp949(head)) return 0;
    std::string extension = Extension(file_name);
    for (std::string_view other : {"json", "ndjson", "jsonl", "xml", "html", "htm", "csv", "tsv", "rtf", "pdf", "hl7", "dcm", "vcf", "svg"})
      if (extension == other) return 0;
    bool named = extension == "txt" || extension == "text" || extension == "note" || extension == "md";
    return (named ? 80 : extension.empty() ? 40 : 20) - (utf8 ? 0 : 10);
  }

  Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits& limits, FactSink& out) const override {
    if (in.size() > limits.bytes)
      return Fail(ErrorCode::kTooLarge,
                  "the note has " + std::to_string(in.size()) + " bytes, the limit is " + std::to_string(limits.bytes), context.file_name);
    if (HasForeignSignature(in))
      return Fail(ErrorCode::kBadInput, "this is no plain text", context.file_name + ", byte " + std::to_string(context.base_offset),
                  "Import the note as plain text.");
    Result<NoteText> note = DecodeNote(in);
    if (!note) {
      Error error = note.error();
      error.place = context.file_name.empty() ? error.place : context.file_name + ", " + error.place;
      return tl::unexpected(std::move(error));
    }
    AEGLE_TRY(item, MakeItem(*note, in, context, limits));
    ImportLedger ledger;
    ledger.format = format();
    ledger.bytes = in.size();
    ledger.Count(item);
    AEGLE_CHECK(out.Take(std::move(item)));
    return ledger;
  }

 private:
  static Result<ReadItem> MakeItem(const NoteText& note, std::string_view in, const ReadContext& context, const Limits& limits) {
    NoteHeader header = ReadNoteHeader(note.utf8);
    ReadItem item;
    item.key = {"Note", LogicalId(context.file_name, in)};
    item.subject = context.subject.empty() ? header.subject : context.subject;
    item.text = note.utf8;
    item.begin = context.base_offset;
    item.end = context.base_offset + in.size();
    DateTime date = header.date.empty() ? context.date : header.date;
    std::vector<NoteSection> sections = SplitSections(note.utf8);
    for (const NoteSection& section : sections) {
      Fact pattern = SectionFact(section, sections.size() == 1, date);
      pattern.resource = item.key;
      for (TextPiece piece : SplitLong(note.utf8, section.begin, section.end, kPieceBytes)) {
        if (item.facts.size() >= std::min(kMostFacts, limits.items))
          return Fail(ErrorCode::kTooLarge, "the note has too many sections", context.file_name);
        Fact& fact = item.facts.emplace_back(pattern);
        fact.part = static_cast<std::uint16_t>(item.facts.size() - 1);
        fact.text = note.utf8.substr(piece.begin, piece.end - piece.begin);
        fact.source.begin = context.base_offset + note.Original(piece.begin);
        fact.source.end = context.base_offset + note.Original(piece.end);
      }
    }
    if (item.facts.empty()) return Fail(ErrorCode::kBadInput, "the note has no text", context.file_name);
    return item;
  }
};

}  // namespace

std::unique_ptr<Reader> MakeNotesReader() { return std::make_unique<NotesReader>(); }

}  // namespace aegle
