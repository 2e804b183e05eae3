#include "trust/lexemes.h"

#include <array>

#include "base/text.h"

namespace aegle::verify {
namespace {

constexpr std::uint64_t kOffset = 1469598103934665603ULL, kPrime = 1099511628211ULL;  // FNV-1a

bool IsWordChar(char c) { return IsLetterAscii(c) || IsDigitAscii(c); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || (c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

// Letters of other alphabets and accents count as word characters, so that "Sjögren" is one word.
bool IsWordCode(char32_t c) { return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c <= 0x9FFF && !IsHangul(c)); }

// Digits with groups of thousands, one point and decimals; "1,8" stays one lexeme, so that it is never read as 1 and 8.
std::size_t NumberEnd(std::string_view text, std::size_t at) {
  auto digit = [&](std::size_t i) { return i < text.size() && IsDigitAscii(text[i]); };
  while (digit(at)) ++at;
  while (at < text.size() && (text[at] == ',' || text[at] == '.') && digit(at + 1)) {
    ++at;
    while (digit(at)) ++at;
  }
  return at;
}

std::size_t WordEnd(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (IsWordChar(text[at])) {
      ++at;
      continue;
    }
    std::size_t next = at;
    if (static_cast<unsigned char>(text[at]) < 0x80 || !IsWordCode(NextCodePoint(text, next))) break;
    at = next;
  }
  return at;
}

bool JoinsWords(std::string_view text, std::size_t at, const std::vector<Lexeme>& so_far) {
  if (so_far.empty() || so_far.back().end != at || so_far.back().kind == LexemeKind::kMark) return false;
  if (at + 1 >= text.size()) return false;
  bool letter_after = IsLetterAscii(text[at + 1]);
  return letter_after || (so_far.back().kind == LexemeKind::kWord && IsWordChar(text[at + 1]));
}

}  // namespace

TermId TermOf(std::string_view word) {
  std::array<char, 64> buffer{};
  std::size_t size = 0;
  for (char c : word)
    if (size < buffer.size()) buffer[size++] = Lower(c);
  std::string_view w(buffer.data(), size);
  std::uint64_t hash = kOffset;
  auto feed = [&](std::string_view bytes) {
    for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  };
  if (size > 4 && w.ends_with("ies")) {
    feed(w.substr(0, size - 3));
    feed("y");
  } else if (size >= 4 && w.ends_with('s') && !w.ends_with("ss") && !w.ends_with("us") && !w.ends_with("is")) {
    feed(w.substr(0, size - 1));
  } else {
    feed(w);
  }
  return hash;
}

TermId Extend(TermId phrase, TermId next) {
  std::uint64_t x = (phrase + 0x9e3779b97f4a7c15ULL) ^ next;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  return x ^ (x >> 31);
}

std::vector<Lexeme> Lex(std::string_view text) {
  std::vector<Lexeme> out;
  out.reserve(text.size() / 4 + 4);
  bool space = true;
  auto add = [&](std::size_t begin, std::size_t end, LexemeKind kind, char mark) {
    Lexeme lexeme{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), kind, space, mark, 0};
    lexeme.term = TermOf(text.substr(begin, end - begin));
    out.push_back(lexeme);
    space = false;
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at;
    char32_t c = NextCodePoint(text, next);
    if (IsSpace(c)) {
      space = true;
    } else if (c < 0x80 && IsDigitAscii(text[at])) {
      next = NumberEnd(text, at);
      add(at, next, LexemeKind::kNumber, 0);
    } else if ((c < 0x80 && IsLetterAscii(text[at])) || IsWordCode(c)) {
      next = WordEnd(text, at);
      add(at, next, LexemeKind::kWord, 0);
    } else if (IsHangul(c)) {
      add(at, next, LexemeKind::kHangul, 0);
    } else if (c == '-' && JoinsWords(text, at, out)) {
      // a hyphen inside a compound
    } else if ((c == '\'' || c == 0x2019) && next < text.size() && Lower(text[next]) == 's' &&
               (next + 1 >= text.size() || !IsWordChar(text[next + 1]))) {
      ++next;  // "patient's"
    } else {
      add(at, next, LexemeKind::kMark, c < 0x80 ? text[at] : '?');
    }
    at = next;
  }
  return out;
}

}  // namespace aegle::verify
