// Identifiers of letters and digits: passports, plates, IBAN, accession and record numbers, Korean plates, base64 that hides text.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "deid/check_digits.h"
#include "deid/scan.h"

namespace aegle {
namespace {

struct Chunk {
  std::size_t first = 0, last = 0;  // tokens, joined by nothing or one of - _ / . #
  std::size_t letters = 0, digits = 0, lower = 0, marks = 0, changes = 0;
  std::size_t longest_digits = 0, longest_letters = 0;
};

bool IsJoiner(char mark) { return mark == '-' || mark == '_' || mark == '/'; }

class MixedIds {
 public:
  explicit MixedIds(Scan& scan) : scan_(scan) {}

  void Run() {
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind == TokenKind::kHangul) {
        KoreanPlate(i);
        continue;
      }
      if (token.kind != TokenKind::kWord && token.kind != TokenKind::kDigits) continue;
      if (!scan_.Joined(i + 1)) {
        SpacedPrefix(i);
        continue;
      }
      if (token.kind == TokenKind::kWord && token.size() == 2 && token.shape == TokenShape::kUpper) SpacedIban(i + 1);
      Chunk chunk = ReadChunk(i);
      if (chunk.letters + chunk.digits >= 4 && chunk.last > chunk.first) Judge(chunk);
      if (chunk.last > i && chunk.letters > 24) Base64(chunk);
      i = std::max(i, chunk.last);
    }
  }

 private:
  Chunk ReadChunk(std::size_t i) const {
    Chunk chunk{i, i};
    TokenKind before = TokenKind::kOther;
    for (std::size_t at = i; scan_.Has(at) && (at == i || scan_.Joined(at)); ++at) {
      const Token& token = scan_.tokens[at];
      bool piece = token.kind == TokenKind::kWord || token.kind == TokenKind::kDigits;
      if (!piece && !(IsJoiner(token.mark) && scan_.Joined(at + 1))) break;
      if (piece) {
        chunk.last = at;
        chunk.changes += before != TokenKind::kOther && before != token.kind;
        before = token.kind;
        if (token.kind == TokenKind::kWord) {
          chunk.letters += token.size();
          chunk.longest_letters = std::max<std::size_t>(chunk.longest_letters, token.size());
          for (char c : scan_.Text(at)) chunk.lower += c >= 'a' && c <= 'z';
        } else {
          chunk.digits += token.size();
          chunk.longest_digits = std::max<std::size_t>(chunk.longest_digits, token.size());
        }
      } else {
        ++chunk.marks;
      }
    }
    return chunk;
  }

  [[nodiscard]] std::string Plain(const Chunk& chunk) const {
    std::string text;
    for (char c : scan_.text.substr(scan_.tokens[chunk.first].begin, scan_.tokens[chunk.last].end - scan_.tokens[chunk.first].begin))
      if (IsLetterAscii(c) || IsDigitAscii(c)) text += c;
    return text;
  }
  void Take(const Chunk& chunk, PhiClass phi_class, Sureness sureness) {
    std::size_t first = chunk.first;
    if (first > 0 && scan_.tokens[first - 1].mark == '#' && scan_.Joined(first)) --first;
    scan_.Add(first, chunk.last, phi_class, sureness);
  }

  // What is written with letters and digits, but is no identifier: units, grades, vertebrae, codes of diseases, slashed pairs.
  [[nodiscard]] bool IsClinical(const Chunk& chunk) const {
    const Token& first = scan_.tokens[chunk.first];
    const Token& last = scan_.tokens[chunk.last];
    if (chunk.digits == 0 || chunk.letters == 0) return true;
    if (first.kind == TokenKind::kDigits && last.kind == TokenKind::kWord && chunk.longest_digits <= 4 && chunk.lower > 0)
      return true;  // 10mg, 2nd, 120kVp
    if (chunk.first != chunk.last && (last.flags & word::kUnit) != 0 && first.kind == TokenKind::kDigits) return true;
    if (chunk.longest_digits <= 3) return true;
    for (std::size_t i = chunk.first; i <= chunk.last; ++i)
      if (scan_.tokens[i].mark == '/' && chunk.longest_digits <= 4) return true;
    std::string_view head = scan_.Text(chunk.first);
    bool covid = EqualsIgnoreCase(head, "covid") || EqualsIgnoreCase(head, "sars") || EqualsIgnoreCase(head, "icd") ||
                 EqualsIgnoreCase(head, "t") || EqualsIgnoreCase(head, "rs") || EqualsIgnoreCase(head, "nct") ||
                 EqualsIgnoreCase(head, "iso");
    return covid;
  }

