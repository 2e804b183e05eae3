// RemoteEngine against a small server that behaves as it is told, well and badly.
#include "model/remote_engine.h"

#include <cpp-httplib/httplib.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "model/sse_reader.h"

namespace aegle {
namespace {

using Json = nlohmann::json;

class FakeServer {
 public:
  using Handler = std::function<void(const Json& body, const httplib::Request&, httplib::Response&)>;

  FakeServer() {
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      Handler handler;
      Json body = Json::parse(request.body, nullptr, false);
      {
        std::scoped_lock lock(mutex_);
        asked_.push_back({request.path, body});
        handler = handlers_.contains(request.path) ? handlers_[request.path] : Handler();
      }
      if (handler) handler(body, request, response); else response.status = 404;
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    server_.wait_until_ready();
  }
  ~FakeServer() {
    server_.stop();
    thread_.join();
  }
  void On(const std::string& path, Handler handler) {
    std::scoped_lock lock(mutex_);
    handlers_[path] = std::move(handler);
  }
  // A stream of events, as they are.
  void OnStream(const std::string& path, std::vector<std::string> events, std::chrono::milliseconds pause = {}) {
    On(path, [=](const Json&, const httplib::Request&, httplib::Response& response) {
      response.set_chunked_content_provider("text/event-stream; charset=utf-8", [=](std::size_t, httplib::DataSink& sink) {
        for (const std::string& event : events) {
          if (!sink.write(event.data(), event.size())) return false;
          std::this_thread::sleep_for(pause);
        }
        sink.done();
        return true;
      });
    });
  }
  [[nodiscard]] std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  [[nodiscard]] Json Asked(std::size_t i) {
    std::scoped_lock lock(mutex_);
    return asked_.at(i).second;
  }
  [[nodiscard]] std::size_t count() {
    std::scoped_lock lock(mutex_);
    return asked_.size();
  }

 private:
  httplib::Server server_;
  std::thread thread_;
  int port_ = 0;
  std::mutex mutex_;
  std::map<std::string, Handler> handlers_;
  std::vector<std::pair<std::string, Json>> asked_;
};

std::string Data(const Json& json) { return "data: " + json.dump() + "\n\n"; }
std::string Delta(const std::string& text, int index = 0) { return Data({{"choices", {{{"index", index}, {"delta", {{"content", text}}}, {"finish_reason", nullptr}}}}}); }
std::string End(const std::string& reason = "stop", int index = 0) { return Data({{"choices", {{{"index", index}, {"delta", Json::object()}, {"finish_reason", reason}}}}}); }
const std::string kDone = "data: [DONE]\n\n";

class RemoteEngineTest : public testing::Test {
 protected:
  std::unique_ptr<RemoteEngine> Make(RemoteKind kind = RemoteKind::kOther) {
    RemoteOptions options;
    options.base_url = server_.Url();
    options.model = "m";
    options.kind = kind;
    options.idle_timeout_ms = 5000;
    options.longest_wait_ms = 1500;
    return *RemoteEngine::Create(options);
  }
  static GenerationRequest Chat(const std::string& text = "hello") {
    GenerationRequest request;
    request.messages = {{"user", text, "", ""}};
    return request;
  }
  Error ErrorOfStream(std::vector<std::string> events) {
    server_.OnStream("/v1/chat/completions", std::move(events));
    auto engine = Make();
    Result<Generation> generation = GenerateOne(*engine, Chat());
    return generation ? Error{ErrorCode::kBadUsage, "no error: " + generation->text, "", ""} : generation.error();
  }
  FakeServer server_;
};

TEST_F(RemoteEngineTest, StreamsAChat) {
  server_.OnStream("/v1/chat/completions", {": comment\r\n\r\n", Delta("Hel"), Delta("lo 세계"), End(), Data({{"choices", Json::array()}, {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 3}, {"prompt_tokens_details", {{"cached_tokens", 4}}}}}}), kDone});
  auto engine = Make(RemoteKind::kLlamaServer);
  GenerationRequest request = Chat();
  request.sampling.seed = 42;
  request.stop = {"X"};
  request.max_tokens = 9;
  std::string streamed;
  auto generations = engine->Generate(request, [&](int, std::string_view piece) { streamed += piece; return true; }, {});
  ASSERT_TRUE(generations.has_value()) << generations.error().ToString();
  EXPECT_EQ((*generations)[0].text, "Hello 세계");
  EXPECT_EQ(streamed, "Hello 세계");
  EXPECT_EQ((*generations)[0].prompt_tokens, 7);
  EXPECT_EQ((*generations)[0].generated_tokens, 3);
  EXPECT_EQ((*generations)[0].reused_prompt_tokens, 4);
  Json asked = server_.Asked(0);
  EXPECT_EQ(asked["messages"][0]["content"], "hello");
  EXPECT_EQ(asked["seed"], 42);
  EXPECT_EQ(asked["max_tokens"], 9);
  EXPECT_EQ(asked["stop"][0], "X");
  EXPECT_EQ(asked["stream"], true);
  EXPECT_EQ(asked["top_k"], 40);
}

