#include "store/read_pool.h"

namespace aegle {

ReadPool::Lease::~Lease() {
  if (!connection_) return;
  if (connection_->InTransaction()) (void)connection_->Execute("COMMIT");
  pool_->Return(std::move(connection_));
}

Result<ReadPool::Lease> ReadPool::Take() {
  std::unique_ptr<sql::Connection> connection;
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty() || left_to_open_ > 0; });
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    } else {
      --left_to_open_;
    }
  }
  if (!connection) {
    auto opened = sql::Connection::Open(path_, key_, sql::OpenMode::kReadOnly, options_);
    if (!opened) {
      std::unique_lock lock(mutex_);
      ++left_to_open_;
      returned_.notify_one();
      return tl::unexpected<Error>(std::move(opened).error());
    }
    connection = std::move(*opened);
  }
  Lease lease(*this, std::move(connection));
  AEGLE_CHECK(lease->Execute("BEGIN"));
  return lease;
}

void ReadPool::Return(std::unique_ptr<sql::Connection> connection) {
  std::unique_lock lock(mutex_);
  idle_.push_back(std::move(connection));
  returned_.notify_one();
}

}  // namespace aegle
