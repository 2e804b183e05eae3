#include "serve/openai_json.h"

#include <sodium.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/time.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostSamples = 64;
constexpr int kMostStops = 16;
constexpr std::size_t kMostEmbeddings = 2048;

auto Bad(std::string message, std::string place) { return Fail(ErrorCode::kBadUsage, std::move(message), std::move(place)); }

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<Json> ParseObject(std::string_view body) {
  Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return Bad("the body is not a JSON object", "body");
  return json;
}

bool Has(const Json& json, const char* name) { return json.contains(name) && !json[name].is_null(); }

Result<double> NumberIn(const Json& json, const char* name, double fallback, double low, double high) {
  if (!Has(json, name)) return fallback;
  if (!json[name].is_number()) return Bad(std::string(name) + " must be a number", name);
  double value = json[name].get<double>();
  if (!(value >= low && value <= high))
    return Bad(std::string(name) + " must be from " + Json(low).dump() + " to " + Json(high).dump(), name);
  return value;
}

// Content is a string, or an array of parts of type text.
Result<std::string> ContentText(const Json& content) {
  if (content.is_null()) return std::string{};
  if (content.is_string()) return content.get<std::string>();
  if (!content.is_array()) return Bad("content must be a string or an array of parts", "messages");
  std::string text;
  for (const auto& part : content) {
    if (!part.is_object() || part.value("type", "") != "text" || !part.contains("text") || !part["text"].is_string())
      return Fail(ErrorCode::kUnsupported, "this model reads parts of type text only", "messages");
    text += part["text"].get<std::string>();
  }
  return text;
}

Result<Message> ParseMessage(const Json& json) {
  if (!json.is_object() || !json.contains("role") || !json["role"].is_string()) return Bad("a message needs a role", "messages");
  Message message;
  message.role = json["role"].get<std::string>();
  if (message.role == "developer") message.role = "system";
  if (message.role != "system" && message.role != "user" && message.role != "assistant" && message.role != "tool")
    return Bad("there is no role \"" + message.role.substr(0, 40) + "\"", "messages");
  if (json.contains("content")) {
    AEGLE_TRY(text, ContentText(json["content"]));
    message.content = std::move(text);
  }
  if (Has(json, "tool_calls")) message.tool_calls_json = Dump(json["tool_calls"]);
  if (Has(json, "tool_call_id") && json["tool_call_id"].is_string()) message.tool_call_id = json["tool_call_id"].get<std::string>();
  return message;
}

Result<void> ParseStops(const Json& json, GenerationRequest& request) {
  if (!Has(json, "stop")) return {};
  const Json& stop = json["stop"];
  if (stop.is_string()) {
    request.stop.push_back(stop.get<std::string>());
  } else if (stop.is_array() && stop.size() <= kMostStops) {
    for (const auto& one : stop) {
      if (!one.is_string()) return Bad("stop must be text", "stop");
      request.stop.push_back(one.get<std::string>());
    }
  } else {
    return Bad("stop must be a string or up to " + std::to_string(kMostStops) + " strings", "stop");
  }
  std::erase(request.stop, "");
  return {};
}

Result<void> ParseResponseFormat(const Json& json, GenerationRequest& request) {
  if (Has(json, "grammar")) {
    if (!json["grammar"].is_string()) return Bad("grammar must be text in GBNF", "grammar");
    request.constraint = {Constraint::Kind::kGrammar, json["grammar"].get<std::string>()};
  }
  if (!Has(json, "response_format")) return {};
  const Json& format = json["response_format"];
  std::string type = format.is_object() ? format.value("type", "") : "";
  if (type == "text") return {};
  if (request.constraint.kind != Constraint::Kind::kNone) return Bad("grammar and response_format exclude each other", "response_format");
  if (type == "json_object") {
    request.constraint = {Constraint::Kind::kJsonObject, ""};
    return {};
  }
  if (type != "json_schema") return Bad("response_format must be text, json_object or json_schema", "response_format");
  const Json* schema = format.contains("json_schema") && format["json_schema"].contains("schema") ? &format["json_schema"]["schema"]
                       : format.contains("schema")                                                ? &format["schema"]
                                                                                                  : nullptr;
  if (!schema || !schema->is_object()) return Bad("json_schema needs a schema", "response_format.json_schema.schema");
  request.constraint = {Constraint::Kind::kJsonSchema, Dump(*schema)};
  return {};
}

