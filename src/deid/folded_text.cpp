#include "deid/folded_text.h"

#include <array>
#include <charconv>

#include "base/text.h"

namespace aegle {
namespace {

// Whether a lead byte may begin something that is folded. ASCII: '&' and '%'. Hangul syllables (EA..ED) are not, jamo (E1) are.
bool MayFold(unsigned char lead) {
  switch (lead) {
    case '&':
    case '%':
    case 0xC2:
    case 0xCE:
    case 0xCF:
    case 0xD0:
    case 0xD1:
    case 0xE1:
    case 0xE2:
    case 0xE3:
    case 0xEF:
      return true;
    default:
      return lead == 0xF0;
  }
}

// The same letter to the eye. Only used where a neighbour is Latin or a digit.
char LookAlike(char32_t c) {
  switch (c) {
    case 0x0410:
    case 0x0391:
      return 'A';
    case 0x0412:
    case 0x0392:
      return 'B';
    case 0x0421:
      return 'C';
    case 0x0415:
    case 0x0395:
      return 'E';
    case 0x041D:
    case 0x0397:
      return 'H';
    case 0x0406:
    case 0x0399:
      return 'I';
    case 0x041A:
    case 0x039A:
      return 'K';
    case 0x041C:
    case 0x039C:
      return 'M';
    case 0x039D:
      return 'N';
    case 0x041E:
    case 0x039F:
      return 'O';
    case 0x0420:
    case 0x03A1:
      return 'P';
    case 0x0422:
    case 0x03A4:
      return 'T';
    case 0x0425:
    case 0x03A7:
      return 'X';
    case 0x0430:
      return 'a';
    case 0x0441:
      return 'c';
    case 0x0435:
      return 'e';
    case 0x0456:
      return 'i';
    case 0x043E:
    case 0x03BF:
      return 'o';
    case 0x0440:
    case 0x03C1:
      return 'p';
    case 0x0445:
      return 'x';
    case 0x0443:
      return 'y';
    default:
      return 0;
  }
}

// Circled, parenthesised, superscript and mathematical digits.
int StyledDigit(char32_t c) {
  if (c >= 0x2460 && c <= 0x2468) return static_cast<int>(c - 0x2460) + 1;
  if (c == 0x24EA || c == 0x24FF) return 0;
  if (c >= 0x2474 && c <= 0x247C) return static_cast<int>(c - 0x2474) + 1;
  if (c >= 0x2776 && c <= 0x277E) return static_cast<int>(c - 0x2776) + 1;
  if (c >= 0x2780 && c <= 0x2788) return static_cast<int>(c - 0x2780) + 1;
  if (c >= 0x1D7CE && c <= 0x1D7FF) return static_cast<int>((c - 0x1D7CE) % 10);
  return -1;
}

bool IsInvisible(char32_t c) {
  return c == 0x00AD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || (c >= 0x202A && c <= 0x202E);
}
bool IsOddSpace(char32_t c) { return c == 0x00A0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000; }
bool IsDash(char32_t c) { return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 || c == 0xFF0D; }

// What one code point folds to, if anything: an ASCII character, or kGone.
constexpr int kSame = -1, kGone = -2;
int FoldOne(char32_t c) {
  if (IsInvisible(c)) return kGone;
  if (IsOddSpace(c)) return ' ';
  if (IsDash(c)) return '-';
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC) return '\'';
  if (c == 0x3002) return '.';
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<int>(c - 0xFF01) + '!';
  int digit = StyledDigit(c);
  return digit >= 0 ? '0' + digit : kSame;
}

bool IsLatinOrDigit(std::string_view text, std::size_t at) {
  return at < text.size() && (IsLetterAscii(text[at]) || IsDigitAscii(text[at]));
}

// "&#48;", "&#x30;", "&amp;", "%40": the character and its length, length 0 where it is none.
struct Escape {
  char32_t character = 0;
  std::size_t length = 0;
};
Escape ReadEscape(std::string_view text) {
  if (text.front() == '%' && text.size() >= 3) {
    unsigned value = 0;
    auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    return error == std::errc{} && end == text.data() + 3 && value >= 0x20 && value < 0x7F ? Escape{value, 3} : Escape{};
  }
  std::size_t semicolon = text.substr(0, 10).find(';');
  if (text.front() != '&' || semicolon == std::string_view::npos || semicolon < 3) return {};
  std::string_view name = text.substr(1, semicolon - 1);
  static constexpr std::array<std::pair<std::string_view, char32_t>, 6> kNames{
      {{"amp", '&'}, {"nbsp", ' '}, {"quot", '"'}, {"apos", '\''}, {"commat", '@'}, {"hyphen", '-'}}};
  for (const auto& [known, character] : kNames)
    if (name == known) return {character, semicolon + 1};
  if (name.front() != '#') return {};
  bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  std::string_view digits = name.substr(hex ? 2 : 1);
  unsigned value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
  bool whole = error == std::errc{} && end == digits.data() + digits.size();
  return whole && value >= 0x20 && value < 0x110000 && (value < 0xD800 || value > 0xDFFF) ? Escape{value, semicolon + 1} : Escape{};
}

// Hangul composition (Unicode 15, section 3.12).
struct Jamo {
  char32_t syllable = 0;
  std::size_t length = 0;
};
Jamo Compose(std::string_view text, std::size_t at) {
  std::size_t next = at;
  char32_t leading = NextCodePoint(text, next);
  if (leading < 0x1100 || leading > 0x1112 || next >= text.size()) return {};
  char32_t vowel = NextCodePoint(text, next);
  if (vowel < 0x1161 || vowel > 0x1175) return {};
  char32_t syllable = 0xAC00 + ((leading - 0x1100) * 21 + (vowel - 0x1161)) * 28;
  std::size_t behind = next;
  if (behind < text.size()) {
    char32_t trailing = NextCodePoint(text, behind);
    if (trailing > 0x11A7 && trailing <= 0x11C2) return {syllable + (trailing - 0x11A7), behind - at};
  }
  return {syllable, next - at};
}

}  // namespace

