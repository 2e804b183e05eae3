// The local engine: llama.cpp in a worker process that this one starts, feeds and, when it dies, replaces.
//
//   Result<std::unique_ptr<LocalEngine>> engine = MakeLocalEngine({.model_path = "model.gguf", .name = "default"});
//
// The worker starts with the first request, or with Warm. Requests of all threads become one batch there. When the
// worker dies or stops to answer, a request that has shown text ends with kModelFailed; every other one is sent to the
// next worker, up to the second death that it saw as a running one. Restarts wait 0, 0.2, 0.4 ... 5 s while no request
// succeeds. Thread-safe; the destructor ends the worker and every call that waits (kUnavailable).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "model/engine.h"

namespace aegle {

struct LocalEngineOptions {
  std::string model_path;              // GGUF; the caller has verified it
  std::string name;                    // in the catalogue
  std::string sha256;                  // of the file, for ModelInfo
  int context = 8192;                  // tokens of one request, prompt and answer; at most what the model was trained with
  int cache_tokens = 0;                // cells of the KV cache for all requests together; 0 = twice the context
  int parallel = 48;                   // samples that are decoded together, at most 64
  int threads = 0;                     // 0 = the physical cores that this process may use
  std::uint64_t memory_cap_bytes = 0;  // address space of the worker, with the mapped file; 0 = no cap
  bool embedding = false;              // the model embeds texts and does nothing else
  int queue_limit = 64;                // requests that are not finished; one more is kBusy
  std::vector<std::string> worker_command{"/proc/self/exe", "model-worker"};
  std::chrono::milliseconds hang_timeout{20'000};   // without a sign of life while there is work
  std::chrono::milliseconds load_timeout{120'000};  // the same while the model loads
};

class LocalEngine final : public Engine {
 public:
  ~LocalEngine() override;

  // Before the worker has loaded the model: name, sha256 and the context that was asked for.
  [[nodiscard]] ModelInfo info() const override;
  Result<std::vector<Generation>> Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) override;
  Result<std::vector<double>> Score(const GenerationRequest& request, std::span<const std::string> labels) override;
  Result<std::vector<std::vector<float>>> Embed(std::span<const std::string> texts) override;
  Result<int> CountTokens(std::string_view text) override;

  // Starts the worker and waits until the model is loaded.
  Result<ModelInfo> Warm();

  struct Health {
    bool ready = false;      // the model is loaded
    int worker_pid = 0;      // 0 where none runs
    int restarts = 0;        // workers that died
    int waiting = 0;         // requests that are not finished
    std::string last_death;  // "signal 9"
  };
  [[nodiscard]] Health health() const;
  [[nodiscard]] int worker_pid() const { return health().worker_pid; }

 private:
  friend Result<std::unique_ptr<LocalEngine>> MakeLocalEngine(LocalEngineOptions options);
  class Supervisor;
  explicit LocalEngine(std::unique_ptr<Supervisor> supervisor);
  std::unique_ptr<Supervisor> supervisor_;
};

// Errors: kNotFound (no such file), kBadUsage (options out of range). Nothing is loaded yet.
Result<std::unique_ptr<LocalEngine>> MakeLocalEngine(LocalEngineOptions options);

}  // namespace aegle
