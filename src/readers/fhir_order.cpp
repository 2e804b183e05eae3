// What is wanted, or not wanted: ServiceRequest, DeviceRequest, NutritionOrder, Consent
// (https://hl7.org/fhir/R4/servicerequest.html, devicerequest.html, nutritionorder.html, consent.html).
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

void AddNutritionWords(FhirResource& r, Fact& fact) {
  JsonValue json = r.json();
  JsonValue diet = r.Object(json, "oralDiet");
  AppendText(fact.text, "Diet", ConceptsWords(r, diet, "type"));
  AppendText(fact.text, "Instruction", r.String(diet, "instruction"));
  for (JsonValue supplement : r.Objects(json, "supplement")) {
    std::string words = ConceptWords(r, r.Object(supplement, "type"));
    if (std::string_view product = r.String(supplement, "productName"); !product.empty())
      words += (words.empty() ? "" : ", ") + std::string(product);
    AppendText(fact.text, "Supplement", words);
    AppendText(fact.text, "Instruction", r.String(supplement, "instruction"));
  }
  JsonValue formula = r.Object(json, "enteralFormula");
  AppendText(fact.text, "Enteral formula", ConceptWords(r, r.Object(formula, "baseFormulaType")));
  AppendText(fact.text, "Instruction", r.String(formula, "administrationInstruction"));
  AppendText(fact.text, "Food preference", ConceptsWords(r, json, "foodPreferenceModifier"));
  AppendText(fact.text, "Exclude", ConceptsWords(r, json, "excludeFoodModifier"));
}

// "deny" at the top, and what the exceptions to it are.
void AddProvision(FhirResource& r, Fact& fact, JsonValue provision, std::string_view label) {
  AppendText(fact.text, label, r.String(provision, "type"));
  AppendText(fact.text, "Actions", ConceptsWords(r, provision, "action"));
  AppendText(fact.text, "Codes", ConceptsWords(r, provision, "code"));
  for (JsonValue exception : r.Objects(provision, "provision")) AddProvision(r, fact, exception, "Exception");
}

}  // namespace

void ReadServiceRequest(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOrder);
  SetCode(r, fact, r.Object(json, "code"));
  SetStatus(fact, r.String(json, "status"));
  if (r.Boolean(json, "doNotPerform").value_or(false)) {
    fact.assertion = Assertion::kNegated;
    AppendText(fact.text, "", "Do not perform");
  }
  SetIntent(fact, r.String(json, "intent"));
  fact.category = r.String(json, "priority");
  SetEffective(r, fact, "occurrence", "When");
  fact.recorded = r.Date(json, "authoredOn");
  fact.value = ReadValue(r, json, "quantity");
  AppendText(fact.text, "Detail", ConceptsWords(r, json, "orderDetail"));
  AppendText(fact.text, "As needed", ValueWords(r, json, "asNeeded"));
  AppendText(fact.text, "Category", ConceptsWords(r, json, "category"));
  SetBodySite(r, fact, json);
  AddReasons(r, fact);
  AppendText(fact.text, "Instruction", r.String(json, "patientInstruction"));
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadDeviceRequest(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOrder);
  if (json["codeReference"])
    fact.code.display = ReferenceWords(r, r.Object(json, "codeReference"));
  else
    SetCode(r, fact, r.Object(json, "codeCodeableConcept"));
  SetStatus(fact, r.String(json, "status"));
  SetIntent(fact, r.String(json, "intent"));
  fact.category = r.String(json, "priority");
  SetEffective(r, fact, "occurrence", "When");
  fact.recorded = r.Date(json, "authoredOn");
  for (JsonValue parameter : r.Objects(json, "parameter"))
    AppendText(fact.text, ConceptWords(r, r.Object(parameter, "code")), ValueWords(r, parameter, "value"));
  AddReasons(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadNutritionOrder(FhirResource& r) {
  r.SetSubject("patient");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOrder);
  fact.code.display = "Nutrition order";
  fact.category = "nutrition";
  SetStatus(fact, r.String(json, "status"));
  SetIntent(fact, r.String(json, "intent"));
  fact.effective.start = r.Date(json, "dateTime");
  AddNutritionWords(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadConsent(FhirResource& r) {
  r.SetSubject("patient");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOther);
  SetCode(r, fact, r.FirstObject(json, "category"));
  if (fact.code.empty()) fact.code = ReadConcept(r, r.Object(json, "scope"));
  fact.category = "consent";
  SetStatus(fact, r.String(json, "status"));
  JsonValue provision = r.Object(json, "provision");
  fact.effective = ReadPeriod(r, r.Object(provision, "period"));
  fact.recorded = r.Date(json, "dateTime");
  if (fact.effective.start.empty()) fact.effective.start = fact.recorded;
  AppendText(fact.text, "Scope", ConceptWords(r, r.Object(json, "scope")));
  AddProvision(r, fact, provision, "Provision");
  r.Add(std::move(fact));
}

}  // namespace aegle
