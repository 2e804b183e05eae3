// From one JSON value to items: a Bundle and the Bundles within it, or a single resource.
#pragma once

#include "readers/json_tree.h"
#include "readers/reader.h"

namespace aegle {

// Where the items of one input go: counts each in the ledger before the sink takes it, and stops at the first error.
class ItemOutput {
 public:
  ItemOutput(FactSink& sink, ImportLedger& ledger) : sink_(sink), ledger_(ledger) {}
  Result<void> Take(ReadItem&& item) {
    ledger_.Count(item);
    return sink_.Take(std::move(item));
  }

 private:
  FactSink& sink_;
  ImportLedger& ledger_;
};

// `root` is any JSON value; a Bundle of more entries than `limits.items` is one refused item. Errors: what the sink said.
Result<void> ReadFhirJson(JsonValue root, std::uint64_t base_offset, const Limits& limits, ItemOutput& out);

}  // namespace aegle
