// Engine: text in, text out, by a language model. Read this first.
//
// Local (llama.cpp in a worker process), remote (any OpenAI-compatible server) and mock are the same to a task.
// Every method may be called from any thread and blocks until it is done; requests of many threads run as one batch.
// Errors: kBusy (queue full), kTimeout, kCancelled, kModelFailed (the model stopped; nothing partial is called complete),
// kCannotEnforce (a grammar or schema that the engine cannot guarantee), kTooLarge (prompt over the context), kUnavailable.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace aegle {

struct Message {
  std::string role;  // "system", "user", "assistant", "tool"
  std::string content;
  std::string tool_calls_json;  // of an assistant turn, as OpenAI; empty otherwise
  std::string tool_call_id;     // of a tool turn
};

// What the output has to look like. At most one; enforced while sampling, never only asked for.
struct Constraint {
  enum class Kind : std::uint8_t { kNone, kGrammar, kJsonSchema, kJsonObject } kind = Kind::kNone;
  std::string text;  // GBNF grammar with rule "root", or a JSON schema
};

struct Sampling {
  float temperature = 0;  // 0 = greedy
  int top_k = 40;
  float top_p = 0.95f;
  float min_p = 0.05f;
  float repeat_penalty = 1.0f;
  float presence_penalty = 0, frequency_penalty = 0;
  std::uint32_t seed = 1;
};

struct GenerationRequest {
  std::vector<Message> messages;  // rendered with the model's own chat template ...
  std::string prompt;             // ... or, where `messages` is empty, text as it is
  std::string tools_json;         // OpenAI "tools" array, passed to the template; empty for none
  std::string tool_choice;        // "auto", "none", "required" or ""
  Sampling sampling;
  Constraint constraint;
  std::vector<std::string> stop;  // ends before the first of these
  int max_tokens = 512;
  int samples = 1;                  // independent samples of the same prompt; they share its KV cache
  int top_log_probabilities = 0;    // 0..20: how many alternatives each token carries
  std::optional<Instant> deadline;  // wall clock
  // The same tokens in every run on the same machine. A local model then computes this request alone and without reuse:
  // sums in floating point depend on what else is in a batch and in the cache. For evaluations; slower for everybody.
  bool reproducible = false;
  bool ignore_eos = false;  // goes on to max_tokens, for measurements of speed; without a constraint only
};

struct TokenProbability {
  std::string token;
  float log_probability = 0;
  std::vector<std::pair<std::string, float>> alternatives;
};

enum class FinishReason : std::uint8_t { kStop, kLength, kToolCalls };

struct Generation {
  std::string text;             // without the stop text
  std::string tool_calls_json;  // OpenAI "tool_calls" array where the model called tools, else empty
  FinishReason finish = FinishReason::kStop;
  std::vector<TokenProbability> tokens;  // where log-probabilities were asked for
  int prompt_tokens = 0;
  int reused_prompt_tokens = 0;  // came from the KV cache
  int generated_tokens = 0;
  double seconds_to_first_token = 0, seconds = 0;
};

// Called from an engine thread with each new piece of valid UTF-8 of one sample. False cancels that sample.
using TokenSink = std::function<bool(int sample, std::string_view piece)>;

struct ModelInfo {
  std::string name;         // in the catalogue
  std::string description;  // "qwen2 1.5B Q4_K - Medium"
  std::string sha256;       // of the weights; empty for a remote one
  std::int64_t parameters = 0;
  int context = 0;         // tokens
  int embedding_size = 0;  // 0 where it does not embed
  bool chat = false;
  bool remote = false;
};

class Engine {
 public:
  virtual ~Engine() = default;
  [[nodiscard]] virtual ModelInfo info() const = 0;
  // One Generation a sample, in order. `sink` may be empty.
  virtual Result<std::vector<Generation>> Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) = 0;
  // Log-likelihood of each label as the continuation of the request's prompt: sum over its tokens.
  virtual Result<std::vector<double>> Score(const GenerationRequest& request, std::span<const std::string> labels) = 0;
  // [texts.size()][embedding_size] float, L2-normalised, pooled as the model says.
  virtual Result<std::vector<std::vector<float>>> Embed(std::span<const std::string> texts) = 0;
  virtual Result<int> CountTokens(std::string_view text) = 0;
};

// One sample, waited for.
Result<Generation> GenerateOne(Engine& engine, const GenerationRequest& request, std::stop_token stop = {});

}  // namespace aegle
