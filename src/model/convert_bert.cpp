#include "model/convert_bert.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "model/convert_safetensors.h"
#include "model/gguf_format.h"
#include "model/gguf_writer.h"
#include "model/model_files.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20;
constexpr std::uint32_t kMaxLayers = 512;
constexpr std::uint32_t kFileTypeMostlyF16 = 1;
constexpr std::string_view kWordStart = "\xe2\x96\x81";     // U+2581

struct BertConfig {
  std::uint32_t layers = 0, width = 0, feed_forward = 0, heads = 0, context = 0, token_types = 0, vocabulary = 0;
  float norm_epsilon = 0;
};

struct Vocabulary {
  std::vector<std::string> tokens;
  std::vector<std::int32_t> types;
  std::map<std::string, std::uint32_t, std::less<>> ids;     // as tokenizer.json spells them
  bool lowercase = true;
  bool strip_accents = true;
};

enum class Pooling : std::uint32_t { kMean = 1, kCls = 2 };

Result<Json> ReadJson(const fs::path& path) {
  AEGLE_TRY(text, ReadSmallFile(path, kMaxJsonBytes));
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return Fail(ErrorCode::kBadInput, "not well-formed JSON", path.string());
  return json;
}

Result<std::uint32_t> ReadSize(const Json& config, const char* key, std::uint32_t limit) {
  auto found = config.find(key);
  if (found == config.end() || !found->is_number_unsigned() || *found == 0 || found->get<std::uint64_t>() > limit)
    return Fail(ErrorCode::kBadInput, fmt::format("{} is missing or not in 1..{}", key, limit), "config.json");
  return found->get<std::uint32_t>();
}

Result<BertConfig> ReadConfig(const fs::path& folder) {
  AEGLE_TRY(json, ReadJson(folder / "config.json"));
  if (!json.is_object() || json.value("model_type", "") != "bert")
    return Fail(ErrorCode::kUnsupported, "only models of type \"bert\" are converted", "config.json, model_type");
  if (json.value("hidden_act", "gelu") != "gelu" || json.value("position_embedding_type", "absolute") != "absolute")
    return Fail(ErrorCode::kUnsupported, "only GELU and absolute positions are converted", "config.json");
  BertConfig config;
  AEGLE_TRY(layers, ReadSize(json, "num_hidden_layers", kMaxLayers));
  AEGLE_TRY(width, ReadSize(json, "hidden_size", 1u << 16));
  AEGLE_TRY(feed_forward, ReadSize(json, "intermediate_size", 1u << 20));
  AEGLE_TRY(heads, ReadSize(json, "num_attention_heads", 1u << 12));
  AEGLE_TRY(context, ReadSize(json, "max_position_embeddings", 1u << 20));
  AEGLE_TRY(token_types, ReadSize(json, "type_vocab_size", 1u << 10));
  AEGLE_TRY(vocabulary, ReadSize(json, "vocab_size", 1u << 22));
  auto epsilon = json.find("layer_norm_eps");
  config = {layers, width, feed_forward, heads, context, token_types, vocabulary, epsilon != json.end() && epsilon->is_number() ? epsilon->get<float>() : 1e-12f};
  if (width % heads != 0) return Fail(ErrorCode::kBadInput, "hidden_size is not a multiple of num_attention_heads", "config.json");
  return config;
}

Result<Pooling> ReadPooling(const fs::path& folder) {
  if (!fs::exists(folder / "1_Pooling" / "config.json")) return Pooling::kMean;
  AEGLE_TRY(json, ReadJson(folder / "1_Pooling" / "config.json"));
  if (json.is_object() && json.value("pooling_mode_mean_tokens", false)) return Pooling::kMean;
  if (json.is_object() && json.value("pooling_mode_cls_token", false)) return Pooling::kCls;
  return Fail(ErrorCode::kUnsupported, "only mean and CLS pooling are converted", "1_Pooling/config.json");
}

// What llama.cpp's WordPiece tokenizer looks up: it puts U+2581 before each word and then takes the longest match.
std::string AsLlamaToken(const std::string& token, bool special) {
  if (special) return token;
  if (token.starts_with("##")) return token.substr(2);
  return std::string(kWordStart) + token;
}

