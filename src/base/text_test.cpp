#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace aegle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(FindInvalidUtf8("plain, 한글, 🫀"), std::string_view::npos);
  struct Case {
    std::string bytes;
    std::size_t at;
  };
  for (const Case& c :
       {Case{"ab\x80", 2}, Case{"\xC0\xAF", 0}, Case{"\xE0\x80\x80", 0}, Case{"\xED\xA0\x80", 0}, Case{"\xF0\x80\x80\x80", 0},
        Case{"\xF4\x90\x80\x80", 0}, Case{"\xFF", 0}, Case{"한\xEA\xB8", 3}, Case{"a\xC3", 1}, Case{"\xEA\xB8(", 0}})
    EXPECT_EQ(FindInvalidUtf8(c.bytes), c.at);
  EXPECT_EQ(FindInvalidUtf8(std::string_view("a\0b", 3)), std::string_view::npos);
}

TEST(Utf8, CodePointsRoundTrip) {
  for (char32_t c = 0; c <= 0x10FFFF; c += 7) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(text, c);
    std::size_t at = 0;
    EXPECT_EQ(NextCodePoint(text, at), c);
    EXPECT_EQ(at, text.size());
  }
}

TEST(Utf8, DecodingAlwaysMovesOn) {
  Random random(2);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (int n = 0; n < 20; ++n) bytes += static_cast<char>(random.Integer(0, 255));
    for (std::size_t at = 0, before; at < bytes.size();) {
      before = at;
      (void)NextCodePoint(bytes, at);
      ASSERT_GT(at, before);
    }
  }
}

TEST(Utf8, PrefixNeverCutsACharacter) {
  EXPECT_EQ(Utf8Prefix("한글ab", 1), "한");
  EXPECT_EQ(Utf8Prefix("한글ab", 3), "한글a");
  EXPECT_EQ(Utf8Prefix("한글ab", 99), "한글ab");
  EXPECT_EQ(Utf8Prefix("", 3), "");
}

TEST(SearchTerms, LatinWordsAndKoreanBigrams) {
  EXPECT_THAT(SearchTerms("Chest pain, 2 h"), ElementsAre("chest", "pain", "2", "h"));
  EXPECT_THAT(SearchTerms("흉통"), ElementsAre("흉통"));
  EXPECT_THAT(SearchTerms("폐렴으로"), ElementsAre("폐렴", "렴으", "으로"));
  EXPECT_THAT(SearchTerms("간 기능"), ElementsAre("간", "기능"));
  EXPECT_THAT(SearchTerms("HbA1c가 7.4%"), ElementsAre("hba1c", "가", "7", "4"));
  EXPECT_THAT(SearchTerms("CT촬영"), ElementsAre("ct", "촬영"));
  EXPECT_THAT(SearchTerms("Ménière"), ElementsAre("ménière"));
  EXPECT_THAT(SearchTerms(" .,- "), IsEmpty());
}

TEST(Text, SmallThings) {
  EXPECT_EQ(Trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(ToLowerAscii("ABC 한Z"), "abc 한z");
  EXPECT_TRUE(EqualsIgnoreCase("MmHg", "mmhg"));
  EXPECT_FALSE(EqualsIgnoreCase("mm", "mmhg"));
  EXPECT_THAT(Split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
  EXPECT_EQ(Join({"a", "b", "a"}, ", "), "a, b, a");
  EXPECT_EQ(Join({}, ", "), "");
  EXPECT_EQ(ReplaceAll("aXbX", "X", "XX"), "aXXbXX");
  EXPECT_EQ(ReplaceAll("a", "", "b"), "a");
}

}  // namespace
}  // namespace aegle
