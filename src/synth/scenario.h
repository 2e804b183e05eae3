// The stories that bring invented patients to an emergency department. Internal to synth.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "synth/catalog.h"

namespace aegle::synth {

struct ScenarioLab {
  std::string_view lab;
  double first;             // around which the first value lies
  double later = -1;        // of the repeat, -1 where it is not repeated
  int later_minutes = 180;  // after the first
};

struct ScenarioDrug {
  std::string_view drug, amount, unit, route;
  int minutes;  // after arrival
};

struct ScenarioVitals {
  int pulse, systolic, diastolic, breaths;
  double temperature;
  int saturation;
};

struct Scenario {
  std::string_view key;
  int age_low, age_high;
  int female_percent;
  int triage_level;                       // 1 (at once) to 5
  Words complaint, story;                 // {hours} in the story is replaced
  std::vector<std::string_view> chronic;  // conditions that the patient has for sure
  std::vector<std::string_view> diagnoses;
  std::vector<std::string_view> present, denied;
  ScenarioVitals arrival, later;  // four sets of vital signs lead from one to the other
  int coma_score, pain;
  std::vector<ScenarioLab> labs;
  std::vector<ScenarioDrug> drugs;
  std::string_view imaging;
  Words findings, impression, ecg;
  std::vector<std::string_view> pending;  // results that are not there yet
  Words consult, assessment, plan, disposition;
};

[[nodiscard]] std::span<const Scenario> Scenarios();

}  // namespace aegle::synth
