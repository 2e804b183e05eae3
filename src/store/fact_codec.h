// One fact as the `body` of its row, and back (docs/formats/store.md, "body"). Module-internal, pure but for the table.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "record/fact.h"
#include "store/string_table.h"

namespace aegle {

// Everything but the columns: id, patient, kind.
[[nodiscard]] std::string EncodeFact(const Fact& fact, StringTable& strings);
// Fills `fact` but for id, patient and kind. Errors: kIntegrity.
[[nodiscard]] Result<void> DecodeFact(std::string_view body, const StringTable& strings, Fact& fact);

// The time under which a fact stands on the timeline: start of its effective time, else its end; empty where it has none.
[[nodiscard]] const DateTime& TimelineTime(const Fact& fact);

}  // namespace aegle