Result<void> FillTokens(const Json& json, Vocabulary& vocabulary) {
  std::vector<std::string> by_id(vocabulary.tokens.size());
  for (const auto& [token, id] : json["model"]["vocab"].items()) {
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= by_id.size() || !by_id[id.get<std::size_t>()].empty())
      return Fail(ErrorCode::kBadInput, "an id is out of range or used twice", "tokenizer.json, vocab");
    by_id[id.get<std::size_t>()] = token;
    vocabulary.ids.emplace(token, id.get<std::uint32_t>());
  }
  for (const Json& added : json.value("added_tokens", Json::array())) {
    if (!added.is_object() || !added.value("special", false)) continue;
    auto found = vocabulary.ids.find(added.value("content", ""));
    if (found != vocabulary.ids.end()) vocabulary.types[found->second] = static_cast<std::int32_t>(GgufTokenType::kControl);
  }
  for (std::size_t id = 0; id < by_id.size(); ++id) {
    if (by_id[id].empty()) return Fail(ErrorCode::kBadInput, fmt::format("id {} has no token", id), "tokenizer.json, vocab");
    bool special = vocabulary.types[id] == static_cast<std::int32_t>(GgufTokenType::kControl);
    vocabulary.tokens[id] = AsLlamaToken(by_id[id], special);
  }
  return {};
}

Result<Vocabulary> ReadVocabulary(const fs::path& folder, std::uint32_t size) {
  AEGLE_TRY(json, ReadJson(folder / "tokenizer.json"));
  bool word_piece = json.is_object() && json.contains("model") && json["model"].is_object() && json["model"].contains("vocab") &&
                    json["model"]["vocab"].is_object() && json["model"].value("continuing_subword_prefix", "##") == "##" &&
                    json["model"].value("type", "WordPiece") == "WordPiece";
  if (!word_piece) return Fail(ErrorCode::kUnsupported, "only WordPiece vocabularies are converted", "tokenizer.json");
  Vocabulary vocabulary;
  vocabulary.tokens.resize(size);
  vocabulary.types.assign(size, static_cast<std::int32_t>(GgufTokenType::kNormal));
  AEGLE_CHECK(FillTokens(json, vocabulary));
  if (auto normalizer = json.find("normalizer"); normalizer != json.end() && normalizer->is_object()) {
    vocabulary.lowercase = normalizer->value("lowercase", true);
    auto strip = normalizer->find("strip_accents");
    vocabulary.strip_accents = strip != normalizer->end() && strip->is_boolean() ? strip->get<bool>() : vocabulary.lowercase;
  }
  return vocabulary;
}

Result<void> AddTokenizer(GgufWriter& writer, const Vocabulary& vocabulary) {
  writer.AddString("tokenizer.ggml.model", "bert");
  writer.AddString("tokenizer.ggml.pre", "bert-bge");
  writer.AddStrings("tokenizer.ggml.tokens", vocabulary.tokens);
  writer.AddInt32s("tokenizer.ggml.token_type", vocabulary.types);
  struct Special {
    const char* key;
    const char* token;
  };
  static constexpr Special kSpecials[] = {{"bos", "[CLS]"}, {"unknown", "[UNK]"}, {"seperator", "[SEP]"},
                                          {"padding", "[PAD]"}, {"cls", "[CLS]"}, {"mask", "[MASK]"}};
  for (const Special& special : kSpecials) {
    auto found = vocabulary.ids.find(special.token);
    if (found == vocabulary.ids.end()) return Fail(ErrorCode::kBadInput, fmt::format("{} is missing", special.token), "tokenizer.json, vocab");
    writer.AddUint32(fmt::format("tokenizer.ggml.{}_token_id", special.key), found->second);
  }
  writer.AddBool("tokenizer.ggml.normalizer.lowercase", vocabulary.lowercase);
  writer.AddBool("tokenizer.ggml.normalizer.strip_accents", vocabulary.strip_accents);
  return {};
}

void AddMetadata(GgufWriter& writer, const BertConfig& config, Pooling pooling, const ConvertOptions& options) {
  writer.AddString("general.architecture", "bert");
  writer.AddString("general.type", "model");
  writer.AddString("general.name", options.name);
  if (!options.licence.empty()) writer.AddString("general.license", options.licence);
  writer.AddUint32("general.file_type", kFileTypeMostlyF16);
  writer.AddUint32("general.quantization_version", 2);
  writer.AddUint32("bert.block_count", config.layers);
  writer.AddUint32("bert.context_length", config.context);
  writer.AddUint32("bert.embedding_length", config.width);
  writer.AddUint32("bert.feed_forward_length", config.feed_forward);
  writer.AddUint32("bert.attention.head_count", config.heads);
  writer.AddFloat32("bert.attention.layer_norm_epsilon", config.norm_epsilon);
  writer.AddBool("bert.attention.causal", false);
  writer.AddUint32("bert.pooling_type", static_cast<std::uint32_t>(pooling));
  writer.AddUint32("tokenizer.ggml.token_type_count", config.token_types);
}

struct PlannedTensor {
  std::string source, target;
  std::vector<std::uint64_t> shape;     // as in the safetensors file
  bool half = false;
};

