#include "model/model_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/hash.h"

namespace aegle {
namespace fs = std::filesystem;

Error SystemError(std::string_view what, const fs::path& path, int error_number) {
  if (error_number == ENOSPC || error_number == EDQUOT)
    return {ErrorCode::kNoSpace, fmt::format("{}: the disk is full", what), path.string(), "Free some space and run again; finished parts are kept."};
  if (error_number == ENOENT) return {ErrorCode::kNotFound, fmt::format("{}: there is no such file", what), path.string(), ""};
  return {ErrorCode::kIo, fmt::format("{}: {}", what, std::strerror(error_number)), path.string(), ""};
}

std::string ReadableBytes(std::uint64_t bytes) {
  static constexpr std::array<const char*, 4> kUnits{"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

Result<FileHandle> FileHandle::OpenRead(const fs::path& path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return tl::unexpected(SystemError("open", path, errno));
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return Fail(ErrorCode::kIo, "not a regular file", path.string());
  }
  return FileHandle(descriptor);
}

Result<FileHandle> FileHandle::OpenWrite(const fs::path& path) {
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return tl::unexpected(SystemError("open for writing", path, errno));
  return FileHandle(descriptor);
}

Result<void> FileHandle::WriteAll(std::string_view bytes, const fs::path& path) const {
  while (!bytes.empty()) {
    ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return tl::unexpected(SystemError("write", path, written < 0 ? errno : EIO));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> FileHandle::ReadAt(char* out, std::size_t size, std::uint64_t offset, const fs::path& path) const {
  std::size_t done = 0;
  while (done < size) {
    ssize_t got = ::pread(descriptor_, out + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(SystemError("read", path, errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void FileHandle::Close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

Result<std::string> ReadSmallFile(const fs::path& path, std::size_t limit) {
  AEGLE_TRY(file, FileHandle::OpenRead(path));
  std::string text(limit + 1, '\0');
  AEGLE_TRY(size, file.ReadAt(text.data(), text.size(), 0, path));
  if (size > limit) return Fail(ErrorCode::kTooLarge, fmt::format("larger than {}", ReadableBytes(limit)), path.string());
  text.resize(size);
  return text;
}

Result<void> RenameDurably(const fs::path& from, const fs::path& to) {
  AEGLE_TRY(file, FileHandle::OpenRead(from));
  if (::fsync(file.get()) != 0) return tl::unexpected(SystemError("sync", from, errno));
  if (::rename(from.c_str(), to.c_str()) != 0) return tl::unexpected(SystemError("rename", to, errno));
  FileHandle folder(::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return tl::unexpected(SystemError("sync the folder of", to, errno));
  return {};
}

Result<void> WriteFileAtomically(const fs::path& path, std::string_view bytes) {
  fs::path temporary = path;
  temporary += ".new";
  std::error_code ignored;
  fs::remove(temporary, ignored);
  {
    AEGLE_TRY(file, FileHandle::OpenWrite(temporary));
    AEGLE_CHECK(file.WriteAll(bytes, temporary));
  }
  return RenameDurably(temporary, path);
}

Result<std::string> HashFile(const fs::path& path, const ProgressSink& progress, std::stop_token stop) {
  AEGLE_TRY(file, FileHandle::OpenRead(path));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return tl::unexpected(SystemError("look at", path, errno));
  Sha256 hash;
  std::string buffer(std::size_t{1} << 20, '\0');
  Progress at{"verify", 0, static_cast<std::uint64_t>(status.st_size), "bytes"};
  for (std::size_t block = 0;; ++block) {
    if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "verifying was cancelled", path.string());
    AEGLE_TRY(size, file.ReadAt(buffer.data(), buffer.size(), at.done, path));
    if (size == 0) break;
    hash.Update({buffer.data(), size});
    at.done += size;
    if (progress && block % 32 == 0) progress(at);
  }
  if (progress) progress(at);
  Sha256Digest digest = hash.Finish();
  return ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Result<void> CheckFreeSpace(const fs::path& folder, std::uint64_t bytes) {
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0) return tl::unexpected(SystemError("look at the disk of", folder, errno));
  std::uint64_t free = std::uint64_t{status.f_bavail} * status.f_frsize;
  if (free >= bytes) return {};
  return Fail(ErrorCode::kNoSpace, fmt::format("{} are needed, {} are free", ReadableBytes(bytes), ReadableBytes(free)), folder.string(),
              "Free some space, or set AEGLE_MODELS to a folder on a larger disk.");
}

}  // namespace aegle
