// A thin layer over SQLite: one connection, cached prepared statements, SQLite's result codes as Error. Module-internal.
//
// A Connection and its Query objects belong to one thread at a time. Bound text and blobs are not copied: they must
// live until the query is stepped for the last time. Columns are valid until the next Step.
// Errors: kNoSpace (disk full, file-size limit, out of memory), kIntegrity (a page fails its authentication or is
// malformed), kBusy (another process holds the write lock), kIo, kDenied (read-only file). Wrong SQL throws.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/result.h"
#include "store/key.h"

struct sqlite3;
struct sqlite3_stmt;

namespace aegle::sql {

// Uses one cached statement; resets it when it goes out of scope. The same SQL must not be in use twice at once.
class Query {
 public:
  Query(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  Query(Query&& other) noexcept : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)), next_(other.next_) {}
  Query& operator=(Query&&) = delete;
  ~Query();

  // Binds the next parameter.
  Query& Bind(std::int64_t value);
  Query& Bind(double value);
  Query& Bind(std::string_view text);
  Query& BindBlob(std::string_view bytes);
  Query& BindNull();
  Query& BindOptional(std::int64_t value);  // NULL for 0

  Result<bool> Step();  // true: there is a row
  Result<void> Run();   // to the end; makes the query ready to be bound again
  void Reset();

  [[nodiscard]] std::int64_t Int(int column) const;
  [[nodiscard]] double Real(int column) const;
  [[nodiscard]] bool IsNull(int column) const;
  [[nodiscard]] std::string_view Bytes(int column) const;
  [[nodiscard]] std::string Text(int column) const { return std::string(Bytes(column)); }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_;
  int next_ = 1;
};

enum class OpenMode : std::uint8_t { kCreate, kExisting, kReadOnly };

struct ConnectionOptions {
  int cache_kib = 8 * 1024;
  int page_size = 16 * 1024;  // of a new file
  int wal_pages = 1000;       // checkpoint when the log has so many
  int busy_ms = 30'000;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> Open(const std::string& path, const StoreKey& key, OpenMode mode,
                                                  const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<void> Execute(const char* sql);              // one or more statements without results
  Result<Query> Use(std::string_view sql);            // `sql` must be a literal or outlive the connection
  Result<Query> UseOnce(const std::string& sql);      // composed SQL; kept in the cache as well
  Result<std::int64_t> Number(std::string_view sql);  // first column of the first row, 0 where there is none
  [[nodiscard]] std::int64_t changes() const;         // rows changed by the last statement
  [[nodiscard]] bool InTransaction() const;
  [[nodiscard]] sqlite3* handle() const { return db_; }

 private:
  explicit Connection(sqlite3* db) : db_(db) {}
  Result<sqlite3_stmt*> Prepare(std::string_view sql);
  sqlite3* db_;
  std::unordered_set<std::string> composed_;  // text of composed SQL, which `cached_` refers to
  std::unordered_map<std::string_view, sqlite3_stmt*> cached_;
};

// The Error of a SQLite result code on `db`.
[[nodiscard]] Error ToError(sqlite3* db, int code);

}  // namespace aegle::sql
