// Emergency access: a clinician or nurse opens one record without a relation, for one hour, with a reason that is reviewed.
//
// It never widens: one patient, reading and drafting only (decide.h). Each one stays on the list until an auditor reviewed it.
// Any thread. Errors: those of the store; kBadUsage (no reason), kDenied (the role).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "base/time.h"
#include "store/store.h"

namespace aegle {

inline constexpr Instant kBreakGlassMs = 60 * kMinuteMs;
inline constexpr std::array<std::string_view, 4> kBreakGlassReasons{"emergency", "covering", "patient-request", "other"};

struct BreakGlass {
  std::string id;  // "kim/p17/g1"
  std::string user;
  PatientId patient;
  std::string reason;  // one of kBreakGlassReasons
  std::string text;    // in words, at least 10 characters
  Instant from = 0, until = 0;
  std::string reviewed_by;  // empty: not yet
  Instant reviewed = 0;
  std::string finding;  // of the review: "justified", "not-justified"
  [[nodiscard]] bool active(Instant now) const { return from <= now && now < until; }
};

class BreakGlassBook {
 public:
  explicit BreakGlassBook(Store& store) : store_(store) {}
  Result<BreakGlass> Open(const Principal& principal, PatientId patient, const std::string& reason, const std::string& text, Instant now);
  // Of one user where `user` is not empty; the newest first.
  [[nodiscard]] Result<std::vector<BreakGlass>> All(std::string_view user = {});
  // Errors: kConflict (was reviewed), kDenied (by the one who opened it).
  Result<BreakGlass> Review(std::string_view id, const std::string& by, const std::string& finding, Instant now);

 private:
  Store& store_;
};

[[nodiscard]] std::string ToJson(const BreakGlass& entry);

}  // namespace aegle
