// Identifiers made of digits. A row of digit groups on one line ("(02) 123-4567", "900101 - 1234567", "O1O.1234.5678") is read as a
// whole: by its shape, its check digits and the label in front of it.
#include <array>

#include "base/text.h"
#include "deid/check_digits.h"
#include "deid/scan.h"

namespace aegle {
namespace {

struct Group {
  std::size_t first = 0, last = 0;  // tokens
  std::string digits;
  char separator = '\0';      // in front of it: '-', '.', '/', ' ', ')', '\n', '\0' at the start
  bool letters_read = false;  // O for 0, l for 1, or spelled in Hangul
};

constexpr std::size_t kMostGroups = 14;
constexpr std::size_t kMostDigits = 24;

// A letter that is taken for a digit.
int DigitOfLetter(char c) {
  switch (c) {
    case 'O':
    case 'o':
    case 'Q':
      return 0;
    case 'l':
    case 'I':
    case '|':
    case 'i':
      return 1;
    case 'Z':
      return 2;
    case 'S':
      return 5;
    case 'B':
      return 8;
    default:
      return -1;
  }
}

// The digits that a run of Hangul spells ("공일공"), empty where it is not only digits.
std::string SpelledDigits(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 13> kNames{{{"공", '0'},
                                                                             {"영", '0'},
                                                                             {"일", '1'},
                                                                             {"이", '2'},
                                                                             {"삼", '3'},
                                                                             {"사", '4'},
                                                                             {"오", '5'},
                                                                             {"육", '6'},
                                                                             {"륙", '6'},
                                                                             {"칠", '7'},
                                                                             {"팔", '8'},
                                                                             {"구", '9'},
                                                                             {"하나", '1'}}};
  std::string digits;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [name, digit] : kNames) {
      if (!text.starts_with(name)) continue;
      digits += digit;
      text.remove_prefix(name.size());
      found = true;
      break;
    }
    if (!found) return {};
  }
  return digits;
}

class Numbers {
 public:
  explicit Numbers(Scan& scan) : scan_(scan) {}

  void Run() {
    for (std::size_t i = 0; i < scan_.size();) {
      if (!StartsRow(i)) {
        ++i;
        continue;
      }
      ReadRow(i);
      std::size_t behind = groups_.back().last + 1;
      for (std::size_t g = 0; g < groups_.size();) {
        std::size_t taken = Match(g);
        g += taken == 0 ? 1 : taken;
      }
      i = behind;
    }
  }

 private:
  [[nodiscard]] std::string_view Text(std::size_t i) const { return scan_.Text(i); }

  // A word that reads as digits between digits ("O1O", "0l0"), or Hangul that spells at least three.
  [[nodiscard]] std::string ReadAsDigits(std::size_t i) const {
    const Token& token = scan_.tokens[i];
    if (token.kind == TokenKind::kHangul && token.size() >= 6) return SpelledDigits(Text(i));
    if (token.kind != TokenKind::kWord || token.size() > 4) return {};
    std::string digits;
    for (char c : Text(i)) {
      int digit = DigitOfLetter(c);
      if (digit < 0) return {};
      digits += static_cast<char>('0' + digit);
    }
    auto is_digits = [this](std::size_t at) { return scan_.IsKind(at, TokenKind::kDigits); };
    bool before = i > 0 && scan_.Joined(i) &&
                  (is_digits(i - 1) || (scan_.tokens[i - 1].mark == '-' && i > 1 && scan_.Joined(i - 1) && is_digits(i - 2)));
    bool behind = scan_.Joined(i + 1) && (is_digits(i + 1) || (scan_.tokens[i + 1].mark == '-' && scan_.Joined(i + 2) && is_digits(i + 2)));
    // A letter in front of a number is a part of an identifier ("B12345") unless digits are before it too, or it is O in "O1O".
    if (!before && !(behind && (digits[0] == '0') && scan_.Has(i + 2) && scan_.tokens[i + 1].size() <= 2)) return {};
    return digits;
  }

  [[nodiscard]] bool StartsRow(std::size_t i) const {
    const Token& token = scan_.tokens[i];
    if (token.kind == TokenKind::kDigits) return true;
    if (token.kind == TokenKind::kHangul) return token.size() >= 9 && !SpelledDigits(Text(i)).empty();
    return token.kind == TokenKind::kWord && token.size() <= 2 && DigitOfLetter(Text(i)[0]) == 0 && !ReadAsDigits(i).empty();
  }

