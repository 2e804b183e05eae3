#include "readers/fhir_types.h"

#include <algorithm>
#include <array>

namespace aegle {
namespace {

struct FhirType {
  std::string_view name;
  FhirReadFunction read;
};

constexpr std::array kFhirTypes = std::to_array<FhirType>({
    {"AdverseEvent", ReadAdverseEvent},
    {"AllergyIntolerance", ReadAllergyIntolerance},
    {"Appointment", ReadAppointment},
    {"CarePlan", ReadCarePlan},
    {"ClinicalImpression", ReadClinicalImpression},
    {"Composition", ReadComposition},
    {"Condition", ReadCondition},
    {"Consent", ReadConsent},
    {"DetectedIssue", ReadDetectedIssue},
    {"Device", ReadDevice},
    {"DeviceRequest", ReadDeviceRequest},
    {"DeviceUseStatement", ReadDeviceUseStatement},
    {"DiagnosticReport", ReadDiagnosticReport},
    {"DocumentReference", ReadDocumentReference},
    {"Encounter", ReadEncounter},
    {"EpisodeOfCare", ReadEpisodeOfCare},
    {"FamilyMemberHistory", ReadFamilyMemberHistory},
    {"Flag", ReadFlag},
    {"Goal", ReadGoal},
    {"ImagingStudy", ReadImagingStudy},
    {"Immunization", ReadImmunization},
    {"MedicationAdministration", ReadMedicationAdministration},
    {"MedicationDispense", ReadMedicationDispense},
    {"MedicationRequest", ReadMedicationRequest},
    {"MedicationStatement", ReadMedicationStatement},
    {"NutritionOrder", ReadNutritionOrder},
    {"Observation", ReadObservation},
    {"Patient", ReadPatient},
    {"Procedure", ReadProcedure},
    {"QuestionnaireResponse", ReadQuestionnaireResponse},
    {"RiskAssessment", ReadRiskAssessment},
    {"ServiceRequest", ReadServiceRequest},
});

constexpr bool ByName(const FhirType& a, const FhirType& b) { return a.name < b.name; }
static_assert(std::is_sorted(kFhirTypes.begin(), kFhirTypes.end(), ByName));

}  // namespace

FhirReadFunction FindFhirReadFunction(std::string_view resource_type) {
  auto found = std::lower_bound(kFhirTypes.begin(), kFhirTypes.end(), FhirType{resource_type, nullptr}, ByName);
  return found != kFhirTypes.end() && found->name == resource_type ? found->read : nullptr;
}

}  // namespace aegle
