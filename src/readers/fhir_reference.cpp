#include "readers/fhir_reference.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace aegle {
namespace {

// https://hl7.org/fhir/R4/resourcelist.html, in the order of std::string_view.
constexpr std::array kResourceTypes = std::to_array<std::string_view>({"Account",
                                                                       "ActivityDefinition",
                                                                       "AdverseEvent",
                                                                       "AllergyIntolerance",
                                                                       "Appointment",
                                                                       "AppointmentResponse",
                                                                       "AuditEvent",
                                                                       "Basic",
                                                                       "Binary",
                                                                       "BiologicallyDerivedProduct",
                                                                       "BodyStructure",
                                                                       "Bundle",
                                                                       "CapabilityStatement",
                                                                       "CarePlan",
                                                                       "CareTeam",
                                                                       "CatalogEntry",
                                                                       "ChargeItem",
                                                                       "ChargeItemDefinition",
                                                                       "Claim",
                                                                       "ClaimResponse",
                                                                       "ClinicalImpression",
                                                                       "CodeSystem",
                                                                       "Communication",
                                                                       "CommunicationRequest",
                                                                       "CompartmentDefinition",
                                                                       "Composition",
                                                                       "ConceptMap",
                                                                       "Condition",
                                                                       "Consent",
                                                                       "Contract",
                                                                       "Coverage",
                                                                       "CoverageEligibilityRequest",
                                                                       "CoverageEligibilityResponse",
                                                                       "DetectedIssue",
                                                                       "Device",
                                                                       "DeviceDefinition",
                                                                       "DeviceMetric",
                                                                       "DeviceRequest",
                                                                       "DeviceUseStatement",
                                                                       "DiagnosticReport",
                                                                       "DocumentManifest",
                                                                       "DocumentReference",
                                                                       "EffectEvidenceSynthesis",
                                                                       "Encounter",
                                                                       "Endpoint",
                                                                       "EnrollmentRequest",
                                                                       "EnrollmentResponse",
                                                                       "EpisodeOfCare",
                                                                       "EventDefinition",
                                                                       "Evidence",
                                                                       "EvidenceVariable",
                                                                       "ExampleScenario",
                                                                       "ExplanationOfBenefit",
                                                                       "FamilyMemberHistory",
                                                                       "Flag",
                                                                       "Goal",
                                                                       "GraphDefinition",
                                                                       "Group",
                                                                       "GuidanceResponse",
                                                                       "HealthcareService",
                                                                       "ImagingStudy",
                                                                       "Immunization",
                                                                       "ImmunizationEvaluation",
                                                                       "ImmunizationRecommendation",
                                                                       "ImplementationGuide",
                                                                       "InsurancePlan",
                                                                       "Invoice",
                                                                       "Library",
                                                                       "Linkage",
                                                                       "List",
                                                                       "Location",
                                                                       "Measure",
                                                                       "MeasureReport",
                                                                       "Media",
                                                                       "Medication",
                                                                       "MedicationAdministration",
                                                                       "MedicationDispense",
                                                                       "MedicationKnowledge",
                                                                       "MedicationRequest",
                                                                       "MedicationStatement",
                                                                       "MedicinalProduct",
                                                                       "MedicinalProductAuthorization",
                                                                       "MedicinalProductContraindication",
                                                                       "MedicinalProductIndication",
                                                                       "MedicinalProductIngredient",
                                                                       "MedicinalProductInteraction",
                                                                       "MedicinalProductManufactured",
                                                                       "MedicinalProductPackaged",
                                                                       "MedicinalProductPharmaceutical",
                                                                       "MedicinalProductUndesirableEffect",
                                                                       "MessageDefinition",
                                                                       "MessageHeader",
                                                                       "MolecularSequence",
                                                                       "NamingSystem",
                                                                       "NutritionOrder",
                                                                       "Observation",
                                                                       "ObservationDefinition",
                                                                       "OperationDefinition",
                                                                       "OperationOutcome",
                                                                       "Organization",
                                                                       "OrganizationAffiliation",
                                                                       "Parameters",
                                                                       "Patient",
                                                                       "PaymentNotice",
                                                                       "PaymentReconciliation",
                                                                       "Person",
                                                                       "PlanDefinition",
                                                                       "Practitioner",
                                                                       "PractitionerRole",
                                                                       "Procedure",
                                                                       "Provenance",
                                                                       "Questionnaire",
                                                                       "QuestionnaireResponse",
                                                                       "RelatedPerson",
                                                                       "RequestGroup",
                                                                       "ResearchDefinition",
                                                                       "ResearchElementDefinition",
                                                                       "ResearchStudy",
                                                                       "ResearchSubject",
                                                                       "RiskAssessment",
                                                                       "RiskEvidenceSynthesis",
                                                                       "Schedule",
                                                                       "SearchParameter",
                                                                       "ServiceRequest",
                                                                       "Slot",
                                                                       "Specimen",
                                                                       "SpecimenDefinition",
                                                                       "StructureDefinition",
                                                                       "StructureMap",
                                                                       "Subscription",
                                                                       "Substance",
                                                                       "SubstanceNucleicAcid",
                                                                       "SubstancePolymer",
                                                                       "SubstanceProtein",
                                                                       "SubstanceReferenceInformation",
                                                                       "SubstanceSourceMaterial",
                                                                       "SubstanceSpecification",
                                                                       "SupplyDelivery",
                                                                       "SupplyRequest",
                                                                       "Task",
                                                                       "TerminologyCapabilities",
                                                                       "TestReport",
                                                                       "TestScript",
                                                                       "ValueSet",
                                                                       "VerificationResult",
                                                                       "VisionPrescription"});
static_assert(std::is_sorted(kResourceTypes.begin(), kResourceTypes.end()));

// Cuts the last part of a path off: "a/b/c" gives "c" and leaves "a/b".
std::string_view CutLast(std::string_view& path) {
  std::size_t slash = path.rfind('/');
  std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  return last;
}

bool IsHttp(std::string_view url) { return url.substr(0, 7) == "http://" || url.substr(0, 8) == "https://"; }

}  // namespace

