// The words that a model is given. The first message is the same for every line of a document, so that its cache is shared.
#pragma once

#include <string>

#include "tasks/plan.h"

namespace aegle {

[[nodiscard]] std::string WordingInstruction(Language language);
[[nodiscard]] std::string WordingRequest(const Line& line, Language language);

// For a question that code could not answer: passages, then an answer of cited sentences.
[[nodiscard]] std::string AskInstruction(Language language);
[[nodiscard]] std::string AskRequest(std::string_view question, const std::vector<Evidence>& evidence, Language language);
// The answer of the model where the passages do not say.
[[nodiscard]] std::string_view NotInPassages(Language language);

}  // namespace aegle