TEST_F(RemoteEngineTest, UsesCompletionsForAPrompt) {
  server_.OnStream("/v1/completions", {Data({{"choices", {{{"index", 0}, {"text", "abc"}, {"finish_reason", "length"}, {"logprobs", {{"tokens", {"abc"}}, {"token_logprobs", {-0.5}}, {"top_logprobs", {{{"abc", -0.5}, {"x", -2.0}}}}}}}}}}), kDone});
  auto engine = Make();
  GenerationRequest request;
  request.prompt = "text";
  request.top_log_probabilities = 2;
  Result<Generation> generation = GenerateOne(*engine, request);
  ASSERT_TRUE(generation.has_value()) << generation.error().ToString();
  EXPECT_EQ(generation->finish, FinishReason::kLength);
  ASSERT_EQ(generation->tokens.size(), 1u);
  EXPECT_FLOAT_EQ(generation->tokens[0].log_probability, -0.5f);
  EXPECT_EQ(generation->tokens[0].alternatives.size(), 2u);
  EXPECT_EQ(server_.Asked(0)["logprobs"], 2);
}

TEST_F(RemoteEngineTest, PutsToolCallsTogether) {
  auto call = [](const Json& part) { return Data({{"choices", {{{"index", 0}, {"delta", {{"tool_calls", {part}}}}}}}}); };
  server_.OnStream("/v1/chat/completions", {call({{"index", 0}, {"id", "c1"}, {"function", {{"name", "get"}, {"arguments", "{\"a\""}}}}), call({{"index", 0}, {"function", {{"arguments", ":1}"}}}}), End("tool_calls"), kDone});
  auto engine = Make();
  GenerationRequest request = Chat();
  request.tools_json = R"([{"type":"function","function":{"name":"get"}}])";
  request.tool_choice = "auto";
  Result<Generation> generation = GenerateOne(*engine, request);
  ASSERT_TRUE(generation.has_value()) << generation.error().ToString();
  EXPECT_EQ(generation->finish, FinishReason::kToolCalls);
  EXPECT_EQ(Json::parse(generation->tool_calls_json)[0]["function"]["arguments"], "{\"a\":1}");
  EXPECT_EQ(server_.Asked(0)["tools"][0]["type"], "function");
  request.tools_json = "[";
  EXPECT_EQ(GenerateOne(*engine, request).error().code, ErrorCode::kBadUsage);
}

