// The key of the store: 32 random bytes in a file that only its owner can read, or derived from a passphrase.
//
// A key file is <home>/key (or any other path, for instance on a removable volume), exactly 32 bytes, mode 0600.
// A passphrase goes through Argon2id (RFC 9106; libsodium, 3 passes, 256 MiB) with the 16-byte salt of a file beside
// the store. The bytes are wiped from memory when a StoreKey goes; nothing here logs.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

class StoreKey {
 public:
  static constexpr std::size_t kBytes = 32;
  explicit StoreKey(std::string_view bytes);  // exactly kBytes; throws std::invalid_argument otherwise
  ~StoreKey();
  StoreKey(const StoreKey&) = default;
  StoreKey& operator=(const StoreKey&) = default;

  // For the cipher: hex of the key and of its fingerprint. Wipe it after use.
  [[nodiscard]] std::string RawWithFingerprint() const;
  // 16 bytes that tell one key from another without telling the key (keyed BLAKE2b); the first bytes of the store's file.
  [[nodiscard]] std::string Fingerprint() const;
  // 32 bytes for another use, which `purpose` names (keyed BLAKE2b of it): they do not tell this key. Wipe them after use.
  [[nodiscard]] std::string Derive(std::string_view purpose) const;

 private:
  std::array<char, kBytes> bytes_{};
};

void WipeString(std::string& text);

// Errors: kNotFound (no such file), kDenied (group or others can read it, or it is not a file; the remedy says chmod),
// kBadInput (not 32 bytes), kIo.
[[nodiscard]] Result<StoreKey> ReadKeyFile(const std::string& path);
// Makes a new key file; never replaces one. Errors: kConflict (exists), kIo, kNoSpace.
[[nodiscard]] Result<StoreKey> CreateKeyFile(const std::string& path);
// Reads the key file, or makes it where there is none yet and `store_path` does not exist either: a new key
// for an existing store would lock it out. Errors: as both.
[[nodiscard]] Result<StoreKey> ReadOrCreateKeyFile(const std::string& path, const std::string& store_path);
// Derives the key. The salt file is made where there is none yet. Takes about a second and 256 MiB.
// Errors: kBadUsage (empty passphrase), kBadInput (salt file damaged), kNoSpace (not enough memory), kIo.
[[nodiscard]] Result<StoreKey> DeriveKey(std::string_view passphrase, const std::string& salt_path);

}  // namespace aegle
