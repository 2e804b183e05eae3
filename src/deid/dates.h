// Dates as people write them, and the same date on another day in the same way of writing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "deid/scan.h"

namespace aegle {

struct DatePiece {
  std::uint32_t begin = 0, end = 0;  // bytes of the folded text; empty where the date has no such part
  [[nodiscard]] bool empty() const { return begin == end; }
};

// A date with at least a month. A year of two digits is within 1930 .. 2029.
struct WrittenDate {
  int year = 0, month = 0, day = 0;  // 0: not written
  DatePiece year_piece, month_piece, day_piece;
  std::size_t tokens = 0;  // how many it takes
  Sureness sureness = Sureness::kLikely;
};

// The date that begins with token `i`; tokens == 0 where there is none.
[[nodiscard]] WrittenDate ReadDateAt(const Scan& scan, std::size_t i);

// The text of a date moved by `days`, in its own way of writing: "March 3rd" + 7 = "March 10th". A date without a day keeps its
// precision (its middle is moved). What is no date is returned as it is. `moved` says whether it was one.
[[nodiscard]] std::string ShiftWrittenDate(std::string_view text, int days, bool* moved = nullptr);

// Days since 1970-01-01 and back (proleptic Gregorian calendar).
[[nodiscard]] std::int64_t DaysOf(int year, int month, int day);
struct CivilDate {
  int year, month, day;
};
[[nodiscard]] CivilDate DateOf(std::int64_t days);

// YYYYMMDD, any digits behind it (HL7 TS, DICOM DA and DT) or YYYYMM, moved. Empty where it is no such date.
[[nodiscard]] std::string ShiftCompactDate(std::string_view text, int days);
// FHIR date, dateTime, instant: the date part moved. Empty where `text` is none.
[[nodiscard]] std::string ShiftFhirDate(std::string_view text, int days);

// Month of a name or abbreviation in English, 0 for another word.
[[nodiscard]] int MonthOf(std::string_view word);

}  // namespace aegle
