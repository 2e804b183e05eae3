// Sensitivity: parts of a record that fewer people may see than the rest.
//
// A fact carries what its source labels it with (FHIR meta.security: HL7 v3 ActCode InformationSensitivityPolicy and Confidentiality,
// https://terminology.hl7.org/CodeSystem-v3-ActCode.html). `access` adds what the code of the fact itself says.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aegle {

// Stored as their bits: append only.
enum class Sensitivity : std::uint8_t {
  kPsychiatry = 1,
  kHiv = 2,
  kSubstanceUse = 4,
  kReproductive = 8,
  kRestricted = 16,  // confidentiality R or V, for whatever reason
};
inline constexpr std::array<Sensitivity, 5> kSensitivities{Sensitivity::kPsychiatry, Sensitivity::kHiv, Sensitivity::kSubstanceUse,
                                                           Sensitivity::kReproductive, Sensitivity::kRestricted};
[[nodiscard]] std::string_view Name(Sensitivity label);  // "psychiatry", "hiv", "substance-use", "reproductive", "restricted"
[[nodiscard]] std::optional<Sensitivity> ParseSensitivity(std::string_view name);

// Several labels.
class SensitivitySet {
 public:
  constexpr SensitivitySet() = default;
  constexpr SensitivitySet(Sensitivity label) : bits_(static_cast<std::uint8_t>(label)) {}
  static constexpr SensitivitySet All() { return SensitivitySet(std::uint8_t{31}); }
  static constexpr SensitivitySet FromBits(std::uint8_t bits) { return SensitivitySet(static_cast<std::uint8_t>(bits & 31)); }

  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool Contains(SensitivitySet others) const { return (others.bits_ & ~bits_) == 0; }
  [[nodiscard]] constexpr bool Touches(SensitivitySet others) const { return (others.bits_ & bits_) != 0; }
  constexpr SensitivitySet& operator|=(SensitivitySet other) {
    bits_ = static_cast<std::uint8_t>(bits_ | other.bits_);
    return *this;
  }
  friend constexpr SensitivitySet operator|(SensitivitySet a, SensitivitySet b) { return a |= b; }
  friend constexpr bool operator==(SensitivitySet, SensitivitySet) = default;

 private:
  constexpr explicit SensitivitySet(std::uint8_t bits) : bits_(bits) {}
  std::uint8_t bits_ = 0;
};

// The label of one code of meta.security; none for a code that restricts nothing ("N", "U") or says something else.
[[nodiscard]] SensitivitySet SensitivityOfSecurityCode(std::string_view code);

}  // namespace aegle
