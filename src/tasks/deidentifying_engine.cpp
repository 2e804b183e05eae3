#include "tasks/deidentifying_engine.h"

namespace aegle {
namespace {

// One call: nobody's in particular, so all dates of it move together.
class Call {
 public:
  Call() : deid_(ProjectKey::Generate(), {}) {}
  std::string Out(std::string_view text) { return deid_.Deidentify(text, {}).text; }
  [[nodiscard]] std::string Back(std::string_view text) const { return deid_.Reidentify(text, {}); }

  GenerationRequest Out(GenerationRequest request) {
    for (Message& message : request.messages) message.content = Out(message.content);
    if (!request.prompt.empty()) request.prompt = Out(request.prompt);
    for (std::string& stop : request.stop) stop = Out(stop);
    return request;
  }
  std::vector<std::string> Out(std::span<const std::string> texts) {
    std::vector<std::string> all;
    for (const std::string& text : texts) all.push_back(Out(text));
    return all;
  }

 private:
  Deidentifier deid_;
};

}  // namespace

Result<std::vector<Generation>> DeidentifyingEngine::Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) {
  Call call;
  AEGLE_TRY(generations, inner_->Generate(call.Out(request), {}, std::move(stop)));
  for (std::size_t sample = 0; sample < generations.size(); ++sample) {
    Generation& generation = generations[sample];
    generation.text = call.Back(generation.text);
    if (!generation.tool_calls_json.empty()) generation.tool_calls_json = call.Back(generation.tool_calls_json);
    generation.tokens.clear();   // they spell the surrogates
    if (sink && !generation.text.empty()) sink(static_cast<int>(sample), generation.text);
  }
  return std::move(generations);
}

Result<std::vector<double>> DeidentifyingEngine::Score(const GenerationRequest& request, std::span<const std::string> labels) {
  Call call;
  GenerationRequest safe = call.Out(request);
  return inner_->Score(safe, call.Out(labels));
}

Result<std::vector<std::vector<float>>> DeidentifyingEngine::Embed(std::span<const std::string> texts) { return inner_->Embed(Call().Out(texts)); }

Result<int> DeidentifyingEngine::CountTokens(std::string_view text) { return inner_->CountTokens(Call().Out(text)); }

}  // namespace aegle
