#include "model/local_engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <set>
#include <system_error>

#include "model/constraint.h"
#include "model/supervisor.h"

namespace aegle {
namespace {

constexpr int kMaxSamples = 256;
constexpr std::size_t kMaxLabels = 1000;

Error Misuse(const char* message, const char* place) { return Error{ErrorCode::kBadUsage, message, place}; }

std::optional<Error> CheckPrompt(const GenerationRequest& request) {
  if (request.messages.empty() && request.prompt.empty()) return Misuse("there is neither a message nor a prompt", "messages");
  if (request.deadline && *request.deadline <= Now()) return Error{ErrorCode::kTimeout, "the deadline had passed before the model was asked"};
  return std::nullopt;
}

std::optional<Error> CheckRequest(const GenerationRequest& request) {
  if (auto error = CheckPrompt(request)) return error;
  if (request.samples < 1 || request.samples > kMaxSamples) return Misuse("samples has to be 1 to 256", "samples");
  if (request.max_tokens < 1) return Misuse("max_tokens has to be at least 1", "max_tokens");
  if (request.top_log_probabilities < 0 || request.top_log_probabilities > 20) return Misuse("top_log_probabilities has to be 0 to 20", "top_log_probabilities");
  const Sampling& s = request.sampling;
  for (float value : {s.temperature, s.top_p, s.min_p, s.repeat_penalty, s.presence_penalty, s.frequency_penalty})
    if (!std::isfinite(value)) return Misuse("a sampling value is not a number", "sampling");
  if (s.temperature < 0 || s.temperature > 10 || s.top_p <= 0 || s.min_p < 0 || s.min_p > 1 || s.repeat_penalty <= 0)
    return Misuse("a sampling value is out of range", "sampling");
  auto constraint = GrammarOf(request.constraint);
  if (!constraint) return constraint.error();
  return std::nullopt;
}

}  // namespace

LocalEngine::LocalEngine(std::unique_ptr<Supervisor> supervisor) : supervisor_(std::move(supervisor)) {}
LocalEngine::~LocalEngine() = default;
ModelInfo LocalEngine::info() const { return supervisor_->info(); }
Result<ModelInfo> LocalEngine::Warm() { return supervisor_->Warm(); }
LocalEngine::Health LocalEngine::health() const { return supervisor_->health(); }

Result<std::vector<Generation>> LocalEngine::Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) {
  if (auto error = CheckRequest(request)) return tl::unexpected(*error);
  wire::Writer out;
  wire::Put(out, request);
  out.U8(sink ? 1 : 0);
  AEGLE_TRY(call, supervisor_->Submit(wire::FrameType::kGenerate, out));
  std::set<int> cancelled;
  for (;;) {
    AEGLE_TRY(news, supervisor_->Await(call, request.deadline, stop));
    for (const Supervisor::Piece& piece : news.pieces) {
      if (!sink || cancelled.count(piece.sample) > 0 || sink(piece.sample, piece.text)) continue;
      cancelled.insert(piece.sample);
      supervisor_->Cancel(call, piece.sample);
    }
    if (!news.answer) continue;
    wire::Reader in(news.answer->payload);
    std::vector<Generation> generations(in.Count());
    for (Generation& generation : generations) generation = wire::GetGeneration(in);
    if (!in.ok()) return Fail(ErrorCode::kModelFailed, "the answer of the model process makes no sense");
    if (cancelled.size() == static_cast<std::size_t>(request.samples)) return Fail(ErrorCode::kCancelled, "every sample was cancelled");
    return generations;
  }
}

Result<std::vector<double>> LocalEngine::Score(const GenerationRequest& request, std::span<const std::string> labels) {
  if (auto error = CheckPrompt(request)) return tl::unexpected(*error);
  if (labels.size() > kMaxLabels) return Fail(ErrorCode::kTooLarge, "more than 1,000 labels", "labels");
  if (labels.empty()) return std::vector<double>();
  GenerationRequest only_prompt = request;
  only_prompt.constraint = {};
  wire::Writer out;
  wire::Put(out, only_prompt);
  wire::Put(out, std::vector<std::string>(labels.begin(), labels.end()));
  AEGLE_TRY(call, supervisor_->Submit(wire::FrameType::kScore, out));
  AEGLE_TRY(news, supervisor_->Await(call, request.deadline, {}));
  wire::Reader in(news.answer->payload);
  std::vector<double> scores(in.Count());
  for (double& score : scores) score = in.F64();
  if (!in.ok() || scores.size() != labels.size()) return Fail(ErrorCode::kModelFailed, "the answer of the model process makes no sense");
  return scores;
}

Result<std::vector<std::vector<float>>> LocalEngine::Embed(std::span<const std::string> texts) {
  if (texts.empty()) return std::vector<std::vector<float>>();
  wire::Writer out;
  wire::Put(out, std::vector<std::string>(texts.begin(), texts.end()));
  AEGLE_TRY(call, supervisor_->Submit(wire::FrameType::kEmbed, out));
  AEGLE_TRY(news, supervisor_->Await(call, std::nullopt, {}));
  wire::Reader in(news.answer->payload);
  std::vector<std::vector<float>> embeddings(in.Count());
  for (std::vector<float>& embedding : embeddings) embedding = in.Floats();
  if (!in.ok() || embeddings.size() != texts.size()) return Fail(ErrorCode::kModelFailed, "the answer of the model process makes no sense");
  return embeddings;
}

Result<int> LocalEngine::CountTokens(std::string_view text) {
  wire::Writer out;
  out.Text(text);
  AEGLE_TRY(call, supervisor_->Submit(wire::FrameType::kCount, out));
  AEGLE_TRY(news, supervisor_->Await(call, std::nullopt, {}));
  wire::Reader in(news.answer->payload);
  int count = in.I32();
  if (!in.ok()) return Fail(ErrorCode::kModelFailed, "the answer of the model process makes no sense");
  return count;
}

Result<std::unique_ptr<LocalEngine>> MakeLocalEngine(LocalEngineOptions options) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(options.model_path, error))
    return Fail(ErrorCode::kNotFound, "there is no model file", options.model_path, "Run: aegle models pull");
  if (options.context < 64 || options.parallel < 1 || options.parallel > 64 || options.queue_limit < 1 || options.threads < 0 || options.worker_command.empty())
    return Fail(ErrorCode::kBadUsage, "an option of the model is out of range", "model");
  return std::unique_ptr<LocalEngine>(new LocalEngine(std::make_unique<LocalEngine::Supervisor>(std::move(options))));
}

}  // namespace aegle