  // What may stand between two groups: up to two marks and a gap. Returns the token of the next group, 0 for none.
  std::size_t NextGroup(std::size_t last, char& separator) const {
    std::size_t i = last + 1;
    separator = '\0';
    if (!scan_.Has(i)) return 0;
    auto is_group = [this](std::size_t at) {
      return scan_.Has(at) && (scan_.tokens[at].kind == TokenKind::kDigits || !ReadAsDigits(at).empty());
    };
    if (is_group(i)) {
      if (!scan_.SameLine(i)) return 0;
      separator = scan_.Joined(i) ? '\0' : ' ';
      return i;
    }
    char mark = scan_.tokens[i].mark;
    if (!scan_.SameLine(i) || (mark != '-' && mark != '.' && mark != '/' && mark != ')' && mark != '*' && mark != '_')) return 0;
    if (mark == '*') return 0;
    separator = mark;
    ++i;
    if (mark == ')' && scan_.IsMark(i, '-')) ++i;
    if (!is_group(i)) return 0;
    // "900101-\n1234567": over a line end only behind a hyphen
    if (!scan_.SameLine(i) && (mark != '-' || scan_.tokens[i].gap != TokenGap::kLine)) return 0;
    // "3. 4" is a sentence end more often than a number
    if (mark == '.' && !scan_.Joined(i) && scan_.Joined(i - 1)) separator = ' ';
    return i;
  }

  void ReadRow(std::size_t i) {
    groups_.clear();
    char separator = '\0';
    while (true) {
      const Token& token = scan_.tokens[i];
      std::string digits = token.kind == TokenKind::kDigits ? std::string(Text(i)) : ReadAsDigits(i);
      bool letters = token.kind != TokenKind::kDigits;
      bool glued = !groups_.empty() && separator == '\0';
      if (glued) {
        groups_.back().digits += digits;
        groups_.back().last = i;
        groups_.back().letters_read = groups_.back().letters_read || letters;
      } else {
        groups_.push_back({i, i, std::move(digits), separator, letters});
      }
      std::size_t next = NextGroup(i, separator);
      if (next == 0 || groups_.size() >= kMostGroups) return;
      i = next;
    }
  }

  // ---- matching

  [[nodiscard]] bool HasGroups(std::size_t g, std::initializer_list<std::size_t> sizes) const {
    if (g + sizes.size() > groups_.size()) return false;
    std::size_t at = g;
    for (std::size_t size : sizes)
      if (groups_[at++].digits.size() != size) return false;
    return true;
  }
  // Separators within groups g .. g + count are all of `allowed`.
  [[nodiscard]] bool Separated(std::size_t g, std::size_t count, std::string_view allowed) const {
    for (std::size_t i = g + 1; i < g + count; ++i)
      if (allowed.find(groups_[i].separator) == std::string_view::npos) return false;
    return true;
  }
  [[nodiscard]] std::string Join(std::size_t g, std::size_t count) const {
    std::string digits;
    for (std::size_t i = g; i < g + count; ++i) digits += groups_[i].digits;
    return digits;
  }
  std::size_t Take(std::size_t g, std::size_t count, PhiClass phi_class, Sureness sureness) {
    std::size_t first = groups_[g].first, last = groups_[g + count - 1].last;
    scan_.Add(first, last, phi_class, sureness);
    return count;
  }

  std::size_t Match(std::size_t g) {
    std::size_t digits_left = 0;
    for (std::size_t i = g; i < groups_.size(); ++i) digits_left += groups_[i].digits.size();
    const Group& first = groups_[g];
    bool masked = scan_.IsMark(first.last + 1, '-') || scan_.IsMark(first.last + 1, '*');
    if (digits_left < 4 || (digits_left < 6 && !masked && groups_.size() - g < 2 && first.digits.size() < 4)) return 0;
    bool decimal = (g + 1 < groups_.size() && groups_[g + 1].separator == '.' && first.digits.size() <= 3 && groups_.size() - g == 2) ||
                   first.separator == '.';
    if (decimal && digits_left < 9) return 0;
    cue_ = CueBefore(scan_, first.first);
    if (std::size_t taken = Resident(g)) return taken;
    if (std::size_t taken = Spaced(g)) return taken;
    if (std::size_t taken = Labelled(g)) return taken;
    if (std::size_t taken = Ssn(g)) return taken;
    if (std::size_t taken = Card(g)) return taken;
    if (std::size_t taken = Phone(g)) return taken;
    if (std::size_t taken = DriverLicence(g)) return taken;
    if (std::size_t taken = Business(g)) return taken;
    if (std::size_t taken = Record(g)) return taken;
    if (std::size_t taken = Account(g)) return taken;
    return Long(g);
  }

