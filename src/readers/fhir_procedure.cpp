// What was done, and with what: Procedure, ImagingStudy, Device, DeviceUseStatement
// (https://hl7.org/fhir/R4/procedure.html, imagingstudy.html, device.html, deviceusestatement.html).
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

std::string CodingWords(FhirResource& r, JsonValue coding) {
  Coding code = ReadCoding(r, coding);
  return code.display.empty() ? code.code : code.display;
}

// "CT Abdomen with contrast, left kidney (120 images)"
void AddSeries(FhirResource& r, Fact& fact) {
  for (JsonValue series : r.Objects(r.json(), "series")) {
    std::string words = CodingWords(r, r.Object(series, "modality"));
    if (std::string_view description = r.String(series, "description"); !description.empty()) words += " " + std::string(description);
    std::string site = CodingWords(r, r.Object(series, "bodySite"));
    if (std::string side = CodingWords(r, r.Object(series, "laterality")); !side.empty()) site += (site.empty() ? "" : ", ") + side;
    if (!site.empty()) words += ", " + site;
    if (auto count = r.Integer(series, "numberOfInstances")) words += " (" + std::to_string(*count) + " images)";
    AppendText(fact.text, "Series", words);
    if (fact.body_site.empty()) fact.body_site = site;
  }
}

// The procedure that the study belongs to, else its modality.
void SetStudyCode(FhirResource& r, Fact& fact) {
  JsonValue json = r.json();
  SetCode(r, fact, r.FirstObject(json, "procedureCode"));
  if (fact.code.empty())
    fact.code.display = r.String(json, "description");
  else
    AppendText(fact.text, "", r.String(json, "description"));
  if (fact.code.empty()) fact.code = ReadCoding(r, r.FirstObject(json, "modality"));
  if (fact.code.empty()) fact.code = ReadCoding(r, r.Object(r.FirstObject(json, "series"), "modality"));
}

}  // namespace

void ReadProcedure(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kProcedure);
  SetCode(r, fact, r.Object(json, "code"));
  SetNegation(fact);
  SetStatus(fact, r.String(json, "status"));
  AppendText(fact.text, "Status reason", ConceptWords(r, r.Object(json, "statusReason")));
  SetEffective(r, fact, "performed", "Performed");
  fact.category = ConceptCode(r, r.Object(json, "category"));
  SetBodySite(r, fact, json);
  AddReasons(r, fact);
  AppendText(fact.text, "Outcome", ConceptWords(r, r.Object(json, "outcome")));
  AppendText(fact.text, "Complication", ConceptsWords(r, json, "complication"));
  AppendText(fact.text, "Complication", ReferencesWords(r, json, "complicationDetail"));
  AppendText(fact.text, "Follow-up", ConceptsWords(r, json, "followUp"));
  AppendText(fact.text, "Used", ConceptsWords(r, json, "usedCode"));
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadImagingStudy(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kImaging);
  SetStudyCode(r, fact);
  SetStatus(fact, r.String(json, "status"));
  fact.effective.start = r.Date(json, "started");
  AddReasons(r, fact);
  AddSeries(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadDevice(FhirResource& r) {
  r.SetSubject("patient");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kDevice);
  SetCode(r, fact, r.Object(json, "type"));
  for (JsonValue name : r.Objects(json, "deviceName")) {
    if (fact.code.empty())
      fact.code.display = r.String(name, "name");
    else
      AppendText(fact.text, "Name", r.String(name, "name"));
  }
  SetStatus(fact, r.String(json, "status"));
  AppendText(fact.text, "Status reason", ConceptsWords(r, json, "statusReason"));
  AppendText(fact.text, "Manufactured", r.Date(json, "manufactureDate").Readable());
  AppendText(fact.text, "Manufacturer", r.String(json, "manufacturer"));
  AppendText(fact.text, "Model", r.String(json, "modelNumber"));
  AppendText(fact.text, "Expires", r.Date(json, "expirationDate").Readable());
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

void ReadDeviceUseStatement(FhirResource& r) {
  r.SetSubject("subject");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kDevice);
  JsonValue device = r.Object(json, "device");
  FhirTarget target = r.Resolve(device);
  if (target.resource["type"]) SetCode(r, fact, r.Object(target.resource, "type"));
  if (fact.code.empty()) fact.code.display = ReferenceWords(r, device);
  SetStatus(fact, r.String(json, "status"));
  SetEffective(r, fact, "timing", "When");
  fact.recorded = r.Date(json, "recordedOn");
  SetBodySite(r, fact, json);
  AddReasons(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

}  // namespace aegle
