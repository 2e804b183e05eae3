#include "model/engine.h"

namespace aegle {

Result<Generation> GenerateOne(Engine& engine, const GenerationRequest& request, std::stop_token stop) {
  GenerationRequest one = request;
  one.samples = 1;
  AEGLE_TRY(generations, engine.Generate(one, TokenSink(), std::move(stop)));
  if (generations.empty()) return Fail(ErrorCode::kModelFailed, "the engine gave no answer");
  return std::move(generations.front());
}

}  // namespace aegle
