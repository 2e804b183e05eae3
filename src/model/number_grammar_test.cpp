#include "model/number_grammar.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "base/random.h"

namespace aegle {
namespace {

// These expressions hold only digits, - and . in literals, classes, groups, | ? and {}: without quotes and spaces they
// are regular expressions.
std::regex ToRegex(const std::string& grammar) {
  std::string text;
  for (std::size_t i = 0; i < grammar.size(); ++i) {
    if (grammar.compare(i, 3, "\".\"") == 0) {
      text += "\\.";
      i += 2;
    } else if (grammar[i] != '"' && grammar[i] != ' ') {
      text += grammar[i];
    }
  }
  return std::regex(text);
}

TEST(NumberGrammarTest, CountingRangesHoldExactlyTheirNumbers) {
  Random random(3);
  for (int round = 0; round < 30; ++round) {
    long long low = random.Integer(0, round % 2 == 0 ? 30 : 1500);
    long long high = low + random.Integer(0, round % 3 == 0 ? 12 : 1200);
    std::regex range = ToRegex(CountingRange(low, high));
    for (long long n = 0; n <= high + 120; ++n)
      ASSERT_EQ(std::regex_match(std::to_string(n), range), n >= low && n <= high) << n << " in " << low << ".." << high << ": " << CountingRange(low, high);
    EXPECT_FALSE(std::regex_match("0" + std::to_string(high), range));
  }
}

TEST(NumberGrammarTest, IntegersStayWithinTheirBounds) {
  Random random(4);
  for (int round = 0; round < 60; ++round) {
    NumberBounds bounds;
    double low = static_cast<double>(random.Integer(-300, 300)) + (round % 4 == 0 ? 0.5 : 0);
    double high = low + static_cast<double>(random.Integer(0, 400));
    bounds.minimum = low;
    bounds.maximum = high;
    bounds.minimum_is_exclusive = random.Chance(0.3);
    bounds.maximum_is_exclusive = random.Chance(0.3);
    const std::string grammar = IntegerGrammar(bounds);
    const std::regex regex = ToRegex(grammar);
    for (int n = -720; n <= 720; ++n) {
      bool within = (bounds.minimum_is_exclusive ? n > low : n >= low) && (bounds.maximum_is_exclusive ? n < high : n <= high);
      bool matches = !grammar.empty() && std::regex_match(std::to_string(n), regex);
      ASSERT_EQ(matches, within) << n << " in " << low << ".." << high << ": " << grammar;
    }
  }
}

TEST(NumberGrammarTest, DecimalsNeverLeaveTheirBounds) {
  Random random(5);
  int inside = 0;
  for (int round = 0; round < 60; ++round) {
    NumberBounds bounds;
    double low = static_cast<double>(random.Integer(-40, 40)), high = low + static_cast<double>(random.Integer(1, 60));
    bounds.minimum = low;
    bounds.maximum = high;
    bounds.minimum_is_exclusive = random.Chance(0.3);
    bounds.maximum_is_exclusive = random.Chance(0.3);
    std::regex regex = ToRegex(DecimalGrammar(bounds));
    for (int hundredths = -10'500; hundredths <= 10'500; hundredths += 25) {
      double value = hundredths / 100.0;
      char text[32];
      std::snprintf(text, sizeof text, hundredths % 100 == 0 ? "%.0f" : "%.2f", value);
      bool within = (bounds.minimum_is_exclusive ? value > low : value >= low) && (bounds.maximum_is_exclusive ? value < high : value <= high);
      bool matches = std::regex_match(text, regex);
      ASSERT_TRUE(within || !matches) << text << " in " << low << ".." << high << ": " << DecimalGrammar(bounds);
      inside += matches && within ? 1 : 0;
    }
  }
  EXPECT_GT(inside, 2000);
}

TEST(NumberGrammarTest, TheUnitInterval) {
  std::regex regex = ToRegex(DecimalGrammar({.minimum = 0, .maximum = 1}));
  for (const char* yes : {"0", "1", "0.5", "0.999999"}) EXPECT_TRUE(std::regex_match(yes, regex)) << yes;
  for (const char* no : {"1.5", "2", "-0.5", "00.5", "1.000001", ".5", ""}) EXPECT_FALSE(std::regex_match(no, regex)) << no;
}

TEST(NumberGrammarTest, AnEmptyRangeIsEmpty) {
  EXPECT_EQ(IntegerGrammar({.minimum = 5, .maximum = 4}), "");
  EXPECT_EQ(IntegerGrammar({.minimum = 5, .maximum = 5, .minimum_is_exclusive = true, .maximum_is_exclusive = false}), "");
  EXPECT_EQ(DecimalGrammar({.minimum = 1e300, .maximum = {}}), "");
}

}  // namespace
}  // namespace aegle
