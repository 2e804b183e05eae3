// The units and prefixes of UCUM that Aegle knows (The Unified Code for Units of Measure 2.1, tables 1 to 24). Internal.
//
// A unit is `value` times `definition`, a UCUM term of units that stand above it in the table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace aegle {

enum class UcumKind : std::uint8_t {
  kBase,             // `value` is the index of the dimension
  kMetric,           // takes prefixes
  kPlain,            // does not
  kArbitraryMetric,  // converts to itself only
  kArbitrary,
  kCelsius,     // metric, with a zero point: 273.15 K
  kFahrenheit,  // 459.67 degrees below zero
  kReaumur,
  kAmount,      // mol: carries the exponent of amount of substance
  kEquivalent,  // eq
};

struct UcumAtom {
  std::string_view code;
  UcumKind kind;
  double value = 1;
  std::string_view definition = {};  // of an arbitrary unit: the one it is another name of
};

struct UcumPrefix {
  std::string_view code;
  double factor;
};

[[nodiscard]] std::span<const UcumAtom> UcumAtoms();
[[nodiscard]] std::span<const UcumPrefix> UcumPrefixes();

}  // namespace aegle
