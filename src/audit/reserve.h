// Room on the disk that is set aside for break-glass when the log itself cannot be written. Module-internal.
//
// File <folder>/reserve, as large as was asked for and written once with zeros, so that a record in it needs no new space.
// Entries follow each other: bytes (4), nonce (24), sealed time (8) + payload; no entry: zero. Sealed with the place as header.
// The caller holds the lock of the log.
#pragma once

#include <string>
#include <vector>

#include "audit/audit_keys.h"
#include "base/file.h"
#include "base/time.h"

namespace aegle {

struct ReserveEntry {
  Instant time = 0;
  std::string payload;
};

class AuditReserveFile {
 public:
  // Makes it where it is not there. Where there is no space for it, it stays smaller; Add then says so.
  static Result<AuditReserveFile> Open(const std::string& path, std::uint64_t bytes);
  // Durable when it returns. Errors: kNoSpace (the reserve is full), kIo.
  Result<void> Add(const AuditKeys& keys, const ReserveEntry& entry);
  [[nodiscard]] Result<bool> Empty() const;
  // Errors: kIo. What a crash has cut was never acknowledged and ends the list.
  Result<std::vector<ReserveEntry>> Entries(const AuditKeys& keys) const;
  Result<void> Clear();

 private:
  AuditReserveFile(File file, std::uint64_t bytes) : file_(std::move(file)), bytes_(bytes) {}
  File file_;
  std::uint64_t bytes_;
};

}  // namespace aegle
