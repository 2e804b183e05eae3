// Bytes of a GGUF file, read forward through a small window. Internal to gguf_reader.
//
// Knows the position for error messages and never reads past the end that the file had when it was opened. One thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

class GgufSource {
 public:
  // Reads up to `size` bytes at `offset`; fewer only at the end.
  using ReadAt = std::function<Result<std::size_t>(char* out, std::size_t size, std::uint64_t offset)>;

  GgufSource(ReadAt read, std::uint64_t size, std::uint64_t head_limit, std::string name)
      : read_(std::move(read)), size_(size), head_limit_(head_limit), name_(std::move(name)) {}

  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t remaining() const { return size_ - position_; }

  // What is being read, for the messages: "key general.alignment".
  void Enter(std::string what) { what_ = std::move(what); }

  [[nodiscard]] tl::unexpected<Error> Bad(std::string message, ErrorCode code = ErrorCode::kBadInput) const {
    std::string place = name_ + ", byte " + std::to_string(position_);
    if (!what_.empty()) place += " (" + what_ + ")";
    return Fail(code, std::move(message), std::move(place), "The file is damaged or not a model that Aegle can load; get it again from its source.");
  }

  template <class T>
  Result<T> Value() {
    T value{};
    AEGLE_CHECK(Copy(reinterpret_cast<char*>(&value), sizeof(T)));
    return value;
  }

  // A length of 8 bytes and that many bytes.
  Result<std::string> String(std::uint64_t limit);
  Result<void> Skip(std::uint64_t bytes);

 private:
  Result<void> Copy(char* out, std::size_t bytes);
  Result<void> Fill();

  ReadAt read_;
  std::uint64_t size_, head_limit_;
  std::string name_, what_;
  std::uint64_t position_ = 0;
  std::string window_;              // bytes from window_at_ on
  std::uint64_t window_at_ = 0;
};

}  // namespace aegle
