// Files that must be durable: whole writes, fdatasync, atomic replacement, locks between processes; errors as values.
//
// Every call of the system goes through one place, where a test can make the n-th call fail (SetFileFault).
// Errors: kNotFound, kDenied, kNoSpace (ENOSPC, EDQUOT, EFBIG), kConflict (kNew: it exists), kIo; `place` is the path.
// An interrupted call is repeated and a short write goes on; a failed sync is never repeated.
// A File belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

enum class FileMode : std::uint8_t { kRead, kReadWrite, kCreate, kNew };  // the last two make it, mode 0600

class File {
 public:
  static Result<File> Open(const std::string& path, FileMode mode);
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  [[nodiscard]] const std::string& path() const { return path_; }
  Result<std::uint64_t> Size() const;
  // At most `count` bytes; fewer at the end of the file.
  Result<std::string> ReadAt(std::uint64_t offset, std::size_t count) const;
  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes);
  Result<void> Truncate(std::uint64_t size);
  Result<void> Reserve(std::uint64_t bytes);  // space on the disk for the first `bytes`
  // The same for what will be written between `from` and `to`; the size stays. A file system that cannot do it: kIo.
  Result<void> ReserveBeyond(std::uint64_t from, std::uint64_t to);
  Result<void> Sync();                        // contents and size
  // Waits until no other File, of this process or another, has the lock. It ends with Unlock, the File or the process.
  Result<void> Lock();
  Result<bool> TryLock();
  Result<void> LockShared();  // together with others that share it
  void Unlock();

 private:
  File(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_ = -1;
};

// Errors: kTooLarge (over `limit`).
[[nodiscard]] Result<std::string> ReadWholeFile(const std::string& path, std::size_t limit);
// The file is `bytes` or what it was before, whatever happens; durable, mode 0600.
[[nodiscard]] Result<void> ReplaceFile(const std::string& path, std::string_view bytes);
[[nodiscard]] Result<void> RenameFile(const std::string& from, const std::string& to);  // durable
[[nodiscard]] Result<void> RemoveFile(const std::string& path);                         // durable; none there is fine
[[nodiscard]] Result<void> SyncFolder(const std::string& path);
[[nodiscard]] Result<void> MakeFolder(const std::string& path);  // with its parents; mode 0700

// What a test lets a call do: fail with `error` (errno), or write a part only.
struct FileFault {
  int error = 0;
  bool cut = false;
};
enum class FileCall : std::uint8_t { kOpen, kRead, kWrite, kTruncate, kReserve, kSync, kRename, kRemove };
// For tests: asked before each call. Empty: none.
void SetFileFault(std::function<FileFault(FileCall)> fault);

}  // namespace aegle
