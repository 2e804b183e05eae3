#include "base/time.h"

#include <chrono>
#include <cstdio>

namespace aegle {
namespace {

namespace chrono = std::chrono;

struct Civil {
  int year, month, day;
};

Civil CivilOf(Instant instant) {
  auto days = chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(instant)));
  chrono::year_month_day date{days};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

Instant DaysToInstant(int year, int month, int day) {
  chrono::year_month_day date{chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                              chrono::day(static_cast<unsigned>(day))};
  return chrono::duration_cast<chrono::milliseconds>(chrono::sys_days(date).time_since_epoch()).count();
}

bool ValidDate(int year, int month, int day) {
  return chrono::year_month_day(chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                chrono::day(static_cast<unsigned>(day)))
      .ok();
}

// Reads exactly `count` digits at `at`.
bool Digits(std::string_view text, std::size_t& at, int count, int& value) {
  if (at + static_cast<std::size_t>(count) > text.size()) return false;
  value = 0;
  for (int i = 0; i < count; ++i, ++at) {
    char c = text[at];
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return true;
}

bool Skip(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

struct TimeOfDay {
  int hour = 0, minute = 0, second = 0, millisecond = 0;
  TimePrecision precision = TimePrecision::kMinute;
};

bool ReadTime(std::string_view text, std::size_t& at, TimeOfDay& time) {
  if (!Digits(text, at, 2, time.hour) || !Skip(text, at, ':') || !Digits(text, at, 2, time.minute)) return false;
  if (time.hour > 23 || time.minute > 59) return false;
  if (!Skip(text, at, ':')) return true;
  if (!Digits(text, at, 2, time.second) || time.second > 59) return false;
  time.precision = TimePrecision::kSecond;
  if (!Skip(text, at, '.')) return true;
  std::size_t first = at;
  int scale = 100;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) time.millisecond += (text[at] - '0') * scale;
  time.precision = TimePrecision::kMillisecond;
  return at > first;
}

bool ReadZone(std::string_view text, std::size_t& at, int& offset_minutes) {
  if (Skip(text, at, 'Z')) return true;
  int sign = at < text.size() && text[at] == '-' ? -1 : 1;
  if (!Skip(text, at, '+') && !Skip(text, at, '-')) return false;
  int hours = 0, minutes = 0;
  if (!Digits(text, at, 2, hours) || !Skip(text, at, ':') || !Digits(text, at, 2, minutes)) return false;
  if (hours > 14 || minutes > 59) return false;
  offset_minutes = sign * (hours * 60 + minutes);
  return true;
}

std::string Print(const char* format, auto... values) {
  char buffer[64];
  int size = std::snprintf(buffer, sizeof buffer, format, values...);
  return {buffer, static_cast<std::size_t>(size)};
}

}  // namespace

Instant Now() {
  return chrono::duration_cast<chrono::milliseconds>(chrono::system_clock::now().time_since_epoch()).count();
}

Result<DateTime> DateTime::Parse(std::string_view text) {
  auto bad = [&] { return Fail(ErrorCode::kBadInput, "\"" + std::string(text.substr(0, 40)) + "\" is not a date of the calendar"); };
  DateTime result;
  std::size_t at = 0;
  int year = 0, month = 1, day = 1;
  if (!Digits(text, at, 4, year) || year == 0) return bad();
  result.precision_ = TimePrecision::kYear;
  if (Skip(text, at, '-')) {
    if (!Digits(text, at, 2, month)) return bad();
    result.precision_ = TimePrecision::kMonth;
    if (Skip(text, at, '-')) {
      if (!Digits(text, at, 2, day)) return bad();
      result.precision_ = TimePrecision::kDay;
    }
  }
  if (!ValidDate(year, month, day)) return bad();
  result.start_ = DaysToInstant(year, month, day);
  if (result.precision_ == TimePrecision::kDay && Skip(text, at, 'T')) {
    TimeOfDay time;
    if (!ReadTime(text, at, time)) return bad();
    int offset = 0;
    if (at < text.size()) {
      if (!ReadZone(text, at, offset)) return bad();
      result.has_zone_ = true;
    }
    result.offset_minutes_ = static_cast<std::int16_t>(offset);
    result.precision_ = time.precision;
    result.start_ += time.hour * kHourMs + (time.minute - offset) * kMinuteMs + time.second * kSecondMs + time.millisecond;
  }
  if (at != text.size()) return bad();
  return result;
}

DateTime DateTime::FromInstant(Instant instant, TimePrecision precision, int offset_minutes) {
  DateTime result;
  result.start_ = instant;
  result.precision_ = precision;
  result.offset_minutes_ = static_cast<std::int16_t>(offset_minutes);
  result.has_zone_ = precision >= TimePrecision::kMinute;
  return result;
}

Result<DateTime> DateTime::FromDate(int year, int month, int day) {
  if (year < 1 || year > 9999 || !ValidDate(year, month ? month : 1, day ? day : 1))
    return Fail(ErrorCode::kBadInput, "not a date of the calendar");
  DateTime result;
  result.start_ = DaysToInstant(year, month ? month : 1, day ? day : 1);
  result.precision_ = day ? TimePrecision::kDay : month ? TimePrecision::kMonth : TimePrecision::kYear;
  return result;
}

Instant DateTime::end() const {
  switch (precision_) {
    case TimePrecision::kNone: return start_;
    case TimePrecision::kYear: return DaysToInstant(year() + 1, 1, 1);
    case TimePrecision::kMonth: return month() == 12 ? DaysToInstant(year() + 1, 1, 1) : DaysToInstant(year(), month() + 1, 1);
    case TimePrecision::kDay: return start_ + kDayMs;
    case TimePrecision::kMinute: return start_ + kMinuteMs;
    case TimePrecision::kSecond: return start_ + kSecondMs;
    case TimePrecision::kMillisecond: return start_ + 1;
  }
  return start_;
}

int DateTime::year() const { return CivilOf(start_ + offset_minutes_ * kMinuteMs).year; }
int DateTime::month() const { return CivilOf(start_ + offset_minutes_ * kMinuteMs).month; }
int DateTime::day() const { return CivilOf(start_ + offset_minutes_ * kMinuteMs).day; }

std::string DateTime::DateString() const {
  if (empty()) return {};
  Civil date = CivilOf(start_ + offset_minutes_ * kMinuteMs);
  if (precision_ == TimePrecision::kYear) return Print("%04d", date.year);
  if (precision_ == TimePrecision::kMonth) return Print("%04d-%02d", date.year, date.month);
  return Print("%04d-%02d-%02d", date.year, date.month, date.day);
}

std::string DateTime::Readable() const {
  if (precision_ < TimePrecision::kMinute) return DateString();
  Instant local = start_ + offset_minutes_ * kMinuteMs;
  auto of_day = ((local % kDayMs) + kDayMs) % kDayMs;
  return DateString() + Print(" %02d:%02d", static_cast<int>(of_day / kHourMs), static_cast<int>(of_day % kHourMs / kMinuteMs));
}

std::string DateTime::ToString() const {
  if (precision_ < TimePrecision::kMinute) return DateString();
  Instant local = start_ + offset_minutes_ * kMinuteMs;
  auto of_day = ((local % kDayMs) + kDayMs) % kDayMs;
  std::string text = DateString() + Print("T%02d:%02d", static_cast<int>(of_day / kHourMs), static_cast<int>(of_day % kHourMs / kMinuteMs));
  if (precision_ >= TimePrecision::kSecond) text += Print(":%02d", static_cast<int>(of_day % kMinuteMs / kSecondMs));
  if (precision_ == TimePrecision::kMillisecond) text += Print(".%03d", static_cast<int>(of_day % kSecondMs));
  if (!has_zone_) return text;
  if (offset_minutes_ == 0) return text + "Z";
  int offset = offset_minutes_ < 0 ? -offset_minutes_ : offset_minutes_;
  return text + (offset_minutes_ < 0 ? "-" : "+") + Print("%02d:%02d", offset / 60, offset % 60);
}

int AgeInYears(const DateTime& birth, const DateTime& at) {
  int years = at.year() - birth.year();
  if (at.month() < birth.month() || (at.month() == birth.month() && at.day() < birth.day())) --years;
  return years;
}

}  // namespace aegle
