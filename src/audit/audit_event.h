// What happened, for the audit: who did what with whose record, why, and how it ended. No personal data: a patient is an id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace aegle {

enum class AuditAction : std::uint8_t {
  kRead, kWrite, kGenerate, kExport, kSign, kDeny, kLogin, kLogout, kConsent, kBreakGlass, kAdmin, kSystem,
};
inline constexpr int kAuditActionCount = 12;
[[nodiscard]] std::string_view Name(AuditAction action);  // "read", "break-glass"
[[nodiscard]] std::optional<AuditAction> ParseAuditAction(std::string_view name);

enum class AuditOutcome : std::uint8_t { kDone, kRefused, kFailed };
[[nodiscard]] std::string_view Name(AuditOutcome outcome);  // "done", "refused", "failed"
[[nodiscard]] std::optional<AuditOutcome> ParseAuditOutcome(std::string_view name);

struct AuditEvent {
  AuditAction action = AuditAction::kSystem;
  std::string actor = {};     // user name, "os:anna", "local", "system"
  std::string role = {};      // "clinician", "" where there is none
  PatientId patient = {};     // whose record; none: nobody's or several
  std::string resource = {};  // "timeline", "answer a12", "GET /api/facts/{id}": no personal data
  AuditOutcome outcome = AuditOutcome::kDone;
  std::string purpose = {};  // "treatment", "research" ...; a word, or the reason of a break-glass
  std::string detail = {};   // a JSON object or empty: counts, hashes, ids, versions
};

struct AuditRecord {
  std::uint64_t sequence = 0;
  Instant time = 0;
  std::string hash;       // hex of the leaf hash
  std::string pseudonym;  // of the patient, hex; the same for the same patient in all records of this site
  AuditEvent event;
};

// The payload of a record: compact JSON. Errors: kBadUsage (detail is not a JSON object), kTooLarge (over 64 KiB).
[[nodiscard]] Result<std::string> EncodeAuditEvent(const AuditEvent& event, std::string_view pseudonym);
// Fills `event` and `pseudonym` of the record. Errors: kIntegrity.
[[nodiscard]] Result<void> DecodeAuditEvent(std::string_view payload, AuditRecord& record);

// One line of JSON for `aegle audit show --json` and /api/audit.
[[nodiscard]] std::string AuditRecordJson(const AuditRecord& record);
// A FHIR R4 AuditEvent (https://hl7.org/fhir/R4/auditevent.html), one line. `site` names the source that observed it.
[[nodiscard]] std::string FhirAuditEventJson(const AuditRecord& record, std::string_view site);

}  // namespace aegle
