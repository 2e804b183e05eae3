// Dates, times of the day, relative times, years and ages in a text.
#include <array>
#include <charconv>

#include "base/text.h"
#include "deid/dates.h"
#include "deid/scan.h"

namespace aegle {
namespace {

bool Equals(const Scan& scan, std::size_t i, std::string_view lower) { return scan.Has(i) && EqualsIgnoreCase(scan.Text(i), lower); }

template <std::size_t n>
bool OneOf(const Scan& scan, std::size_t i, const std::array<std::string_view, n>& words) {
  if (!scan.Has(i)) return false;
  for (std::string_view word_text : words)
    if (EqualsIgnoreCase(scan.Text(i), word_text)) return true;
  return false;
}

int Value(const Scan& scan, std::size_t i) {
  std::string_view text = scan.Text(i);
  int value = -1;
  if (text.size() > 6) return -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

constexpr std::array<std::string_view, 21> kTimeUnits{"day",   "days",   "week",      "weeks",   "month",   "months", "year",
                                                      "years", "hour",   "hours",     "minute",  "minutes", "decade", "decades",
                                                      "night", "nights", "fortnight", "weekend", "hrs",     "yrs",    "wks"};
constexpr std::array<std::string_view, 9> kLast{"last", "next", "past", "this", "previous", "following", "coming", "every", "these"};
constexpr std::array<std::string_view, 16> kPeriods{"day",    "week",   "month",  "year", "night",  "morning", "afternoon", "evening",
                                                    "summer", "winter", "spring", "fall", "autumn", "weekend", "quarter",   "decade"};
constexpr std::array<std::string_view, 4> kDays{"yesterday", "tomorrow", "tonight", "today"};
constexpr std::array<std::string_view, 8> kBehind{"ago", "later", "earlier", "prior", "before", "back", "from", "after"};

// "am", "a.m.", "PM" from token `i`: the number of tokens.
std::size_t Meridiem(const Scan& scan, std::size_t i) {
  if (!scan.Has(i) || !scan.SameLine(i)) return 0;
  if (Equals(scan, i, "am") || Equals(scan, i, "pm")) return 1;
  bool letter = Equals(scan, i, "a") || Equals(scan, i, "p");
  if (letter && scan.IsMark(i + 1, '.') && Equals(scan, i + 2, "m") && scan.Joined(i + 2))
    return scan.IsMark(i + 3, '.') && scan.Joined(i + 3) ? 4 : 3;
  return 0;
}

// 10:30, 10:30:15.2, 10:30 AM, 3 p.m., T10:30:00Z
std::size_t TimeAt(const Scan& scan, std::size_t i) {
  if (!scan.IsKind(i, TokenKind::kDigits) || scan.tokens[i].size() > 2 || Value(scan, i) > 24) return 0;
  std::size_t next = i + 1;
  if (scan.IsMark(next, ':') && scan.Joined(next) && scan.IsKind(next + 1, TokenKind::kDigits) && scan.Joined(next + 1) &&
      scan.tokens[next + 1].size() == 2 && Value(scan, next + 1) < 60) {
    next += 2;
    if (scan.IsMark(next, ':') && scan.Joined(next) && scan.IsKind(next + 1, TokenKind::kDigits) && scan.Joined(next + 1) &&
        scan.tokens[next + 1].size() == 2)
      next += 2;
    if (scan.IsMark(next, '.') && scan.Joined(next) && scan.IsKind(next + 1, TokenKind::kDigits) && scan.Joined(next + 1)) next += 2;
    if (Equals(scan, next, "z") && scan.Joined(next)) ++next;
    next += Meridiem(scan, next);
    if (scan.IsMark(next, ':') && scan.Joined(next) && scan.Joined(next + 1)) return 0;  // a longer row of numbers: an address
    return next - i;
  }
  std::size_t meridiem = Meridiem(scan, next);
  return meridiem == 0 ? 0 : 1 + meridiem;
}

// last week, next Monday, the past three months, two weeks ago, 10 days, yesterday
std::size_t RelativeAt(const Scan& scan, std::size_t i) {
  const Token& token = scan.tokens[i];
  if (token.kind == TokenKind::kWord) {
    if (OneOf(scan, i, kDays) || (scan.Is(i, word::kWeekday) && token.shape != TokenShape::kLower)) return 1;
    if (OneOf(scan, i, kLast) && scan.SameLine(i + 1)) {
      if (OneOf(scan, i + 1, kPeriods) || scan.Is(i + 1, word::kWeekday | word::kMonth)) return 2;
      if ((scan.Is(i + 1, word::kNumber) || scan.IsKind(i + 1, TokenKind::kDigits)) && OneOf(scan, i + 2, kTimeUnits) &&
          !Equals(scan, i + 3, "old"))
        return 3;
    }
  }
  bool number = (token.kind == TokenKind::kDigits && token.size() <= 3) || (token.flags & word::kNumber) != 0 ||
                ((Equals(scan, i, "a") || Equals(scan, i, "an")) && OneOf(scan, i + 2, kBehind));
  if (!number || !scan.SameLine(i + 1)) return 0;
  std::size_t unit = scan.IsMark(i + 1, '-') && scan.Joined(i + 1) && scan.Joined(i + 2) ? i + 2 : i + 1;
  if (!OneOf(scan, unit, kTimeUnits)) return 0;
  if (Equals(scan, unit + 1, "old") || (scan.IsMark(unit + 1, '-') && Equals(scan, unit + 2, "old")) || Equals(scan, unit + 1, "of"))
    return 0;
  // "10 days" alone is a duration
  bool anchored = Equals(scan, unit + 1, "ago") || Equals(scan, unit + 1, "prior") || Equals(scan, unit + 1, "later") ||
                  Equals(scan, unit + 1, "earlier");
  return anchored ? unit - i + 2 : 0;
}

// An age: the token of its number. "45-year-old", "45 y/o", "aged 45", "age: 45", "45세", "M/45"
bool IsAge(const Scan& scan, std::size_t i) {
  const Token& token = scan.tokens[i];
  bool digits = token.kind == TokenKind::kDigits && token.size() <= 3 && Value(scan, i) <= 125;
  if (!digits && (token.flags & word::kNumber) == 0) return false;
  std::size_t next = i + 1;
  if (scan.IsMark(next, '-') && scan.Joined(next)) ++next;
  if (OneOf(scan, next, std::array<std::string_view, 4>{"year", "years", "yr", "yrs"}) && scan.SameLine(next)) {
    std::size_t old = scan.IsMark(next + 1, '-') ? next + 2 : next + 1;
    if (Equals(scan, old, "old") || (digits && Equals(scan, next + 1, "of"))) return true;
  }
  if (Equals(scan, next, "yo") || Equals(scan, next, "yom") || Equals(scan, next, "yof")) return true;
  if (Equals(scan, next, "y") && (scan.IsMark(next + 1, '/') || scan.IsMark(next + 1, '.')) && Equals(scan, next + 2, "o")) return true;
  if (!digits) return false;
  if (scan.IsKind(i + 1, TokenKind::kHangul) && (scan.Text(i + 1).starts_with("세") || scan.Text(i + 1).starts_with("살"))) return true;
  if (i == 0) return false;
  std::size_t before = i - 1;
  while (before > 0 && (scan.tokens[before].mark == ':' || Equals(scan, before, "of") || Equals(scan, before, "is"))) --before;
  if (Equals(scan, before, "age") || Equals(scan, before, "aged") ||
      (scan.IsKind(before, TokenKind::kHangul) && (scan.Text(before) == "나이" || scan.Text(before) == "연령")))
    return true;
  // "She is 35.", "I am 42", "turned 21"
  bool said = Equals(scan, i - 1, "turn") || Equals(scan, i - 1, "turned") || Equals(scan, i - 1, "turning") ||
              ((Equals(scan, i - 1, "is") || Equals(scan, i - 1, "am")) && i >= 2 && scan.IsKind(i - 2, TokenKind::kWord) &&
               (Equals(scan, i - 2, "she") || Equals(scan, i - 2, "he") || Equals(scan, i - 2, "i")));
  bool ends = !scan.Has(i + 1) || (scan.tokens[i + 1].kind == TokenKind::kMark && !scan.IsMark(i + 1, '%') &&
                                   !(scan.Joined(i + 1) && scan.Joined(i + 2) && scan.IsKind(i + 2, TokenKind::kDigits)));
  if (said && ends && token.size() <= 2) return true;
  // M/45, (F, 45), 남/45, 45/M
  auto sex = [&scan](std::size_t at) {
    return Equals(scan, at, "m") || Equals(scan, at, "f") || Equals(scan, at, "male") || Equals(scan, at, "female") ||
           (scan.IsKind(at, TokenKind::kHangul) &&
            (scan.Text(at) == "남" || scan.Text(at) == "여" || scan.Text(at) == "남자" || scan.Text(at) == "여자"));
  };
  if (i >= 2 && (scan.tokens[i - 1].mark == '/' || scan.tokens[i - 1].mark == ',') && sex(i - 2) && token.size() <= 3) return true;
  if (scan.IsMark(i + 1, '/') && sex(i + 2)) return true;
  // "Maria Torres, 52, was": between commas behind a name
  bool commas = scan.tokens[i - 1].mark == ',' && scan.IsMark(i + 1, ',') && i >= 2 && scan.tokens[i - 2].shape == TokenShape::kCapital &&
                Value(scan, i) >= 1 && Value(scan, i) <= 110 && token.size() <= 2;
  return commas && scan.IsKind(i + 2, TokenKind::kWord) && scan.tokens[i + 2].shape == TokenShape::kLower;
}

bool IsYearAlone(const Scan& scan, std::size_t i) {
  const Token& token = scan.tokens[i];
  if (token.kind != TokenKind::kDigits || token.size() != 4) return false;
  int year = Value(scan, i);
  if (year < 1800 || year > 2049) return false;
  if (scan.IsKind(i + 1, TokenKind::kHangul) && scan.Text(i + 1).starts_with("년")) return true;
  auto is_year = [&scan](std::size_t at) {
    return scan.IsKind(at, TokenKind::kDigits) && scan.tokens[at].size() == 4 && Value(scan, at) >= 1800 && Value(scan, at) <= 2049;
  };
  bool range = (scan.IsMark(i + 1, '-') && scan.Joined(i + 1) && is_year(i + 2)) ||
               (i >= 2 && scan.tokens[i - 1].mark == '-' && scan.Joined(i) && is_year(i - 2));
  if (range || (Equals(scan, i + 1, "s") && scan.Joined(i + 1))) return true;
  bool joined_before =
      i > 0 && scan.Joined(i) && scan.tokens[i - 1].mark != '(' && scan.tokens[i - 1].mark != ':' && scan.tokens[i - 1].mark != '\'';
  bool joined_behind = scan.Has(i + 1) && scan.Joined(i + 1) &&
                       (scan.tokens[i + 1].kind == TokenKind::kWord ||
                        (scan.Has(i + 2) && scan.Joined(i + 2) && scan.tokens[i + 1].kind == TokenKind::kMark &&
                         scan.tokens[i + 2].kind == TokenKind::kDigits));
  if (joined_before || joined_behind || scan.Is(i + 1, word::kUnit) || scan.IsMark(i + 1, '%')) return false;
  Cue cue = CueBefore(scan, i);
  bool said = i > 0 && OneOf(scan, i - 1, std::array<std::string_view, 8>{"in", "since", "before", "until", "by", "of", "from", "after"});
  return cue == Cue::kNone || cue == Cue::kDate || cue == Cue::kName || cue == Cue::kBirth || (said && cue != Cue::kMeasure);
}

bool IsBirth(const Scan& scan, std::size_t i, const WrittenDate& date) {
  if (CueBefore(scan, i) == Cue::kBirth) return true;
  std::size_t behind = i + date.tokens;
  return scan.IsKind(behind, TokenKind::kHangul) && scan.SameLine(behind) &&
         (scan.Text(behind).starts_with("생") || scan.Text(behind).starts_with("출생"));
}

constexpr std::array<std::string_view, 15> kDateWords{"on",     "since", "from", "until", "by",       "dated", "date", "through",
                                                      "before", "after", "of",   "for",   "admitted", "seen",  "dos"};

// 3/14 where a word before says that it is a date.
bool IsShortDate(const Scan& scan, std::size_t i) {
  if (!scan.IsKind(i, TokenKind::kDigits) || !scan.IsMark(i + 1, '/') || !scan.IsKind(i + 2, TokenKind::kDigits) || !scan.Joined(i + 1) ||
      !scan.Joined(i + 2))
    return false;
  if (scan.tokens[i].size() > 2 || scan.tokens[i + 2].size() > 2 ||
      (scan.Has(i + 3) && scan.Joined(i + 3) && (scan.tokens[i + 3].mark == '/' || scan.tokens[i + 3].kind == TokenKind::kWord)))
    return false;
  if (scan.Is(i + 3, word::kUnit)) return false;
  int month = Value(scan, i), day = Value(scan, i + 2);
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return i > 0 && scan.SameLine(i) && OneOf(scan, i - 1, kDateWords);
}

}  // namespace

void FindDates(Scan& scan) {
  for (std::size_t i = 0; i < scan.size();) {
    const Token& token = scan.tokens[i];
    bool candidate = token.kind == TokenKind::kDigits ||
                     (token.flags & (word::kMonth | word::kNumber | word::kWeekday | word::kFunction | word::kPlain)) != 0;
    if (!candidate) {
      ++i;
      continue;
    }
    if ((token.flags & word::kFunction) != 0 && OneOf(scan, i, kLast) && scan.Is(i + 1, word::kMonth)) {
      scan.Add(i, i + 1, PhiClass::kDate, Sureness::kSure);
      i += 2;
      continue;
    }
    if (WrittenDate date = ReadDateAt(scan, i); date.tokens != 0) {
      std::size_t last = i + date.tokens - 1;
      bool birth = IsBirth(scan, i, date);
      bool hangul_end = scan.tokens[last].kind == TokenKind::kHangul;  // "일에": only the unit belongs to the date
      std::uint32_t end = hangul_end ? scan.tokens[last].begin + 3 : scan.tokens[last].end;
      std::uint32_t begin = token.begin;
      if (i > 0 && scan.tokens[i - 1].mark == '\'' && scan.Joined(i)) begin = scan.tokens[i - 1].begin;
      // "late June"
      if (date.tokens == 1 && i > 0 && scan.SameLine(i) && (Equals(scan, i - 1, "late") || Equals(scan, i - 1, "early")))
        begin = scan.tokens[i - 1].begin;
      scan.AddBytes(begin, end, birth ? PhiClass::kBirthDate : PhiClass::kDate,
                    birth && date.sureness < Sureness::kSure ? Sureness::kSure : date.sureness);
      i = last + 1;
      // 2024-03-02T10:30:00Z
      if (Equals(scan, i, "t") && scan.Joined(i) && TimeAt(scan, i + 1) != 0) ++i;
      continue;
    }
    if (std::size_t count = TimeAt(scan, i); count != 0) {
      scan.Add(i, i + count - 1, PhiClass::kTime, Sureness::kLikely);
      i += count;
      continue;
    }
    if (IsAge(scan, i)) {
      scan.Add(i, i, PhiClass::kAge, Sureness::kLikely);
      ++i;
      continue;
    }
    if (std::size_t count = RelativeAt(scan, i); count != 0) {
      scan.Add(i, i + count - 1, PhiClass::kRelativeTime, Sureness::kGuess);
      i += count;
      continue;
    }
    if (IsShortDate(scan, i)) {
      scan.Add(i, i + 2, PhiClass::kDate, Sureness::kLikely);
      i += 3;
      continue;
    }
    if (IsYearAlone(scan, i)) {
      bool birth = CueBefore(scan, i) == Cue::kBirth;
      std::size_t last = Equals(scan, i + 1, "s") && scan.Joined(i + 1) ? i + 1 : i;
      scan.Add(i, last, PhiClass::kYear, birth ? Sureness::kLikely : Sureness::kGuess);
    }
    ++i;
  }
}

}  // namespace aegle
