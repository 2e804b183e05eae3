#include "serve/openai_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace aegle {
namespace {

using nlohmann::json;

TEST(ParseChatRequest, ReadsWhatClientsSend) {
  auto request = ParseChatRequest(R"({"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hi "},{"type":"text","text":"there"}]}],
    "temperature":0.5,"top_p":0.9,"n":3,"seed":7,"max_completion_tokens":9,"stop":["\n","x"],"stream":true,"stream_options":{"include_usage":true},
    "logprobs":true,"top_logprobs":4,"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}})");
  ASSERT_TRUE(request) << request.error().ToString();
  const GenerationRequest& generation = request->generation;
  EXPECT_EQ(generation.messages[0].role, "system");
  EXPECT_EQ(generation.messages[1].content, "Hi there");
  EXPECT_FLOAT_EQ(generation.sampling.temperature, 0.5f);
  EXPECT_EQ(generation.sampling.seed, 7u);
  EXPECT_EQ(generation.samples, 3);
  EXPECT_EQ(generation.max_tokens, 9);
  EXPECT_EQ(generation.stop.size(), 2u);
  EXPECT_EQ(generation.top_log_probabilities, 4);
  EXPECT_EQ(generation.constraint.kind, Constraint::Kind::kJsonSchema);
  EXPECT_EQ(json::parse(generation.constraint.text), (json{{"type", "object"}}));
  EXPECT_TRUE(request->stream);
  EXPECT_TRUE(request->include_usage);
}

struct BadRequest {
  const char* body;
  ErrorCode code;
  const char* place;
};

class ParseChatRequestRefuses : public ::testing::TestWithParam<BadRequest> {};

TEST_P(ParseChatRequestRefuses, WithAPlace) {
  auto request = ParseChatRequest(GetParam().body);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, GetParam().code);
  EXPECT_EQ(request.error().place, GetParam().place);
}

#define MESSAGES "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]"
INSTANTIATE_TEST_SUITE_P(
    Bad, ParseChatRequestRefuses,
    ::testing::Values(BadRequest{"", ErrorCode::kBadUsage, "body"}, BadRequest{"[1]", ErrorCode::kBadUsage, "body"}, BadRequest{"{}", ErrorCode::kBadUsage, "messages"},
                      BadRequest{R"({"messages":[{"role":"root","content":"x"}]})", ErrorCode::kBadUsage, "messages"},
                      BadRequest{R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}]})", ErrorCode::kUnsupported, "messages"},
                      BadRequest{"{" MESSAGES ",\"temperature\":-1}", ErrorCode::kBadUsage, "temperature"},
                      BadRequest{"{" MESSAGES ",\"n\":1000000}", ErrorCode::kBadUsage, "n"},
                      BadRequest{"{" MESSAGES ",\"top_p\":\"x\"}", ErrorCode::kBadUsage, "top_p"},
                      BadRequest{"{" MESSAGES ",\"logit_bias\":{\"1\":1}}", ErrorCode::kCannotEnforce, "logit_bias"},
                      BadRequest{"{" MESSAGES ",\"stop\":[1]}", ErrorCode::kBadUsage, "stop"},
                      BadRequest{"{" MESSAGES ",\"response_format\":{\"type\":\"xml\"}}", ErrorCode::kBadUsage, "response_format"},
                      BadRequest{"{" MESSAGES ",\"response_format\":{\"type\":\"json_schema\"}}", ErrorCode::kBadUsage, "response_format.json_schema.schema"},
                      BadRequest{"{" MESSAGES ",\"tool_choice\":{\"type\":\"function\"}}", ErrorCode::kCannotEnforce, "tool_choice"}));

TEST(ChatCompletionJson, HasTheShapeOfTheApi) {
  Generation generation;
  generation.text = "Hello";
  generation.finish = FinishReason::kLength;
  generation.prompt_tokens = 5;
  generation.reused_prompt_tokens = 3;
  generation.generated_tokens = 1;
  generation.tokens = {{"Hello", -0.5f, {{"Hello", -0.5f}, {"Hi", -1.5f}}}};
  OpenAiRequest request;
  request.log_probabilities = true;
  json reply = json::parse(ChatCompletionJson({"id", "m", 1}, request, {generation, generation}));
  EXPECT_EQ(reply["choices"].size(), 2u);
  EXPECT_EQ(reply["choices"][1]["index"], 1);
  EXPECT_EQ(reply["choices"][0]["finish_reason"], "length");
  EXPECT_EQ(reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"].size(), 2u);
  EXPECT_EQ(reply["usage"]["completion_tokens"], 2);
  EXPECT_EQ(reply["usage"]["prompt_tokens_details"]["cached_tokens"], 3);
}

TEST(LastChunk, ToolCallsOfAStreamCarryTheirIndex) {
  Generation generation;
  generation.finish = FinishReason::kToolCalls;
  generation.tool_calls_json = R"([{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}])";
  json chunk = json::parse(LastChunk({"id", "m", 1}, true, 0, generation, {}));
  EXPECT_EQ(chunk["choices"][0]["delta"]["tool_calls"][0]["index"], 0);
  EXPECT_EQ(chunk["choices"][0]["finish_reason"], "tool_calls");
}

TEST(EmbeddingsJson, Base64IsLittleEndianFloats) {
  EmbeddingRequest request;
  request.base64 = true;
  json reply = json::parse(EmbeddingsJson("m", request, {{1.0f}}, 2));
  EXPECT_EQ(reply["data"][0]["embedding"], "AACAPw==");
}

}  // namespace
}  // namespace aegle
