// The one writing connection of a process, and its group commits. Module-internal; any thread.
//
// Lock order: gate_ before mutex_; nothing else is locked under mutex_ but the string table.
// An import puts many items into one open transaction (Add) and commits now and then; every other change (Run) joins the
// open transaction and commits at once, so its caller's acknowledgement is durable. An error that SQLite answers with a
// rollback (a full disk) loses what was not yet committed, which nobody was told is durable; generation() then changes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "store/sql.h"

namespace aegle {

class Writer {
 public:
  explicit Writer(std::unique_ptr<sql::Connection> connection) : connection_(std::move(connection)) {}

  using Work = std::function<Result<void>(sql::Connection&)>;
  // Does the work in a transaction of its own effect: all or nothing, durable when it returns.
  Result<void> Run(const Work& work);
  // Does the work in the open transaction; durable at the next Commit. A failure rolls the whole transaction back.
  Result<void> Add(const Work& work);
  Result<void> Commit();
  // Called before each commit while an import is on: writes what the import keeps in memory. Empty: none.
  void SetBeforeCommit(Work hook);
  // Counts the rollbacks of open transactions.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

 private:
  class Lock;
  Result<void> Begin();
  Result<void> CommitLocked();
  void Rollback();

  std::mutex gate_;  // held only while waiting for mutex_, so that an import's thread does not starve the others
  std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
  Work before_commit_;
  std::atomic<std::uint64_t> generation_ = 0;
};

}  // namespace aegle
