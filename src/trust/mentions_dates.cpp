// Dates ("2024-03-02", "March 2, 2024", "2024년 3월 2일", "3월 1일", "in 2019"), times of day, and relative days ("yesterday").
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "trust/mentions.h"

namespace aegle::verify {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march",     "april",   "may",      "june",
                                                      "july",    "august",   "september", "october", "november", "december"};

int MonthOf(std::string_view word) {
  std::string lower = ToLowerAscii(word);
  if (lower == "sept") return 9;
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (lower == kMonths[i] || (lower.size() == 3 && kMonths[i].starts_with(lower))) return static_cast<int>(i) + 1;
  return 0;
}

int IntegerAt(const Draft& draft, std::size_t at) {
  if (at >= draft.sentence.lexemes.size() || draft.sentence.lexemes[at].kind != LexemeKind::kNumber) return -1;
  std::string_view text = draft.Text(static_cast<std::uint32_t>(at));
  int value = -1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

bool MarkAt(const Draft& draft, std::size_t at, char mark) {
  return at < draft.sentence.lexemes.size() && draft.sentence.lexemes[at].kind == LexemeKind::kMark &&
         draft.sentence.lexemes[at].mark == mark;
}

bool IsYear(int value) { return value >= 1880 && value <= 2199; }
bool IsMonth(int value) { return value >= 1 && value <= 12; }
bool IsDay(int value) { return value >= 1 && value <= 31; }

struct Found {
  DateMention date;
  std::size_t next = 0;  // 0: nothing found
};

// 2024.03.02 is one number lexeme.
Found Dotted(const Draft& draft, std::size_t at) {
  std::string_view text = draft.Text(static_cast<std::uint32_t>(at));
  auto parts = Split(text, '.');
  if (parts.size() != 3 || parts[0].size() != 4) return {};
  std::array<int, 3> n{};
  for (std::size_t i = 0; i < 3; ++i)
    if (std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), n[i]).ptr != parts[i].data() + parts[i].size()) return {};
  if (!IsYear(n[0]) || !IsMonth(n[1]) || !IsDay(n[2])) return {};
  Found found;
  found.date.year = n[0], found.date.month = n[1], found.date.day = n[2];
  found.next = at + 1;
  return found;
}

// 2024-03-02, 2024/03/02, 2024-03; 03/02/2024 in the order month, day.
Found Numeric(const Draft& draft, std::size_t at) {
  int a = IntegerAt(draft, at);
  char mark = MarkAt(draft, at + 1, '-') ? '-' : '/';
  if (a < 0 || !MarkAt(draft, at + 1, mark)) return {};
  int b = IntegerAt(draft, at + 2), c = MarkAt(draft, at + 3, mark) ? IntegerAt(draft, at + 4) : -1;
  Found found;
  bool year_width = draft.Text(static_cast<std::uint32_t>(at)).size() == 4;
  if (IsYear(a) && year_width && IsMonth(b) && IsDay(c)) {
    found.date.year = a, found.date.month = b, found.date.day = c;
    found.next = at + 5;
  } else if (IsMonth(a) && IsDay(b) && IsYear(c)) {
    found.date.year = c, found.date.month = a, found.date.day = b;
    found.next = at + 5;
  } else if (IsYear(a) && year_width && IsMonth(b) && mark == '-' && draft.Text(static_cast<std::uint32_t>(at + 2)).size() == 2) {
    found.date.year = a, found.date.month = b;
    found.next = at + 3;
  }
  return found;
}

std::size_t SkipOrdinal(const Draft& draft, std::size_t at) {
  for (std::string_view ending : {"st", "nd", "rd", "th"})
    if (at < draft.sentence.lexemes.size() && draft.Is(at, ending) && !draft.sentence.lexemes[at].space_before) return at + 1;
  return at;
}

// March 2, 2024; March 2024; March 2.
Found MonthFirst(const Draft& draft, std::size_t at) {
  int month = MonthOf(draft.Text(static_cast<std::uint32_t>(at)));
  if (month == 0) return {};
  std::size_t next = at + 1;
  if (MarkAt(draft, next, '.')) ++next;
  int a = IntegerAt(draft, next);
  Found found;
  found.date.month = month;
  if (IsYear(a)) {
    found.date.year = a;
    found.next = next + 1;
    return found;
  }
  if (!IsDay(a)) return {};
  found.date.day = a;
  found.next = SkipOrdinal(draft, next + 1);
  std::size_t year_at = found.next;
  if (MarkAt(draft, year_at, ',')) ++year_at;
  if (int year = IntegerAt(draft, year_at); IsYear(year)) {
    found.date.year = year;
    found.next = year_at + 1;
  }
  return found;
}

