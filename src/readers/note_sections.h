// The sections of a note: headings in English and Korean, and pieces of a length that can be cited. Internal to readers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aegle {

// A heading that clinicians use: what it means whatever its spelling.
struct SectionTitle {
  std::string_view display;  // "Chief complaint"
  std::string_view loinc;    // of the section, "" where LOINC has none or it is not needed
  std::string_view aliases;  // keys separated by '|', see TitleKey
};

struct NoteSection {
  std::string title;                    // as written, without markup; empty for the text before the first heading
  const SectionTitle* known = nullptr;  // null for a heading of the note's own
  std::size_t begin = 0, end = 0;       // body in the text, without white space around
};

// In the order of the text; sections without a body are left out. `text` is UTF-8.
[[nodiscard]] std::vector<NoteSection> SplitSections(std::string_view text);

// [begin, end) of the parts of a body, each of at most `limit` bytes, cut at the end of a paragraph, line, sentence or word.
struct TextPiece {
  std::size_t begin = 0, end = 0;
};
[[nodiscard]] std::vector<TextPiece> SplitLong(std::string_view text, std::size_t begin, std::size_t end, std::size_t limit);

// The heading that `title` means, or null.
[[nodiscard]] const SectionTitle* FindSectionTitle(std::string_view title);

}  // namespace aegle
