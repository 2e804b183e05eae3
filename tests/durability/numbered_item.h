// The items of the kill -9 test: what item `i` is, so that the one who checks can tell each byte and each fact of it.
#pragma once

#include <cstdint>
#include <string>

#include "readers/reader.h"

namespace aegle::durability {

inline std::string Bytes(std::int64_t i) {
  return "item " + std::to_string(i) + ' ' + std::string(static_cast<std::size_t>(i * 37 % 400), static_cast<char>('a' + i % 26)) + '\n';
}

inline int FactCount(std::int64_t i) { return static_cast<int>(1 + i % 3); }
inline bool HasText(std::int64_t i) { return i % 5 == 0; }

inline ReadItem Item(std::int64_t i, std::uint64_t begin) {
  ReadItem item;
  item.key = {"Observation", std::to_string(i)};
  item.subject = "patient-" + std::to_string(i % 7);
  item.begin = begin;
  item.end = begin + Bytes(i).size();
  if (HasText(i)) item.text = "narrative of " + std::to_string(i);
  for (int part = 0; part < FactCount(i); ++part) {
    Fact& fact = item.facts.emplace_back();
    fact.kind = FactKind::kLaboratory;
    fact.code = {"", std::to_string(part), "number " + std::to_string(i)};
    fact.value = i;
    fact.resource = item.key;
    fact.part = static_cast<std::uint16_t>(part);
    fact.source = {{}, item.begin, item.end};
  }
  return item;
}

}  // namespace aegle::durability
