#include "model/schema_grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llama.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/grammar_check.h"
#include "model/regex_grammar.h"
#include "model/test_model.h"
#include "model/token_sampler.h"

namespace aegle {
namespace {

struct Case {
  std::string name, schema, refused;
  std::vector<std::string> yes, no;
};

std::vector<Case> ReadCases() {
  std::ifstream file(AEGLE_SOURCE_DIR "/src/model/cases/schema_grammar.txt");
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    std::size_t space = line.find(' ');
    if (line.empty() || line[0] == '#' || space == std::string::npos) continue;
    const std::string word = line.substr(0, space), rest = line.substr(space + 1);
    if (word == "name") cases.push_back({rest, "", "", {}, {}});
    if (word == "schema") cases.back().schema = rest;
    if (word == "refused") cases.back().refused = rest;
    if (word == "yes") cases.back().yes.push_back(rest);
    if (word == "no") cases.back().no.push_back(rest);
  }
  return cases;
}

// The very sampler that enforces a grammar, asked about whole texts. Needs a vocabulary, no weights.
class SchemaGrammarTest : public testing::Test {
 protected:
  void SetUp() override {
    AEGLE_NEEDS_TEST_MODEL();
    llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
    llama_model_params params = llama_model_default_params();
    params.vocab_only = true;
    model_.reset(llama_model_load_from_file(TestModelPath().c_str(), params));
    ASSERT_TRUE(model_);
    vocab_ = llama_model_get_vocab(model_.get());
  }

  bool Takes(const std::string& grammar, const std::string& text) {
    LlamaSamplerPtr sampler(llama_sampler_init_grammar(vocab_, grammar.c_str(), "root"));
    EXPECT_TRUE(sampler) << grammar;
    if (!sampler) return false;
    std::vector<llama_token> tokens(text.size() + 8);
    int count = llama_tokenize(vocab_, text.data(), static_cast<int>(text.size()), tokens.data(), static_cast<int>(tokens.size()), false, false);
    tokens.resize(static_cast<std::size_t>(count));
    tokens.push_back(llama_vocab_eos(vocab_));
    for (llama_token token : tokens) {
      llama_token_data one{token, 1, 0};
      llama_token_data_array array{&one, 1, -1, false};
      llama_sampler_apply(sampler.get(), &array);
      if (std::isinf(one.logit)) return false;
      if (token != tokens.back()) llama_sampler_accept(sampler.get(), token);
    }
    return true;
  }

  struct Deleter {
    void operator()(llama_model* model) const { llama_model_free(model); }
  };
  std::unique_ptr<llama_model, Deleter> model_;
  const llama_vocab* vocab_ = nullptr;
};

TEST_F(SchemaGrammarTest, Cases) {
  std::vector<Case> cases = ReadCases();
  ASSERT_GT(cases.size(), 40u);
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    auto grammar = SchemaToGrammar(one.schema);
    if (!one.refused.empty()) {
      ASSERT_FALSE(grammar) << *grammar;
      EXPECT_EQ(grammar.error().code, ErrorCode::kCannotEnforce);
      EXPECT_THAT(grammar.error().message, testing::HasSubstr(one.refused));
      continue;
    }
    ASSERT_TRUE(grammar) << grammar.error().ToString();
    auto checked = CheckGrammar(*grammar);
    ASSERT_TRUE(checked) << checked.error().ToString() << "\n" << *grammar;
    for (const std::string& text : one.yes) EXPECT_TRUE(Takes(*grammar, text)) << text << "\n" << *grammar;
    for (const std::string& text : one.no) EXPECT_FALSE(Takes(*grammar, text)) << text << "\n" << *grammar;
  }
}

TEST_F(SchemaGrammarTest, JsonObjects) {
  const std::string grammar = JsonObjectGrammar();
  ASSERT_TRUE(CheckGrammar(grammar));
  for (const char* yes : {"{}", R"({"a": [1, 2.5, {"b": null}], "c": "x\"y"})", "{\n  \"a\": true\n}"}) EXPECT_TRUE(Takes(grammar, yes)) << yes;
  for (const char* no : {"[]", "{", R"({"a":01})", R"({"a":1,})", "{} x", R"({'a':1})"}) EXPECT_FALSE(Takes(grammar, no)) << no;
}

