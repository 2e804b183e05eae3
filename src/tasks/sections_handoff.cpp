// The sections of a handoff (I-PASS).
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "tasks/evidence/passages.h"
#include "tasks/evidence/severity.h"
#include "tasks/render/terms.h"
#include "tasks/render/values.h"
#include "tasks/sections.h"

namespace aegle {
namespace {

std::string TermWord(std::string_view key, Language language) {
  for (const Term& term : Terms())
    if (term.key == key) return std::string(language == Language::kKorean ? term.korean : term.english);
  return std::string(key);
}

}  // namespace

std::string SectionWriter::SeverityReason(const Severity& severity, std::vector<std::string>& cites) {
  auto say = [&](Phrase phrase, std::initializer_list<std::string_view> values) { return Fill(Words(phrase, language_), values); };
  switch (severity.rule) {
    case SeverityRule::kNews2High:
      return say(Phrase::kRuleNews2High, {std::to_string(s_.news2->total)});
    case SeverityRule::kNews2Medium:
      return say(Phrase::kRuleNews2Medium, {std::to_string(s_.news2->total)});
    case SeverityRule::kNews2Red: {
      const News2Item& red = *s_.news2->Red();
      Item item = ItemOf(Flagged{red.fact, Judge(*red.fact, chart_.age())}, true);
      cites.insert(cites.begin(), item.cites.begin(), item.cites.end());
      return say(Phrase::kRuleNews2Red, {item.text, std::to_string(red.points)});
    }
    case SeverityRule::kCritical: {
      Item item = ItemOf(s_.critical.back(), true);
      cites.insert(cites.begin(), item.cites.begin(), item.cites.end());
      return say(Phrase::kRuleCriticalResult, {item.text});
    }
    case SeverityRule::kAcuity1:
    case SeverityRule::kAcuity2: {
      cites.insert(cites.begin(), plan_.evidence.Cite(*s_.acuity));
      return say(Phrase::kRuleAcuity, {RenderValue(*s_.acuity, language_)});
    }
    case SeverityRule::kNoneFired: {
      const Fact& last = *s_.news2->items.front().fact;
      return say(Phrase::kNoRuleFired, {std::to_string(s_.news2->total), RenderDate(TimeOf(last), language_)});
    }
    case SeverityRule::kNone:
      break;
  }
  return {};
}

Line SectionWriter::News2Line() {
  std::vector<std::string> parts, missing;
  FactList facts;
  for (const News2Item& item : s_.news2->items) {
    facts.push_back(item.fact);
    parts.push_back(DisplayName(*item.fact, language_) + " " + RenderValue(*item.fact, language_));
  }
  std::stable_sort(facts.begin(), facts.end(), [](const Fact* a, const Fact* b) { return TimeOf(*a) < TimeOf(*b); });
  for (std::string_view key : s_.news2->missing) missing.push_back(TermWord(key, language_));
  std::string text = Fill(Words(Phrase::kNews2Total, language_), {std::to_string(s_.news2->total), Join(parts, ", ")});
  if (!missing.empty()) text += " (" + Fill(Words(Phrase::kNews2Missing, language_), {Join(missing, ", ")}) + ")";
  text += ".";
  return {text, {plan_.evidence.CiteComputed(facts, text)}, {}, {}, {}};
}

std::vector<Line> SectionWriter::IllnessSeverity() {
  std::vector<Line> lines;
  Severity severity = AssessSeverity(s_);
  if (severity.level == SeverityLevel::kUnknown) {
    AddAbsence(lines, Phrase::kSeverityUnknown);
    return lines;
  }
  Line score;
  if (s_.news2) score = News2Line();
  Line line;
  std::string reason = SeverityReason(severity, line.cites);
  Phrase level = severity.level == SeverityLevel::kUnstable  ? Phrase::kSeverityUnstable
                 : severity.level == SeverityLevel::kWatcher ? Phrase::kSeverityWatcher
                                                             : Phrase::kSeverityStable;
  line.text = Say(level, language_, {reason});
  // The sentence is itself the outcome of a rule: its evidence is the score, or the rule applied to the facts that fired it.
  FactList fired;
  if (severity.rule == SeverityRule::kCritical)
    fired = {s_.critical.back().fact};
  else if (severity.rule == SeverityRule::kAcuity1 || severity.rule == SeverityRule::kAcuity2)
    fired = {s_.acuity};
  else
    for (const News2Item& item : s_.news2->items) fired.push_back(item.fact);
  line.cites.insert(line.cites.begin(), plan_.evidence.CiteComputed(fired, line.text));
  lines.push_back(std::move(line));
  if (s_.news2) lines.push_back(std::move(score));
  return lines;
}

std::vector<Line> SectionWriter::PatientSummary() {
  std::vector<Line> lines = {PersonLine()};
  if (s_.episode.empty()) AddAbsence(lines, Phrase::kNoEncounter);
  for (const Fact* encounter : s_.episode.encounters) {
    Item item = ItemOf(*encounter, false);
    AddDated(lines, TimeOf(*encounter), {item}, language_ == Language::kKorean ? "환자가 온 경위" : "how and why the patient came");
  }
  for (const Fact* note : s_.notes)
    if (TopicOf(*note) == NoteTopic::kComplaint) {
      std::vector<Line> said;
      AddNoteSentences(said, *note, 2, true);
      lines.insert(lines.end(), said.begin(), said.end());
    }
  std::vector<Item> active, possible;
  for (const Fact* fact : s_.problems.active) active.push_back(ItemOf(*fact, true));
  for (const Fact* fact : s_.problems.possible) possible.push_back(ItemOf(*fact, true));
  if (active.empty()) AddAbsence(lines, Phrase::kNoActiveProblems);
  AddListLines(lines, Phrase::kActiveProblems, active, Wording::kModelMay,
               language_ == Language::kKorean ? "환자의 현재 활성 문제" : "the active problems of the patient");
  AddListLines(lines, Phrase::kPossibleProblems, possible, Wording::kFloorOnly);
  return lines;
}

void SectionWriter::AddCourseNotes(std::vector<Line>& lines) {
  struct Share {
    NoteTopic topic;
    std::size_t sentences;
  };
  for (Share share :
       {Share{NoteTopic::kPresent, 3}, Share{NoteTopic::kCourse, 5}, Share{NoteTopic::kAssessment, 3}, Share{NoteTopic::kDisposition, 2}})
    for (const Fact* note : s_.notes) {
      if (TopicOf(*note) != share.topic) continue;
      std::vector<Line> said;
      AddNoteSentences(said, *note, share.sentences, true);
      lines.insert(lines.end(), said.begin(), said.end());
    }
}

std::vector<Line> SectionWriter::Course() {
  // What happened at one time, in one sentence for each of: results, medication given, everything else.
  enum class What : std::uint8_t { kResults, kMedication, kEvents };
  struct Step {
    DateTime when;
    std::vector<Flagged> facts;
    What what;
  };
  std::vector<Step> steps;
  auto add = [&](const Flagged& flagged, What what) {
    const DateTime& when = TimeOf(*flagged.fact);
    auto same =
        std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.what == what && s.when.Readable() == when.Readable(); });
    if (same == steps.end()) same = steps.insert(steps.end(), Step{when, {}, what});
    same->facts.push_back(flagged);
  };
  for (const Flagged& item : s_.course_results) add(item, What::kResults);
  for (const Fact* fact : s_.course_events)
    add({fact, Interpretation::kNone}, fact->kind == FactKind::kMedication ? What::kMedication : What::kEvents);
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.when < b.when; });
  std::vector<Line> lines;
  bool korean = language_ == Language::kKorean;
  for (const Step& step : steps) {
    std::string_view about =
        step.what == What::kResults ? (korean ? "이 시각의 비정상 검사 결과와 활력 징후" : "abnormal results and vital signs at this time")
        : step.what == What::kMedication ? (korean ? "이 시각에 투여한 약" : "medication given at this time")
                                         : (korean ? "이 시각의 진단, 처치, 판독" : "what was diagnosed, done or reported at this time");
    AddDated(lines, step.when, ItemsOf(step.facts, false), about);
  }
  AddCourseNotes(lines);
  for (const Fact* encounter : s_.episode.encounters) {
    if (encounter->effective.end.empty() || encounter->effective.end == encounter->effective.start) continue;
    Item item = ItemOf(*encounter, false);
    std::string text = Say(Phrase::kEncounterEnded, language_, {encounter->effective.end.Readable(), item.text});
    lines.push_back({text, item.cites, {}, {}, {}});
  }
  if (lines.empty()) AddAbsence(lines, Phrase::kNoFindings);
  return lines;
}

