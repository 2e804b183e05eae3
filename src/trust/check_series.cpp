// Trends recomputed from the numbers: rising, falling, stable, improving, worsening.
#include <algorithm>
#include <cmath>

#include "record/ucum.h"
#include "trust/check.h"

namespace aegle::verify {
namespace {

// Net changes below this share of the first value are called neither a rise nor a fall; up to the second share "stable" is right.
constexpr double kLeastChange = 0.01, kStableChange = 0.10;

double NetChange(const std::vector<Point>& series) {
  double first = series.front().value, last = series.back().value;
  double base = std::max(std::fabs(first), 1e-9);
  return (last - first) / base;
}

bool AnyTerm(const Statement& statement, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return statement.Has(TermOf(name)); });
}

// +1 where more is better, -1 where less is better, 0 where it depends.
int Desired(const Statement& statement) {
  if (AnyTerm(statement,
              {"painscore", "creatinine", "bun",      "ldl", "cholesterol", "triglyceride", "hba1c",     "glucose", "bp",   "sbp", "dbp",
               "crp",       "esr",        "troponin", "bnp", "alt",         "ast",          "bilirubin", "lactate", "phq9", "gad7"}))
    return -1;
  return AnyTerm(statement, {"egfr", "hemoglobin", "hdl", "spo2", "lvef", "albumin", "platelet", "gcs", "mmse", "peak"}) ? 1 : 0;
}

double Outside(const ReferenceRange& range, double value) {
  if (range.high && value > range.high->value()) return value - range.high->value();
  if (range.low && value < range.low->value()) return range.low->value() - value;
  return 0;
}

bool Better(const std::vector<Point>& series) {
  const Point &first = series.front(), &last = series.back();
  if (last.statement->range && !last.statement->range->empty()) {
    double before = Outside(*last.statement->range, first.value), after = Outside(*last.statement->range, last.value);
    if (before != after) return after < before;
  }
  int desired = Desired(*last.statement);
  return desired != 0 && desired * (last.value - first.value) > 0;
}

bool Worse(const std::vector<Point>& series) {
  if (NetChange(series) == 0) return false;
  const Point &first = series.front(), &last = series.back();
  bool ranged = last.statement->range && !last.statement->range->empty() &&
                Outside(*last.statement->range, first.value) != Outside(*last.statement->range, last.value);
  return (ranged || Desired(*last.statement) != 0) && !Better(series);
}

}  // namespace

double DaysOf(const DurationMention& duration) {
  switch (duration.unit) {
    case TimeUnit::kMinute:
      return duration.count / 1440;
    case TimeUnit::kHour:
      return duration.count / 24;
    case TimeUnit::kDay:
      return duration.count;
    case TimeUnit::kWeek:
      return duration.count * 7;
    case TimeUnit::kMonth:
      return duration.count * 30.4375;
    case TimeUnit::kYear:
      return duration.count * 365.25;
  }
  return duration.count;
}

std::vector<Point> SeriesOf(const EvidenceIndex& index, const Group& group, const std::vector<std::uint32_t>* chosen) {
  std::vector<Point> series;
  for (const Statement& s : index.statements()) {
    if (s.from_text || s.fact == nullptr || s.values.empty() || s.fact->effective.start.empty() || !s.HasAll(group.terms)) continue;
    if (chosen != nullptr && std::find(chosen->begin(), chosen->end(), s.evidence) == chosen->end()) continue;
    double value = s.values.front().value;
    if (!series.empty() && s.values.front().unit != series.front().statement->values.front().unit) {
      auto converted = ConvertUnit(value, s.values.front().unit, series.front().statement->values.front().unit);
      if (!converted) continue;
      value = *converted;
    }
    series.push_back({s.fact->effective.start.start(), value, s.evidence, &s});
  }
  std::stable_sort(series.begin(), series.end(), [](const Point& a, const Point& b) { return a.time < b.time; });
  // The same result may be cited alone and in a computed line.
  auto same = [](const Point& a, const Point& b) {
    return a.time == b.time && a.value == b.value && a.statement->fact->resource == b.statement->fact->resource &&
           a.statement->fact->part == b.statement->fact->part;
  };
  series.erase(std::unique(series.begin(), series.end(), same), series.end());
  return series;
}

bool TrendHolds(int trend, const std::vector<Point>& series) {
  if (series.size() < 2) return false;
  double net = NetChange(series), ratio = series.front().value == 0 ? 0 : series.back().value / series.front().value;
  switch (trend) {
    case kRising:
      return net > kLeastChange;
    case kFalling:
      return net < -kLeastChange;
    case kStable:
      return std::fabs(net) <= kStableChange;
    case kImproving:
      return Better(series);
    case kWorsening:
      return Worse(series);
    case kDoubled:
      return ratio >= 1.8 && ratio <= 2.2;
    case kHalved:
      return ratio >= 0.45 && ratio <= 0.55;
    default:
      return false;
  }
}

}  // namespace aegle::verify
