#include "tasks/chart/news2.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "record/ucum.h"
#include "tasks/render/terms.h"

namespace aegle {
namespace {

// One band of a parameter: values up to and including `upto` score `points`; `side` tells low from high.
struct Band {
  double upto;
  int points;
};

struct Scale {
  News2Parameter parameter;
  std::string_view term;     // key of the term table
  std::string_view unit;     // UCUM, empty for a pure number
  double step;               // values are compared after rounding to this, as the chart has them
  std::array<Band, 7> bands;
  double normal_from;        // below it is low
};

constexpr double kAny = 1e9;
constexpr double kHighestUsualPulse = 100;   // /min
constexpr Scale kScales[] = {
    {News2Parameter::kRespiratoryRate, "respiratory_rate", "", 1, {{{8, 3}, {11, 1}, {20, 0}, {24, 2}, {kAny, 3}}}, 12},
    {News2Parameter::kSpo2, "spo2", "", 1, {{{91, 3}, {93, 2}, {95, 1}, {kAny, 0}}}, 96},
    {News2Parameter::kSystolic, "systolic", "mm[Hg]", 1, {{{90, 3}, {100, 2}, {110, 1}, {219, 0}, {kAny, 3}}}, 111},
    {News2Parameter::kPulse, "heart_rate", "", 1, {{{40, 3}, {50, 1}, {90, 0}, {110, 1}, {130, 2}, {kAny, 3}}}, 51},
    {News2Parameter::kTemperature, "temperature", "Cel", 0.1, {{{35.0, 3}, {36.0, 1}, {38.0, 0}, {39.0, 1}, {kAny, 2}}}, 36.1},
};
constexpr Instant kSameSet = 12 * kHourMs;

const Scale* ScaleOf(const Fact& fact) {
  const Term* term = TermOf(fact);
  if (!term) return nullptr;
  auto found = std::find_if(std::begin(kScales), std::end(kScales), [&](const Scale& scale) { return scale.term == term->key; });
  return found == std::end(kScales) ? nullptr : found;
}

std::optional<double> ValueOn(const Scale& scale, const Fact& fact) {
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  if (!quantity || quantity->value.empty()) return std::nullopt;
  double value = quantity->value.value();
  if (!scale.unit.empty() && quantity->unit != scale.unit) {
    auto converted = ConvertUnit(value, UcumUnit::Parse(quantity->unit) ? quantity->unit : NormaliseUnit(quantity->unit).value_or(""), scale.unit);
    if (!converted) return std::nullopt;
    value = *converted;
  }
  return std::round(value / scale.step) * scale.step;
}

int PointsFor(const Scale& scale, double value) {
  for (const Band& band : scale.bands)
    if (value <= band.upto + scale.step / 2) return band.points;
  return 0;
}

// A Glasgow coma score of 15 is alert.
std::optional<int> Consciousness(const Fact& fact) {
  const Term* term = TermOf(fact);
  if (!term || term->key != "gcs") return std::nullopt;
  double value = 0;
  if (const auto* quantity = std::get_if<Quantity>(&fact.value)) value = quantity->value.value();
  else if (const auto* score = std::get_if<std::int64_t>(&fact.value)) value = static_cast<double>(*score);
  else return std::nullopt;
  return value >= 15 ? 0 : 3;
}

std::optional<int> Oxygen(const Fact& fact) {
  const Term* term = TermOf(fact);
  const auto* quantity = std::get_if<Quantity>(&fact.value);
  if (!term || term->key != "fio2" || !quantity) return std::nullopt;
  bool percent = quantity->unit == "%";
  return quantity->value.value() > (percent ? 21 : 0) ? 2 : 0;
}

std::optional<News2Item> Item(const Fact& fact) {
  if (const Scale* scale = ScaleOf(fact)) {
    auto value = ValueOn(*scale, fact);
    if (!value) return std::nullopt;
    return News2Item{scale->parameter, &fact, PointsFor(*scale, *value)};
  }
  if (auto points = Consciousness(fact)) return News2Item{News2Parameter::kConsciousness, &fact, *points};
  if (auto points = Oxygen(fact)) return News2Item{News2Parameter::kOxygen, &fact, *points};
  return std::nullopt;
}

}  // namespace

const News2Item* News2::Red() const {
  for (const News2Item& item : items)
    if (item.points >= 3) return &item;
  return nullptr;
}

std::optional<News2> ScoreNews2(const FactList& vitals, std::optional<int> age) {
  if (!age || *age < kNews2Age) return std::nullopt;
  std::array<std::optional<News2Item>, 7> newest;
  Instant last = INT64_MIN;
  for (const Fact* fact : vitals) {
    auto item = Item(*fact);
    if (!item || TimeOf(*fact).empty()) continue;
    newest[static_cast<std::size_t>(item->parameter)] = item;
    last = std::max(last, TimeOf(*fact).start());
  }
  constexpr std::array<std::string_view, 7> kKeys = {"respiratory_rate", "spo2", "", "systolic", "heart_rate", "gcs", "temperature"};
  News2 score;
  std::size_t measured = 0;
  for (std::size_t i = 0; i < newest.size(); ++i) {
    bool fresh = newest[i] && TimeOf(*newest[i]->fact).start() >= last - kSameSet;
    if (!fresh) {
      if (!kKeys[i].empty()) score.missing.push_back(kKeys[i]);
      continue;
    }
    score.items.push_back(*newest[i]);
    score.total += newest[i]->points;
    if (newest[i]->parameter != News2Parameter::kOxygen) ++measured;
  }
  return measured < 3 ? std::nullopt : std::optional(std::move(score));
}

Interpretation News2Direction(const Fact& fact) {
  const Scale* scale = ScaleOf(fact);
  if (!scale) return Interpretation::kNone;
  auto value = ValueOn(*scale, fact);
  if (!value) return Interpretation::kNone;
  if (PointsFor(*scale, *value) == 0) return Interpretation::kNormal;
  // A pulse of 91 to 100 scores a point, and nobody calls it high.
  if (scale->parameter == News2Parameter::kPulse && *value >= scale->normal_from && *value <= kHighestUsualPulse) return Interpretation::kNormal;
  return *value < scale->normal_from ? Interpretation::kLow : Interpretation::kHigh;
}

}  // namespace aegle
