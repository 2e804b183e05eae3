#include "store/key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "base/hash.h"

namespace aegle {
namespace {

constexpr std::size_t kSaltBytes = crypto_pwhash_SALTBYTES;
constexpr unsigned long long kArgonPasses = 3;
constexpr std::size_t kArgonBytes = std::size_t{256} << 20;

void NeedSodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
}

std::string RandomBytes(std::size_t count) {
  NeedSodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string KeyedHash(std::string_view key, std::string_view text, std::size_t bytes) {
  NeedSodium();
  std::string hash(bytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return hash;
}

struct File {
  int descriptor;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

tl::unexpected<Error> FailIo(const char* what, const std::string& path) {
  ErrorCode code = errno == ENOSPC || errno == EDQUOT ? ErrorCode::kNoSpace : errno == EACCES ? ErrorCode::kDenied : ErrorCode::kIo;
  return Fail(code, std::string(what) + ": " + std::strerror(errno), path);
}

// Writes a new file, mode 0600, durable with its name. It appears whole: another process never reads half a key.
Result<void> WriteNewFile(const std::string& path, std::string_view bytes) {
  const std::string fresh = path + "." + std::to_string(::getpid()) + ".new";
  File file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  if (file.descriptor < 0) return FailIo("The file cannot be made", path);
  ssize_t written = ::write(file.descriptor, bytes.data(), bytes.size());
  bool whole = written == static_cast<ssize_t>(bytes.size()) && ::fsync(file.descriptor) == 0;
  Result<void> done;
  if (!whole)
    done = FailIo("The file cannot be written", path);
  else if (::link(fresh.c_str(), path.c_str()) != 0)
    done = errno == EEXIST ? Fail(ErrorCode::kConflict, "The file exists already", path) : FailIo("The file cannot be made", path);
  ::unlink(fresh.c_str());
  if (!done) return done;
  std::string folder = std::filesystem::path(path).parent_path().string();
  File parent{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (parent.descriptor >= 0) ::fsync(parent.descriptor);
  return done;
}

// The whole of a small file and its mode; nullopt where it does not exist.
struct SmallFile {
  std::string bytes;
  mode_t mode;
};
Result<std::optional<SmallFile>> ReadSmallFile(const std::string& path) {
  File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.descriptor < 0 && errno == ENOENT) return std::optional<SmallFile>{};
  if (file.descriptor < 0) return FailIo("The file cannot be opened", path);
  struct stat status{};
  if (::fstat(file.descriptor, &status) != 0) return FailIo("The file cannot be read", path);
  if (!S_ISREG(status.st_mode)) return Fail(ErrorCode::kDenied, "It is not a regular file", path);
  SmallFile small{std::string(256, '\0'), status.st_mode};
  ssize_t size = ::read(file.descriptor, small.bytes.data(), small.bytes.size());
  if (size < 0) return FailIo("The file cannot be read", path);
  small.bytes.resize(static_cast<std::size_t>(size));
  return std::optional<SmallFile>(std::move(small));
}

}  // namespace

void WipeString(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

StoreKey::StoreKey(std::string_view bytes) {
  if (bytes.size() != kBytes) throw std::invalid_argument("a store key has 32 bytes");
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

StoreKey::~StoreKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

std::string StoreKey::Fingerprint() const { return KeyedHash({bytes_.data(), bytes_.size()}, "aegle store key fingerprint 1", 16); }

std::string StoreKey::Derive(std::string_view purpose) const { return KeyedHash({bytes_.data(), bytes_.size()}, purpose, 32); }

std::string StoreKey::RawWithFingerprint() const { return ToHex({bytes_.data(), bytes_.size()}) + ToHex(Fingerprint()); }

Result<StoreKey> ReadKeyFile(const std::string& path) {
  AEGLE_TRY(file, ReadSmallFile(path));
  if (!file)
    return Fail(ErrorCode::kNotFound, "There is no key file", path,
                "Mount the volume that holds it, or name another key file or a passphrase.");
  if ((file->mode & 0077) != 0)
    return Fail(ErrorCode::kDenied, "The key file can be read by others than its owner", path, "Run: chmod 600 " + path);
  if (file->bytes.size() != StoreKey::kBytes) return Fail(ErrorCode::kBadInput, "A key file has exactly 32 bytes", path);
  StoreKey key(file->bytes);
  WipeString(file->bytes);
  return key;
}

Result<StoreKey> CreateKeyFile(const std::string& path) {
  std::string bytes = RandomBytes(StoreKey::kBytes);
  AEGLE_CHECK(WriteNewFile(path, bytes));
  StoreKey key(bytes);
  WipeString(bytes);
  return key;
}

Result<StoreKey> ReadOrCreateKeyFile(const std::string& path, const std::string& store_path) {
  auto key = ReadKeyFile(path);
  if (key || key.error().code != ErrorCode::kNotFound) return key;
  std::error_code ignored;
  if (std::filesystem::exists(store_path, ignored)) return key;
  auto created = CreateKeyFile(path);
  // Another process was quicker: its key is the key.
  if (!created && created.error().code == ErrorCode::kConflict) return ReadKeyFile(path);
  return created;
}

Result<StoreKey> DeriveKey(std::string_view passphrase, const std::string& salt_path) {
  NeedSodium();
  if (passphrase.empty()) return Fail(ErrorCode::kBadUsage, "The passphrase is empty");
  AEGLE_TRY(file, ReadSmallFile(salt_path));
  std::string salt;
  if (file) {
    salt = file->bytes;
  } else {
    salt = RandomBytes(kSaltBytes);
    AEGLE_CHECK(WriteNewFile(salt_path, salt));
  }
  if (salt.size() != kSaltBytes) return Fail(ErrorCode::kBadInput, "The salt file is damaged", salt_path, "Restore it from a backup.");
  std::string bytes(StoreKey::kBytes, '\0');
  int failed = crypto_pwhash(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), passphrase.data(), passphrase.size(),
                             reinterpret_cast<const unsigned char*>(salt.data()), kArgonPasses, kArgonBytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return Fail(ErrorCode::kNoSpace, "There is not enough memory for the passphrase (256 MiB are needed)");
  StoreKey key(bytes);
  WipeString(bytes);
  return key;
}

}  // namespace aegle
