// cases/verify_*.txt: evidence, a sentence, the verdict. The form of a case:
//
//   # name: what_it_shows
//   patient birth=1958-03-02 gender=male name="Kim Minjun" as_of=2024-05-01     (nothing is known where the line is absent)
//   f1 laboratory 2823-3 "Potassium" value=4.1 unit=mmol/L on=2024-03-02 low=3.5 high=5.1 flag=H status=final
//   n2 note "Denies chest pain." on=2024-03-02
//   say f1 n2: Potassium was 4.1 mmol/L.
//   expect supported | corrected f3 | struck number [date ...]
//
// A case may hold several say/expect pairs. `expect struck K`: at least one finding is of kind K.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

struct Line {
  std::vector<std::string> words;            // bare words and quoted strings, in order
  std::map<std::string, std::string> named;  // key=value
};

Line ReadLine(std::string_view text) {
  Line line;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    std::string key, value;
    bool quoted = false;
    while (at < text.size() && (quoted || text[at] != ' ')) {
      if (text[at] == '"')
        quoted = !quoted;
      else if (text[at] == '=' && !quoted && key.empty())
        key = std::exchange(value, "");
      else
        value += text[at];
      ++at;
    }
    if (key.empty())
      line.words.push_back(value);
    else
      line.named[key] = value;
  }
  return line;
}

DateTime Time(const Line& line, const std::string& key) {
  auto found = line.named.find(key);
  if (found == line.named.end()) return {};
  auto time = DateTime::Parse(found->second);
  EXPECT_TRUE(time) << found->second;
  return time ? *time : DateTime();
}

std::string Named(const Line& line, const std::string& key) {
  auto found = line.named.find(key);
  return found == line.named.end() ? "" : found->second;
}

