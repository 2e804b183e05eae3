// Chooses the next token of one sample from a row of logits.
//
//   logits -> penalties over the last 64 tokens -> top-k -> top-p -> min-p -> temperature -> draw      (greedy at 0)
//
// A grammar is applied late: the choice is made freely and only if the grammar rejects it made again among what the
// grammar allows, which gives the same distribution at a fraction of the cost. Draws come from base/random.h, so a seed
// gives the same tokens on every machine that computes the same logits. Knows llama.cpp; one object, one thread.
#pragma once

#include <llama.h>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "model/engine.h"

namespace aegle {

struct LlamaSamplerDeleter {
  void operator()(llama_sampler* sampler) const noexcept { llama_sampler_free(sampler); }
};
using LlamaSamplerPtr = std::unique_ptr<llama_sampler, LlamaSamplerDeleter>;

struct ChosenToken {
  llama_token id = 0;
  float log_probability = 0;                                        // under the model, before penalties and truncation
  std::vector<std::pair<llama_token, float>> alternatives;          // the most likely ones, best first
};

class TokenSampler {
 public:
  // `grammar` may be null. `forbidden` are tokens that are never chosen; it has to outlive the sampler.
  TokenSampler(const llama_vocab* vocab, const Sampling& sampling, int sample, LlamaSamplerPtr grammar,
               std::span<const llama_token> forbidden, int alternatives);

  // `logits` of the whole vocabulary; changed in place. Errors: kCannotEnforce where the grammar allows no token.
  Result<ChosenToken> Choose(std::span<float> logits);

 private:
  void Describe(std::span<const float> logits);
  void Penalise(std::span<float> logits);
  llama_token Free(std::span<const float> logits);
  Result<llama_token> Constrained(std::span<const float> logits);
  bool Allows(llama_token token);
  void ApplyGrammar();
  llama_token Draw();
  void Accept(llama_token token);

  const llama_vocab* vocab_;
  Sampling sampling_;
  LlamaSamplerPtr grammar_;
  std::span<const llama_token> forbidden_;
  int alternatives_;
  Random random_;
  std::array<llama_token, 64> recent_{};     // ring of the last tokens
  std::size_t accepted_ = 0;
  std::vector<llama_token_data> candidates_; // scratch: sorted by logit, best first
  double log_sum_ = 0;
  ChosenToken chosen_;
};

// log(sum(exp(logits))), stable.
[[nodiscard]] double LogSumExp(std::span<const float> logits);

}  // namespace aegle
