// RemoteEngine: a model behind an OpenAI-compatible server (llama-server, vLLM, Ollama, ...).
//
//   RemoteOptions options;
//   options.base_url = "http://127.0.0.1:8000/v1";
//   options.model = "qwen2.5-7b-instruct";
//   options.kind = RemoteKind::kVllm;
//   AEGLE_TRY(engine, RemoteEngine::Create(options));
//
// What the servers can guarantee decides what is allowed, never what they are asked for (kCannotEnforce otherwise):
//                  llama-server            vLLM                       other
//   grammar        yes                     no                         no
//   JSON schema    yes, as our own grammar yes (response_format)      no
//   JSON object    yes, as our own grammar yes, read again here       no
//   Score          yes (n_probs)           yes (echo)                 prompts only (echo)
//   CountTokens    exact (/tokenize)       exact (/tokenize)          an estimate that is rather too high
// The constraint is also checked on what came back: text that is not complete JSON is kModelFailed.
//
// http only on this machine unless allow_http; the key comes from a file that only its owner may read, or from the environment.
// A request is sent again only if the server refused it unstarted (429, 503, no connection), after Retry-After, at most
// `attempts` times and within the deadline; never after a first byte of the answer. Errors: kUnavailable (no connection, key
// or model refused), kBusy, kTimeout, kCancelled, kTooLarge, kBadUsage (400), kModelFailed (stream broken or malformed).
// Error texts carry no text of the prompt or the answer. Thread-safe; one connection a request.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "model/engine.h"

namespace aegle {

enum class RemoteKind : std::uint8_t { kOther, kLlamaServer, kVllm };

struct RemoteOptions {
  std::string base_url;                   // with the version: "https://host/v1"
  std::string model;                      // as the server calls it
  std::string name;                       // as Aegle calls it; empty: as the server does
  RemoteKind kind = RemoteKind::kOther;
  std::filesystem::path api_key_file;     // mode 0600 or stricter
  std::string api_key_variable;           // of the environment, where there is no file
  std::filesystem::path ca_file;          // certificates to trust; empty: those of the system
  bool allow_http = false;                // to another machine, in clear text
  int connect_timeout_ms = 5'000;
  int idle_timeout_ms = 300'000;          // without a byte, also while the server reads the prompt
  int attempts = 3;
  int longest_wait_ms = 30'000;           // for one Retry-After; a longer one is kBusy
  int context = 8192;                     // tokens
  int embedding_size = 0;
  bool chat = true;
  // Gives a connected stream to the server, which the engine closes; for https TLS is done behind it and here it is plain.
  // Errors: kIntegrity (its certificate), any other (no connection). Where there is none the engine connects by itself; the
  // product always gives one (sandbox/egress.h), since its own processes cannot connect.
  std::function<Result<int>(const std::string& host, std::uint16_t port, int timeout_ms)> connect = {};
};

class RemoteEngine : public Engine {
 public:
  // Reads the key; connects to nothing. Errors: kBadInput (address), kDenied (http, or a key file that others may read),
  // kNotFound (key file), kUnavailable (variable not set).
  static Result<std::unique_ptr<RemoteEngine>> Create(RemoteOptions options);
  ~RemoteEngine() override;

  [[nodiscard]] ModelInfo info() const override;
  Result<std::vector<Generation>> Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) override;
  Result<std::vector<double>> Score(const GenerationRequest& request, std::span<const std::string> labels) override;
  Result<std::vector<std::vector<float>>> Embed(std::span<const std::string> texts) override;
  Result<int> CountTokens(std::string_view text) override;

 private:
  struct State;
  explicit RemoteEngine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aegle