template <class Enum>
Enum Parse(const std::string& name, int count, Enum fallback) {
  for (int i = 0; i < count; ++i)
    if (Name(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  EXPECT_TRUE(name.empty()) << name;
  return fallback;
}

FactValue ReadValue(const Line& line) {
  std::string value = Named(line, "value"), unit = Named(line, "unit");
  if (value.empty()) return {};
  Quantity quantity;
  for (auto [sign, comparator] : {std::pair{"<=", Comparator::kLessOrEqual}, std::pair{">=", Comparator::kGreaterOrEqual},
                                  std::pair{"<", Comparator::kLess}, std::pair{">", Comparator::kGreater}})
    if (quantity.comparator == Comparator::kNone && value.starts_with(sign)) {
      quantity.comparator = comparator;
      value.erase(0, std::string_view(sign).size());
    }
  auto decimal = Decimal::Parse(value);
  if (!decimal) return value;
  quantity.value = *decimal;
  quantity.unit = unit;
  return quantity;
}

Fact ReadFact(const Line& line) {
  Fact fact;
  std::string kind = line.words[1];
  fact.kind = ParseFactKind(kind).value_or(FactKind::kOther);
  EXPECT_TRUE(ParseFactKind(kind)) << kind;
  bool coded = line.words.size() > 3;
  fact.code.code = coded ? line.words[2] : "";
  if (kind == "note" || kind == "report")
    fact.text = line.words.back();
  else
    fact.code.display = line.words.back();
  fact.value = ReadValue(line);
  if (!Named(line, "low").empty()) fact.reference_range.low = *Decimal::Parse(Named(line, "low"));
  if (!Named(line, "high").empty()) fact.reference_range.high = *Decimal::Parse(Named(line, "high"));
  fact.interpretation = Parse(Named(line, "flag"), 9, Interpretation::kNone);
  fact.effective.start = Time(line, "on");
  fact.effective.end = Time(line, "until");
  fact.status = Parse(Named(line, "status"), 17, FactStatus::kUnknown);
  fact.assertion = Parse(Named(line, "assertion"), 7, Assertion::kPresent);
  fact.body_site = Named(line, "site");
  fact.category = Named(line, "category");
  fact.section = Named(line, "section");
  if (!Named(line, "text").empty()) fact.text = Named(line, "text");
  if (!Named(line, "patient").empty()) fact.patient = PatientId(std::stoll(Named(line, "patient")));
  fact.resource = {"Case", line.words[0]};
  return fact;
}

struct Case {
  Patient patient;
  DateTime as_of;
  Language language = Language::kEnglish;
  std::vector<Evidence> evidence;
};

void ReadPatient(const Line& line, Case& out) {
  out.patient.id = PatientId(1);
  out.patient.birth_date = Time(line, "birth");
  out.patient.name = Phi<std::string>(Named(line, "name"));
  out.patient.gender = Parse(Named(line, "gender"), 4, AdministrativeGender::kUnknown);
  if (line.named.contains("as_of")) out.as_of = Time(line, "as_of");
  if (Named(line, "lang") == "ko") out.language = Language::kKorean;
}

// "c1 computed "text" from=f1,f2": a computed line carries the facts of the evidence it names.
Evidence ReadEvidence(const Line& line, const std::vector<Evidence>& before) {
  Evidence evidence;
  evidence.label = line.words[0];
  if (line.words[1] == "computed" || line.words[1] == "knowledge") {
    evidence.kind = line.words[1] == "computed" ? EvidenceKind::kComputed : EvidenceKind::kKnowledge;
    evidence.text = line.words.back();
    std::string from = Named(line, "from");
    for (std::string_view label : Split(from, ','))
      for (const Evidence& other : before)
        if (other.label == label) evidence.facts.insert(evidence.facts.end(), other.facts.begin(), other.facts.end());
    return evidence;
  }
  Fact fact = ReadFact(line);
  evidence.kind = fact.kind == FactKind::kNote ? EvidenceKind::kNote : EvidenceKind::kFact;
  evidence.text = fact.kind == FactKind::kNote || fact.kind == FactKind::kReport ? fact.text : OneLine(fact);
  evidence.facts.push_back(std::move(fact));
  return evidence;
}

std::string Describe(const VerifyResult& result) {
  std::string text(Name(result.verdict));
  for (const std::string& label : result.cites) text += " " + label;
  for (const Finding& finding : result.why) text += "\n    " + std::string(Name(finding.kind)) + ": " + finding.message;
  return text;
}

void CheckSay(const Case& current, const std::string& say, const std::string& expect, const std::string& where) {
  std::size_t colon = say.find(':');
  std::vector<std::string> cites;
  for (std::string_view label : Split(Trim(std::string_view(say).substr(0, colon)), ' '))
    if (!label.empty()) cites.emplace_back(label);
  std::string sentence(Trim(std::string_view(say).substr(colon + 1)));
  Verifier verifier(current.patient, current.evidence, current.as_of, current.language);
  VerifyResult result = verifier.Check({sentence, cites});
  Line wanted = ReadLine(expect);
  ASSERT_FALSE(wanted.words.empty()) << where;
  EXPECT_EQ(Name(result.verdict), wanted.words[0]) << where << "\n  " << sentence << "\n  " << Describe(result);
  for (std::size_t i = 1; i < wanted.words.size(); ++i) {
    bool found = wanted.words[0] == "struck"
                     ? std::any_of(result.why.begin(), result.why.end(), [&](const Finding& f) { return Name(f.kind) == wanted.words[i]; })
                     : std::find(result.cites.begin(), result.cites.end(), wanted.words[i]) != result.cites.end();
    EXPECT_TRUE(found) << where << ": no " << wanted.words[i] << "\n  " << sentence << "\n  " << Describe(result);
  }
  for (const Finding& finding : result.why) EXPECT_FALSE(finding.message.empty()) << where;
}

int RunFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text, name = "?", say;
  Case current;
  int count = 0, number = 0;
  while (std::getline(file, text)) {
    ++number;
    std::string_view trimmed = Trim(text);
    if (trimmed.starts_with("# name:")) {
      name = Trim(trimmed.substr(7));
      current = Case{};
      current.as_of = *DateTime::Parse("2024-05-01");
      continue;
    }
    if (trimmed.empty() || trimmed.starts_with('#')) continue;
    std::string where = path.filename().string() + ":" + std::to_string(number) + " " + name;
    if (trimmed.starts_with("say ")) {
      say = trimmed.substr(4);
    } else if (trimmed.starts_with("expect ")) {
      CheckSay(current, say, std::string(trimmed.substr(7)), where);
      ++count;
    } else if (trimmed.starts_with("patient")) {
      ReadPatient(ReadLine(trimmed), current);
    } else {
      current.evidence.push_back(ReadEvidence(ReadLine(trimmed), current.evidence));
    }
  }
  return count;
}

TEST(VerifyCases, All) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(AEGLE_SOURCE_DIR) / "src/trust/cases"))
    if (entry.path().filename().string().starts_with("verify_")) count += RunFile(entry.path());
  EXPECT_GE(count, 120);
}

}  // namespace
}  // namespace aegle
