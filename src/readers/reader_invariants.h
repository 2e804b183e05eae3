// What every reader must keep for any bytes at all; the tests and the fuzz targets check it with the same code.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "readers/reader.h"

namespace aegle {

// Keeps every item.
class CollectingSink : public FactSink {
 public:
  std::vector<ReadItem> items;
  Result<void> Take(ReadItem&& item) override {
    items.push_back(std::move(item));
    return {};
  }
};

// The first broken rule of a fact, "" where there is none.
inline std::string BrokenRuleOfFact(const Fact& fact, const ReadItem& item) {
  if (!(fact.resource == item.key)) return "a fact does not carry the key of its item";
  if (fact.source.begin >= fact.source.end) return "a fact has an empty source";
  if (fact.source.begin < item.begin || fact.source.end > item.end) return "the source of a fact is outside of its item";
  std::string line = OneLine(fact);
  if (FindInvalidUtf8(line) != std::string_view::npos) return "a fact is not UTF-8";
  if (fact.status == FactStatus::kEnteredInError && fact.assertion == Assertion::kPresent) return "a withdrawn fact is present";
  return {};
}

inline std::string BrokenRuleOfItem(const ReadItem& item, std::uint64_t begin, std::uint64_t end) {
  if (item.begin >= item.end || item.begin < begin || item.end > end) return "an item is outside of the input";
  if (FindInvalidUtf8(item.text) != std::string_view::npos) return "the text of an item is not UTF-8";
  if (item.disposition == Disposition::kFacts) {
    if (item.facts.empty() && !item.patient) return "an item of facts has none";
    if (item.subject.empty() && item.key.type != "Note") return "an item of facts is about nobody";
    if (item.key.logical_id.empty()) return "an item of facts has no id";
  } else {
    if (!item.facts.empty() || item.patient) return "an item that gives no facts has some";
    if (item.reason.empty()) return "an item that gives no facts has no reason";
  }
  std::set<std::uint16_t> parts;
  for (const Fact& fact : item.facts) {
    if (!parts.insert(fact.part).second) return "two facts of an item are the same part";
    if (std::string broken = BrokenRuleOfFact(fact, item); !broken.empty()) return broken;
  }
  return {};
}

// Reads and checks; "" where everything holds. An input that is refused as a whole must name what is wrong.
inline std::string BrokenRule(const Reader& reader, std::string_view input, const ReadContext& context, const Limits& limits) {
  CollectingSink sink;
  auto ledger = reader.Read(input, context, limits, sink);
  if (!ledger) return ledger.error().message.empty() ? "an error without a message" : "";
  if (!ledger->Balanced()) return "the ledger does not balance";
  if (ledger->in != sink.items.size()) return "the ledger counts other items than came";
  if (ledger->bytes != input.size()) return "the ledger counts other bytes than came";
  for (const ReadItem& item : sink.items)
    if (std::string broken = BrokenRuleOfItem(item, context.base_offset, context.base_offset + input.size()); !broken.empty())
      return broken;
  return {};
}

}  // namespace aegle
