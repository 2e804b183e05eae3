#include "tasks/ask/period.h"

#include <array>
#include <regex>
#include <unordered_map>

namespace aegle {
namespace {

// [from, to) of a date that names a year, month or day.
struct Span {
  Instant from, to;
};

std::optional<Span> SpanOf(int year, int month, int day) {
  auto date = DateTime::FromDate(year, month, day);
  if (!date) return std::nullopt;
  return Span{date->start(), date->end()};
}

constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march",     "april",   "may",      "june",
                                                      "july",    "august",   "september", "october", "november", "december"};

int MonthNumber(std::string_view word) {
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (word.size() >= 3 && kMonths[i].starts_with(word)) return static_cast<int>(i) + 1;
  return 0;
}

int Number(const std::ssub_match& match) { return match.matched ? std::stoi(match.str()) : 0; }

// One date as people write it. Groups: see DateOf.
const std::string kDate =
    "(?:(\\d{4})-(\\d{1,2})(?:-(\\d{1,2}))?|(\\d{4})\\s*년(?:\\s*(\\d{1,2})\\s*월)?(?:\\s*(\\d{1,2})\\s*일)?"
    "|(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\\.?\\s+(?:(\\d{1,2})(?:st|nd|rd|th)?,?\\s+)?(\\d{4})"
    "|(\\d{1,2})\\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\\.?\\s+(\\d{4})|((?:19|20)\\d{2}))";
constexpr std::size_t kDateGroups = 13;

std::optional<Span> DateOf(const std::smatch& m, std::size_t at) {
  auto g = [&](std::size_t i) -> const std::ssub_match& { return m[at + i]; };
  if (g(0).matched) return SpanOf(Number(g(0)), Number(g(1)), Number(g(2)));
  if (g(3).matched) return SpanOf(Number(g(3)), Number(g(4)), Number(g(5)));
  if (g(6).matched) return SpanOf(Number(g(8)), MonthNumber(g(6).str()), Number(g(7)));
  if (g(9).matched) return SpanOf(Number(g(11)), MonthNumber(g(10).str()), Number(g(9)));
  if (g(12).matched) return SpanOf(Number(g(12)), 0, 0);
  return std::nullopt;
}

Instant StartOfDay(Instant instant) { return instant - ((instant % kDayMs) + kDayMs) % kDayMs; }

Instant MonthsBefore(const DateTime& as_of, int months) {
  int index = as_of.year() * 12 + as_of.month() - 1 - months;
  int year = index / 12, month = index % 12 + 1;
  for (int day = as_of.day(); day > 0; --day)
    if (auto date = DateTime::FromDate(year, month, day)) return date->start();
  return as_of.start();
}

Instant Before(const DateTime& as_of, int count, std::string_view unit) {
  auto is = [&](std::string_view a, std::string_view b) { return unit.starts_with(a) || unit == b; };
  if (is("day", "일")) return StartOfDay(as_of.start() - count * kDayMs);
  if (is("week", "주")) return StartOfDay(as_of.start() - count * 7 * kDayMs);
  if (is("month", "개월") || unit == "달") return MonthsBefore(as_of, count);
  if (is("hour", "시간")) return as_of.start() - count * kHourMs;
  return MonthsBefore(as_of, 12 * count);
}

int CountOf(const std::string& word) {
  static constexpr std::array<std::string_view, 13> kWords = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (word == kWords[i]) return static_cast<int>(i);
  return word.empty() ? 1 : std::stoi(word);
}

class PeriodReader {
 public:
  PeriodReader(std::string& text, const DateTime& as_of) : text_(text), as_of_(as_of) {}

  AskedPeriod Read() {
    if (Between() || Rolling() || Named() || Since() || Until() || In()) return period_;
    return {};
  }

 private:
  bool Find(const std::string& pattern) {
    static thread_local std::unordered_map<std::string, std::regex> known;
    auto [at, added] = known.try_emplace(pattern);
    if (added) at->second = std::regex(pattern, std::regex::ECMAScript | std::regex::optimize);
    return std::regex_search(text_, match_, at->second);
  }

