#include "store/import_session.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "store/ledger_json.h"
#include "store/wire.h"

namespace aegle {
namespace {

constexpr std::size_t kBatchItems = 256, kQueueBatches = 8;

std::string_view BytesOf(const Sha256Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

}  // namespace

ImportLock::~ImportLock() {
  if (file_ >= 0) ::close(file_);
}

Result<void> ImportLock::Acquire() {
  std::unique_lock lock(mutex_);
  released_.wait(lock, [&] { return !held_; });
  if (file_ < 0) file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) return Fail(ErrorCode::kIo, std::string("The lock file cannot be opened: ") + std::strerror(errno), path_);
  while (::flock(file_, LOCK_EX) != 0)
    if (errno != EINTR) return Fail(ErrorCode::kIo, std::string("The store cannot be locked: ") + std::strerror(errno), path_);
  held_ = true;
  return {};
}

void ImportLock::Release() {
  std::unique_lock lock(mutex_);
  ::flock(file_, LOCK_UN);
  held_ = false;
  released_.notify_one();
}

SqliteImportSession::SqliteImportSession(Writer& writer, StringTable& strings, KeyIndex& keys, ImportLock& lock, Document document)
    : writer_(writer), strings_(strings), lock_(lock), given_(std::move(document)), items_(given_.source, keys) {}

Result<std::unique_ptr<ImportSession>> SqliteImportSession::Begin(Writer& writer, StringTable& strings, KeyIndex& keys, ImportLock& lock,
                                                                  const Document& document) {
  std::unique_ptr<SqliteImportSession> session(new SqliteImportSession(writer, strings, keys, lock, document));
  session->generation_ = writer.generation();
  AEGLE_CHECK(session->Load());
  writer.SetBeforeCommit([items = &session->items_](sql::Connection& connection) { return items->Save(connection); });
  session->thread_ = std::thread([raw = session.get()] { raw->WriteBatches(); });
  return std::unique_ptr<ImportSession>(std::move(session));
}

SqliteImportSession::~SqliteImportSession() {
  {
    std::unique_lock lock(mutex_);
    stop_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) {
    thread_.join();
    (void)writer_.Commit();  // what was taken before a cancel is kept
    writer_.SetBeforeCommit({});
  }
  // Nothing of the input was understood: nothing of it stays.
  if (!finished_ && is_new_ && items_.rows_written() == 0)
    (void)writer_.Run([&](sql::Connection& connection) { return RemoveDocument(connection); });
  lock_.Release();
}

Result<void> SqliteImportSession::Load() {
  return writer_.Run([&](sql::Connection& connection) -> Result<void> {
    AEGLE_CHECK(strings_.Load(connection));
    AEGLE_CHECK(items_.Load(connection, generation_));
    return FindOrAddDocument(connection);
  });
}

// The document of the session: the one that is there, else a new row.
Result<void> SqliteImportSession::FindOrAddDocument(sql::Connection& connection) {
  const std::string digest = FromHex(given_.sha256);
  if (!digest.empty()) {
    AEGLE_TRY(find, connection.Use("SELECT id, bytes FROM document WHERE sha256 = ? AND source = ? ORDER BY complete DESC, id"));
    AEGLE_TRY(row, find.BindBlob(digest).Bind(given_.source).Step());
    if (row) {
      document_ = DocumentId(find.Int(0));
      stored_ = chunk_at_ = static_cast<std::uint64_t>(find.Int(1));
      return {};
    }
  }
  AEGLE_TRY(insert, connection.Use("INSERT INTO document(source, name, format, media_type, encoding, bytes, sha256, imported, complete) "
                                   "VALUES(?,?,?,?,?,0,?,?,0) RETURNING id"));
  insert.Bind(given_.source).Bind(given_.name).Bind(given_.format).Bind(given_.media_type).Bind(given_.encoding);
  AEGLE_TRY(row, insert.BindBlob(digest).Bind(given_.imported != 0 ? given_.imported : Now()).Step());
  document_ = DocumentId(row ? insert.Int(0) : 0);
  is_new_ = true;
  return insert.Run();
}

Result<void> SqliteImportSession::AppendBytes(std::string_view bytes) {
  if (appended_ + bytes.size() > kMaxDocumentBytes) return Fail(ErrorCode::kTooLarge, "A document has at most 64 GiB", given_.name);
  hash_.Update(bytes);
  // Bytes that are stored already (the same document, resumed or again) are only counted.
  std::uint64_t skip = stored_ > appended_ ? std::min<std::uint64_t>(stored_ - appended_, bytes.size()) : 0;
  appended_ += bytes.size();
  bytes.remove_prefix(skip);
  while (!bytes.empty()) {
    std::size_t count = std::min(bytes.size(), kChunkBytes - pending_.size());
    pending_ += bytes.substr(0, count);
    bytes.remove_prefix(count);
    if (pending_.size() < kChunkBytes) break;
    CutChunk();
    if (batch_.chunks.size() >= 4) AEGLE_CHECK(Send());
  }
  return {};
}

void SqliteImportSession::CutChunk() {
  if (pending_.empty()) return;
  batch_.chunks.push_back(MakeChunk(chunk_at_, pending_));
  chunk_at_ += pending_.size();
  pending_.clear();
}

Result<void> SqliteImportSession::Take(ReadItem&& item) {
  if (item.disposition == Disposition::kRefused) return {};
  for (Fact& fact : item.facts) fact.source.document = document_;
  last_end_ = std::max(last_end_, item.end);
  batch_.items.push_back(PrepareItem(std::move(item), given_.source, strings_));
  if (batch_.items.size() < kBatchItems || last_end_ > appended_) return {};
  CutChunk();
  return Send();
}

Result<void> SqliteImportSession::Send() {
  batch_.strings = strings_.TakeNew();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return queue_.size() < kQueueBatches || failure_; });
  if (failure_) return tl::unexpected<Error>(*failure_);
  queue_.push_back(std::exchange(batch_, {}));
  changed_.notify_all();
  return {};
}

