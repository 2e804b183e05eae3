// Medication and vaccines: MedicationRequest, -Statement, -Administration, -Dispense, Immunization
// (https://hl7.org/fhir/R4/medicationrequest.html and its neighbours).
#include "base/text.h"
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

// medication[x]: a concept, or a reference to a Medication that is contained or in the Bundle.
void SetMedication(FhirResource& r, Fact& fact) {
  FhirChoice choice = Choice(r, r.json(), "medication");
  if (choice.type == "CodeableConcept") return SetCode(r, fact, r.Object(r.json(), "medicationCodeableConcept"));
  JsonValue reference = r.Object(r.json(), "medicationReference");
  if (!reference) return;
  FhirTarget target = r.Resolve(reference);
  JsonValue medication = target.resource;
  if (medication) SetCode(r, fact, r.Object(medication, "code"));
  if (fact.code.empty()) fact.code.display = ReferenceWords(r, reference);
  AppendText(fact.text, "Form", ConceptWords(r, r.Object(medication, "form")));
  for (JsonValue ingredient : r.Objects(medication, "ingredient")) {
    std::string words = ingredient["itemCodeableConcept"] ? ConceptWords(r, r.Object(ingredient, "itemCodeableConcept"))
                                                          : ReferenceWords(r, r.Object(ingredient, "itemReference"));
    if (auto strength = ReadRatio(r, r.Object(ingredient, "strength"))) words += " " + ValueText(*std::move(strength));
    AppendText(fact.text, "Contains", words);
  }
}

bool SaysAsNeeded(std::string_view text) {
  std::string lower = ToLowerAscii(text);
  return lower.find("needed") != std::string::npos || lower.find("prn") != std::string::npos || lower.find("필요시") != std::string::npos;
}

// The dose of a Dosage, or of an administration ("dose", "rate[x]" side by side).
std::string DoseWords(FhirResource& r, JsonValue dose_and_rate) {
  std::string words = ValueWords(r, dose_and_rate, "dose");
  if (words.empty()) words = QuantityWords(r, r.Object(dose_and_rate, "dose"));
  if (std::string rate = ValueWords(r, dose_and_rate, "rate"); !rate.empty()) words += (words.empty() ? "at " : " at ") + rate;
  return words;
}

void AppendWords(std::string& words, std::string_view more) {
  if (more.empty()) return;
  if (!words.empty()) words += ", ";
  words += more;
}

// As the prescriber wrote it; where there is no such text, put together of the coded elements.
std::string DosageWords(FhirResource& r, JsonValue dosage) {
  std::string words(r.String(dosage, "text"));
  if (words.empty()) {
    for (JsonValue dose : r.Objects(dosage, "doseAndRate")) AppendWords(words, DoseWords(r, dose));
    AppendWords(words, ConceptWords(r, r.Object(dosage, "route")));
    AppendWords(words, TimingWords(r, r.Object(dosage, "timing")));
    AppendWords(words, ConceptWords(r, r.Object(dosage, "site")));
    AppendWords(words, ConceptsWords(r, dosage, "additionalInstruction"));
  }
  std::string as_needed;
  if (dosage["asNeededCodeableConcept"]) as_needed = ConceptWords(r, r.Object(dosage, "asNeededCodeableConcept"));
  bool needed = !as_needed.empty() || r.Boolean(dosage, "asNeededBoolean").value_or(false);
  if (needed && !SaysAsNeeded(words)) AppendWords(words, as_needed.empty() ? "as needed" : "as needed for " + as_needed);
  if (auto most = ReadRatio(r, r.Object(dosage, "maxDosePerPeriod"))) AppendWords(words, "at most " + ValueText(*std::move(most)));
  AppendWords(words, r.String(dosage, "patientInstruction"));
  return words;
}

// Dosage instructions as words; the dose as the value where there is exactly one.
void SetDosage(FhirResource& r, Fact& fact, std::string_view name) {
  int doses = 0;
  FactValue value;
  for (JsonValue dosage : r.Objects(r.json(), name)) {
    AppendText(fact.text, "", DosageWords(r, dosage));
    for (JsonValue dose : r.Objects(dosage, "doseAndRate")) {
      value = ReadValue(r, dose, "dose");
      ++doses;
    }
  }
  if (doses == 1) fact.value = std::move(value);
}

// The time that a dosage is bound to, where there is exactly one such time.
Period DosagePeriod(FhirResource& r) {
  Period period;
  int found = 0;
  for (JsonValue dosage : r.Objects(r.json(), "dosageInstruction")) {
    JsonValue bounds = r.Object(r.Object(r.Object(dosage, "timing"), "repeat"), "boundsPeriod");
    if (!bounds) continue;
    period = ReadPeriod(r, bounds);
    ++found;
  }
  return found == 1 ? period : Period{};
}

void AddStatusReason(FhirResource& r, Fact& fact, JsonValue reason) {
  if (reason.Is(JsonKind::kArray)) {
    AppendText(fact.text, "Status reason", ConceptsWords(r, r.json(), "statusReason"));
  } else if (reason) {
    AppendText(fact.text, "Status reason", ConceptWords(r, r.Object(r.json(), "statusReason")));
  }
}

