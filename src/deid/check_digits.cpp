#include "deid/check_digits.h"

#include <array>

#include "base/text.h"

namespace aegle {
namespace {

int Digit(std::string_view digits, std::size_t i) { return digits[i] - '0'; }
int TwoDigits(std::string_view digits, std::size_t i) { return Digit(digits, i) * 10 + Digit(digits, i + 1); }

}  // namespace

bool IsDate(int year, int month, int day) {
  static constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

bool HasResidentCheckDigit(std::string_view digits) {
  static constexpr std::array<int, 12> kWeights{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
  if (digits.size() != 13) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += Digit(digits, i) * kWeights[i];
  int check = (11 - sum % 11) % 10;
  int foreigner = (13 - sum % 11) % 10;
  int century = Digit(digits, 6);
  return Digit(digits, 12) == (century >= 5 && century <= 8 ? foreigner : check);
}

bool LooksLikeResidentNumber(std::string_view digits) {
  if (digits.size() != 13 || digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
  int century = Digit(digits, 6);
  int year = (century == 9 || century == 0                                   ? 1800
              : century == 3 || century == 4 || century == 7 || century == 8 ? 2000
                                                                             : 1900) +
             TwoDigits(digits, 0);
  return IsDate(year, TwoDigits(digits, 2), TwoDigits(digits, 4));
}

bool HasBusinessCheckDigit(std::string_view digits) {
  static constexpr std::array<int, 9> kWeights{1, 3, 7, 1, 3, 7, 1, 3, 5};
  if (digits.size() != 10) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += Digit(digits, i) * kWeights[i];
  sum += Digit(digits, 8) * 5 / 10;
  return Digit(digits, 9) == (10 - sum % 10) % 10;
}

bool HasLuhnCheckDigit(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = Digit(digits, digits.size() - 1 - i);
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return digits.size() >= 12 && sum % 10 == 0 && digits.find_first_not_of('0') != std::string_view::npos;
}

bool IsPossibleSsn(std::string_view digits) {
  if (digits.size() != 9) return false;
  std::string_view area = digits.substr(0, 3);
  return area != "000" && area != "666" && area[0] != '9' && digits.substr(3, 2) != "00" && digits.substr(5) != "0000";
}

bool HasIbanCheckDigits(std::string_view iban) {
  if (iban.size() < 15 || iban.size() > 34) return false;
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    char c = iban[(i + 4) % iban.size()];
    if (IsDigitAscii(c))
      rest = (rest * 10 + (c - '0')) % 97;
    else if (IsLetterAscii(c))
      rest = (rest * 100 + ((c | 32) - 'a' + 10)) % 97;
    else
      return false;
  }
  return rest == 1;
}

}  // namespace aegle
