// Files of this module that are part of the binary (lexicon/*.txt, tagger.weights). Internal.
#pragma once

#include <string_view>

namespace aegle {

// Throws std::logic_error where there is no such file.
[[nodiscard]] std::string_view EmbeddedText(std::string_view name);

}  // namespace aegle
