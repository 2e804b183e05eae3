#include "model/remote_engine.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/text.h"
#include "model/constraint.h"
#include "model/model_files.h"
#include "model/remote_http.h"
#include "model/remote_score.h"
#include "model/remote_stream.h"

namespace aegle {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxKeyBytes = 4096;
constexpr std::size_t kEmbeddingBatch = 64;
constexpr int kMaxSamples = 256;
constexpr int kConnections = 8;      // at once, for the samples of one request

Result<std::string> ReadKeyFile(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 077) != 0)
    return Fail(ErrorCode::kDenied, "other users may read the file of the API key", path.string(), "chmod 600 " + path.string());
  AEGLE_TRY(text, ReadSmallFile(path, kMaxKeyBytes));
  return std::string(Trim(text));
}

Result<std::string> ReadKey(const RemoteOptions& options) {
  std::string key;
  if (!options.api_key_file.empty()) {
    AEGLE_TRY(from_file, ReadKeyFile(options.api_key_file));
    key = from_file;
  } else if (!options.api_key_variable.empty()) {
    const char* value = std::getenv(options.api_key_variable.c_str());
    if (value == nullptr) return Fail(ErrorCode::kUnavailable, fmt::format("the variable {} with the API key is not set", options.api_key_variable));
    key = Trim(value);
  }
  bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!plain) return Fail(ErrorCode::kBadInput, "the API key has characters that no key has");
  return key;
}

Result<Json> ParseJson(const std::string& text, const char* what) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Fail(ErrorCode::kBadUsage, fmt::format("{} is not well-formed JSON", what), what);
  return json;
}

tl::unexpected<Error> CannotEnforce(std::string_view what) {
  return Fail(ErrorCode::kCannotEnforce, fmt::format("the remote server cannot guarantee {}", what), "", "Use a local model, or a llama-server and say so in the settings.");
}

Result<void> AddConstraint(Json& body, const Constraint& constraint, RemoteKind kind) {
  if (constraint.kind == Constraint::Kind::kNone) return {};
  if (kind == RemoteKind::kOther) return CannotEnforce("the form of its answer");
  if (kind == RemoteKind::kLlamaServer) {
    AEGLE_TRY(grammar, GrammarOf(constraint));
    body["grammar"] = grammar;
    return {};
  }
  if (constraint.kind == Constraint::Kind::kGrammar) return CannotEnforce("a grammar");
  if (constraint.kind == Constraint::Kind::kJsonObject) {
    body["response_format"] = {{"type", "json_object"}};
    return {};
  }
  // Refuses what the local engine would refuse too, so that both mean the same by a schema.
  AEGLE_CHECK(GrammarOf(constraint));
  AEGLE_TRY(schema, ParseJson(constraint.text, "schema"));
  body["response_format"] = {{"type", "json_schema"}, {"json_schema", {{"name", "answer"}, {"strict", true}, {"schema", schema}}}};
  return {};
}

void AddSampling(Json& body, const Sampling& sampling, RemoteKind kind, std::uint32_t seed) {
  body["temperature"] = sampling.temperature;
  body["top_p"] = sampling.top_p;
  body["seed"] = seed;
  if (sampling.presence_penalty != 0) body["presence_penalty"] = sampling.presence_penalty;
  if (sampling.frequency_penalty != 0) body["frequency_penalty"] = sampling.frequency_penalty;
  if (kind == RemoteKind::kOther) return;
  body["top_k"] = sampling.top_k;
  body["min_p"] = sampling.min_p;
  body[kind == RemoteKind::kVllm ? "repetition_penalty" : "repeat_penalty"] = sampling.repeat_penalty;
}

Result<Json> BuildBody(const GenerationRequest& request, const RemoteOptions& options, int samples, std::uint32_t seed) {
  bool chat = !request.messages.empty();
  Json body{{"model", options.model}, {"stream", true}, {"stream_options", {{"include_usage", true}}}, {"max_tokens", request.max_tokens}};
  if (samples > 1) body["n"] = samples;
  if (!request.stop.empty()) body["stop"] = request.stop;
  AddSampling(body, request.sampling, options.kind, seed);
  if (request.top_log_probabilities > 0) {
    if (chat) {
      body["logprobs"] = true;
      body["top_logprobs"] = request.top_log_probabilities;
    } else {
      body["logprobs"] = request.top_log_probabilities;
    }
  }
  AEGLE_CHECK(AddConstraint(body, request.constraint, options.kind));
  if (!chat) {
    body["prompt"] = request.prompt;
    return body;
  }
  AEGLE_TRY(messages, MessagesToJson(request.messages));
  body["messages"] = messages;
  if (!request.tools_json.empty()) {
    AEGLE_TRY(tools, ParseJson(request.tools_json, "tools"));
    body["tools"] = tools;
  }
  if (!request.tool_choice.empty()) body["tool_choice"] = request.tool_choice;
  return body;
}

