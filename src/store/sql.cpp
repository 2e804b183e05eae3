#include "store/sql.h"

#include <sqlite3.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "base/hash.h"

namespace aegle::sql {
namespace {

bool DiskIsFull(int system_error) { return system_error == ENOSPC || system_error == EFBIG || system_error == EDQUOT; }

}  // namespace

Error ToError(sqlite3* db, int code) {
  const std::string where = "store.db";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorCode::kNoSpace, "The disk is full; what was acknowledged is safe", where, "Free some space and try again."};
    case SQLITE_NOMEM:
      return {ErrorCode::kNoSpace, "The store ran out of memory", where};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kIntegrity, "A page of the store is not what was written", where, "Restore the store from a backup."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kBusy, "Another program is writing to the store", where, "Try again."};
    case SQLITE_IOERR:
      if (DiskIsFull(sqlite3_system_errno(db)))
        return {ErrorCode::kNoSpace, "The disk or the file-size limit is full; what was acknowledged is safe", where,
                "Free some space and try again."};
      if (code == SQLITE_IOERR_CORRUPTFS || code == SQLITE_IOERR_DATA)
        return {ErrorCode::kIntegrity, "A page of the store is not what was written", where, "Restore the store from a backup."};
      return {ErrorCode::kIo, std::string("The store cannot be read or written: ") + sqlite3_errmsg(db), where};
    case SQLITE_CANTOPEN:
      return {ErrorCode::kIo, "The store cannot be opened", where, "Check that its folder exists and is writable."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::kDenied, "The store may not be written", where, "Check the owner and mode of the file."};
    default:
      throw std::logic_error(std::string("SQLite: ") + sqlite3_errmsg(db));
  }
}

Query::~Query() {
  if (statement_) Reset();
}

void Query::Reset() {
  sqlite3_reset(statement_);
  next_ = 1;
}

Query& Query::Bind(std::int64_t value) {
  sqlite3_bind_int64(statement_, next_++, value);
  return *this;
}
Query& Query::Bind(double value) {
  sqlite3_bind_double(statement_, next_++, value);
  return *this;
}
Query& Query::Bind(std::string_view text) {
  // An empty view may have no data pointer, which SQLite would take as NULL.
  sqlite3_bind_text64(statement_, next_++, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
Query& Query::BindBlob(std::string_view bytes) {
  sqlite3_bind_blob64(statement_, next_++, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}
Query& Query::BindNull() {
  sqlite3_bind_null(statement_, next_++);
  return *this;
}
Query& Query::BindOptional(std::int64_t value) { return value == 0 ? BindNull() : Bind(value); }

Result<bool> Query::Step() {
  int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected<Error>(ToError(db_, sqlite3_extended_errcode(db_)));
}

Result<void> Query::Run() {
  for (;;) {
    AEGLE_TRY(row, Step());
    if (!row) break;
  }
  Reset();
  return {};
}

std::int64_t Query::Int(int column) const { return sqlite3_column_int64(statement_, column); }
double Query::Real(int column) const { return sqlite3_column_double(statement_, column); }
bool Query::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::string_view Query::Bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  return {static_cast<const char*>(data), data ? static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)) : 0};
}

Connection::~Connection() {
  for (auto& [sql, statement] : cached_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

Result<std::unique_ptr<Connection>> Connection::Open(const std::string& path, const StoreKey& key, OpenMode mode,
                                                     const ConnectionOptions& options) {
  sqlite3* db = nullptr;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (mode == OpenMode::kCreate ? SQLITE_OPEN_CREATE : 0);
  int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) return tl::unexpected<Error>(ToError(db, code));
  sqlite3_busy_timeout(db, options.busy_ms);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  AEGLE_CHECK(connection->Execute("PRAGMA cipher='aegis'; PRAGMA algorithm='aegis-256'"));
  // Otherwise the cipher takes it from the file, and where that read fails, from memory that was never set.
  AEGLE_CHECK(connection->Execute(("PRAGMA cipher_salt='" + ToHex(key.Fingerprint()) + "'").c_str()));
  std::string raw = "raw:" + key.RawWithFingerprint();
  code = sqlite3_key(db, raw.data(), static_cast<int>(raw.size()));
  WipeString(raw);
  if (code != SQLITE_OK) return tl::unexpected<Error>(ToError(db, code));
  AEGLE_CHECK(connection->Execute(("PRAGMA page_size=" + std::to_string(options.page_size)).c_str()));
  AEGLE_CHECK(connection->Number("SELECT count(*) FROM sqlite_schema"));  // the key is right, or this fails
  AEGLE_CHECK(connection->Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"));
  AEGLE_CHECK(connection->Execute(("PRAGMA cache_size=-" + std::to_string(options.cache_kib)).c_str()));
  AEGLE_CHECK(connection->Execute(("PRAGMA wal_autocheckpoint=" + std::to_string(options.wal_pages)).c_str()));
  AEGLE_CHECK(connection->Execute("PRAGMA journal_size_limit=67108864"));
  if (mode == OpenMode::kReadOnly) AEGLE_CHECK(connection->Execute("PRAGMA query_only=1"));
  return connection;
}

Result<void> Connection::Execute(const char* sql) {
  int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected<Error>(ToError(db_, sqlite3_extended_errcode(db_)));
  return {};
}

Result<sqlite3_stmt*> Connection::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return tl::unexpected<Error>(ToError(db_, code));
  return statement;
}

Result<Query> Connection::Use(std::string_view sql) {
  auto found = cached_.find(sql);
  if (found == cached_.end()) {
    AEGLE_TRY(statement, Prepare(sql));
    found = cached_.emplace(sql, statement).first;
  }
  return Query(db_, found->second);
}

Result<Query> Connection::UseOnce(const std::string& sql) { return Use(*composed_.insert(sql).first); }

Result<std::int64_t> Connection::Number(std::string_view sql) {
  AEGLE_TRY(query, Use(sql));
  AEGLE_TRY(row, query.Step());
  return row ? query.Int(0) : 0;
}

std::int64_t Connection::changes() const { return sqlite3_changes64(db_); }
bool Connection::InTransaction() const { return sqlite3_get_autocommit(db_) == 0; }

}  // namespace aegle::sql
