// Reads a safetensors file: a JSON header that names each tensor's type, shape and bytes, then the bytes.
// Source: the format description of the safetensors project (8-byte little-endian header length, JSON, buffer).
//
// Strict: the tensors must cover the buffer exactly, without holes or overlaps, and every size must follow from type and
// shape. The header may have 16 MiB, 65,536 tensors and 8 dimensions. Errors: kBadInput with the tensor's name, kTooLarge,
// kNotFound, kIo. The reader keeps the file open; ReadFloats may be called from one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/model_files.h"

namespace aegle {

struct SafetensorInfo {
  std::string dtype;                    // "F32", "F16", "BF16", "I64", ...
  std::vector<std::uint64_t> shape;     // slowest-changing first
  std::uint64_t begin = 0, end = 0;     // bytes of the file
  [[nodiscard]] std::uint64_t elements() const;
};

class SafetensorsFile {
 public:
  static Result<SafetensorsFile> Open(const std::filesystem::path& path);

  [[nodiscard]] const std::map<std::string, SafetensorInfo, std::less<>>& tensors() const { return tensors_; }
  // Null where there is no such tensor.
  [[nodiscard]] const SafetensorInfo* Find(std::string_view name) const;
  // The values of an F32, F16 or BF16 tensor, row-major. Errors: kNotFound, kUnsupported (another type), kIo.
  Result<std::vector<float>> ReadFloats(std::string_view name) const;

 private:
  std::filesystem::path path_;
  FileHandle file_;
  std::map<std::string, SafetensorInfo, std::less<>> tensors_;
};

// Checks a header against the size of the file that it heads. Pure; for tests and fuzzing.
Result<std::map<std::string, SafetensorInfo, std::less<>>> ParseSafetensorsHeader(std::string_view json, std::uint64_t file_bytes);

// IEEE 754 binary16 of a float, rounded to nearest even; overflow becomes infinity, a NaN stays one.
[[nodiscard]] std::uint16_t ToHalf(float value);
[[nodiscard]] float FromHalf(std::uint16_t half);

}  // namespace aegle
