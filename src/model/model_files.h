// Small file operations of the model catalogue: hashing with progress, durable renames, free space. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"

namespace aegle {

// The whole of a small file. Errors: kNotFound, kIo, kTooLarge (over `limit` bytes).
Result<std::string> ReadSmallFile(const std::filesystem::path& path, std::size_t limit);

// Writes beside the target, syncs, renames: readers see the old file or the new one, also after a power cut.
Result<void> WriteFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// Syncs `from`, renames it to `to` on the same file system, syncs the folder.
Result<void> RenameDurably(const std::filesystem::path& from, const std::filesystem::path& to);

// Lower-case hex SHA-256 of a file. Progress in bytes, stage "verify". Errors: kNotFound, kIo, kCancelled.
Result<std::string> HashFile(const std::filesystem::path& path, const ProgressSink& progress = {}, std::stop_token stop = {});

// kNoSpace, with what is needed and what there is, where the file system of `folder` has less than `bytes` free.
Result<void> CheckFreeSpace(const std::filesystem::path& folder, std::uint64_t bytes);

// "1.1 GB": decimal units, as disks and downloads are sold.
[[nodiscard]] std::string ReadableBytes(std::uint64_t bytes);

// An error of the operating system as a value; ENOSPC and EDQUOT become kNoSpace.
[[nodiscard]] Error SystemError(std::string_view what, const std::filesystem::path& path, int error_number);

// A file descriptor that is closed with its owner.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  ~FileHandle() { Close(); }
  FileHandle(FileHandle&& other) noexcept : descriptor_(other.Release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    if (this != &other) {
      Close();
      descriptor_ = other.Release();
    }
    return *this;
  }
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;

  static Result<FileHandle> OpenRead(const std::filesystem::path& path);
  // Created where missing, never truncated; weights are public, so mode 0644.
  static Result<FileHandle> OpenWrite(const std::filesystem::path& path);

  [[nodiscard]] int get() const { return descriptor_; }
  Result<void> WriteAll(std::string_view bytes, const std::filesystem::path& path) const;
  // As many bytes as there are, at most `size`.
  Result<std::size_t> ReadAt(char* out, std::size_t size, std::uint64_t offset, const std::filesystem::path& path) const;
  void Close();

 private:
  int Release() {
    int descriptor = descriptor_;
    descriptor_ = -1;
    return descriptor;
  }
  int descriptor_ = -1;
};

}  // namespace aegle
