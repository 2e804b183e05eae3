#include "deid/dates.h"

#include <array>
#include <charconv>

#include "base/text.h"
#include "deid/check_digits.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january", "february", "march",     "april",   "may",      "june",
                                                   "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 31> kOrdinals{
    "first",        "second",       "third",          "fourth",        "fifth",        "sixth",         "seventh",      "eighth",
    "ninth",        "tenth",        "eleventh",       "twelfth",       "thirteenth",   "fourteenth",    "fifteenth",    "sixteenth",
    "seventeenth",  "eighteenth",   "nineteenth",     "twentieth",     "twenty-first", "twenty-second", "twenty-third", "twenty-fourth",
    "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth",     "thirty-first"};

int Number(std::string_view digits) {
  int value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? value : -1;
}

bool IsYear(int year) { return year >= 1850 && year <= 2099; }
int FullYear(int two_digits) { return two_digits + (two_digits >= 30 ? 1900 : 2000); }
DatePiece PieceOf(const Token& token) { return {token.begin, token.end}; }

// Reads one date; a member for each way of writing.
class DateReader {
 public:
  DateReader(const Scan& scan, std::size_t i) : scan_(scan), i_(i) {}

  WrittenDate Read() {
    const Token& first = scan_.tokens[i_];
    if (first.kind == TokenKind::kDigits) {
      if (Triple() || KoreanParts() || Compact() || DayMonth() || YearMonth()) return date_;
    } else if (first.kind == TokenKind::kWord) {
      if (MonthDay() || SpelledDay()) return date_;
    }
    return {};
  }

 private:
  [[nodiscard]] bool Digits(std::size_t i, std::size_t most = 4) const {
    return scan_.IsKind(i, TokenKind::kDigits) && scan_.tokens[i].size() <= most;
  }
  [[nodiscard]] int Value(std::size_t i) const { return Number(scan_.Text(i)); }
  [[nodiscard]] bool IsMonthName(std::size_t i) const { return scan_.Is(i, word::kMonth) && MonthOf(scan_.Text(i)) != 0; }

  bool Take(std::size_t year, std::size_t month, std::size_t day, std::size_t last, Sureness sureness) {
    const auto& tokens = scan_.tokens;
    int y = Value(year);
    date_.year = tokens[year].size() == 4 ? y : FullYear(y);
    date_.month = Value(month);
    date_.day = Value(day);
    if (!IsYear(date_.year) || !IsDate(date_.year, date_.month, date_.day)) return false;
    date_.year_piece = PieceOf(tokens[year]);
    date_.month_piece = PieceOf(tokens[month]);
    date_.day_piece = PieceOf(tokens[day]);
    date_.tokens = last - i_ + 1;
    date_.sureness = sureness;
    return true;
  }