// 2 March 2024; 2 March.
Found DayFirst(const Draft& draft, std::size_t at) {
  int day = IntegerAt(draft, at);
  if (!IsDay(day)) return {};
  std::size_t next = SkipOrdinal(draft, at + 1);
  if (next < draft.sentence.lexemes.size() && draft.Is(next, "of")) ++next;
  if (next >= draft.sentence.lexemes.size() || draft.sentence.lexemes[next].kind != LexemeKind::kWord) return {};
  int month = MonthOf(draft.Text(static_cast<std::uint32_t>(next)));
  if (month == 0) return {};
  Found found;
  found.date.month = month, found.date.day = day;
  found.next = next + 1;
  std::size_t year_at = found.next + (MarkAt(draft, found.next, ',') ? 1 : 0);
  if (int year = IntegerAt(draft, year_at); IsYear(year)) {
    found.date.year = year;
    found.next = year_at + 1;
  }
  return found;
}

// 2024년 3월 2일, 2024년 3월, 2024년, 3월 2일. "3월" alone is too little to check.
Found Korean(const Draft& draft, std::size_t at) {
  Found found;
  std::size_t next = at;
  int n = IntegerAt(draft, next);
  if (IsYear(n) && next + 1 < draft.sentence.lexemes.size() && draft.Is(next + 1, "년")) {
    found.date.year = n;
    next += 2;
    found.next = next;
    n = IntegerAt(draft, next);
  }
  if (IsMonth(n) && next + 1 < draft.sentence.lexemes.size() && draft.Is(next + 1, "월")) {
    int day = IntegerAt(draft, next + 2);
    bool has_day = IsDay(day) && next + 3 < draft.sentence.lexemes.size() && draft.Is(next + 3, "일");
    if (found.date.year == 0 && !has_day) return {};
    found.date.month = n;
    if (has_day) found.date.day = day;
    found.next = next + (has_day ? 4 : 2);
  }
  return found;
}

// A bare year only where the words before it ask for one: "in 2019", "(2019)".
Found BareYear(const Draft& draft, std::size_t at) {
  if (!IsYear(IntegerAt(draft, at)) || draft.Text(static_cast<std::uint32_t>(at)).size() != 4 || at == 0) return {};
  static constexpr std::array<std::string_view, 14> kBefore = {"in", "since", "from", "until", "through", "of",     "during",
                                                               "by", "early", "late", "year",  "to",      "before", "after"};
  bool asked = std::any_of(kBefore.begin(), kBefore.end(), [&](std::string_view word) { return draft.Is(at - 1, word); });
  bool bracketed = MarkAt(draft, at - 1, '(') && MarkAt(draft, at + 1, ')');
  if (!asked && !bracketed) return {};
  Found found;
  found.date.year = IntegerAt(draft, at);
  found.next = at + 1;
  return found;
}

// 14:05, 2024-03-02T14:05:30Z, 2:05 pm, 오후 2시 5분.
std::size_t ReadTime(const Draft& draft, std::size_t at, int& minute_of_day) {
  std::size_t next = at;
  bool pm = false, am = false;
  if (next + 1 < draft.sentence.lexemes.size() && draft.Is(next, "오") && (draft.Is(next + 1, "후") || draft.Is(next + 1, "전"))) {
    pm = draft.Is(next + 1, "후");
    am = !pm;
    next += 2;
  }
  int hour = IntegerAt(draft, next);
  if (hour < 0 || hour > 24) return at;
  int minute = 0;
  if (MarkAt(draft, next + 1, ':') && IntegerAt(draft, next + 2) >= 0 && IntegerAt(draft, next + 2) < 60) {
    minute = IntegerAt(draft, next + 2);
    next += 3;
    if (MarkAt(draft, next, ':') && IntegerAt(draft, next + 1) >= 0) next += 2;
  } else if (next + 1 < draft.sentence.lexemes.size() && draft.Is(next + 1, "시") &&
             !(next + 2 < draft.sentence.lexemes.size() && draft.Is(next + 2, "간"))) {
    next += 2;
    if (int m = IntegerAt(draft, next); m >= 0 && m < 60 && next + 1 < draft.sentence.lexemes.size() && draft.Is(next + 1, "분")) {
      minute = m;
      next += 2;
    }
  } else {
    return at;
  }
  if (next < draft.sentence.lexemes.size() && (draft.Is(next, "pm") || draft.Is(next, "am"))) {
    pm = draft.Is(next, "pm");
    am = !pm;
    ++next;
  }
  if (pm && hour < 12) hour += 12;
  if (am && hour == 12) hour = 0;
  minute_of_day = hour * 60 + minute;
  return next;
}

