// The model's wording of the lines of a plan: all lines of a document as one batch, each checked before it is shown.
//
// One call a line. All calls share the same first message, so the engine keeps one KV cache for it, and run at once.
// A wording that FillSlots or the verifier refuses is asked for once more with another seed and a temperature; then the floor's
// sentence stands, with the refused wording in Claim::replaced.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "model/engine.h"
#include "tasks/plan.h"
#include "trust/verifier.h"

namespace aegle {

// One wording as the model gave it, for measuring.
struct WordingTrial {
  std::size_t section = 0, line = 0;
  int attempt = 0;
  std::string worded;      // with slots
  std::string filled;      // with values
  bool accepted = false;
  std::string reason;      // of a refusal
};

struct WordingOptions {
  Language language = Language::kEnglish;
  std::uint32_t seed = 1;
  std::size_t concurrent = 16;   // calls in flight
  std::function<void(const WordingTrial&)> observe;   // called from the working threads, one at a time
};

// Called on the calling thread with each line's claim as it is decided.
using ClaimSink = std::function<void(std::size_t section, std::size_t line, Claim claim)>;

// Words every line that has slots. Errors: kCancelled. An engine that fails leaves the floor's sentence.
[[nodiscard]] Result<ModelUse> WordLines(Engine& engine, const Plan& plan, const Verifier& verifier, const WordingOptions& options,
                                         const ClaimSink& sink, std::stop_token stop);

// The claim of a line as code wrote it.
[[nodiscard]] Claim FloorClaim(const Line& line);

}  // namespace aegle
