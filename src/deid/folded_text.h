// A text as the recogniser reads it: the many ways of writing a character are folded into one, and each byte knows where it was.
//
//   full-width and circled digits and letters -> ASCII      NFD Hangul -> syllables         soft hyphen, zero-width characters -> gone
//   no-break and other spaces -> ' '                         dashes -> '-'                   curly apostrophes -> '\''
//   Cyrillic and Greek look-alikes within a Latin word       &#48; &amp; %40 -> their character
//
// A text without any of these (nearly every one) is not copied: text() is then the input itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aegle {

class FoldedText {
 public:
  // `source` must outlive it.
  explicit FoldedText(std::string_view source);

  [[nodiscard]] std::string_view text() const { return copied_ ? std::string_view(folded_) : source_; }
  // Byte of the source where the folded byte `at` (up to the size) begins.
  [[nodiscard]] std::size_t SourceBegin(std::size_t at) const { return copied_ ? origin_[at] : at; }
  // Byte of the source behind the folded bytes that end at `at` (more than 0).
  [[nodiscard]] std::size_t SourceEnd(std::size_t at) const { return copied_ ? (at == 0 ? 0 : end_[at - 1]) : at; }
  [[nodiscard]] bool copied() const { return copied_; }

 private:
  void Fold();
  void Put(std::string_view bytes, std::size_t begin, std::size_t end);

  std::string_view source_;
  std::string folded_;
  std::vector<std::uint32_t> origin_, end_;  // of each folded byte
  bool copied_ = false;
};

}  // namespace aegle