Result<void> ParseCommon(const Json& json, OpenAiRequest& out) {
  GenerationRequest& request = out.generation;
  for (const char* name : {"logit_bias", "audio", "prediction", "web_search_options", "functions", "best_of"})
    if (Has(json, name) && !json[name].empty()) return Fail(ErrorCode::kCannotEnforce, std::string(name) + " is not supported", name);
  AEGLE_TRY(temperature, NumberIn(json, "temperature", 1.0, 0, 2));
  AEGLE_TRY(top_p, NumberIn(json, "top_p", 1.0, 0, 1));
  AEGLE_TRY(presence, NumberIn(json, "presence_penalty", 0, -2, 2));
  AEGLE_TRY(frequency, NumberIn(json, "frequency_penalty", 0, -2, 2));
  AEGLE_TRY(samples, NumberIn(json, "n", 1, 1, kMostSamples));
  AEGLE_TRY(seed, NumberIn(json, "seed", static_cast<double>(Now() & 0x7fffffff), -9.2e18, 9.2e18));
  AEGLE_TRY(top_k, NumberIn(json, "top_k", 40, 0, 1e6));
  AEGLE_TRY(min_p, NumberIn(json, "min_p", 0.05, 0, 1));
  request.sampling.temperature = static_cast<float>(temperature);
  request.sampling.top_p = static_cast<float>(top_p);
  request.sampling.presence_penalty = static_cast<float>(presence);
  request.sampling.frequency_penalty = static_cast<float>(frequency);
  request.sampling.top_k = static_cast<int>(top_k);
  request.sampling.min_p = static_cast<float>(min_p);
  request.sampling.seed = static_cast<std::uint32_t>(static_cast<std::int64_t>(seed));
  request.samples = static_cast<int>(samples);
  const char* limit_name = Has(json, "max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
  AEGLE_TRY(limit, NumberIn(json, limit_name, 1024, 1, 1 << 20));
  request.max_tokens = static_cast<int>(limit);
  out.stream = Has(json, "stream") && json["stream"].is_boolean() && json["stream"].get<bool>();
  if (Has(json, "stream_options") && json["stream_options"].is_object())
    out.include_usage = json["stream_options"].value("include_usage", false);
  // Ours: the same tokens in every run, at the price of batching and reuse. `seed` alone is best effort, as with OpenAI.
  request.reproducible = Has(json, "reproducible") && json["reproducible"].is_boolean() && json["reproducible"].get<bool>();
  // As with llama-server.
  request.ignore_eos = Has(json, "ignore_eos") && json["ignore_eos"].is_boolean() && json["ignore_eos"].get<bool>();
  AEGLE_CHECK(ParseStops(json, request));
  return ParseResponseFormat(json, request);
}

Json Usage(const std::vector<Generation>& samples) {
  int prompt = samples.empty() ? 0 : samples.front().prompt_tokens, reused = samples.empty() ? 0 : samples.front().reused_prompt_tokens,
      generated = 0;
  for (const auto& sample : samples) generated += sample.generated_tokens;
  return {{"prompt_tokens", prompt},
          {"completion_tokens", generated},
          {"total_tokens", prompt + generated},
          {"prompt_tokens_details", {{"cached_tokens", reused}}}};
}

const char* FinishText(FinishReason reason) {
  switch (reason) {
    case FinishReason::kStop:
      return "stop";
    case FinishReason::kLength:
      return "length";
    case FinishReason::kToolCalls:
      return "tool_calls";
  }
  return "stop";
}

Json BytesOf(const std::string& token) {
  Json bytes = Json::array();
  for (char c : token) bytes.push_back(static_cast<unsigned char>(c));
  return bytes;
}

Json ChatLogProbabilities(const Generation& generation) {
  Json content = Json::array();
  for (const auto& token : generation.tokens) {
    Json top = Json::array();
    for (const auto& [text, value] : token.alternatives) top.push_back({{"token", text}, {"logprob", value}, {"bytes", BytesOf(text)}});
    content.push_back({{"token", token.token}, {"logprob", token.log_probability}, {"bytes", BytesOf(token.token)}, {"top_logprobs", top}});
  }
  return {{"content", content}, {"refusal", nullptr}};
}

Json CompletionLogProbabilities(const Generation& generation) {
  Json tokens = Json::array(), values = Json::array(), top = Json::array(), offsets = Json::array();
  std::size_t offset = 0;
  for (const auto& token : generation.tokens) {
    tokens.push_back(token.token);
    values.push_back(token.log_probability);
    Json alternatives = Json::object();
    for (const auto& [text, value] : token.alternatives) alternatives[text] = value;
    top.push_back(alternatives);
    offsets.push_back(offset);
    offset += token.token.size();
  }
  return {{"tokens", tokens}, {"token_logprobs", values}, {"top_logprobs", top}, {"text_offset", offsets}};
}

Json ChunkHead(const OpenAiReplyHead& head, bool chat) {
  return {
      {"id", head.id}, {"object", chat ? "chat.completion.chunk" : "text_completion"}, {"created", head.created}, {"model", head.model}};
}

// Tool calls of a stream carry their index.
Json IndexedToolCalls(const std::string& text) {
  Json calls = Json::parse(text, nullptr, false);
  if (!calls.is_array()) return Json::array();
  for (std::size_t i = 0; i < calls.size(); ++i) calls[i]["index"] = i;
  return calls;
}

Json AssistantMessage(const Generation& generation) {
  Json message{{"role", "assistant"}, {"content", generation.text}, {"refusal", nullptr}};
  if (generation.tool_calls_json.empty()) return message;
  message["tool_calls"] = Json::parse(generation.tool_calls_json, nullptr, false);
  if (generation.text.empty()) message["content"] = nullptr;
  return message;
}

}  // namespace

