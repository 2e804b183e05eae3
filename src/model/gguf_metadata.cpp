#include "model/gguf_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_set>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::uint64_t kMaxContext = std::uint64_t{1} << 30;
constexpr std::uint64_t kMaxWidth = std::uint64_t{1} << 20;
constexpr std::uint64_t kNoToken = 0xFFFFFFFFu;

// What llama.cpp reads by these keys, some of them with a cast. Suffix rules are in TypeRule.
struct KeyRule {
  std::string_view key;
  GgufType type;
  GgufType item = GgufType::kUint8;
  std::optional<GgufType> other_item = {};
};
constexpr std::array kKeyRules{
    KeyRule{"general.architecture", GgufType::kString},
    KeyRule{"general.type", GgufType::kString},
    KeyRule{"general.name", GgufType::kString},
    KeyRule{"general.license", GgufType::kString},
    KeyRule{"general.alignment", GgufType::kUint32},
    KeyRule{"general.file_type", GgufType::kUint32},
    KeyRule{"general.quantization_version", GgufType::kUint32},
    KeyRule{"split.count", GgufType::kUint16},
    KeyRule{"tokenizer.ggml.model", GgufType::kString},
    KeyRule{"tokenizer.ggml.pre", GgufType::kString},
    KeyRule{"tokenizer.chat_template", GgufType::kString},
    KeyRule{"tokenizer.ggml.token_type_count", GgufType::kUint32},
    KeyRule{"tokenizer.ggml.tokens", GgufType::kArray, GgufType::kString},
    KeyRule{"tokenizer.ggml.merges", GgufType::kArray, GgufType::kString},
    KeyRule{"tokenizer.ggml.scores", GgufType::kArray, GgufType::kFloat32, GgufType::kInt32},
    KeyRule{"tokenizer.ggml.token_type", GgufType::kArray, GgufType::kInt32},
    KeyRule{"tokenizer.ggml.precompiled_charsmap", GgufType::kArray, GgufType::kUint8, GgufType::kInt8},
};

std::optional<KeyRule> FindRule(std::string_view key) {
  for (const KeyRule& rule : kKeyRules)
    if (rule.key == key) return rule;
  if (key.starts_with("tokenizer.ggml.add_") && (key.ends_with("_token") || key.ends_with("_prefix"))) return KeyRule{key, GgufType::kBool};
  if (key.starts_with("tokenizer.ggml.") && key.ends_with("_token_id")) return KeyRule{key, GgufType::kUint32};
  if (key.starts_with("tokenizer.chat_template.")) return KeyRule{key, GgufType::kString};
  return std::nullopt;
}