// A server that failed open is caught here, as far as JSON goes. An answer that was cut at its length says so itself.
Result<void> CheckForm(const Generation& generation, const Constraint& constraint) {
  bool json = constraint.kind == Constraint::Kind::kJsonSchema || constraint.kind == Constraint::Kind::kJsonObject;
  if (!json || generation.finish != FinishReason::kStop) return {};
  Json parsed = Json::parse(generation.text, nullptr, false);
  if (parsed.is_discarded() || (constraint.kind == Constraint::Kind::kJsonObject && !parsed.is_object()))
    return Fail(ErrorCode::kModelFailed, "the server did not keep to the form that was asked for");
  return {};
}

Result<std::vector<float>> ReadVector(const Json& entry, std::size_t& size) {
  auto values = entry.find("embedding");
  if (values == entry.end() || !values->is_array() || values->empty()) return Fail(ErrorCode::kModelFailed, "an embedding is missing in the server's answer");
  if (size == 0) size = values->size();
  if (values->size() != size) return Fail(ErrorCode::kModelFailed, "the embeddings in the server's answer have different sizes");
  std::vector<float> vector;
  double square = 0;
  for (const Json& value : *values) {
    if (!value.is_number()) return Fail(ErrorCode::kModelFailed, "an embedding in the server's answer has something else than numbers");
    vector.push_back(value.get<float>());
    square += double{vector.back()} * double{vector.back()};
  }
  if (!std::isfinite(square) || square == 0) return Fail(ErrorCode::kModelFailed, "an embedding in the server's answer has no direction");
  for (float& value : vector) value = static_cast<float>(value / std::sqrt(square));
  return vector;
}

}  // namespace

struct RemoteEngine::State {
  RemoteOptions options;
  RemotePaths paths;
  RemoteHttp http;

  struct Part {
    std::vector<Generation> generations;
    int cancelled = 0;
  };

  // One stream with `samples` samples.
  Result<Part> Stream(const GenerationRequest& request, int first, int samples, const TokenSink& sink, const std::stop_token& stop) const {
    AEGLE_TRY(body, BuildBody(request, options, samples, request.sampling.seed + static_cast<std::uint32_t>(first)));
    RemoteStream stream(samples, first, sink);
    std::string path = paths.api + (request.messages.empty() ? "/completions" : "/chat/completions");
    AEGLE_TRY(text, DumpJson(body));
    Result<void> posted = http.PostForEvents({path, text, request.deadline, stop}, [&](std::string_view data) { return stream.OnEvent(data); });
    Part part;
    for (int sample = 0; sample < samples; ++sample) part.cancelled += stream.cancelled(sample);
    if (!posted && part.cancelled < samples) {
      Error error = posted.error();
      // The prompt alone would have been accepted: it is the grammar or schema that the server refuses.
      if (error.code == ErrorCode::kBadUsage && request.constraint.kind != Constraint::Kind::kNone) return CannotEnforce("this constraint: " + error.message);
      return tl::unexpected(std::move(error));
    }
    AEGLE_TRY(generations, stream.Finish());
    for (int sample = 0; sample < samples; ++sample) {
      if (!stream.cancelled(sample)) AEGLE_CHECK(CheckForm(generations[static_cast<std::size_t>(sample)], request.constraint));
    }
    part.generations = std::move(generations);
    return part;
  }

  // A stream for each sample, some at a time; the first error ends all.
  Result<Part> StreamEach(const GenerationRequest& request, const TokenSink& sink, const std::stop_token& stop) const {
    auto count = static_cast<std::size_t>(request.samples);
    std::vector<Result<Part>> parts(count, Part{});
    std::mutex sink_mutex;      // the sink is called from several streams
    TokenSink one_at_a_time = [&](int sample, std::string_view piece) {
      std::scoped_lock lock(sink_mutex);
      return sink(sample, piece);
    };
    std::stop_source all;
    std::stop_callback pass_on(stop, [&] { all.request_stop(); });
    std::atomic<std::size_t> next{0};
    auto work = [&] {
      for (std::size_t i = next++; i < count; i = next++) {
        parts[i] = Stream(request, static_cast<int>(i), 1, sink ? one_at_a_time : TokenSink(), all.get_token());
        if (!parts[i]) all.request_stop();
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < std::min<std::size_t>(count, kConnections); ++i) threads.emplace_back(work);
    }
    Part joined;
    const Error* failure = nullptr;
    for (Result<Part>& part : parts) {
      // The others end with kCancelled because of the first one.
      if (!part && (failure == nullptr || failure->code == ErrorCode::kCancelled)) failure = &part.error();
      if (!part) continue;
      joined.cancelled += part->cancelled;
      for (Generation& generation : part->generations) joined.generations.push_back(std::move(generation));
    }
    if (failure != nullptr) return tl::unexpected(*failure);
    return joined;
  }
};

