// Continuous batching: every step computes one batch in which each running sample has its next token and new prompts
// have a part, so that a long prompt never stops the streams of others.
//
//   waiting jobs -> admitted (sequence, shared prefix) -> prompt in chunks -> tokens -> finished
//
// A request with several samples is as many jobs; the first computes the prompt, the others wait for it and share it, as
// do other requests with the same beginning. Where the KV cache is full, unused content goes first, then the youngest
// job goes back to the queue and is computed again later. Knows llama.cpp; owned by the model thread.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "model/chat_template.h"
#include "model/llama_model.h"
#include "model/outbox.h"
#include "model/sequence_cache.h"
#include "model/text_stream.h"
#include "model/token_sampler.h"

namespace aegle {

// Sequences beside those that run: for prefixes that are kept, and for labels.
inline constexpr int kScratchSequences = 16;

class Scheduler {
 public:
  // `sequences`: of the context, at least kScratchSequences + 1.
  Scheduler(LlamaModel& model, int sequences, Outbox& outbox);
  ~Scheduler();

  enum class Pieces : bool { kKeep, kSend };  // whether somebody reads along
  void Generate(std::uint64_t id, GenerationRequest request, Pieces pieces);
  void Score(std::uint64_t id, GenerationRequest request, std::vector<std::string> labels);
  // One sample, or all where `sample` is negative. Nothing is sent for a request that is cancelled as a whole.
  void Cancel(std::uint64_t id, int sample);
  [[nodiscard]] bool idle() const { return running_.empty() && waiting_.empty(); }
  // Computes one batch and sends what came of it.
  void Step();

 private:
  using Clock = std::chrono::steady_clock;
  struct Request;
  struct Job;
  using JobPtr = std::unique_ptr<Job>;

  Result<std::shared_ptr<Request>> Prepare(std::uint64_t id, GenerationRequest request);
  Result<LlamaSamplerPtr> MakeGrammar(const Request& request);
  void EnqueueJobs(const std::shared_ptr<Request>& request);

  void DropExpired();
  void Admit();
  [[nodiscard]] bool ShouldWait(const Job& job) const;
  bool MayRunBeside(const Request& request);
  [[nodiscard]] bool HasRoom(const Job& job) const;

  void BuildBatch();
  void AddTokens(Job& job, std::size_t count);
  enum class Streams : std::uint8_t { kNone, kWait, kGoOn };
  struct Plan {
    std::size_t prompt_tokens;
    Streams streams;
  };
  [[nodiscard]] Plan MakePlan() const;
  [[nodiscard]] bool Compute();
  bool MakeRoom();
  void FailAll(const Error& error);

  void TakeOutputs();
  void TakeToken(Job& job, std::span<float> logits);
  void Fork(const Job& leader, const std::vector<float>& logits);
  Result<ChosenToken> ChooseToken(Job& job, std::span<float> logits);
  void AddToken(Job& job, const ChosenToken& token);
  void SendPiece(Job& job);
  void FinishJob(Job& job, FinishReason reason);
  void Conclude(Request& request);
  void FailRequest(Request& request, const Error& error);
  void RemoveDone();

  Result<std::vector<double>> ScoreLabels(const Job& job, std::vector<float> first_row);
  Result<void> ScoreGroup(const Job& job, const std::vector<std::vector<llama_token>>& labels, std::span<const std::size_t> group,
                          std::vector<double>& scores);
  std::span<float> Logits(int row);

  LlamaModel& model_;
  Outbox& outbox_;
  ChatTemplate chat_;
  int max_running_;
  SequenceCache cache_;
  std::deque<JobPtr> waiting_;
  std::vector<JobPtr> running_;  // in the order of admission
  llama_batch batch_;
  std::size_t batch_prompt_tokens_ = 0;
  std::size_t held_up_ = 0;  // prompt tokens since streams had a turn
  double prompt_tokens_per_second_ = 100;
};

}  // namespace aegle
