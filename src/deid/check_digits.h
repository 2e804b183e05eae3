// Check digits of identifiers. Pure; `digits` are ASCII digits.
#pragma once

#include <string_view>

namespace aegle {

// Korean resident and foreigner registration numbers, 13 digits: sum of the first twelve with the weights 2 3 4 5 6 7 8 9 2 3 4 5,
// check = (11 - sum mod 11) mod 10; foreigner numbers of before 2020 add 2 more. Numbers given since October 2020 have none.
[[nodiscard]] bool HasResidentCheckDigit(std::string_view digits);
// The first six are a date, the seventh a century and sex; with or without check digit.
[[nodiscard]] bool LooksLikeResidentNumber(std::string_view digits);
// Korean business registration number, 10 digits: weights 1 3 7 1 3 7 1 3 5, plus the tens of 5 times the ninth.
[[nodiscard]] bool HasBusinessCheckDigit(std::string_view digits);
// ISO/IEC 7812-1 annex B (Luhn).
[[nodiscard]] bool HasLuhnCheckDigit(std::string_view digits);
// US social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, since 2011).
[[nodiscard]] bool IsPossibleSsn(std::string_view digits);
// ISO 13616: the rest of the rearranged number, letters as 10 to 35, divided by 97 is 1. Without spaces.
[[nodiscard]] bool HasIbanCheckDigits(std::string_view iban);
// Year, month and day of the Gregorian calendar.
[[nodiscard]] bool IsDate(int year, int month, int day);

}  // namespace aegle