// Random texts by the sampler itself: whatever the grammar lets through has to be JSON.
TEST_F(SchemaGrammarTest, WhateverComesOutIsJson) {
  for (const Case& one : ReadCases()) {
    if (!one.refused.empty()) continue;
    auto grammar = SchemaToGrammar(one.schema);
    ASSERT_TRUE(grammar);
    Random random(11);
    for (std::uint32_t seed = 0; seed < 1; ++seed) {
      LlamaSamplerPtr sampler(llama_sampler_init_grammar(vocab_, grammar->c_str(), "root"));
      ASSERT_TRUE(sampler);
      TokenSampler tokens(vocab_, {.temperature = 1, .top_k = 0, .top_p = 1, .min_p = 0, .seed = seed}, 0, std::move(sampler), {}, 0);
      std::string text;
      bool ended = false;
      for (int i = 0; i < 40 && !ended; ++i) {
        // Ends are likely and long texts are not, so that most come to an end.
        std::vector<float> logits(static_cast<std::size_t>(llama_vocab_n_tokens(vocab_)));
        for (std::size_t token = 0; token < logits.size(); ++token) logits[token] = static_cast<float>(random.Uniform(0, 2));
        for (llama_token token = 0; token < llama_vocab_n_tokens(vocab_); ++token)
          if (llama_vocab_is_control(vocab_, token)) logits[static_cast<std::size_t>(token)] = llama_vocab_is_eog(vocab_, token) ? 30.0f : -1e30f;
        for (char c : std::string("\"}],:")) {
          llama_token token = 0;
          if (llama_tokenize(vocab_, &c, 1, &token, 1, false, false) == 1) logits[static_cast<std::size_t>(token)] = 12;
        }
        auto chosen = tokens.Choose(logits);
        ASSERT_TRUE(chosen) << chosen.error().ToString();
        ended = llama_vocab_is_eog(vocab_, chosen->id);
        char buffer[256];
        int size = llama_token_to_piece(vocab_, chosen->id, buffer, sizeof buffer, 0, false);
        if (!ended && size > 0) text.append(buffer, static_cast<std::size_t>(size));
      }
      EXPECT_TRUE(!ended || !nlohmann::json::parse(text, nullptr, false).is_discarded()) << one.name << ": " << text;
    }
  }
}

TEST(SchemaGrammarLimitsTest, DepthAndSizeAreBounded) {
  std::string deep = "{\"type\":\"integer\"}";
  for (int i = 0; i < 60; ++i) deep = R"({"type":"array","items":)" + deep + "}";
  EXPECT_THAT(SchemaToGrammar(deep).error().message, testing::HasSubstr("deep"));
  EXPECT_FALSE(SchemaToGrammar(std::string(100'000, '[')));
  EXPECT_FALSE(SchemaToGrammar("{\"description\":\"" + std::string(300'000, 'a') + "\"}"));
}

TEST(RegexGrammarTest, NestingAndRepetitionAreBounded) {
  EXPECT_FALSE(RegexToGrammar("^" + std::string(5000, '(') + "a" + std::string(5000, ')') + "$"));
  EXPECT_FALSE(RegexToGrammar("^" + std::string(100, '(') + "a" + std::string(100, ')') + "$"));
  EXPECT_FALSE(RegexToGrammar("^a{2000}$"));
  EXPECT_FALSE(RegexToGrammar("^a|b$"));
  EXPECT_TRUE(RegexToGrammar("a|b"));
  for (const char* bad : {"^(a$", "^a)$", "^[b-a]$", "^\\", "^a{$", "^a{1$", "^a**$", "^\\u12$", "^\\p{L}$", "^\\b$", "^a^b$"}) EXPECT_FALSE(RegexToGrammar(bad)) << bad;
}

}  // namespace
}  // namespace aegle
