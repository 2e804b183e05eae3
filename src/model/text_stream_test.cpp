#include "model/text_stream.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace aegle {
namespace {

TEST(TextStreamTest, GivesWholeCharactersOnly) {
  TextStream stream({});
  const std::string emoji = "\xF0\x9F\xA9\xBA";
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(stream.Add(emoji.substr(i, 1)));
    EXPECT_EQ(stream.TakePiece(), "");
  }
  EXPECT_TRUE(stream.Add(emoji.substr(3) + "\xED\x95"));
  EXPECT_EQ(stream.TakePiece(), emoji);
  EXPECT_TRUE(stream.Add("\x9C!"));
  EXPECT_EQ(stream.TakePiece(), "한!");
}

TEST(TextStreamTest, BadBytesAreReplaced) {
  TextStream stream({});
  for (std::string_view bytes : {"a\xFF", "b\xED\xA0\x80", "\xC0\xAF" "c\xE2"}) EXPECT_TRUE(stream.Add(bytes));
  EXPECT_EQ(FindInvalidUtf8(stream.text()), std::string::npos);
  stream.Finish();
  EXPECT_EQ(stream.text(), "a\uFFFD" "b\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD" "c");
}

TEST(TextStreamTest, AStopTextOverSeveralTokensNeverShows) {
  TextStream stream({"\n\nUser:"});
  std::string shown;
  bool open = true;
  for (std::string_view token : {"Fine.", "\n", "\nUs", "er", ": more"}) {
    if (!open) break;
    open = stream.Add(token);
    shown += stream.TakePiece();
  }
  EXPECT_FALSE(open);
  EXPECT_EQ(shown, "Fine.");
  EXPECT_EQ(stream.text(), "Fine.");
}

TEST(TextStreamTest, WhatWasNoStopTextComesAfterAll) {
  TextStream stream({"STOP"});
  EXPECT_TRUE(stream.Add("a ST"));
  EXPECT_EQ(stream.TakePiece(), "a ");
  EXPECT_TRUE(stream.Add("ART"));
  EXPECT_EQ(stream.TakePiece(), "START");
  EXPECT_TRUE(stream.Add(" STO"));
  EXPECT_EQ(stream.TakePiece(), " ");
  stream.Finish();
  EXPECT_EQ(stream.TakePiece(), "STO");
  EXPECT_EQ(stream.text(), "a START STO");
}

TEST(TextStreamTest, TheEarliestOfSeveralStopTextsCounts) {
  TextStream stream({"later", "now", ""});
  EXPECT_FALSE(stream.Add("it is now, not later"));
  EXPECT_EQ(stream.text(), "it is ");
  EXPECT_FALSE(stream.Add("more"));
  EXPECT_EQ(stream.text(), "it is ");
}

TEST(TextStreamTest, SplitAnywhereTheTextIsTheSame) {
  const std::string text = "Temp 37.5 °C — 정상 😀 end<stop>hidden";
  for (std::size_t step = 1; step < text.size(); ++step) {
    TextStream stream({"<stop>"});
    std::string shown;
    for (std::size_t at = 0; at < text.size(); at += step) {
      bool open = stream.Add(text.substr(at, step));
      std::string piece = stream.TakePiece();
      EXPECT_EQ(FindInvalidUtf8(piece), std::string::npos);
      shown += piece;
      if (!open) break;
    }
    EXPECT_EQ(shown, text.substr(0, text.find("<stop>"))) << "step " << step;
  }
}

TEST(ValidUtf8Test, ReplacesCutCharacters) {
  EXPECT_EQ(ValidUtf8("ab"), "ab");
  EXPECT_EQ(ValidUtf8("\xED\x95"), "\uFFFD");
  EXPECT_EQ(ValidUtf8("\x9C" "a"), "\uFFFD" "a");
}

}  // namespace
}  // namespace aegle
