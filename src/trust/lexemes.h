// Words, numbers, Hangul syllables and marks of one sentence, with the bytes that they come from.
//
// A Latin word is a run of letters and digits that begins with a letter ("hba1c"); a hyphen between words ends the word and is not
// kept. Each Hangul syllable is a lexeme of its own, because Korean compounds and particles have no spaces between them.
// Pure; any bytes are accepted.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace aegle::verify {

using TermId = std::uint64_t;  // of a word in lower case without its plural ending

enum class LexemeKind : std::uint8_t { kWord, kNumber, kHangul, kMark };

struct Lexeme {
  std::uint32_t begin = 0, end = 0;  // bytes of the sentence
  LexemeKind kind = LexemeKind::kMark;
  bool space_before = true;
  char mark = 0;  // of a mark, '?' where it is not ASCII
  TermId term = 0;
};

[[nodiscard]] std::vector<Lexeme> Lex(std::string_view text);

// "Fractures" and "fracture" are one term.
[[nodiscard]] TermId TermOf(std::string_view word);
// Hash of a phrase: its lexemes in order. Start with 0.
[[nodiscard]] TermId Extend(TermId phrase, TermId next);

}  // namespace aegle::verify
