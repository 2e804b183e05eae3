#include "tasks/chart/episode.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"

namespace aegle {
namespace {

constexpr Instant kLeadsTo = 24 * kHourMs;

Instant Begin(const Fact& encounter) { return TimeOf(encounter).start(); }
Instant End(const Fact& encounter, const Chart& chart) {
  if (encounter.effective.end.empty()) return encounter.status == FactStatus::kCompleted ? TimeOf(encounter).end() : chart.as_of().end();
  return std::max(encounter.effective.end.start(), Begin(encounter));
}

void AddLeadingEncounters(const FactList& newest_first, const Chart& chart, Episode& episode) {
  for (const Fact* encounter : newest_first) {
    if (encounter == episode.encounters.front() || !IsAcute(*encounter) || Begin(*encounter) > episode.begin) continue;
    if (std::max(Begin(*encounter), End(*encounter, chart)) < episode.begin - kLeadsTo) continue;
    if (std::find(episode.encounters.begin(), episode.encounters.end(), encounter) != episode.encounters.end()) continue;
    episode.encounters.insert(episode.encounters.begin(), encounter);
    episode.begin = Begin(*encounter);
  }
}

}  // namespace

EncounterClass ClassOf(const Fact& encounter) {
  std::string lower = ToLowerAscii(encounter.category);
  if (lower == "emer" || lower == "emergency") return EncounterClass::kEmergency;
  if (lower == "imp" || lower == "acute" || lower == "nonac" || lower == "inpatient") return EncounterClass::kInpatient;
  return lower == "obsenc" || lower == "ss" || lower == "observation" ? EncounterClass::kObservation : EncounterClass::kOther;
}

bool IsAcute(const Fact& encounter) { return ClassOf(encounter) != EncounterClass::kOther; }

FactList FindEncounters(const Chart& chart) {
  FactList found;
  for (const Fact* fact : chart.OfKind(FactKind::kEncounter))
    if (fact->status != FactStatus::kPlanned && fact->status != FactStatus::kCancelled) found.push_back(fact);
  std::reverse(found.begin(), found.end());
  return found;
}

Episode FindEpisode(const Chart& chart) {
  Episode episode;
  FactList encounters = FindEncounters(chart);
  if (encounters.empty()) return episode;
  auto index = std::find_if(encounters.begin(), encounters.end(), [](const Fact* encounter) { return IsAcute(*encounter); });
  episode.acute = index != encounters.end();
  const Fact* main = episode.acute ? *index : encounters.front();
  episode.encounters = {main};
  episode.begin = Begin(*main);
  episode.end = End(*main, chart);
  episode.ongoing = main->effective.end.empty() && main->status != FactStatus::kCompleted;
  if (episode.acute) AddLeadingEncounters(encounters, chart, episode);
  std::set<std::string> ids;
  for (const Fact* encounter : episode.encounters) ids.insert(encounter->resource.logical_id);
  for (const Fact* fact : chart.facts()) {
    if (fact->kind == FactKind::kEncounter || fact->kind == FactKind::kPatient) continue;
    const DateTime& time = TimeOf(*fact);
    bool within = !time.empty() && time.end() > episode.begin && time.start() <= episode.end;
    if (fact->encounter.empty() ? within : ids.contains(fact->encounter)) episode.facts.push_back(fact);
  }
  return episode;
}

}  // namespace aegle
