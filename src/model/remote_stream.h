// Puts the chunks of an OpenAI stream together into Generations. One stream, one thread.
// Source: the OpenAI API reference, "chat completion chunk object" and "completion object".
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/engine.h"

namespace aegle {

class RemoteStream {
 public:
  // Samples are numbered from `first_sample` in what the sink sees.
  RemoteStream(int samples, int first_sample, const TokenSink& sink);

  // One event. Errors: kModelFailed (not JSON, an error event, fields of the wrong type), kCancelled (all samples cancelled).
  Result<void> OnEvent(std::string_view data);
  // After the last event. Errors: kModelFailed where a sample did not come to its end.
  Result<std::vector<Generation>> Finish();
  // Whether the sink cancelled that sample; its text ends where it did.
  [[nodiscard]] bool cancelled(int sample) const { return samples_[static_cast<std::size_t>(sample)].cancelled; }

 private:
  struct ToolCall {
    std::string id, name, arguments;
  };
  struct Sample {
    Generation generation;
    std::map<int, ToolCall> tool_calls;
    bool finished = false, cancelled = false;
  };
  Result<void> OnChoice(const nlohmann::json& choice);
  Result<void> OnText(Sample& sample, int index, const std::string& text);
  static void OnToolCalls(Sample& sample, const nlohmann::json& calls);
  static void OnLogProbabilities(Sample& sample, const nlohmann::json& log_probabilities);
  void OnUsage(const nlohmann::json& usage);

  std::vector<Sample> samples_;
  int first_sample_;
  const TokenSink& sink_;
  Instant begin_;
};

}  // namespace aegle
