#include "model/wire.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace aegle::wire {
namespace {

GenerationRequest Example() {
  GenerationRequest request;
  request.messages = {{"user", std::string("a\0b", 3), "[]", "id"}};
  request.prompt = "p";
  request.tools_json = "[1]";
  request.tool_choice = "auto";
  request.sampling = {0.5f, 7, 0.9f, 0.1f, 1.2f, 0.3f, 0.4f, 4'000'000'000u};
  request.constraint = {Constraint::Kind::kJsonSchema, "{}"};
  request.stop = {"x", ""};
  request.max_tokens = 9;
  request.samples = 3;
  request.top_log_probabilities = 4;
  request.deadline = 123;
  request.reproducible = true;
  request.ignore_eos = true;
  return request;
}

TEST(WireTest, RequestsComeBackAsTheyWere) {
  Writer out;
  Put(out, Example());
  Reader in(out.bytes());
  GenerationRequest back = GetRequest(in);
  EXPECT_TRUE(in.ok());
  Writer again;
  Put(again, back);
  EXPECT_EQ(again.bytes(), out.bytes());
  EXPECT_EQ(back.messages[0].content.size(), 3u);
  EXPECT_EQ(back.sampling.seed, 4'000'000'000u);
  EXPECT_EQ(back.deadline, 123);
  EXPECT_TRUE(back.reproducible);
  EXPECT_TRUE(back.ignore_eos);
}

TEST(WireTest, GenerationsComeBackAsTheyWere) {
  Generation generation;
  generation.text = "text";
  generation.tool_calls_json = "[]";
  generation.finish = FinishReason::kToolCalls;
  generation.tokens = {{"a", -1.5f, {{"a", -1.5f}, {"b", -2.f}}}};
  generation.prompt_tokens = 5;
  generation.seconds = 1.25;
  Writer out;
  Put(out, generation);
  Reader in(out.bytes());
  Generation back = GetGeneration(in);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(back.finish, FinishReason::kToolCalls);
  EXPECT_EQ(back.tokens[0].alternatives[1].first, "b");
  EXPECT_EQ(back.seconds, 1.25);
}

TEST(WireTest, CutAndBrokenBytesAreNoticed) {
  Writer out;
  Put(out, Example());
  for (std::size_t size = 0; size < out.bytes().size(); ++size) {
    Reader in(std::string_view(out.bytes()).substr(0, size));
    GetRequest(in);
    EXPECT_FALSE(in.ok()) << size;
  }
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = out.bytes();
    for (int i = 0; i < 4; ++i)
      bytes[static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(bytes.size()) - 1))] = static_cast<char>(random.Next());
    Reader in(bytes);
    GetRequest(in);  // must only not crash
  }
}

TEST(WireTest, FramesComeOutOfAnyPieces) {
  Writer one, two;
  one.Text("one");
  const std::string stream = Frame(FrameType::kBeat, one) + Frame(FrameType::kFailed, two);
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    FrameBuffer buffer;
    std::vector<ReceivedFrame> frames;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      buffer.Add(std::string_view(stream).substr(at, step));
      for (auto frame = buffer.Next(); frame && *frame; frame = buffer.Next()) frames.push_back(**frame);
    }
    ASSERT_EQ(frames.size(), 2u);
    EXPECT_EQ(frames[0].payload, one.bytes());
    EXPECT_EQ(frames[1].type, FrameType::kFailed);
  }
}

TEST(WireTest, ImpossibleFramesAreErrors) {
  FrameBuffer empty;
  empty.Add(std::string(4, '\0'));
  EXPECT_FALSE(empty.Next());
  FrameBuffer huge;
  huge.Add("\xFF\xFF\xFF\xFF");
  EXPECT_FALSE(huge.Next());
  FrameBuffer unknown;
  unknown.Add(std::string("\x01\0\0\0\x7F", 5));
  EXPECT_FALSE(unknown.Next());
}

}  // namespace
}  // namespace aegle::wire