Result<void> SqliteImportSession::WaitUntilWritten() {
  CutChunk();
  AEGLE_CHECK(Send());
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return (queue_.empty() && !busy_) || failure_; });
  if (failure_) return tl::unexpected<Error>(*failure_);
  return {};
}

Result<void> SqliteImportSession::CheckGeneration() const {
  if (writer_.generation() == generation_) return {};
  return Fail(ErrorCode::kIo, "The import was rolled back to its last commit", given_.name,
              "Import the file again; what is there is not doubled.");
}

Result<void> SqliteImportSession::Flush() {
  AEGLE_CHECK(WaitUntilWritten());
  AEGLE_CHECK(CheckGeneration());
  return writer_.Commit();
}

ImportSession::Counts SqliteImportSession::counts() const {
  std::unique_lock lock(mutex_);
  return counts_;
}

void SqliteImportSession::WriteBatches() {
  auto last_commit = std::chrono::steady_clock::now();
  std::uint64_t items = 0;
  bool uncommitted = false;
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      auto ready = [&] { return !queue_.empty() || stop_; };
      if (uncommitted)
        changed_.wait_until(lock, last_commit + kCommitEvery, ready);
      else
        changed_.wait(lock, ready);
      if (queue_.empty() && stop_) return;
      busy_ = !queue_.empty();
      if (busy_) {
        batch = std::move(queue_.front());
        queue_.pop_front();
        changed_.notify_all();
      }
    }
    if (!uncommitted) last_commit = std::chrono::steady_clock::now();
    Result<void> done = WriteBatch(batch);
    items += batch.items.size();
    uncommitted = true;
    if (done && (items >= kCommitItems || std::chrono::steady_clock::now() - last_commit >= kCommitEvery)) {
      done = writer_.Commit();
      items = 0;
      uncommitted = false;
    }
    std::unique_lock lock(mutex_);
    busy_ = false;
    if (!done) failure_ = std::move(done).error();
    changed_.notify_all();
    if (failure_) return;
  }
}