TEST_F(RemoteEngineTest, ABrokenStreamIsNeverAnAnswer) {
  EXPECT_EQ(ErrorOfStream({Delta("half an ans")}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({Delta("half an ans"), kDone}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({Delta("x"), "data: {\"choices\": [\n\n", End()}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({"data: nonsense\n\n"}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({"data: \"\xff\xfe\"\n\n"}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({Data({{"error", {{"message", "secret prompt"}}}})}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({Data({{"choices", 3}})}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({Delta("x", 5)}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({Delta("x"), End("content_filter")}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(ErrorOfStream({"data: " + std::string(5 << 20, 'x')}).code, ErrorCode::kTooLarge);
  EXPECT_EQ(ErrorOfStream({}).code, ErrorCode::kModelFailed);
  EXPECT_EQ(server_.count(), 11u) << "none of these may be sent again";
}

TEST_F(RemoteEngineTest, TheServerBreakingOffIsAnError) {
  server_.On("/v1/chat/completions", [](const Json&, const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(1000, "text/event-stream", [](std::size_t, std::size_t, httplib::DataSink& sink) {
      std::string part = Delta("cut");
      sink.write(part.data(), part.size());
      return false;
    });
  });
  auto engine = Make();
  EXPECT_EQ(GenerateOne(*engine, Chat()).error().code, ErrorCode::kModelFailed);
  EXPECT_EQ(server_.count(), 1u);
}

TEST_F(RemoteEngineTest, AnAnswerThatIsNoStreamIsAnError) {
  server_.On("/v1/chat/completions", [](const Json&, const httplib::Request&, httplib::Response& response) { response.set_content("{}", "application/json"); });
  auto engine = Make();
  EXPECT_EQ(GenerateOne(*engine, Chat()).error().code, ErrorCode::kModelFailed);
}

TEST_F(RemoteEngineTest, WaitsAsLongAsRetryAfterSays) {
  std::atomic<int> calls{0};
  server_.On("/v1/chat/completions", [&](const Json&, const httplib::Request&, httplib::Response& response) {
    if (++calls == 1) {
      response.status = 429;
      response.set_header("Retry-After", "1");
      return;
    }
    response.set_content(Delta("ok") + End() + kDone, "text/event-stream");
  });
  auto engine = Make();
  auto begin = std::chrono::steady_clock::now();
  Result<Generation> generation = GenerateOne(*engine, Chat());
  ASSERT_TRUE(generation.has_value()) << generation.error().ToString();
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(950));
  EXPECT_EQ(calls, 2);
}

TEST_F(RemoteEngineTest, DoesNotWaitLongerThanAllowed) {
  server_.On("/v1/chat/completions", [](const Json&, const httplib::Request&, httplib::Response& response) {
    response.status = 429;
    response.set_header("Retry-After", "600");
  });
  auto engine = Make();
  EXPECT_EQ(GenerateOne(*engine, Chat()).error().code, ErrorCode::kBusy);
  GenerationRequest request = Chat();
  server_.On("/v1/chat/completions", [](const Json&, const httplib::Request&, httplib::Response& response) { response.status = 503; });
  request.deadline = Now() + 300;
  EXPECT_EQ(GenerateOne(*engine, request).error().code, ErrorCode::kBusy);
  EXPECT_EQ(server_.count(), 2u);
}

TEST_F(RemoteEngineTest, MapsStatusesWithoutRepeatingTheServersText) {
  struct Case {
    int status;
    const char* body;
    ErrorCode code;
  };
  for (const Case& c : {Case{400, R"({"error":{"code":400,"type":"invalid_request_error","message":"your prompt: secret"}})", ErrorCode::kBadUsage},
                        Case{400, R"({"error":{"code":"context_length_exceeded","message":"secret"}})", ErrorCode::kTooLarge},
                        Case{400, R"({"error":{"type":"exceed_context_size_error","message":"secret"}})", ErrorCode::kTooLarge}, Case{401, "secret", ErrorCode::kUnavailable},
                        Case{404, "", ErrorCode::kUnavailable}, Case{413, "", ErrorCode::kTooLarge}, Case{500, R"({"error":"secret"})", ErrorCode::kModelFailed},
                        Case{504, "", ErrorCode::kTimeout}, Case{302, "", ErrorCode::kUnavailable}}) {
    server_.On("/v1/chat/completions", [&](const Json&, const httplib::Request&, httplib::Response& response) {
      response.status = c.status;
      response.set_content(c.body, "application/json");
    });
    Error error = GenerateOne(*Make(), Chat()).error();
    EXPECT_EQ(error.code, c.code) << c.status << " " << error.ToString();
    EXPECT_EQ(error.ToString().find("secret"), std::string::npos) << error.ToString();
  }
}

TEST_F(RemoteEngineTest, NobodyThere) {
  RemoteOptions options;
  options.base_url = "http://127.0.0.1:1/v1";
  options.attempts = 2;
  auto engine = *RemoteEngine::Create(options);
  EXPECT_EQ(GenerateOne(*engine, Chat()).error().code, ErrorCode::kUnavailable);
}

TEST_F(RemoteEngineTest, ASlowServerMeetsDeadlineCancellationAndIdleLimit) {
  std::vector<std::string> slow(100, Delta("x "));
  server_.OnStream("/v1/chat/completions", slow, std::chrono::milliseconds(50));
  auto engine = Make();
  GenerationRequest request = Chat();
  request.deadline = Now() + 300;
  auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(GenerateOne(*engine, request).error().code, ErrorCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));

  // Silent: no byte ever comes, so only the watcher can end it.
  server_.On("/v1/chat/completions", [](const Json&, const httplib::Request&, httplib::Response& response) {
    std::this_thread::sleep_for(std::chrono::seconds(3));
    response.status = 500;
  });
  request.deadline = Now() + 300;
  begin = std::chrono::steady_clock::now();
  EXPECT_EQ(GenerateOne(*engine, request).error().code, ErrorCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));

  request.deadline = {};
  std::stop_source source;
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    source.request_stop();
  });
  begin = std::chrono::steady_clock::now();
  EXPECT_EQ(GenerateOne(*engine, request, source.get_token()).error().code, ErrorCode::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));

  RemoteOptions options;
  options.base_url = server_.Url();
  options.idle_timeout_ms = 300;
  EXPECT_EQ(GenerateOne(**RemoteEngine::Create(options), Chat()).error().code, ErrorCode::kTimeout);
}

TEST_F(RemoteEngineTest, TheSinkCancelsASample) {
  server_.OnStream("/v1/chat/completions", std::vector<std::string>(200, Delta("x ")), std::chrono::milliseconds(5));
  auto engine = Make();
  int pieces = 0;
  auto generations = engine->Generate(Chat(), [&](int, std::string_view) { return ++pieces < 3; }, {});
  EXPECT_EQ(generations.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(pieces, 3);
}

TEST_F(RemoteEngineTest, SamplesAreSeparateStreamsWithTheirOwnSeeds) {
  server_.On("/v1/chat/completions", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    response.set_content(Delta("seed " + body["seed"].dump()) + End() + kDone, "text/event-stream");
  });
  auto engine = Make();
  GenerationRequest request = Chat();
  request.samples = 12;
  request.sampling.seed = 100;
  std::vector<std::string> streamed(12);
  auto generations = engine->Generate(request, [&](int sample, std::string_view piece) {
    streamed[static_cast<std::size_t>(sample)] += piece;
    return sample != 3;
  }, {});
  ASSERT_TRUE(generations.has_value()) << generations.error().ToString();
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ((*generations)[i].text, "seed " + std::to_string(100 + i));
    EXPECT_EQ(streamed[i], (*generations)[i].text);
  }
  request.samples = 0;
  EXPECT_EQ(engine->Generate(request, {}, {}).error().code, ErrorCode::kBadUsage);
}

TEST_F(RemoteEngineTest, VllmGivesAllSamplesInOneStream) {
  server_.OnStream("/v1/chat/completions", {Delta("a", 0), Delta("b", 1), Delta("a", 0), End("stop", 1), End("stop", 0), kDone});
  auto engine = Make(RemoteKind::kVllm);
  GenerationRequest request = Chat();
  request.samples = 2;
  auto generations = engine->Generate(request, {}, {});
  ASSERT_TRUE(generations.has_value()) << generations.error().ToString();
  EXPECT_EQ((*generations)[0].text, "aa");
  EXPECT_EQ((*generations)[1].text, "b");
  EXPECT_EQ(server_.Asked(0)["n"], 2);
}

TEST_F(RemoteEngineTest, OneFailedSampleFailsTheRequest) {
  server_.On("/v1/chat/completions", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    if (body["seed"] == 3) response.status = 500; else response.set_content(Delta("ok") + End() + kDone, "text/event-stream");
  });
  auto engine = Make();
  GenerationRequest request = Chat();
  request.samples = 5;
  request.sampling.seed = 1;
  EXPECT_EQ(engine->Generate(request, {}, {}).error().code, ErrorCode::kModelFailed);
}

TEST_F(RemoteEngineTest, ConstraintsOnlyWhereTheyAreGuaranteed) {
  server_.OnStream("/v1/chat/completions", {Delta("{\"a\": 1}"), End(), kDone});
  GenerationRequest request = Chat();
  request.constraint = {Constraint::Kind::kJsonSchema, R"({"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false})"};
  EXPECT_EQ(GenerateOne(*Make(), request).error().code, ErrorCode::kCannotEnforce);
  EXPECT_EQ(server_.count(), 0u) << "refused before anything is sent";

  EXPECT_TRUE(GenerateOne(*Make(RemoteKind::kLlamaServer), request).has_value());
  EXPECT_NE(server_.Asked(0)["grammar"].get<std::string>().find("root"), std::string::npos);
  EXPECT_TRUE(GenerateOne(*Make(RemoteKind::kVllm), request).has_value());
  EXPECT_EQ(server_.Asked(1)["response_format"]["json_schema"]["strict"], true);

  request.constraint = {Constraint::Kind::kGrammar, "root ::= \"yes\" | \"no\""};
  EXPECT_EQ(GenerateOne(*Make(RemoteKind::kVllm), request).error().code, ErrorCode::kCannotEnforce);
  EXPECT_TRUE(GenerateOne(*Make(RemoteKind::kLlamaServer), request).has_value());
  request.constraint = {Constraint::Kind::kGrammar, "root ::= undefined"};
  EXPECT_EQ(GenerateOne(*Make(RemoteKind::kLlamaServer), request).error().code, ErrorCode::kCannotEnforce);
  request.constraint = {Constraint::Kind::kJsonSchema, R"({"type":"string","format":"made-up"})"};
  EXPECT_EQ(GenerateOne(*Make(RemoteKind::kVllm), request).error().code, ErrorCode::kCannotEnforce);
}

TEST_F(RemoteEngineTest, AServerThatFailsOpenIsCaught) {
  server_.OnStream("/v1/chat/completions", {Delta("Sure! Here is your JSON: {"), End(), kDone});
  GenerationRequest request = Chat();
  request.constraint = {Constraint::Kind::kJsonObject, ""};
  EXPECT_EQ(GenerateOne(*Make(RemoteKind::kLlamaServer), request).error().code, ErrorCode::kModelFailed);
  server_.OnStream("/v1/chat/completions", {Delta("[1]"), End(), kDone});
  EXPECT_EQ(GenerateOne(*Make(RemoteKind::kVllm), request).error().code, ErrorCode::kModelFailed);
  server_.On("/v1/chat/completions", [](const Json&, const httplib::Request&, httplib::Response& response) { response.status = 400; });
  EXPECT_EQ(GenerateOne(*Make(RemoteKind::kVllm), request).error().code, ErrorCode::kCannotEnforce);
}

TEST_F(RemoteEngineTest, EmbedsInOrderAndNormalised) {
  server_.On("/v1/embeddings", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    Json data = Json::array();
    for (std::size_t i = body["input"].size(); i-- > 0;) data.push_back({{"index", i}, {"embedding", {3.0 * static_cast<double>(i + 1), 4.0 * static_cast<double>(body["input"][i].get<std::string>().size())}}});
    response.set_content(Json{{"data", data}}.dump(), "application/json");
  });
  auto engine = Make();
  std::vector<std::string> texts(70, "a");
  texts[69] = "abc";
  auto vectors = engine->Embed(texts);
  ASSERT_TRUE(vectors.has_value()) << vectors.error().ToString();
  EXPECT_EQ(server_.count(), 2u);
  EXPECT_FLOAT_EQ((*vectors)[0][0], 0.6f);
  EXPECT_NEAR((*vectors)[69][0] / (*vectors)[69][1], 18.0 / 12.0, 1e-5);
  for (const char* bad : {R"({"data":[]})", R"({"data":[{"index":1,"embedding":[1]}]})", R"({"data":[{"embedding":[]}]})", R"({"data":[{"embedding":["x"]}]})", R"({"data":[{"embedding":[0,0]}]})", R"({"data":3})", "[]", "x"}) {
    server_.On("/v1/embeddings", [bad](const Json&, const httplib::Request&, httplib::Response& response) { response.set_content(bad, "application/json"); });
    EXPECT_EQ(engine->Embed(std::vector<std::string>{"x"}).error().code, ErrorCode::kModelFailed) << bad;
  }
}

