// Findings in words for a clinician, English and Korean.
#pragma once

#include <string>

#include "trust/answer.h"

namespace aegle::verify {

[[nodiscard]] Finding MakeFinding(FindingKind kind, std::string found, std::string expected, Language language);

}  // namespace aegle::verify