std::vector<Line> SectionWriter::ActionList() {
  std::vector<Line> lines;
  AddEach(lines, Phrase::kFollowUpPending, s_.pending);
  AddEach(lines, Phrase::kOpenOrder, s_.orders);
  AddEach(lines, Phrase::kCarePlanActive, s_.plans);
  for (const Fact* note : s_.notes)
    if (TopicOf(*note) == NoteTopic::kPlan) {
      std::vector<Line> said;
      AddNoteSentences(said, *note, 8, true);
      lines.insert(lines.end(), said.begin(), said.end());
    }
  if (lines.empty()) AddAbsence(lines, Phrase::kNoAction);
  return lines;
}

void SectionWriter::AddCodeStatus(std::vector<Line>& lines) {
  if (s_.code_status) {
    const Fact& fact = *s_.code_status;
    Item item = ItemOf(fact, true);
    if (std::string value = RenderValue(fact, language_); !value.empty()) item.text = value + " (" + RenderDate(TimeOf(fact), language_) + ")";
    lines.push_back(ListLine(Phrase::kCodeStatusIs, {item}, Wording::kFloorOnly));
    return;
  }
  std::size_t before = lines.size();
  for (const Fact* note : s_.notes)
    if (TopicOf(*note) == NoteTopic::kCodeStatus) {
      std::vector<Line> said;
      AddNoteSentences(said, *note, 2, true);
      lines.insert(lines.end(), said.begin(), said.end());
    }
  if (lines.size() == before) AddAbsence(lines, Phrase::kCodeStatusNotRecorded);
}