void PlanLayer(std::vector<PlannedTensor>& plan, const BertConfig& config, std::uint32_t layer) {
  std::string from = fmt::format("encoder.layer.{}.", layer);
  std::string to = fmt::format("blk.{}.", layer);
  std::uint64_t width = config.width, inner = config.feed_forward;
  auto linear = [&](const char* source, const char* target, std::uint64_t rows, std::uint64_t columns) {
    plan.push_back({from + source + ".weight", to + target + ".weight", {rows, columns}, true});
    plan.push_back({from + source + ".bias", to + target + ".bias", {rows}, false});
  };
  auto norm = [&](const char* source, const char* target) {
    plan.push_back({from + source + ".weight", to + target + ".weight", {width}, false});
    plan.push_back({from + source + ".bias", to + target + ".bias", {width}, false});
  };
  linear("attention.self.query", "attn_q", width, width);
  linear("attention.self.key", "attn_k", width, width);
  linear("attention.self.value", "attn_v", width, width);
  linear("attention.output.dense", "attn_output", width, width);
  norm("attention.output.LayerNorm", "attn_output_norm");
  linear("intermediate.dense", "ffn_up", inner, width);
  linear("output.dense", "ffn_down", width, inner);
  norm("output.LayerNorm", "layer_output_norm");
}

std::vector<PlannedTensor> PlanTensors(const BertConfig& config) {
  std::uint64_t width = config.width;
  std::vector<PlannedTensor> plan{
      {"embeddings.word_embeddings.weight", "token_embd.weight", {config.vocabulary, width}, true},
      {"embeddings.position_embeddings.weight", "position_embd.weight", {config.context, width}, false},
      {"embeddings.token_type_embeddings.weight", "token_types.weight", {config.token_types, width}, false},
      {"embeddings.LayerNorm.weight", "token_embd_norm.weight", {width}, false},
      {"embeddings.LayerNorm.bias", "token_embd_norm.bias", {width}, false},
  };
  for (std::uint32_t layer = 0; layer < config.layers; ++layer) PlanLayer(plan, config, layer);
  return plan;
}

// Some files keep the names of the training program in front.
Result<std::string> SourceName(const SafetensorsFile& file, const PlannedTensor& tensor) {
  for (const std::string& name : {tensor.source, "bert." + tensor.source}) {
    const SafetensorInfo* info = file.Find(name);
    if (info == nullptr) continue;
    if (info->shape != tensor.shape) return Fail(ErrorCode::kBadInput, "the shape does not follow from config.json", "tensor " + name);
    return name;
  }
  return Fail(ErrorCode::kNotFound, "the tensor is missing", "tensor " + tensor.source);
}

std::string TensorBytes(const std::vector<float>& values, bool half) {
  if (!half) return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
  std::string bytes(values.size() * 2, '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t value = ToHalf(values[i]);
    bytes[i * 2] = static_cast<char>(value & 0xff);
    bytes[i * 2 + 1] = static_cast<char>(value >> 8);
  }
  return bytes;
}

}  // namespace

Result<void> ConvertBertToGguf(const fs::path& folder, const fs::path& out, const ConvertOptions& options, const ProgressSink& progress) {
  AEGLE_TRY(config, ReadConfig(folder));
  AEGLE_TRY(pooling, ReadPooling(folder));
  AEGLE_TRY(vocabulary, ReadVocabulary(folder, config.vocabulary));
  AEGLE_TRY(weights, SafetensorsFile::Open(folder / "model.safetensors"));

  GgufWriter writer;
  AddMetadata(writer, config, pooling, options);
  AEGLE_CHECK(AddTokenizer(writer, vocabulary));
  std::vector<PlannedTensor> plan = PlanTensors(config);
  Progress at{"convert", 0, 0, "bytes"};
  for (PlannedTensor& tensor : plan) {
    AEGLE_TRY(name, SourceName(weights, tensor));
    tensor.source = name;
    std::vector<std::uint64_t> dimensions(tensor.shape.rbegin(), tensor.shape.rend());
    writer.AddTensor(tensor.target, dimensions, tensor.half ? kTensorF16 : kTensorF32);
    at.total += weights.Find(name)->end - weights.Find(name)->begin;
  }

  std::error_code ignored;
  fs::remove(out, ignored);
  AEGLE_TRY(file, FileHandle::OpenWrite(out));
  AEGLE_CHECK(file.WriteAll(writer.Head(), out));
  for (const PlannedTensor& tensor : plan) {
    AEGLE_TRY(values, weights.ReadFloats(tensor.source));
    std::string bytes = TensorBytes(values, tensor.half);
    bytes += GgufWriter::Padding(bytes.size());
    AEGLE_CHECK(file.WriteAll(bytes, out));
    at.done += values.size() * sizeof(float);
    if (progress) progress(at);
  }
  return {};
}

}  // namespace aegle
