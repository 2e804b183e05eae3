// AuditLog: the append-only, hash-chained, signed record of who did what. Read this first; docs/formats/audit.md is the format.
//
//   AEGLE_TRY(log, AuditLog::Open({home + "/audit", home + "/audit.head", key.Derive(kAuditKeyPurpose)}));
//   AEGLE_CHECK(log->Append({AuditAction::kRead, "anna", "clinician", patient, "timeline"}));   // refuse the action if this fails
//
// Append returns when the record is on the disk. Callers that come together share one write and one fdatasync (group commit), also
// between processes: a lock file makes them take turns, and each reads first what the others wrote. After each group the tree
// head (RFC 6962, Ed25519) goes into <folder>/head and into a second file, so that a cut end is detected.
// A full disk fails the call with kNoSpace and nothing is half written; it works again when there is space. A failed fdatasync is
// not repeated: the log refuses every further record (kIo) until it is opened again.
// Any thread. Errors of Append: kNoSpace, kIo, kIntegrity (the files are not what was written), kDenied (the key was rotated).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_event.h"
#include "audit/signed_head.h"
#include "audit/verify.h"
#include "base/result.h"

namespace aegle {

inline constexpr std::string_view kAuditKeyPurpose = "aegle audit 1";  // the key of the log is StoreKey::Derive of it

struct AuditOptions {
  std::string folder;
  std::string second_head;  // file for the second copy of the signed head; best on another volume
  std::string key;          // 32 bytes, of the site: seals the keys of the log
  std::uint64_t segment_bytes = std::uint64_t{64} << 20;
  std::uint64_t reserve_bytes = std::uint64_t{1} << 20;  // set aside on the disk for break-glass
  std::function<Instant()> now = Now;
};

// Whether a record may go into the reserve when the log itself cannot be written: for break-glass only.
enum class AuditReserve : bool { kNo, kAllowed };

struct AuditQuery {
  std::optional<std::uint64_t> before = {};  // only records with a smaller sequence number
  std::optional<Instant> from = {}, to = {};  // [from, to)
  PatientId patient = {};
  std::string actor = {};
  std::optional<AuditAction> action = {};
  std::optional<AuditOutcome> outcome = {};
  std::size_t limit = 100;
};

// The bytes that a head speaks of: for a backup.
struct AuditExtent {
  SignedHead head;
  std::vector<std::pair<std::string, std::uint64_t>> files;  // path and length, in order
};

class AuditLog {
 public:
  // Makes the folder and the keys where there is no log yet. What a killed process left half written at the end was never
  // acknowledged: it is moved into a file beside the log, and a record says so.
  // Errors: kDenied (not the key of this log), kIntegrity (the log is shorter than a signed head says, or its keys are gone).
  static Result<std::unique_ptr<AuditLog>> Open(AuditOptions options);
  ~AuditLog();

  // Returns the sequence number, from 0. A record in the reserve has none yet: kReserved.
  static constexpr std::uint64_t kReserved = ~std::uint64_t{0};
  Result<std::uint64_t> Append(const AuditEvent& event, AuditReserve reserve = AuditReserve::kNo);
  // All or none, with one write. Returns the number of the first.
  Result<std::uint64_t> AppendAll(const std::vector<AuditEvent>& events);

  // Of everything that was appended so far.
  [[nodiscard]] SignedHead Head() const;
  // Errors: those of VerifyAudit; the same for any moment of a running service.
  [[nodiscard]] Result<AuditReport> Verify(std::vector<SignedHead> kept = {}) const;
  [[nodiscard]] Result<AuditExtent> Extent() const;
  // The newest first. Errors: kIntegrity (a damaged record ends it; `aegle audit verify` tells more).
  [[nodiscard]] Result<std::vector<AuditRecord>> Read(const AuditQuery& query) const;
  // True after a failure that only opening again, or space on the disk, can end.
  [[nodiscard]] bool refusing() const;
  // Called after each new head, on the thread that wrote it: for a third place, such as a setting of the store.
  void OnHead(std::function<void(const SignedHead&)> callback);

 private:
  struct State;
  explicit AuditLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// For the rotation of the site's key: writes to `path` the keys of the log, with a new epoch, sealed with `new_key` (32 bytes).
// It takes effect when the caller renames the file to <folder>/keys; nothing else may use the log meanwhile.
[[nodiscard]] Result<void> PrepareAuditKeys(const AuditOptions& options, std::string_view new_key, const std::string& path);

// Moves a log that cannot be used any more (damaged, cut) to <folder>-aside-<time>, whose name is returned, so that a new one can begin.
[[nodiscard]] Result<std::string> SetAuditAside(const AuditOptions& options);

}  // namespace aegle