// Newest abnormal values that the course did not tell, and critical ones again.
std::vector<const Flagged*> SectionWriter::AwarenessFacts() const {
  std::set<const Fact*> told;
  for (const Flagged& item : s_.course_results) told.insert(item.fact);
  std::set<const Fact*> taken;
  std::vector<const Flagged*> facts;
  for (const Flagged& item : s_.critical)
    if (taken.insert(item.fact).second) facts.push_back(&item);
  for (const Flagged& item : s_.abnormal)
    if (!told.contains(item.fact) && taken.insert(item.fact).second) facts.push_back(&item);
  return facts;
}

void SectionWriter::AddNoCurrentAnticoagulant(std::vector<Line>& lines) {
  FactList given;
  for (const Fact* fact : s_.course_events)
    if (fact->kind == FactKind::kMedication && IsAnticoagulant(*fact)) given.push_back(fact);
  if (given.empty()) AddAbsence(lines, Phrase::kNoAnticoagulant);
  AddEach(lines, Phrase::kNoAnticoagulantButGiven, given);
}

std::vector<Line> SectionWriter::Awareness() {
  std::vector<Line> lines;
  AddCodeStatus(lines);
  FactList anticoagulants, high_alert;
  for (const FactList* list : {&s_.medications.current, &s_.medications.on_hold})
    for (const Fact* fact : *list) {
      if (IsAnticoagulant(*fact))
        anticoagulants.push_back(fact);
      else if (IsHighAlert(*fact))
        high_alert.push_back(fact);
    }
  AddEach(lines, Phrase::kAnticoagulant, anticoagulants);
  if (anticoagulants.empty()) AddNoCurrentAnticoagulant(lines);
  AddEach(lines, Phrase::kHighAlert, high_alert);
  for (const Fact* allergy : s_.allergies.present)
    if (allergy->category == "high") lines.push_back(ListLine(Phrase::kCriticalAllergy, {ItemOf(*allergy, true)}, Wording::kFloorOnly));
  std::vector<Flagged> watch;
  for (const Flagged* item : AwarenessFacts()) watch.push_back(*item);
  AddListLines(lines, Phrase::kAbnormalAwareness, ItemsOf(watch, true), Wording::kModelMay,
               language_ == Language::kKorean ? "비정상 검사 결과" : "abnormal results");
  for (const Trend& trend : s_.trends) lines.push_back(TrendLine(trend));
  for (const Fact* note : s_.notes)
    for (std::string_view sentence : SentencesOf(*note, 40))
      if (TopicOf(*note) == NoteTopic::kContingency || (TopicOf(*note) != NoteTopic::kPlan && IsContingency(sentence))) {
        std::string shown = OneLineText(sentence) + ".";
        lines.push_back({shown, {plan_.evidence.CitePassage(*note, sentence, shown)}, {}, {}, {}});
      }
  if (s_.news2) {
    std::string label = plan_.evidence.CiteKnowledge(std::string(Words(Phrase::kNews2Knowledge, language_)));
    lines.push_back({std::string(Words(Phrase::kContingencyNews2, language_)), {label}, {}, {}, {}});
  }
  return lines;
}

std::vector<Line> SectionWriter::MedicationLines() {
  std::vector<Line> lines;
  AddEach(lines, Phrase::kMedicationIs, s_.medications.current);
  if (lines.empty()) AddAbsence(lines, Phrase::kNoMedication);
  AddEach(lines, Phrase::kMedicationOnHold, s_.medications.on_hold);
  AddEach(lines, Phrase::kStoppedMedication, s_.medications.stopped);
  return lines;
}

std::vector<Line> SectionWriter::AllergyLines() {
  std::vector<Line> lines;
  AddEach(lines, Phrase::kAllergyIs, s_.allergies.present);
  if (s_.allergies.present.empty())
    for (const Fact* fact : s_.allergies.none_known) {
      std::string text = Say(Phrase::kNoKnownAllergies, language_, {RenderCore(*fact, language_)});
      lines.push_back({text, {plan_.evidence.Cite(*fact)}, {}, {}, {}});
    }
  if (lines.empty()) AddAbsence(lines, Phrase::kAllergiesNotRecorded);
  return lines;
}

std::vector<Line> SectionWriter::PendingLines() {
  std::vector<Line> lines;
  AddEach(lines, Phrase::kPendingResult, s_.pending);
  for (const Fact* note : s_.notes)
    if (TopicOf(*note) == NoteTopic::kPending) {
      std::vector<Line> said;
      AddNoteSentences(said, *note, 6, true);
      lines.insert(lines.end(), said.begin(), said.end());
    }
  if (lines.empty()) AddAbsence(lines, Phrase::kNoPendingResult);
  return lines;
}

}  // namespace aegle
