// Units of measure: UCUM (The Unified Code for Units of Measure, version 2.1, https://ucum.org/ucum).
//
// Parses case-sensitive ("c/s") UCUM terms over the metric units, the prefixes and the customary units that occur in
// clinical data; a term is reduced to a dimension vector and a factor to base units. Pure and thread-safe.
//
// Stricter than UCUM in one point: UCUM makes mol and eq bare numbers, so that "10*9/L" would convert to "mmol/L" and
// "meq/L" to "mmol/L" whatever the valence. Here amount of substance and equivalents must match too; see ConvertConcentration.
// Logarithmic units ([pH], B, Np ...) are taken as arbitrary units: they convert to themselves only.
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
  [[nodiscard]] double factor() const { return factor_; }  // base units = value * factor + offset
  [[nodiscard]] double offset() const { return offset_; }  // only of special units (Cel, [degF])
  [[nodiscard]] const std::array<signed char, kUcumDimensions>& dimension() const { return dimension_; }
  [[nodiscard]] bool CommensurableWith(const UcumUnit& other) const;

 private:
  std::string code_;
  double factor_ = 1, offset_ = 0;
  std::array<signed char, kUcumDimensions> dimension_{};
  signed char moles_ = 0, equivalents_ = 0;  // exponents of mol (also in kat, U, osm) and of eq
  std::string arbitrary_;                    // arbitrary units convert only to themselves: "[IU]" is not "[arb'U]"
  friend class UcumParser;
  friend Result<double> ConvertConcentration(double, std::string_view, std::string_view, std::string_view);
};

// Converts `value` from one UCUM unit to another of the same dimension. Errors: as Parse, kUnsupported (dimensions differ).
[[nodiscard]] Result<double> ConvertUnit(double value, std::string_view from, std::string_view to);

// Between mass, amount of substance and equivalents per volume (mg/dL <-> mmol/L <-> meq/L) for one analyte, by its molar
// mass and valence (table and sources in concentration.cpp). `analyte`: a LOINC code or a lower-case name ("glucose").
// Also plain conversions (mg/dL -> g/L). Errors: as Parse, kUnsupported (analyte not in the table, or units not such a pair).
[[nodiscard]] Result<double> ConvertConcentration(double value, std::string_view from, std::string_view to, std::string_view analyte);

// The UCUM code that people's writing means ("mm[Hg]" for "mmHg", "10*3/uL" for "K/uL", "Cel" for "°C"); nullopt where unknown.
[[nodiscard]] std::optional<std::string> NormaliseUnit(std::string_view written);

// For people: "mmHg" for "mm[Hg]", "°C" for "Cel", "" for "1" and annotations such as "{score}".
[[nodiscard]] std::string DisplayUnit(std::string_view ucum);

}  // namespace aegle
