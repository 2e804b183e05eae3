// What of a chart goes into a document, within a budget of tokens. A fact is taken whole or left out and counted, never cut.
//
// Always taken (the omission list of docs/clinical-rules.md): the person, code status, allergies, current and held medication,
// active problems, abnormal newest results of at most a year, abnormal and critical results of the episode, pending results.
// Then, while the budget lasts, in this order: the episode's encounters, diagnoses, reports, procedures, medication given and notes;
// trends; open orders; plans; recently stopped medication; newest normal vital signs and results; history; past encounters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tasks/chart/episode.h"
#include "tasks/chart/news2.h"
#include "tasks/chart/rules.h"
#include "tasks/render/phrases.h"
#include "trust/answer.h"

namespace aegle {

struct Flagged {
  const Fact* fact = nullptr;
  Interpretation flag = Interpretation::kNone;   // as judged by the rules
};

struct Selection {
  Problems problems;
  Allergies allergies;
  Medications medications;
  const Fact* code_status = nullptr;
  Episode episode;                       // its `facts` are the chosen ones
  std::optional<News2> news2;
  const Fact* acuity = nullptr;          // triage acuity of the episode
  std::vector<Flagged> critical;         // critical results of the episode, or of the last three days before as_of
  std::vector<Flagged> abnormal;         // newest value of a series, abnormal, at most a year old
  std::vector<Flagged> normal;           // newest value of the other series
  std::vector<Flagged> course_results;   // results and vital signs of the episode that are abnormal
  FactList course_events;                // diagnoses, procedures, reports, medication given, in the episode
  FactList notes;                        // sections of notes of the episode
  std::vector<Trend> trends;
  FactList pending, orders, plans, social, family, encounters, procedures, reports, immunizations;
  std::vector<LeftOut> left_out;
};

// `budget`: tokens of evidence as EstimateTokens counts them.
[[nodiscard]] Selection Select(const Chart& chart, Language language, int budget);
inline constexpr int kFloorBudget = 6000;
inline constexpr Instant kAbnormalAge = 366 * kDayMs;

}  // namespace aegle