// A stand-in for llama-server: a token is a byte, and the next byte has the probability 0.5 if it is the one behind it in the
// alphabet, else 0.01.
TEST_F(RemoteEngineTest, ScoresByNextTokenProbabilities) {
  server_.On("/tokenize", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    Json tokens = Json::array();
    for (char c : body["content"].get<std::string>()) tokens.push_back(static_cast<int>(c));
    response.set_content(Json{{"tokens", tokens}}.dump(), "application/json");
  });
  server_.On("/apply-template", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    response.set_content(Json{{"prompt", "<" + body["messages"][0]["content"].get<std::string>() + ">a"}}.dump(), "application/json");
  });
  server_.On("/completion", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    int last = body["prompt"].back();
    Json top = Json::array();
    for (int c = 'a'; c <= 'z' && static_cast<int>(top.size()) < body["n_probs"]; ++c) top.push_back({{"id", c}, {"token", "x"}, {"logprob", std::log(c == last + 1 ? 0.5 : 0.01)}});
    response.set_content(Json{{"completion_probabilities", {{{"id", 'a'}, {"top_logprobs", top}}}}}.dump(), "application/json");
  });
  auto engine = Make(RemoteKind::kLlamaServer);
  std::vector<std::string> labels{"bc", "bd", "zz", ""};
  auto scores = engine->Score(Chat("q"), labels);
  ASSERT_TRUE(scores.has_value()) << scores.error().ToString();
  EXPECT_NEAR((*scores)[0], std::log(0.25), 1e-6);
  EXPECT_NEAR((*scores)[1], std::log(0.005), 1e-6);
  EXPECT_NEAR((*scores)[2], std::log(0.0001), 1e-6);
  EXPECT_EQ((*scores)[3], 0.0);
  EXPECT_EQ(*engine->CountTokens("abcd"), 4);
}

