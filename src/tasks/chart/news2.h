// National Early Warning Score 2: how ill an adult is by the vital signs.
//
// Source: Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017, chart 1. SpO2 scale 1 only
// (scale 2, for hypercapnic respiratory failure, needs a clinician's decision). Valid from 16 years, not in pregnancy.
// A parameter that is not recorded scores nothing and is named in `missing`, so that the total is a lower bound. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/chart/chart.h"

namespace aegle {

inline constexpr int kNews2Age = 16;

enum class News2Parameter : std::uint8_t { kRespiratoryRate, kSpo2, kOxygen, kSystolic, kPulse, kConsciousness, kTemperature };

struct News2Item {
  News2Parameter parameter;
  const Fact* fact = nullptr;
  int points = 0;
};

struct News2 {
  std::vector<News2Item> items;          // what was scored
  std::vector<std::string_view> missing; // term keys of the parameters that were not
  int total = 0;
  [[nodiscard]] const News2Item* Red() const;   // the first that alone scores 3, null where none does
};

// Of the newest value of each parameter among `vitals` (oldest first) that is at most 12 hours older than the newest of all.
// nullopt where fewer than three parameters are recorded, or the age is under 16 or not known.
[[nodiscard]] std::optional<News2> ScoreNews2(const FactList& vitals, std::optional<int> age);

// Low or high where the value would score a point, normal where it scores none, kNone where it is no NEWS2 parameter.
[[nodiscard]] Interpretation News2Direction(const Fact& fact);

}  // namespace aegle
