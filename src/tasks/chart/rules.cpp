#include "tasks/chart/rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "tasks/render/terms.h"

namespace aegle {
namespace {

bool EndedBy(const Fact& fact, const DateTime& as_of) {
  return !fact.effective.end.empty() && !as_of.empty() && fact.effective.end.start() <= as_of.start() &&
         !(fact.effective.end == fact.effective.start && fact.kind == FactKind::kMedication);
}

bool ContainsAny(std::string_view lower, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

// Keeps the newest entry of each key, in the order of the kept ones; counts what was dropped.
FactList NewestOfEach(const FactList& facts, int& repeated) {
  FactList kept;
  std::set<std::string> seen;
  for (auto at = facts.rbegin(); at != facts.rend(); ++at) {
    if (seen.insert(KeyOf(**at)).second) kept.push_back(*at);
    else ++repeated;
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

bool IsOver(const Fact& fact, const DateTime& as_of) {
  switch (fact.status) {
    case FactStatus::kResolved:
    case FactStatus::kInactive:
    case FactStatus::kRemission: return true;
    default: return EndedBy(fact, as_of) || fact.assertion == Assertion::kHistorical;
  }
}

bool SaysNoneKnown(const Fact& fact) {
  constexpr std::array<std::string_view, 4> kCodes = {"716186003", "409137002", "428607008", "429625007"};
  constexpr std::array<std::string_view, 5> kWords = {"no known", "nkda", "no allerg", "알레르기 없음", "알려진"};
  if (fact.assertion == Assertion::kNegated) return true;
  if (std::find(kCodes.begin(), kCodes.end(), fact.code.code) != kCodes.end()) return true;
  return ContainsAny(ToLowerAscii(fact.name()), kWords);
}

bool IsAdministration(const Fact& fact) { return fact.resource.type == "MedicationAdministration"; }

bool IsCurrentStatus(FactStatus status) {
  return status == FactStatus::kActive || status == FactStatus::kInProgress || status == FactStatus::kUnknown;
}

bool IsDone(FactStatus status) {
  return status == FactStatus::kCompleted || status == FactStatus::kStopped || status == FactStatus::kCancelled;
}

bool IsUnfinished(FactStatus status) {
  return status == FactStatus::kPreliminary || status == FactStatus::kPlanned || status == FactStatus::kInProgress;
}

}  // namespace

Problems FindProblems(const Chart& chart) {
  Problems found;
  FactList active, possible, past;
  for (const Fact* fact : chart.OfKind(FactKind::kCondition)) {
    bool possible_only = fact->assertion == Assertion::kPossible || fact->assertion == Assertion::kConditional;
    bool said_present = fact->assertion == Assertion::kPresent || fact->assertion == Assertion::kHistorical;
    if (!possible_only && !said_present) continue;
    FactList& list = IsOver(*fact, chart.as_of()) ? past : possible_only ? possible : active;
    list.push_back(fact);
  }
  found.active = NewestOfEach(active, found.repeated);
  found.possible = NewestOfEach(possible, found.repeated);
  std::set<std::string> still;
  for (const Fact* fact : found.active) still.insert(KeyOf(*fact));
  for (const Fact* fact : NewestOfEach(past, found.repeated))
    if (!still.contains(KeyOf(*fact))) found.past.push_back(fact);
  return found;
}

Allergies FindAllergies(const Chart& chart) {
  FactList present;
  Allergies found;
  for (const Fact* fact : chart.OfKind(FactKind::kAllergy)) {
    if (fact->assertion == Assertion::kRefuted || IsOver(*fact, chart.as_of())) continue;
    (SaysNoneKnown(*fact) ? found.none_known : present).push_back(fact);
  }
  int repeated = 0;
  found.present = NewestOfEach(present, repeated);
  found.none_known = NewestOfEach(found.none_known, repeated);
  std::stable_sort(found.present.begin(), found.present.end(),
                   [](const Fact* a, const Fact* b) { return (a->category == "high") > (b->category == "high"); });
  return found;
}

Medications FindMedications(const Chart& chart) {
  Medications found;
  FactList current, on_hold, stopped;
  for (const Fact* fact : chart.OfKind(FactKind::kMedication)) {
    if (IsAdministration(*fact) || fact->assertion != Assertion::kPresent) continue;
    bool ended = EndedBy(*fact, chart.as_of()) || IsDone(fact->status) || fact->status == FactStatus::kInactive;
    if (!ended && fact->status == FactStatus::kOnHold) on_hold.push_back(fact);
    else if (!ended && IsCurrentStatus(fact->status)) current.push_back(fact);
    else if (ended && fact->status != FactStatus::kCancelled) stopped.push_back(fact);
  }
  found.current = NewestOfEach(current, found.repeated);
  found.on_hold = NewestOfEach(on_hold, found.repeated);
  std::set<std::string> still;
  for (const FactList* list : {&found.current, &found.on_hold})
    for (const Fact* fact : *list) still.insert(KeyOf(*fact));
  int repeated = 0;
  for (const Fact* fact : NewestOfEach(stopped, repeated)) {
    if (still.contains(KeyOf(*fact))) continue;
    const DateTime& when = fact->effective.end.empty() ? TimeOf(*fact) : fact->effective.end;
    bool recent = !when.empty() && when.start() >= chart.as_of().start() - kRecentlyStopped;
    if (recent) found.stopped.push_back(fact);
    else ++found.stopped_earlier;
  }
  return found;
}

bool IsAnticoagulant(const Fact& medication) {
  constexpr std::array<std::string_view, 14> kIngredients = {"warfarin",   "acenocoumarol", "phenprocoumon", "heparin",    "enoxaparin",
                                                             "dalteparin", "tinzaparin",    "fondaparinux",  "apixaban",   "rivaroxaban",
                                                             "edoxaban",   "dabigatran",    "argatroban",    "bivalirudin"};
  return ContainsAny(ToLowerAscii(medication.name()), kIngredients);
}

bool IsHighAlert(const Fact& medication) {
  constexpr std::array<std::string_view, 16> kIngredients = {"insulin",  "morphine",  "oxycodone",    "hydrocodone", "hydromorphone", "fentanyl",
                                                             "methadone", "codeine",  "tramadol",     "methotrexate", "digoxin",      "amiodarone",
                                                             "flecainide", "lidocaine intraven", "propofol", "potassium chloride 2 meq"};
  return ContainsAny(ToLowerAscii(medication.name()), kIngredients);
}

FactList FindPending(const Chart& chart) {
  FactList found;
  for (FactKind kind : {FactKind::kLaboratory, FactKind::kObservation, FactKind::kReport, FactKind::kImaging})
    for (const Fact* fact : chart.OfKind(kind))
      if (IsUnfinished(fact->status)) found.push_back(fact);
  return found;
}

FactList FindOpenOrders(const Chart& chart) {
  FactList found;
  for (const Fact* order : chart.OfKind(FactKind::kOrder)) {
    if (IsDone(order->status) || EndedBy(*order, chart.as_of()) || order->assertion != Assertion::kPresent) continue;
    // One whose result is there or awaited: the result tells of it.
    bool answered = std::any_of(chart.facts().begin(), chart.facts().end(), [&](const Fact* fact) {
      if (fact->kind == FactKind::kOrder || TimeOf(*fact).start() < TimeOf(*order).start()) return false;
      return (!order->code.code.empty() && fact->code.code == order->code.code) ||
             DisplayName(*fact, Language::kEnglish) == DisplayName(*order, Language::kEnglish);
    });
    if (!answered) found.push_back(order);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

FactList FindCarePlans(const Chart& chart) {
  FactList active;
  for (const Fact* fact : chart.OfKind(FactKind::kCarePlan))
    if (IsCurrentStatus(fact->status) && !EndedBy(*fact, chart.as_of())) active.push_back(fact);
  int repeated = 0;
  return NewestOfEach(active, repeated);
}

const Fact* FindCodeStatus(const Chart& chart) {
  constexpr std::array<std::string_view, 7> kCodes = {"304251008", "304252001", "304253006", "75320-2", "450475007", "450476008", "429651000124101"};
  constexpr std::array<std::string_view, 7> kWords = {"code status", "resuscitat", "full code", "dnr", "연명의료", "심폐소생술", "advance directive"};
  const Fact* newest = nullptr;
  for (const Fact* fact : chart.facts()) {
    if (fact->kind == FactKind::kMedication || fact->kind == FactKind::kEncounter || fact->kind == FactKind::kNote) continue;
    bool by_code = std::find(kCodes.begin(), kCodes.end(), fact->code.code) != kCodes.end();
    // A procedure of resuscitation was done; it says nothing about what is wished.
    bool by_name = fact->kind != FactKind::kProcedure && ContainsAny(ToLowerAscii(fact->code.display), kWords);
    if ((by_code || by_name) && fact->assertion != Assertion::kRefuted) newest = fact;
  }
  return newest;
}

FactList FindSocialHistory(const Chart& chart) {
  int repeated = 0;
  return NewestOfEach(chart.OfKind(FactKind::kSocialHistory), repeated);
}

FactList FindFamilyHistory(const Chart& chart) {
  FactList found = chart.OfKind(FactKind::kFamilyHistory);
  for (const Fact* fact : chart.OfKind(FactKind::kCondition))
    if (fact->assertion == Assertion::kFamily) found.push_back(fact);
  return found;
}

}  // namespace aegle
