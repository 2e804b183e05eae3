// The ledger of an import as the JSON text that is kept with its document. Module-internal, pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "readers/reader.h"

namespace aegle {

[[nodiscard]] std::string LedgerToJson(const ImportLedger& ledger);
// Errors: kIntegrity.
[[nodiscard]] Result<ImportLedger> LedgerFromJson(std::string_view text);

}  // namespace aegle
