// The files of a backup folder. Module-internal; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "store/key.h"

namespace aegle {

inline constexpr std::size_t kBackupChunk = std::size_t{256} << 10;

class ChunkStore {
 public:
  // `create`: to write; makes the folder where it is not there, and waits for another program that writes. Errors: kDenied (another key), kNotFound (no backup there).
  static Result<ChunkStore> Open(const std::string& folder, const StoreKey& key, bool create);
  ~ChunkStore();
  ChunkStore(ChunkStore&&) = default;
  ChunkStore& operator=(ChunkStore&&) = default;

  // Returns the name of the chunk; `*fresh`: it was not there yet. Durable after Sync.
  Result<std::string> Put(std::string_view bytes, bool* fresh);
  // Errors: kIntegrity, kNotFound; `place` is the file.
  [[nodiscard]] Result<std::string> Get(const std::string& name) const;
  Result<void> Sync() const;

  Result<void> PutSnapshot(const std::string& name, std::string_view json) const;
  [[nodiscard]] Result<std::string> GetSnapshot(const std::string& name) const;
  [[nodiscard]] Result<std::vector<std::string>> Snapshots() const;  // in order
  [[nodiscard]] std::string ChunkPath(const std::string& name) const;
  [[nodiscard]] std::string SnapshotPath(const std::string& name) const;

 private:
  ChunkStore(std::string folder, const StoreKey& key);
  std::optional<File> lock_;
  std::string folder_, chunk_key_, name_key_, snapshot_key_;
};

}  // namespace aegle