  // 2024-03-02, 03/02/2024, 2.3.2024, 24.3.2, 2024. 3. 2., 12-Mar-2024
  bool Triple() {
    std::size_t i = i_;
    if (!Digits(i) || !scan_.Has(i + 4)) return false;
    char sep = scan_.tokens[i + 1].mark;
    if ((sep != '-' && sep != '/' && sep != '.') || !scan_.Joined(i + 1) || scan_.tokens[i + 3].mark != sep || !scan_.Joined(i + 3))
      return false;
    if (IsMonthName(i + 2) && Digits(i + 4)) return NamedTriple();
    bool spaced = scan_.tokens[i + 2].gap == TokenGap::kSpace || scan_.tokens[i + 4].gap == TokenGap::kSpace;
    if (spaced && sep != '.') return false;
    if (!Digits(i + 2, 2) || !Digits(i + 4) || !scan_.SameLine(i + 2) || !scan_.SameLine(i + 4)) return false;
    // Not a part of a longer dotted or dashed number.
    bool behind = scan_.Has(i + 6) && scan_.tokens[i + 5].mark == sep && scan_.Joined(i + 5) && scan_.Joined(i + 6) && Digits(i + 6, 20);
    bool before =
        i >= 2 && scan_.tokens[i - 1].mark == sep && scan_.Joined(i) && scan_.Joined(i - 1) && scan_.IsKind(i - 2, TokenKind::kDigits);
    if (behind || before) return false;
    std::size_t first = scan_.tokens[i].size(), third = scan_.tokens[i + 4].size();
    if (first == 4 && third <= 2) return Take(i, i + 2, i + 4, i + 4, Sureness::kCertain);
    if (first > 2 || (third != 4 && third != 2 && sep != '.')) return false;
    if (third == 4) return DayOrMonthFirst(i, Sureness::kCertain, sep == '.');
    if (sep == '.') return first == 2 && third <= 2 && Take(i, i + 2, i + 4, i + 4, Sureness::kLikely);
    return DayOrMonthFirst(i, sep == '/' ? Sureness::kSure : Sureness::kLikely, false) ||
           (first == 2 && Take(i, i + 2, i + 4, i + 4, Sureness::kLikely));
  }
  bool DayOrMonthFirst(std::size_t i, Sureness sureness, bool day_first) {
    if (day_first || scan_.day_first) return Take(i + 4, i + 2, i, i + 4, sureness) || Take(i + 4, i, i + 2, i + 4, sureness);
    return Take(i + 4, i, i + 2, i + 4, sureness) || Take(i + 4, i + 2, i, i + 4, sureness);
  }
  bool NamedTriple() {
    std::size_t i = i_;
    bool year_first = scan_.tokens[i].size() == 4;
    std::size_t year = year_first ? i : i + 4, day = year_first ? i + 4 : i;
    date_.year = scan_.tokens[year].size() == 4 ? Value(year) : FullYear(Value(year));
    date_.month = MonthOf(scan_.Text(i + 2));
    date_.day = Value(day);
    if (!IsYear(date_.year) || !IsDate(date_.year, date_.month, date_.day)) return false;
    date_.year_piece = PieceOf(scan_.tokens[year]);
    date_.month_piece = PieceOf(scan_.tokens[i + 2]);
    date_.day_piece = PieceOf(scan_.tokens[day]);
    date_.tokens = 5;
    date_.sureness = Sureness::kCertain;
    return true;
  }

  // 2024년 3월 2일, 3월 2일, 2024년 3월
  bool KoreanParts() {
    std::size_t i = i_;
    auto follows = [this](std::size_t at, std::string_view unit) {
      return scan_.IsKind(at, TokenKind::kHangul) && scan_.SameLine(at) && scan_.Text(at).starts_with(unit);
    };
    if (Digits(i) && follows(i + 1, "년") && Digits(i + 2, 2) && follows(i + 3, "월")) {
      int year = Value(i);
      date_.year = scan_.tokens[i].size() == 2 ? FullYear(year) : year;
      if (!IsYear(date_.year)) return false;
      date_.year_piece = PieceOf(scan_.tokens[i]);
      i += 2;
    }
    if (!Digits(i, 2) || !follows(i + 1, "월") || scan_.Text(i + 1).starts_with("월경")) return date_ = {}, false;
    date_.month = Value(i);
    if (date_.month < 1 || date_.month > 12) return date_ = {}, false;
    date_.month_piece = PieceOf(scan_.tokens[i]);
    date_.tokens = i + 2 - i_;
    date_.sureness = Sureness::kSure;
    if (scan_.Text(i + 1) == "월" && Digits(i + 2, 2) && scan_.SameLine(i + 2) && follows(i + 3, "일") &&
        IsDate(2004, date_.month, Value(i + 2))) {
      date_.day = Value(i + 2);
      date_.day_piece = PieceOf(scan_.tokens[i + 2]);
      date_.tokens = i + 4 - i_;
      date_.sureness = Sureness::kCertain;
    }
    return true;
  }

