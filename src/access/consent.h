// Consent: what a person agreed to or refused, for which purpose, for whom, for which part of the record, and for how long.
//
// Evaluate is pure. A record counts while it has begun, has not expired and was not withdrawn. A refusal wins over a permission.
// Silence permits treatment and nothing else; so decides Decide (decide.h), not this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/decide.h"
#include "base/time.h"

namespace aegle {

enum class ConsentKind : std::uint8_t { kPermit, kRefuse };
[[nodiscard]] std::string_view Name(ConsentKind kind);  // "permit", "refuse"

struct Consent {
  std::string id;  // "p17/c3": unique, never used again
  PatientId patient;
  ConsentKind kind = ConsentKind::kPermit;
  std::vector<Purpose> purposes;    // empty: all
  std::vector<std::string> actors;  // names of users or of roles ("nurse"); empty: everybody
  SensitivitySet labels;            // of the parts it speaks of; empty: the whole record
  Instant from = 0, until = 0;      // [from, until); 0: since ever, without end
  Instant withdrawn = 0;            // 0: it was not
  std::string recorded_by;          // user who wrote it down
  Instant recorded = 0;
  std::string note;                 // form, place: free text of the user
};

struct ConsentQuestion {
  Purpose purpose = Purpose::kTreatment;
  std::string_view user = {}, role = {};
  SensitivitySet labels = {};  // of what is to be seen
  Instant now = 0;
};

// Whether it counts at `now`.
[[nodiscard]] bool IsInForce(const Consent& consent, Instant now);
// Whether it speaks about this question, in force or not. A permission for some parts covers what carries no other label than
// these; a refusal for some parts concerns what carries one of them.
[[nodiscard]] bool SpeaksOf(const Consent& consent, const ConsentQuestion& question);
[[nodiscard]] ConsentVerdict Evaluate(const std::vector<Consent>& consents, const ConsentQuestion& question);

[[nodiscard]] std::string ToJson(const Consent& consent);
[[nodiscard]] Result<Consent> ParseConsent(std::string_view json);

}  // namespace aegle
