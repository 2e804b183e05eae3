// Units of measure: UCUM (The Unified Code for Units of Measure, version 2.1, https://ucum.org/ucum).
//
// Parses case-sensitive ("c/s") UCUM terms over the metric units, the prefixes and the customary units that occur in
// clinical data; a term is reduced to a dimension vector and a factor to base units. Pure and thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

// metre, second, gram, radian, kelvin, coulomb, candela, and arbitrary units ([IU], ...) as an eighth.
inline constexpr int kUcumDimensions = 8;

class UcumUnit {
 public:
  // Errors: kBadInput (not a UCUM term, with the position), kUnsupported (a well-formed unit that the table lacks).
  static Result<UcumUnit> Parse(std::string_view code);

  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] double factor() const { return factor_; }      // base units = value * factor + offset
  [[nodiscard]] double offset() const { return offset_; }      // only of special units (Cel, [degF])
  [[nodiscard]] const std::array<signed char, kUcumDimensions>& dimension() const { return dimension_; }
  [[nodiscard]] bool CommensurableWith(const UcumUnit& other) const;

 private:
  std::string code_;
  double factor_ = 1, offset_ = 0;
  std::array<signed char, kUcumDimensions> dimension_{};
  std::string arbitrary_;   // arbitrary units convert only to themselves: "[IU]" is not "[arb'U]"
  friend class UcumParser;
};

// Converts `value` from one UCUM unit to another of the same dimension. Errors: as Parse, kUnsupported (dimensions differ).
[[nodiscard]] Result<double> ConvertUnit(double value, std::string_view from, std::string_view to);

// Between mass and amount of substance per volume (mg/dL <-> mmol/L) for one analyte, by its molar mass.
// `loinc` or a lower-case analyte name ("glucose"). Errors: kUnsupported (analyte not in the table, or units not such a pair).
[[nodiscard]] Result<double> ConvertConcentration(double value, std::string_view from, std::string_view to, std::string_view analyte);

// The UCUM code that people's writing means ("mm[Hg]" for "mmHg", "10*3/uL" for "K/uL", "Cel" for "°C"); nullopt where unknown.
[[nodiscard]] std::optional<std::string> NormaliseUnit(std::string_view written);

// For people: "mmHg" for "mm[Hg]", "°C" for "Cel", "" for "1" and annotations such as "{score}".
[[nodiscard]] std::string DisplayUnit(std::string_view ucum);

}  // namespace aegle
