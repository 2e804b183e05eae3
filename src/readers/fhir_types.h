// The reading functions of the resource types, and the table that leads to them.
//
// Each takes a resource whose id and JSON are checked, sets its subject and adds its facts.
#pragma once

#include <string_view>

#include "readers/fhir_resource.h"

namespace aegle {

using FhirReadFunction = void (*)(FhirResource& resource);

// Null for a type without a fact form (Claim, Organization ...) and for one that is not of R4.
[[nodiscard]] FhirReadFunction FindFhirReadFunction(std::string_view resource_type);

// fhir_patient.cpp
void ReadPatient(FhirResource& r);
void ReadFamilyMemberHistory(FhirResource& r);
// fhir_condition.cpp
void ReadCondition(FhirResource& r);
void ReadAllergyIntolerance(FhirResource& r);
void ReadFlag(FhirResource& r);
void ReadDetectedIssue(FhirResource& r);
void ReadAdverseEvent(FhirResource& r);
// fhir_encounter.cpp
void ReadEncounter(FhirResource& r);
void ReadEpisodeOfCare(FhirResource& r);
void ReadAppointment(FhirResource& r);
// fhir_medication.cpp
void ReadMedicationRequest(FhirResource& r);
void ReadMedicationStatement(FhirResource& r);
void ReadMedicationAdministration(FhirResource& r);
void ReadMedicationDispense(FhirResource& r);
void ReadImmunization(FhirResource& r);
// fhir_observation.cpp
void ReadObservation(FhirResource& r);
// The facts of an Observation that is contained in another resource, as parts of that one.
void ReadContainedObservation(FhirResource& r, JsonValue observation);
// fhir_assessment.cpp
void ReadRiskAssessment(FhirResource& r);
void ReadClinicalImpression(FhirResource& r);
void ReadQuestionnaireResponse(FhirResource& r);
// fhir_procedure.cpp
void ReadProcedure(FhirResource& r);
void ReadImagingStudy(FhirResource& r);
void ReadDevice(FhirResource& r);
void ReadDeviceUseStatement(FhirResource& r);
// fhir_report.cpp
void ReadDiagnosticReport(FhirResource& r);
void ReadDocumentReference(FhirResource& r);
void ReadComposition(FhirResource& r);
// fhir_order.cpp
void ReadServiceRequest(FhirResource& r);
void ReadDeviceRequest(FhirResource& r);
void ReadNutritionOrder(FhirResource& r);
void ReadConsent(FhirResource& r);
// fhir_plan.cpp
void ReadCarePlan(FhirResource& r);
void ReadGoal(FhirResource& r);

}  // namespace aegle
