// Results that a laboratory telephones: limits for adults beyond which a value may be life-threatening.
//
// Means of US medical centres: Kost GJ, JAMA 1990;263:704-707, in the units of that table; lactate: Singer M et al. (Sepsis-3),
// JAMA 2016;315:801-810 and Surviving Sepsis Campaign 2021 (4 mmol/L); INR: 5, College of American Pathologists Q-Probes.
// A site may well use others; the source's own interpretation (LL, HH) always counts beside these. Pure, thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "record/fact.h"

namespace aegle {

struct CriticalLimit {
  std::string_view analyte;           // key of the term table
  std::string_view unit;              // UCUM
  std::optional<double> low, high;    // critical below low, above high
};

[[nodiscard]] std::span<const CriticalLimit> CriticalLimits();

// kCriticalLow, kCriticalHigh or kNone. A value whose unit does not convert to the table's is not judged.
[[nodiscard]] Interpretation BeyondCriticalLimits(const Fact& fact);

}  // namespace aegle
