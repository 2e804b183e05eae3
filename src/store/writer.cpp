#include "store/writer.h"

#include <utility>

#include "base/crash_point.h"

namespace aegle {

class Writer::Lock {
 public:
  explicit Lock(Writer& writer) : gate_(writer.gate_), lock_(writer.mutex_) { gate_.unlock(); }

 private:
  std::unique_lock<std::mutex> gate_;
  std::unique_lock<std::mutex> lock_;
};

Result<void> Writer::Begin() {
  if (connection_->InTransaction()) return {};
  return connection_->Execute("BEGIN IMMEDIATE");
}

void Writer::Rollback() {
  if (connection_->InTransaction()) (void)connection_->Execute("ROLLBACK");
  ++generation_;
}

Result<void> Writer::CommitLocked() {
  if (!connection_->InTransaction()) return {};
  Result<void> done;
  if (before_commit_) done = before_commit_(*connection_);
  CrashPoint("store.before_commit");
  if (done) done = connection_->Execute("COMMIT");
  if (!done) Rollback();
  CrashPoint("store.after_commit");
  return done;
}

Result<void> Writer::Run(const Work& work) {
  Lock lock(*this);
  AEGLE_CHECK(Begin());
  AEGLE_CHECK(connection_->Execute("SAVEPOINT work"));
  auto done = work(*connection_);
  if (!done && connection_->InTransaction()) {
    auto undone = connection_->Execute("ROLLBACK TO work; RELEASE work");
    auto rest = undone ? CommitLocked() : undone;
    if (!rest) Rollback();
    return done;
  }
  if (!done) {
    ++generation_;
    return done;
  }
  done = connection_->Execute("RELEASE work");
  if (!done) {
    Rollback();
    return done;
  }
  return CommitLocked();
}

Result<void> Writer::Add(const Work& work) {
  Lock lock(*this);
  AEGLE_CHECK(Begin());
  auto done = work(*connection_);
  if (!done) Rollback();
  return done;
}

Result<void> Writer::Commit() {
  Lock lock(*this);
  return CommitLocked();
}

void Writer::SetBeforeCommit(Work hook) {
  Lock lock(*this);
  before_commit_ = std::move(hook);
}

}  // namespace aegle
