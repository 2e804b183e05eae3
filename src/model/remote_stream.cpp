#include "model/remote_stream.h"

#include <algorithm>

namespace aegle {
namespace {

using Json = nlohmann::json;

tl::unexpected<Error> Malformed(std::string message) { return Fail(ErrorCode::kModelFailed, std::move(message), "event stream of the model server"); }

std::string TextOf(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

float NumberOf(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<float>() : 0.0f;
}

int CountOf(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? static_cast<int>(std::clamp<std::int64_t>(found->get<std::int64_t>(), 0, 1 << 30)) : 0;
}

}  // namespace

RemoteStream::RemoteStream(int samples, int first_sample, const TokenSink& sink)
    : samples_(static_cast<std::size_t>(samples)), first_sample_(first_sample), sink_(sink), begin_(Now()) {}

Result<void> RemoteStream::OnEvent(std::string_view data) {
  if (data == "[DONE]") return {};
  Json chunk = Json::parse(data, nullptr, false);
  if (!chunk.is_object()) return Malformed("an event is not a JSON object");
  if (chunk.contains("error")) return Malformed("the server reported an error while it generated");
  if (auto usage = chunk.find("usage"); usage != chunk.end() && usage->is_object()) OnUsage(*usage);
  auto choices = chunk.find("choices");
  if (choices == chunk.end()) return {};
  if (!choices->is_array()) return Malformed("\"choices\" is not a list");
  for (const Json& choice : *choices) AEGLE_CHECK(OnChoice(choice));
  bool all_cancelled = std::all_of(samples_.begin(), samples_.end(), [](const Sample& sample) { return sample.cancelled; });
  if (all_cancelled) return Fail(ErrorCode::kCancelled, "every sample was cancelled");
  return {};
}

Result<void> RemoteStream::OnChoice(const Json& choice) {
  if (!choice.is_object()) return Malformed("a choice is not an object");
  int index = CountOf(choice, "index");
  if (static_cast<std::size_t>(index) >= samples_.size()) return Malformed("a choice that nobody asked for");
  Sample& sample = samples_[static_cast<std::size_t>(index)];
  if (sample.cancelled) return {};
  auto delta = choice.find("delta");
  const Json& part = delta != choice.end() && delta->is_object() ? *delta : choice;
  if (auto calls = part.find("tool_calls"); calls != part.end() && calls->is_array()) OnToolCalls(sample, *calls);
  if (auto logs = choice.find("logprobs"); logs != choice.end() && logs->is_object()) OnLogProbabilities(sample, *logs);
  AEGLE_CHECK(OnText(sample, index, TextOf(part, delta != choice.end() ? "content" : "text")));
  std::string finish = TextOf(choice, "finish_reason");
  if (finish.empty()) return {};
  sample.finished = true;
  if (finish == "length") {
    sample.generation.finish = FinishReason::kLength;
  } else if (finish == "tool_calls") {
    sample.generation.finish = FinishReason::kToolCalls;
  } else if (finish != "stop") {
    return Malformed("the server ended the answer for another reason than its end or length");
  }
  return {};
}

Result<void> RemoteStream::OnText(Sample& sample, int index, const std::string& text) {
  if (text.empty()) return {};
  if (sample.generation.text.empty()) sample.generation.seconds_to_first_token = static_cast<double>(Now() - begin_) / 1000;
  sample.generation.text += text;
  sample.cancelled = sink_ && !sink_(first_sample_ + index, text);
  return {};
}

void RemoteStream::OnToolCalls(Sample& sample, const Json& calls) {
  for (const Json& call : calls) {
    if (!call.is_object()) continue;
    ToolCall& known = sample.tool_calls[CountOf(call, "index")];
    if (std::string id = TextOf(call, "id"); !id.empty()) known.id = id;
    auto function = call.find("function");
    if (function == call.end() || !function->is_object()) continue;
    known.name += TextOf(*function, "name");
    known.arguments += TextOf(*function, "arguments");
  }
}

// Chat completions list objects under "content"; older completions have parallel lists.
void RemoteStream::OnLogProbabilities(Sample& sample, const Json& logs) {
  auto& tokens = sample.generation.tokens;
  if (auto content = logs.find("content"); content != logs.end() && content->is_array()) {
    for (const Json& entry : *content) {
      if (!entry.is_object()) continue;
      TokenProbability token{TextOf(entry, "token"), NumberOf(entry, "logprob"), {}};
      for (const Json& other : entry.value("top_logprobs", Json::array()))
        if (other.is_object()) token.alternatives.emplace_back(TextOf(other, "token"), NumberOf(other, "logprob"));
      tokens.push_back(std::move(token));
    }
    return;
  }
  auto texts = logs.find("tokens");
  auto values = logs.find("token_logprobs");
  if (texts == logs.end() || values == logs.end() || !texts->is_array() || !values->is_array()) return;
  const Json tops = logs.value("top_logprobs", Json::array());
  for (std::size_t i = 0; i < std::min(texts->size(), values->size()); ++i) {
    if (!(*texts)[i].is_string() || !(*values)[i].is_number()) continue;
    TokenProbability token{(*texts)[i].get<std::string>(), (*values)[i].get<float>(), {}};
    if (tops.is_array() && i < tops.size() && tops[i].is_object())
      for (const auto& [text, value] : tops[i].items())
        if (value.is_number()) token.alternatives.emplace_back(text, value.get<float>());
    tokens.push_back(std::move(token));
  }
}

// The usage of all samples together: the prompt is counted once, the answer is shared out evenly.
void RemoteStream::OnUsage(const Json& usage) {
  int count = static_cast<int>(samples_.size());
  const Json details = usage.value("prompt_tokens_details", Json());
  for (Sample& sample : samples_) {
    sample.generation.prompt_tokens = CountOf(usage, "prompt_tokens");
    sample.generation.generated_tokens = CountOf(usage, "completion_tokens") / count;
    if (details.is_object()) sample.generation.reused_prompt_tokens = CountOf(details, "cached_tokens");
  }
}

Result<std::vector<Generation>> RemoteStream::Finish() {
  std::vector<Generation> generations;
  for (Sample& sample : samples_) {
    if (!sample.finished && !sample.cancelled) return Malformed("the stream ended before the answer was complete");
    Json calls = Json::array();
    for (const auto& [index, call] : sample.tool_calls) calls.push_back({{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    if (!calls.empty()) {
      sample.generation.tool_calls_json = calls.dump();
      sample.generation.finish = FinishReason::kToolCalls;
    }
    sample.generation.seconds = static_cast<double>(Now() - begin_) / 1000;
    generations.push_back(std::move(sample.generation));
  }
  return generations;
}

}  // namespace aegle
