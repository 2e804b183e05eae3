// A code of a terminology, as FHIR Coding (https://hl7.org/fhir/R4/datatypes.html#Coding).
#pragma once

#include <string>
#include <string_view>

namespace aegle {

namespace system_uri {
inline constexpr std::string_view kLoinc = "http://loinc.org";
inline constexpr std::string_view kSnomedCt = "http://snomed.info/sct";
inline constexpr std::string_view kRxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
inline constexpr std::string_view kIcd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
inline constexpr std::string_view kIcd10 = "http://hl7.org/fhir/sid/icd-10";
inline constexpr std::string_view kCvx = "http://hl7.org/fhir/sid/cvx";
inline constexpr std::string_view kAtc = "http://www.whocc.no/atc";
inline constexpr std::string_view kUcum = "http://unitsofmeasure.org";
}  // namespace system_uri

struct Coding {
  std::string system;  // URI, empty where the source gave none
  std::string code;
  std::string display;  // as the source wrote it

  [[nodiscard]] bool empty() const { return code.empty() && display.empty(); }
  friend bool operator==(const Coding&, const Coding&) = default;
};

}  // namespace aegle
