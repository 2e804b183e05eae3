// The file of a store as it is at one moment, for a backup, while others go on working with the store.
//
// While a StoreSnapshot lives, nobody writes to store.db itself: new commits stay in its log. All that was committed before is in
// the file, so that a plain copy of it is a whole store. (SQLite WAL: the log was written back completely, and a reader that began
// then keeps every later checkpoint from the file; https://sqlite.org/walformat.html, section 2.3.)
// Errors: kBusy (a long read or import kept the log from being written back for 30 s), those of OpenSqliteStore.
#pragma once

#include <memory>
#include <string>

#include "store/key.h"

namespace aegle {

class StoreSnapshot {
 public:
  virtual ~StoreSnapshot() = default;
  static Result<std::unique_ptr<StoreSnapshot>> Begin(const std::string& store_path, const StoreKey& key);
};

// A copy of the whole store at `to`, encrypted with another key, read through and durable. Nobody else may have the store open.
// Errors: kConflict (`to` exists), kNoSpace, kIo, kIntegrity.
[[nodiscard]] Result<void> CopyWithOtherKey(const std::string& store_path, const StoreKey& key, const std::string& to, const StoreKey& new_key);

}  // namespace aegle
