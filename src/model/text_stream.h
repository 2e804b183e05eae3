// The text of one sample as it grows: bytes of tokens in, whole UTF-8 characters out, ending before the first stop text.
//
// A piece is given out only when it can no longer change: an unfinished character and anything that may be the beginning
// of a stop text are held back. Bytes that are not UTF-8 become U+FFFD. One object, one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aegle {

class TextStream {
 public:
  explicit TextStream(std::vector<std::string> stop);

  // Adds the bytes of one token. False where a stop text was reached: the stream is over then.
  bool Add(std::string_view bytes);
  // What may be shown since the last call.
  [[nodiscard]] std::string TakePiece();
  // No more tokens: releases what was held back for a stop text that did not come. An unfinished character is dropped.
  void Finish();
  // Everything so far that is final, after Finish the whole text.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void TakeWholeCharacters();
  [[nodiscard]] std::size_t HeldBack() const;

  std::vector<std::string> stop_;
  std::size_t longest_stop_ = 0;
  std::string unfinished_;        // bytes of a character that is not complete
  std::string text_;              // whole characters, cut at the stop text
  std::size_t given_ = 0;
  std::size_t searched_ = 0;      // no stop text begins before this
  bool over_ = false;
};

// The text with every byte that is not UTF-8 replaced by U+FFFD, an unfinished character too.
[[nodiscard]] std::string ValidUtf8(std::string_view bytes);

}  // namespace aegle
