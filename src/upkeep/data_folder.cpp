#include "upkeep/data_folder.h"

#include <filesystem>

#include "upkeep/rotation.h"

namespace aegle {

AuditOptions DataFolder::audit_options(const StoreKey& key) const {
  AuditOptions options;
  options.folder = audit();
  options.second_head = second_head;
  options.key = key.Derive(kAuditKeyPurpose);
  return options;
}

Result<File> UseDataFolder(const DataFolder& folder) {
  AEGLE_TRY(lock, File::Open(folder.use_lock(), FileMode::kCreate));
  if (IsRotationUnfinished(folder)) {
    AEGLE_CHECK(lock.Lock());
    AEGLE_CHECK(FinishRotation(folder));
  }
  AEGLE_CHECK(lock.LockShared());
  return std::move(lock);
}

Result<File> UseDataFolderAlone(const DataFolder& folder) {
  AEGLE_TRY(lock, File::Open(folder.use_lock(), FileMode::kCreate));
  AEGLE_TRY(alone, lock.TryLock());
  if (!alone)
    return Fail(ErrorCode::kBusy, "Another program works with this data folder", folder.home, "Stop `aegle serve` and running imports first.");
  AEGLE_CHECK(FinishRotation(folder));
  return std::move(lock);
}

}  // namespace aegle
