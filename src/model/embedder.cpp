#include "model/embedder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aegle {
namespace {

class Batch {
 public:
  explicit Batch(int tokens) : batch_(llama_batch_init(tokens, 0, 1)) {}
  ~Batch() { llama_batch_free(batch_); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void Add(std::span<const llama_token> tokens, llama_seq_id sequence) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      auto at = batch_.n_tokens++;
      batch_.token[at] = tokens[i];
      batch_.pos[at] = static_cast<llama_pos>(i);
      batch_.n_seq_id[at] = 1;
      batch_.seq_id[at][0] = sequence;
      batch_.logits[at] = 1;
    }
  }
  llama_batch& get() { return batch_; }

 private:
  llama_batch batch_;
};

std::vector<float> Normalised(const float* values, int size) {
  std::vector<float> out(values, values + size);
  double squares = 0;
  for (float value : out) squares += static_cast<double>(value) * static_cast<double>(value);
  auto scale = static_cast<float>(squares > 0 ? 1.0 / std::sqrt(squares) : 0.0);
  for (float& value : out) value *= scale;
  return out;
}

}  // namespace

Result<std::vector<std::vector<float>>> EmbedTexts(LlamaModel& model, int sequences, std::span<const std::string> texts) {
  const auto limit = static_cast<std::size_t>(llama_n_ubatch(model.context()));
  std::vector<std::vector<llama_token>> tokens;
  for (const std::string& text : texts) {
    tokens.push_back(model.Tokenize(text, LlamaModel::Special::kAdd));
    if (tokens.back().empty()) return Fail(ErrorCode::kBadInput, "a text to embed is empty", "input");
    if (tokens.back().size() > limit)
      return Fail(ErrorCode::kTooLarge, "a text has " + std::to_string(tokens.back().size()) + " tokens, the embedding model takes " + std::to_string(limit), "input",
                  "Split it.");
  }
  // Texts of like length together, so that a pass has little padding.
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return tokens[a].size() < tokens[b].size(); });

  std::vector<std::vector<float>> embeddings(texts.size());
  Batch batch(static_cast<int>(limit));
  for (std::size_t begin = 0; begin < order.size();) {
    batch.get().n_tokens = 0;
    std::size_t end = begin;
    for (; end < order.size() && end - begin < static_cast<std::size_t>(sequences); ++end) {
      const std::vector<llama_token>& text = tokens[order[end]];
      if (static_cast<std::size_t>(batch.get().n_tokens) + text.size() > limit) break;
      batch.Add(text, static_cast<llama_seq_id>(end - begin));
    }
    if (llama_memory_t memory = llama_get_memory(model.context())) llama_memory_clear(memory, false);
    if (llama_decode(model.context(), batch.get()) != 0) return Fail(ErrorCode::kModelFailed, "the model could not compute a batch of texts");
    for (std::size_t i = begin; i < end; ++i) {
      const float* values = llama_get_embeddings_seq(model.context(), static_cast<llama_seq_id>(i - begin));
      if (values == nullptr) return Fail(ErrorCode::kModelFailed, "the model gave no embedding");
      embeddings[order[i]] = Normalised(values, model.info().embedding_size);
    }
    begin = end;
  }
  return embeddings;
}

}  // namespace aegle