TEST_F(RemoteEngineTest, ScoresByEcho) {
  server_.On("/v1/completions", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    EXPECT_EQ(body["echo"], true);
    Json values = Json::array({nullptr}), offsets = Json::array({0});
    std::size_t count = body["prompt"].is_array() ? body["prompt"].size() : 8;
    for (std::size_t i = 1; i <= count; ++i) {
      values.push_back(-static_cast<double>(i));
      offsets.push_back(i);
    }
    response.set_content(Json{{"choices", {{{"logprobs", {{"token_logprobs", values}, {"text_offset", offsets}}}}}}}.dump(), "application/json");
  });
  GenerationRequest request;
  request.prompt = "환자: ";      // 4 code points
  std::vector<std::string> labels{"yes"};
  EXPECT_EQ((*Make()->Score(request, labels))[0], -(4.0 + 5 + 6));
  EXPECT_EQ(Make()->Score(Chat(), labels).error().code, ErrorCode::kUnsupported);
  server_.On("/tokenize", [](const Json& body, const httplib::Request&, httplib::Response& response) {
    response.set_content(body.contains("messages") ? R"({"tokens":[1,2,3]})" : R"({"tokens":[8,9]})", "application/json");
  });
  EXPECT_EQ((*Make(RemoteKind::kVllm)->Score(Chat(), labels))[0], -(3.0 + 4));
  server_.On("/v1/completions", [](const Json&, const httplib::Request&, httplib::Response& response) { response.set_content(R"({"choices":[{"text":"x"}]})", "application/json"); });
  EXPECT_EQ(Make()->Score(request, labels).error().code, ErrorCode::kUnsupported);
}

