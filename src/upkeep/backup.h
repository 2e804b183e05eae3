// Backups: encrypted, incremental, each one whole in itself, and checked when they are restored.
//
// A backup folder holds chunks (256 KiB of a file, named by a keyed hash of their content, sealed with XChaCha20-Poly1305) and
// snapshots (sealed lists of files and their chunks). What has not changed since an earlier backup is there already and is not
// written again: pages of the store keep their bytes until they are written. docs/formats/backup.md is the format.
//
// The key of the backups is 32 bytes in a file of its own (<home>/backup.key); without it nothing of a backup can be read, and
// with it everything: the key of the store is inside. Keep a copy of that file elsewhere.
// The service may go on while a backup is made. Errors: kDenied (not the key of this backup), kIntegrity (`place` names the
// damaged file and what is lost with it), kNotFound, kNoSpace, kIo, kBusy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "upkeep/data_folder.h"

namespace aegle {

struct BackupReport {
  std::string snapshot;                   // its name: "20260301T080000.000Z"
  Instant time = 0;
  std::uint64_t files = 0, bytes = 0;     // of the data folder
  std::uint64_t new_bytes = 0;            // that were not in the backup folder yet
  std::uint64_t audit_records = 0;
  double seconds = 0;
};

struct BackupSnapshot {
  std::string name;
  Instant time = 0;
  std::uint64_t files = 0, bytes = 0, audit_records = 0;
};

struct BackupDamage {
  std::string file;      // of the backup folder
  std::string concerns;  // "snapshot 2026...: store.db, byte 524288"
};

// `key`: of the backups. `home_key`: of the site.
[[nodiscard]] Result<BackupReport> MakeBackup(const DataFolder& folder, const StoreKey& home_key, const std::string& backup, const StoreKey& key,
                                              const ProgressSink& progress = {});
// The oldest first. A snapshot that cannot be read is left out here; CheckBackup names it.
[[nodiscard]] Result<std::vector<BackupSnapshot>> ListBackup(const std::string& backup, const StoreKey& key);
// Reads everything. Empty: all is what was written.
[[nodiscard]] Result<std::vector<BackupDamage>> CheckBackup(const std::string& backup, const StoreKey& key, const ProgressSink& progress = {});

struct RestoreReport {
  BackupSnapshot snapshot;
  std::uint64_t patients = 0, documents = 0, facts = 0;
  double seconds = 0;
};
// Into a folder that is not there or empty: written beside it, every chunk, file, stored item and audit record checked, and only
// then renamed. `snapshot` empty: the newest. Errors: also kConflict (the folder is not empty).
[[nodiscard]] Result<RestoreReport> RestoreBackup(const std::string& backup, const StoreKey& key, const std::string& snapshot, const std::string& home,
                                                  const ProgressSink& progress = {});

}  // namespace aegle
