#include "record/quantity.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace aegle {
namespace {

std::size_t SkipDigits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigitAscii(text[at])) ++at;
  return at;
}

// RFC 8259, section 6.
bool IsJsonNumber(std::string_view text) {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  std::size_t end = SkipDigits(text, at);
  if (end == at || (text[at] == '0' && end > at + 1)) return false;
  at = end;
  if (at < text.size() && text[at] == '.') {
    end = SkipDigits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    end = SkipDigits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

std::string Fixed(double value, int decimals) {
  char buffer[400];  // the largest double has 309 digits before the point
  auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(buffer, end) : std::string();
}

}  // namespace

Result<Decimal> Decimal::Parse(std::string_view text) {
  if (!IsJsonNumber(text)) return Fail(ErrorCode::kBadInput, "\"" + std::string(Utf8Prefix(text, 40)) + "\" is not a decimal number");
  Decimal decimal;
  auto error = std::from_chars(text.data(), text.data() + text.size(), decimal.value_).ec;
  if (error != std::errc{}) return Fail(ErrorCode::kOutOfRange, "a number is too large or too close to zero to compute with");
  decimal.text_ = text;
  return decimal;
}

int Decimal::decimals() const {
  std::size_t point = text_.find('.');
  if (point == std::string::npos) return 0;
  return static_cast<int>(SkipDigits(text_, point + 1) - point - 1);
}

std::string FormatDecimal(double value, int decimals) {
  std::string text = Fixed(value, decimals < 0 ? 0 : decimals > 20 ? 20 : decimals);
  bool zero = text.find_first_of("123456789") == std::string::npos;
  return zero && text.starts_with('-') ? text.substr(1) : text;  // "-0.0" is not a value that a person writes
}

std::string FormatShort(double value) {
  if (!std::isfinite(value)) return value != value ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  if (value == 0) return "0";
  int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  std::string text = FormatDecimal(value, magnitude >= 5 ? 0 : 5 - magnitude);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string_view ToText(Comparator comparator) {
  switch (comparator) {
    case Comparator::kNone:
      return "";
    case Comparator::kLess:
      return "<";
    case Comparator::kLessOrEqual:
      return "<=";
    case Comparator::kGreaterOrEqual:
      return ">=";
    case Comparator::kGreater:
      return ">";
  }
  return "";
}

std::string Quantity::ToString() const {
  const std::string& shown = unit_text.empty() ? unit : unit_text;
  std::string text = std::string(ToText(comparator)) + value.text();
  return shown.empty() ? text : text + " " + shown;
}

std::string ReferenceRange::ToString() const {
  if (low && high) return low->text() + "-" + high->text();
  if (low) return ">" + low->text();
  if (high) return "<" + high->text();
  return text;
}

}  // namespace aegle
