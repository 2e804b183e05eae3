// Checks a GGUF file before llama.cpp sees it: its loader aborts, over-allocates or writes out of bounds on files that lie.
//
// Strict where ggml is trusting: GGUF v2 and v3, little-endian, no nested arrays, known value types for the keys that
// are read with a cast, one place and size for each tensor, everything inside the file. Nothing is allocated by a size
// that the file merely claims: strings are bounded by what is left of the file and by GgufLimits, arrays are walked.
// The chat template is code that llama.cpp runs, so it is bounded too (see CheckChatTemplate).
// Errors: kBadInput with the byte and the key or tensor, kUnsupported (version, byte order), kTooLarge, kNotFound, kIo.
// Thread-safe, no state. A file that changes while it is checked gives an error; use ModelStore::VerifiedPath, whose hash
// says that the checked file is the wanted one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

struct GgufLimits {
  std::uint64_t keys = 4096;
  std::uint64_t tensors = 65'536;
  std::uint64_t key_bytes = 256;
  std::uint64_t string_bytes = std::uint64_t{16} << 20;
  std::uint64_t array_items = std::uint64_t{1} << 24;
  std::uint64_t head_bytes = std::uint64_t{512} << 20;      // metadata and tensor descriptions together
  std::uint32_t alignment = 65'536;
  std::uint32_t layers = 512;                               // LLAMA_MAX_LAYERS
  std::uint64_t chat_template_bytes = std::uint64_t{256} << 10;
};

struct GgufSummary {
  std::string architecture;        // "qwen2", "bert"
  std::string name;                // general.name
  std::string type;                // "model", "adapter", "mmproj"
  std::string licence;             // general.license
  std::string quantisation;        // "Q4_K_M"; where the file does not say, the type of most parameters
  std::string tokenizer;           // "gpt2 (qwen2)"
  bool has_chat_template = false;
  std::uint32_t version = 0;
  std::uint64_t tensors = 0, parameters = 0;
  std::uint64_t context_length = 0, embedding_length = 0, layers = 0, vocabulary = 0;     // 0 where not said
  std::uint64_t data_bytes = 0;    // of all tensors
  std::uint64_t file_bytes = 0;
};

Result<GgufSummary> CheckGguf(const std::filesystem::path& path, const GgufLimits& limits = {});

// The same for bytes in memory, for tests and fuzzing.
Result<GgufSummary> CheckGgufBytes(std::string_view bytes, const GgufLimits& limits = {});

// A Jinja template from a model file: at most `limit` bytes of UTF-8, loops nested at most 6 deep, brackets at most 64, no
// names with "__", no include, import or extends, no range or repetition over 10,000, no power operator.
Result<void> CheckChatTemplate(std::string_view text, std::uint64_t limit = GgufLimits{}.chat_template_bytes);

}  // namespace aegle
