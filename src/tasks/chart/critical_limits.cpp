#include "tasks/chart/critical_limits.h"

#include "record/ucum.h"
#include "tasks/render/terms.h"

namespace aegle {
namespace {

constexpr auto kNone = std::nullopt;

constexpr CriticalLimit kLimits[] = {
    {"potassium", "mmol/L", 2.8, 6.2},   {"sodium", "mmol/L", 120.0, 158.0},      {"glucose", "mg/dL", 46.0, 484.0},
    {"capillary_glucose", "mg/dL", 46.0, 484.0}, {"calcium", "mg/dL", 6.6, 12.9}, {"magnesium", "mg/dL", 1.0, 4.9},
    {"phosphate", "mg/dL", 1.2, 8.9},    {"co2", "mmol/L", 11.0, 40.0},           {"bicarbonate", "mmol/L", 11.0, 40.0},
    {"hematocrit", "%", 18.0, 61.0},     {"hemoglobin", "g/dL", 6.6, 19.9},       {"platelets", "10*3/uL", 37.0, 910.0},
    {"wbc", "10*3/uL", 2.0, 37.0},       {"ph", "[pH]", 7.21, 7.59},              {"pco2", "mm[Hg]", 19.0, 67.0},
    {"po2", "mm[Hg]", 43.0, kNone},      {"inr", "1", kNone, 5.0},                {"aptt", "s", kNone, 68.0},
    {"lactate", "mmol/L", kNone, 4.0},
};

// Pure numbers (INR, pH) are written with many units or none: they need no conversion.
bool IsPureNumber(const CriticalLimit& limit) { return limit.unit == "1" || limit.unit == "[pH]"; }

std::optional<double> InUnit(const Fact& fact, const CriticalLimit& limit) {
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  if (!quantity || quantity->value.empty()) return std::nullopt;
  double value = quantity->value.value();
  if (IsPureNumber(limit) || quantity->unit == limit.unit) return value;
  std::string unit = UcumUnit::Parse(quantity->unit) ? quantity->unit : NormaliseUnit(quantity->unit).value_or("");
  if (unit.empty()) return std::nullopt;
  if (auto converted = ConvertUnit(value, unit, limit.unit)) return *converted;
  if (auto converted = ConvertConcentration(value, unit, limit.unit, fact.code.code)) return *converted;
  return std::nullopt;
}

}  // namespace

std::span<const CriticalLimit> CriticalLimits() { return kLimits; }

Interpretation BeyondCriticalLimits(const Fact& fact) {
  if (fact.kind != FactKind::kLaboratory) return Interpretation::kNone;
  const Term* term = TermOf(fact);
  if (!term) return Interpretation::kNone;
  for (const CriticalLimit& limit : kLimits) {
    if (limit.analyte != term->key) continue;
    auto value = InUnit(fact, limit);
    if (value && limit.low && *value < *limit.low) return Interpretation::kCriticalLow;
    if (value && limit.high && *value > *limit.high) return Interpretation::kCriticalHigh;
  }
  return Interpretation::kNone;
}

}  // namespace aegle