Result<OpenAiRequest> ParseChatRequest(std::string_view body) {
  AEGLE_TRY(json, ParseObject(body));
  OpenAiRequest out;
  if (!Has(json, "messages") || !json["messages"].is_array() || json["messages"].empty())
    return Bad("messages must be a list with at least one message", "messages");
  for (const auto& entry : json["messages"]) {
    AEGLE_TRY(message, ParseMessage(entry));
    out.generation.messages.push_back(std::move(message));
  }
  AEGLE_CHECK(ParseCommon(json, out));
  if (Has(json, "tools")) out.generation.tools_json = Dump(json["tools"]);
  if (Has(json, "tool_choice")) {
    if (!json["tool_choice"].is_string())
      return Fail(ErrorCode::kCannotEnforce, "choosing one tool by name is not supported", "tool_choice",
                  "Pass only that tool, with \"required\".");
    out.generation.tool_choice = json["tool_choice"].get<std::string>();
  }
  out.log_probabilities = Has(json, "logprobs") && json["logprobs"].is_boolean() && json["logprobs"].get<bool>();
  AEGLE_TRY(top, NumberIn(json, "top_logprobs", 0, 0, 20));
  if (out.log_probabilities) out.generation.top_log_probabilities = std::max(1, static_cast<int>(top));
  return out;
}

Result<OpenAiRequest> ParseCompletionRequest(std::string_view body) {
  AEGLE_TRY(json, ParseObject(body));
  OpenAiRequest out;
  if (!Has(json, "prompt") || !json["prompt"].is_string())
    return Fail(ErrorCode::kUnsupported, "prompt must be one text", "prompt", "Send one request for each prompt.");
  out.generation.prompt = json["prompt"].get<std::string>();
  AEGLE_CHECK(ParseCommon(json, out));
  if (!Has(json, "max_tokens")) out.generation.max_tokens = 16;  // the default of that API
  out.echo = Has(json, "echo") && json["echo"].is_boolean() && json["echo"].get<bool>();
  if (Has(json, "suffix") && json["suffix"] != "") return Fail(ErrorCode::kCannotEnforce, "suffix is not supported", "suffix");
  AEGLE_TRY(top, NumberIn(json, "logprobs", -1, 0, 20));
  if (Has(json, "logprobs")) {
    out.log_probabilities = true;
    out.generation.top_log_probabilities = std::max(1, static_cast<int>(top));
  }
  return out;
}

Result<EmbeddingRequest> ParseEmbeddingRequest(std::string_view body) {
  AEGLE_TRY(json, ParseObject(body));
  EmbeddingRequest out;
  if (Has(json, "dimensions")) return Fail(ErrorCode::kCannotEnforce, "the model has one embedding size", "dimensions");
  if (!Has(json, "input")) return Bad("input is missing", "input");
  const Json& input = json["input"];
  if (input.is_string()) out.texts.push_back(input.get<std::string>());
  if (input.is_array()) {
    for (const auto& text : input) {
      if (!text.is_string()) return Fail(ErrorCode::kUnsupported, "input must be text", "input");
      out.texts.push_back(text.get<std::string>());
    }
  }
  if (out.texts.empty() || out.texts.size() > kMostEmbeddings)
    return Bad("input must be one text or up to " + std::to_string(kMostEmbeddings), "input");
  out.base64 = json.value("encoding_format", "float") == "base64";
  return out;
}

