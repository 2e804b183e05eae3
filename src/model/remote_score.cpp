#include "model/remote_score.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/text.h"

namespace aegle {
namespace {

using Json = nlohmann::json;
using Tokens = std::vector<std::int64_t>;

// How many of the likeliest tokens llama-server is asked for: first few, then nearly all.
constexpr int kFewProbabilities = 100, kManyProbabilities = 100'000;

tl::unexpected<Error> Malformed(std::string message) { return Fail(ErrorCode::kModelFailed, std::move(message), "answer of the model server"); }

class Scorer {
 public:
  Scorer(const RemoteHttp& http, const RemotePaths& paths, const RemoteOptions& options, const GenerationRequest& request)
      : http_(http), paths_(paths), options_(options), request_(request) {}

  Result<std::vector<double>> Run(std::span<const std::string> labels) {
    Tokens prompt;
    if (options_.kind != RemoteKind::kOther) {
      AEGLE_TRY(tokens, PromptTokens());
      prompt = std::move(tokens);
    } else if (!request_.messages.empty()) {
      return Fail(ErrorCode::kUnsupported, "this server cannot score labels behind a conversation, only behind a prompt", "", "Say what kind of server it is: llama-server or vllm.");
    }
    std::vector<double> scores;
    for (const std::string& label : labels) {
      AEGLE_TRY(score, options_.kind == RemoteKind::kOther ? ByEchoedText(label) : ByTokens(prompt, label));
      scores.push_back(score);
    }
    return scores;
  }

 private:
  Result<Json> Post(const std::string& path, const Json& body) {
    AEGLE_TRY(text, DumpJson(body));
    return http_.PostForJson({path, text, request_.deadline, {}});
  }

  Result<Tokens> PromptTokens() {
    if (request_.messages.empty()) return TokenizeRemotely(http_, paths_, options_, request_.prompt, SpecialTokens::kYes, request_.deadline);
    AEGLE_TRY(messages, MessagesToJson(request_.messages));
    if (options_.kind == RemoteKind::kVllm) {
      AEGLE_TRY(answer, Post(paths_.root + "/tokenize", {{"model", options_.model}, {"messages", messages}, {"add_generation_prompt", true}}));
      return ReadTokens(answer);
    }
    AEGLE_TRY(rendered, Post(paths_.root + "/apply-template", {{"messages", messages}}));
    if (!rendered.contains("prompt") || !rendered["prompt"].is_string()) return Malformed("the rendered prompt is missing");
    return TokenizeRemotely(http_, paths_, options_, rendered["prompt"].get<std::string>(), SpecialTokens::kYes, request_.deadline);
  }

  Result<double> ByTokens(const Tokens& prompt, const std::string& label) {
    AEGLE_TRY(tokens, TokenizeRemotely(http_, paths_, options_, label, SpecialTokens::kNo, request_.deadline));
    if (tokens.empty()) return 0.0;
    return options_.kind == RemoteKind::kVllm ? ByEchoedTokens(prompt, tokens) : ByNextTokens(prompt, tokens);
  }

  // vLLM repeats the prompt with the probability of each of its tokens.
  Result<double> ByEchoedTokens(const Tokens& prompt, const Tokens& label) {
    Tokens all = prompt;
    all.insert(all.end(), label.begin(), label.end());
    AEGLE_TRY(values, Echo(all));
    if (values.size() < all.size()) return Malformed("the probabilities of the prompt are missing");
    double sum = 0;
    for (std::size_t i = prompt.size(); i < all.size(); ++i) {
      if (!values[i].is_number()) return Malformed("a probability is missing");
      sum += values[i].get<double>();
    }
    return sum;
  }

  Result<Json> Echo(const Json& prompt) {
    Json body{{"model", options_.model}, {"prompt", prompt}, {"max_tokens", 1}, {"echo", true}, {"logprobs", 1}, {"temperature", 0}};
    AEGLE_TRY(answer, Post(paths_.api + "/completions", body));
    const Json::json_pointer where("/choices/0/logprobs");
    if (!answer.contains(where) || !answer[where].is_object() || !answer[where].contains("token_logprobs") || !answer[where]["token_logprobs"].is_array())
      return Fail(ErrorCode::kUnsupported, "the server gives no log-probabilities of a prompt", "", "Use llama-server or vLLM for scoring.");
    echoed_ = answer[where];
    return echoed_["token_logprobs"];
  }

  // A server of which only the API is known: the tokens that begin behind the prompt are those of the label.
  Result<double> ByEchoedText(const std::string& label) {
    AEGLE_TRY(values, Echo(request_.prompt + label));
    const Json offsets = echoed_.value("text_offset", Json::array());
    if (!offsets.is_array() || offsets.size() != values.size()) return Fail(ErrorCode::kUnsupported, "the server does not say where its tokens begin");
    std::size_t begin = CodePoints(request_.prompt), end = begin + CodePoints(label);
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!offsets[i].is_number_unsigned() || !values[i].is_number()) continue;
      std::size_t at = offsets[i].get<std::size_t>();
      if (at >= begin && at < end) sum += values[i].get<double>();
    }
    return sum;
  }

