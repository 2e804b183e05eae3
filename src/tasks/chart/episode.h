// Encounters, and the episode that a handoff is about. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "tasks/chart/chart.h"

namespace aegle {

enum class EncounterClass : std::uint8_t { kEmergency, kInpatient, kObservation, kOther };
// From the class code of HL7 v3 ActCode (EMER, IMP, ACUTE, NONAC, OBSENC, SS) or its plain word.
[[nodiscard]] EncounterClass ClassOf(const Fact& encounter);
[[nodiscard]] bool IsAcute(const Fact& encounter);

// The index episode: the latest emergency, inpatient or observation encounter that began by as_of, with the acute encounters
// that led to it (ended or begun at most 24 hours before it began). Where the record has none, the latest encounter of any class.
struct Episode {
  FactList encounters;         // oldest first, empty where the record has no encounter
  Instant begin = 0, end = 0;  // as_of where it has not ended
  bool acute = false;
  bool ongoing = false;
  FactList facts;              // of these encounters, or without an encounter and within the time; oldest first
  [[nodiscard]] bool empty() const { return encounters.empty(); }
};
[[nodiscard]] Episode FindEpisode(const Chart& chart);

// Encounters that began by as_of, newest first.
[[nodiscard]] FactList FindEncounters(const Chart& chart);

}  // namespace aegle
