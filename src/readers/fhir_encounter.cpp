// Contacts with care: Encounter, EpisodeOfCare, Appointment (https://hl7.org/fhir/R4/encounter.html, episodeofcare.html, appointment.html).
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

void AddHospitalization(FhirResource& r, Fact& fact) {
  JsonValue stay = r.Object(r.json(), "hospitalization");
  if (!stay) return;
  AppendText(fact.text, "Admitted from", ConceptWords(r, r.Object(stay, "admitSource")));
  AppendText(fact.text, "Discharged to", ConceptWords(r, r.Object(stay, "dischargeDisposition")));
  AppendText(fact.text, "Diet", ConceptsWords(r, stay, "dietPreference"));
  if (stay["reAdmission"]) AppendText(fact.text, "Readmission", ConceptWords(r, r.Object(stay, "reAdmission")));
}

void AddDiagnoses(FhirResource& r, Fact& fact) {
  for (JsonValue diagnosis : r.Objects(r.json(), "diagnosis")) {
    std::string words = ReferenceWords(r, r.Object(diagnosis, "condition"));
    JsonValue use = diagnosis["use"] ? r.Object(diagnosis, "use") : r.Object(diagnosis, "role");  // EpisodeOfCare calls it role
    if (std::string role = ConceptWords(r, use); !role.empty()) words += " (" + role + ")";
    AppendText(fact.text, "Diagnosis", words);
  }
}

// The subject of an Appointment is the participant that is a Patient.
void SetParticipantSubject(FhirResource& r) {
  for (JsonValue participant : r.Objects(r.json(), "participant")) {
    JsonValue actor = r.Object(participant, "actor");
    if (!actor) continue;
    FhirTarget target = r.Resolve(actor);
    if (target.type != "Patient" || target.id.empty()) continue;
    if (!r.item().subject.empty() && r.item().subject != target.id) r.KeepAsDocument("it is about more than one patient");
    r.item().subject = target.id;
  }
}

}  // namespace

void ReadEncounter(FhirResource& r) {
  r.SetSubject("subject");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kEncounter);
  fact.encounter = r.item().key.logical_id;
  JsonValue encounter_class = r.Object(json, "class");
  Coding class_code = ReadCoding(r, encounter_class);
  SetCode(r, fact, r.FirstObject(json, "type"));
  if (fact.code.empty()) fact.code = class_code;
  fact.category = class_code.code;
  SetStatus(fact, r.String(json, "status"));
  fact.effective = ReadPeriod(r, r.Object(json, "period"));
  AddReasons(r, fact);
  AddDiagnoses(r, fact);
  AddHospitalization(r, fact);
  AppendText(fact.text, "Priority", ConceptWords(r, r.Object(json, "priority")));
  AppendText(fact.text, "At", r.String(r.Object(json, "serviceProvider"), "display"));
  r.Add(std::move(fact));
}

void ReadEpisodeOfCare(FhirResource& r) {
  r.SetSubject("patient");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kEncounter);
  SetCode(r, fact, r.FirstObject(json, "type"));
  if (fact.code.empty()) fact.code.display = "Episode of care";
  fact.category = "episode-of-care";
  SetStatus(fact, r.String(json, "status"));
  fact.effective = ReadPeriod(r, r.Object(json, "period"));
  AddDiagnoses(r, fact);
  r.Add(std::move(fact));
}

void ReadAppointment(FhirResource& r) {
  SetParticipantSubject(r);
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kOrder);
  JsonValue type = r.Object(json, "appointmentType");
  SetCode(r, fact, json["serviceType"] ? r.FirstObject(json, "serviceType") : type);
  if (fact.code.empty()) fact.code.display = "Appointment";
  fact.category = "appointment";
  SetStatus(fact, r.String(json, "status"));
  fact.effective = ReadPeriod(r, json);  // start and end are its own elements
  fact.recorded = r.Date(json, "created");
  AddReasons(r, fact);
  AppendText(fact.text, "", r.String(json, "description"));
  AppendText(fact.text, "Comment", r.String(json, "comment"));
  AppendText(fact.text, "Instruction", r.String(json, "patientInstruction"));
  r.Add(std::move(fact));
}

}  // namespace aegle
