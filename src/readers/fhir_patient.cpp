// Patient and FamilyMemberHistory (https://hl7.org/fhir/R4/patient.html, familymemberhistory.html).
#include "base/text.h"
#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

// Demographic facts are named by the element of FHIR that says them.
constexpr std::string_view kPatientElements = "http://hl7.org/fhir/StructureDefinition/Patient";

AdministrativeGender ParseGender(FhirResource& r) {
  std::string_view gender = r.String(r.json(), "gender");
  if (gender.empty() || gender == "unknown") return AdministrativeGender::kUnknown;
  if (gender == "male") return AdministrativeGender::kMale;
  if (gender == "female") return AdministrativeGender::kFemale;
  if (gender == "other") return AdministrativeGender::kOther;
  r.Refuse(r.json()["gender"], "is not a code of administrative gender");
  return AdministrativeGender::kUnknown;
}

bool IsHangulName(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && IsHangul(NextCodePoint(text, at));
}

// As people write it: text, else given and family name; Korean names family first and unspaced.
std::string NameWords(FhirResource& r, JsonValue name) {
  if (std::string_view text = r.String(name, "text"); !text.empty()) return std::string(text);
  std::string given;
  for (JsonValue part : r.Array(name, "given")) {
    if (part.Text().empty()) continue;
    if (!given.empty()) given += ' ';
    given += part.Text();
  }
  std::string family(r.String(name, "family"));
  if (IsHangulName(family)) return family + given;
  return given.empty() || family.empty() ? given + family : given + " " + family;
}

// The official name, else the usual one, else the first that is still in use.
std::string PatientName(FhirResource& r) {
  JsonValue best;
  int best_rank = 0;
  for (JsonValue name : r.Objects(r.json(), "name")) {
    std::string_view use = r.String(name, "use");
    int rank = use == "official" ? 4 : use == "usual" ? 3 : use == "old" || use == "maiden" ? 1 : 2;
    if (rank <= best_rank) continue;
    best = name;
    best_rank = rank;
  }
  return NameWords(r, best);
}

// The medical record number (HL7 v2 table 0203, MR), else the first identifier.
std::string PatientIdentifier(FhirResource& r) {
  std::string first;
  for (JsonValue identifier : r.Objects(r.json(), "identifier")) {
    std::string_view value = r.String(identifier, "value");
    if (ConceptCode(r, r.Object(identifier, "type")) == "MR" && !value.empty()) return std::string(value);
    if (first.empty()) first = value;
  }
  return first;
}

class Demographics {
 public:
  explicit Demographics(FhirResource& r) : r_(r) {}

  // A fact of the member `element`, whose bytes are its source; nothing where the patient has no such member.
  void Add(std::string_view element, std::string_view display, FactValue value) {
    if (std::holds_alternative<std::monostate>(value)) return;
    for (JsonMember member : r_.json().Members()) {
      if (member.key.Text() != element) continue;
      AddFrom(member.key, member.value, element, display, std::move(value));
      return;
    }
  }
  void AddFrom(JsonValue from, JsonValue to, std::string_view element, std::string_view display, FactValue value) {
    Fact fact = r_.NewPart(FactKind::kPatient, to);
    fact.source = r_.SpanOf(from, to);
    fact.code = {std::string(kPatientElements), "Patient." + std::string(element), std::string(display)};
    fact.value = std::move(value);
    r_.Add(std::move(fact));
  }

 private:
  FhirResource& r_;
};

FactValue WordsValue(std::string words) {
  if (words.empty()) return {};
  return words;
}

FactValue DateValue(const DateTime& date) {
  if (date.empty()) return {};
  return date;
}

// US Core writes race, ethnicity and birth sex as extensions (http://hl7.org/fhir/us/core).
void AddExtensions(FhirResource& r, Demographics& demographics) {
  static constexpr std::pair<std::string_view, std::string_view> kKnown[] = {
      {"us-core-race", "Race"}, {"us-core-ethnicity", "Ethnicity"}, {"us-core-birthsex", "Birth sex"}};
  for (JsonValue extension : r.Objects(r.json(), "extension")) {
    std::string_view url = r.String(extension, "url");
    for (auto [ending, display] : kKnown) {
      if (url.size() < ending.size() || url.substr(url.size() - ending.size()) != ending) continue;
      std::string words = ValueWords(r, extension, "value");
      for (JsonValue part : r.Objects(extension, "extension"))
        if (r.String(part, "url") == "text") words = ValueWords(r, part, "value");
      demographics.AddFrom(extension, extension, "extension:" + std::string(ending), display, WordsValue(std::move(words)));
    }
  }
}