bool IsInteger(GgufType type) {
  return type != GgufType::kFloat32 && type != GgufType::kFloat64 && type != GgufType::kString && type != GgufType::kArray && type != GgufType::kBool;
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool IsHexDigit(char c) { return IsDigitAscii(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

// Token texts of this form are read as a byte: std::stoi on what stands between "<0x" and ">".
bool LooksLikeByte(std::string_view token) { return token.size() == 6 && token.starts_with("<0x") && token.back() == '>'; }

tl::unexpected<Error> BadKey(std::string_view key, std::string message) {
  return Fail(ErrorCode::kBadInput, std::move(message), fmt::format("key {}", key), "The file is damaged or not a model that Aegle can load; get it again from its source.");
}

Result<GgufType> ReadType(GgufSource& source) {
  AEGLE_TRY(id, source.Value<std::uint32_t>());
  if (id >= kGgufTypeCount) return source.Bad(fmt::format("{} is not a type of GGUF values", id));
  return static_cast<GgufType>(id);
}

template <class T>
Result<std::uint64_t> ReadInteger(GgufSource& source) {
  AEGLE_TRY(value, source.Value<T>());
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
}

}  // namespace

Result<GgufMetadata> GgufMetadata::Read(GgufSource& source, std::uint64_t count, const GgufLimits& limits) {
  GgufMetadata metadata;
  for (std::uint64_t i = 0; i < count; ++i) AEGLE_CHECK(metadata.ReadPair(source, limits));
  source.Enter("");
  return metadata;
}

Result<void> GgufMetadata::ReadPair(GgufSource& source, const GgufLimits& limits) {
  source.Enter(fmt::format("key {}", values_.size()));
  AEGLE_TRY(key, source.String(limits.key_bytes));
  if (key.empty()) return source.Bad("the key is empty");
  if (!IsPrintable(key)) return source.Bad("the key has white space or bytes that are not ASCII");
  source.Enter("key " + key);
  if (values_.contains(key)) return source.Bad("the key occurs twice");

  AEGLE_TRY(type, ReadType(source));
  GgufValue value;
  value.type = type;
  value.position = source.position();
  std::optional<KeyRule> rule = FindRule(key);
  if (rule && rule->type != type) return source.Bad(fmt::format("the value is {}, but {} is wanted", GgufTypeName(type), GgufTypeName(rule->type)));
  if (type == GgufType::kArray) {
    AEGLE_CHECK(ReadArray(source, key, value, limits));
  } else {
    AEGLE_CHECK(ReadScalar(source, value, limits));
  }
  if (key == "general.alignment") AEGLE_CHECK(ReadAlignment(source, value, limits));
  values_.emplace(std::move(key), std::move(value));
  return {};
}

Result<void> GgufMetadata::ReadScalar(GgufSource& source, GgufValue& value, const GgufLimits& limits) {
  auto read = [&]() -> Result<std::uint64_t> {
    switch (value.type) {
      case GgufType::kUint8: case GgufType::kBool: return ReadInteger<std::uint8_t>(source);
      case GgufType::kInt8: return ReadInteger<std::int8_t>(source);
      case GgufType::kUint16: return ReadInteger<std::uint16_t>(source);
      case GgufType::kInt16: return ReadInteger<std::int16_t>(source);
      case GgufType::kUint32: case GgufType::kFloat32: return ReadInteger<std::uint32_t>(source);
      case GgufType::kInt32: return ReadInteger<std::int32_t>(source);
      case GgufType::kInt64: case GgufType::kUint64: case GgufType::kFloat64: return ReadInteger<std::int64_t>(source);
      default: return std::uint64_t{0};
    }
  };
  if (value.type == GgufType::kString) {
    AEGLE_TRY(text, source.String(limits.string_bytes));
    value.text = std::move(text);
    return {};
  }
  AEGLE_TRY(number, read());
  if (value.type == GgufType::kBool && number > 1) return source.Bad("a truth value is neither 0 nor 1");
  value.number = number;
  return {};
}

Result<void> GgufMetadata::ReadAlignment(GgufSource& source, const GgufValue& value, const GgufLimits& limits) {
  if (!std::has_single_bit(value.number) || value.number < 8 || value.number > limits.alignment)
    return source.Bad(fmt::format("{} is not a power of two from 8 to {}", value.number, limits.alignment));
  alignment_ = static_cast<std::uint32_t>(value.number);
  return {};
}

Result<void> GgufMetadata::ReadArray(GgufSource& source, const std::string& key, GgufValue& value, const GgufLimits& limits) {
  AEGLE_TRY(item, ReadType(source));
  AEGLE_TRY(count, source.Value<std::uint64_t>());
  value.item = item;
  value.count = count;
  if (item == GgufType::kArray) return source.Bad("an array in an array");
  std::optional<KeyRule> rule = FindRule(key);
  if (rule && item != rule->item && item != rule->other_item.value_or(rule->item))
    return source.Bad(fmt::format("an array of {}, but of {} is wanted", GgufTypeName(item), GgufTypeName(rule->item)));
  std::uint64_t least = item == GgufType::kString ? 8 : GgufTypeBytes(item);
  if (count > source.remaining() / least) return source.Bad(fmt::format("an array of {} values does not fit in the rest of the file", count));
  if (count > limits.array_items) return source.Bad(fmt::format("an array of {} values is over the limit of {}", count, limits.array_items), ErrorCode::kTooLarge);
  if (key == "tokenizer.ggml.tokens") return ReadTokens(source, count, limits);
  if (key == "tokenizer.ggml.token_type") return ReadTokenTypes(source, count);
  if (item != GgufType::kString) return source.Skip(count * least);
  for (std::uint64_t i = 0; i < count; ++i) {
    AEGLE_TRY(text, source.String(limits.string_bytes));
    if (key == "tokenizer.ggml.merges" && text.find(' ', 1) == std::string::npos) return source.Bad(fmt::format("merge {} has no space between its two parts", i));
  }
  return {};
}

// llama.cpp asserts that no two tokens are the same, and reads "<0xHH>" as a number.
Result<void> GgufMetadata::ReadTokens(GgufSource& source, std::uint64_t count, const GgufLimits& limits) {
  std::unordered_set<std::string> seen;
  for (std::uint64_t id = 0; id < count; ++id) {
    AEGLE_TRY(token, source.String(limits.string_bytes));
    if (LooksLikeByte(token)) {
      if (!IsHexDigit(token[3]) || !IsHexDigit(token[4])) return source.Bad(fmt::format("token {} looks like a byte but has no hexadecimal digits", id));
      byte_like_tokens_.push_back(id);
    }
    if (token.empty()) token = fmt::format("[EMPTY_{}]", id);      // what llama.cpp makes of it
    if (!seen.insert(std::move(token)).second) return source.Bad(fmt::format("token {} occurs twice", id));
  }
  vocabulary_ = count;
  return {};
}

Result<void> GgufMetadata::ReadTokenTypes(GgufSource& source, std::uint64_t count) {
  for (std::uint64_t id = 0; id < count; ++id) {
    AEGLE_TRY(type, source.Value<std::int32_t>());
    if (type < 0 || type > static_cast<std::int32_t>(GgufTokenType::kByte)) return source.Bad(fmt::format("token {} has the unknown type {}", id, type));
    if (type == static_cast<std::int32_t>(GgufTokenType::kByte)) byte_typed_tokens_.push_back(id);
  }
  return {};
}

const GgufValue* GgufMetadata::Find(std::string_view key) const {
  auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

std::string GgufMetadata::Text(std::string_view key) const {
  const GgufValue* value = Find(key);
  return value == nullptr ? std::string() : value->text;
}

std::uint64_t GgufMetadata::Number(std::string_view key) const {
  const GgufValue* value = Find(key);
  return value == nullptr ? 0 : value->number;
}

const GgufValue* GgufMetadata::FindOfArchitecture(std::string_view key) const { return Find(Text("general.architecture") + "." + std::string(key)); }

Result<void> GgufMetadata::Check(const GgufLimits& limits) const {
  std::string architecture = Text("general.architecture");
  bool plain = std::all_of(architecture.begin(), architecture.end(), [](char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '-' || c == '_'; });
  if (architecture.empty() || architecture.size() > 64 || !plain) return BadKey("general.architecture", "the name of the architecture is missing or not a word");
  for (std::string_view key : {"general.name", "general.type", "general.license"})
    if (FindInvalidUtf8(Text(key)) != std::string::npos) return BadKey(key, "the text is not UTF-8");
  if (Number("split.count") > 1)
    return Fail(ErrorCode::kUnsupported, "the model is split over several files", "key split.count", "Merge the parts with llama-gguf-split --merge.");
  AEGLE_CHECK(CheckChatTemplates(limits));
  std::string type = Text("general.type");
  if (!type.empty() && type != "model" && type != "adapter" && type != "mmproj" && type != "vocab")
    return Fail(ErrorCode::kUnsupported, "neither a model nor an adapter nor a projector", "key general.type");
  if (type == "adapter" || type == "mmproj" || architecture == "clip") return {};
  AEGLE_CHECK(CheckArchitecture(limits));
  return CheckTokenizer();
}

Result<void> GgufMetadata::CheckArchitecture(const GgufLimits& limits) const {
  struct Bound {
    std::string_view key;
    std::uint64_t high;
  };
  for (const Bound& bound : {Bound{"block_count", limits.layers}, Bound{"context_length", kMaxContext}, Bound{"embedding_length", kMaxWidth}}) {
    const GgufValue* value = FindOfArchitecture(bound.key);
    std::string key = Text("general.architecture") + "." + std::string(bound.key);
    if (value == nullptr) return BadKey(key, "the key is missing");
    if (value->type != GgufType::kUint32) return BadKey(key, fmt::format("the value is {}, but UINT32 is wanted", GgufTypeName(value->type)));
    if (value->number < 1 || value->number > bound.high) return BadKey(key, fmt::format("{} is not in 1..{}", value->number, bound.high));
  }
  std::uint64_t layers = FindOfArchitecture("block_count")->number;
  for (std::string_view key : {"attention.head_count", "attention.head_count_kv", "feed_forward_length"}) AEGLE_CHECK(CheckPerLayer(key, layers));
  const GgufValue* next = FindOfArchitecture("nextn_predict_layers");
  if (next != nullptr && next->number > layers) return BadKey(Text("general.architecture") + ".nextn_predict_layers", "more than block_count");
  const GgufValue* experts = FindOfArchitecture("expert_count");
  const GgufValue* used = FindOfArchitecture("expert_used_count");
  if (used != nullptr && used->type != GgufType::kArray && used->number > (experts == nullptr ? 0 : experts->number))
    return BadKey(Text("general.architecture") + ".expert_used_count", "more than expert_count");
  return {};
}

// One number for all layers, or an array with one for each.
Result<void> GgufMetadata::CheckPerLayer(std::string_view key, std::uint64_t layers) const {
  const GgufValue* value = FindOfArchitecture(key);
  if (value == nullptr) return {};
  std::string full = Text("general.architecture") + "." + std::string(key);
  GgufType type = value->type == GgufType::kArray ? value->item : value->type;
  if (!IsInteger(type) && type != GgufType::kBool) return BadKey(full, fmt::format("the value is {}, but a whole number is wanted", GgufTypeName(type)));
  if (value->type == GgufType::kArray && value->count != layers) return BadKey(full, fmt::format("{} values for {} layers", value->count, layers));
  if (value->type != GgufType::kArray && value->number > kMaxWidth * 16) return BadKey(full, "the number is out of range");
  return {};
}

Result<void> GgufMetadata::CheckTokenizer() const {
  std::string model = Text("tokenizer.ggml.model");
  if (model.empty()) return BadKey("tokenizer.ggml.model", "the key is missing");
  if (model == "none" || model == "no_vocab") return {};
  if (vocabulary_ == 0) return BadKey("tokenizer.ggml.tokens", "the vocabulary is missing");
  for (std::string_view key : {"tokenizer.ggml.scores", "tokenizer.ggml.token_type"}) {
    const GgufValue* value = Find(key);
    if (value != nullptr && value->count < vocabulary_) return BadKey(key, fmt::format("{} values for {} tokens", value->count, vocabulary_));
  }
  bool needs_merges = (model == "gpt2" && Text("tokenizer.ggml.pre") != "kimi-k2") || model == "gemma4";
  if (needs_merges && Find("tokenizer.ggml.merges") == nullptr) return BadKey("tokenizer.ggml.merges", "the merges of the byte-pair vocabulary are missing");
  if (model == "llama") {
    for (std::uint64_t id : byte_typed_tokens_)
      if (!std::binary_search(byte_like_tokens_.begin(), byte_like_tokens_.end(), id))
        return BadKey("tokenizer.ggml.tokens", fmt::format("token {} is of type BYTE but is not written <0xHH>", id));
  }
  const GgufValue* charsmap = Find("tokenizer.ggml.precompiled_charsmap");
  if (charsmap != nullptr && charsmap->count < 5) return BadKey("tokenizer.ggml.precompiled_charsmap", "too short for its own length field");
  return CheckSpecialTokens();
}

Result<void> GgufMetadata::CheckSpecialTokens() const {
  for (const auto& [key, value] : values_) {
    if (!key.starts_with("tokenizer.ggml.") || !key.ends_with("_token_id") || value.number == kNoToken) continue;
    if (value.number >= vocabulary_) return BadKey(key, fmt::format("id {} is not in the vocabulary of {}", value.number, vocabulary_));
  }
  return {};
}

Result<void> GgufMetadata::CheckChatTemplates(const GgufLimits& limits) const {
  for (const auto& [key, value] : values_) {
    if (key != "tokenizer.chat_template" && !key.starts_with("tokenizer.chat_template.")) continue;
    Result<void> checked = CheckChatTemplate(value.text, limits.chat_template_bytes);
    if (!checked) {
      Error error = checked.error();
      error.place = fmt::format("key {}, {}", key, error.place);
      return tl::unexpected(std::move(error));
    }
  }
  return {};
}

}  // namespace aegle
