// Scheduler, the part that scores labels: each is a short sequence behind the same prompt, many in one batch.
#include <algorithm>

#include "model/scheduler_job.h"

namespace aegle {
namespace {

constexpr std::size_t kLabelTokens = 60;  // of one label; a batch has kMaxOutputs rows

}  // namespace

Result<std::vector<double>> Scheduler::ScoreLabels(const Job& job, std::vector<float> first_row) {
  const double log_sum = LogSumExp(first_row);
  std::vector<double> scores;
  std::vector<std::vector<llama_token>> labels;
  for (const std::string& label : job.request->labels) {
    labels.push_back(model_.Tokenize(label, LlamaModel::Special::kPlain));
    const std::vector<llama_token>& tokens = labels.back();
    if (tokens.empty()) return Fail(ErrorCode::kBadInput, "a label is empty", "labels");
    if (tokens.size() > kLabelTokens) return Fail(ErrorCode::kTooLarge, "a label is longer than 60 tokens", "labels");
    scores.push_back(static_cast<double>(first_row[static_cast<std::size_t>(tokens[0])]) - log_sum);
  }
  std::vector<std::size_t> group;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::size_t more = labels[i].size() - 1;
    if (more == 0) continue;
    if (rows + more > static_cast<std::size_t>(kMaxOutputs) || group.size() == static_cast<std::size_t>(kScratchSequences)) {
      AEGLE_CHECK(ScoreGroup(job, labels, group, scores));
      group.clear();
      rows = 0;
    }
    group.push_back(i);
    rows += more;
  }
  if (!group.empty()) AEGLE_CHECK(ScoreGroup(job, labels, group, scores));
  return scores;
}

// The tokens of the labels behind their first, in one batch.
Result<void> Scheduler::ScoreGroup(const Job& job, const std::vector<std::vector<llama_token>>& labels, std::span<const std::size_t> group,
                                   std::vector<double>& scores) {
  const std::size_t prompt = job.sequence->computed;
  std::vector<Sequence*> sequences;
  for (std::size_t i = 0; i < group.size(); ++i) {
    Sequence* sequence = cache_.AcquireEmpty();
    if (sequence == nullptr) break;
    cache_.Share(*job.sequence, *sequence, prompt);
    sequences.push_back(sequence);
  }
  auto give_back = [&] {
    for (Sequence* sequence : sequences) cache_.Drop(*sequence);
  };
  if (sequences.size() < group.size()) {
    give_back();
    return Fail(ErrorCode::kBusy, "there is no free sequence to score a label with");
  }
  batch_.n_tokens = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const std::vector<llama_token>& label = labels[group[i]];
    for (std::size_t at = 0; at + 1 < label.size(); ++at) PutToken(batch_, label[at], prompt + at, sequences[i]->id, true);
  }
  int status = llama_decode(model_.context(), batch_);
  for (std::size_t i = 0, row = 0; status == 0 && i < group.size(); ++i) {
    const std::vector<llama_token>& label = labels[group[i]];
    for (std::size_t at = 1; at < label.size(); ++at, ++row) {
      std::span<float> logits = Logits(static_cast<int>(row));
      scores[group[i]] += static_cast<double>(logits[static_cast<std::size_t>(label[at])]) - LogSumExp(logits);
    }
  }
  give_back();
  if (status == 1)
    return Fail(ErrorCode::kNoSpace, "the KV cache is too small to score these labels", "model.cache_tokens", "Raise model.cache_tokens.");
  if (status != 0) return Fail(ErrorCode::kModelFailed, "the model could not compute a batch");
  return {};
}

}  // namespace aegle
