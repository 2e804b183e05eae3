// The safetensors reader, the BERT converter on a tiny model that is made here, and the real one where it is installed.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "model/convert_bert.h"
#include "model/convert_safetensors.h"
#include "model/gguf_reader.h"
#include "model/model_store.h"
#include "model/test_model.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string HeaderError(const std::string& json, std::uint64_t data_bytes) {
  auto parsed = ParseSafetensorsHeader(json, 8 + json.size() + data_bytes);
  return parsed ? "none" : parsed.error().message;
}

TEST(Safetensors, ChecksItsHeader) {
  auto tensor = [](const std::string& shape, const std::string& offsets, const std::string& dtype = "F32") {
    return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
  };
  EXPECT_EQ(HeaderError(tensor("[2,3]", "[0,24]"), 24), "none");
  EXPECT_EQ(HeaderError("{\"__metadata__\":{\"format\":\"pt\"}}", 0), "none");
  EXPECT_EQ(HeaderError(tensor("[]", "[0,4]"), 4), "none");
  EXPECT_NE(HeaderError("", 0).find("not a JSON object"), std::string::npos);
  EXPECT_NE(HeaderError("[]", 0).find("not a JSON object"), std::string::npos);
  EXPECT_NE(HeaderError("{\"a\":3}", 0).find("missing"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2,3]", "[0,20]"), 24).find("20 bytes, but type and shape make 24"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2,3]", "[0,24]"), 28).find("4 bytes of data belong to no tensor"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2,3]", "[4,28]"), 28).find("hole"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2,3]", "[0,24]"), 20).find("outside of the file"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2,3]", "[24,0]"), 24).find("outside of the file"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[-2,3]", "[0,24]"), 24).find("whole number"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2.0,3]", "[0,24]"), 24).find("whole number"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[4294967296,4294967296,4]", "[0,24]"), 24).find("overflows"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[1,1,1,1,1,1,1,1,6]", "[0,24]"), 24).find("wrong form"), std::string::npos);
  EXPECT_NE(HeaderError(tensor("[2,3]", "[0,24]", "F31"), 24).find("unknown dtype"), std::string::npos);
  std::string twice = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
  EXPECT_NE(HeaderError(twice, 1).find("named twice"), std::string::npos);
  std::string overlap = "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}";
  EXPECT_NE(HeaderError(overlap, 3).find("overlap"), std::string::npos);
  EXPECT_NE(HeaderError(std::string(100'000, '['), 0).find("not a JSON object"), std::string::npos);
  EXPECT_NE(HeaderError(std::string(17 << 20, ' '), 0).find("16 MiB"), std::string::npos);
}

TEST(Safetensors, FileSmallerThanItsHeaderClaims) {
  fs::path path = fs::path(testing::TempDir()) / "aegle_lie.safetensors";
  for (std::uint64_t claimed : {std::uint64_t{0}, std::uint64_t{3}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    std::ofstream(path, std::ios::binary | std::ios::trunc).write(reinterpret_cast<const char*>(&claimed), 8) << "{}";
    EXPECT_FALSE(SafetensorsFile::Open(path).has_value()) << claimed;
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << "abc";
  EXPECT_FALSE(SafetensorsFile::Open(path).has_value());
  fs::remove(path);
}

TEST(Half, RoundsToTheNearest) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    auto half = static_cast<std::uint16_t>(bits);
    float value = FromHalf(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(FromHalf(ToHalf(value))));
    } else {
      EXPECT_EQ(ToHalf(value), half) << bits;
    }
  }
  Random random(5);
  for (int i = 0; i < 100'000; ++i) {
    auto value = static_cast<float>(random.Normal(0, 1) * std::pow(2.0, random.Uniform(-26, 12)));
    float rounded = FromHalf(ToHalf(value));
    float spacing = std::max(std::ldexp(1.0f, std::ilogb(value) - 10), 0x1.0p-24f);
    EXPECT_LE(std::fabs(rounded - value), spacing / 2) << value;
  }
  EXPECT_EQ(ToHalf(2049.0f), ToHalf(2048.0f)) << "ties go to the even one";
  EXPECT_EQ(ToHalf(2051.0f), ToHalf(2052.0f));
  EXPECT_EQ(ToHalf(65519.0f), 0x7bff);
  EXPECT_EQ(ToHalf(65520.0f), 0x7c00);
  EXPECT_EQ(ToHalf(-1e9f), 0xfc00);
  EXPECT_EQ(ToHalf(1e-9f), 0);
}

class BertFolder : public testing::Test {
 protected:
  static constexpr int kWidth = 8, kInner = 16, kContext = 6;

  BertFolder() {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "1_Pooling");
    config_ = {{"model_type", "bert"}, {"num_hidden_layers", 1}, {"hidden_size", kWidth}, {"intermediate_size", kInner}, {"num_attention_heads", 2}, {"max_position_embeddings", kContext}, {"type_vocab_size", 2}, {"vocab_size", 7}, {"layer_norm_eps", 1e-12}};
    pooling_ = {{"pooling_mode_mean_tokens", true}};
    tokenizer_ = {{"added_tokens", Json::array()}, {"normalizer", {{"lowercase", true}, {"strip_accents", nullptr}}}, {"model", {{"type", "WordPiece"}, {"vocab", {{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"[MASK]", 4}, {"pain", 5}, {"##ful", 6}}}}}};
    for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) tokenizer_["added_tokens"].push_back({{"content", special}, {"special", true}});
    Add("embeddings.word_embeddings.weight", {7, kWidth});
    Add("embeddings.position_embeddings.weight", {kContext, kWidth});
    Add("embeddings.token_type_embeddings.weight", {2, kWidth});
    AddPair("embeddings.LayerNorm", {kWidth});
    std::string layer = "encoder.layer.0.";
    for (const char* name : {"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"}) AddPair(layer + name, {kWidth, kWidth});
    AddPair(layer + "attention.output.LayerNorm", {kWidth});
    AddPair(layer + "intermediate.dense", {kInner, kWidth});
    AddPair(layer + "output.dense", {kWidth, kInner});
    AddPair(layer + "output.LayerNorm", {kWidth});
    Add("pooler.dense.weight", {kWidth, kWidth});
  }
  ~BertFolder() override { fs::remove_all(folder_); }

  void AddPair(const std::string& name, const std::vector<std::uint64_t>& shape) {
    Add(name + ".weight", shape);
    Add(name + ".bias", {shape[0]});
  }
  void Add(const std::string& name, const std::vector<std::uint64_t>& shape) {
    std::uint64_t count = 1, begin = data_.size();
    for (std::uint64_t size : shape) count *= size;
    for (std::uint64_t i = 0; i < count; ++i) {
      auto value = static_cast<float>(random_.Normal(0, 1));
      data_.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    header_[name] = {{"dtype", "F32"}, {"shape", shape}, {"data_offsets", {begin, data_.size()}}};
  }
  Result<GgufSummary> Convert() {
    std::ofstream(folder_ / "config.json") << config_.dump();
    std::ofstream(folder_ / "tokenizer.json") << tokenizer_.dump();
    std::ofstream(folder_ / "1_Pooling" / "config.json") << pooling_.dump();
    std::string header = header_.dump();
    std::uint64_t size = header.size();
    std::ofstream(folder_ / "model.safetensors", std::ios::binary).write(reinterpret_cast<const char*>(&size), 8) << header << data_;
    AEGLE_CHECK(ConvertBertToGguf(folder_, folder_ / "out.gguf", {"tiny", "MIT"}));
    return CheckGguf(folder_ / "out.gguf");
  }
  ErrorCode CodeOf() {
    Result<GgufSummary> converted = Convert();
    return converted ? ErrorCode::kBadUsage : converted.error().code;
  }

  fs::path folder_ = fs::path(testing::TempDir()) / "aegle_bert";
  Json config_, pooling_, tokenizer_, header_;
  std::string data_;
  Random random_{11};
};

TEST_F(BertFolder, BecomesAGgufThatPassesTheCheck) {
  Result<GgufSummary> summary = Convert();
  ASSERT_TRUE(summary.has_value()) << summary.error().ToString();
  EXPECT_EQ(summary->architecture, "bert");
  EXPECT_EQ(summary->name, "tiny");
  EXPECT_EQ(summary->vocabulary, 7u);
  EXPECT_EQ(summary->tensors, 5u + 16);
  EXPECT_EQ(summary->embedding_length, 8u);
  std::ifstream in(folder_ / "out.gguf", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  EXPECT_NE(bytes.find("\xe2\x96\x81pain"), std::string::npos) << "a word carries its phantom space";
  EXPECT_EQ(bytes.find("##ful"), std::string::npos);
  EXPECT_EQ(bytes.find("\xe2\x96\x81[CLS]"), std::string::npos);
  ASSERT_TRUE(Convert().has_value());
  std::ifstream again(folder_ / "out.gguf", std::ios::binary);
  EXPECT_EQ(bytes, (std::string{std::istreambuf_iterator<char>(again), {}})) << "the same input makes the same bytes";
}

TEST_F(BertFolder, RefusesOtherModels) {
  config_["model_type"] = "roberta";
  EXPECT_EQ(CodeOf(), ErrorCode::kUnsupported);
}
TEST_F(BertFolder, RefusesAShapeThatDoesNotFit) {
  config_["hidden_size"] = 16;
  EXPECT_EQ(CodeOf(), ErrorCode::kBadInput);
}
TEST_F(BertFolder, RefusesAMissingTensor) {
  header_["renamed"] = header_["encoder.layer.0.output.dense.bias"];
  header_.erase("encoder.layer.0.output.dense.bias");
  EXPECT_EQ(CodeOf(), ErrorCode::kNotFound);
}
TEST_F(BertFolder, RefusesOtherPoolings) {
  pooling_ = {{"pooling_mode_max_tokens", true}};
  EXPECT_EQ(CodeOf(), ErrorCode::kUnsupported);
}
TEST_F(BertFolder, RefusesOtherVocabularies) {
  tokenizer_["model"]["type"] = "BPE";
  EXPECT_EQ(CodeOf(), ErrorCode::kUnsupported);
}
TEST_F(BertFolder, RefusesIdsTwiceOrMissing) {
  tokenizer_["model"]["vocab"]["##ful"] = 5;
  EXPECT_EQ(CodeOf(), ErrorCode::kBadInput);
  tokenizer_["model"]["vocab"].erase("##ful");
  EXPECT_EQ(CodeOf(), ErrorCode::kBadInput);
  config_["layer_norm_eps"] = "x";
  config_["num_hidden_layers"] = 100'000;
  EXPECT_EQ(CodeOf(), ErrorCode::kBadInput);
}

// Vectors of an independent implementation (double precision, tokenizer of the model's makers).
TEST(MiniLm, GivesTheReferenceVectors) {
  auto store = ModelStore::Open(ModelStore::OptionsFromEnvironment("/nonexistent"));
  ASSERT_TRUE(store.has_value());
  Result<fs::path> path = store->VerifiedPath("all-minilm-l6-v2");
  if (!path) GTEST_SKIP() << path.error().ToString();
  LocalEngineOptions options = TestOptions();
  options.model_path = path->string();
  options.name = "all-minilm-l6-v2";
  options.context = 256;
  options.embedding = true;
  auto engine = MakeLocalEngine(options);
  ASSERT_TRUE(engine.has_value()) << engine.error().ToString();
  std::ifstream in(fs::path(AEGLE_SOURCE_DIR) / "src/model/cases/minilm_reference.json");
  Json references = Json::parse(in);
  ASSERT_EQ(references.size(), 13u);
  std::vector<std::string> texts;
  for (const Json& reference : references) texts.push_back(reference["text"]);
  auto vectors = (*engine)->Embed(texts);
  ASSERT_TRUE(vectors.has_value()) << vectors.error().ToString();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto wanted = references[i]["vector"].get<std::vector<double>>();
    ASSERT_EQ((*vectors)[i].size(), wanted.size());
    double dot = 0;
    for (std::size_t k = 0; k < wanted.size(); ++k) dot += wanted[k] * double{(*vectors)[i][k]};
    EXPECT_GE(dot, 0.999) << texts[i];
    EXPECT_LE(dot, 1.00001) << texts[i];
    Result<int> tokens = (*engine)->CountTokens(texts[i]);
    ASSERT_TRUE(tokens.has_value());
    EXPECT_EQ(*tokens, static_cast<int>(references[i]["tokens"].size()) - 2) << texts[i];
  }
}

}  // namespace
}  // namespace aegle