std::string ChatCompletionJson(const OpenAiReplyHead& head, const OpenAiRequest& request, const std::vector<Generation>& samples) {
  Json choices = Json::array();
  for (std::size_t i = 0; i < samples.size(); ++i)
    choices.push_back({{"index", i},
                       {"message", AssistantMessage(samples[i])},
                       {"finish_reason", FinishText(samples[i].finish)},
                       {"logprobs", request.log_probabilities ? ChatLogProbabilities(samples[i]) : Json(nullptr)}});
  return Dump({{"id", head.id},
               {"object", "chat.completion"},
               {"created", head.created},
               {"model", head.model},
               {"choices", choices},
               {"usage", Usage(samples)}});
}

std::string CompletionJson(const OpenAiReplyHead& head, const OpenAiRequest& request, const std::vector<Generation>& samples) {
  Json choices = Json::array();
  for (std::size_t i = 0; i < samples.size(); ++i)
    choices.push_back({{"index", i},
                       {"text", (request.echo ? request.generation.prompt : "") + samples[i].text},
                       {"finish_reason", FinishText(samples[i].finish)},
                       {"logprobs", request.log_probabilities ? CompletionLogProbabilities(samples[i]) : Json(nullptr)}});
  return Dump({{"id", head.id},
               {"object", "text_completion"},
               {"created", head.created},
               {"model", head.model},
               {"choices", choices},
               {"usage", Usage(samples)}});
}

std::string EmbeddingsJson(std::string_view model, const EmbeddingRequest& request, const std::vector<std::vector<float>>& vectors,
                           int tokens) {
  Json data = Json::array();
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    Json embedding = vectors[i];
    if (request.base64) {
      std::size_t size = vectors[i].size() * sizeof(float);
      std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
      sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(vectors[i].data()), size,
                        sodium_base64_VARIANT_ORIGINAL);
      text.resize(std::strlen(text.c_str()));
      embedding = text;
    }
    data.push_back({{"object", "embedding"}, {"index", i}, {"embedding", embedding}});
  }
  return Dump({{"object", "list"},
               {"model", std::string(model)},
               {"data", data},
               {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}});
}

std::string PieceChunk(const OpenAiReplyHead& head, bool chat, int sample, std::string_view piece) {
  Json chunk = ChunkHead(head, chat);
  Json choice{{"index", sample}};
  if (chat)
    choice["delta"] = {{"content", std::string(piece)}};
  else
    choice["text"] = std::string(piece);
  choice["finish_reason"] = nullptr;
  choice["logprobs"] = nullptr;
  chunk["choices"] = Json::array({choice});
  return Dump(chunk);
}

std::string RoleChunk(const OpenAiReplyHead& head, int sample) {
  Json chunk = ChunkHead(head, true);
  chunk["choices"] = Json::array(
      {{{"index", sample}, {"delta", {{"role", "assistant"}, {"content", ""}}}, {"finish_reason", nullptr}, {"logprobs", nullptr}}});
  return Dump(chunk);
}

std::string LastChunk(const OpenAiReplyHead& head, bool chat, int sample, const Generation& generation, const OpenAiRequest& request) {
  Json chunk = ChunkHead(head, chat);
  Json choice{{"index", sample}};
  if (chat) {
    choice["delta"] = Json::object();
    if (!generation.tool_calls_json.empty()) choice["delta"]["tool_calls"] = IndexedToolCalls(generation.tool_calls_json);
  } else {
    choice["text"] = "";
  }
  choice["finish_reason"] = FinishText(generation.finish);
  choice["logprobs"] = !request.log_probabilities ? Json(nullptr)
                       : chat                     ? ChatLogProbabilities(generation)
                                                  : CompletionLogProbabilities(generation);
  chunk["choices"] = Json::array({choice});
  return Dump(chunk);
}

std::string UsageChunk(const OpenAiReplyHead& head, bool chat, const std::vector<Generation>& samples) {
  Json chunk = ChunkHead(head, chat);
  chunk["choices"] = Json::array();
  chunk["usage"] = Usage(samples);
  return Dump(chunk);
}

}  // namespace aegle
