#include "tasks/render/values.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "record/ucum.h"
#include "tasks/render/phrases.h"
#include "tasks/render/terms.h"

namespace aegle {
namespace {

// A fact in its parts: "losartan", ("dosage: 100 mg by mouth once daily", "reason: hypertension"), "".
struct Shown {
  std::string name;
  std::vector<std::string> remarks;  // in brackets behind the name
  std::string conclusion = {};       // behind a colon
};

std::string Together(const Shown& shown) {
  std::string text = shown.name;
  if (!shown.remarks.empty()) text += " (" + Join(shown.remarks, ", ") + ")";
  return shown.conclusion.empty() ? text : text + ": " + shown.conclusion;
}

std::string Unit(const Quantity& quantity) {
  std::string shown = quantity.unit_text.empty() ? DisplayUnit(quantity.unit) : quantity.unit_text;
  return shown.starts_with('{') ? std::string() : shown;
}

// The labels that readers write before the parts of a text.
constexpr std::string_view kLabels[] = {"Status",
                                        "Verification",
                                        "Intent",
                                        "For",
                                        "Diagnosis",
                                        "Admitted from",
                                        "Discharged to",
                                        "Diet",
                                        "Readmission",
                                        "Priority",
                                        "At",
                                        "Form",
                                        "Contains",
                                        "Status reason",
                                        "Quantity",
                                        "Supply",
                                        "Taken",
                                        "Given",
                                        "When",
                                        "Severity",
                                        "Stage",
                                        "Evidence",
                                        "Reaction",
                                        "Criticality",
                                        "Type",
                                        "Category",
                                        "Last occurrence",
                                        "Note",
                                        "Onset",
                                        "Abatement",
                                        "Conclusion",
                                        "Conclusions",
                                        "Results",
                                        "Members",
                                        "Part of",
                                        "Method",
                                        "Interpretation",
                                        "Reference range",
                                        "No value",
                                        "Outcome",
                                        "Series",
                                        "Relative",
                                        "Sex",
                                        "Born",
                                        "Age",
                                        "Deceased",
                                        "No data because",
                                        "Goals",
                                        "Target",
                                        "Achievement",
                                        "Progress",
                                        "Dose",
                                        "Subpotent",
                                        "Comment",
                                        "Instruction"};
// They file the fact, or are shown in another way.
constexpr std::string_view kNotSaid[] = {"Verification", "At",       "Diet",    "Form",   "Type",   "Category", "Criticality",
                                         "Results",      "Members",  "Part of", "Method", "Series", "Supply",   "Quantity",
                                         "Priority",     "Evidence", "Goals",   "For",    "Intent"};

struct Part {
  std::string_view label, words;
};

std::string_view LabelAt(std::string_view text) {
  for (std::string_view label : kLabels)
    if (text.starts_with(label) && text.substr(label.size()).starts_with(": ")) return label;
  return {};
}

// A part reaches to the next known label, so that a conclusion may hold semicolons of its own.
std::vector<Part> PartsOf(std::string_view text) {
  std::vector<Part> parts;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view label = LabelAt(text.substr(at));
    std::size_t begin = at + (label.empty() ? 0 : label.size() + 2), end = begin;
    do {
      end = text.find("; ", end + (end > begin ? 2 : 0));
    } while (end != std::string_view::npos && LabelAt(text.substr(end + 2)).empty());
    if (end == std::string_view::npos) end = text.size();
    parts.push_back({label, text.substr(begin, end - begin)});
    at = end + 2;
  }
  return parts;
}

bool IsMeasurement(const Fact& fact) {
  return fact.kind == FactKind::kLaboratory || fact.kind == FactKind::kVitalSign || fact.kind == FactKind::kObservation ||
         fact.kind == FactKind::kSocialHistory;
}

Shown ShowMeasurement(const Fact& fact, Language language, Interpretation flag) {
  Shown measured{DisplayName(fact, language), {}};
  std::string value = RenderValue(fact, language);
  if (value.empty() && (fact.status == FactStatus::kInProgress || fact.status == FactStatus::kPlanned))
    measured.remarks.emplace_back(Words(Phrase::kNoResultYet, language));
  else if (std::holds_alternative<std::string>(fact.value))
    measured.conclusion = InOneSentence(value);
  else if (!value.empty())
    measured.name += " " + value;
  else if (std::string said = SaidText(fact); said != fact.name())
    measured.conclusion = said;
  std::vector<std::string>& remarks = measured.remarks;
  Interpretation shown = fact.interpretation == Interpretation::kNone ? flag : fact.interpretation;
  if (shown != Interpretation::kNone) remarks.push_back(RenderInterpretation(shown, language));
  if (!fact.reference_range.empty())
    remarks.push_back(Fill(Words(Phrase::kReference, language), {RenderRange(fact.reference_range, language)}));
  if (fact.status == FactStatus::kPreliminary || fact.status == FactStatus::kCorrected || fact.status == FactStatus::kAmended)
    remarks.push_back(RenderStatus(fact.status, language));
  return measured;
}

Shown ShowAllergy(const Fact& fact, Language language) {
  std::vector<std::string> remarks;
  std::string reaction = RenderValue(fact, language);
  if (reaction.empty()) reaction = TextPart(fact, "Reaction");
  if (reaction.empty() && fact.text != fact.name()) reaction = SaidText(fact);
  if (language == Language::kKorean)
    for (const auto& [english, korean] : {std::pair{"(severe)", "(중증)"}, {"(moderate)", "(중등도)"}, {"(mild)", "(경증)"}})
      reaction = ReplaceAll(std::move(reaction), english, korean);
  if (!reaction.empty()) remarks.push_back(Fill(Words(Phrase::kReaction, language), {reaction}));
  if (fact.category == "high") remarks.emplace_back(Words(Phrase::kCriticality, language));
  return {DisplayName(fact, language), remarks};
}

// "2.5 mg nebulised, nebulised", "40 mg by mouth, oral": the instruction has named the route.
bool SaysRoute(std::string_view instruction, std::string_view route) {
  constexpr std::pair<std::string_view, std::string_view> kSame[] = {
      {"oral", "by mouth"},      {"oral", "경구"},   {"intravenous", "정맥"}, {"subcutaneous", "피하"},
      {"intramuscular", "근육"}, {"nebuli", "분무"}, {"inhal", "흡입"}, {"sublingual", "under the tongue"}, {"sublingual", "설하"}};
  std::string said = ToLowerAscii(instruction), lower = ToLowerAscii(route);
  for (const auto& [name, words] : kSame)
    if (lower.starts_with(name) && said.find(words) != std::string::npos) return true;
  return said.find(lower) != std::string::npos;
}

// What was said of how it is taken, each part once.
std::string InstructionOf(const Fact& fact) {
  const std::string said = SaidText(fact);
  std::string text;
  for (std::string_view part : Split(said, ',')) {
    part = Trim(part);
    if (text.empty())
      text = part;
    else if (!SaysRoute(text, part))
      text += ", " + std::string(part);
  }
  return text;
}

Shown ShowMedication(const Fact& fact, Language language) {
  std::vector<std::string> remarks;
  std::string value = RenderValue(fact, language);
  if (!value.empty()) remarks.push_back(value);
  std::string said = InstructionOf(fact), reason = TextPart(fact, "For");
  // A dose that its instruction repeats is said once.
  if (!said.empty() && said != fact.name()) remarks = {Fill(Words(Phrase::kDose, language), {said})};
  if (!reason.empty()) remarks.push_back(Fill(Words(Phrase::kReason, language), {reason}));
  return {DisplayName(fact, language), remarks};
}

Phrase EncounterWord(std::string_view category) {
  std::string lower = ToLowerAscii(category);
  if (lower == "emer" || lower == "emergency") return Phrase::kEmergencyVisit;
  if (lower == "imp" || lower == "inpatient" || lower == "acute" || lower == "nonac") return Phrase::kInpatientStay;
  if (lower == "obsenc" || lower == "ss") return Phrase::kObservationStay;
  return Phrase::kVisit;
}

// A reason that only repeats the name of the encounter says nothing more.
Shown ShowEncounter(const Fact& fact, Language language) {
  std::vector<std::string> remarks;
  if (!fact.code.empty()) remarks.push_back(DisplayName(fact, language));
  std::string reason = TextPart(fact, "For");
  if (reason.empty()) reason = TextPart(fact, "");
  if (!reason.empty() && reason != fact.code.display) remarks.push_back(Fill(Words(Phrase::kReason, language), {reason}));
  return {std::string(Words(EncounterWord(fact.category), language)), remarks};
}

Shown ShowNamed(const Fact& fact, Language language) {
  std::vector<std::string> remarks;
  std::string value = RenderValue(fact, language);
  if (!value.empty()) remarks.push_back(value);
  if (!fact.body_site.empty() && fact.code.display.find(fact.body_site) == std::string::npos)
    remarks.push_back(Fill(Words(Phrase::kBodySite, language), {OneLineText(fact.body_site)}));
  std::string conclusion = TextPart(fact, "Conclusion");
  std::string words = conclusion.empty() ? SaidText(fact) : conclusion;
  bool report = fact.kind == FactKind::kReport || fact.kind == FactKind::kImaging;
  std::string reason = report ? std::string() : TextPart(fact, "For");
  if (!reason.empty()) remarks.push_back(Fill(Words(Phrase::kReason, language), {reason}));
  if (words == fact.name()) words.clear();
  // A vaccine is named after its disease: said as a vaccination, nobody takes it for the disease.
  std::string name = DisplayName(fact, language);
  if (fact.kind == FactKind::kImmunization) name = Fill(Words(Phrase::kVaccination, language), {name});
  if (!words.empty() && !report) remarks.push_back(words);
  return {name, remarks, report ? InOneSentence(words) : std::string()};
}

// Of problems only what differs from "present": "possible", "ruled out", "family history".
void AddAssertion(const Fact& fact, Language language, std::vector<std::string>& remarks) {
  switch (fact.assertion) {
    case Assertion::kPossible:
    case Assertion::kConditional:
      remarks.emplace_back(Words(Phrase::kPossible, language));
      break;
    case Assertion::kNegated:
      remarks.emplace_back(Words(Phrase::kNotPresent, language));
      break;
    case Assertion::kRefuted:
      remarks.emplace_back(Words(Phrase::kRefuted, language));
      break;
    case Assertion::kFamily:
      remarks.emplace_back(Words(Phrase::kFamily, language));
      break;
    case Assertion::kPresent:
    case Assertion::kHistorical:
      break;
  }
}

// What lasts ("since", "until") is told from what happens once ("on").
bool Lasts(const Fact& fact) {
  return fact.kind == FactKind::kCondition || fact.kind == FactKind::kMedication || fact.kind == FactKind::kAllergy ||
         fact.kind == FactKind::kCarePlan || fact.kind == FactKind::kDevice;
}

// To the day: hours say nothing of what lasts for years.
void AddDates(const Fact& fact, Language language, std::vector<std::string>& remarks) {
  const DateTime& start = fact.effective.start;
  const DateTime& end = fact.effective.end;
  if (!start.empty()) remarks.push_back(Fill(Words(Phrase::kSince, language), {start.DateString()}));
  if (!end.empty() && !(end == start)) remarks.push_back(Fill(Words(Phrase::kUntil, language), {end.DateString()}));
}

Shown Show(const Fact& fact, Language language, Interpretation flag) {
  if (fact.kind == FactKind::kAllergy) return ShowAllergy(fact, language);
  if (fact.kind == FactKind::kMedication) return ShowMedication(fact, language);
  if (fact.kind == FactKind::kEncounter) return ShowEncounter(fact, language);
  return IsMeasurement(fact) ? ShowMeasurement(fact, language, flag) : ShowNamed(fact, language);
}

}  // namespace

