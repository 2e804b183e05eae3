// GBNF expressions for JSON numbers within bounds. Pure.
#pragma once

#include <optional>
#include <string>

namespace aegle {

// The decimal numbers low..high (both at least 0, low <= high), without leading zeros.
[[nodiscard]] std::string CountingRange(long long low, long long high);

struct NumberBounds {
  std::optional<double> minimum, maximum;
  bool minimum_is_exclusive = false, maximum_is_exclusive = false;
};

// Integers, or decimal numbers with up to 6 digits behind the point, of at most 15 digits before it.
// Empty where no such number is within the bounds.
[[nodiscard]] std::string IntegerGrammar(const NumberBounds& bounds);
[[nodiscard]] std::string DecimalGrammar(const NumberBounds& bounds);

}  // namespace aegle