  // 20240302, 20240302103000
  bool Compact() {
    const Token& token = scan_.tokens[i_];
    if (token.size() != 8 && token.size() != 14 && token.size() != 12) return false;
    std::string_view text = scan_.Text(token);
    date_ = {};
    date_.year = Number(text.substr(0, 4));
    date_.month = Number(text.substr(4, 2));
    date_.day = Number(text.substr(6, 2));
    if (date_.year < 1900 || date_.year > 2049 || !IsDate(date_.year, date_.month, date_.day)) return false;
    if (token.size() > 8 && (Number(text.substr(8, 2)) > 23 || Number(text.substr(10, 2)) > 59)) return false;
    date_.year_piece = {token.begin, token.begin + 4};
    date_.month_piece = {token.begin + 4, token.begin + 6};
    date_.day_piece = {token.begin + 6, token.begin + 8};
    date_.tokens = 1;
    date_.sureness = Sureness::kSure;
    return true;
  }

  // 15 March 1990, 15th of March, 2010 may
  bool DayMonth() {
    std::size_t i = i_;
    date_ = {};
    if (!Digits(i) || scan_.tokens[i].size() == 3) return false;
    std::size_t month = i + 1;
    if (scan_.tokens[i].size() == 4) {
      if (!IsMonthName(month) || !scan_.SameLine(month) || !IsYear(Value(i))) return false;
      SetYear(i);
      SetMonth(month);
      date_.tokens = 2;
      if (Digits(month + 1, 2) && scan_.SameLine(month + 1) && IsDate(date_.year, date_.month, Value(month + 1))) {
        date_.day = Value(month + 1);
        date_.day_piece = PieceOf(scan_.tokens[month + 1]);
        date_.tokens = 3;
      }
      return true;
    }
    std::uint32_t day_end = scan_.tokens[i].end;
    if (IsOrdinalEnding(month)) day_end = scan_.tokens[month++].end;
    if (scan_.Has(month) && scan_.Text(month) == "of") ++month;
    if (!IsMonthName(month) || !scan_.SameLine(month)) return false;
    SetMonth(month);
    date_.day = Value(i);
    if (!IsDate(2004, date_.month, date_.day)) return false;
    date_.day_piece = {scan_.tokens[i].begin, day_end};
    YearBehind(month);
    date_.sureness = Sureness::kCertain;
    return true;
  }

  // 2024-03, 03/2024
  bool YearMonth() {
    std::size_t i = i_;
    date_ = {};
    if (!Digits(i) || !scan_.Has(i + 2)) return false;
    char sep = scan_.tokens[i + 1].mark;
    if ((sep != '-' && sep != '/') || !scan_.Joined(i + 1) || !scan_.Joined(i + 2) || !Digits(i + 2)) return false;
    if (scan_.Has(i + 3) && scan_.Joined(i + 3) &&
        (scan_.tokens[i + 3].kind == TokenKind::kWord || (scan_.tokens[i + 3].mark == sep && scan_.Joined(i + 4))))
      return false;
    if (i > 0 && scan_.Joined(i) && (scan_.tokens[i - 1].mark == sep || scan_.tokens[i - 1].kind == TokenKind::kWord)) return false;
    bool year_first = scan_.tokens[i].size() == 4 && scan_.tokens[i + 2].size() == 2;
    bool year_last = scan_.tokens[i].size() <= 2 && scan_.tokens[i + 2].size() == 4 && sep == '/';
    if (!year_first && !year_last) return false;
    std::size_t year = year_first ? i : i + 2, month = year_first ? i + 2 : i;
    if (Value(year) < 1900 || Value(year) > 2049 || Value(month) < 1 || Value(month) > 12) return false;
    SetYear(year);
    date_.month = Value(month);
    date_.month_piece = PieceOf(scan_.tokens[month]);
    date_.tokens = 3;
    date_.sureness = Sureness::kLikely;
    return true;
  }

