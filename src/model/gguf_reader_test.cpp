// A valid little model, and one bad file for each way in which a GGUF is known to hurt a loader.
#include "model/gguf_reader.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "base/random.h"
#include "model/gguf_format.h"
#include "model/gguf_writer.h"

namespace aegle {
namespace {

constexpr std::uint32_t kU8 = 0, kU16 = 2, kU32 = 4, kI32 = 5, kF32 = 6, kBool = 7, kText = 8, kArray = 9, kU64 = 10;

// Writes GGUF without any of the writer's care. Every field of the file can be made to lie.
struct RawGguf {
  std::string magic = "GGUF";
  std::uint32_t version = 3;
  std::optional<std::uint64_t> claimed_tensors, claimed_keys;
  std::vector<std::string> keys, tensors;
  std::uint64_t alignment = 32;
  std::uint64_t data_bytes = 256;
  std::string tail;                     // instead of data, where it is not empty

  template <class T>
  static std::string Raw(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
  }
  static std::string Text(std::string_view text) { return Raw(std::uint64_t{text.size()}) + std::string(text); }
  static std::string Texts(const std::vector<std::string>& texts) {
    std::string all = Raw(kText) + Raw(std::uint64_t{texts.size()});
    for (const std::string& text : texts) all += Text(text);
    return all;
  }
  template <class T>
  static std::string Items(std::uint32_t type, const std::vector<T>& values) {
    std::string all = Raw(type) + Raw(std::uint64_t{values.size()});
    for (T value : values) all += Raw(value);
    return all;
  }
  void Key(std::string_view key, std::uint32_t type, const std::string& value) { keys.push_back(Text(key) + Raw(type) + value); }
  void Replace(std::string_view key, std::uint32_t type, const std::string& value) {
    Remove(key);
    Key(key, type, value);
  }
  void Remove(std::string_view key) {
    std::erase_if(keys, [&](const std::string& pair) { return pair.starts_with(Text(key)); });
  }
  void Tensor(std::string_view name, const std::vector<std::uint64_t>& shape, std::uint32_t type, std::uint64_t offset) {
    std::string tensor = Text(name) + Raw(static_cast<std::uint32_t>(shape.size()));
    for (std::uint64_t size : shape) tensor += Raw(size);
    tensors.push_back(tensor + Raw(type) + Raw(offset));
  }
  [[nodiscard]] std::string Bytes() const {
    std::string all = magic + Raw(version) + Raw(claimed_tensors.value_or(tensors.size())) + Raw(claimed_keys.value_or(keys.size()));
    for (const std::string& key : keys) all += key;
    for (const std::string& tensor : tensors) all += tensor;
    if (!tail.empty()) return all + tail;
    while (all.size() % alignment != 0) all += '\0';
    return all + std::string(data_bytes, 'x');
  }
};

RawGguf Valid() {
  RawGguf file;
  file.Key("general.architecture", kText, RawGguf::Text("llama"));
  file.Key("general.name", kText, RawGguf::Text("small"));
  file.Key("llama.block_count", kU32, RawGguf::Raw(std::uint32_t{2}));
  file.Key("llama.context_length", kU32, RawGguf::Raw(std::uint32_t{128}));
  file.Key("llama.embedding_length", kU32, RawGguf::Raw(std::uint32_t{8}));
  file.Key("llama.attention.head_count", kU32, RawGguf::Raw(std::uint32_t{2}));
  file.Key("tokenizer.ggml.model", kText, RawGguf::Text("llama"));
  file.Key("tokenizer.ggml.tokens", kArray, RawGguf::Texts({"a", "b", "<0x0A>"}));
  file.Key("tokenizer.ggml.scores", kArray, RawGguf::Items<float>(kF32, {0, 0, 0}));
  file.Key("tokenizer.ggml.token_type", kArray, RawGguf::Items<std::int32_t>(kI32, {1, 1, 6}));
  file.Key("tokenizer.ggml.bos_token_id", kU32, RawGguf::Raw(std::uint32_t{1}));
  file.Key("tokenizer.chat_template", kText, RawGguf::Text("{% for m in messages %}{{ m.content }}{% endfor %}"));
  file.Tensor("token_embd.weight", {8, 3}, kTensorF32, 0);
  file.Tensor("output.weight", {32, 2}, 8, 96);     // Q8_0
  return file;
}

struct BadFile {
  const char* name;
  std::function<void(RawGguf&)> spoil;
  ErrorCode code;
  const char* says;        // in the message or the place
};

void PrintTo(const BadFile& bad, std::ostream* out) { *out << bad.name; }

std::string Bomb(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "{% for i in range(1000) %}";
  text += "x";
  for (int i = 0; i < depth; ++i) text += "{% endfor %}";
  return text;
}

void SetTemplate(RawGguf& file, std::string_view text) { file.Replace("tokenizer.chat_template", kText, RawGguf::Text(text)); }

const std::vector<BadFile>& BadFiles() {
  using R = RawGguf;
  constexpr ErrorCode kBad = ErrorCode::kBadInput, kNot = ErrorCode::kUnsupported, kBig = ErrorCode::kTooLarge;
  static const std::vector<BadFile> kFiles{
      {"bad_magic", [](R& f) { f.magic = "GGML"; }, kBad, "does not begin"},
      {"empty_magic", [](R& f) { f.magic = std::string(4, '\0'); }, kBad, "does not begin"},
      {"version_0", [](R& f) { f.version = 0; }, kNot, "version 0"},
      {"version_1", [](R& f) { f.version = 1; }, kNot, "version 1"},
      {"version_future", [](R& f) { f.version = 4; }, kNot, "version 4"},
      {"version_big_endian", [](R& f) { f.version = 0x03000000; }, kNot, "big-endian"},
      {"n_tensors_minus_1", [](R& f) { f.claimed_tensors = ~std::uint64_t{0}; }, kBig, "-1 tensors"},
      {"n_kv_minus_1", [](R& f) { f.claimed_keys = ~std::uint64_t{0}; }, kBig, "-1 keys"},
      {"n_kv_more_than_there_are", [](R& f) { f.claimed_keys = 400; }, kBad, "key"},
      {"n_tensors_more_than_there_are", [](R& f) { f.claimed_tensors = 3; f.data_bytes = 0; }, kBad, "tensor 2"},
      {"bad_key_size", [](R& f) { f.keys.push_back(R::Raw(std::uint64_t{1} << 40)); }, kBad, "does not fit"},
      {"key_size_2_63", [](R& f) { f.keys.push_back(R::Raw(std::uint64_t{1} << 63)); }, kBad, "does not fit"},
      {"key_too_long", [](R& f) { f.Key(std::string(300, 'k'), kU8, "\1"); }, kBig, "over the limit"},
      {"empty_key", [](R& f) { f.Key("", kU8, "\1"); }, kBad, "empty"},
      {"key_with_newline", [](R& f) { f.Key("a\nb", kU8, "\1"); }, kBad, "not ASCII"},
      {"bad_type", [](R& f) { f.Key("x", 13, "\1"); }, kBad, "13 is not a type"},
      {"bad_type_huge", [](R& f) { f.Key("x", 0xFFFFFFFF, "\1"); }, kBad, "not a type"},
      {"bad_array_type", [](R& f) { f.Key("x", kArray, R::Raw(99u) + R::Raw(std::uint64_t{1})); }, kBad, "99 is not a type"},
      {"duplicate_key", [](R& f) { f.Key("general.name", kText, R::Text("again")); }, kBad, "occurs twice"},
      {"bad_align_0", [](R& f) { f.Key("general.alignment", kU32, R::Raw(0u)); }, kBad, "power of two"},
      {"bad_align_13", [](R& f) { f.Key("general.alignment", kU32, R::Raw(13u)); }, kBad, "power of two"},
      {"align_2_30", [](R& f) { f.Key("general.alignment", kU32, R::Raw(1u << 30)); }, kBad, "power of two"},
      {"wrong_type_align", [](R& f) { f.Key("general.alignment", kU64, R::Raw(std::uint64_t{32})); }, kBad, "UINT32 is wanted"},
      {"inconsistent_align", [](R& f) { f.Key("general.alignment", kU32, R::Raw(64u)); f.alignment = 64; f.tensors.back() = ""; f.claimed_tensors = 2; f.tensors.pop_back(); f.Tensor("b", {32, 2}, 8, 96); }, kBad, "multiple of the alignment 64"},
      {"tensor_name_size", [](R& f) { f.Tensor(std::string(64, 'n'), {8}, 0, 192); }, kBig, "over the limit of 63"},
      {"tensor_name_empty", [](R& f) { f.Tensor("", {8}, 0, 192); }, kBad, "no name"},
      {"tensor_name_with_nul", [](R& f) { f.Tensor(std::string("a\0b", 3), {8}, 0, 192); }, kBad, "not ASCII"},
      {"n_dims_0", [](R& f) { f.Tensor("x", {}, 0, 192); }, kBad, "0 dimensions"},
      {"n_dims_5", [](R& f) { f.Tensor("x", {1, 1, 1, 1, 1}, 0, 192); }, kBad, "5 dimensions"},
      {"shape_negative", [](R& f) { f.Tensor("x", {static_cast<std::uint64_t>(-8)}, 0, 192); }, kBad, "63 bits"},
      {"shape_not_a_block", [](R& f) { f.Tensor("x", {33}, 8, 192); }, kBad, "does not divide"},
      {"zero_dim", [](R& f) { f.Tensor("x", {8, 0}, 0, 192); }, kBad, "dimension 1 is 0"},
      {"ne_too_big", [](R& f) { f.Tensor("x", {1ull << 32, 1ull << 32}, 0, 192); }, kBad, "63 bits"},
      {"nbytes_too_big", [](R& f) { f.Tensor("x", {1ull << 61}, 28, 192); }, kBad, "larger than the file"},
      {"dim_2_42_plus_1", [](R& f) { f.Tensor("x", {(1ull << 42) + 1, 1ull << 20}, 24, 192); }, kBad, "larger than the file"},
      {"mem_size_overflow", [](R& f) { f.tensors.clear(); f.Tensor("a", {0x7FFFFFFFFFFFFFC0}, 24, 0); f.Tensor("b", {0x7FFFFFFFFFFFFFC0}, 24, 0x7FFFFFFFFFFFFFC0); }, kBad, "larger than the file"},
      {"tensor_type_43", [](R& f) { f.Tensor("x", {8}, 43, 192); }, kBad, "43 is not a type"},
      {"tensor_type_removed", [](R& f) { f.Tensor("x", {32}, 4, 192); }, kBad, "4 is not a type"},
      {"tensor_type_minus_1", [](R& f) { f.Tensor("x", {8}, 0xFFFFFFFF, 192); }, kBad, "not a type"},
      {"offset_not_aligned", [](R& f) { f.Tensor("x", {1}, 0, 193); }, kBad, "multiple of the alignment"},
      {"offset_overlaps", [](R& f) { f.Tensor("x", {1}, 0, 96); }, kBad, "hole or overlaps"},
      {"offset_leaves_a_hole", [](R& f) { f.Tensor("x", {1}, 0, 192 + 32); }, kBad, "hole or overlaps"},
      {"offset_huge", [](R& f) { f.Tensor("x", {1}, 0, ~std::uint64_t{31}); }, kBad, "hole or overlaps"},
      {"duplicate_name", [](R& f) { f.Tensor("output.weight", {8}, 0, 192); }, kBad, "occurs twice"},
      {"not_enough_data", [](R& f) { f.data_bytes = 32; }, kBad, "the tensors end at"},
      {"truncated_before_the_data", [](R& f) { f.data_bytes = 0; f.alignment = 1; }, kBad, "tensor"},
      {"no_data_at_all", [](R& f) { f.tail = "x"; }, kBad, "the tensors end at"},
      {"string_length_2_63", [](R& f) { f.Key("x", kText, R::Raw(std::uint64_t{1} << 63)); }, kBad, "does not fit"},
      {"string_length_minus_1", [](R& f) { f.Key("x", kText, R::Raw(~std::uint64_t{0})); }, kBad, "does not fit"},
      {"array_160_byte_file", [](R& f) { f.Key("x", kArray, R::Raw(kText) + R::Raw(std::uint64_t{1} << 31)); }, kBad, "does not fit"},
      {"array_count_2_62", [](R& f) { f.Key("x", kArray, R::Raw(kU64) + R::Raw(std::uint64_t{1} << 62)); }, kBad, "does not fit"},
      {"nested_array_2_62", [](R& f) { f.Key("x", kArray, R::Raw(kArray) + R::Raw(std::uint64_t{1} << 62)); }, kBad, "array in an array"},
      {"scores_are_uint8", [](R& f) { f.Replace("tokenizer.ggml.scores", kArray, R::Items<std::uint8_t>(kU8, {1, 2, 3})); }, kBad, "FLOAT32 is wanted"},
      {"scores_are_no_array", [](R& f) { f.Replace("tokenizer.ggml.scores", kF32, R::Raw(1.0f)); }, kBad, "ARRAY is wanted"},
      {"scores_too_few", [](R& f) { f.Replace("tokenizer.ggml.scores", kArray, R::Items<float>(kF32, {0})); }, kBad, "1 values for 3 tokens"},
      {"token_types_too_few", [](R& f) { f.Replace("tokenizer.ggml.token_type", kArray, R::Items<std::int32_t>(kI32, {1})); }, kBad, "1 values for 3 tokens"},
      {"token_type_unknown", [](R& f) { f.Replace("tokenizer.ggml.token_type", kArray, R::Items<std::int32_t>(kI32, {1, 1, 77})); }, kBad, "unknown type 77"},
      {"token_0x_minus_1", [](R& f) { f.Replace("tokenizer.ggml.tokens", kArray, R::Texts({"a", "b", "<0x-1>"})); }, kBad, "no hexadecimal digits"},
      {"byte_token_of_another_form", [](R& f) { f.Replace("tokenizer.ggml.tokens", kArray, R::Texts({"a", "b", "c"})); }, kBad, "not written <0xHH>"},
      {"tokens_twice_the_same", [](R& f) { f.Replace("tokenizer.ggml.tokens", kArray, R::Texts({"a", "a", "<0x0A>"})); }, kBad, "token 1 occurs twice"},
      {"tokens_missing", [](R& f) { f.Remove("tokenizer.ggml.tokens"); }, kBad, "vocabulary is missing"},
      {"tokens_are_numbers", [](R& f) { f.Replace("tokenizer.ggml.tokens", kArray, R::Items<std::int32_t>(kI32, {1, 2, 3})); }, kBad, "STRING is wanted"},
      {"tokenizer_missing", [](R& f) { f.Remove("tokenizer.ggml.model"); }, kBad, "tokenizer.ggml.model"},
      {"merges_absent", [](R& f) { f.Replace("tokenizer.ggml.model", kText, R::Text("gpt2")); }, kBad, "merges"},
      {"merge_without_space", [](R& f) { f.Key("tokenizer.ggml.merges", kArray, R::Texts({"ab"})); }, kBad, "no space"},
      {"special_token_out_of_range", [](R& f) { f.Replace("tokenizer.ggml.bos_token_id", kU32, R::Raw(3u)); }, kBad, "not in the vocabulary"},
      {"special_token_wrong_type", [](R& f) { f.Replace("tokenizer.ggml.bos_token_id", kText, R::Text("1")); }, kBad, "UINT32 is wanted"},
      {"charsmap_too_short", [](R& f) { f.Key("tokenizer.ggml.precompiled_charsmap", kArray, R::Items<std::uint8_t>(kU8, {1, 2})); }, kBad, "too short"},
      {"bool_is_2", [](R& f) { f.Key("tokenizer.ggml.add_bos_token", kBool, "\2"); }, kBad, "neither 0 nor 1"},
      {"block_count_513", [](R& f) { f.Replace("llama.block_count", kU32, R::Raw(513u)); }, kBad, "513 is not in 1..512"},
      {"block_count_0", [](R& f) { f.Replace("llama.block_count", kU32, R::Raw(0u)); }, kBad, "0 is not in"},
      {"block_count_is_text", [](R& f) { f.Replace("llama.block_count", kText, R::Text("2")); }, kBad, "UINT32 is wanted"},
      {"block_count_missing", [](R& f) { f.Remove("llama.block_count"); }, kBad, "key is missing"},
      {"context_length_0", [](R& f) { f.Replace("llama.context_length", kU32, R::Raw(0u)); }, kBad, "0 is not in"},
      {"embedding_length_huge", [](R& f) { f.Replace("llama.embedding_length", kU32, R::Raw(0xFFFFFFFFu)); }, kBad, "is not in"},
      {"heads_of_too_many_layers", [](R& f) { f.Replace("llama.attention.head_count", kArray, R::Items<std::int32_t>(kI32, {2, 2, 2})); }, kBad, "3 values for 2 layers"},
      {"heads_are_floats", [](R& f) { f.Replace("llama.attention.head_count", kArray, R::Items<float>(kF32, {2, 2})); }, kBad, "whole number"},
      {"next_layers_over_layers", [](R& f) { f.Key("llama.nextn_predict_layers", kU32, R::Raw(3u)); }, kBad, "more than block_count"},
      {"experts_used_without_experts", [](R& f) { f.Key("llama.expert_used_count", kU32, R::Raw(3u)); }, kBad, "more than expert_count"},
      {"architecture_missing", [](R& f) { f.Remove("general.architecture"); }, kBad, "general.architecture"},
      {"architecture_with_format", [](R& f) { f.Replace("general.architecture", kText, R::Text("%s%n")); }, kBad, "not a word"},
      {"name_not_utf8", [](R& f) { f.Replace("general.name", kText, R::Text("\xff\xfe")); }, kBad, "not UTF-8"},
      {"split_model", [](R& f) { f.Key("split.count", kU16, R::Raw(std::uint16_t{3})); }, kNot, "several files"},
      {"template_bomb", [](R& f) { SetTemplate(f, Bomb(3)); }, kBad, "loops over"},
      {"template_loops_too_deep", [](R& f) { std::string t; for (int i = 0; i < 9; ++i) t += "{% for i in m %}"; SetTemplate(f, t); }, kBad, "nested more than 6"},
      {"template_too_long", [](R& f) { SetTemplate(f, std::string(300'000, 'x')); }, kBig, "over the limit"},
      {"template_class", [](R& f) { SetTemplate(f, "{{ ''.__class__ }}"); }, kBad, "reaches into"},
      {"template_class_by_index", [](R& f) { SetTemplate(f, "{{ x['__class__'] }}"); }, kBad, "reaches into"},
      {"template_power", [](R& f) { SetTemplate(f, "{% for i in range(9**9) %}{% endfor %}"); }, kBad, "power"},
      {"template_repetition", [](R& f) { SetTemplate(f, "{{ 'a' * 999999 }}"); }, kBad, "repetition"},
      {"template_doubles", [](R& f) { SetTemplate(f, "{% set x = x ~ x %}"); }, kBad, "doubled"},
      {"template_endless_macro", [](R& f) { SetTemplate(f, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"); }, kBad, "always calls itself"},
      {"template_include", [](R& f) { SetTemplate(f, "{% include '/etc/passwd' %}"); }, kBad, "not allowed"},
      {"template_brackets", [](R& f) { SetTemplate(f, "{{ " + std::string(5000, '(')); }, kBad, "nested more than 64"},
      {"template_not_closed", [](R& f) { SetTemplate(f, "{% if x"); }, kBad, "not closed"},
      {"template_not_utf8", [](R& f) { SetTemplate(f, "\xc0\xaf"); }, kBad, "not UTF-8"},
  };
  return kFiles;
}

class BadGguf : public testing::TestWithParam<BadFile> {};

TEST_P(BadGguf, IsRefusedWithItsPlace) {
  RawGguf file = Valid();
  GetParam().spoil(file);
  Result<GgufSummary> summary = CheckGgufBytes(file.Bytes());
  ASSERT_FALSE(summary.has_value());
  EXPECT_EQ(summary.error().code, GetParam().code) << summary.error().ToString();
  std::string text = summary.error().message + " " + summary.error().place;
  EXPECT_NE(text.find(GetParam().says), std::string::npos) << text;
  EXPECT_FALSE(summary.error().place.empty());
}

INSTANTIATE_TEST_SUITE_P(Files, BadGguf, testing::ValuesIn(BadFiles()), [](const auto& test) { return std::string(test.param.name); });

TEST(GgufReader, SummarisesAValidFile) {
  Result<GgufSummary> summary = CheckGgufBytes(Valid().Bytes());
  ASSERT_TRUE(summary.has_value()) << summary.error().ToString();
  EXPECT_EQ(summary->architecture, "llama");
  EXPECT_EQ(summary->name, "small");
  EXPECT_EQ(summary->type, "model");
  EXPECT_EQ(summary->parameters, 8u * 3 + 64);
  EXPECT_EQ(summary->quantisation, "Q8_0");
  EXPECT_EQ(summary->context_length, 128u);
  EXPECT_EQ(summary->layers, 2u);
  EXPECT_EQ(summary->vocabulary, 3u);
  EXPECT_EQ(summary->data_bytes, 96u + 2 * 34);
  EXPECT_TRUE(summary->has_chat_template);
}

TEST(GgufReader, ReadsVersion2AndAnotherAlignment) {
  RawGguf file = Valid();
  file.version = 2;
  EXPECT_TRUE(CheckGgufBytes(file.Bytes()).has_value());
  file.Key("general.alignment", kU32, RawGguf::Raw(std::uint32_t{64}));
  file.alignment = 64;
  file.tensors.clear();
  file.Tensor("a", {8, 3}, 0, 0);
  file.Tensor("b", {8}, 0, 128);
  EXPECT_TRUE(CheckGgufBytes(file.Bytes()).has_value());
}

TEST(GgufReader, AcceptsWhatOurWriterWrites) {
  GgufWriter writer;
  writer.AddString("general.architecture", "bert");
  writer.AddString("general.type", "adapter");
  writer.AddBool("adapter.x", true);
  writer.AddFloat32("adapter.alpha", 1.5f);
  std::vector<std::uint64_t> shape{3, 2};
  writer.AddTensor("a", shape, kTensorF16);
  writer.AddTensor("b", shape, kTensorF32);
  std::string bytes = writer.Head() + std::string(12, 'a') + GgufWriter::Padding(12) + std::string(24, 'b');
  Result<GgufSummary> summary = CheckGgufBytes(bytes);
  ASSERT_TRUE(summary.has_value()) << summary.error().ToString();
  EXPECT_EQ(summary->type, "adapter");
  EXPECT_EQ(summary->parameters, 12u);
}

TEST(GgufReader, RefusesEveryTruncation) {
  std::string bytes = Valid().Bytes();
  std::size_t needed = bytes.size() - 256 + 96 + 2 * 34;
  for (std::size_t size = 0; size < needed; ++size) EXPECT_FALSE(CheckGgufBytes(bytes.substr(0, size)).has_value()) << size;
  EXPECT_TRUE(CheckGgufBytes(bytes.substr(0, needed)).has_value());
}

TEST(GgufReader, SurvivesRandomDamage) {
  std::string bytes = Valid().Bytes();
  Random random(7);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = bytes;
    for (std::int64_t i = random.Integer(1, 4); i > 0; --i) {
      auto at = static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(damaged.size()) - 257));
      damaged[at] = static_cast<char>(random.Chance(0.3) ? 0xFF : random.Integer(0, 255));
    }
    refused += !CheckGgufBytes(damaged).has_value();
  }
  EXPECT_GT(refused, 10'000);
}

TEST(GgufReader, LyingSizesAllocateNothing) {
  struct rusage before {}, after {};
  getrusage(RUSAGE_SELF, &before);
  for (const BadFile& bad : BadFiles()) {
    RawGguf file = Valid();
    bad.spoil(file);
    (void)CheckGgufBytes(file.Bytes());
  }
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024) << "kB";
}

TEST(GgufReader, ChecksAFileAndNamesIt) {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "aegle_check.gguf";
  std::ofstream(path, std::ios::binary) << Valid().Bytes();
  EXPECT_TRUE(CheckGguf(path).has_value());
  std::filesystem::resize_file(path, 100);
  Result<GgufSummary> cut = CheckGguf(path);
  ASSERT_FALSE(cut.has_value());
  EXPECT_NE(cut.error().place.find("aegle_check.gguf, byte "), std::string::npos) << cut.error().place;
  std::filesystem::remove(path);
  EXPECT_EQ(CheckGguf(path).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(CheckGguf(testing::TempDir()).has_value());
}

TEST(ChatTemplate, AcceptsWhatModelsUse) {
  for (const char* text : {
           "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}",
           "{%- set ns = namespace(found=false) -%}{%- if tools %}{{- {\"a\": {\"b\": 1}} | tojson }}{%- endif %}",
           "{# a comment with {{ and __class__ #}text { not code } 100000000",
           "{%- macro show(spec) %}{% if spec.items %}{{ show(spec.items) }}{% endif %}{% endmacro %}{{ show(tools) }}",
           "{% set text %}abc{% endset %}{{ text + text.strip() }}{{ a.text + text }}",
           "{% for i in range(10) %}{{ loop.index * 2 }}{% endfor %}{{ '__not a name__' }}",
       })
    EXPECT_TRUE(CheckChatTemplate(text).has_value()) << text << "\n" << CheckChatTemplate(text).error().ToString();
}

}  // namespace
}  // namespace aegle
