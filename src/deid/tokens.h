// A folded text as tokens: words, runs of Hangul, Hanja and digits, single marks. One pass; pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace aegle {

enum class TokenKind : std::uint8_t { kWord, kHangul, kHan, kDigits, kMark, kOther };
enum class TokenShape : std::uint8_t { kNone, kLower, kCapital, kUpper, kMixed, kInitial };  // of a word
enum class TokenGap : std::uint8_t { kNone, kSpace, kLine, kBlankLine };                     // in front of a token

struct Token {
  std::uint32_t begin = 0, end = 0;  // bytes of the folded text
  std::uint64_t hash = 0;            // WordHash of a word (lower case) or of a run of Hangul
  std::uint32_t flags = 0;           // lexicon.h
  TokenKind kind = TokenKind::kOther;
  TokenShape shape = TokenShape::kNone;
  TokenGap gap = TokenGap::kNone;
  char mark = '\0';  // of a kMark

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
};

// Of bytes as they are; ASCII letters count as lower case.
[[nodiscard]] constexpr std::uint64_t WordHash(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (char c : word) {
    auto byte = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    hash = (hash ^ byte) * 0x100000001b3ULL;
  }
  return hash;
}

// Fills `tokens` (cleared first) and looks each word up in the lexicon. Text of 4 GiB or more gives none.
void Tokenise(std::string_view text, std::vector<Token>& tokens);

}  // namespace aegle
