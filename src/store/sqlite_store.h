// The store in one encrypted SQLite file: SQLite3 Multiple Ciphers, AEGIS-256 (every page is authenticated), WAL, FTS5.
//
//   AEGLE_TRY(key, ReadOrCreateKeyFile(home + "/key", home + "/store.db"));
//   AEGLE_TRY(store, OpenSqliteStore(home + "/store.db", key));
//
// One process writes with one connection; reads use a pool and never wait for a write. Several processes may have the file
// open; imports take turns among them. The file and its -wal, -shm and -import files have mode 0600.
// The cipher was chosen by measurement on AES-NI: write and checkpoint about 3x, read 5x the speed of ChaCha20-Poly1305.
// Format: docs/formats/store.md.
#pragma once

#include <memory>
#include <string>

#include "store/key.h"
#include "store/store.h"

namespace aegle {

struct SqliteStoreOptions {
  bool create = true;  // make the file where there is none, else kNotFound
  int readers = 4;     // read connections at most
  int writer_cache_mib = 48;
  int reader_cache_mib = 8;
};

// Errors: kDenied (the key is not the key of this store), kIntegrity (its first page is damaged), kNotFound,
// kUnsupported (made by a newer version), kIo, kNoSpace.
[[nodiscard]] Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, const StoreKey& key,
                                                             const SqliteStoreOptions& options = {});

}  // namespace aegle
