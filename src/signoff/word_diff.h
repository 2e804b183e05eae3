// The difference of two texts, by words: what a clinician changed, kept as evaluation data.
//
// Shortest edit script by Myers (An O(ND) Difference Algorithm and Its Variations, Algorithmica 1986;1:251-266) over words, single marks and
// runs of white space, so that applying it gives the other text byte for byte. A Hangul word is cut at its spaces. Pure, thread-safe.
// Time and memory grow with the number of differing words; beyond kMostDiffering of them the rest is one replacement.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

struct DiffPart {
  enum class Kind : char { kSame = '=', kRemoved = '-', kAdded = '+' } kind = Kind::kSame;
  std::string text;
  friend bool operator==(const DiffPart&, const DiffPart&) = default;
};
using WordDiff = std::vector<DiffPart>;

inline constexpr std::size_t kMostDiffering = 2000;

// Neighbouring parts differ in kind; of a replacement what was removed comes first.
[[nodiscard]] WordDiff DiffWords(std::string_view before, std::string_view after);

// The text after the change. Errors: kIntegrity (the difference is not one of `before`).
[[nodiscard]] Result<std::string> ApplyDiff(std::string_view before, const WordDiff& diff);

// Words removed and added, without white space: the edit distance that is shown to people.
struct DiffSize {
  std::size_t removed = 0, added = 0, same = 0;
};
[[nodiscard]] DiffSize SizeOf(const WordDiff& diff);

// "words", "," and " " of a text.
[[nodiscard]] std::vector<std::string_view> DiffTokens(std::string_view text);

}  // namespace aegle
