// The files of one data folder (AEGLE_HOME), and who may work with them at the same time.
//
// Whoever opens the store or the audit holds UseLock; `aegle key rotate` needs the folder for itself.
#pragma once

#include <optional>
#include <string>

#include "audit/audit_log.h"
#include "base/file.h"
#include "store/key.h"

namespace aegle {

struct DataFolder {
  std::string home, key_file, second_head;
  [[nodiscard]] std::string store() const { return home + "/store.db"; }
  [[nodiscard]] std::string audit() const { return home + "/audit"; }
  [[nodiscard]] std::string settings() const { return home + "/aegle.toml"; }
  [[nodiscard]] std::string rotation_marker() const { return home + "/rotation"; }
  [[nodiscard]] std::string use_lock() const { return home + "/lock"; }
  [[nodiscard]] AuditOptions audit_options(const StoreKey& key) const;
};

// Shares the folder with other programs until it goes. Finishes first what a rotation of keys has left half done.
// Errors: kIo, kDenied, kNoSpace.
[[nodiscard]] Result<File> UseDataFolder(const DataFolder& folder);
// For this program alone. Errors: kBusy (another program uses the folder).
[[nodiscard]] Result<File> UseDataFolderAlone(const DataFolder& folder);

}  // namespace aegle