void AddLanguages(FhirResource& r, Demographics& demographics) {
  for (JsonValue communication : r.Objects(r.json(), "communication")) {
    bool preferred = r.Boolean(communication, "preferred").value_or(false);
    demographics.AddFrom(communication, communication, "communication.language", preferred ? "Preferred language" : "Language",
                         WordsValue(ConceptWords(r, r.Object(communication, "language"))));
  }
}

// "replaced-by Patient/7": the links are reported, not followed, so that a circle of them does no harm.
void AddLinks(FhirResource& r, Demographics& demographics) {
  for (JsonValue link : r.Objects(r.json(), "link")) {
    std::string words(r.String(link, "type"));
    words += " " + std::string(r.String(r.Object(link, "other"), "reference"));
    demographics.AddFrom(link, link, "link", "Linked record", words);
  }
}

void SetDeath(FhirResource& r, Patient& patient, Demographics& demographics) {
  FhirChoice choice = Choice(r, r.json(), "deceased");
  if (choice.type == "DateTime") {
    patient.deceased_date = r.Date(r.json(), "deceasedDateTime");
    patient.deceased = !patient.deceased_date.empty();
    demographics.Add("deceasedDateTime", "Death", DateValue(patient.deceased_date));
  } else if (choice.value) {
    patient.deceased = r.Boolean(r.json(), "deceasedBoolean").value_or(false);
    demographics.Add("deceasedBoolean", "Deceased", patient.deceased);
  }
}

std::string OnsetWords(FhirResource& r, JsonValue condition) { return ValueWords(r, condition, "onset"); }

}  // namespace

void ReadPatient(FhirResource& r) {
  Patient patient;
  patient.logical_id = r.item().key.logical_id;
  patient.name = Phi<std::string>(PatientName(r));
  patient.identifier = Phi<std::string>(PatientIdentifier(r));
  patient.birth_date = r.Date(r.json(), "birthDate");
  patient.gender = ParseGender(r);
  patient.document_span = r.SpanOf(r.json(), r.json());
  r.item().subject = patient.logical_id;

  Demographics demographics(r);
  demographics.Add("birthDate", "Birth date", DateValue(patient.birth_date));
  demographics.Add("gender", "Administrative gender", WordsValue(std::string(r.String(r.json(), "gender"))));
  SetDeath(r, patient, demographics);
  demographics.Add("maritalStatus", "Marital status", WordsValue(ConceptWords(r, r.Object(r.json(), "maritalStatus"))));
  demographics.Add("multipleBirthInteger", "Birth order", ReadValue(r, r.json(), "multipleBirth"));
  AddLanguages(r, demographics);
  AddExtensions(r, demographics);
  AddLinks(r, demographics);
  if (r.Boolean(r.json(), "active") == false) demographics.Add("active", "Record in active use", false);
  r.item().patient = std::move(patient);
}

// One fact a condition; without conditions, one that says what is known of the relative.
void ReadFamilyMemberHistory(FhirResource& r) {
  r.SetSubject("patient");
  JsonValue json = r.json();
  Coding relationship = ReadConcept(r, r.Object(json, "relationship"));
  std::string about;
  AppendText(about, "Relative", r.String(json, "name"));
  AppendText(about, "Sex", ConceptWords(r, r.Object(json, "sex")));
  AppendText(about, "Born", ValueWords(r, json, "born"));
  AppendText(about, "Age", ValueWords(r, json, "age"));
  AppendText(about, "Deceased", ValueWords(r, json, "deceased"));

  auto fill = [&](Fact& fact) {
    fact.assertion = Assertion::kFamily;
    fact.value = relationship;
    fact.recorded = r.Date(json, "date");
    SetStatus(fact, r.String(json, "status"));
    AppendText(fact.text, "", about);
    AppendText(fact.text, "No data because", ConceptWords(r, r.Object(json, "dataAbsentReason")));
  };
  bool any = false;
  for (JsonValue condition : r.Objects(json, "condition")) {
    Fact fact = r.NewPart(FactKind::kFamilyHistory, condition);
    fill(fact);
    SetCode(r, fact, r.Object(condition, "code"));
    SetNegation(fact);
    AppendText(fact.text, "Onset", OnsetWords(r, condition));
    AppendText(fact.text, "Outcome", ConceptWords(r, r.Object(condition, "outcome")));
    if (r.Boolean(condition, "contributedToDeath").value_or(false)) AppendText(fact.text, "", "contributed to death");
    AddNotes(r, fact, condition);
    r.Add(std::move(fact));
    any = true;
  }
  if (any) return;
  Fact fact = r.NewFact(FactKind::kFamilyHistory);
  fact.code.display = "Family member history";
  fill(fact);
  AddReasons(r, fact);
  AddNotes(r, fact, json);
  r.Add(std::move(fact));
}

}  // namespace aegle
