#include "tasks/ask/answer_lists.h"

#include <algorithm>

#include "base/text.h"
#include "tasks/ask/sentences.h"
#include "tasks/chart/episode.h"
#include "tasks/render/values.h"

namespace aegle {
namespace {

constexpr std::size_t kMostShown = 40;

bool Has(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

bool WantsEmergency(const std::string& text) { return Has(text, {"emergency", " er ", " ed ", "응급"}); }
bool WantsInpatient(const std::string& text) { return Has(text, {"inpatient", "hospitali", "admission", "admitted", "입원"}); }
bool WantsOutpatient(const std::string& text) { return Has(text, {"outpatient", "ambulatory", "clinic", "외래"}); }

// What is left of the subject when the words for a class of encounters are taken out.
bool OnlyNamesClass(std::string subject) {
  for (std::string_view word : {"emergency", "room", "department", "er", "ed", "inpatient", "outpatient", "ambulatory", "hospital", "clinic", "응급실", "응급", "입원", "외래", "stay", "stays"}) {
    std::string padded = " " + subject + " ";
    subject = std::string(Trim(ReplaceAll(padded, " " + std::string(word) + " ", " ")));
  }
  return subject.empty();
}

}  // namespace

ListAnswer::ListAnswer(const Chart& chart, const Question& question, const std::string& text, Plan& plan, std::vector<Line>& lines)
    : chart_(chart), q_(question), text_(text), plan_(plan), lines_(lines), language_(plan.evidence.language()) {
  about_class_ = q_.kind == FactKind::kEncounter && OnlyNamesClass(q_.subject);
}

bool ListAnswer::Applies() const {
  if (q_.family && q_.subject.empty()) return true;
  return q_.kind && (q_.subject.empty() || about_class_);
}

FactList ListAnswer::Encounters() const {
  FactList all = FindEncounters(chart_), chosen;
  bool emergency = WantsEmergency(text_), inpatient = WantsInpatient(text_), outpatient = WantsOutpatient(text_);
  for (const Fact* encounter : all) {
    EncounterClass of = ClassOf(*encounter);
    bool any = !emergency && !inpatient && !outpatient;
    bool fits = (emergency && of == EncounterClass::kEmergency) || (outpatient && of == EncounterClass::kOther) ||
                (inpatient && !emergency && (of == EncounterClass::kInpatient || of == EncounterClass::kObservation));
    if ((any || fits) && InPeriod(*encounter, q_)) chosen.push_back(encounter);
  }
  return chosen;
}

FactList ListAnswer::Newest(FactKind kind) const {
  FactList facts;
  for (const Series& series : FindSeries(chart_, kind)) {
    auto at = std::find_if(series.facts.rbegin(), series.facts.rend(), [&](const Fact* fact) { return InPeriod(*fact, q_); });
    if (at == series.facts.rend()) continue;
    if (!q_.abnormal_only || IsAbnormal(Judge(**at, chart_.age()))) facts.push_back(*at);
  }
  return facts;
}

// Newest first.
FactList ListAnswer::Facts() const {
  bool any_time = !q_.from && !q_.to;
  FactList facts;
  if (q_.family) facts = FindFamilyHistory(chart_);
  else if (q_.kind == FactKind::kEncounter) return Encounters();
  else if (q_.kind == FactKind::kLaboratory || q_.kind == FactKind::kVitalSign) return Newest(*q_.kind);
  else if (q_.kind == FactKind::kAllergy) facts = FindAllergies(chart_).present;
  else if (q_.kind == FactKind::kMedication && any_time) {
    Medications medications = FindMedications(chart_);
    facts = q_.stopped_only ? medications.stopped : medications.current;
    if (!q_.stopped_only) facts.insert(facts.end(), medications.on_hold.begin(), medications.on_hold.end());
  } else if (q_.kind == FactKind::kCondition && any_time) {
    Problems problems = FindProblems(chart_);
    facts = q_.stopped_only ? problems.past : problems.active;
  } else if (q_.kind == FactKind::kOrder && any_time) {
    return FindOpenOrders(chart_);
  } else if (q_.kind == FactKind::kCarePlan && any_time) {
    facts = FindCarePlans(chart_);
  } else {
    for (const Fact* fact : chart_.OfKind(*q_.kind))
      if (fact->assertion == Assertion::kPresent && fact->status != FactStatus::kCancelled && InPeriod(*fact, q_)) facts.push_back(fact);
  }
  std::reverse(facts.begin(), facts.end());
  return facts;
}

std::string ListAnswer::ListName() const {
  bool korean = language_ == Language::kKorean;
  if (q_.family) return korean ? "가족력" : "family history";
  switch (*q_.kind) {
    case FactKind::kMedication: return q_.stopped_only ? (korean ? "중단된 약물" : "stopped medications") : korean ? "현재 투약" : "current medications";
    case FactKind::kAllergy: return korean ? "알레르기" : "allergies";
    case FactKind::kCondition: return q_.stopped_only ? (korean ? "과거 문제" : "past problems") : korean ? "활성 문제" : "active problems";
    case FactKind::kProcedure: return korean ? "시술" : "procedures";
    case FactKind::kImmunization: return korean ? "예방접종" : "immunizations";
    case FactKind::kEncounter:
      if (WantsEmergency(text_)) return korean ? "응급실 방문" : "emergency visits";
      if (WantsInpatient(text_)) return korean ? "입원" : "inpatient stays";
      return korean ? "진료 기록" : "encounters";
    case FactKind::kLaboratory: return korean ? "검사 결과" : "laboratory results";
    case FactKind::kVitalSign: return korean ? "활력 징후" : "vital signs";
    case FactKind::kImaging: return korean ? "영상 검사" : "imaging studies";
    case FactKind::kReport: return korean ? "판독·보고서" : "reports";
    case FactKind::kOrder: return korean ? "진행 중인 처방" : "open orders";
    case FactKind::kCarePlan: return korean ? "진료 계획" : "care plans";
    default: return korean ? "기록" : "entries";
  }
}

void ListAnswer::AddFact(const Fact& fact, std::string_view english, std::string_view korean) {
  Interpretation judged = Judge(fact, chart_.age());
  Interpretation flag = IsAbnormal(judged) ? judged : Interpretation::kNone;
  lines_.push_back({Say2(language_, english, korean, {RenderFact(fact, language_, flag)}), {plan_.evidence.Cite(fact, flag)}, {}, {}, {}});
}

AskOutcome ListAnswer::Run() {
  FactList facts = Facts();
  std::string period = q_.period.empty() ? std::string() : " (" + q_.period + ")";
  if (q_.intent == Intent::kCount) {
    FactList oldest_first(facts.rbegin(), facts.rend());
    std::string text = Say2(language_, "The record has {0} {1}{2}.", "기록에 {1}{2}: {0}건.", {std::to_string(facts.size()), ListName(), period});
    lines_.push_back({text, {plan_.evidence.CiteComputed(oldest_first, text)}, {}, {}, {}});
    return AskOutcome::kAnswered;
  }
  if (facts.empty() && q_.kind == FactKind::kAllergy)
    for (const Fact* none : FindAllergies(chart_).none_known) AddFact(*none);
  if (!lines_.empty()) return AskOutcome::kAnswered;
  if (facts.empty()) {
    std::string text = Say2(language_, "The record has no {0}{1}.", "기록에 {0}{1} 항목이 없다.", {ListName(), period});
    lines_.push_back({text, {plan_.evidence.CiteComputed({}, text)}, {}, {}, {}});
    return AskOutcome::kNotInRecord;
  }
  bool first = q_.intent == Intent::kFirst || (q_.intent == Intent::kWhen && q_.when == WhenOf::kFirst);
  bool list_of_series = q_.kind == FactKind::kLaboratory || q_.kind == FactKind::kVitalSign || q_.kind == FactKind::kMedication ||
                        q_.kind == FactKind::kCondition || q_.kind == FactKind::kAllergy;
  bool one = q_.intent == Intent::kWhen || (q_.intent == Intent::kLatest && !list_of_series && Has(text_, {"last", "latest", "recent", "newest", "최근", "마지막"}));
  if (first) AddFact(*facts.back(), "The first is {0}.", "최초 기록: {0}.");
  else if (one) AddFact(*facts.front(), "The latest is {0}.", "가장 최근 기록: {0}.");
  else
    for (std::size_t i = 0; i < std::min(facts.size(), kMostShown); ++i) AddFact(*facts[i]);
  if (!first && !one && facts.size() > kMostShown)
    plan_.left_out.push_back({std::string(Words(Phrase::kLeftRepeated, language_)), static_cast<int>(facts.size() - kMostShown)});
  return AskOutcome::kAnswered;
}

}  // namespace aegle