  PhiClass ResidentClass(char century) const {
    if (cue_ == Cue::kForeigner) return PhiClass::kForeignerNumber;
    return century >= '5' && century <= '8' && cue_ != Cue::kResident ? PhiClass::kForeignerNumber : PhiClass::kResidentNumber;
  }

  // 900101-1234568, 900101 1234568, 9001011234568, 900101-1******
  std::size_t Resident(std::size_t g) {
    if (HasGroups(g, {6, 7}) && LooksLikeResidentNumber(Join(g, 2)))
      return Take(g, 2, ResidentClass(groups_[g + 1].digits[0]), Sureness::kCertain);
    if (HasGroups(g, {13}) && LooksLikeResidentNumber(groups_[g].digits)) {
      bool sure = HasResidentCheckDigit(groups_[g].digits) || cue_ == Cue::kResident || cue_ == Cue::kForeigner;
      return Take(g, 1, ResidentClass(groups_[g].digits[6]), sure ? Sureness::kCertain : Sureness::kLikely);
    }
    if (HasGroups(g, {6, 1, 6}) && LooksLikeResidentNumber(Join(g, 3)))
      return Take(g, 3, ResidentClass(groups_[g + 1].digits[0]), Sureness::kCertain);
    if (groups_[g].digits.size() != 6 || !IsDate(2000, Value(g, 2), Value(g, 4))) return 0;
    // masked: the mask belongs to the number
    std::size_t next = groups_[g].last + 1;
    std::size_t consumed = 1;
    if (g + 1 < groups_.size() && groups_[g + 1].digits.size() <= 6 && groups_[g + 1].separator == '-') {
      next = groups_[g + 1].last + 1;
      consumed = 2;
    } else if (scan_.IsMark(next, '-')) {
      ++next;
    }
    std::size_t masks = 0, last = next;
    while (scan_.Has(next) && scan_.Joined(next) &&
           (scan_.tokens[next].mark == '*' || EqualsIgnoreCase(Text(next), "x") || EqualsIgnoreCase(Text(next), "xxxxxx") ||
            EqualsIgnoreCase(Text(next), "xxxxxxx") || Text(next) == "●" || Text(next) == "○")) {
      ++masks;
      last = next++;
    }
    if (masks == 0) {
      if (consumed == 1 && (cue_ == Cue::kResident || cue_ == Cue::kForeigner)) return Take(g, 1, ResidentClass('1'), Sureness::kSure);
      return 0;
    }
    scan_.Add(groups_[g].first, last, ResidentClass(consumed == 2 ? groups_[g + 1].digits[0] : '1'), Sureness::kCertain);
    return consumed;
  }
  [[nodiscard]] int Value(std::size_t g, std::size_t at) const {
    return (groups_[g].digits[at] - '0') * 10 + groups_[g].digits[at + 1] - '0';
  }

  // Digits one by one: "9 0 0 1 0 1 - 1 2 3 4 5 6 8", "0 1 0 1 2 3 4 5 6 7 8"
  std::size_t Spaced(std::size_t g) {
    std::size_t count = 0;
    while (g + count < groups_.size() && groups_[g + count].digits.size() == 1) ++count;
    if (count < 9) return 0;
    std::string digits = Join(g, count);
    if (digits.size() == 13 && LooksLikeResidentNumber(digits)) return Take(g, count, ResidentClass(digits[6]), Sureness::kCertain);
    return Take(g, count, cue_ == Cue::kNone ? (digits[0] == '0' ? PhiClass::kPhone : PhiClass::kOtherId) : ClassOf(cue_), Sureness::kSure);
  }

  // How many groups behind g belong to one number, by separators that do not end one.
  [[nodiscard]] std::size_t RowLength(std::size_t g) const {
    std::size_t count = 1, digits = groups_[g].digits.size();
    while (g + count < groups_.size() && groups_[g + count].separator != '.' && groups_[g + count].separator != '/') {
      const Group& group = groups_[g + count];
      if (group.separator == ' ' && (digits >= 10 || group.digits.size() > 8)) break;
      digits += group.digits.size();
      if (digits > kMostDigits) break;
      ++count;
    }
    return count;
  }

