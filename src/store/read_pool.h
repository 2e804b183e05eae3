// Connections that only read, lent to one thread at a time. Any thread. Module-internal.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sql.h"

namespace aegle {

class ReadPool {
 public:
  ReadPool(std::string path, StoreKey key, sql::ConnectionOptions options, int limit)
      : path_(std::move(path)), key_(key), options_(options), left_to_open_(limit) {}

  // Gives the connection back when it goes. One snapshot for its whole life, so that several queries agree.
  class Lease {
   public:
    Lease(ReadPool& pool, std::unique_ptr<sql::Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    sql::Connection& operator*() const { return *connection_; }
    sql::Connection* operator->() const { return connection_.get(); }

   private:
    ReadPool* pool_;
    std::unique_ptr<sql::Connection> connection_;
  };
  // Waits where all are lent.
  Result<Lease> Take();

 private:
  void Return(std::unique_ptr<sql::Connection> connection);

  const std::string path_;
  const StoreKey key_;
  const sql::ConnectionOptions options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<sql::Connection>> idle_;
  int left_to_open_;
};

}  // namespace aegle