Fact NewMedication(FhirResource& r) {
  r.SetSubject("subject");
  Fact fact = r.NewFact(FactKind::kMedication);
  SetMedication(r, fact);
  SetNegation(fact);
  SetStatus(fact, r.String(r.json(), "status"));
  return fact;
}

void SetCategory(FhirResource& r, Fact& fact) {
  JsonValue category = r.json()["category"];
  fact.category = ConceptCode(r, category.Is(JsonKind::kArray) ? r.FirstObject(r.json(), "category") : r.Object(r.json(), "category"));
}

void FinishMedication(FhirResource& r, Fact&& fact) {
  AddStatusReason(r, fact, r.json()["statusReason"]);
  AddReasons(r, fact);
  AddNotes(r, fact, r.json());
  r.Add(std::move(fact));
}

}  // namespace

void ReadMedicationRequest(FhirResource& r) {
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = NewMedication(r);
  if (r.Boolean(json, "doNotPerform").value_or(false)) {
    fact.assertion = Assertion::kNegated;
    AppendText(fact.text, "", "Do not give");
  }
  SetIntent(fact, r.String(json, "intent"));
  if (r.Boolean(json, "reportedBoolean").value_or(false)) AppendText(fact.text, "", "reported, not the original order");
  SetCategory(r, fact);
  SetDosage(r, fact, "dosageInstruction");
  fact.recorded = r.Date(json, "authoredOn");
  fact.effective = DosagePeriod(r);
  if (fact.effective.start.empty()) fact.effective.start = fact.recorded;
  FinishMedication(r, std::move(fact));
}

void ReadMedicationStatement(FhirResource& r) {
  r.SetEncounter("context");
  Fact fact = NewMedication(r);
  SetCategory(r, fact);
  SetEffective(r, fact, "effective", "Taken");
  fact.recorded = r.Date(r.json(), "dateAsserted");
  SetDosage(r, fact, "dosage");
  FinishMedication(r, std::move(fact));
}

void ReadMedicationAdministration(FhirResource& r) {
  r.SetEncounter("context");
  Fact fact = NewMedication(r);
  SetCategory(r, fact);
  SetEffective(r, fact, "effective", "Given");
  JsonValue dosage = r.Object(r.json(), "dosage");
  if (auto dose = ReadQuantity(r, r.Object(dosage, "dose"))) fact.value = *std::move(dose);
  std::string words(r.String(dosage, "text"));
  if (words.empty()) words = DoseWords(r, dosage);
  AppendWords(words, ConceptWords(r, r.Object(dosage, "route")));
  AppendText(fact.text, "", words);
  fact.body_site = ConceptWords(r, r.Object(dosage, "site"));
  FinishMedication(r, std::move(fact));
}

void ReadMedicationDispense(FhirResource& r) {
  r.SetEncounter("context");
  JsonValue json = r.json();
  Fact fact = NewMedication(r);
  fact.category = "dispense";
  SetDosage(r, fact, "dosageInstruction");
  fact.effective.start = r.Date(json, "whenHandedOver");
  fact.recorded = r.Date(json, "whenPrepared");
  AppendText(fact.text, "Quantity", QuantityWords(r, r.Object(json, "quantity")));
  AppendText(fact.text, "Supply", QuantityWords(r, r.Object(json, "daysSupply")));
  AppendText(fact.text, "Status reason", ConceptWords(r, r.Object(json, "statusReasonCodeableConcept")));
  FinishMedication(r, std::move(fact));
}

void ReadImmunization(FhirResource& r) {
  r.SetSubject("patient");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kImmunization);
  SetCode(r, fact, r.Object(json, "vaccineCode"));
  SetNegation(fact);
  SetStatus(fact, r.String(json, "status"));
  SetEffective(r, fact, "occurrence", "Given");
  fact.recorded = r.Date(json, "recorded");
  if (auto dose = ReadQuantity(r, r.Object(json, "doseQuantity"))) fact.value = *std::move(dose);
  if (r.Boolean(json, "isSubpotent").value_or(false)) AppendText(fact.text, "Subpotent", "yes");
  if (r.Boolean(json, "primarySource") == false) AppendText(fact.text, "", "reported, not recorded when given");
  for (JsonValue protocol : r.Objects(json, "protocolApplied")) {
    std::string dose = ValueWords(r, protocol, "doseNumber"), series = ValueWords(r, protocol, "seriesDoses");
    if (!dose.empty() && !series.empty()) dose += " of " + series;
    AppendText(fact.text, "Dose", dose);
  }
  AddStatusReason(r, fact, json["statusReason"]);
  for (JsonValue reaction : r.Objects(json, "reaction")) AppendText(fact.text, "Reaction", ReferenceWords(r, r.Object(reaction, "detail")));
  fact.body_site = ConceptWords(r, r.Object(json, "site"));
  AddReasons(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

}  // namespace aegle
