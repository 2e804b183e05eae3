#include "signoff/word_diff.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace aegle {
namespace {

std::string Show(const WordDiff& diff) {
  std::string text;
  for (const DiffPart& part : diff) text += std::string(1, static_cast<char>(part.kind)) + "[" + part.text + "]";
  return text;
}

TEST(WordDiff, KeepsWhatIsTheSame) {
  EXPECT_EQ(Show(DiffWords("potassium 5.9 mmol/L", "potassium 5.9 mmol/L")), "=[potassium 5.9 mmol/L]");
  EXPECT_TRUE(DiffWords("", "").empty());
}

TEST(WordDiff, ANumberIsOneWord) {
  EXPECT_EQ(Show(DiffWords("potassium 5.9 mmol/L.", "potassium 6.9 mmol/L.")), "=[potassium ]-[5.9]+[6.9]=[ mmol/L.]");
}

TEST(WordDiff, WhatIsRemovedStandsFirst) {
  EXPECT_EQ(Show(DiffWords("The patient takes aspirin daily.", "The patient stopped taking aspirin.")),
            "=[The patient ]-[takes aspirin daily]+[stopped taking aspirin]=[.]");
}

TEST(WordDiff, Korean) {
  EXPECT_EQ(Show(DiffWords("칼륨은 5.9 mmol/L로 높다.", "칼륨은 5.9 mmol/L로 정상이다.")), "=[칼륨은 5.9 mmol/L로 ]-[높다]+[정상이다]=[.]");
}

TEST(WordDiff, SizeCountsWords) {
  DiffSize size = SizeOf(DiffWords("a b c", "a x y c"));
  EXPECT_EQ(size.removed, 1u);
  EXPECT_EQ(size.added, 2u);
}

// Any two texts: applying the difference gives the second, byte for byte; the script is no longer than replacing all.
TEST(WordDiff, ApplyingGivesTheOtherText) {
  Random random(17);
  const std::vector<std::string> words = {"a", "b", "no", "not", "5.9", "mg", ",", ".", " ", "  ", "열", "없음", "\n", "\xC3", "-", "f4"};
  for (int round = 0; round < 3000; ++round) {
    std::string before, after;
    for (std::int64_t i = random.Integer(0, 30); i > 0; --i) before += random.Pick(words);
    after = before;
    for (std::int64_t i = random.Integer(0, 6); i > 0; --i) {
      auto at = static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(after.size())));
      if (random.Chance(0.5)) after.insert(at, random.Pick(words));
      else after.erase(at, static_cast<std::size_t>(random.Integer(1, 5)));
    }
    WordDiff diff = DiffWords(before, after);
    auto applied = ApplyDiff(before, diff);
    ASSERT_TRUE(applied) << Show(diff);
    ASSERT_EQ(*applied, after);
    for (std::size_t i = 1; i < diff.size(); ++i) ASSERT_NE(diff[i - 1].kind, diff[i].kind) << Show(diff);
  }
}

TEST(WordDiff, IsOnlyOneOfItsOwnText) {
  WordDiff diff = DiffWords("a b c", "a x c");
  EXPECT_FALSE(ApplyDiff("a b d", diff));
  EXPECT_FALSE(ApplyDiff("a b c d", diff));
}

TEST(WordDiff, HugeDifferencesEnd) {
  std::string before, after;
  for (int i = 0; i < 4000; ++i) before += "x" + std::to_string(i) + " ", after += "y" + std::to_string(i) + " ";
  EXPECT_EQ(ApplyDiff(before, DiffWords(before, after)).value(), after);
}

}  // namespace
}  // namespace aegle
