// Log-likelihood of labels by remote servers. Internal to RemoteEngine.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/engine.h"
#include "model/remote_http.h"

namespace aegle {

struct RemotePaths {
  std::string api;        // "/v1"
  std::string root;       // "": where /tokenize lies
};

// One number a label: the sum of the log-probabilities of its tokens behind the prompt. Errors: kUnsupported (this kind of
// server gives no probabilities for that), kModelFailed, those of RemoteHttp.
Result<std::vector<double>> ScoreRemotely(const RemoteHttp& http, const RemotePaths& paths, const RemoteOptions& options, const GenerationRequest& request,
                                          std::span<const std::string> labels);

// Token ids by the server's own tokenizer (llama-server and vLLM). `special`: with the tokens that open a prompt, and with
// the model's control words read as tokens.
enum class SpecialTokens : bool { kNo, kYes };
Result<std::vector<std::int64_t>> TokenizeRemotely(const RemoteHttp& http, const RemotePaths& paths, const RemoteOptions& options, std::string_view text, SpecialTokens special,
                                                   std::optional<Instant> deadline = {});

// The text of a request's body. Errors: kBadInput (a text that is not UTF-8, which JSON cannot carry).
Result<std::string> DumpJson(const nlohmann::json& json);

// [{"role": ..., "content": ...}] as OpenAI has it. Errors: kBadUsage (tool_calls_json is not JSON).
Result<nlohmann::json> MessagesToJson(const std::vector<Message>& messages);

}  // namespace aegle
