// A model of llama.cpp with its context, loaded for one worker process. Knows llama.cpp; owned by the model thread.
#pragma once

#include <cstdint>
#include <llama.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/engine.h"
#include "model/wire.h"

namespace aegle {

class LlamaModel {
 public:
  // Loads the processor-specific parts of ggml (code), once; what a sandbox forbids later. Load does it where nobody did.
  enum class Device : std::uint8_t { kProcessor, kGpu };
  static Device PrepareBackends();

  // `alive` is called often while loading and computing, by the thread that does so.
  // Errors: kUnavailable (not a model that llama.cpp can load), kNoSpace (not enough memory).
  static Result<std::unique_ptr<LlamaModel>> Load(const wire::WorkerConfig& config, std::function<void()> alive);

  [[nodiscard]] const ModelInfo& info() const { return info_; }
  [[nodiscard]] llama_model* model() const { return model_.get(); }
  [[nodiscard]] llama_context* context() const { return context_.get(); }
  [[nodiscard]] const llama_vocab* vocab() const { return llama_model_get_vocab(model_.get()); }
  [[nodiscard]] int vocabulary_size() const { return llama_vocab_n_tokens(vocab()); }

  enum class Special : bool { kPlain, kAdd };
  // With kAdd: tokens that the model wants at the beginning (and end).
  [[nodiscard]] std::vector<llama_token> Tokenize(std::string_view text, Special special) const;
  // The bytes of one token; of a control token only where `show_control`.
  [[nodiscard]] std::string Piece(llama_token token, bool show_control) const;

  // Control tokens that do not end the text: never sampled under a grammar.
  [[nodiscard]] std::span<const llama_token> control_tokens() const { return control_tokens_; }
  // Tokens that the model's file says are never to be sampled.
  [[nodiscard]] std::span<const llama_token> suppressed_tokens() const { return suppressed_tokens_; }
  [[nodiscard]] std::span<const llama_token> suppressed_or_end_tokens() const { return suppressed_or_end_tokens_; }
  // How control tokens are written, so that text from outside cannot pretend to be one.
  [[nodiscard]] const std::vector<std::string>& control_texts() const { return control_texts_; }
  // Whether a sequence can be cut and its beginning be shared (not so for recurrent models and sliding windows).
  [[nodiscard]] bool prefix_can_be_shared() const { return prefix_can_be_shared_; }

 private:
  struct ModelDeleter {
    void operator()(llama_model* model) const noexcept { llama_model_free(model); }
  };
  struct ContextDeleter {
    void operator()(llama_context* context) const noexcept { llama_free(context); }
  };

  LlamaModel() = default;
  Result<void> LoadWeights(const wire::WorkerConfig& config);
  Result<void> MakeContext(const wire::WorkerConfig& config);
  void ReadVocabulary();
  void Describe(const wire::WorkerConfig& config);
  void WarmUp();

  std::function<void()> alive_;
  std::unique_ptr<llama_model, ModelDeleter> model_;
  std::unique_ptr<llama_context, ContextDeleter> context_;
  ModelInfo info_;
  std::vector<llama_token> control_tokens_, suppressed_tokens_, suppressed_or_end_tokens_;
  std::vector<std::string> control_texts_;
  bool prefix_can_be_shared_ = true;
};

// Outputs (rows of logits) of one step at most.
inline constexpr int kMaxOutputs = 64;

}  // namespace aegle
