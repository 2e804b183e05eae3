// Illness severity of a handoff (the I of I-PASS: Starmer et al., Pediatrics 2012;129:201-204), by rule. The first that fires wins:
//   S1 unstable  NEWS2 total 7 or more             (emergency response, RCP 2017)
//   S2 unstable  triage acuity 1 (ESI, KTAS: resuscitation)
//   S3 watcher   one vital sign alone scores 3 on NEWS2   (urgent review)
//   S4 watcher   NEWS2 total 5 or 6                (urgent review)
//   S5 watcher   a critical laboratory result in the episode or the last three days
//   S6 watcher   triage acuity 2
//   S7 stable    vital signs were scored and none of the above
//   otherwise it cannot be assessed. Pure.
#pragma once

#include "tasks/evidence/selection.h"

namespace aegle {

enum class SeverityLevel : std::uint8_t { kUnknown, kStable, kWatcher, kUnstable };
enum class SeverityRule : std::uint8_t { kNone, kNews2High, kAcuity1, kNews2Red, kNews2Medium, kCritical, kAcuity2, kNoneFired };

struct Severity {
  SeverityLevel level = SeverityLevel::kUnknown;
  SeverityRule rule = SeverityRule::kNone;
};

[[nodiscard]] Severity AssessSeverity(const Selection& selection);

// "1", "2" ... of a triage acuity fact, 0 where it has no such number.
[[nodiscard]] int AcuityLevel(const Fact& fact);

}  // namespace aegle