std::string TextPart(const Fact& fact, std::string_view label) {
  std::string words;
  for (const Part& part : PartsOf(fact.text))
    if (part.label == label) words += (words.empty() ? "" : ", ") + std::string(part.words);
  return OneLineText(words);
}

std::string SaidText(const Fact& fact) {
  std::string text;
  for (const Part& part : PartsOf(fact.text)) {
    if (std::find(std::begin(kNotSaid), std::end(kNotSaid), part.label) != std::end(kNotSaid)) continue;
    if (!text.empty()) text += ", ";
    if (!part.label.empty()) text += std::string(part.label) + ": ";
    text += part.words;
  }
  return OneLineText(text);
}

std::string RenderDate(const DateTime& date, Language language) {
  return date.empty() ? std::string(Words(Phrase::kUnknownDate, language)) : date.Readable();
}

std::string RenderValue(const Fact& fact, Language language) {
  if (const bool* yes = std::get_if<bool>(&fact.value)) return std::string(Words(*yes ? Phrase::kYes : Phrase::kNo, language));
  if (const Coding* coding = std::get_if<Coding>(&fact.value)) return DisplayName(*coding, language);
  if (const Quantity* quantity = std::get_if<Quantity>(&fact.value)) {
    std::string unit = Unit(*quantity);
    return std::string(ToText(quantity->comparator)) + quantity->value.text() + (unit.empty() ? "" : " " + unit);
  }
  return OneLineText(ValueText(fact.value));
}

