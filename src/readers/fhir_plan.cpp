// What is intended: CarePlan and Goal (https://hl7.org/fhir/R4/careplan.html, goal.html).
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

// US Core marks every plan with the category "assess-plan", which says nothing about it.
void SetPlanCode(FhirResource& r, Fact& fact) {
  for (JsonValue category : r.Objects(r.json(), "category"))
    if (ConceptCode(r, category) != "assess-plan") SetCode(r, fact, category);
  std::string_view title = r.String(r.json(), "title");
  if (fact.code.empty())
    fact.code.display = title.empty() ? "Care plan" : title;
  else
    AppendText(fact.text, "", title);
}

// The detail of an activity, else what its reference leads to.
void AddActivity(FhirResource& r, JsonValue activity, const Fact& plan) {
  Fact fact = r.NewPart(FactKind::kCarePlan, activity);
  JsonValue detail = r.Object(activity, "detail");
  SetCode(r, fact, r.Object(detail, "code"));
  std::string_view description = r.String(detail, "description");
  if (fact.code.empty())
    fact.code.display = activity["reference"] ? ReferenceWords(r, r.Object(activity, "reference")) : std::string(description);
  if (fact.code.empty()) return;
  fact.category = r.String(detail, "kind");
  fact.effective = plan.effective;
  SetStatus(fact, r.String(detail, "status"));
  if (r.Boolean(detail, "doNotPerform").value_or(false)) {
    fact.assertion = Assertion::kNegated;
    AppendText(fact.text, "", "Do not perform");
  }
  if (plan.status == FactStatus::kEnteredInError) fact.status = plan.status;
  if (fact.code.display != description) AppendText(fact.text, "", description);
  AppendText(fact.text, "When", ValueWords(r, detail, "scheduled"));
  AppendText(fact.text, "Status reason", ConceptWords(r, r.Object(detail, "statusReason")));
  AppendText(fact.text, "Outcome", ConceptsWords(r, activity, "outcomeCodeableConcept"));
  for (JsonValue progress : r.Objects(activity, "progress")) AppendText(fact.text, "Progress", r.String(progress, "text"));
  r.Add(std::move(fact));
}

void AddTargets(FhirResource& r, Fact& fact) {
  for (JsonValue target : r.Objects(r.json(), "target")) {
    std::string words = ConceptWords(r, r.Object(target, "measure"));
    if (std::string detail = ValueWords(r, target, "detail"); !detail.empty()) words += (words.empty() ? "" : " ") + detail;
    if (std::string due = ValueWords(r, target, "due"); !due.empty()) words += (words.empty() ? "due " : ", due ") + due;
    AppendText(fact.text, "Target", words);
  }
  if (r.json()["target"].size() == 1) fact.value = ReadValue(r, r.FirstObject(r.json(), "target"), "detail");
}

}  // namespace

void ReadCarePlan(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kCarePlan);
  SetPlanCode(r, fact);
  SetStatus(fact, r.String(json, "status"));
  // Most plans have the intent "plan"; it says nothing special.
  if (r.String(json, "intent") != "plan") SetIntent(fact, r.String(json, "intent"));
  fact.category = "care-plan";
  fact.effective = ReadPeriod(r, r.Object(json, "period"));
  fact.recorded = r.Date(json, "created");
  AppendText(fact.text, "", r.String(json, "description"));
  AppendText(fact.text, "For", ReferencesWords(r, json, "addresses"));
  AppendText(fact.text, "Goals", ReferencesWords(r, json, "goal"));
  AddNotes(r, fact, json);
  Fact plan = fact;
  r.Add(std::move(fact));
  for (JsonValue activity : r.Objects(json, "activity")) AddActivity(r, activity, plan);
}

void ReadGoal(FhirResource& r) {
  r.SetSubject("subject");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kCarePlan);
  SetCode(r, fact, r.Object(json, "description"));
  fact.category = "goal";
  SetStatus(fact, r.String(json, "lifecycleStatus"));
  SetEffective(r, fact, "start", "Start");
  fact.recorded = r.Date(json, "statusDate");
  AppendText(fact.text, "Achievement", ConceptWords(r, r.Object(json, "achievementStatus")));
  AppendText(fact.text, "Priority", ConceptWords(r, r.Object(json, "priority")));
  AppendText(fact.text, "Status reason", r.String(json, "statusReason"));
  AddTargets(r, fact);
  AppendText(fact.text, "For", ReferencesWords(r, json, "addresses"));
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

}  // namespace aegle