  void Judge(const Chunk& chunk) {
    std::string plain = Plain(chunk);
    if (HasIbanCheckDigits(plain) && IsLetterAscii(plain[0]) && IsLetterAscii(plain[1]) && chunk.digits >= 8)
      return Take(chunk, PhiClass::kAccount, Sureness::kCertain);
    // A date, a time, a fraction: digits only are the business of other rules.
    if (chunk.letters == 0) return;
    Cue cue = CueBefore(scan_, chunk.first);
    bool labelled = cue != Cue::kNone && cue != Cue::kDate && cue != Cue::kMeasure && cue != Cue::kName && cue != Cue::kPhone &&
                    cue != Cue::kAge && cue != Cue::kBirth && cue != Cue::kZip;
    bool adjacent = chunk.first > 0 &&
                    (scan_.tokens[chunk.first - 1].mark == ':' || scan_.tokens[chunk.first - 1].mark == '#' ||
                     (scan_.tokens[chunk.first - 1].flags & word::kLabel) != 0 ||
                     scan_.tokens[chunk.first - 1].kind == TokenKind::kHangul || EqualsIgnoreCase(scan_.Text(chunk.first - 1), "is"));
    bool has_upper = chunk.lower < chunk.letters;
    if (labelled && adjacent && chunk.digits >= 2 && chunk.letters + chunk.digits >= 4 && !IsUnitsOnly(chunk))
      return Take(chunk, ClassOf(cue), Sureness::kSure);
    if (labelled && chunk.digits >= 3 && has_upper && !IsClinical(chunk)) return Take(chunk, ClassOf(cue), Sureness::kSure);
    if (IsPlainWords(chunk)) return;
    if (Passport(plain))
      return Take(chunk, cue == Cue::kPassport || plain.size() == 9 ? PhiClass::kPassport : PhiClass::kOtherId, Sureness::kSure);
    if (IsClinical(chunk) || cue == Cue::kMeasure) return;
    if (plain.size() == 17 && chunk.marks == 0 && chunk.digits >= 5 && has_upper) return Take(chunk, PhiClass::kVehicle, Sureness::kSure);
    if (chunk.marks == 0 && chunk.changes >= 4 && plain.size() >= 10) return Take(chunk, PhiClass::kDevice, Sureness::kLikely);
    bool record = EqualsIgnoreCase(scan_.Text(chunk.first), "mrn") || EqualsIgnoreCase(scan_.Text(chunk.first), "pat") ||
                  EqualsIgnoreCase(scan_.Text(chunk.first), "mr");
    bool prefix = scan_.tokens[chunk.first].kind == TokenKind::kWord && scan_.tokens[chunk.first].size() <= 5 &&
                  scan_.tokens[chunk.first].shape != TokenShape::kLower;
    bool suffix = scan_.tokens[chunk.last].kind == TokenKind::kWord && scan_.tokens[chunk.last].size() == 1 && chunk.digits >= 7;
    if ((prefix && chunk.longest_digits >= 4) || suffix || (has_upper && chunk.digits >= 5) || chunk.digits >= 8)
      Take(chunk,
           record     ? PhiClass::kMedicalRecord
           : labelled ? ClassOf(cue)
                      : PhiClass::kOtherId,
           chunk.digits >= 5 ? Sureness::kSure : Sureness::kLikely);
  }
  [[nodiscard]] bool IsUnitsOnly(const Chunk& chunk) const {
    for (std::size_t i = chunk.first; i <= chunk.last; ++i)
      if (scan_.tokens[i].kind == TokenKind::kWord && (scan_.tokens[i].flags & (word::kUnit | word::kPlain)) == 0) return false;
    return scan_.tokens[chunk.first].kind == TokenKind::kDigits;
  }

