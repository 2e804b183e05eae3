#include "record/quantity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace aegle {
namespace {

Decimal D(std::string_view text) { return Decimal::Parse(text).value(); }

TEST(Decimal, KeepsItsDigits) {
  for (const char* text : {"0", "-0", "0.10", "7.40", "-12.500", "1e3", "1.0E-10", "123456789012345678901234567890.123456789"})
    EXPECT_EQ(D(text).text(), text);
  EXPECT_NE(D("0.10"), D("0.1"));
  EXPECT_DOUBLE_EQ(D("0.10").value(), D("0.1").value());
  EXPECT_EQ(D("0.10").decimals(), 2);
  EXPECT_EQ(D("140").decimals(), 0);
  EXPECT_EQ(D("1.25e3").decimals(), 2);
}

TEST(Decimal, RefusesWhatJsonRefuses) {
  for (const char* text : {"", "-", "+1", "01", ".5", "1.", "1e", "1e+", "1.5 ", " 1", "0x10", "NaN", "Infinity", "1,5", "1.2.3", "--1"})
    EXPECT_EQ(Decimal::Parse(text).error().code, ErrorCode::kBadInput) << text;
  EXPECT_EQ(Decimal::Parse("1e999").error().code, ErrorCode::kOutOfRange);
  EXPECT_EQ(Decimal::Parse("-1e999").error().code, ErrorCode::kOutOfRange);
}

TEST(Decimal, FormatAndParseAgree) {
  Random random(3);
  for (int i = 0; i < 5000; ++i) {
    int decimals = static_cast<int>(random.Integer(0, 6));
    double value = random.Uniform(-1e6, 1e6);
    std::string text = FormatDecimal(value, decimals);
    EXPECT_NEAR(D(text).value(), value, 0.5000001 * std::pow(10, -decimals)) << text;
    EXPECT_EQ(D(text).decimals(), decimals);
  }
}

TEST(Format, WritesAsPeopleDo) {
  EXPECT_EQ(FormatDecimal(7.4, 1), "7.4");
  EXPECT_EQ(FormatDecimal(-0.04, 1), "0.0");
  EXPECT_EQ(FormatDecimal(1e21, 0), "1000000000000000000000");
  EXPECT_EQ(FormatShort(0.25), "0.25");
  EXPECT_EQ(FormatShort(140), "140");
  EXPECT_EQ(FormatShort(1234567), "1234567");
  EXPECT_EQ(FormatShort(0.1 + 0.2), "0.3");
  EXPECT_EQ(FormatShort(-5.5), "-5.5");
  EXPECT_EQ(FormatShort(0), "0");
}

TEST(Quantity, IsWrittenAsTheSourceDid) {
  EXPECT_EQ((Quantity{D("5.0"), "mg/dL", "", Comparator::kLess}).ToString(), "<5.0 mg/dL");
  EXPECT_EQ((Quantity{D("120"), "mm[Hg]", "mmHg"}).ToString(), "120 mmHg");
  EXPECT_EQ((Quantity{D("7.40"), ""}).ToString(), "7.40");
}

TEST(ReferenceRange, IsWrittenAsALaboratoryDoes) {
  EXPECT_EQ((ReferenceRange{D("3.5"), D("5.1"), ""}).ToString(), "3.5-5.1");
  EXPECT_EQ((ReferenceRange{{}, D("200"), ""}).ToString(), "<200");
  EXPECT_EQ((ReferenceRange{D("60"), {}, ""}).ToString(), ">60");
  EXPECT_EQ((ReferenceRange{{}, {}, "negative"}).ToString(), "negative");
  EXPECT_TRUE(ReferenceRange{}.empty());
}

}  // namespace
}  // namespace aegle