TEST_F(RemoteEngineTest, SendsTheKeyAndGuardsIt) {
  std::atomic<bool> right{false};
  server_.On("/v1/chat/completions", [&](const Json&, const httplib::Request& request, httplib::Response& response) {
    right = request.get_header_value("Authorization") == "Bearer k-123";
    response.set_content(Delta("ok") + End() + kDone, "text/event-stream");
  });
  std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "aegle_api_key";
  std::ofstream(file) << "k-123\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  RemoteOptions options;
  options.base_url = server_.Url() + "/";
  options.api_key_file = file;
  EXPECT_TRUE(GenerateOne(**RemoteEngine::Create(options), Chat()).has_value());
  EXPECT_TRUE(right);
  std::filesystem::permissions(file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  EXPECT_EQ(RemoteEngine::Create(options).error().code, ErrorCode::kDenied);
  std::filesystem::remove(file);
  EXPECT_EQ(RemoteEngine::Create(options).error().code, ErrorCode::kNotFound);
  options.api_key_file.clear();
  options.api_key_variable = "AEGLE_TEST_NO_SUCH_KEY";
  EXPECT_EQ(RemoteEngine::Create(options).error().code, ErrorCode::kUnavailable);
}

TEST_F(RemoteEngineTest, RefusesClearTextToOtherMachines) {
  RemoteOptions options;
  for (const char* url : {"http://192.0.2.1/v1", "http://127.0.0.1.example.org/v1", "http://localhost.example.org/v1"}) {
    options.base_url = url;
    EXPECT_EQ(RemoteEngine::Create(options).error().code, ErrorCode::kDenied) << url;
  }
  options.allow_http = true;
  EXPECT_TRUE(RemoteEngine::Create(options).has_value());
  options.base_url = "not an address";
  EXPECT_EQ(RemoteEngine::Create(options).error().code, ErrorCode::kBadInput);
}

TEST_F(RemoteEngineTest, TextThatIsNotUtf8IsRefused) {
  EXPECT_EQ(GenerateOne(*Make(), Chat("\xff")).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(server_.count(), 0u);
}

// A certificate for 127.0.0.1 that signs itself, and its key, as PEM files.
void WriteCertificate(const std::filesystem::path& certificate, const std::filesystem::path& key_file) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* x509 = X509_new();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, key);
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(x509, name);
  X509_EXTENSION* address = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(x509, address, -1);
  X509_sign(x509, key, EVP_sha256());
  BIO* out = BIO_new_file(certificate.c_str(), "w");
  PEM_write_bio_X509(out, x509);
  BIO_free(out);
  out = BIO_new_file(key_file.c_str(), "w");
  PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  BIO_free(out);
  X509_EXTENSION_free(address);
  X509_free(x509);
  EVP_PKEY_free(key);
}