FoldedText::FoldedText(std::string_view source) : source_(source) {
  if (source.size() >= UINT32_MAX) return;
  for (unsigned char byte : source) {
    if ((byte < 0x80 && byte != '&' && byte != '%') || !MayFold(byte)) continue;
    Fold();
    return;
  }
}

void FoldedText::Put(std::string_view bytes, std::size_t begin, std::size_t end) {
  folded_ += bytes;
  origin_.insert(origin_.end(), bytes.size(), static_cast<std::uint32_t>(begin));
  end_.insert(end_.end(), bytes.size(), static_cast<std::uint32_t>(end));
}

void FoldedText::Fold() {
  folded_.reserve(source_.size());
  origin_.reserve(source_.size() + 1);
  end_.reserve(source_.size());
  std::size_t at = 0;
  bool changed = false;
  while (at < source_.size()) {
    auto byte = static_cast<unsigned char>(source_[at]);
    if (byte < 0x80 && byte != '&' && byte != '%') {
      Put(source_.substr(at, 1), at, at + 1);
      ++at;
      continue;
    }
    std::size_t begin = at;
    if (byte < 0x80) {
      Escape escape = ReadEscape(source_.substr(at));
      std::size_t length = escape.length == 0 ? 1 : escape.length;
      std::string text;
      AppendUtf8(text, escape.length == 0 ? byte : escape.character);
      // All bytes of one character stand for the whole escape.
      Put(text, begin, begin + length);
      changed = changed || escape.length != 0;
      at += length;
      continue;
    }
    if (Jamo jamo = Compose(source_, at); jamo.length != 0) {
      std::string text;
      AppendUtf8(text, jamo.syllable);
      Put(text, begin, begin + jamo.length);
      changed = true;
      at += jamo.length;
      continue;
    }
    char32_t c = NextCodePoint(source_, at);
    int fold = FoldOne(c);
    if (fold == kSame) {
      bool latin = (!folded_.empty() && IsLatinOrDigit(folded_, folded_.size() - 1)) || IsLatinOrDigit(source_, at);
      if (char same = latin ? LookAlike(c) : '\0') fold = same;
    }
    changed = changed || fold != kSame;
    if (fold == kGone) continue;
    if (fold != kSame) {
      char ascii = static_cast<char>(fold);
      Put({&ascii, 1}, begin, at);
      continue;
    }
    for (std::size_t i = begin; i < at; ++i) Put(source_.substr(i, 1), i, i + 1);
  }
  copied_ = changed;
  if (!copied_) {
    folded_.clear();
    origin_.clear();
    end_.clear();
    return;
  }
  origin_.push_back(static_cast<std::uint32_t>(source_.size()));
}

}  // namespace aegle
