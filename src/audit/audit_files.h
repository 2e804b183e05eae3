// The files of an open log: what is there, what comes next, and how records get there. Module-internal; one thread at a time,
// which holds the lock between processes (AuditLog sees to both).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.h"
#include "audit/head_file.h"
#include "audit/reserve.h"
#include "audit/segments.h"

namespace aegle {

class AuditFiles {
 public:
  struct Entry {
    Instant time = 0;
    std::string payload;
  };

  static Result<AuditFiles> Open(const AuditOptions& options);

  Result<void> Lock() { return lock_.Lock(); }
  void Unlock() { lock_.Unlock(); }

  // Reads what other processes have appended; moves a torn end aside, which the next Write records.
  Result<void> CatchUp();
  // Appends in order, durable when it returns, and writes the heads. Before them go what waits in the reserve and notes on torn ends.
  // Returns the sequence number of the first entry. On an error nothing was appended.
  Result<std::uint64_t> Write(const std::vector<Entry>& entries);
  Result<void> WriteReserve(const Entry& entry);

  [[nodiscard]] const AuditKeys& keys() const { return keys_; }
  [[nodiscard]] const HeadState& state() const { return state_; }
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  AuditFiles(const AuditOptions& options, AuditKeys keys, File lock, AuditReserveFile reserve)
      : options_(options), keys_(std::move(keys)), lock_(std::move(lock)), reserve_(std::move(reserve)) {}
  Result<void> ReadHeads();
  Result<void> CheckLastRecord();
  Result<void> OpenSegment(FileMode mode);
  Result<bool> ReadMore();      // true: there was something
  Result<bool> NextSegment();
  Result<void> MoveTornEnd(std::uint64_t size);
  Result<std::vector<Entry>> Waiting();
  Result<void> Append(const std::vector<Entry>& entries);
  void Accept(const Sha256Digest& hash, std::uint64_t bytes);
  void SignAndWriteHeads();
  void SetSpaceAside(std::uint64_t bytes);

  AuditOptions options_;
  AuditKeys keys_;
  File lock_;
  AuditReserveFile reserve_;
  std::optional<File> segment_;
  HeadState state_;
  MerkleFrontier tree_;
  std::uint64_t known_size_ = 0;  // the largest size of a head that was ever seen
  std::vector<Entry> notes_;      // on torn ends
  std::uint64_t reserved_to_ = 0;  // of the segment: space that is set aside
  bool broken_ = false;
};

}  // namespace aegle