  bool Take(std::optional<Instant> from, std::optional<Instant> to) {
    period_.from = from;
    period_.to = to;
    period_.words = match_.str();
    auto at = static_cast<std::size_t>(match_.position()), size = static_cast<std::size_t>(match_.length());
    text_.replace(at, size, " ");
    return true;
  }

  bool Between() {
    if (Find("(?:between|from)\\s+" + kDate + "\\s+(?:and|to|through|until)\\s+" + kDate) || Find(kDate + "\\s*(?:부터|에서|~|-)\\s*" + kDate + "\\s*(?:까지|사이)?")) {
      auto first = DateOf(match_, 1), last = DateOf(match_, 1 + kDateGroups);
      if (first && last) return Take(first->from, last->to);
    }
    return false;
  }

  // "in the last 6 months", "지난 6개월"
  bool Rolling() {
    if (!Find("(?:in|over|during|within|for)?\\s*(?:the\\s+)?(?:last|past|previous)\\s+(\\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\\s+(hour|day|week|month|year)s?") &&
        !Find("(?:지난|최근)\\s*(\\d{1,3})\\s*(시간|일|주|개월|달|년)(?:간|\\s*동안|\\s*사이)?"))
      return false;
    return Take(Before(as_of_, CountOf(match_[1].str()), match_[2].str()), as_of_.end());
  }

  bool Named() {
    int year = as_of_.year();
    auto take_year = [&](int of) {
      auto span = SpanOf(of, 0, 0);
      return span && Take(span->from, span->to);
    };
    if (Find("(?:in|over|during|within)\\s+the\\s+(?:last|past)\\s+(year|month|week|day)") || Find("(?:지난|최근)\\s*(?:일|한)\\s*(년|달|주)(?:간|\\s*동안)?"))
      return Take(Before(as_of_, 1, match_[1].str()), as_of_.end());
    if (Find("\\b(?:in\\s+|during\\s+)?(?:last|previous)\\s+year\\b") || Find("작년(?:에)?|지난\\s*해(?:에)?")) return take_year(year - 1);
    if (Find("\\b(?:in\\s+|during\\s+)?this\\s+year\\b") || Find("올해(?:에)?|금년(?:에)?")) return take_year(year);
    if (Find("\\b(?:in\\s+|during\\s+)?last\\s+month\\b") || Find("지난\\s*달(?:에)?")) {
      int index = year * 12 + as_of_.month() - 2;
      auto span = SpanOf(index / 12, index % 12 + 1, 0);
      return span && Take(span->from, span->to);
    }
    if (Find("\\btoday\\b") || Find("오늘")) return Take(StartOfDay(as_of_.start()), StartOfDay(as_of_.start()) + kDayMs);
    if (Find("\\byesterday\\b") || Find("어제")) return Take(StartOfDay(as_of_.start()) - kDayMs, StartOfDay(as_of_.start()));
    return false;
  }

  bool Since() {
    if (Find("(?:since|after|starting(?:\\s+in)?|from)\\s+" + kDate) || Find(kDate + "\\s*(?:이후|이래|부터)(?:로|에)?")) {
      auto date = DateOf(match_, 1);
      bool after = match_.str().starts_with("after");
      if (date) return Take(after ? date->to : date->from, std::nullopt);
    }
    return false;
  }

  bool Until() {
    if (Find("(?:before|until|up to|prior to|by)\\s+" + kDate) || Find(kDate + "\\s*(?:이전|까지|전)(?:에)?")) {
      auto date = DateOf(match_, 1);
      bool including = match_.str().starts_with("until") || match_.str().starts_with("up to") || match_.str().find("까지") != std::string::npos;
      if (date) return Take(std::nullopt, including ? date->to : date->from);
    }
    return false;
  }

  bool In() {
    if (!Find("(?:in|on|during|of|for|at)\\s+(?:the\\s+year\\s+)?" + kDate) && !Find(kDate + "(?:\\s*(?:에|중|동안|의))?")) return false;
    auto date = DateOf(match_, 1);
    return date && Take(date->from, date->to);
  }

  std::string& text_;
  const DateTime& as_of_;
  std::smatch match_;
  AskedPeriod period_;
};

}  // namespace

AskedPeriod TakePeriod(std::string& text, const DateTime& as_of) { return PeriodReader(text, as_of).Read(); }

}  // namespace aegle