TEST(RemoteEngineTls, OnlyACertificateThatIsTrusted) {
  std::filesystem::path folder = testing::TempDir();
  WriteCertificate(folder / "aegle_tls.pem", folder / "aegle_tls.key");
  httplib::SSLServer server((folder / "aegle_tls.pem").c_str(), (folder / "aegle_tls.key").c_str());
  ASSERT_TRUE(server.is_valid());
  server.Post("/v1/chat/completions", [](const httplib::Request&, httplib::Response& response) { response.set_content(Delta("safe") + End() + kDone, "text/event-stream"); });
  int port = server.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { server.listen_after_bind(); });
  server.wait_until_ready();
  RemoteOptions options;
  options.base_url = "https://127.0.0.1:" + std::to_string(port) + "/v1";
  options.attempts = 1;
  GenerationRequest request;
  request.messages = {{"user", "hello", "", ""}};
  EXPECT_EQ(GenerateOne(**RemoteEngine::Create(options), request).error().code, ErrorCode::kUnavailable);
  options.ca_file = folder / "aegle_tls.pem";
  Result<Generation> generation = GenerateOne(**RemoteEngine::Create(options), request);
  EXPECT_TRUE(generation.has_value()) << generation.error().ToString();
  if (generation) { EXPECT_EQ(generation->text, "safe"); }
  server.stop();
  thread.join();
}

TEST(SseReader, ReadsEventsHoweverTheyAreCut) {
  std::string stream = "data: one\n\ndata:two\r\ndata: 2\r\n\r\n: ping\n\nevent: x\nid: 3\ndata: three\r\rdata\n\ndatabase: no\n\n";
  for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, stream.size()}) {
    std::vector<std::string> events;
    SseReader reader([&](std::string_view data) -> Result<void> { events.emplace_back(data); return {}; });
    for (std::size_t at = 0; at < stream.size(); at += step) ASSERT_TRUE(reader.Feed(std::string_view(stream).substr(at, step)).has_value());
    EXPECT_EQ(events, (std::vector<std::string>{"one", "two\n2", "three", ""}));
  }
}

}  // namespace
}  // namespace aegle
