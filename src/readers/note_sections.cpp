#include "readers/note_sections.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::size_t kLongestHeading = 80;
constexpr std::string_view kWideColon = "：";

struct Heading {
  std::string_view title;
  const SectionTitle* known = nullptr;
  std::size_t body = 0;  // offset in the line where the body begins
};

// What stands before a title: "#", "##", bullets of Korean reports, numbers such as "1." and "IV)".
std::size_t SkipMarkers(std::string_view line) {
  static constexpr std::array<std::string_view, 11> kMarks = {"■", "▶", "◆", "●", "□", "※", "○", "**", "__", "[", "<"};
  std::size_t at = 0;
  auto spaces = [&] {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  };
  spaces();
  for (std::string_view mark : kMarks)
    if (line.substr(at).starts_with(mark)) {
      at += mark.size();
      break;
    }
  std::size_t number = at;
  while (number < line.size() && IsDigitAscii(line[number])) ++number;
  if (number > at && number - at <= 2 && number < line.size() && (line[number] == '.' || line[number] == ')')) at = number + 1;
  spaces();
  return at;
}

std::string_view StripTitle(std::string_view title) {
  title = Trim(title);
  for (std::string_view mark : {"**", "__", "]", ">", ":", "*", "_"})
    while (title.ends_with(mark)) title = Trim(title.substr(0, title.size() - mark.size()));
  return title;
}

bool HasNegation(std::string_view title) {
  std::string padded = " " + ToLowerAscii(title) + " ";
  for (std::string_view word : {" no ", " not ", " denies ", " without ", " negative ", " absent ", " none "})
    if (padded.find(word) != std::string::npos) return true;
  return false;
}

// "ADDITIONAL FINDINGS:" alone on its line. Never a negated phrase: its list would lose the negation.
bool IsCapitalHeading(std::string_view line) {
  line = Trim(line);
  if (line.size() < 4 || line.size() > kLongestHeading || !line.ends_with(':') || HasNegation(line.substr(0, line.size() - 1)))
    return false;
  int letters = 0;
  for (char c : line.substr(0, line.size() - 1)) {
    if (c >= 'A' && c <= 'Z')
      ++letters;
    else if (c != ' ' && c != '/' && c != '&' && c != '-' && c != '(' && c != ')')
      return false;
  }
  return letters >= 3;
}

// "## Assessment": a heading whatever its words.
std::optional<Heading> MarkdownHeading(std::string_view line) {
  std::size_t level = line.find_first_not_of('#');
  if (level == 0 || level == std::string_view::npos || level > 6 || line[level] != ' ') return std::nullopt;
  std::string_view title = StripTitle(line.substr(level));
  if (title.empty() || title.size() > 2 * kLongestHeading) return std::nullopt;
  return Heading{title, FindSectionTitle(title), line.size()};
}

std::optional<Heading> FindHeading(std::string_view line) {
  if (auto markdown = MarkdownHeading(line)) return markdown;
  std::size_t start = SkipMarkers(line);
  std::size_t colon = line.find(':', start), wide = line.find(kWideColon, start);
  std::size_t after = colon + 1;
  if (wide < colon) {
    colon = wide;
    after = wide + kWideColon.size();
  }
  if (colon == std::string_view::npos) {  // a known title alone on its line, or "[주호소] 흉통"
    std::size_t bracket =
        start > 0 && (line[start - 1] == '[' || line[start - 1] == '<') ? line.find_first_of("]>", start) : std::string_view::npos;
    std::string_view title = StripTitle(line.substr(start, bracket == std::string_view::npos ? bracket : bracket - start));
    const SectionTitle* known = title.size() <= kLongestHeading ? FindSectionTitle(title) : nullptr;
    if (!known) return std::nullopt;
    return Heading{title, known, bracket == std::string_view::npos ? line.size() : bracket + 1};
  }
  if (colon - start > kLongestHeading) return std::nullopt;
  std::string_view title = StripTitle(line.substr(start, colon - start));
  if (const SectionTitle* known = FindSectionTitle(title)) {
    while (line.substr(after).starts_with("**") || line.substr(after).starts_with("__")) after += 2;  // "**Plan:** rest"
    return Heading{title, known, after};
  }
  if (IsCapitalHeading(line)) return Heading{title, nullptr, line.size()};
  return std::nullopt;
}

// Narrows [begin, end) to what is not white space.
TextPiece Trimmed(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin < end && IsSpaceAscii(text[begin])) ++begin;
  while (end > begin && IsSpaceAscii(text[end - 1])) --end;
  return {begin, end};
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The best place to cut within (begin, latest]: paragraph, line, sentence, word, character.
std::size_t CutPoint(std::string_view text, std::size_t begin, std::size_t latest) {
  std::string_view window = text.substr(begin, latest - begin);
  std::size_t half = window.size() / 2;  // a cut before the middle would make crumbs
  for (std::string_view mark : {"\n\n", "\r\n\r\n", "\n", ". ", "? ", "! ", "; ", ", ", " "}) {
    std::size_t found = window.rfind(mark);
    if (found != std::string_view::npos && found >= half) return begin + found + mark.size();
  }
  while (latest > begin + 1 && latest < text.size() && IsContinuation(text[latest])) --latest;
  return latest;
}

}  // namespace

std::vector<NoteSection> SplitSections(std::string_view text) {
  std::vector<NoteSection> sections;
  NoteSection open;
  auto close = [&](std::size_t end) {
    TextPiece body = Trimmed(text, open.begin, end);
    if (body.begin == body.end) return;
    open.begin = body.begin;
    open.end = body.end;
    sections.push_back(open);
  };
  for (std::size_t line_start = 0; line_start < text.size();) {
    std::size_t line_end = std::min(text.find('\n', line_start), text.size());
    std::string_view line = text.substr(line_start, line_end - line_start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (auto heading = FindHeading(line)) {
      close(line_start);
      open = NoteSection{std::string(heading->title), heading->known, line_start + heading->body, 0};
    }
    line_start = line_end + 1;
  }
  close(text.size());
  return sections;
}

std::vector<TextPiece> SplitLong(std::string_view text, std::size_t begin, std::size_t end, std::size_t limit) {
  std::vector<TextPiece> pieces;
  while (end - begin > limit) {
    std::size_t cut = CutPoint(text.substr(0, end), begin, begin + limit);
    TextPiece piece = Trimmed(text, begin, cut);
    if (piece.begin < piece.end) pieces.push_back(piece);
    begin = cut;
  }
  TextPiece last = Trimmed(text, begin, end);
  if (last.begin < last.end) pieces.push_back(last);
  return pieces;
}

}  // namespace aegle
