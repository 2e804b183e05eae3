#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "deid/deid.h"

namespace aegle {
namespace {

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

void NeedSodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}

Result<ProjectKey> Create(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (file.number < 0) return Fail(ErrorCode::kIo, std::string("The project key cannot be made: ") + std::strerror(errno), path);
  std::array<char, ProjectKey::kBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  bool written = ::write(file.number, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(file.number) == 0;
  if (!written) return Fail(ErrorCode::kIo, "The project key cannot be written", path);
  return ProjectKey({bytes.data(), bytes.size()});
}

}  // namespace

ProjectKey::ProjectKey(std::string_view bytes) {
  NeedSodium();
  if (bytes.size() != kBytes) throw std::invalid_argument("a project key has 32 bytes");
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

ProjectKey::~ProjectKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

ProjectKey ProjectKey::Generate() {
  NeedSodium();
  std::array<char, kBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return ProjectKey({bytes.data(), bytes.size()});
}

Result<ProjectKey> ProjectKey::ReadOrCreate(const std::string& path) {
  NeedSodium();
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0 && errno == ENOENT) return Create(path);
  if (file.number < 0) return Fail(ErrorCode::kIo, std::string("The project key cannot be read: ") + std::strerror(errno), path);
  struct stat status{};
  if (::fstat(file.number, &status) != 0) return Fail(ErrorCode::kIo, "The project key cannot be read", path);
  if ((status.st_mode & 0077) != 0)
    return Fail(ErrorCode::kDenied, "The project key can be read by others than its owner", path, "Run: chmod 600 " + path);
  std::array<char, kBytes + 1> bytes{};
  if (::read(file.number, bytes.data(), bytes.size()) != static_cast<ssize_t>(kBytes))
    return Fail(ErrorCode::kBadInput, "A project key has exactly 32 bytes", path);
  return ProjectKey({bytes.data(), kBytes});
}

std::array<unsigned char, 32> ProjectKey::Mac(std::string_view purpose, std::string_view message) const {
  std::array<unsigned char, 32> mac{};
  static constexpr unsigned char kSeparator = 0x1f;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_.data(), bytes_.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size());
  crypto_auth_hmacsha256_update(&state, &kSeparator, 1);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(message.data()), message.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return mac;
}

}  // namespace aegle
