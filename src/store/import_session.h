// The SQLite ImportSession. Module-internal.
//
// Two threads: the caller's prepares items and compresses bytes, the session's own writes batches of both, in order, through
// a bounded queue. Bytes are always written no later than the items that lie in them, so each commit between two batches
// is consistent. The session commits by itself after kCommitItems items or kCommitEvery, and at Flush and Commit.
// A failure of the writing thread is what every later call returns.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "store/item_writer.h"
#include "store/originals.h"
#include "store/store.h"
#include "store/string_table.h"
#include "store/writer.h"

namespace aegle {

// One import at a time: in this process by a mutex, among processes by a lock on a file.
class ImportLock {
 public:
  explicit ImportLock(std::string path) : path_(std::move(path)) {}
  ~ImportLock();
  Result<void> Acquire();  // waits
  void Release();

 private:
  const std::string path_;
  std::mutex mutex_;
  std::condition_variable released_;
  bool held_ = false;
  int file_ = -1;
};

class SqliteImportSession final : public ImportSession {
 public:
  static constexpr std::uint64_t kCommitItems = 20'000;
  static constexpr std::chrono::milliseconds kCommitEvery{500};

  // Takes over `lock`, which is held.
  static Result<std::unique_ptr<ImportSession>> Begin(Writer& writer, StringTable& strings, KeyIndex& keys, ImportLock& lock,
                                                      const Document& document);
  ~SqliteImportSession() override;

  [[nodiscard]] DocumentId document() const override { return document_; }
  Result<void> AppendBytes(std::string_view bytes) override;
  Result<void> Take(ReadItem&& item) override;
  Result<void> Flush() override;
  Result<void> Commit(const ImportLedger& ledger) override;
  [[nodiscard]] Counts counts() const override;

 private:
  struct Batch {
    std::vector<std::pair<std::int64_t, std::string>> strings;
    std::vector<Chunk> chunks;
    std::vector<PreparedItem> items;
  };
  SqliteImportSession(Writer& writer, StringTable& strings, KeyIndex& keys, ImportLock& lock, Document document);
  Result<void> Load();
  Result<void> FindOrAddDocument(sql::Connection& connection);
  void CutChunk();
  Result<void> Send();
  Result<void> WaitUntilWritten();
  Result<void> Finish(const ImportLedger& ledger);
  Result<std::optional<DocumentId>> TwinOf(sql::Connection& connection, std::string_view digest) const;
  Result<void> RemoveDocument(sql::Connection& connection) const;
  void WriteBatches();
  Result<void> WriteBatch(const Batch& batch);
  Result<void> CheckGeneration() const;

  Writer& writer_;
  StringTable& strings_;
  ImportLock& lock_;
  const Document given_;
  DocumentId document_;
  ItemWriter items_;  // writing thread, and its commits

  // caller's thread
  Sha256 hash_;
  std::string pending_;         // bytes not yet in a chunk
  std::uint64_t chunk_at_ = 0;  // offset of the first of them
  std::uint64_t appended_ = 0;  // bytes
  std::uint64_t stored_ = 0;    // bytes that were there when the session began
  std::uint64_t last_end_ = 0;  // largest end of an item in `batch_`
  Batch batch_;
  bool is_new_ = false, finished_ = false;

  // both
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> queue_;
  bool busy_ = false, stop_ = false;
  std::optional<Error> failure_;
  Counts counts_;
  std::uint64_t generation_ = 0;
  std::thread thread_;
};

}  // namespace aegle
