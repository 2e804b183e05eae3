#include "tasks/evidence/periods.h"

#include <algorithm>
#include <map>
#include <set>

#include "tasks/chart/episode.h"
#include "tasks/chart/rules.h"
#include "tasks/evidence/evidence_set.h"
#include "tasks/render/values.h"

namespace aegle {
namespace {

using Points = std::map<const Fact*, int>;

bool StillActive(const Fact& fact) { return fact.status == FactStatus::kActive || fact.status == FactStatus::kRecurrence; }

// The best `most` of a period, one entry a thing.
FactList Best(FactList facts, const Points& points, std::size_t most) {
  std::set<std::string> seen;
  FactList kept;
  for (const Fact* fact : facts)
    if (seen.insert(KeyOf(*fact) + std::to_string(static_cast<int>(fact->kind))).second) kept.push_back(fact);
  std::stable_sort(kept.begin(), kept.end(), [&](const Fact* a, const Fact* b) {
    if (points.at(a) != points.at(b)) return points.at(a) > points.at(b);
    return TimeOf(*b) < TimeOf(*a);
  });
  if (kept.size() > most) kept.resize(most);
  std::stable_sort(kept.begin(), kept.end(), [](const Fact* a, const Fact* b) { return TimeOf(*a) < TimeOf(*b); });
  return kept;
}

// The neighbours that hold the fewest facts together become one.
void MergeSmallest(std::vector<PeriodDigest>& periods, const Points& points, std::size_t facts_each) {
  std::size_t best = 0;
  for (std::size_t i = 0; i + 1 < periods.size(); ++i)
    if (periods[i].total + periods[i + 1].total < periods[best].total + periods[best + 1].total) best = i;
  PeriodDigest& into = periods[best];
  const PeriodDigest& from = periods[best + 1];
  into.last = from.last;
  into.total += from.total;
  into.facts.insert(into.facts.end(), from.facts.begin(), from.facts.end());
  into.facts = Best(std::move(into.facts), points, facts_each);
  periods.erase(periods.begin() + static_cast<std::ptrdiff_t>(best) + 1);
}

}  // namespace

int SaliencePoints(const Fact& fact, const Chart& chart) {
  switch (fact.kind) {
    case FactKind::kEncounter: return IsAcute(fact) ? 6 : 0;
    case FactKind::kCondition:
      if (fact.assertion != Assertion::kPresent) return 0;
      return StillActive(fact) ? 5 : 3;
    case FactKind::kProcedure: return fact.status == FactStatus::kCancelled ? 0 : 3;
    case FactKind::kReport:
    case FactKind::kImaging: return SaidText(fact).empty() ? 0 : 3;
    case FactKind::kMedication:
      if (fact.resource.type == "MedicationAdministration" || fact.assertion != Assertion::kPresent) return 0;
      return StillActive(fact) ? 3 : 1;
    case FactKind::kLaboratory:
    case FactKind::kVitalSign: {
      Interpretation flag = Judge(fact, chart.age());
      return IsCritical(flag) ? 6 : IsAbnormal(flag) ? 2 : 0;
    }
    default: return 0;
  }
}

std::vector<PeriodDigest> DigestPeriods(const Chart& chart, std::size_t periods, std::size_t facts_each) {
  std::map<int, PeriodDigest> by_year;
  Points points;
  for (const Fact* fact : chart.facts()) {
    const DateTime& when = TimeOf(*fact);
    if (when.empty() || fact->kind == FactKind::kPatient) continue;
    auto [at, added] = by_year.try_emplace(when.year());
    if (added) at->second.first = at->second.last = *DateTime::FromDate(when.year());
    ++at->second.total;
    int score = SaliencePoints(*fact, chart);
    if (score == 0) continue;
    points[fact] = score;
    at->second.facts.push_back(fact);
  }
  std::vector<PeriodDigest> all;
  for (auto& [year, digest] : by_year) {
    digest.facts = Best(std::move(digest.facts), points, facts_each);
    all.push_back(std::move(digest));
  }
  while (all.size() > periods) MergeSmallest(all, points, facts_each);
  return all;
}

int RecordTokens(const Chart& chart, Language language, int limit) {
  int tokens = 0;
  for (const Fact* fact : chart.facts()) {
    tokens += EstimateTokens(RenderFact(*fact, language)) + 6;
    if (tokens > limit) break;
  }
  return tokens;
}

}  // namespace aegle
