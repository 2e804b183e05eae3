// Texts to vectors with an embedding model. Knows llama.cpp; owned by the model thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/llama_model.h"

namespace aegle {

// [texts.size()][embedding_size], L2-normalised, pooled as the model's file says. Many texts go through the model at once.
// Errors: kTooLarge (a text is longer than the model takes), kModelFailed.
Result<std::vector<std::vector<float>>> EmbedTexts(LlamaModel& model, int sequences, std::span<const std::string> texts);

}  // namespace aegle
