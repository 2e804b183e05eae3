// Points in time as clinical data has them: often only a year, a month or a day, with or without a zone.
//
// DateTime keeps the precision and text-exact fields of FHIR dateTime (https://hl7.org/fhir/R4/datatypes.html#dateTime)
// and a sort key. Pure; nothing here reads a clock but Now().
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

// Milliseconds since 1970-01-01T00:00:00Z.
using Instant = std::int64_t;
inline constexpr Instant kSecondMs = 1000;
inline constexpr Instant kMinuteMs = 60 * kSecondMs;
inline constexpr Instant kHourMs = 60 * kMinuteMs;
inline constexpr Instant kDayMs = 24 * kHourMs;

Instant Now();

enum class TimePrecision : std::uint8_t { kNone, kYear, kMonth, kDay, kMinute, kSecond, kMillisecond };

class DateTime {
 public:
  DateTime() = default;

  // FHIR date, dateTime and instant: YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm[:ss[.fff]][zone].
  // A time without a zone is taken as UTC and has_zone() is false. Leap second 60 and 24:00 are refused.
  static Result<DateTime> Parse(std::string_view text);
  static DateTime FromInstant(Instant instant, TimePrecision precision = TimePrecision::kSecond, int offset_minutes = 0);
  static Result<DateTime> FromDate(int year, int month = 0, int day = 0);

  [[nodiscard]] bool empty() const { return precision_ == TimePrecision::kNone; }
  [[nodiscard]] TimePrecision precision() const { return precision_; }
  [[nodiscard]] bool has_zone() const { return has_zone_; }
  [[nodiscard]] int offset_minutes() const { return offset_minutes_; }
  // Start of the period that the text names, as UTC.
  [[nodiscard]] Instant start() const { return start_; }
  // First instant after the period that the text names (a day for "2024-03-02").
  [[nodiscard]] Instant end() const;
  [[nodiscard]] int year() const;   // civil date in the text's own zone
  [[nodiscard]] int month() const;  // 1..12, also where the precision is a year
  [[nodiscard]] int day() const;

  [[nodiscard]] std::string ToString() const;      // as FHIR, in the zone it came with
  [[nodiscard]] std::string DateString() const;    // at most YYYY-MM-DD
  [[nodiscard]] std::string Readable() const;      // "2024-03-02 14:05"

  friend bool operator==(const DateTime&, const DateTime&) = default;
  friend bool operator<(const DateTime& a, const DateTime& b) { return a.start_ < b.start_; }

 private:
  Instant start_ = 0;
  std::int16_t offset_minutes_ = 0;
  TimePrecision precision_ = TimePrecision::kNone;
  bool has_zone_ = false;
};

struct Period {
  DateTime start, end;
  friend bool operator==(const Period&, const Period&) = default;
};

// Whole years, as people count an age: the birthday itself begins a new year.
int AgeInYears(const DateTime& birth, const DateTime& at);

}  // namespace aegle
