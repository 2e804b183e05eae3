// Which facts matter, by stated clinical rules. Each function's comment is the rule; docs/clinical-rules.md is the same as a table.
// Pure, thread-safe; lists point into the chart.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/chart/chart.h"

namespace aegle {

// Problems. One entry a thing (the newest), newest onset last.
//   active:   present, clinical status active, recurrence or unknown, not abated at as_of
//   possible: as active, but asserted as possible or conditional
//   past:     resolved, inactive, in remission or abated; historical
// Refuted, negated and family statements are in none of them.
struct Problems {
  FactList active, possible, past;
  int repeated = 0;   // entries that say the same as one shown
};
[[nodiscard]] Problems FindProblems(const Chart& chart);

// Allergies: present and not resolved or inactive, one entry a substance, high criticality first; and explicit statements that
// there are none (negated, or a code or name "no known ... allergy").
struct Allergies {
  FactList present, none_known;
};
[[nodiscard]] Allergies FindAllergies(const Chart& chart);

// Medication (orders and statements, not single administrations), one entry a drug and strength (the newest).
//   current: active, in progress or unknown, not ended at as_of     on_hold: on hold
//   stopped: stopped, completed or ended within 90 days before as_of, and not current again
struct Medications {
  FactList current, on_hold, stopped;
  int repeated = 0, stopped_earlier = 0;
};
[[nodiscard]] Medications FindMedications(const Chart& chart);
inline constexpr Instant kRecentlyStopped = 90 * kDayMs;

// By the ingredient in the name: vitamin K antagonists, heparins, direct thrombin and factor Xa inhibitors.
[[nodiscard]] bool IsAnticoagulant(const Fact& medication);
// Other medication with a heightened risk of harm when given in error: insulins, opioids, methotrexate, digoxin, antiarrhythmics.
[[nodiscard]] bool IsHighAlert(const Fact& medication);

// How far a result is from normal:
//   1. the source's interpretation; 2. computed from the source's reference range; 3. of vital signs of a person of 16 years or
//   more, any value that NEWS2 gives a point; and in every case 4. critical where it is beyond the limits of CriticalLimits().
[[nodiscard]] Interpretation Judge(const Fact& fact, std::optional<int> age);
[[nodiscard]] bool IsAbnormal(Interpretation interpretation);
[[nodiscard]] bool IsCritical(Interpretation interpretation);

// Results of one code, oldest first. Reports without a value are not results.
struct Series {
  std::string key;
  FactKind kind = FactKind::kLaboratory;
  FactList facts;
  [[nodiscard]] const Fact& latest() const { return *facts.back(); }
};
// Of laboratory results or vital signs, those with the newest result first. Preliminary results are included, cancelled are not.
[[nodiscard]] std::vector<Series> FindSeries(const Chart& chart, FactKind kind);

// The numeric value in the unit of `like`, converted where the units differ; nullopt where there is no number or no conversion.
[[nodiscard]] std::optional<double> NumberIn(const Fact& fact, const Fact& like);

// Rising or falling: three or more values, the last differs from the first by more than 10 % of the first, and of all pairs of values
// those that go in that direction exceed the others by at least half of all (Kendall's tau against time of 0.5).
// Uses the last `count` values that are at most `window` older than the newest.
inline constexpr Instant kTrendWindow = 366 * kDayMs;
enum class Direction : std::uint8_t { kNone, kRising, kFalling };
struct Trend {
  Direction direction = Direction::kNone;
  FactList facts;
};
[[nodiscard]] Trend FindTrend(const Series& series, std::size_t count = 4, Instant window = kTrendWindow);

// What is not there yet: results and reports that are preliminary or registered, and active orders of diagnostics
// without a result of the same code at or after the order.
[[nodiscard]] FactList FindPending(const Chart& chart);
// Orders that are active, on hold or planned and not done at as_of, newest first; diagnostics too.
[[nodiscard]] FactList FindOpenOrders(const Chart& chart);
// Care plans and goals that are active at as_of, one entry a name.
[[nodiscard]] FactList FindCarePlans(const Chart& chart);

// The newest statement on resuscitation, null where there is none. By code (SNOMED CT 304251008 and its values, LOINC 75320-2) or name.
[[nodiscard]] const Fact* FindCodeStatus(const Chart& chart);
// The newest of each social history item, each family history entry.
[[nodiscard]] FactList FindSocialHistory(const Chart& chart);
[[nodiscard]] FactList FindFamilyHistory(const Chart& chart);

}  // namespace aegle