// What the words beside the date make of it: a start ("since"), an end ("stopped on"), or neither.
int RoleOf(const Draft& draft, std::size_t first, std::size_t next) {
  for (std::size_t back = 1; back <= 6 && back <= first; ++back) {
    std::size_t at = first - back;
    if (draft.used[at] || draft.RoleAt(at) == Role::kTerminator || MarkAt(draft, at, ';')) break;
    const Entry* entry = draft.EntryAt(at);
    if (entry == nullptr) continue;
    if (entry->role == Role::kRole && draft.sentence.lexemes[at].kind == LexemeKind::kWord) return entry->value;
    constexpr int kEndings = kSaysResolved | kSaysStopped | kSaysCancelled;
    if (entry->role == Role::kStatus && (entry->value & kEndings) != 0 && draft.sentence.lexemes[at].kind == LexemeKind::kWord)
      return kEndDate;
  }
  for (std::size_t at = next; at < draft.sentence.lexemes.size() && at < next + 8; ++at) {
    const Entry* entry = draft.EntryAt(at);
    if (draft.sentence.lexemes[at].kind != LexemeKind::kHangul) break;
    if (entry == nullptr) continue;
    if (entry->role == Role::kRole) return entry->value;
    if (entry->role == Role::kStatus && (entry->value & (kSaysResolved | kSaysStopped)) != 0) return kEndDate;
    if (entry->role == Role::kTerminator || entry->role == Role::kAnalyte) break;
  }
  return kAnyDate;
}

Found AnyDate(const Draft& draft, std::size_t at) {
  const Lexeme& lexeme = draft.sentence.lexemes[at];
  if (lexeme.kind == LexemeKind::kWord) return MonthFirst(draft, at);
  if (lexeme.kind != LexemeKind::kNumber) return {};
  for (auto* read : {&Dotted, &Numeric, &Korean, &DayFirst, &BareYear})
    if (Found found = read(draft, at); found.next != 0) return found;
  return {};
}

// "T14:05:30+09:00" behind a date: the lexer reads "T14" as a word.
std::size_t IsoTimeAfter(const Draft& draft, std::size_t next, int& minute) {
  const auto& lexemes = draft.sentence.lexemes;
  std::string_view rest = draft.sentence.text.substr(lexemes[next].begin);
  auto digit = [&](std::size_t i) { return i < rest.size() && IsDigitAscii(rest[i]); };
  if (rest.size() < 6 || rest[0] != 'T' || !digit(1) || !digit(2) || rest[3] != ':' || !digit(4) || !digit(5)) return next;
  minute = ((rest[1] - '0') * 10 + rest[2] - '0') * 60 + (rest[4] - '0') * 10 + rest[5] - '0';
  std::size_t length = 6;
  while (length < rest.size() &&
         (digit(length) || rest[length] == ':' || rest[length] == 'Z' || rest[length] == '+' || rest[length] == '.'))
    ++length;
  std::size_t end = lexemes[next].begin + length;
  while (next < lexemes.size() && lexemes[next].begin < end) ++next;
  return next;
}

std::size_t TimeAfter(const Draft& draft, std::size_t next, int& minute) {
  std::size_t time_at = next;
  auto size = draft.sentence.lexemes.size();
  if (next >= size) return next;
  if (std::size_t after = IsoTimeAfter(draft, next, minute); after != next) return after;
  if (draft.Is(time_at, "at") || MarkAt(draft, time_at, ',')) ++time_at;
  std::size_t after = time_at < size ? ReadTime(draft, time_at, minute) : time_at;
  return after == time_at ? next : after;
}

void Add(Draft& draft, Found found, std::size_t at) {
  found.date.lexeme = static_cast<std::uint32_t>(at);
  found.date.where = {draft.sentence.lexemes[at].begin, draft.sentence.lexemes[found.next - 1].end};
  found.date.role = RoleOf(draft, at, found.next);
  draft.sentence.dates.push_back(found.date);
  draft.Use(at, found.next);
}

}  // namespace

void ReadDates(Draft& draft) {
  auto& lexemes = draft.sentence.lexemes;
  for (std::size_t at = 0; at < lexemes.size(); ++at) {
    if (draft.used[at]) continue;
    if (const Entry* entry = draft.EntryAt(at); entry != nullptr && entry->role == Role::kRelative) {
      std::size_t last = draft.hits[static_cast<std::size_t>(draft.hit_at[at])].last;
      if (draft.hits[static_cast<std::size_t>(draft.hit_at[at])].first != at) continue;
      Found found;
      found.date.days_before = entry->value;
      found.next = last;
      Add(draft, found, at);
      continue;
    }
    Found found = AnyDate(draft, at);
    if (found.next == 0) {
      int minute = -1;
      std::size_t after = MarkAt(draft, at + 1, ':') || draft.Is(at, "오") || (at + 1 < lexemes.size() && draft.Is(at + 1, "시"))
                              ? ReadTime(draft, at, minute)
                              : at;
      if (after == at || minute < 0) continue;
      found.next = after;
      found.date.minute_of_day = minute;
    } else {
      found.next = TimeAfter(draft, found.next, found.date.minute_of_day);
    }
    Add(draft, found, at);
    at = found.next - 1;
  }
}

}  // namespace aegle::verify
