// Writes a GGUF v3 file: metadata first, then tensor descriptions, then tensor data in the same order.
//
//   GgufWriter writer;
//   writer.AddString("general.architecture", "bert");
//   writer.AddTensor("token_embd.weight", {384, 30522}, kTensorF16);
//   std::string head = writer.Head();      // then each tensor's bytes, each followed by writer.Padding(bytes)
//
// The caller streams tensor data, so that a model never has to fit in memory. Not thread-safe. Little-endian only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aegle {

class GgufWriter {
 public:
  void AddString(std::string_view key, std::string_view value);
  void AddUint32(std::string_view key, std::uint32_t value);
  void AddFloat32(std::string_view key, float value);
  void AddBool(std::string_view key, bool value);
  void AddStrings(std::string_view key, std::span<const std::string> values);
  void AddInt32s(std::string_view key, std::span<const std::int32_t> values);

  // `dimensions`: the fastest-changing one first, as ggml has them (the reverse of numpy and safetensors).
  // The product must be a multiple of the type's block. The offset follows from the order of the calls.
  void AddTensor(std::string_view name, std::span<const std::uint64_t> dimensions, std::uint32_t type);

  // Everything before the first byte of tensor data, padded to the alignment.
  [[nodiscard]] std::string Head() const;
  // Zero bytes that follow `bytes` bytes of tensor data.
  [[nodiscard]] static std::string Padding(std::uint64_t bytes);

 private:
  void AddKey(std::string_view key, std::uint32_t type);

  std::string metadata_;
  std::string tensors_;
  std::uint64_t metadata_count_ = 0;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t offset_ = 0;     // of the next tensor, from the start of the data
};

}  // namespace aegle