  static std::size_t CodePoints(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) (void)NextCodePoint(text, at);
    return count;
  }

  // llama-server tells the likeliest next tokens: the label is asked for token by token.
  Result<double> ByNextTokens(const Tokens& prompt, const Tokens& label) {
    Tokens before = prompt;
    double sum = 0;
    for (std::int64_t token : label) {
      AEGLE_TRY(probability, NextToken(before, token));
      sum += probability;
      before.push_back(token);
    }
    return sum;
  }

  Result<double> NextToken(const Tokens& before, std::int64_t token) {
    for (int count : {kFewProbabilities, kManyProbabilities}) {
      AEGLE_TRY(table, NextProbabilities(before, count));
      if (auto found = table->find(token); found != table->end()) return found->second;
    }
    return Malformed("the server does not tell the probability of a token");
  }

  using Table = std::unordered_map<std::int64_t, double>;

  // Labels often begin with the same tokens behind the same prompt, so the tables are kept.
  Result<const Table*> NextProbabilities(const Tokens& before, int count) {
    std::string key = std::to_string(count);
    for (std::int64_t token : before) key += "," + std::to_string(token);
    if (auto known = tables_.find(key); known != tables_.end()) return &known->second;
    Json body{{"prompt", before}, {"n_predict", 1}, {"n_probs", count}, {"temperature", 0}, {"cache_prompt", true}, {"stream", false}};
    AEGLE_TRY(answer, Post(paths_.root + "/completion", body));
    const Json::json_pointer where("/completion_probabilities/0");
    if (!answer.contains(where) || !answer[where].is_object()) return Fail(ErrorCode::kUnsupported, "the server gives no log-probabilities", "", "Is it a llama-server?");
    Table table;
    const Json& first = answer[where];
    auto add = [&](const Json& entry) {
      if (entry.is_object() && entry.contains("id") && entry["id"].is_number_integer() && entry.contains("logprob") && entry["logprob"].is_number())
        table.emplace(entry["id"].get<std::int64_t>(), entry["logprob"].get<double>());
    };
    add(first);
    for (const Json& entry : first.value("top_logprobs", Json::array())) add(entry);
    return &tables_.emplace(std::move(key), std::move(table)).first->second;
  }

 public:
  static Result<Tokens> ReadTokens(const Json& answer) {
    auto tokens = answer.find("tokens");
    if (tokens == answer.end() || !tokens->is_array()) return Malformed("the tokens are missing");
    Tokens ids;
    for (const Json& token : *tokens) {
      if (!token.is_number_integer()) return Malformed("a token is not a number");
      ids.push_back(token.get<std::int64_t>());
    }
    return ids;
  }

 private:
  const RemoteHttp& http_;
  const RemotePaths& paths_;
  const RemoteOptions& options_;
  const GenerationRequest& request_;
  Json echoed_;
  std::unordered_map<std::string, Table> tables_;
};

}  // namespace

Result<std::string> DumpJson(const Json& json) {
  try {
    return json.dump();
  } catch (const Json::type_error&) {
    return Fail(ErrorCode::kBadInput, "a text of the request is not UTF-8");
  }
}

Result<Json> MessagesToJson(const std::vector<Message>& messages) {
  Json list = Json::array();
  for (const Message& message : messages) {
    Json entry{{"role", message.role}, {"content", message.content}};
    if (!message.tool_call_id.empty()) entry["tool_call_id"] = message.tool_call_id;
    if (!message.tool_calls_json.empty()) {
      Json calls = Json::parse(message.tool_calls_json, nullptr, false);
      if (!calls.is_array()) return Fail(ErrorCode::kBadUsage, "the tool calls of a message are not a JSON list", "messages");
      entry["tool_calls"] = std::move(calls);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

Result<Tokens> TokenizeRemotely(const RemoteHttp& http, const RemotePaths& paths, const RemoteOptions& options, std::string_view text, SpecialTokens special,
                                std::optional<Instant> deadline) {
  bool with_special = special == SpecialTokens::kYes;
  Json body = options.kind == RemoteKind::kVllm ? Json{{"model", options.model}, {"prompt", text}, {"add_special_tokens", with_special}}
                                                : Json{{"content", text}, {"add_special", with_special}, {"parse_special", with_special}};
  AEGLE_TRY(dumped, DumpJson(body));
  AEGLE_TRY(answer, http.PostForJson({paths.root + "/tokenize", dumped, deadline, {}}));
  return Scorer::ReadTokens(answer);
}

Result<std::vector<double>> ScoreRemotely(const RemoteHttp& http, const RemotePaths& paths, const RemoteOptions& options, const GenerationRequest& request,
                                          std::span<const std::string> labels) {
  return Scorer(http, paths, options, request).Run(labels);
}

}  // namespace aegle
