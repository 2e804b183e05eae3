#include "model/token_sampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace aegle {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

bool Better(const llama_token_data& a, const llama_token_data& b) { return a.logit != b.logit ? a.logit > b.logit : a.id < b.id; }

// The `count` best of `logits`, best first. Ties go to the smaller token, so that the order is the same in every run.
void TakeBest(std::span<const float> logits, std::size_t count, std::vector<llama_token_data>& out) {
  out.clear();
  count = std::min(count, logits.size());
  if (count == logits.size()) {
    for (std::size_t i = 0; i < logits.size(); ++i) out.push_back({static_cast<llama_token>(i), logits[i], 0});
    std::sort(out.begin(), out.end(), Better);
    return;
  }
  // A heap with the worst kept one on top: nearly every logit is one comparison.
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (out.size() == count && logits[i] <= out.front().logit) continue;
    if (out.size() == count) {
      std::pop_heap(out.begin(), out.end(), Better);
      out.pop_back();
    }
    out.push_back({static_cast<llama_token>(i), logits[i], 0});
    std::push_heap(out.begin(), out.end(), Better);
  }
  std::sort_heap(out.begin(), out.end(), Better);
}

// The first of the largest. The lanes are independent, so that the compiler uses vector registers.
llama_token Largest(std::span<const float> logits) {
  constexpr std::size_t kLanes = 32;
  std::array<float, kLanes> lanes;
  lanes.fill(kNever);
  std::size_t whole = logits.size() / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = std::max(lanes[lane], logits[i + lane]);
  float best = *std::max_element(lanes.begin(), lanes.end());
  for (std::size_t i = whole; i < logits.size(); ++i) best = std::max(best, logits[i]);
  return static_cast<llama_token>(std::find(logits.begin(), logits.end(), best) - logits.begin());
}

// Far apart for neighbouring seeds and samples.
std::uint64_t SeedOfSample(std::uint32_t seed, int sample) {
  std::uint64_t of_request = Random(seed).Next();
  return Random(of_request ^ static_cast<std::uint64_t>(sample) * 0xd1342543de82ef95ULL).Next();
}

}  // namespace

double LogSumExp(std::span<const float> logits) {
  float best = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (float logit : logits) sum += static_cast<double>(std::exp(logit - best));
  return static_cast<double>(best) + std::log(sum);
}

TokenSampler::TokenSampler(const llama_vocab* vocab, const Sampling& sampling, int sample, LlamaSamplerPtr grammar,
                           std::span<const llama_token> forbidden, int alternatives)
    : vocab_(vocab),
      sampling_(sampling),
      grammar_(std::move(grammar)),
      forbidden_(forbidden),
      alternatives_(alternatives),
      random_(SeedOfSample(sampling.seed, sample)) {}

Result<ChosenToken> TokenSampler::Choose(std::span<float> logits) {
  chosen_ = {};
  if (alternatives_ > 0) Describe(logits);
  std::vector<float> original;
  if (alternatives_ > 0) original.assign(logits.begin(), logits.end());
  for (llama_token token : forbidden_) logits[static_cast<std::size_t>(token)] = kNever;
  Penalise(logits);
  chosen_.id = Free(logits);
  if (grammar_ && !Allows(chosen_.id)) {
    AEGLE_TRY(token, Constrained(logits));
    chosen_.id = token;
  }
  if (alternatives_ > 0)
    chosen_.log_probability = static_cast<float>(static_cast<double>(original[static_cast<std::size_t>(chosen_.id)]) - log_sum_);
  Accept(chosen_.id);
  return std::move(chosen_);
}

void TokenSampler::Describe(std::span<const float> logits) {
  log_sum_ = LogSumExp(logits);
  TakeBest(logits, static_cast<std::size_t>(alternatives_), candidates_);
  for (const llama_token_data& token : candidates_)
    chosen_.alternatives.emplace_back(token.id, static_cast<float>(static_cast<double>(token.logit) - log_sum_));
}

