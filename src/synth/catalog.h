// The vocabulary of the generator: what can be said of an invented patient, with its codes. Internal to synth.
//
// Codes are of SNOMED CT, ICD-10-CM, RxNorm (ingredients), LOINC and CVX. Reference ranges are those of adults as commonly
// printed by laboratories; critical limits are of the kind that a laboratory phones through.
#pragma once

#include <string_view>

namespace aegle::synth {

struct Words {
  std::string_view en, ko;
};

struct ProblemEntry {
  std::string_view key, snomed, display, icd10, ko;
};

struct DrugEntry {
  std::string_view key, rxnorm, name, ko;
};

struct LabEntry {
  std::string_view key, loinc, display;
  Words name;
  std::string_view unit;  // UCUM
  int decimals = 0;
  double low = -1, high = -1;  // reference range, -1 where there is no such limit
  double critical_low = -1, critical_high = -1;
};

struct FindingEntry {  // a symptom that can be there or denied
  std::string_view key, snomed, display;
  Words name;
};

struct ProcedureEntry {
  std::string_view key, snomed, display, ko;
};

struct ImagingEntry {
  std::string_view key, loinc, display;
  Words name;
  std::string_view modality;  // DICOM
};

struct VaccineEntry {
  std::string_view key, cvx, display, ko;
};

// A key that is not in the catalogue is a bug: std::out_of_range.
[[nodiscard]] const ProblemEntry& Problem(std::string_view key);
[[nodiscard]] const DrugEntry& Drug(std::string_view key);
[[nodiscard]] const LabEntry& Lab(std::string_view key);
[[nodiscard]] const FindingEntry& Finding(std::string_view key);
[[nodiscard]] const ProcedureEntry& Procedure(std::string_view key);
[[nodiscard]] const ImagingEntry& Imaging(std::string_view key);
[[nodiscard]] const VaccineEntry& Vaccine(std::string_view key);

}  // namespace aegle::synth
