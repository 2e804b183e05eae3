// Keeps one worker process alive and carries calls to it. Internal to the local engine.
//
// Threads: callers wait in Await; one thread of its own starts the worker, reads what it says and notices its death.
// One mutex guards everything; frames are written under it (bounded by the send time-out of the socket).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "model/local_engine.h"
#include "model/wire.h"
#include "sandbox/worker_process.h"

namespace aegle {

class LocalEngine::Supervisor {
 public:
  explicit Supervisor(LocalEngineOptions options);
  ~Supervisor();

  struct Piece {
    int sample;
    std::string text;
  };
  struct Answer {
    wire::FrameType type;
    std::string payload;           // behind the request id
  };
  // Of one wait: new pieces, and at the end the answer.
  struct News {
    std::vector<Piece> pieces;
    std::optional<Answer> answer;
  };

  // Queues a call; its number. Errors: kBusy, kUnavailable (closing).
  Result<std::uint64_t> Submit(wire::FrameType type, const wire::Writer& payload);
  // Waits for something new of this call. An error ends the call: kModelFailed, kTimeout, kCancelled and what the worker said.
  Result<News> Await(std::uint64_t call, std::optional<Instant> deadline, const std::stop_token& stop);
  // The caller is no longer interested (all samples where `sample` is negative).
  void Cancel(std::uint64_t call, int sample);

  Result<ModelInfo> Warm();
  [[nodiscard]] ModelInfo info() const;
  [[nodiscard]] Health health() const;
  [[nodiscard]] const LocalEngineOptions& options() const { return options_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Call {
    wire::FrameType type;
    std::string payload;
    std::uint64_t sent_to = 0;      // generation of the worker
    bool started = false;           // there
    bool showed_text = false;
    int deaths = 0;                 // of workers while it was started
    std::vector<Piece> pieces;
    std::optional<Answer> answer;
    std::optional<Error> error;
  };

  void Run(const std::stop_token& stop);
  bool WaitForWork(const std::stop_token& stop);
  bool StartWorker();
  std::string ServeUntilDeath(const std::stop_token& stop);
  bool ReadOnce();
  bool Handle(wire::ReceivedFrame frame);
  void HandleLoadFailed(const Error& error);
  void AfterDeath(const std::string& how);
  void SendWaiting();
  void SendCall(std::uint64_t id, Call& call);
  void FailAll(const Error& error);
  [[nodiscard]] bool IsHung() const;
  [[nodiscard]] double ExpectedWaitSeconds() const;

  const LocalEngineOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::uint64_t, Call> calls_;
  std::uint64_t last_call_ = 0;
  bool wanted_ = false;                        // Warm was called
  bool closing_ = false;

  std::unique_ptr<WorkerProcess> worker_;      // replaced by the supervising thread only
  std::uint64_t generation_ = 0;
  bool ready_ = false;
  ModelInfo info_;
  std::optional<Error> load_error_;            // of the last worker, until the next one is tried
  Clock::time_point last_sign_{};
  int failures_ = 0;                           // deaths since the last success
  int restarts_ = 0;
  std::string last_death_;
  double seconds_of_a_call_ = 5;               // running mean
  wire::FrameBuffer incoming_;
  std::jthread thread_;                        // last: uses everything above
};

}  // namespace aegle
