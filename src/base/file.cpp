#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace aegle {
namespace {

std::function<FileFault(FileCall)>& Fault() {
  static std::function<FileFault(FileCall)> fault;
  return fault;
}

// True: the call is to fail, and errno says how.
bool Injected(FileCall call, bool* cut = nullptr) {
  if (!Fault()) return false;
  FileFault fault = Fault()(call);
  if (cut) *cut = fault.cut;
  errno = fault.error;
  return fault.error != 0;
}

tl::unexpected<Error> FailAt(const char* what, const std::string& path) {
  const int error = errno;
  std::string text = std::string(what) + ": " + std::strerror(error);
  switch (error) {
    case ENOENT: return Fail(ErrorCode::kNotFound, text, path);
    case EACCES:
    case EPERM:
    case EROFS: return Fail(ErrorCode::kDenied, text, path);
    case EEXIST: return Fail(ErrorCode::kConflict, text, path);
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return Fail(ErrorCode::kNoSpace, text, path, "Free some space and try again.");
    default: return Fail(ErrorCode::kIo, text, path);
  }
}

int Flags(FileMode mode) {
  switch (mode) {
    case FileMode::kRead: return O_RDONLY;
    case FileMode::kReadWrite: return O_RDWR;
    case FileMode::kCreate: return O_RDWR | O_CREAT;
    case FileMode::kNew: return O_RDWR | O_CREAT | O_EXCL;
  }
  return O_RDONLY;
}

std::string ParentOf(const std::string& path) {
  std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

}  // namespace

void SetFileFault(std::function<FileFault(FileCall)> fault) { Fault() = std::move(fault); }

Result<File> File::Open(const std::string& path, FileMode mode) {
  int descriptor = -1;
  do {
    descriptor = Injected(FileCall::kOpen) ? -1 : ::open(path.c_str(), Flags(mode) | O_CLOEXEC, 0600);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return FailAt("The file cannot be opened", path);
  return File(path, descriptor);
}

File::File(File&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::uint64_t> File::Size() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) return FailAt("The size of the file cannot be read", path_);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> File::ReadAt(std::uint64_t offset, std::size_t count) const {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    ssize_t got = Injected(FileCall::kRead) ? -1 : ::pread(descriptor_, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailAt("The file cannot be read", path_);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Result<void> File::WriteAt(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    bool cut = false;
    bool failed = Injected(FileCall::kWrite, &cut);
    std::size_t count = cut ? (bytes.size() + 1) / 2 : bytes.size();
    ssize_t written = failed ? -1 : ::pwrite(descriptor_, bytes.data(), count, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FailAt("The file cannot be written", path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<void> File::Truncate(std::uint64_t size) {
  int failed = 0;
  do {
    failed = Injected(FileCall::kTruncate) ? -1 : ::ftruncate(descriptor_, static_cast<off_t>(size));
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) return FailAt("The file cannot be cut", path_);
  return {};
}

Result<void> File::Reserve(std::uint64_t bytes) {
  int error = 0;
  do {
    error = Injected(FileCall::kReserve) ? errno : ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
  } while (error == EINTR);
  if (error == 0) return {};
  errno = error;
  return FailAt("Space for the file cannot be reserved", path_);
}

Result<void> File::ReserveBeyond(std::uint64_t from, std::uint64_t to) {
  const bool failed = Injected(FileCall::kReserve) ||
                      ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from), static_cast<off_t>(to - from)) != 0;
  if (failed) return FailAt("Space for the file cannot be reserved", path_);
  return {};
}

Result<void> File::Sync() {
  if (Injected(FileCall::kSync) || ::fdatasync(descriptor_) != 0) return FailAt("The file cannot be made durable", path_);
  return {};
}

Result<void> File::Lock() {
  int failed = 0;
  do {
    failed = ::flock(descriptor_, LOCK_EX);
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) return FailAt("The file cannot be locked", path_);
  return {};
}

Result<bool> File::TryLock() {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return FailAt("The file cannot be locked", path_);
}

Result<void> File::LockShared() {
  int failed = 0;
  do {
    failed = ::flock(descriptor_, LOCK_SH);
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) return FailAt("The file cannot be locked", path_);
  return {};
}

void File::Unlock() { (void)::flock(descriptor_, LOCK_UN); }

Result<std::string> ReadWholeFile(const std::string& path, std::size_t limit) {
  AEGLE_TRY(file, File::Open(path, FileMode::kRead));
  AEGLE_TRY(size, file.Size());
  if (size > limit) return Fail(ErrorCode::kTooLarge, "The file has " + std::to_string(size) + " bytes", path);
  return file.ReadAt(0, static_cast<std::size_t>(size));
}

Result<void> ReplaceFile(const std::string& path, std::string_view bytes) {
  const std::string fresh = path + ".new";
  {
    AEGLE_TRY(file, File::Open(fresh, FileMode::kCreate));
    AEGLE_CHECK(file.Truncate(0));
    AEGLE_CHECK(file.WriteAt(0, bytes));
    AEGLE_CHECK(file.Sync());
  }
  return RenameFile(fresh, path);
}

Result<void> RenameFile(const std::string& from, const std::string& to) {
  if (Injected(FileCall::kRename) || ::rename(from.c_str(), to.c_str()) != 0) return FailAt("The file cannot be renamed", to);
  return SyncFolder(ParentOf(to));
}

Result<void> RemoveFile(const std::string& path) {
  const bool failed = Injected(FileCall::kRemove) || ::unlink(path.c_str()) != 0;
  if (failed && errno == ENOENT) return {};
  if (failed) return FailAt("The file cannot be removed", path);
  return SyncFolder(ParentOf(path));
}

Result<void> SyncFolder(const std::string& path) {
  int descriptor = Injected(FileCall::kOpen) ? -1 : ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return FailAt("The folder cannot be opened", path);
  const bool failed = Injected(FileCall::kSync) || ::fsync(descriptor) != 0;
  const int error = errno;
  ::close(descriptor);
  if (!failed) return {};
  errno = error;
  return FailAt("The folder cannot be made durable", path);
}

Result<void> MakeFolder(const std::string& path) {
  std::error_code error;
  const bool created = std::filesystem::create_directories(path, error);
  if (error) {
    errno = error.value();
    return FailAt("The folder cannot be made", path);
  }
  if (!created) return {};
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  return SyncFolder(ParentOf(path));
}

}  // namespace aegle
