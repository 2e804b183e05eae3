// The OpenAI API's JSON (platform reference, 2024-2025: chat completions, completions, embeddings) to and from engine types.
//
// A parameter that would change the output and cannot be honoured is an error, never ignored.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/engine.h"

namespace aegle {

struct OpenAiRequest {
  GenerationRequest generation;
  bool stream = false;
  bool include_usage = false;      // of a stream: one more chunk with the token counts
  bool log_probabilities = false;
  bool echo = false;               // of /v1/completions
};

Result<OpenAiRequest> ParseChatRequest(std::string_view body);
Result<OpenAiRequest> ParseCompletionRequest(std::string_view body);

struct EmbeddingRequest {
  std::vector<std::string> texts;
  bool base64 = false;             // encoding_format, as the official client asks for
};
Result<EmbeddingRequest> ParseEmbeddingRequest(std::string_view body);

struct OpenAiReplyHead {
  std::string id, model;
  std::int64_t created = 0;        // seconds since 1970
};

std::string ChatCompletionJson(const OpenAiReplyHead& head, const OpenAiRequest& request, const std::vector<Generation>& samples);
std::string CompletionJson(const OpenAiReplyHead& head, const OpenAiRequest& request, const std::vector<Generation>& samples);
std::string EmbeddingsJson(std::string_view model, const EmbeddingRequest& request, const std::vector<std::vector<float>>& vectors, int tokens);

// Chunks of a stream; `chat` chooses "delta" or "text".
std::string PieceChunk(const OpenAiReplyHead& head, bool chat, int sample, std::string_view piece);
std::string RoleChunk(const OpenAiReplyHead& head, int sample);
std::string LastChunk(const OpenAiReplyHead& head, bool chat, int sample, const Generation& generation, const OpenAiRequest& request);
std::string UsageChunk(const OpenAiReplyHead& head, bool chat, const std::vector<Generation>& samples);

}  // namespace aegle