  // A number whose label says what it is.
  std::size_t Labelled(std::size_t g) {
    switch (cue_) {
      case Cue::kMedicalRecord:
      case Cue::kHealthPlan:
      case Cue::kAccount:
      case Cue::kDevice:
      case Cue::kLicence:
      case Cue::kDriverLicence:
      case Cue::kPassport:
      case Cue::kBusiness:
      case Cue::kSsn:
      case Cue::kForeigner:
      case Cue::kResident:
      case Cue::kMessenger:
        break;
      case Cue::kId: {
        std::string digits = groups_[g].digits;
        if (groups_.size() - g == 1 && digits.size() < 5 && !Adjacent(g)) return 0;
        if (IsPhoneShape(g)) return 0;
        break;
      }
      default:
        return 0;
    }
    std::size_t count = RowLength(g);
    std::size_t digits = Join(g, count).size();
    if (digits < 4 || (digits < 6 && !Adjacent(g)) || (digits == 4 && groups_[g].digits[0] <= '2' && cue_ != Cue::kId && !Adjacent(g)))
      return 0;
    if (LetterInFront(g)) return 0;  // a part of a mixed identifier
    if ((cue_ == Cue::kHealthPlan || cue_ == Cue::kLicence || cue_ == Cue::kId || cue_ == Cue::kAccount || cue_ == Cue::kDevice) &&
        IsPhoneShape(g))
      return 0;
    return Take(g, count, ClassOf(cue_), Sureness::kSure);
  }
  // The label stands directly in front: "MRN: 1234", "No. 1234", "#1234", "ID is 1234".
  [[nodiscard]] bool Adjacent(std::size_t g) const {
    std::size_t i = groups_[g].first;
    if (i == 0) return false;
    const Token& before = scan_.tokens[i - 1];
    if (before.mark == ':' || before.mark == '#' || before.mark == '=') return true;
    if (before.mark == '.' && i > 1) return EqualsIgnoreCase(Text(i - 2), "no") || EqualsIgnoreCase(Text(i - 2), "id");
    static constexpr std::array<std::string_view, 8> kLabels{"id", "mrn", "number", "no", "ssn", "account", "acct", "code"};
    for (std::string_view label : kLabels)
      if (EqualsIgnoreCase(Text(i - 1), label)) return true;
    if (before.kind == TokenKind::kHangul) return Text(i - 1).find("번호") != std::string_view::npos;
    return EqualsIgnoreCase(Text(i - 1), "is") && i > 1 && (scan_.tokens[i - 2].flags & word::kLabel) != 0;
  }
  [[nodiscard]] bool LetterInFront(std::size_t g) const {
    std::size_t i = groups_[g].first;
    if (i == 0 || !scan_.Joined(i)) return false;
    if (scan_.tokens[i - 1].kind == TokenKind::kWord) return true;
    return scan_.tokens[i - 1].mark == '-' && scan_.Joined(i - 1) && i > 1 && scan_.tokens[i - 2].kind == TokenKind::kWord;
  }

  std::size_t Ssn(std::size_t g) {
    if (HasGroups(g, {3, 2, 4}) && Separated(g, 3, "- .") && groups_[g + 1].separator == groups_[g + 2].separator &&
        IsPossibleSsn(Join(g, 3)) && cue_ != Cue::kMeasure)
      return Take(g, 3, cue_ == Cue::kPhone ? PhiClass::kPhone : PhiClass::kSsn, Sureness::kSure);
    return 0;
  }

  std::size_t Card(std::size_t g) {
    bool fours = HasGroups(g, {4, 4, 4, 4}) && Separated(g, 4, "- ");
    bool amex = HasGroups(g, {4, 6, 5}) && Separated(g, 3, "- ");
    std::size_t count = fours ? 4 : amex ? 3 : 1;
    std::string digits = Join(g, count);
    if (digits.size() < 13 || digits.size() > 19) return 0;
    bool luhn = HasLuhnCheckDigit(digits);
    if (fours || amex || luhn || cue_ == Cue::kAccount)
      return Take(g, count, PhiClass::kAccount, luhn ? Sureness::kCertain : Sureness::kSure);
    return 0;
  }

