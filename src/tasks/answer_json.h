// Answers, facts and ledgers as the JSON of docs/http.md, and back. Compact text in and out. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "readers/reader.h"
#include "record/fact.h"
#include "trust/answer.h"

namespace aegle {

[[nodiscard]] std::string ToJson(const Answer& answer);
[[nodiscard]] std::string ToJson(const Claim& claim);
[[nodiscard]] std::string ToJson(const Fact& fact, bool superseded = false);   // FactView
[[nodiscard]] std::string ToJson(const ImportLedger& ledger);

// What ToJson(Answer) wrote. Evidence has the ids of its facts, not the facts themselves. Errors: kBadInput, with the element.
[[nodiscard]] Result<Answer> ParseAnswer(std::string_view json);
[[nodiscard]] Result<Claim> ParseClaim(std::string_view json);

}  // namespace aegle
