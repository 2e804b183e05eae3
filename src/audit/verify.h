// Reads a whole audit log and says what is wrong with it, and where. Needs no lock and changes nothing.
//
// Every record: its frame, its place in the order, the hash of the one before, its seal (XChaCha20-Poly1305 over header and
// payload). Then the Merkle root at the size of each signed head that is known: head, second head, and those that the caller kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/signed_head.h"
#include "base/result.h"

namespace aegle {

enum class AuditFault : std::uint8_t {
  kDamaged,    // the bytes of a record are not what was written
  kMissing,    // records between two others are gone
  kReordered,  // a record stands at another place, or twice
  kBroken,     // a record does not continue the one before: one of the two was replaced
  kTruncated,  // the end is gone: a signed head knows of more records
  kForked,     // the records are not those that a signed head speaks of
  kBadHead,    // a head file is damaged, or its signature is not of this site
};
[[nodiscard]] std::string_view Name(AuditFault fault);

struct AuditFinding {
  AuditFault fault;
  std::uint64_t first = 0, last = 0;  // sequence numbers
  std::string place;                  // file and byte
  std::string message;
};

struct AuditReport {
  std::uint64_t records = 0;
  std::uint64_t torn_bytes = 0;  // a half-written end of a killed process that no head speaks of: not a finding
  std::uint64_t heads = 0;       // how many heads were checked
  Sha256Digest root{};
  std::vector<AuditFinding> findings;  // in order; at most 1,000
  [[nodiscard]] bool ok() const { return findings.empty(); }
};

struct AuditVerifyOptions {
  std::string folder, second_head;
  std::string key;                // as AuditOptions::key
  std::vector<SignedHead> kept;   // heads from elsewhere
};

// Errors: kNotFound (no log), kDenied (not its key), kIo. Damage is a finding, not an error.
[[nodiscard]] Result<AuditReport> VerifyAudit(const AuditVerifyOptions& options);

// Leaf hashes of all records in order, for proofs. Errors: kIntegrity, kNotFound.
[[nodiscard]] Result<std::vector<Sha256Digest>> AuditLeaves(const std::string& folder);

}  // namespace aegle
