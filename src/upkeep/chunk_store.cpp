#include "upkeep/chunk_store.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/hash.h"

namespace aegle {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, kSeal = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kMostSnapshot = std::size_t{1} << 30;
constexpr std::string_view kFormat = "aegle backup 1 ";
constexpr const char* kSuffix = ".snapshot";

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string Seal(std::string_view key, std::string_view name, std::string_view bytes) {
  std::string sealed(kNonce + bytes.size() + kSeal, '\0');
  randombytes_buf(sealed.data(), kNonce);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed) + kNonce, &size, Bytes(bytes), bytes.size(), Bytes(name), name.size(), nullptr, Bytes(sealed), Bytes(key));
  return sealed;
}

Result<std::string> Unseal(std::string_view key, std::string_view name, std::string_view sealed, const std::string& place) {
  auto fail = [&] { return Fail(ErrorCode::kIntegrity, "A file of the backup is not what was written", place, "Use another copy of the backup, or an older snapshot."); };
  if (sealed.size() < kNonce + kSeal) return fail();
  std::string bytes(sealed.size() - kNonce - kSeal, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(bytes), &size, nullptr, Bytes(sealed) + kNonce, sealed.size() - kNonce, Bytes(name), name.size(),
                                                 Bytes(sealed), Bytes(key)) != 0)
    return fail();
  return bytes;
}

// Anything but what a backup that is being made has before its mark.
bool HoldsOtherThings(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name != "lock" && name != "chunks" && name != "snapshots" && !name.starts_with("aegle-backup")) return true;
  }
  return false;
}

Result<void> CheckFormat(const std::string& folder, const StoreKey& key, bool create) {
  const std::string path = folder + "/aegle-backup";
  const std::string wanted = std::string(kFormat) + ToHex(key.Fingerprint()) + "\n";
  auto text = ReadWholeFile(path, 4096);
  if (!text && text.error().code == ErrorCode::kNotFound) {
    if (!create) return Fail(ErrorCode::kNotFound, "There is no backup", folder, "aegle backup FOLDER makes one.");
    if (HoldsOtherThings(folder)) return Fail(ErrorCode::kConflict, "The folder holds something else than a backup", folder, "Name a new folder.");
    AEGLE_CHECK(MakeFolder(folder + "/chunks"));
    AEGLE_CHECK(MakeFolder(folder + "/snapshots"));
    return ReplaceFile(path, wanted);
  }
  if (!text) return tl::unexpected(text.error());
  if (!text->starts_with(kFormat)) return Fail(ErrorCode::kIntegrity, "The mark of the backup folder is damaged", path, "Restore it from a copy of the backup.");
  if (*text != wanted)
    return Fail(ErrorCode::kDenied, "The backup was made with another key", folder, "Name the key file with --key, or begin a new backup folder.");
  return {};
}

}  // namespace

Result<ChunkStore> ChunkStore::Open(const std::string& folder, const StoreKey& key, bool create) {
  ChunkStore store(folder, key);
  if (create) {
    // Writers take turns from the first one on, which makes the folder.
    if (HoldsOtherThings(folder)) AEGLE_CHECK(CheckFormat(folder, key, create));
    AEGLE_CHECK(MakeFolder(folder));
    AEGLE_TRY(lock, File::Open(folder + "/lock", FileMode::kCreate));
    AEGLE_CHECK(lock.Lock());
    store.lock_ = std::move(lock);
  }
  AEGLE_CHECK(CheckFormat(folder, key, create));
  return store;
}

ChunkStore::ChunkStore(std::string folder, const StoreKey& key)
    : folder_(std::move(folder)),
      chunk_key_(key.Derive("aegle backup chunks 1")),
      name_key_(key.Derive("aegle backup names 1")),
      snapshot_key_(key.Derive("aegle backup snapshots 1")) {}

ChunkStore::~ChunkStore() {
  for (std::string* secret : {&chunk_key_, &name_key_, &snapshot_key_}) WipeString(*secret);
}

std::string ChunkStore::ChunkPath(const std::string& name) const { return folder_ + "/chunks/" + name.substr(0, 2) + "/" + name; }
std::string ChunkStore::SnapshotPath(const std::string& name) const { return folder_ + "/snapshots/" + name + kSuffix; }

Result<std::string> ChunkStore::Put(std::string_view bytes, bool* fresh) {
  std::string hash(32, '\0');
  crypto_generichash(Bytes(hash), hash.size(), Bytes(bytes), bytes.size(), Bytes(name_key_), name_key_.size());
  const std::string name = ToHex(hash);
  const std::string path = ChunkPath(name);
  std::error_code error;
  // One of another size was cut by a crash.
  *fresh = std::filesystem::file_size(path, error) != kNonce + bytes.size() + kSeal || error;
  if (!*fresh) return name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  const std::string part = path + ".new";
  {
    AEGLE_TRY(file, File::Open(part, FileMode::kCreate));
    AEGLE_CHECK(file.Truncate(0));
    AEGLE_CHECK(file.WriteAt(0, Seal(chunk_key_, name, bytes)));
    AEGLE_CHECK(file.Sync());
  }
  std::filesystem::rename(part, path, error);
  if (error) return Fail(ErrorCode::kIo, "A chunk cannot be renamed: " + error.message(), path);
  return name;
}

Result<std::string> ChunkStore::Get(const std::string& name) const {
  const std::string path = ChunkPath(name);
  AEGLE_TRY(sealed, ReadWholeFile(path, kBackupChunk + kNonce + kSeal));
  AEGLE_TRY(bytes, Unseal(chunk_key_, name, sealed, path));
  return std::move(bytes);
}

// Names of chunks are made durable all at once.
Result<void> ChunkStore::Sync() const {
  const int descriptor = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool failed = descriptor < 0 || ::syncfs(descriptor) != 0;
  if (descriptor >= 0) ::close(descriptor);
  if (failed) return Fail(ErrorCode::kIo, "The backup cannot be made durable", folder_);
  return {};
}

Result<void> ChunkStore::PutSnapshot(const std::string& name, std::string_view json) const { return ReplaceFile(SnapshotPath(name), Seal(snapshot_key_, name, json)); }

Result<std::string> ChunkStore::GetSnapshot(const std::string& name) const {
  const std::string path = SnapshotPath(name);
  AEGLE_TRY(sealed, ReadWholeFile(path, kMostSnapshot));
  return Unseal(snapshot_key_, name, sealed, path);
}

Result<std::vector<std::string>> ChunkStore::Snapshots() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder_ + "/snapshots", error))
    if (file.path().extension() == kSuffix) names.push_back(file.path().stem().string());
  if (error) return Fail(ErrorCode::kIo, "The snapshots cannot be listed: " + error.message(), folder_ + "/snapshots");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace aegle
