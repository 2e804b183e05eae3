#include "model/number_grammar.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace aegle {
namespace {

constexpr long long kLargest = 999'999'999'999'999;   // 15 digits are exact in a double

std::string Digits(std::size_t count) { return count == 0 ? "" : count == 1 ? " [0-9]" : fmt::format(" [0-9]{{{}}}", count); }

std::string Digit(char low, char high) { return low == high ? fmt::format("\"{}\"", low) : fmt::format("[{}-{}]", low, high); }

// Texts of digits of one length, from `low` to `high`.
std::string SameLength(std::string_view low, std::string_view high) {
  if (low.empty()) return "";
  std::string_view low_rest = low.substr(1), high_rest = high.substr(1);
  if (low[0] == high[0]) return fmt::format("\"{}\" {}", low[0], SameLength(low_rest, high_rest));
  bool low_is_full = low_rest.find_first_not_of('0') == std::string_view::npos;
  bool high_is_full = high_rest.find_first_not_of('9') == std::string_view::npos;
  const std::string zeros(low_rest.size(), '0'), nines(low_rest.size(), '9');
  std::string out;
  auto add = [&](const std::string& alternative) { out += (out.empty() ? "" : " | ") + alternative; };
  char first = static_cast<char>(low_is_full ? low[0] : low[0] + 1);
  char last = static_cast<char>(high_is_full ? high[0] : high[0] - 1);
  if (!low_is_full) add(fmt::format("\"{}\" {}", low[0], SameLength(low_rest, nines)));
  if (first <= last) add(Digit(first, last) + Digits(low_rest.size()));
  if (!high_is_full) add(fmt::format("\"{}\" {}", high[0], SameLength(zeros, high_rest)));
  return "(" + out + ")";
}

std::string Join(const std::string& a, const std::string& b) { return a.empty() ? b : b.empty() ? a : a + " | " + b; }

// Numbers from `low` (0 or more, an integer) to `high`, with a fraction; each end may be excluded.
std::string Positive(long long low, bool without_low, long long high, bool without_high) {
  if (high < low) return "";
  std::string out;
  if (high > low) {
    // The whole part is less than `high`, so any fraction stays below it.
    if (without_low) {
      out = fmt::format("{} \".\" [0-9]{{0,5}} [1-9]", CountingRange(low, low));
      if (high - 1 > low) out = Join(out, CountingRange(low + 1, high - 1) + " (\".\" [0-9]{1,6})?");
    } else {
      out = CountingRange(low, high - 1) + " (\".\" [0-9]{1,6})?";
    }
  }
  bool end_belongs = !without_high && (high > low || !without_low);
  return end_belongs ? Join(out, CountingRange(high, high)) : out;
}

struct WholeBounds {
  long long low, high;
};

WholeBounds Whole(const NumberBounds& bounds) {
  auto clamp = [](double value) { return static_cast<long long>(std::clamp(value, -static_cast<double>(kLargest), static_cast<double>(kLargest))); };
  return {clamp(std::ceil(bounds.minimum.value_or(-static_cast<double>(kLargest)))), clamp(std::floor(bounds.maximum.value_or(static_cast<double>(kLargest))))};
}

bool BeyondDigits(const NumberBounds& bounds) {
  return bounds.minimum.value_or(0) > static_cast<double>(kLargest) || bounds.maximum.value_or(0) < -static_cast<double>(kLargest);
}

}  // namespace

std::string CountingRange(long long low, long long high) {
  std::string out;
  while (low <= high) {
    const std::string text = std::to_string(low);
    long long end = 9;
    for (std::size_t i = 1; i < text.size(); ++i) end = end * 10 + 9;
    end = std::min(end, high);
    out = Join(out, SameLength(text, std::to_string(end)));
    low = end + 1;
  }
  return out.empty() ? out : "(" + out + ")";
}

std::string IntegerGrammar(const NumberBounds& bounds) {
  if (BeyondDigits(bounds)) return "";
  auto [low, high] = Whole(bounds);
  if (bounds.minimum_is_exclusive && bounds.minimum && static_cast<double>(low) == *bounds.minimum) ++low;
  if (bounds.maximum_is_exclusive && bounds.maximum && static_cast<double>(high) == *bounds.maximum) --high;
  if (low > high) return "";
  std::string negative, positive;
  if (low < 0) negative = "\"-\" " + CountingRange(std::max(1LL, -high), -low);
  if (high >= 0) positive = CountingRange(std::max(0LL, low), high);
  return "(" + Join(negative, positive) + ")";
}

std::string DecimalGrammar(const NumberBounds& bounds) {
  if (BeyondDigits(bounds)) return "";
  auto [low, high] = Whole(bounds);
  bool without_low = bounds.minimum_is_exclusive && bounds.minimum && static_cast<double>(low) == *bounds.minimum;
  bool without_high = bounds.maximum_is_exclusive && bounds.maximum && static_cast<double>(high) == *bounds.maximum;
  if (low > high) return "";
  std::string negative, positive;
  if (low < 0) {
    // Mirrored; -0 is left out by starting above 0 where the range goes over it.
    bool crosses = high >= 0;
    negative = Positive(crosses ? 0 : -high, crosses || without_high, -low, without_low);
    if (!negative.empty()) negative = "\"-\" (" + negative + ")";
  }
  if (high >= 0) positive = Positive(std::max(0LL, low), low >= 0 && without_low, high, without_high);
  const std::string all = Join(negative, positive);
  return all.empty() ? "" : "(" + all + ")";
}

}  // namespace aegle
