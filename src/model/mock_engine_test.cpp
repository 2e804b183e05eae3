#include "model/mock_engine.h"

#include <gtest/gtest.h>

#include <numeric>

namespace aegle {
namespace {

GenerationRequest Ask(std::string prompt) {
  GenerationRequest request;
  request.prompt = std::move(prompt);
  return request;
}

TEST(MockEngine, GivesRepliesInOrderAndThenFails) {
  MockEngine engine(std::vector<std::string>{"one two", "three"});
  EXPECT_EQ(GenerateOne(engine, Ask("a"))->text, "one two");
  EXPECT_EQ(GenerateOne(engine, Ask("b"))->text, "three");
  EXPECT_EQ(GenerateOne(engine, Ask("c")).error().code, ErrorCode::kModelFailed);
  ASSERT_EQ(engine.requests().size(), 3u);
  EXPECT_EQ(engine.requests()[1].prompt, "b");
}

TEST(MockEngine, StreamsThePiecesOfEachSample) {
  MockEngine engine([](const GenerationRequest& request, int sample) -> Result<std::string> { return request.prompt + " s" + std::to_string(sample) + "  end\n"; });
  GenerationRequest request = Ask("x");
  request.samples = 2;
  std::vector<std::string> streamed(2);
  auto generations = engine.Generate(request, [&](int sample, std::string_view piece) {
    streamed[static_cast<std::size_t>(sample)] += piece;
    return true;
  }, {});
  ASSERT_TRUE(generations.has_value());
  ASSERT_EQ(generations->size(), 2u);
  EXPECT_EQ((*generations)[1].text, "x s1  end\n");
  EXPECT_EQ(streamed[0], (*generations)[0].text);
  EXPECT_EQ(streamed[1], (*generations)[1].text);
}

TEST(MockEngine, HonoursStopLengthDeadlineAndCancellation) {
  MockEngine engine([](const GenerationRequest&, int) -> Result<std::string> { return std::string("a b c END d"); });
  GenerationRequest request = Ask("x");
  request.stop = {"END"};
  EXPECT_EQ(GenerateOne(engine, request)->text, "a b c ");
  request.max_tokens = 2;
  EXPECT_EQ(GenerateOne(engine, request)->text, "a b ");
  EXPECT_EQ(GenerateOne(engine, request)->finish, FinishReason::kLength);
  auto cancelled = engine.Generate(request, [](int, std::string_view) { return false; }, {});
  EXPECT_EQ(cancelled.error().code, ErrorCode::kCancelled);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(GenerateOne(engine, request, source.get_token()).error().code, ErrorCode::kCancelled);
  request.deadline = Now() - 1;
  EXPECT_EQ(GenerateOne(engine, request).error().code, ErrorCode::kTimeout);
}

TEST(MockEngine, EmbedsCommonWordsNearby) {
  MockEngine engine;
  std::vector<std::string> texts{"chest pain since two hours", "chest pain for two hours", "normal potassium", ""};
  auto vectors = engine.Embed(texts);
  ASSERT_TRUE(vectors.has_value());
  auto dot = [&](std::size_t a, std::size_t b) { return std::inner_product((*vectors)[a].begin(), (*vectors)[a].end(), (*vectors)[b].begin(), 0.0f); };
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_NEAR(dot(i, i), 1.0f, 1e-5f);
  EXPECT_GT(dot(0, 1), 0.5f);
  EXPECT_LT(dot(0, 2), 0.3f);
  EXPECT_EQ(engine.embedded_texts().size(), 4u);
  EXPECT_EQ(static_cast<int>((*vectors)[0].size()), engine.info().embedding_size);
}

TEST(MockEngine, ScoresByScriptOrByOverlap) {
  MockEngine engine;
  std::vector<std::string> labels{"chest pain", "fever"};
  auto overlap = engine.Score(Ask("Patient with chest pain."), labels);
  EXPECT_GT((*overlap)[0], (*overlap)[1]);
  engine.OnScore([](const GenerationRequest&, const std::string& label) -> Result<double> { return -static_cast<double>(label.size()); });
  EXPECT_EQ((*engine.Score(Ask(""), labels))[1], -5.0);
  EXPECT_EQ(engine.score_requests().size(), 2u);
}

TEST(MockEngine, CallsTools) {
  MockEngine engine;
  engine.OnToolCalls([](const GenerationRequest&, int) { return std::string(R"([{"id":"1"}])"); });
  auto generation = GenerateOne(engine, Ask(""));
  EXPECT_EQ(generation->finish, FinishReason::kToolCalls);
  EXPECT_EQ(generation->tool_calls_json, R"([{"id":"1"}])");
}

}  // namespace
}  // namespace aegle
