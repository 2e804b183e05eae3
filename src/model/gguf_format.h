// Constants of the GGUF container, versions 2 and 3, shared by our reader and our writer.
// Source: the GGUF specification of ggml (docs/gguf.md) and the type table of ggml 0.25.
#pragma once

#include <cstdint>
#include <string_view>

namespace aegle {

inline constexpr std::string_view kGgufMagic = "GGUF";
inline constexpr std::uint32_t kGgufVersion = 3;
inline constexpr std::uint32_t kGgufDefaultAlignment = 32;
inline constexpr std::size_t kGgufMaxTensorName = 63;     // GGML_MAX_NAME without its NUL
inline constexpr std::uint32_t kGgufMaxDimensions = 4;

enum class GgufType : std::uint32_t {
  kUint8 = 0, kInt8, kUint16, kInt16, kUint32, kInt32, kFloat32, kBool, kString, kArray, kUint64, kInt64, kFloat64
};
inline constexpr std::uint32_t kGgufTypeCount = 13;

// Bytes of one value; 0 for strings and arrays, which carry their own length.
[[nodiscard]] std::uint32_t GgufTypeBytes(GgufType type);
[[nodiscard]] std::string_view GgufTypeName(GgufType type);

// How ggml stores a tensor: `block` elements of one row in `bytes` bytes.
struct TensorType {
  std::uint32_t id;
  std::string_view name;
  std::uint32_t block;
  std::uint32_t bytes;
};
// Null for a type that does not exist or whose support was removed.
[[nodiscard]] const TensorType* FindTensorType(std::uint32_t id);
inline constexpr std::uint32_t kTensorF32 = 0;
inline constexpr std::uint32_t kTensorF16 = 1;

// "Q4_K_M" for 15, as general.file_type writes it; empty where unknown.
[[nodiscard]] std::string_view GgufFileTypeName(std::uint32_t file_type);

enum class GgufTokenType : std::int32_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

}  // namespace aegle
