// Texts that a person wrote: DiagnosticReport, DocumentReference, Composition
// (https://hl7.org/fhir/R4/diagnosticreport.html, documentreference.html, composition.html).
#include "base/text.h"
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_text.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

struct AttachedText {
  std::string text;
  JsonValue data;       // the string that carries it
  std::string problem;  // why there is no text
};

// "text/plain; charset=utf-8" gives "text/plain".
std::string MediaType(std::string_view content_type) { return ToLowerAscii(Trim(content_type.substr(0, content_type.find(';')))); }

// The text of an Attachment that holds it; nothing is fetched from its url.
AttachedText ReadAttachment(FhirResource& r, JsonValue attachment) {
  AttachedText attached;
  std::string type = MediaType(r.String(attachment, "contentType"));
  std::string_view data = r.String(attachment, "data");
  if (data.empty()) {
    attached.problem = "its text is not in it";
  } else if (type != "text/plain" && type != "text/html" && type != "text/markdown" && type != "application/xhtml+xml") {
    attached.problem = "its attachment is " + (type.empty() ? std::string("of no stated type") : type) + ", not text";
  } else if (auto bytes = DecodeBase64(data); !bytes) {
    attached.problem = "its attachment is not base64";
  } else if (FindInvalidUtf8(*bytes) != std::string_view::npos) {
    attached.problem = "the text of its attachment is not UTF-8";
  } else {
    attached.data = attachment["data"];
    attached.text = type.find("html") != std::string::npos ? TextOfHtml(*bytes) : *std::move(bytes);
  }
  if (attached.text.empty() && attached.problem.empty()) attached.problem = "its attachment is empty";
  return attached;
}

// A fact of the text, whose source is the base64 string.
Fact AttachmentFact(FhirResource& r, FactKind kind, AttachedText&& attached) {
  Fact fact = r.NewPart(kind, attached.data);
  fact.text = std::move(attached.text);
  return fact;
}

void AddReportTexts(FhirResource& r, const Fact& whole) {
  for (JsonValue form : r.Objects(r.json(), "presentedForm")) {
    AttachedText attached = ReadAttachment(r, form);
    if (!attached.problem.empty()) continue;
    Fact fact = AttachmentFact(r, FactKind::kReport, std::move(attached));
    fact.code = whole.code;
    fact.more_codes = whole.more_codes;
    fact.status = whole.status;
    fact.category = whole.category;
    fact.effective = whole.effective;
    fact.recorded = whole.recorded;
    fact.section = r.String(form, "title");
    r.Add(std::move(fact));
  }
}

void AddContainedResults(FhirResource& r) {
  for (JsonValue result : r.Objects(r.json(), "result")) {
    FhirTarget target = r.Resolve(result);
    if (target.contained && target.type == "Observation") ReadContainedObservation(r, target.resource);
  }
}

// docStatus says how far the text is; status only whether this reference to it holds.
void SetDocumentStatus(FhirResource& r, Fact& fact) {
  std::string_view status = r.String(r.json(), "status"), text_status = r.String(r.json(), "docStatus");
  SetStatus(fact, text_status.empty() ? status : text_status);
  if (status == "entered-in-error") fact.status = FactStatus::kEnteredInError;
  if (status == "superseded") AppendText(fact.section, "", "superseded");
}

struct CompositionReader {
  FhirResource& r;
  Coding type;
  DateTime date;

  // The narrative of a section; "emptyReason" says why there is none, and may be the statement "none known".
  void ReadSection(JsonValue section) {
    Fact fact = r.NewPart(FactKind::kNote, section);
    fact.section = r.String(section, "title");
    fact.code = ReadConcept(r, r.Object(section, "code"));
    if (fact.code.empty()) fact.code.display = fact.section;
    if (fact.code.empty()) fact.code = type;
    fact.text = TextOfHtml(r.String(r.Object(section, "text"), "div"));
    JsonValue reason = r.Object(section, "emptyReason");
    std::string_view reason_code = ConceptCode(r, reason);
    AppendText(fact.text, "Empty", ConceptWords(r, reason));
    SetStatus(fact, r.String(r.json(), "status"));
    if (reason_code == "nilknown") fact.assertion = Assertion::kNegated;
    fact.effective.start = date;
    if (!fact.text.empty()) r.Add(std::move(fact));
    for (JsonValue inner : r.Objects(section, "section")) ReadSection(inner);
  }
};

}  // namespace

void ReadDiagnosticReport(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  Fact fact = r.NewFact(FactKind::kReport);
  SetCode(r, fact, r.Object(json, "code"));
  SetStatus(fact, r.String(json, "status"));
  SetEffective(r, fact, "effective", "When");
  fact.recorded = r.Date(json, "issued");
  fact.category = ConceptCode(r, r.FirstObject(json, "category"));
  AppendText(fact.text, "Conclusion", r.String(json, "conclusion"));
  if (JsonValue first = r.FirstObject(json, "conclusionCode")) fact.value = ReadConcept(r, first);
  if (json["conclusionCode"].size() > 1) AppendText(fact.text, "Conclusions", ConceptsWords(r, json, "conclusionCode"));
  AppendText(fact.text, "Results", ReferencesWords(r, json, "result"));
  AddReportTexts(r, fact);
  r.Add(std::move(fact));
  AddContainedResults(r);
}

void ReadDocumentReference(FhirResource& r) {
  r.SetSubject("subject");
  JsonValue json = r.json();
  JsonValue context = r.Object(json, "context");
  std::string problem = "it has no attachment";
  for (JsonValue content : r.Objects(json, "content")) {
    JsonValue attachment = r.Object(content, "attachment");
    AttachedText attached = ReadAttachment(r, attachment);
    if (!attached.problem.empty()) {
      problem = attached.problem;
      continue;
    }
    Fact fact = AttachmentFact(r, FactKind::kNote, std::move(attached));
    SetCode(r, fact, r.Object(json, "type"));
    fact.section = r.String(attachment, "title");
    if (fact.section.empty()) fact.section = r.String(json, "description");
    fact.category = ConceptCode(r, r.FirstObject(json, "category"));
    SetDocumentStatus(r, fact);
    fact.recorded = r.Date(json, "date");
    fact.effective = ReadPeriod(r, r.Object(context, "period"));
    if (fact.effective.start.empty()) fact.effective.start = fact.recorded;
    if (JsonValue encounter = r.FirstObject(context, "encounter")) fact.encounter = r.Resolve(encounter).id;
    r.Add(std::move(fact));
  }
  if (r.item().facts.empty()) r.KeepAsDocument(problem);
}

void ReadComposition(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  CompositionReader reader{r, ReadConcept(r, r.Object(json, "type")), r.Date(json, "date")};
  r.AddText(r.String(json, "title"));
  for (JsonValue section : r.Objects(json, "section")) reader.ReadSection(section);
}

}  // namespace aegle