  // March 3, 1990; March 3rd; March 1990; Mar. 3
  bool MonthDay() {
    std::size_t i = i_;
    if (!IsMonthName(i)) return false;
    date_ = {};
    SetMonth(i);
    std::size_t next = scan_.IsMark(i + 1, '.') && scan_.Joined(i + 1) ? i + 2 : i + 1;
    if (scan_.Has(next) && scan_.Text(next) == "the" && Digits(next + 1, 2)) ++next;
    bool named_day = scan_.Has(next) && DayWord(next) != 0 && scan_.SameLine(next);
    if ((Digits(next, 2) && scan_.SameLine(next) && IsDate(2004, date_.month, Value(next)) && !IsMeasured(next)) || named_day) {
      date_.day = named_day ? day_word_ : Value(next);
      std::uint32_t begin = scan_.tokens[next].begin;
      if (named_day) next = day_word_last_;
      if (IsOrdinalEnding(next + 1)) ++next;
      date_.day_piece = {begin, scan_.tokens[next].end};
      YearBehind(next);
      date_.sureness = Sureness::kCertain;
      return true;
    }
    std::size_t year = next;
    if (scan_.IsMark(year, ',') || (scan_.Has(year) && (scan_.Text(year) == "of" || scan_.Text(year) == "in"))) ++year;
    if (Digits(year) && scan_.SameLine(year) && scan_.tokens[year].size() == 4 && IsYear(Value(year))) {
      SetYear(year);
      date_.tokens = year - i_ + 1;
      date_.sureness = Sureness::kCertain;
      return true;
    }
    date_.tokens = 1;
    return MonthAlone(i);
  }

  // A month and nothing else: in capitals as names are; "may" and "march" only where a word before says so.
  bool MonthAlone(std::size_t i) {
    const Token& token = scan_.tokens[i];
    if (token.shape != TokenShape::kCapital) return false;
    date_.sureness = Sureness::kGuess;
    bool doubtful = scan_.Is(i, word::kGivenFemale | word::kGivenMale | word::kPlain) || token.size() <= 4;
    if (!doubtful) return true;
    static constexpr std::array<std::string_view, 14> kBefore{"in",  "since", "last", "next",   "this", "early", "late",
                                                              "mid", "until", "by",   "during", "of",   "from",  "until"};
    if (i == 0 || !scan_.SameLine(i)) return false;
    for (std::string_view before : kBefore)
      if (EqualsIgnoreCase(scan_.Text(i - 1), before)) return true;
    return false;
  }

  // "twenty-second of November in 1989", "first of January"
  bool SpelledDay() {
    date_ = {};
    if (DayWord(i_) == 0) return false;
    std::size_t of = day_word_last_ + 1;
    if (!scan_.Has(of + 1) || scan_.Text(of) != "of" || !IsMonthName(of + 1)) return false;
    date_.day = day_word_;
    date_.day_piece = {scan_.tokens[i_].begin, scan_.tokens[day_word_last_].end};
    SetMonth(of + 1);
    YearBehind(of + 1);
    date_.sureness = Sureness::kCertain;
    return true;
  }

  // The day that is spelled at token `i` ("twenty - second" is three tokens), 0 for none.
  int DayWord(std::size_t i) {
    day_word_ = 0;
    if (!scan_.IsKind(i, TokenKind::kWord) || !scan_.Is(i, word::kNumber)) return 0;
    std::string text = ToLowerAscii(scan_.Text(i));
    day_word_last_ = i;
    if ((text == "twenty" || text == "thirty") && scan_.Has(i + 1)) {
      std::size_t second = scan_.IsMark(i + 1, '-') ? i + 2 : i + 1;
      if (!scan_.Is(second, word::kNumber)) return 0;
      text += "-" + ToLowerAscii(scan_.Text(second));
      day_word_last_ = second;
    }
    for (std::size_t n = 0; n < kOrdinals.size(); ++n)
      if (kOrdinals[n] == text) day_word_ = static_cast<int>(n) + 1;
    return day_word_;
  }

