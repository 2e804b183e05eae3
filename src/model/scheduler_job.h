// What the scheduler keeps of a request and of each of its samples. Only for scheduler*.cpp.
#pragma once

#include "model/scheduler.h"

namespace aegle {

inline void PutToken(llama_batch& batch, llama_token token, std::size_t position, llama_seq_id sequence, bool output) {
  auto i = batch.n_tokens++;
  batch.token[i] = token;
  batch.pos[i] = static_cast<llama_pos>(position);
  batch.n_seq_id[i] = 1;
  batch.seq_id[i][0] = sequence;
  batch.logits[i] = output ? 1 : 0;
}

struct Scheduler::Request {
  std::uint64_t id = 0;
  GenerationRequest request;
  ChatPrompt chat;
  std::vector<llama_token> prompt;
  std::vector<std::string> labels;      // of Score
  bool scores = false;
  Pieces pieces = Pieces::kKeep;
  std::string grammar;
  std::vector<Generation> generations;
  int open = 0;                         // jobs that are not done
  int cancelled = 0;
  bool over = false;                    // its answer was sent, or nobody wants it
  bool started = false;
  const Job* leader = nullptr;          // computes the prompt for all samples
  bool prompt_is_ready = false;
  std::chrono::steady_clock::time_point arrived;
};

struct Scheduler::Job {
  std::shared_ptr<Request> request;     // shared by the jobs of its samples
  int sample = 0;
  std::vector<llama_token> tokens;      // while it waits; a running job's are in its sequence
  Sequence* sequence = nullptr;
  std::unique_ptr<TokenSampler> sampler;
  TextStream stream{{}};
  std::string raw;                      // everything generated, where tool calls are parsed
  std::size_t shown = 0;                // of the parsed content
  std::vector<std::size_t> token_begins;
  Generation result;
  int limit = 0;                        // tokens to generate at most
  int row = -1;                         // of the last batch, where its logits are
  std::size_t in_batch = 0;             // tokens of it in the last batch
  bool done = false;

  [[nodiscard]] std::size_t Pending() const { return sequence->tokens.size() - sequence->computed; }
};

}  // namespace aegle
