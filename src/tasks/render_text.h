// An answer for a terminal: sections, sentences with their citations as [f4], and the numbered evidence with file and byte range.
#pragma once

#include <map>
#include <string>

#include "trust/answer.h"

namespace aegle {

enum class Colour : bool { kNo, kYes };

struct RenderTextOptions {
  std::size_t width = 80;                       // columns; Hangul takes two
  Colour colour = Colour::kNo;
  std::map<DocumentId, std::string> names = {}; // file names of documents; the id stands where one is missing
};

// Control characters of the source are left out, so that no record can drive a terminal.
[[nodiscard]] std::string RenderText(const Answer& answer, const RenderTextOptions& options);

}  // namespace aegle