// Repetition penalty: Keskar et al. 2019 (CTRL), eq. 1, with negative logits multiplied. Presence and frequency: the
// OpenAI API, logit - count * frequency - presence.
void TokenSampler::Penalise(std::span<float> logits) {
  if (sampling_.repeat_penalty == 1.0f && sampling_.presence_penalty == 0 && sampling_.frequency_penalty == 0) return;
  std::map<llama_token, int> counts;
  for (std::size_t i = 0; i < std::min(accepted_, recent_.size()); ++i) ++counts[recent_[i]];
  for (const auto& [token, count] : counts) {
    float& logit = logits[static_cast<std::size_t>(token)];
    logit = logit > 0 ? logit / sampling_.repeat_penalty : logit * sampling_.repeat_penalty;
    logit -= static_cast<float>(count) * sampling_.frequency_penalty + sampling_.presence_penalty;
  }
}

llama_token TokenSampler::Free(std::span<const float> logits) {
  if (sampling_.temperature <= 0) return Largest(logits);
  std::size_t count = sampling_.top_k > 0 ? static_cast<std::size_t>(sampling_.top_k) : logits.size();
  TakeBest(logits, count, candidates_);
  return Draw();
}

bool TokenSampler::Allows(llama_token token) {
  llama_token_data one{token, 1.0f, 0.0f};
  llama_token_data_array array{&one, 1, -1, false};
  llama_sampler_apply(grammar_.get(), &array);
  return one.logit != kNever;
}

void TokenSampler::ApplyGrammar() {
  llama_token_data_array array{candidates_.data(), candidates_.size(), -1, true};
  llama_sampler_apply(grammar_.get(), &array);
  std::erase_if(candidates_, [](const llama_token_data& token) { return token.logit == kNever; });
}

// Looks at ever more of the best tokens, until those that were not looked at cannot be chosen.
Result<llama_token> TokenSampler::Constrained(std::span<const float> logits) {
  for (std::size_t looked_at : {std::size_t{64}, std::size_t{1024}, logits.size()}) {
    TakeBest(logits, looked_at, candidates_);
    float worst = candidates_.back().logit;
    ApplyGrammar();
    if (candidates_.empty()) continue;
    bool all = looked_at >= logits.size();
    if (sampling_.temperature <= 0) return candidates_.front().id;
    bool enough = sampling_.top_k > 0 && candidates_.size() >= static_cast<std::size_t>(sampling_.top_k);
    bool rest_too_unlikely = sampling_.min_p > 0 && worst < candidates_.front().logit + std::log(sampling_.min_p);
    if (!all && !enough && !rest_too_unlikely) continue;
    if (sampling_.top_k > 0 && candidates_.size() > static_cast<std::size_t>(sampling_.top_k))
      candidates_.resize(static_cast<std::size_t>(sampling_.top_k));
    return Draw();
  }
  return Fail(ErrorCode::kCannotEnforce, "the grammar allows no token of this model here", "grammar", "Check the grammar for a dead end.");
}

// From candidates_, best first: top-p and min-p, then temperature.
llama_token TokenSampler::Draw() {
  const float best = candidates_.front().logit;
  double sum = 0;
  for (llama_token_data& token : candidates_) sum += static_cast<double>(token.p = std::exp(token.logit - best));
  std::size_t keep = candidates_.size();
  if (sampling_.top_p < 1) {
    double mass = 0;
    for (keep = 0; keep < candidates_.size() && mass < static_cast<double>(sampling_.top_p) * sum; ++keep)
      mass += static_cast<double>(candidates_[keep].p);
    keep = std::max<std::size_t>(keep, 1);
  }
  while (keep > 1 && candidates_[keep - 1].p < sampling_.min_p) --keep;
  double total = 0;
  for (std::size_t i = 0; i < keep; ++i)
    total += static_cast<double>(candidates_[i].p = std::exp((candidates_[i].logit - best) / sampling_.temperature));
  double at = random_.Uniform() * total;
  for (std::size_t i = 0; i < keep; ++i) {
    at -= static_cast<double>(candidates_[i].p);
    if (at < 0) return candidates_[i].id;
  }
  return candidates_[keep - 1].id;
}

void TokenSampler::Accept(llama_token token) {
  recent_[accepted_++ % recent_.size()] = token;
  if (grammar_) llama_sampler_accept(grammar_.get(), token);
}

}  // namespace aegle
