// Rotation of the key of the site: a new key, a store that is encrypted with it, an audit log whose keys are sealed with it.
//
// 1. key.next, store.db.next (a copy with the new key, read through), audit/keys.next; any crash here leaves the old state.
// 2. The file `rotation` is written: from here on the new state counts.
// 3. The three files are renamed into place, `rotation` goes. A crash here is finished by whoever opens the folder next.
// Needs as much free space as the store has. The old key can open nothing afterwards but older backups.
#pragma once

#include "upkeep/data_folder.h"

namespace aegle {

struct RotationReport {
  std::string old_fingerprint, new_fingerprint;  // hex
  double seconds = 0;
};

// The caller holds UseDataFolderAlone. Errors: kNoSpace, kIo, kIntegrity (the store or the log is damaged: nothing was changed).
[[nodiscard]] Result<RotationReport> RotateKey(const DataFolder& folder);

[[nodiscard]] bool IsRotationUnfinished(const DataFolder& folder);
// Goes on behind step 2, or removes what step 1 left. The caller has the folder for itself.
[[nodiscard]] Result<void> FinishRotation(const DataFolder& folder);

}  // namespace aegle
