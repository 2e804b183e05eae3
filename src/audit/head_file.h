// A file with the newest signed head and what is needed to go on from it. Module-internal.
//
// Two slots of 8 KiB that are written in turn, each one line of JSON filled up with spaces: a slot that a crash has cut does not
// hide the other. Not synced: after a power cut the head may be older than the log, never newer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_keys.h"
#include "audit/merkle.h"
#include "audit/signed_head.h"
#include "base/file.h"

namespace aegle {

struct HeadState {
  SignedHead head;
  std::vector<Sha256Digest> peaks;  // of the Merkle tree
  Sha256Digest last{};              // hash of the last record
  std::uint64_t segment = 0;        // where the log goes on: segment and byte
  std::uint64_t end = 0;
};

// The valid slot with the most records; nullopt where there is no file or no slot was ever written.
// Errors: kIntegrity (bytes are there, but no slot is valid), kIo.
[[nodiscard]] Result<std::optional<HeadState>> ReadHeadFile(const std::string& path, const AuditKeys& keys);
[[nodiscard]] Result<void> WriteHeadFile(const std::string& path, const HeadState& state);

}  // namespace aegle
