#include "model/mock_engine.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/hash.h"
#include "base/text.h"

namespace aegle {
namespace {

constexpr int kEmbeddingSize = 256;
constexpr int kContext = 8192;

ModelInfo DefaultInfo() {
  ModelInfo info;
  info.name = "mock";
  info.description = "scripted replies, no model";
  info.context = kContext;
  info.embedding_size = kEmbeddingSize;
  info.chat = true;
  return info;
}

// Words, each with the white space behind it, so that the pieces put together are the text.
std::vector<std::string_view> Pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (!IsSpaceAscii(text[i - 1]) || IsSpaceAscii(text[i])) continue;
    pieces.push_back(text.substr(begin, i - begin));
    begin = i;
  }
  if (begin < text.size()) pieces.push_back(text.substr(begin));
  return pieces;
}

int CountPieces(std::string_view text) { return static_cast<int>(Pieces(text).size()); }

std::string PromptText(const GenerationRequest& request) {
  std::string text = request.prompt;
  for (const Message& message : request.messages) text += message.content + "\n";
  return text;
}

std::string_view BeforeStop(std::string_view text, const std::vector<std::string>& stops) {
  std::size_t end = text.size();
  for (const std::string& stop : stops)
    if (!stop.empty()) end = std::min(end, text.find(stop));
  return text.substr(0, end);
}

Result<void> CheckTime(const GenerationRequest& request, const std::stop_token& stop) {
  if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the generation was cancelled");
  if (request.deadline && Now() >= *request.deadline) return Fail(ErrorCode::kTimeout, "the deadline passed while generating");
  return {};
}

struct Streamed {
  Generation generation;
  bool cancelled = false;      // the sink wanted no more
};

Result<Streamed> Stream(const GenerationRequest& request, int sample, std::string_view reply, const TokenSink& sink, const std::stop_token& stop) {
  Streamed streamed;
  Generation& generation = streamed.generation;
  generation.prompt_tokens = CountPieces(PromptText(request));
  for (std::string_view piece : Pieces(BeforeStop(reply, request.stop))) {
    AEGLE_CHECK(CheckTime(request, stop));
    if (generation.generated_tokens >= request.max_tokens) {
      generation.finish = FinishReason::kLength;
      break;
    }
    generation.text += piece;
    ++generation.generated_tokens;
    if (request.top_log_probabilities > 0) generation.tokens.push_back({std::string(piece), 0.0f, {{std::string(piece), 0.0f}}});
    streamed.cancelled = sink && !sink(sample, piece);
    if (streamed.cancelled) break;
  }
  return streamed;
}

double OverlapScore(const GenerationRequest& request, const std::string& label) {
  std::vector<std::string> prompt = SearchTerms(PromptText(request));
  double missing = 0;
  for (const std::string& term : SearchTerms(label)) missing += std::find(prompt.begin(), prompt.end(), term) == prompt.end();
  return -missing;
}

std::vector<float> EmbedWords(std::string_view text) {
  std::vector<float> vector(kEmbeddingSize, 0.0f);
  for (const std::string& term : SearchTerms(text)) {
    std::uint64_t hash = Hash64(term);
    vector[hash % kEmbeddingSize] += (hash >> 63) != 0 ? 1.0f : -1.0f;
  }
  double square = 0;
  for (float value : vector) square += double{value} * double{value};
  if (square == 0) {
    vector[0] = 1;
    square = 1;
  }
  for (float& value : vector) value = static_cast<float>(value / std::sqrt(square));
  return vector;
}

}  // namespace

MockEngine::MockEngine() : MockEngine([](const GenerationRequest&, int) -> Result<std::string> { return std::string(); }) {}

MockEngine::MockEngine(Reply reply) : reply_(std::move(reply)), info_(DefaultInfo()) {}

MockEngine::MockEngine(std::vector<std::string> replies)
    : MockEngine([replies = std::move(replies), next = std::size_t{0}](const GenerationRequest&, int) mutable -> Result<std::string> {
        if (next >= replies.size()) return Fail(ErrorCode::kModelFailed, "the script of the mock has no more replies");
        return replies[next++];
      }) {}

void MockEngine::OnScore(LabelScore score) {
  std::scoped_lock lock(mutex_);
  score_ = std::move(score);
}

void MockEngine::OnToolCalls(ToolCalls calls) {
  std::scoped_lock lock(mutex_);
  tool_calls_ = std::move(calls);
}

void MockEngine::SetInfo(ModelInfo info) {
  std::scoped_lock lock(mutex_);
  info_ = std::move(info);
}

std::vector<GenerationRequest> MockEngine::requests() const {
  std::scoped_lock lock(mutex_);
  return requests_;
}

std::vector<GenerationRequest> MockEngine::score_requests() const {
  std::scoped_lock lock(mutex_);
  return score_requests_;
}

std::vector<std::string> MockEngine::embedded_texts() const {
  std::scoped_lock lock(mutex_);
  return embedded_;
}

ModelInfo MockEngine::info() const {
  std::scoped_lock lock(mutex_);
  return info_;
}

Result<std::vector<Generation>> MockEngine::Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) {
  struct Scripted {
    std::string reply, tool_calls;
  };
  std::vector<Scripted> scripted;
  {
    std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    for (int sample = 0; sample < request.samples; ++sample) {
      AEGLE_TRY(reply, reply_(request, sample));
      scripted.push_back({std::move(reply), tool_calls_ ? tool_calls_(request, sample) : std::string()});
    }
  }
  std::vector<Generation> generations;
  std::size_t cancelled = 0;
  for (std::size_t sample = 0; sample < scripted.size(); ++sample) {
    AEGLE_CHECK(CheckTime(request, stop));
    AEGLE_TRY(streamed, Stream(request, static_cast<int>(sample), scripted[sample].reply, sink, stop));
    Generation& generation = streamed.generation;
    cancelled += streamed.cancelled;
    if (!scripted[sample].tool_calls.empty()) {
      generation.tool_calls_json = scripted[sample].tool_calls;
      generation.finish = FinishReason::kToolCalls;
    }
    generations.push_back(std::move(generation));
  }
  if (cancelled > 0 && cancelled == generations.size()) return Fail(ErrorCode::kCancelled, "every sample was cancelled");
  return generations;
}

Result<std::vector<double>> MockEngine::Score(const GenerationRequest& request, std::span<const std::string> labels) {
  std::scoped_lock lock(mutex_);
  score_requests_.push_back(request);
  std::vector<double> scores;
  for (const std::string& label : labels) {
    if (!score_) {
      scores.push_back(OverlapScore(request, label));
      continue;
    }
    AEGLE_TRY(score, score_(request, label));
    scores.push_back(score);
  }
  return scores;
}

Result<std::vector<std::vector<float>>> MockEngine::Embed(std::span<const std::string> texts) {
  std::scoped_lock lock(mutex_);
  std::vector<std::vector<float>> vectors;
  for (const std::string& text : texts) {
    embedded_.push_back(text);
    vectors.push_back(EmbedWords(text));
  }
  return vectors;
}

Result<int> MockEngine::CountTokens(std::string_view text) { return CountPieces(text); }

}  // namespace aegle