  // Korean mobile and landline, North American, and international numbers. 0 groups where the shape is another.
  [[nodiscard]] std::size_t PhoneGroups(std::size_t g, Sureness& sureness) const {
    sureness = Sureness::kSure;
    const std::string& first = groups_[g].digits;
    std::size_t at = groups_[g].first;
    bool plus = at > 0 && scan_.tokens[at - 1].mark == '+';
    bool open = at > 0 && scan_.tokens[at - 1].mark == '(';
    bool open_plus = plus && at > 1 && scan_.tokens[at - 2].mark == '(';
    if (plus || open_plus) {
      std::size_t count = 1, digits = first.size();
      while (g + count < groups_.size() && digits < 13 && groups_[g + count].digits.size() <= 10 && groups_[g + count].separator != '/')
        digits += groups_[g + count++].digits.size();
      return digits >= 8 && digits <= 15 ? count : 0;
    }
    if (!Separated(g, std::min<std::size_t>(3, groups_.size() - g), "-. )")) return first.size() >= 9 ? CompactPhone(g) : 0;
    bool korean_area = first == "02" || (first.size() == 3 && first[0] == '0' && first[1] >= '3' && first[1] <= '9') ||
                       (first.size() == 3 && first.starts_with("01"));
    if (korean_area && (HasGroups(g, {first.size(), 3, 4}) || HasGroups(g, {first.size(), 4, 4}))) return 3;
    if (HasGroups(g, {4, 3, 4}) && first[0] == '0') return 3;
    if (HasGroups(g, {3, 3, 4}) && groups_[g + 2].separator != '.') return 3;
    if (HasGroups(g, {3, 3, 4})) return 3;
    if (HasGroups(g, {1, 3, 3, 4}) && first == "1") return 4;
    if (HasGroups(g, {3, 7}) && (open || first[0] == '0')) return 2;
    if (HasGroups(g, {3, 3, 3}) && open) return 3;
    if (HasGroups(g, {4, 4}) && Separated(g, 2, "-") && first[0] == '1' && (first[1] >= '5' && first[1] <= '8')) return 2;  // 1588-1234
    if (first.size() >= 9) return CompactPhone(g);
    // Other area codes: 047 22 45689, 011 2 555 3124, 071 5689479, 077-729 8492
    if (first[0] == '0' && first.size() >= 2 && first.size() <= 4 && groups_.size() - g >= 2) {
      std::size_t count = 1, digits = first.size();
      while (g + count < groups_.size() && count < 5 && digits < 10 && groups_[g + count].separator != '.')
        digits += groups_[g + count++].digits.size();
      if (digits >= 9 && digits <= 11) return count;
    }
    if (HasGroups(g, {3, 4}) && groups_[g + 1].separator == '-' && first[0] >= '2') {
      sureness = Sureness::kLikely;
      bool range = Value(g, 0) < 30 || groups_.size() - g > 2;
      return cue_ == Cue::kPhone || cue_ == Cue::kFax || (first == "555" && !range) ? 2 : 0;
    }
    return 0;
  }
  [[nodiscard]] std::size_t CompactPhone(std::size_t g) const {
    const std::string& digits = groups_[g].digits;
    bool mobile = digits.starts_with("01") && (digits.size() == 10 || digits.size() == 11);
    bool local = digits[0] == '0' && digits.size() >= 9 && digits.size() <= 11;
    bool labelled = (cue_ == Cue::kPhone || cue_ == Cue::kFax) && digits.size() >= 7 && digits.size() <= 13;
    return mobile || local || labelled ? 1 : 0;
  }
  [[nodiscard]] bool IsPhoneShape(std::size_t g) const {
    Sureness sureness;
    const std::string& first = groups_[g].digits;
    if (groups_.size() - g == 1) return first.starts_with("010") && first.size() == 11;
    if (Join(g, RowLength(g)).size() > 11) return false;
    return PhoneGroups(g, sureness) >= 3 && (first[0] == '0' || HasGroups(g, {3, 3, 4}));
  }

  std::size_t Phone(std::size_t g) {
    if (cue_ == Cue::kMeasure) return 0;
    Sureness sureness = Sureness::kSure;
    std::size_t count = PhoneGroups(g, sureness);
    const std::string& first = groups_[g].digits;
    if (count == 0 && (cue_ == Cue::kPhone || cue_ == Cue::kFax)) {
      count = RowLength(g);
      std::size_t digits = Join(g, count).size();
      if (digits < 7 || digits > 15) count = 0;
      if (groups_.size() - g == 1 && (first == "911" || first == "119")) count = 1;
      sureness = Sureness::kLikely;
    }
    if (count == 0) return 0;
    std::size_t begin = groups_[g].first;
    while (begin > 0 && (scan_.tokens[begin - 1].mark == '+' || scan_.tokens[begin - 1].mark == '(') && scan_.Joined(begin)) --begin;
    std::size_t last = groups_[g + count - 1].last;
    // an extension
    if (scan_.Has(last + 2) && (EqualsIgnoreCase(Text(last + 1), "ext") || EqualsIgnoreCase(Text(last + 1), "x"))) {
      std::size_t extension = scan_.IsMark(last + 2, '.') ? last + 3 : last + 2;
      if (scan_.IsKind(extension, TokenKind::kDigits)) last = extension;
    }
    scan_.Add(begin, last, cue_ == Cue::kFax ? PhiClass::kFax : PhiClass::kPhone, sureness);
    return count;
  }