bool IsFhirId(std::string_view text) {
  auto allowed = [](char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '-' || c == '.'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

bool IsFhirResourceType(std::string_view name) { return std::binary_search(kResourceTypes.begin(), kResourceTypes.end(), name); }

FhirUrl ParseFhirUrl(std::string_view text) {
  std::string_view rest = text;
  std::string_view id = CutLast(rest), type = CutLast(rest);
  if (type == "_history") {  // .../Type/id/_history/version
    id = CutLast(rest);
    type = CutLast(rest);
  }
  if (!IsFhirId(id) || !IsFhirResourceType(type)) return {};
  if (!rest.empty() && !IsHttp(rest)) return {};                       // "../Patient/7", "javascript:/Patient/7"
  if (rest.empty() && text.substr(0, type.size()) != type) return {};  // "/Patient/7"
  return {rest, type, id};
}

void FhirScope::Add(std::string_view full_url, const ResourceKey& key, JsonValue resource) {
  FhirEntry entry{key, resource, false};
  if (!full_url.empty()) {
    auto [place, is_new] = by_url_.try_emplace(std::string(full_url), entry);
    if (!is_new && !(place->second.key == key)) place->second.ambiguous = true;
  }
  by_url_.try_emplace(key.ToString(), std::move(entry));
}

const FhirEntry* FhirScope::FindUrl(std::string_view url) const {
  auto found = by_url_.find(std::string(url));
  if (found != by_url_.end()) return &found->second;
  return outer_ ? outer_->FindUrl(url) : nullptr;
}

// "If the reference is a relative URL, it is resolved against the base of the fullUrl of the entry that holds it"
// (https://hl7.org/fhir/R4/bundle.html#references); where that names nothing, the same type and id in the Bundle is meant.
const FhirEntry* FhirScope::Find(std::string_view reference, std::string_view base) const {
  if (const FhirEntry* entry = FindUrl(reference)) return entry;
  FhirUrl url = ParseFhirUrl(reference);
  if (url.type.empty()) return nullptr;
  std::string local = std::string(url.type) + "/" + std::string(url.id);
  if (!url.base.empty() && !base.empty() && url.base != base) return FindUrl(std::string(url.base) + "/" + local);
  std::string_view against = url.base.empty() ? base : url.base;
  if (!against.empty())
    if (const FhirEntry* entry = FindUrl(std::string(against) + "/" + local)) return entry;
  return FindUrl(local);
}

}  // namespace aegle
