// Interpretation of results, their series and trends: the parts of rules.h that are about numbers.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/text.h"
#include "record/ucum.h"
#include "tasks/chart/critical_limits.h"
#include "tasks/chart/news2.h"
#include "tasks/chart/rules.h"

namespace aegle {
namespace {

Interpretation FromRange(const Fact& fact) {
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  if (!quantity || quantity->value.empty()) return Interpretation::kNone;
  double value = quantity->value.value();
  const ReferenceRange& range = fact.reference_range;
  if (range.low && value < range.low->value()) return Interpretation::kLow;
  if (range.high && value > range.high->value()) return Interpretation::kHigh;
  return range.low || range.high ? Interpretation::kNormal : Interpretation::kNone;
}

std::string CanonicalUnit(const Quantity& quantity) {
  if (UcumUnit::Parse(quantity.unit)) return quantity.unit;
  return NormaliseUnit(quantity.unit.empty() ? quantity.unit_text : quantity.unit).value_or(quantity.unit);
}

// Kendall's tau of the values against their order: -1 to 1.
double Tau(const std::vector<double>& values) {
  double sign = 0, pairs = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = i + 1; j < values.size(); ++j, ++pairs) sign += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
  return pairs == 0 ? 0 : sign / pairs;
}

}  // namespace

Interpretation Judge(const Fact& fact, std::optional<int> age) {
  Interpretation critical = BeyondCriticalLimits(fact);
  if (critical != Interpretation::kNone) return critical;
  if (fact.interpretation != Interpretation::kNone) return fact.interpretation;
  Interpretation computed = FromRange(fact);
  if (computed != Interpretation::kNone) return computed;
  return fact.kind == FactKind::kVitalSign && age && *age >= kNews2Age ? News2Direction(fact) : Interpretation::kNone;
}

bool IsAbnormal(Interpretation interpretation) {
  return interpretation != Interpretation::kNone && interpretation != Interpretation::kNormal && interpretation != Interpretation::kNegative;
}

bool IsCritical(Interpretation interpretation) {
  return interpretation == Interpretation::kCriticalLow || interpretation == Interpretation::kCriticalHigh;
}

std::vector<Series> FindSeries(const Chart& chart, FactKind kind) {
  std::vector<Series> all;
  std::unordered_map<std::string, std::size_t> index;
  for (const Fact* fact : chart.OfKind(kind)) {
    bool registered = fact->status == FactStatus::kInProgress || fact->status == FactStatus::kPlanned;   // no result yet
    bool has_value = fact->value.index() != 0 || (!fact->text.empty() && !registered);
    if (!has_value || fact->status == FactStatus::kCancelled || fact->assertion != Assertion::kPresent) continue;
    auto [at, added] = index.emplace(KeyOf(*fact), all.size());
    if (added) all.push_back(Series{at->first, kind, {}});
    all[at->second].facts.push_back(fact);
  }
  std::stable_sort(all.begin(), all.end(), [](const Series& a, const Series& b) { return TimeOf(b.latest()) < TimeOf(a.latest()); });
  return all;
}

std::optional<double> NumberIn(const Fact& fact, const Fact& like) {
  if (const auto* count = std::get_if<std::int64_t>(&fact.value)) return static_cast<double>(*count);
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  const auto* model = std::get_if<Quantity>(&like.value);
  if (!quantity || !model || quantity->value.empty() || quantity->comparator != Comparator::kNone) return std::nullopt;
  double value = quantity->value.value();
  if (quantity->unit == model->unit) return value;
  std::string from = CanonicalUnit(*quantity), to = CanonicalUnit(*model);
  if (from == to) return value;
  if (auto converted = ConvertUnit(value, from, to)) return *converted;
  if (auto converted = ConvertConcentration(value, from, to, fact.code.code)) return *converted;
  return std::nullopt;
}

Trend FindTrend(const Series& series, std::size_t count, Instant window) {
  Trend trend;
  std::vector<double> values;
  Instant newest = TimeOf(series.latest()).start();
  for (auto at = series.facts.rbegin(); at != series.facts.rend() && values.size() < count; ++at) {
    if (newest - TimeOf(**at).start() > window) break;
    auto number = NumberIn(**at, series.latest());
    if (!number) continue;
    values.push_back(*number);
    trend.facts.push_back(*at);
  }
  std::reverse(values.begin(), values.end());
  std::reverse(trend.facts.begin(), trend.facts.end());
  if (values.size() < 3) return trend;
  double change = values.back() - values.front(), tau = Tau(values);
  bool plain = std::abs(change) > 0.1 * std::abs(values.front()) && std::abs(tau) >= 0.5 && (tau > 0) == (change > 0);
  if (plain) trend.direction = change > 0 ? Direction::kRising : Direction::kFalling;
  return trend;
}

}  // namespace aegle