RemoteEngine::RemoteEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}
RemoteEngine::~RemoteEngine() = default;

Result<std::unique_ptr<RemoteEngine>> RemoteEngine::Create(RemoteOptions options) {
  AEGLE_TRY(url, Url::Parse(options.base_url));
  if (url.scheme != "https" && !url.IsLoopback() && !options.allow_http)
    return Fail(ErrorCode::kDenied, "http to another machine would send prompts in clear text", url.Origin(), "Use https, or set allow_http for this model.");
  AEGLE_TRY(key, ReadKey(options));
  if (options.name.empty()) options.name = options.model;
  RemotePaths paths;
  paths.api = url.target.substr(0, url.target.find('?'));
  while (paths.api.ends_with('/')) paths.api.pop_back();
  paths.root = paths.api.ends_with("/v1") ? paths.api.substr(0, paths.api.size() - 3) : paths.api;
  RemoteHttp http(url, key, options);
  return std::unique_ptr<RemoteEngine>(new RemoteEngine(std::make_unique<State>(State{options, paths, http})));
}

ModelInfo RemoteEngine::info() const {
  const RemoteOptions& options = state_->options;
  ModelInfo info;
  info.name = options.name;
  info.description = fmt::format("{} at {}", options.model, options.base_url);
  info.context = options.context;
  info.embedding_size = options.embedding_size;
  info.chat = options.chat;
  info.remote = true;
  return info;
}

Result<std::vector<Generation>> RemoteEngine::Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) {
  if (request.samples < 1 || request.samples > kMaxSamples) return Fail(ErrorCode::kBadUsage, fmt::format("{} samples are not in 1..{}", request.samples, kMaxSamples), "samples");
  // Only vLLM is known to honour "n"; others would silently give one sample.
  bool one_stream = request.samples == 1 || state_->options.kind == RemoteKind::kVllm;
  AEGLE_TRY(part, one_stream ? state_->Stream(request, 0, request.samples, sink, stop) : state_->StreamEach(request, sink, stop));
  if (part.cancelled == request.samples) return Fail(ErrorCode::kCancelled, "every sample was cancelled");
  return std::move(part.generations);
}

Result<std::vector<double>> RemoteEngine::Score(const GenerationRequest& request, std::span<const std::string> labels) {
  return ScoreRemotely(state_->http, state_->paths, state_->options, request, labels);
}

Result<std::vector<std::vector<float>>> RemoteEngine::Embed(std::span<const std::string> texts) {
  std::vector<std::vector<float>> vectors(texts.size());
  auto size = static_cast<std::size_t>(state_->options.embedding_size);
  for (std::size_t begin = 0; begin < texts.size(); begin += kEmbeddingBatch) {
    std::size_t count = std::min(kEmbeddingBatch, texts.size() - begin);
    Json input(std::vector<std::string>(texts.begin() + static_cast<std::ptrdiff_t>(begin), texts.begin() + static_cast<std::ptrdiff_t>(begin + count)));
    Json body{{"model", state_->options.model}, {"input", input}, {"encoding_format", "float"}};
    AEGLE_TRY(dumped, DumpJson(body));
    AEGLE_TRY(answer, state_->http.PostForJson({state_->paths.api + "/embeddings", dumped, {}, {}}));
    auto data = answer.find("data");
    if (data == answer.end() || !data->is_array() || data->size() != count) return Fail(ErrorCode::kModelFailed, "the server answered with another number of embeddings");
    for (std::size_t i = 0; i < count; ++i) {
      const Json& entry = (*data)[i];
      std::size_t index = entry.is_object() && entry.contains("index") && entry["index"].is_number_unsigned() ? entry["index"].get<std::size_t>() : i;
      if (!entry.is_object() || index >= count || !vectors[begin + index].empty()) return Fail(ErrorCode::kModelFailed, "the server's embeddings are numbered wrongly");
      AEGLE_TRY(vector, ReadVector(entry, size));
      vectors[begin + index] = std::move(vector);
    }
  }
  return vectors;
}

Result<int> RemoteEngine::CountTokens(std::string_view text) {
  if (state_->options.kind != RemoteKind::kOther) {
    AEGLE_TRY(tokens, TokenizeRemotely(state_->http, state_->paths, state_->options, text, SpecialTokens::kNo));
    return static_cast<int>(tokens.size());
  }
  // Common vocabularies need a token for about four English letters and up to two for a Korean syllable.
  double estimate = 0;
  for (std::size_t at = 0; at < text.size();) estimate += NextCodePoint(text, at) < 0x80 ? 1.0 / 3 : 2.0;
  return static_cast<int>(std::ceil(estimate));
}

}  // namespace aegle