  [[nodiscard]] bool IsOrdinalEnding(std::size_t i) const {
    if (!scan_.IsKind(i, TokenKind::kWord) || !scan_.Joined(i) || scan_.tokens[i].size() != 2) return false;
    std::string_view text = scan_.Text(i);
    return EqualsIgnoreCase(text, "st") || EqualsIgnoreCase(text, "nd") || EqualsIgnoreCase(text, "rd") || EqualsIgnoreCase(text, "th");
  }
  // "May 5 mg"
  [[nodiscard]] bool IsMeasured(std::size_t i) const {
    return scan_.Is(i + 1, word::kUnit) || (scan_.IsMark(i + 1, '.') && scan_.Joined(i + 2) && Digits(i + 2, 9)) ||
           scan_.IsMark(i + 1, '%');
  }
  void SetYear(std::size_t i) {
    date_.year = Value(i);
    date_.year_piece = PieceOf(scan_.tokens[i]);
  }
  void SetMonth(std::size_t i) {
    date_.month = MonthOf(scan_.Text(i));
    date_.month_piece = PieceOf(scan_.tokens[i]);
  }
  // Ends the date at token `last`, or at a year behind it: ", 1990", " 1990", " in 1989", ". 1990".
  void YearBehind(std::size_t last) {
    date_.tokens = last - i_ + 1;
    std::size_t year = last + 1;
    if (scan_.IsMark(year, ',') || scan_.IsMark(year, '.'))
      ++year;
    else if (scan_.Has(year) && (scan_.Text(year) == "in" || scan_.Text(year) == "of"))
      ++year;
    if (!Digits(year) || !scan_.SameLine(year) || scan_.tokens[year].size() != 4 || !IsYear(Value(year))) return;
    if (scan_.IsMark(year + 1, ':') && scan_.Joined(year + 1)) return;
    SetYear(year);
    date_.tokens = year - i_ + 1;
  }

  const Scan& scan_;
  std::size_t i_;
  WrittenDate date_;
  int day_word_ = 0;
  std::size_t day_word_last_ = 0;
};

std::string Padded(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string_view OrdinalEnding(int day) {
  if (day >= 11 && day <= 13) return "th";
  return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

// As `old_text` writes a day: "03", "3", "3rd", "third".
std::string DayLike(std::string_view old_text, int day) {
  std::size_t digits = old_text.find_first_not_of("0123456789");
  if (digits == 0) return std::to_string(day) + std::string(OrdinalEnding(day));
  if (digits == std::string_view::npos) return Padded(day, old_text.size());
  return std::to_string(day) + std::string(OrdinalEnding(day));
}

// As `old_text` writes a month: "03", "3", "Mar", "MARCH", "march".
std::string MonthLike(std::string_view old_text, int month) {
  if (IsDigitAscii(old_text[0])) return Padded(month, old_text.size());
  std::string name(kMonths[static_cast<std::size_t>(month - 1)]);
  if (old_text.size() <= 4 && MonthOf(old_text) != 5 && MonthOf(old_text) != 6 && MonthOf(old_text) != 7)
    name.resize(3);
  else if (old_text.size() == 3 && !EqualsIgnoreCase(old_text, "may"))
    name.resize(3);
  if (old_text[0] >= 'A' && old_text[0] <= 'Z') name[0] = static_cast<char>(name[0] - 32);
  if (old_text.size() > 1 && old_text[1] >= 'A' && old_text[1] <= 'Z')
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

std::string YearLike(std::string_view old_text, int year) { return old_text.size() == 2 ? Padded(year % 100, 2) : Padded(year, 4); }

}  // namespace

std::int64_t DaysOf(int year, int month, int day) {
  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
  year -= month <= 2;
  std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  auto of_era = static_cast<std::int64_t>(year) - era * 400;
  std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

CivilDate DateOf(std::int64_t days) {
  days += 719468;
  std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  std::int64_t of_era = days - era * 146097;
  std::int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::int64_t shifted_month = (5 * of_year + 2) / 153;
  int day = static_cast<int>(of_year - (153 * shifted_month + 2) / 5 + 1);
  int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2)), month, day};
}

