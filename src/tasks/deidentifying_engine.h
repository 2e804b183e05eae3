// DeidentifyingEngine: an engine in another house gets no identifiers. What goes out is de-identified (deid/deid.h), what comes
// back is re-identified here, and only then checked and shown.
//
// The surrogates of one call are its own: two calls cannot be linked by them. Dates move by the same days in one call. An
// answer is streamed as one piece, since a name may be cut between two. Thread-safe as the inner engine is.
#pragma once

#include <memory>

#include "deid/deid.h"
#include "model/engine.h"

namespace aegle {

class DeidentifyingEngine final : public Engine {
 public:
  explicit DeidentifyingEngine(std::unique_ptr<Engine> inner) : inner_(std::move(inner)) {}
  [[nodiscard]] ModelInfo info() const override { return inner_->info(); }
  Result<std::vector<Generation>> Generate(const GenerationRequest& request, const TokenSink& sink, std::stop_token stop) override;
  Result<std::vector<double>> Score(const GenerationRequest& request, std::span<const std::string> labels) override;
  Result<std::vector<std::vector<float>>> Embed(std::span<const std::string> texts) override;
  Result<int> CountTokens(std::string_view text) override;

 private:
  std::unique_ptr<Engine> inner_;
};

}  // namespace aegle
