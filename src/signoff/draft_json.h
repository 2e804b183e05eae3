// A draft as stored (docs/formats/signature.md) and back, and as the API shows it. Compact text. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "signoff/draft.h"
#include "signoff/risks.h"
#include "signoff/word_diff.h"

namespace aegle {

[[nodiscard]] std::string ToJson(const Draft& draft);
// Errors: kIntegrity (not what ToJson wrote, with the element).
[[nodiscard]] Result<Draft> ParseDraft(std::string_view json);

[[nodiscard]] std::string ToJson(const WordDiff& diff);   // [["=","The "],["-","old"],["+","new"]]
[[nodiscard]] std::string ToJson(const Risk& risk);

}  // namespace aegle