std::string RenderInterpretation(Interpretation interpretation, Language language) {
  switch (interpretation) {
    case Interpretation::kNone:
      return {};
    case Interpretation::kNormal:
      return std::string(Words(Phrase::kNormal, language));
    case Interpretation::kLow:
      return std::string(Words(Phrase::kLow, language));
    case Interpretation::kHigh:
      return std::string(Words(Phrase::kHigh, language));
    case Interpretation::kCriticalLow:
      return std::string(Words(Phrase::kCriticalLow, language));
    case Interpretation::kCriticalHigh:
      return std::string(Words(Phrase::kCriticalHigh, language));
    case Interpretation::kAbnormal:
      return std::string(Words(Phrase::kAbnormal, language));
    case Interpretation::kPositive:
      return std::string(Words(Phrase::kPositive, language));
    case Interpretation::kNegative:
      return std::string(Words(Phrase::kNegative, language));
  }
  return {};
}

std::string RenderStatus(FactStatus status, Language language) {
  constexpr Phrase kWords[] = {Phrase::kCount_,    Phrase::kActive,    Phrase::kRecurrence,  Phrase::kInactive, Phrase::kRemission,
                               Phrase::kResolved,  Phrase::kPlanned,   Phrase::kInProgress,  Phrase::kOnHold,   Phrase::kCompleted,
                               Phrase::kStopped,   Phrase::kCancelled, Phrase::kPreliminary, Phrase::kFinal,    Phrase::kAmended,
                               Phrase::kCorrected, Phrase::kCount_};
  Phrase word = kWords[static_cast<std::size_t>(status)];
  return word == Phrase::kCount_ ? std::string() : std::string(Words(word, language));
}

