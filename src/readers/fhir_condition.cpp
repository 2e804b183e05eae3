// Problems and warnings: Condition, AllergyIntolerance, Flag, DetectedIssue, AdverseEvent
// (https://hl7.org/fhir/R4/condition.html, allergyintolerance.html, flag.html, detectedissue.html, adverseevent.html).
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

// onset[x] begins and abatement[x] ends the effective period. An end without a clinicalStatus says that it is over
// (condition.html, invariant con-4), but not whether it is resolved or in remission.
void SetOnsetAndAbatement(FhirResource& r, Fact& fact) {
  SetEffective(r, fact, "onset", "Onset");
  Period onset = fact.effective;
  fact.effective = {};
  SetEffective(r, fact, "abatement", "Abatement");
  Period abatement = fact.effective;
  fact.effective = onset;
  const DateTime& over = abatement.end.empty() ? abatement.start : abatement.end;
  if (!over.empty()) fact.effective.end = over;
  if (fact.status == FactStatus::kUnknown && Choice(r, r.json(), "abatement").value) fact.status = FactStatus::kInactive;
}

void AddStages(FhirResource& r, Fact& fact) {
  for (JsonValue stage : r.Objects(r.json(), "stage")) AppendText(fact.text, "Stage", ConceptWords(r, r.Object(stage, "summary")));
  for (JsonValue evidence : r.Objects(r.json(), "evidence")) AppendText(fact.text, "Evidence", ConceptsWords(r, evidence, "code"));
}

void AddReactions(FhirResource& r, Fact& fact) {
  for (JsonValue reaction : r.Objects(r.json(), "reaction")) {
    if (fact.code.empty()) SetCode(r, fact, r.Object(reaction, "substance"));
    std::string words = ConceptsWords(r, reaction, "manifestation");
    if (std::string_view severity = r.String(reaction, "severity"); !severity.empty()) words += " (" + std::string(severity) + ")";
    AppendText(fact.text, "Reaction", words);
    AppendText(fact.text, "", r.String(reaction, "description"));
  }
}

std::string Strings(FhirResource& r, std::string_view name) {
  std::string words;
  for (JsonValue item : r.Array(r.json(), name)) {
    if (!words.empty()) words += ", ";
    words += item.Text();
  }
  return words;
}

}  // namespace

void ReadCondition(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kCondition);
  SetCode(r, fact, r.Object(json, "code"));
  if (SaysNoInformation(fact.code)) r.KeepAsDocument("it says that nothing is known about the patient's problems");
  SetNegation(fact);
  SetStatus(fact, ConceptCode(r, r.Object(json, "clinicalStatus")));
  SetVerification(fact, ConceptCode(r, r.Object(json, "verificationStatus")));
  SetOnsetAndAbatement(r, fact);
  fact.recorded = r.Date(json, "recordedDate");
  fact.category = ConceptCode(r, r.FirstObject(json, "category"));
  SetBodySite(r, fact, json);
  AppendText(fact.text, "Severity", ConceptWords(r, r.Object(json, "severity")));
  AddStages(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadAllergyIntolerance(FhirResource& r) {
  r.SetSubject("patient");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kAllergy);
  SetCode(r, fact, r.Object(json, "code"));
  if (SaysNoInformation(fact.code)) r.KeepAsDocument("it says that nothing is known about the patient's allergies");
  SetNegation(fact);
  SetStatus(fact, ConceptCode(r, r.Object(json, "clinicalStatus")));
  SetVerification(fact, ConceptCode(r, r.Object(json, "verificationStatus")));
  fact.category = r.String(json, "criticality");
  fact.recorded = r.Date(json, "recordedDate");
  SetEffective(r, fact, "onset", "Onset");
  AppendText(fact.text, "Criticality", fact.category);
  AppendText(fact.text, "Type", r.String(json, "type"));
  AppendText(fact.text, "Category", Strings(r, "category"));
  AddReactions(r, fact);
  AppendText(fact.text, "Last occurrence", r.Date(json, "lastOccurrence").Readable());
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadFlag(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOther);
  SetCode(r, fact, r.Object(json, "code"));
  SetStatus(fact, r.String(json, "status"));
  fact.category = "flag";
  fact.effective = ReadPeriod(r, r.Object(json, "period"));
  AppendText(fact.text, "Flag", ConceptsWords(r, json, "category"));
  r.Add(std::move(fact));
}

void ReadDetectedIssue(FhirResource& r) {
  r.SetSubject("patient");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOther);
  SetCode(r, fact, r.Object(json, "code"));
  if (fact.code.empty()) fact.code.display = "Detected issue";
  SetStatus(fact, r.String(json, "status"));
  fact.category = "detected-issue";
  SetEffective(r, fact, "identified", "Identified");
  AppendText(fact.text, "Severity", r.String(json, "severity"));
  AppendText(fact.text, "", r.String(json, "detail"));
  AppendText(fact.text, "Implicated", ReferencesWords(r, json, "implicated"));
  for (JsonValue mitigation : r.Objects(json, "mitigation"))
    AppendText(fact.text, "Mitigation", ConceptWords(r, r.Object(mitigation, "action")));
  r.Add(std::move(fact));
}

void ReadAdverseEvent(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOther);
  SetCode(r, fact, r.Object(json, "event"));
  fact.category = "adverse-event";
  // "potential": it did not happen, or did not reach the patient.
  if (r.String(json, "actuality") == "potential") {
    fact.assertion = Assertion::kPossible;
    AppendText(fact.text, "Actuality", "potential");
  }
  fact.effective.start = r.Date(json, "date");
  fact.recorded = r.Date(json, "recordedDate");
  AppendText(fact.text, "Seriousness", ConceptWords(r, r.Object(json, "seriousness")));
  AppendText(fact.text, "Severity", ConceptWords(r, r.Object(json, "severity")));
  AppendText(fact.text, "Outcome", ConceptWords(r, r.Object(json, "outcome")));
  for (JsonValue suspect : r.Objects(json, "suspectEntity"))
    AppendText(fact.text, "Suspected", ReferenceWords(r, r.Object(suspect, "instance")));
  r.Add(std::move(fact));
}

}  // namespace aegle
