// The key-value part of a GGUF file, checked while it is read. Internal to gguf_reader.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/gguf_format.h"
#include "model/gguf_reader.h"
#include "model/gguf_source.h"

namespace aegle {

struct GgufValue {
  GgufType type = GgufType::kUint8;
  GgufType item = GgufType::kUint8;     // of an array
  std::uint64_t count = 1;              // of an array
  std::uint64_t number = 0;             // of an integer or bool; negative ones as two's complement
  std::string text;                     // of a string
  std::uint64_t position = 0;           // where the value begins
};

class GgufMetadata {
 public:
  // Reads `count` pairs. Keeps scalars; of arrays the tokens and their types as far as the checks need them.
  static Result<GgufMetadata> Read(GgufSource& source, std::uint64_t count, const GgufLimits& limits);

  [[nodiscard]] const GgufValue* Find(std::string_view key) const;
  // "" or 0 where the key is missing; Read has checked the types of the keys that these are used for.
  [[nodiscard]] std::string Text(std::string_view key) const;
  [[nodiscard]] std::uint64_t Number(std::string_view key) const;
  // Key of the model's own architecture: "block_count" for "qwen2.block_count".
  [[nodiscard]] const GgufValue* FindOfArchitecture(std::string_view key) const;

  [[nodiscard]] std::uint32_t alignment() const { return alignment_; }
  [[nodiscard]] std::uint64_t vocabulary() const { return vocabulary_; }

  // The relations between keys: sizes, counts, vocabulary, chat template.
  Result<void> Check(const GgufLimits& limits) const;

 private:
  Result<void> ReadPair(GgufSource& source, const GgufLimits& limits);
  Result<void> ReadScalar(GgufSource& source, GgufValue& value, const GgufLimits& limits);
  Result<void> ReadArray(GgufSource& source, const std::string& key, GgufValue& value, const GgufLimits& limits);
  Result<void> ReadTokens(GgufSource& source, std::uint64_t count, const GgufLimits& limits);
  Result<void> ReadTokenTypes(GgufSource& source, std::uint64_t count);
  Result<void> ReadAlignment(GgufSource& source, const GgufValue& value, const GgufLimits& limits);
  Result<void> CheckArchitecture(const GgufLimits& limits) const;
  Result<void> CheckPerLayer(std::string_view key, std::uint64_t layers) const;
  Result<void> CheckTokenizer() const;
  Result<void> CheckSpecialTokens() const;
  Result<void> CheckChatTemplates(const GgufLimits& limits) const;

  std::map<std::string, GgufValue, std::less<>> values_;
  std::uint32_t alignment_ = kGgufDefaultAlignment;
  std::uint64_t vocabulary_ = 0;
  std::vector<std::uint64_t> byte_like_tokens_;      // ids of "<0xHH>"
  std::vector<std::uint64_t> byte_typed_tokens_;     // ids whose type is BYTE
};

}  // namespace aegle