std::string RenderCore(const Fact& fact, Language language, Interpretation flag) {
  return fact.kind == FactKind::kNote ? OneLineText(fact.text) : Together(Show(fact, language, flag));
}

std::string RenderFact(const Fact& fact, Language language, Interpretation flag) {
  if (fact.kind == FactKind::kNote) return OneLineText(fact.text);
  Shown shown = Show(fact, language, flag);
  std::vector<std::string> remarks;
  if (fact.kind == FactKind::kCondition || fact.kind == FactKind::kFamilyHistory || fact.kind == FactKind::kAllergy)
    AddAssertion(fact, language, remarks);
  bool status = (Lasts(fact) && remarks.empty()) || fact.kind == FactKind::kOrder;
  if (std::string word = RenderStatus(fact.status, language); status && !word.empty()) remarks.push_back(word);
  if (Lasts(fact)) AddDates(fact, language, remarks);
  // The dates stand beside the name, before a dose or a reason that has dates of its own elsewhere.
  if (!remarks.empty()) shown.remarks.insert(shown.remarks.begin(), Join(remarks, ", "));
  std::string text = Together(shown);
  const DateTime& when = fact.effective.start.empty() ? fact.recorded : fact.effective.start;
  if (Lasts(fact) || when.empty()) return text;
  if (language == Language::kKorean || !shown.conclusion.empty()) return when.Readable() + " " + text;
  return text + " " + Fill(Words(Phrase::kOn, language), {when.Readable()});
}

std::string RenderBrief(const Fact& fact, Language language, Interpretation flag) {
  Fact brief = fact;
  brief.text.clear();
  brief.body_site.clear();
  brief.reference_range = {};
  brief.status = FactStatus::kUnknown;
  bool measured = IsMeasurement(fact);
  if (!measured) brief.value = {};
  if (brief.code.empty()) brief.code.display = fact.name();
  return RenderFact(brief, language, flag);
}

std::string RenderRange(const ReferenceRange& range, Language language) {
  if (!range.low && !range.high) return OneLineText(range.text);
  if (range.low && range.high) return range.low->text() + "-" + range.high->text();
  bool upper = range.high.has_value();
  std::string bound = upper ? range.high->text() : range.low->text();
  return Fill(Words(upper ? Phrase::kAtMost : Phrase::kAtLeast, language), {bound});
}

std::string RenderBloodPressure(const Fact& systolic, const Fact& diastolic, Language language, Interpretation flag) {
  const auto* high = std::get_if<Quantity>(&systolic.value);
  const auto* low = std::get_if<Quantity>(&diastolic.value);
  if (!high || !low) return RenderCore(systolic, language, flag) + ", " + RenderCore(diastolic, language);
  std::string text = language == Language::kKorean ? "혈압 " : "blood pressure ";
  text += high->value.text() + "/" + low->value.text();
  if (std::string unit = Unit(*high); !unit.empty()) text += " " + unit;
  if (flag != Interpretation::kNone) text += " (" + RenderInterpretation(flag, language) + ")";
  return text;
}

std::string RenderComputed(double value, int decimals) { return FormatDecimal(value, decimals); }

std::string OneLineText(std::string_view text) {
  std::string out;
  for (char c : Trim(text)) {
    bool space = IsSpaceAscii(c);
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
  return out;
}

std::string InOneSentence(std::string_view text) { return ReplaceAll(OneLineText(text), ". ", "; "); }

}  // namespace aegle
