// Measured values that keep the digits of their source: 0.10 is not 0.1 (FHIR decimal).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

// A decimal number with its text. The text is the truth; `value()` is for comparing and computing.
class Decimal {
 public:
  Decimal() = default;
  // JSON number grammar (RFC 8259): -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?. Errors: kBadInput, kOutOfRange (not finite).
  static Result<Decimal> Parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  // Digits after the point: 2 for "0.10".
  [[nodiscard]] int decimals() const;
  friend bool operator==(const Decimal& a, const Decimal& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
  double value_ = 0;
};

// A double written with `decimals` digits after the point ("7.4"), never in exponent form.
[[nodiscard]] std::string FormatDecimal(double value, int decimals);
// A double without trailing zeros, at most 6 significant digits ("0.25", "140").
[[nodiscard]] std::string FormatShort(double value);

enum class Comparator : unsigned char { kNone, kLess, kLessOrEqual, kGreaterOrEqual, kGreater };
[[nodiscard]] std::string_view ToText(Comparator comparator);  // "", "<", "<=", ">=", ">"

struct Quantity {
  Decimal value;
  std::string unit = {};       // UCUM code where the source gives one ("mg/dL"), else as written
  std::string unit_text = {};  // as shown by the source, empty where equal to `unit`
  Comparator comparator = Comparator::kNone;

  // "<5.0 mg/dL", as the source wrote it.
  [[nodiscard]] std::string ToString() const;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

struct ReferenceRange {
  std::optional<Decimal> low, high;  // in the unit of the value they belong to
  std::string text;                  // as written, where only text was given
  [[nodiscard]] bool empty() const { return !low && !high && text.empty(); }
  [[nodiscard]] std::string ToString() const;  // "3.5-5.1", "<200", ">60"
  friend bool operator==(const ReferenceRange&, const ReferenceRange&) = default;
};

}  // namespace aegle
