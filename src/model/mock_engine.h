// MockEngine: an Engine without a model, for tests. Deterministic; the script is the model.
//
//   MockEngine engine({"first reply", "second reply"});                  // in order of the samples; then kModelFailed
//   MockEngine engine([](const GenerationRequest& request, int sample) -> Result<std::string> { ... });
//   engine.requests().size();                                            // what was asked, in order
//
// Replies are streamed word by word to the sink. Honoured: stop texts, max_tokens (a word is a token), samples, deadline,
// stop_token, a sink that answers false. A constraint is recorded, never applied: the script writes what would come out.
// A reply of tool calls is given by OnToolCalls. Embeddings are hashed bags of SearchTerms, L2-normalised, so that texts
// with common words are near. All methods may be called from any thread; the script is called under a lock.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "model/engine.h"

namespace aegle {

class MockEngine : public Engine {
 public:
  using Reply = std::function<Result<std::string>(const GenerationRequest& request, int sample)>;
  using LabelScore = std::function<Result<double>(const GenerationRequest& request, const std::string& label)>;
  using ToolCalls = std::function<std::string(const GenerationRequest& request, int sample)>;

  // Every reply is empty.
  MockEngine();
  explicit MockEngine(Reply reply);
  explicit MockEngine(std::vector<std::string> replies);

  // Without it a label scores minus the number of its words that the prompt does not contain.
  void OnScore(LabelScore score);
  // An OpenAI "tool_calls" array, or "" where the sample calls none.
  void OnToolCalls(ToolCalls calls);
  void SetInfo(ModelInfo info);

  [[nodiscard]] std::vector<GenerationRequest> requests() const;        // of Generate
  [[nodiscard]] std::vector<GenerationRequest> score_requests() const;
  [[nodiscard]] std::vector<std::string> embedded_texts() const;

  [[nodiscard]] ModelInfo info() const override;
  Result<std::vector<Generation>> Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) override;
  Result<std::vector<double>> Score(const GenerationRequest& request, std::span<const std::string> labels) override;
  Result<std::vector<std::vector<float>>> Embed(std::span<const std::string> texts) override;
  Result<int> CountTokens(std::string_view text) override;

 private:
  mutable std::mutex mutex_;      // guards all below
  Reply reply_;
  LabelScore score_;
  ToolCalls tool_calls_;
  ModelInfo info_;
  std::vector<GenerationRequest> requests_, score_requests_;
  std::vector<std::string> embedded_;
};

}  // namespace aegle