Result<void> SqliteImportSession::WriteBatch(const Batch& batch) {
  AEGLE_CHECK(CheckGeneration());
  if (batch.strings.empty() && batch.chunks.empty() && batch.items.empty()) return {};
  Counts counts;
  auto write = [&](sql::Connection& connection) -> Result<void> {
    AEGLE_CHECK(StringTable::Write(connection, batch.strings));
    for (const Chunk& chunk : batch.chunks) AEGLE_CHECK(WriteChunk(connection, document_, chunk));
    if (!batch.chunks.empty()) {
      AEGLE_TRY(length, connection.Use("UPDATE document SET bytes = ? WHERE id = ?"));
      const Chunk& last = batch.chunks.back();
      AEGLE_CHECK(length.Bind(static_cast<std::int64_t>(last.offset + last.size)).Bind(document_.value()).Run());
    }
    for (const PreparedItem& item : batch.items) AEGLE_CHECK(items_.Write(connection, document_, item, counts));
    return {};
  };
  AEGLE_CHECK(writer_.Add(write));
  std::unique_lock lock(mutex_);
  counts_.added += counts.added;
  counts_.updated += counts.updated;
  counts_.unchanged += counts.unchanged;
  return {};
}

Result<void> SqliteImportSession::Commit(const ImportLedger& ledger) {
  if (finished_) throw std::logic_error("Commit of an import that was committed");
  AEGLE_CHECK(WaitUntilWritten());
  AEGLE_CHECK(CheckGeneration());
  finished_ = true;
  return Finish(ledger);
}

Result<void> SqliteImportSession::Finish(const ImportLedger& ledger) {
  const Sha256Digest digest = hash_.Finish();
  const std::string packed = Compress(LedgerToJson(ledger));
  const std::string given = FromHex(given_.sha256);
  auto finish = [&](sql::Connection& connection) -> Result<void> {
    AEGLE_TRY(twin, TwinOf(connection, BytesOf(digest)));
    if (twin) {
      AEGLE_CHECK(RemoveDocument(connection));
      document_ = *twin;
      return {};
    }
    AEGLE_TRY(update, connection.Use("UPDATE document SET bytes = max(bytes, ?), sha256 = ?, complete = 1, ledger = ? WHERE id = ?"));
    update.Bind(static_cast<std::int64_t>(appended_)).BindBlob(BytesOf(digest)).BindBlob(packed);
    return update.Bind(document_.value()).Run();
  };
  AEGLE_CHECK(writer_.Run(finish));
  if (!given.empty() && given != BytesOf(digest))
    return Fail(ErrorCode::kConflict, "The file changed while it was read", given_.name, "Import it again.");
  return {};
}

// A stream whose digest was not known beforehand may turn out to be a document that is there: then, and where nothing came
// of it, its copy is dropped.
Result<std::optional<DocumentId>> SqliteImportSession::TwinOf(sql::Connection& connection, std::string_view digest) const {
  if (!given_.sha256.empty() || items_.rows_written() > 0) return std::optional<DocumentId>();
  AEGLE_TRY(find, connection.Use("SELECT id FROM document WHERE sha256 = ? AND source = ? AND complete = 1 AND id <> ?"));
  AEGLE_TRY(row, find.BindBlob(digest).Bind(given_.source).Bind(document_.value()).Step());
  return row ? std::optional(DocumentId(find.Int(0))) : std::nullopt;
}

Result<void> SqliteImportSession::RemoveDocument(sql::Connection& connection) const {
  AEGLE_CHECK(RemoveOriginal(connection, document_));
  AEGLE_TRY(row, connection.Use("DELETE FROM document WHERE id = ?"));
  return row.Bind(document_.value()).Run();
}

}  // namespace aegle
