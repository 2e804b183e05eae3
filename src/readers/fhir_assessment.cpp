// Judgements and questionnaires: RiskAssessment, ClinicalImpression, QuestionnaireResponse
// (https://hl7.org/fhir/R4/riskassessment.html, clinicalimpression.html, questionnaireresponse.html).
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

void FillRisk(FhirResource& r, Fact& fact) {
  JsonValue json = r.json();
  SetStatus(fact, r.String(json, "status"));
  fact.category = "risk";
  SetEffective(r, fact, "occurrence", "When");
  AppendText(fact.text, "Condition", ReferenceWords(r, r.Object(json, "condition")));
  AppendText(fact.text, "Method", ConceptWords(r, r.Object(json, "method")));
  AddReasons(r, fact);
  AddNotes(r, fact, json);
}

// A prediction is possible, not present: what may happen to the patient.
void AddPrediction(FhirResource& r, JsonValue prediction) {
  Fact fact = r.NewPart(FactKind::kObservation, prediction);
  fact.assertion = Assertion::kPossible;
  SetCode(r, fact, r.Object(prediction, "outcome"));
  if (fact.code.empty()) fact.code.display = "Predicted outcome";
  fact.value = ReadValue(r, prediction, "probability");
  std::string qualitative = ConceptWords(r, r.Object(prediction, "qualitativeRisk"));
  if (std::holds_alternative<std::monostate>(fact.value) && !qualitative.empty())
    fact.value = ReadConcept(r, r.Object(prediction, "qualitativeRisk"));
  else
    AppendText(fact.text, "Risk", qualitative);
  AppendText(fact.text, "Relative risk", r.Number(prediction, "relativeRisk").text());
  AppendText(fact.text, "Within", ValueWords(r, prediction, "when"));
  AppendText(fact.text, "", r.String(prediction, "rationale"));
  FillRisk(r, fact);
  r.Add(std::move(fact));
}

// "item.answer.value[x]": each answer is a part; an item may hold items, and so may an answer.
void AddAnswers(FhirResource& r, JsonValue parent, const std::string& questionnaire) {
  for (JsonValue item : r.Objects(parent, "item")) {
    for (JsonValue answer : r.Objects(item, "answer")) {
      Fact fact = r.NewPart(FactKind::kObservation, item);
      fact.code = {questionnaire, std::string(r.String(item, "linkId")), std::string(r.String(item, "text"))};
      fact.value = ReadValue(r, answer, "value");
      fact.category = "survey";
      fact.effective.start = r.Date(r.json(), "authored");
      SetStatus(fact, r.String(r.json(), "status"));
      if (!std::holds_alternative<std::monostate>(fact.value)) r.Add(std::move(fact));
      AddAnswers(r, answer, questionnaire);
    }
    AddAnswers(r, item, questionnaire);
  }
}

}  // namespace

void ReadRiskAssessment(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  bool any = false;
  for (JsonValue prediction : r.Objects(r.json(), "prediction")) {
    AddPrediction(r, prediction);
    any = true;
  }
  std::string_view mitigation = r.String(r.json(), "mitigation");
  if (any && mitigation.empty()) return;
  Fact fact = r.NewFact(FactKind::kObservation);
  SetCode(r, fact, r.Object(r.json(), "code"));
  if (fact.code.empty()) fact.code.display = "Risk assessment";
  fact.assertion = Assertion::kPossible;
  AppendText(fact.text, "Mitigation", mitigation);
  FillRisk(r, fact);
  r.Add(std::move(fact));
}

void ReadClinicalImpression(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kReport);
  SetCode(r, fact, r.Object(json, "code"));
  if (fact.code.empty()) fact.code.display = "Clinical impression";
  SetStatus(fact, r.String(json, "status"));
  SetEffective(r, fact, "effective", "When");
  fact.recorded = r.Date(json, "date");
  AppendText(fact.text, "", r.String(json, "description"));
  AppendText(fact.text, "", r.String(json, "summary"));
  AppendText(fact.text, "Problems", ReferencesWords(r, json, "problem"));
  for (JsonValue finding : r.Objects(json, "finding")) {
    AppendText(fact.text, "Finding", ConceptWords(r, r.Object(finding, "itemCodeableConcept")));
    AppendText(fact.text, "Finding", ReferenceWords(r, r.Object(finding, "itemReference")));
    AppendText(fact.text, "Basis", r.String(finding, "basis"));
  }
  AppendText(fact.text, "Prognosis", ConceptsWords(r, json, "prognosisCodeableConcept"));
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadQuestionnaireResponse(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  AddAnswers(r, r.json(), std::string(r.String(r.json(), "questionnaire")));
}

}  // namespace aegle
