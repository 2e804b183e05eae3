#include "store/snapshot.h"

#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "base/file.h"
#include "store/sql.h"
#include "store/sqlite_store.h"

namespace aegle {
namespace {

constexpr int kMostTries = 300;
constexpr auto kBetweenTries = std::chrono::milliseconds(100);
constexpr std::size_t kCopyBlock = std::size_t{4} << 20;

class SqliteSnapshot final : public StoreSnapshot {
 public:
  explicit SqliteSnapshot(std::unique_ptr<sql::Connection> reader) : reader_(std::move(reader)) {}
  ~SqliteSnapshot() override { (void)reader_->Execute("COMMIT"); }

 private:
  std::unique_ptr<sql::Connection> reader_;
};

// Asks often, since a busy writer leaves the lock for microseconds only; at most 30 s.
int AskAgain(void* /*unused*/, int asked) {
  std::this_thread::sleep_for(std::chrono::microseconds(200));
  return asked < 150'000 ? 1 : 0;
}

// True: the whole log is in the file, and `reader` reads from the file.
Result<bool> TryToFreeze(sql::Connection& writer, sql::Connection& reader) {
  AEGLE_CHECK(writer.Execute("BEGIN IMMEDIATE"));  // nobody appends to the log meanwhile
  auto freeze = [&]() -> Result<bool> {
    AEGLE_TRY(checkpoint, reader.Use("PRAGMA wal_checkpoint(PASSIVE)"));
    AEGLE_TRY(row, checkpoint.Step());
    const bool whole = row && checkpoint.Int(0) == 0 && checkpoint.Int(1) == checkpoint.Int(2);
    checkpoint.Reset();
    if (!whole) return false;
    AEGLE_CHECK(reader.Execute("BEGIN"));
    AEGLE_CHECK(reader.Number("SELECT count(*) FROM sqlite_schema"));
    return true;
  };
  auto frozen = freeze();
  AEGLE_CHECK(writer.Execute("COMMIT"));
  return frozen;
}

Result<void> CopyFile(const std::string& from, const std::string& to) {
  AEGLE_TRY(source, File::Open(from, FileMode::kRead));
  AEGLE_TRY(target, File::Open(to, FileMode::kNew));
  for (std::uint64_t at = 0;;) {
    AEGLE_TRY(block, source.ReadAt(at, kCopyBlock));
    if (block.empty()) break;
    AEGLE_CHECK(target.WriteAt(at, block));
    at += block.size();
  }
  return target.Sync();
}

Result<void> Rekey(const std::string& path, const StoreKey& key, const StoreKey& new_key) {
  AEGLE_TRY(connection, sql::Connection::Open(path, key, sql::OpenMode::kExisting, {}));
  AEGLE_CHECK(connection->Execute("PRAGMA journal_mode=DELETE"));  // the log of a copy does not need to survive
  std::string raw = "raw:" + new_key.RawWithFingerprint();
  const int code = sqlite3_rekey(connection->handle(), raw.data(), static_cast<int>(raw.size()));
  WipeString(raw);
  if (code != SQLITE_OK) return tl::unexpected<Error>(sql::ToError(connection->handle(), code));
  return {};
}

}  // namespace

Result<std::unique_ptr<StoreSnapshot>> StoreSnapshot::Begin(const std::string& store_path, const StoreKey& key) {
  AEGLE_TRY(writer, sql::Connection::Open(store_path, key, sql::OpenMode::kExisting, {}));
  AEGLE_TRY(reader, sql::Connection::Open(store_path, key, sql::OpenMode::kExisting, {}));
  sqlite3_busy_handler(writer->handle(), AskAgain, nullptr);
  for (int i = 0; i < kMostTries; ++i) {
    AEGLE_TRY(frozen, TryToFreeze(*writer, *reader));
    if (frozen) return std::unique_ptr<StoreSnapshot>(std::make_unique<SqliteSnapshot>(std::move(reader)));
    std::this_thread::sleep_for(kBetweenTries);  // somebody reads an older state
  }
  return Fail(ErrorCode::kBusy, "The store is too busy for a snapshot", store_path, "Try again when no import is running.");
}

Result<void> CopyWithOtherKey(const std::string& store_path, const StoreKey& key, const std::string& to, const StoreKey& new_key) {
  {
    auto frozen = StoreSnapshot::Begin(store_path, key);
    if (!frozen) return tl::unexpected(frozen.error());
    AEGLE_CHECK(CopyFile(store_path, to));
  }
  AEGLE_CHECK(Rekey(to, key, new_key));
  {
    SqliteStoreOptions options;
    options.create = false;
    AEGLE_TRY(copy, OpenSqliteStore(to, new_key, options));
    AEGLE_CHECK(copy->Verify());
  }
  AEGLE_TRY(file, File::Open(to, FileMode::kReadWrite));
  return file.Sync();
}

}  // namespace aegle
