// Bytes of an import, from a file, standard input or memory; gzip (RFC 1952) is unpacked on the way. Module-internal.
//
// One thread. Errors: kNotFound, kDenied, kIo; for gzip kBadInput (damaged or cut off, with the offset) and kTooLarge
// (unpacks to more than `Limits` of gzip allow: more than kMaxGzipRatio times its size, which no record does).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

inline constexpr std::uint64_t kMaxGzipRatio = 400;
inline constexpr std::uint64_t kGzipRatioFrom = std::uint64_t{64} << 20;  // the ratio counts from this size on
inline constexpr std::uint64_t kMaxUnpacked = std::uint64_t{64} << 30;

class Input {
 public:
  virtual ~Input() = default;
  // Up to `size` bytes; 0 at the end.
  virtual Result<std::size_t> Read(char* buffer, std::size_t size) = 0;
  // Bytes of the source that were read so far, before unpacking, and all of them (0 where not known): for progress.
  [[nodiscard]] virtual std::uint64_t position() const = 0;
  [[nodiscard]] virtual std::uint64_t total() const = 0;
};

// "-" is standard input.
[[nodiscard]] Result<std::unique_ptr<Input>> OpenInput(const std::string& path);
// `bytes` must outlive it.
[[nodiscard]] std::unique_ptr<Input> MemoryInput(std::string_view bytes);
// Looks at the first bytes; where they are gzip, what is read is unpacked.
[[nodiscard]] Result<std::unique_ptr<Input>> UnpackInput(std::unique_ptr<Input> input);

// Appends up to `size` bytes to `out`; fewer only at the end.
Result<std::size_t> ReadFully(Input& input, std::string& out, std::size_t size);

}  // namespace aegle
