// The truth of one invented patient, from which bundle, notes and truth.json are written. Internal to synth.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "synth/catalog.h"

namespace aegle::synth {

// Words that were put together for one patient.
struct Text {
  std::string en, ko;
  [[nodiscard]] const std::string& in(bool korean) const { return korean ? ko : en; }
};
[[nodiscard]] inline Text ToText(Words words) { return {std::string(words.en), std::string(words.ko)}; }

struct Person {
  std::string id, mrn, family, given, full_name, city, phone;
  bool female = false, korean = false;
  Instant birth = 0;
  int offset_minutes = 0;  // zone of every time of this patient
};

enum class VisitKind { kClinic, kAdmission, kEmergency };

struct Visit {
  std::string id;
  VisitKind kind = VisitKind::kClinic;
  Instant start = 0, end = 0;  // end 0: still going on
  Text reason;
};

struct PatientProblem {
  const ProblemEntry* entry = nullptr;
  std::string id;
  Instant onset = 0, abatement = 0;  // abatement 0: active
  const Visit* visit = nullptr;
  bool of_emergency = false;
};

struct PatientAllergy {
  std::string id, rxnorm, snomed, substance_en, substance_ko;
  const FindingEntry* reaction = nullptr;
  std::string reaction_snomed;
  Text reaction_text;
  bool severe = false, none_known = false;
  Instant recorded = 0;
};

struct Dose {
  std::string amount;   // "500", a decimal
  std::string unit;     // UCUM: "mg", "U", "ug", "mL", "g"
  int times_a_day = 1;  // 0: once or as needed
  std::string_view route = "oral";
  bool as_needed = false;
};

struct PatientDrug {
  const DrugEntry* entry = nullptr;
  std::string id;
  Dose dose;
  Instant start = 0, end = 0;  // end 0: active
  const PatientProblem* reason = nullptr;
  Text stop_reason;  // empty where active
};

struct GivenDrug {  // in the emergency department
  const DrugEntry* entry = nullptr;
  std::string id;
  std::string amount, unit;
  std::string_view route;
  Instant time = 0;
};

struct LabResult {
  const LabEntry* entry = nullptr;
  std::string id;
  std::string value;      // decimal text; empty while pending
  std::string flag;       // FHIR: "", "L", "H", "LL", "HH"
  std::string low, high;  // reference range of this person, empty where there is no such limit
  Instant time = 0;
  const Visit* visit = nullptr;
  enum class State { kFinal, kPreliminary, kRegistered } state = State::kFinal;
  Text preliminary;  // of a preliminary culture
};

struct VitalSet {
  Instant time = 0;
  const Visit* visit = nullptr;
  std::string id;
  int pulse = 0, systolic = 0, diastolic = 0, breaths = 0, saturation = 0;
  std::string temperature;        // Cel, one decimal
  std::string weight;             // kg, one decimal; empty where not weighed
  int coma_score = 0, pain = -1;  // 0 and -1: not taken
};

struct PatientProcedure {
  const ProcedureEntry* entry = nullptr;
  std::string id;
  Instant time = 0;
};

struct PatientVaccine {
  const VaccineEntry* entry = nullptr;
  std::string id;
  Instant time = 0;
};

struct ImagingReport {
  const ImagingEntry* entry = nullptr;
  std::string id;
  Instant time = 0;
  const Visit* visit = nullptr;
  Text findings, impression;
};

struct FamilyProblem {
  const ProblemEntry* entry = nullptr;
  std::string id;
  std::string_view role;  // v3-RoleCode: FTH, MTH, BRO, SIS
  Text relation;
};

struct Symptom {
  const FindingEntry* entry = nullptr;
  std::string id;
  bool present = false;
};

struct Order {  // still open
  std::string id;
  Text what;
  bool consult = false;
  Instant time = 0;
};

struct Emergency {
  const Visit* visit = nullptr;
  Text complaint, story, ecg, assessment, plan, disposition, code_status;
  bool resuscitate = true;
  std::string code_status_id, triage_id, complaint_id;
  int triage_level = 3;
  std::vector<GivenDrug> given;
  std::vector<Symptom> symptoms;
  std::vector<Order> orders;
};

struct EarlierAdmission {
  const Visit* visit = nullptr;
  const PatientProblem* problem = nullptr;
  Text course;
};

// Vectors that others point into (visits, problems) are filled before and never grow afterwards.
struct Chart {
  std::string slug, scenario;
  Person person;
  std::string height_cm;
  std::string organization_id, practitioner_id;
  std::vector<Visit> visits;
  std::vector<PatientProblem> problems;
  std::vector<PatientAllergy> allergies;
  std::vector<PatientDrug> drugs;
  std::vector<LabResult> labs;
  std::vector<VitalSet> vitals;
  std::vector<PatientProcedure> procedures;
  std::vector<PatientVaccine> vaccines;
  std::vector<ImagingReport> imaging;
  std::vector<FamilyProblem> family;
  Text smoking, alcohol;
  std::string smoking_snomed, smoking_display, smoking_id;
  Emergency emergency;
  std::vector<EarlierAdmission> admissions;  // none or one

  Chart() = default;
  Chart(Chart&&) = default;
  Chart& operator=(Chart&&) = default;
  Chart(const Chart&) = delete;  // its parts point at each other
  Chart& operator=(const Chart&) = delete;

  [[nodiscard]] std::string Day(Instant time) const;     // "2026-02-27", in the patient's zone
  [[nodiscard]] std::string Moment(Instant time) const;  // "2026-02-27T08:15:00-05:00"
  [[nodiscard]] std::string Clock(Instant time) const;   // "08:15"
  [[nodiscard]] int AgeAt(Instant time) const;
};

[[nodiscard]] Text DoseText(const Dose& dose);                                // "500 mg by mouth twice daily"
[[nodiscard]] std::string_view FlagWord(std::string_view flag, bool korean);  // "high", "높음"

struct ChartNumber {  // which patient of a run
  std::uint64_t seed = 1;
  int index = 0;
  bool korean = false;
  std::string scenario;
};
[[nodiscard]] Chart BuildChart(const ChartNumber& number);

// The three writers.
[[nodiscard]] std::string WriteBundle(const Chart& chart);
[[nodiscard]] std::string WriteTruth(const Chart& chart);
struct WrittenNote {
  std::string kind;  // "emergency", "clinic", "discharge"
  Instant time = 0;
  std::string text;
};
[[nodiscard]] std::vector<WrittenNote> WriteNotes(const Chart& chart);

}  // namespace aegle::synth
