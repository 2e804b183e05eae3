#include "deid/tokens.h"

#include <array>

#include "base/text.h"
#include "deid/lexicon.h"

namespace aegle {
namespace {

enum class Byte : std::uint8_t { kSpace, kLine, kLetter, kDigit, kMark, kMulti };

constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> kinds{};
  for (int i = 0; i < 256; ++i) {
    auto c = static_cast<unsigned char>(i);
    Byte kind = Byte::kMark;
    if (c >= 0x80)
      kind = Byte::kMulti;
    else if (c == '\n' || c == '\r' || c == '\f' || c == '\v')
      kind = Byte::kLine;
    else if (c <= ' ')
      kind = Byte::kSpace;
    else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      kind = Byte::kLetter;
    else if (c >= '0' && c <= '9')
      kind = Byte::kDigit;
    kinds[c] = kind;
  }
  return kinds;
}();

bool IsLatin(char32_t c) { return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF); }
bool IsLatinCapital(char32_t c) { return (c >= 0xC0 && c <= 0xDE) || (c >= 0x100 && c <= 0x17F && (c & 1) == 0); }
bool IsHan(char32_t c) { return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF); }

class Tokeniser {
 public:
  Tokeniser(std::string_view text, std::vector<Token>& out) : text_(text), out_(out), lexicon_(PhiLexicon::BuiltIn()) {}

  void Run() {
    while (at_ < text_.size()) {
      switch (kBytes[static_cast<unsigned char>(text_[at_])]) {
        case Byte::kSpace:
          if (gap_ == TokenGap::kNone) gap_ = TokenGap::kSpace;
          ++at_;
          break;
        case Byte::kLine:
          Line();
          break;
        case Byte::kLetter:
          Word();
          break;
        case Byte::kDigit:
          Digits();
          break;
        case Byte::kMark:
          Mark();
          break;
        case Byte::kMulti:
          Multi();
          break;
      }
    }
  }

 private:
  void Line() {
    bool pair = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
    at_ += pair ? 2 : 1;
    gap_ = gap_ >= TokenGap::kLine ? TokenGap::kBlankLine : TokenGap::kLine;
  }

  Token& Add(std::size_t begin, TokenKind kind) {
    Token& token = out_.emplace_back();
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(at_);
    token.kind = kind;
    token.gap = gap_;
    gap_ = TokenGap::kNone;
    return token;
  }

  void Mark() {
    ++at_;
    Add(at_ - 1, TokenKind::kMark).mark = text_[at_ - 1];
  }

  void Digits() {
    std::size_t begin = at_;
    while (at_ < text_.size() && IsDigitAscii(text_[at_])) ++at_;
    Add(begin, TokenKind::kDigits);
  }

  // An apostrophe belongs to a word where a letter follows ("O'Brien", "don't"), but not in front of a final s ("David's").
  [[nodiscard]] bool ApostropheInside() const {
    if (at_ + 1 >= text_.size() || !IsLetterAscii(text_[at_ + 1])) return false;
    bool final_s = (text_[at_ + 1] | 32) == 's' && (at_ + 2 >= text_.size() || !IsLetterAscii(text_[at_ + 2]));
    return !final_s;
  }

  void Word() {
    std::size_t begin = at_, capitals = 0, letters = 0;
    bool first_capital = false;
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    while (at_ < text_.size()) {
      char c = text_[at_];
      Byte kind = kBytes[static_cast<unsigned char>(c)];
      std::size_t next = at_ + 1;
      bool capital = c >= 'A' && c <= 'Z';
      if (kind == Byte::kMulti) {
        next = at_;
        char32_t wide = NextCodePoint(text_, next);
        if (!IsLatin(wide)) break;
        capital = IsLatinCapital(wide);
      } else if (kind != Byte::kLetter && (c != '\'' || at_ == begin || !ApostropheInside())) {
        break;
      }
      if (capital && letters == 0) first_capital = true;
      capitals += capital;
      letters += c != '\'';
      for (; at_ < next; ++at_)
        hash =
            (hash ^ static_cast<unsigned char>(text_[at_] >= 'A' && text_[at_] <= 'Z' ? text_[at_] + 32 : text_[at_])) * 0x100000001b3ULL;
    }
    Token& token = Add(begin, TokenKind::kWord);
    token.hash = hash;
    token.shape = capitals == 0                    ? TokenShape::kLower
                  : letters == 1                   ? TokenShape::kInitial
                  : capitals == letters            ? TokenShape::kUpper
                  : first_capital && capitals == 1 ? TokenShape::kCapital
                                                   : TokenShape::kMixed;
    token.flags = lexicon_.WordFlags(text_.substr(token.begin, token.size()), hash);
  }

  void Multi() {
    std::size_t begin = at_, next = at_;
    char32_t c = NextCodePoint(text_, next);
    if (IsLatin(c)) return Word();
    if (IsHangul(c)) return Run(begin, TokenKind::kHangul, &IsHangul);
    if (IsHan(c)) return Run(begin, TokenKind::kHan, &IsHan);
    at_ = next;
    if (c == 0x0085 || c == 0x2028 || c == 0x2029)
      gap_ = TokenGap::kLine;
    else
      Add(begin, TokenKind::kOther);
  }

  template <class Predicate>
  void Run(std::size_t begin, TokenKind kind, Predicate inside) {
    while (at_ < text_.size()) {
      std::size_t next = at_;
      if (!inside(NextCodePoint(text_, next))) break;
      at_ = next;
    }
    Token& token = Add(begin, kind);
    token.hash = WordHash(text_.substr(begin, at_ - begin));
    if (kind == TokenKind::kHangul) token.flags = lexicon_.Flags(token.hash);
  }

  std::string_view text_;
  std::vector<Token>& out_;
  const PhiLexicon& lexicon_;
  std::size_t at_ = 0;
  TokenGap gap_ = TokenGap::kNone;
};

}  // namespace

void Tokenise(std::string_view text, std::vector<Token>& tokens) {
  tokens.clear();
  if (text.size() >= UINT32_MAX) return;
  Tokeniser(text, tokens).Run();
}

}  // namespace aegle