  // "note-2025-05-15-discharge": words that a file name has around a date.
  [[nodiscard]] bool IsPlainWords(const Chunk& chunk) const {
    for (std::size_t i = chunk.first; i <= chunk.last; ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind == TokenKind::kWord && (token.size() < 3 || token.shape != TokenShape::kLower ||
                                             (token.flags & (word::kPlain | word::kClinical | word::kSectionWord)) == 0))
        return false;
    }
    return true;
  }

  // M12345678, M123A4567
  static bool Passport(const std::string& plain) {
    if (plain.size() != 9 || !(plain[0] >= 'A' && plain[0] <= 'Z')) return false;
    std::size_t letters = 0;
    for (char c : plain) letters += IsLetterAscii(c);
    return letters == 1 || (letters == 2 && IsLetterAscii(plain[4]));
  }

  // GB29 NWBK 6016 1331 9268 19
  void SpacedIban(std::size_t i) {
    if (scan_.tokens[i].kind != TokenKind::kDigits || scan_.tokens[i].size() != 2) return;
    std::string plain;
    for (std::size_t at = i - 1; scan_.Has(at) && scan_.SameLine(at) && plain.size() < 34; ++at) {
      const Token& token = scan_.tokens[at];
      if (token.kind != TokenKind::kDigits && (token.kind != TokenKind::kWord || token.shape != TokenShape::kUpper)) break;
      plain += scan_.Text(at);
      if (plain.size() >= 15 && HasIbanCheckDigits(plain)) return scan_.Add(i - 1, at, PhiClass::kAccount, Sureness::kCertain);
    }
  }

  // "S 12345", "PC 410123": two capitals and a number apart, only where a label is in front.
  void SpacedPrefix(std::size_t i) {
    const Token& token = scan_.tokens[i];
    if (token.kind != TokenKind::kWord || token.size() > 3 || (token.shape != TokenShape::kUpper && token.shape != TokenShape::kInitial))
      return;
    if (!scan_.IsKind(i + 1, TokenKind::kDigits) || !scan_.SameLine(i + 1) || scan_.tokens[i + 1].size() < 6) return;
    Cue cue = CueBefore(scan_, i);
    if (cue == Cue::kPassport || cue == Cue::kId || cue == Cue::kMedicalRecord || cue == Cue::kLicence || cue == Cue::kDriverLicence)
      scan_.Add(i, i + 1, ClassOf(cue), Sureness::kSure);
  }

  // 12가3456, 123가 4567, 서울 12가 3456
  void KoreanPlate(std::size_t i) {
    if (scan_.tokens[i].size() != 3 || i == 0 || !scan_.Has(i + 1)) return;
    const Token& before = scan_.tokens[i - 1];
    const Token& behind = scan_.tokens[i + 1];
    if (before.kind != TokenKind::kDigits || before.size() < 2 || before.size() > 3 || behind.kind != TokenKind::kDigits ||
        behind.size() != 4)
      return;
    if (scan_.tokens[i].gap != TokenGap::kNone || behind.gap >= TokenGap::kLine) return;
    static constexpr std::string_view kLetters =
        "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자하허호배육해공국합";
    std::size_t at = kLetters.find(scan_.Text(i));
    if (at == std::string_view::npos || at % 3 != 0) return;
    std::size_t first = i - 1;
    if (first > 0 && scan_.tokens[first - 1].kind == TokenKind::kHangul && scan_.SameLine(first) &&
        (scan_.tokens[first - 1].flags & word::kKoreanCity) != 0)
      --first;
    scan_.Add(first, i + 1, PhiClass::kVehicle, Sureness::kCertain);
  }

  // A long run of base64 that decodes to readable text is taken whole: what it says cannot be checked in place.
  void Base64(const Chunk& chunk) {
    std::string_view text = scan_.text.substr(scan_.tokens[chunk.first].begin);
    std::size_t size = 0;
    while (size < text.size() && (IsLetterAscii(text[size]) || IsDigitAscii(text[size]) || text[size] == '+' || text[size] == '/')) ++size;
    if (size < 24 || chunk.lower == 0 || chunk.lower == chunk.letters || chunk.digits == 0) return;
    std::uint32_t bits = 0;
    int held = 0;
    std::size_t readable = 0, bytes = 0;
    for (std::size_t i = 0; i < size; ++i) {
      char c = text[i];
      unsigned value = c == '+'          ? 62
                       : c == '/'        ? 63
                       : IsDigitAscii(c) ? static_cast<unsigned>(c - '0') + 52
                       : c >= 'a'        ? static_cast<unsigned>(c - 'a') + 26
                                         : static_cast<unsigned>(c - 'A');
      bits = bits << 6 | value;
      held += 6;
      if (held < 8) continue;
      held -= 8;
      auto byte = static_cast<unsigned char>(bits >> held);
      ++bytes;
      readable += (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte >= 0xE0;
    }
    if (readable * 10 < bytes * 7) return;
    std::size_t begin = scan_.tokens[chunk.first].begin, end = begin + size;
    while (end < scan_.text.size() && scan_.text[end] == '=') ++end;
    scan_.AddBytes(begin, end, PhiClass::kOtherId, Sureness::kSure);
  }

  Scan& scan_;
};

}  // namespace

void FindMixedIds(Scan& scan) { MixedIds(scan).Run(); }

}  // namespace aegle