int MonthOf(std::string_view text) {
  if (text.size() < 3 || text.size() > 9) return 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    std::string_view name = kMonths[i];
    if (EqualsIgnoreCase(text, name) || EqualsIgnoreCase(text, name.substr(0, 3)) || (i == 8 && EqualsIgnoreCase(text, "sept")))
      return static_cast<int>(i) + 1;
  }
  return 0;
}

WrittenDate ReadDateAt(const Scan& scan, std::size_t i) { return DateReader(scan, i).Read(); }

std::string ShiftWrittenDate(std::string_view text, int days, bool* moved) {
  if (moved) *moved = false;
  Scan scan;
  scan.text = text;
  Tokenise(text, scan.tokens);
  for (std::size_t i = 0; i < scan.size(); ++i) {
    WrittenDate date = ReadDateAt(scan, i);
    if (date.tokens == 0) continue;
    int year = date.year != 0 ? date.year : 2004;
    CivilDate to = DateOf(DaysOf(year, date.month, date.day != 0 ? date.day : 15) + days);
    std::array<std::pair<DatePiece, std::string>, 3> pieces{{
        {date.year_piece,
         date.year_piece.empty() ? "" : YearLike(text.substr(date.year_piece.begin, date.year_piece.end - date.year_piece.begin), to.year)},
        {date.month_piece, MonthLike(text.substr(date.month_piece.begin, date.month_piece.end - date.month_piece.begin), to.month)},
        {date.day_piece,
         date.day_piece.empty() ? "" : DayLike(text.substr(date.day_piece.begin, date.day_piece.end - date.day_piece.begin), to.day)},
    }};
    std::string out(text);
    for (int round = 0; round < 3; ++round) {
      // From the last piece to the first, so that the offsets of the others stay.
      std::pair<DatePiece, std::string>* last = nullptr;
      for (auto& piece : pieces)
        if (!piece.first.empty() && (!last || piece.first.begin > last->first.begin)) last = &piece;
      if (!last) break;
      out.replace(last->first.begin, last->first.end - last->first.begin, last->second);
      last->first = {};
    }
    if (moved) *moved = true;
    return out;
  }
  return std::string(text);
}

std::string ShiftCompactDate(std::string_view text, int days) {
  std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) digits = text.size();
  if (digits < 6) return {};
  int year = Number(text.substr(0, 4)), month = Number(text.substr(4, 2));
  bool has_day = digits >= 8;
  int day = has_day ? Number(text.substr(6, 2)) : 15;
  if (!IsYear(year) || !IsDate(year, month, day)) return {};
  CivilDate to = DateOf(DaysOf(year, month, day) + days);
  return Padded(to.year, 4) + Padded(to.month, 2) + (has_day ? Padded(to.day, 2) : "") + std::string(text.substr(has_day ? 8 : 6));
}

std::string ShiftFhirDate(std::string_view text, int days) {
  auto digits = [&text](std::size_t at, std::size_t count) {
    for (std::size_t i = at; i < at + count; ++i)
      if (i >= text.size() || !IsDigitAscii(text[i])) return false;
    return true;
  };
  if (!digits(0, 4) || text.size() < 7 || text[4] != '-' || !digits(5, 2)) return {};
  bool has_day = text.size() >= 10 && text[7] == '-' && digits(8, 2);
  if (text.size() != 7 && !has_day) return {};
  if (text.size() > 10 && (text[10] != 'T' || !digits(11, 2) || text.size() > 40)) return {};
  int year = Number(text.substr(0, 4)), month = Number(text.substr(5, 2)), day = has_day ? Number(text.substr(8, 2)) : 15;
  if (!IsDate(year, month, day)) return {};
  CivilDate to = DateOf(DaysOf(year, month, day) + days);
  if (!has_day) return Padded(to.year, 4) + "-" + Padded(to.month, 2);
  return Padded(to.year, 4) + "-" + Padded(to.month, 2) + "-" + Padded(to.day, 2) + std::string(text.substr(10));
}

}  // namespace aegle