  // 11-22-123456-78, also with the name of a region for the first group: 서울 12-123456-78
  std::size_t DriverLicence(std::size_t g) {
    if (HasGroups(g, {2, 2, 6, 2}) && Separated(g, 4, "- ")) return Take(g, 4, PhiClass::kDriverLicence, Sureness::kCertain);
    if (HasGroups(g, {2, 6, 2}) && Separated(g, 3, "-")) {
      std::size_t first = groups_[g].first;
      bool region = first > 0 && scan_.Is(first - 1, word::kKoreanCity);
      scan_.Add(region ? first - 1 : first, groups_[g + 2].last, PhiClass::kDriverLicence, Sureness::kCertain);
      return 3;
    }
    return 0;
  }

  std::size_t Business(std::size_t g) {
    if (HasGroups(g, {3, 2, 5}) && Separated(g, 3, "- "))
      return Take(g, 3, PhiClass::kBusinessNumber, HasBusinessCheckDigit(Join(g, 3)) ? Sureness::kCertain : Sureness::kSure);
    return 0;
  }

  // 399-715-73: how many record numbers are written
  std::size_t Record(std::size_t g) {
    bool shape = HasGroups(g, {3, 3, 2}) || HasGroups(g, {2, 2, 2, 2}) || HasGroups(g, {2, 3, 3});
    if (!shape || !Separated(g, 3, "-") || cue_ == Cue::kMeasure || LetterInFront(g)) return 0;
    return Take(g, HasGroups(g, {2, 2, 2, 2}) ? 4 : 3, cue_ == Cue::kNone ? PhiClass::kMedicalRecord : ClassOf(cue_), Sureness::kLikely);
  }

  // Bank accounts: two to five groups by hyphens, 10 to 16 digits.
  std::size_t Account(std::size_t g) {
    std::size_t count = 1;
    while (g + count < groups_.size() && groups_[g + count].separator == '-' && count < 5) ++count;
    std::string digits = Join(g, count);
    if (count >= 2 && digits.size() >= 10 && digits.size() <= 16 && cue_ != Cue::kMeasure)
      return Take(g, count, cue_ == Cue::kNone || cue_ == Cue::kDate ? PhiClass::kAccount : ClassOf(cue_), Sureness::kLikely);
    if (cue_ == Cue::kId && count >= 2 && digits.size() >= 6 && !LetterInFront(g))
      return Take(g, count, PhiClass::kOtherId, Sureness::kLikely);
    return 0;
  }

  // A long number without a label: eight digits are a record number more often than anything else.
  std::size_t Long(std::size_t g) {
    const Group& group = groups_[g];
    std::size_t behind = group.last + 1;
    bool decimal = (g + 1 < groups_.size() && groups_[g + 1].separator == '.') || group.separator == '.';
    if (group.digits.size() < 7 || decimal || cue_ == Cue::kMeasure || LetterInFront(g)) return 0;
    if (scan_.Is(behind, word::kUnit) || scan_.IsMark(behind, '%') || (scan_.Joined(behind) && scan_.IsKind(behind, TokenKind::kWord)))
      return 0;
    if (scan_.IsMark(behind, '/') && scan_.Joined(behind)) return 0;
    bool certain = group.digits.size() >= 8;
    return Take(g, 1, cue_ == Cue::kNone ? (group.digits.size() == 8 ? PhiClass::kMedicalRecord : PhiClass::kOtherId) : ClassOf(cue_),
                certain ? Sureness::kLikely : Sureness::kGuess);
  }

  Scan& scan_;
  std::vector<Group> groups_;
  Cue cue_ = Cue::kNone;
};

}  // namespace

void FindNumbers(Scan& scan) { Numbers(scan).Run(); }

}  // namespace aegle
