// Observation (https://hl7.org/fhir/R4/observation.html): one fact of its own value, and one a component.
#include <array>

#include "readers/fhir_datatypes.h"
#include "readers/fhir_status.h"
#include "readers/fhir_types.h"

namespace aegle {
namespace {

struct CategoryKind {
  std::string_view code;
  FactKind kind;
};
constexpr std::array<CategoryKind, 4> kCategoryKinds = {{{"laboratory", FactKind::kLaboratory},
                                                         {"vital-signs", FactKind::kVitalSign},
                                                         {"social-history", FactKind::kSocialHistory},
                                                         {"imaging", FactKind::kImaging}}};

// Codes that say the lane where the category does not: tobacco and alcohol are often filed under "survey", and vital signs
// come without a category (https://hl7.org/fhir/R4/observation-vitalsigns.html lists their codes).
constexpr std::array<CategoryKind, 19> kLoincKinds = {{
    {"72166-2", FactKind::kSocialHistory}, {"11367-0", FactKind::kSocialHistory}, {"74013-4", FactKind::kSocialHistory},
    {"11331-6", FactKind::kSocialHistory}, {"85353-1", FactKind::kVitalSign},     {"9279-1", FactKind::kVitalSign},
    {"8867-4", FactKind::kVitalSign},      {"2708-6", FactKind::kVitalSign},      {"59408-5", FactKind::kVitalSign},
    {"8310-5", FactKind::kVitalSign},      {"8302-2", FactKind::kVitalSign},      {"9843-4", FactKind::kVitalSign},
    {"29463-7", FactKind::kVitalSign},     {"39156-5", FactKind::kVitalSign},     {"85354-9", FactKind::kVitalSign},
    {"8480-6", FactKind::kVitalSign},      {"8462-4", FactKind::kVitalSign},      {"8478-0", FactKind::kVitalSign},
    {"8306-3", FactKind::kVitalSign},
}};

FactKind KindByCode(FhirResource& r, JsonValue json) {
  for (JsonValue coding : r.Objects(r.Object(json, "code"), "coding")) {
    if (r.String(coding, "system") != system_uri::kLoinc) continue;
    for (const auto& [code, kind] : kLoincKinds)
      if (r.String(coding, "code") == code) return kind;
  }
  return FactKind::kObservation;
}

// The first category that has a lane of its own, else what the code says; survey, exam, therapy and the rest are observations.
FactKind KindOf(FhirResource& r, JsonValue json, std::string& category) {
  for (JsonValue codeable : r.Objects(json, "category")) {
    for (JsonValue coding : r.Objects(codeable, "coding")) {
      std::string_view code = r.String(coding, "code");
      if (category.empty()) category = code;
      for (const auto& [name, kind] : kCategoryKinds) {
        if (code != name) continue;
        category = code;
        return kind;
      }
    }
  }
  return KindByCode(r, json);
}

// http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation
struct InterpretationCode {
  std::string_view code;
  Interpretation meaning;
};
constexpr std::array<InterpretationCode, 13> kInterpretations = {{{"N", Interpretation::kNormal},
                                                                  {"L", Interpretation::kLow},
                                                                  {"LU", Interpretation::kLow},
                                                                  {"H", Interpretation::kHigh},
                                                                  {"HU", Interpretation::kHigh},
                                                                  {"LL", Interpretation::kCriticalLow},
                                                                  {"HH", Interpretation::kCriticalHigh},
                                                                  {"A", Interpretation::kAbnormal},
                                                                  {"AA", Interpretation::kAbnormal},
                                                                  {"POS", Interpretation::kPositive},
                                                                  {"NEG", Interpretation::kNegative},
                                                                  {"DET", Interpretation::kPositive},
                                                                  {"ND", Interpretation::kNegative}}};

Interpretation ParseInterpretation(std::string_view code) {
  for (const auto& [name, meaning] : kInterpretations)
    if (name == code) return meaning;
  return Interpretation::kNone;
}

bool IsExact(std::string_view code) { return Name(ParseInterpretation(code)) == code && !code.empty(); }

// The first that the record has a word for; the others, and those that it says less exactly, are kept as text.
void SetInterpretation(FhirResource& r, Fact& fact, JsonValue json) {
  for (JsonValue codeable : r.Objects(json, "interpretation")) {
    std::string_view code = ConceptCode(r, codeable);
    Interpretation meaning = ParseInterpretation(code);
    bool first = fact.interpretation == Interpretation::kNone && meaning != Interpretation::kNone;
    if (first) fact.interpretation = meaning;
    if (!first || !IsExact(code)) AppendText(fact.text, "Interpretation", ConceptWords(r, codeable));
  }
}

// "normal", or no type at all: what a result is compared with. Others ("treatment", "therapeutic") are kept as text.
bool IsNormalRange(FhirResource& r, JsonValue range) {
  std::string_view type = ConceptCode(r, r.Object(range, "type"));
  return (type.empty() || type == "normal" || type == "recommended") && !range["appliesTo"] && !range["age"];
}

std::string RangeWords(FhirResource& r, JsonValue range) {
  std::string words;
  if (auto bounds = ReadRange(r, range)) words = ValueText(*std::move(bounds));
  if (words.empty()) words = r.String(range, "text");
  for (std::string_view name : {"type", "appliesTo"}) {
    std::string whom = name == "type" ? ConceptWords(r, r.Object(range, name)) : ConceptsWords(r, range, name);
    if (!whom.empty()) words += " (" + whom + ")";
  }
  if (auto age = ReadRange(r, r.Object(range, "age"))) words += " (age " + ValueText(*std::move(age)) + ")";
  return words;
}

// Bounds count only where their unit is that of the value: a range in another unit is kept as text.
ReferenceRange ReadReferenceRange(FhirResource& r, JsonValue json, const FactValue& value) {
  ReferenceRange range;
  auto bounds = ReadRange(r, json);
  const auto* quantity = std::get_if<Quantity>(&value);
  auto comparable = [&](const std::optional<Quantity>& bound) {
    return !bound || (bound->comparator == Comparator::kNone && quantity && (bound->unit == quantity->unit || bound->unit.empty()));
  };
  if (bounds && comparable(bounds->low) && comparable(bounds->high)) {
    if (bounds->low) range.low = bounds->low->value;
    if (bounds->high) range.high = bounds->high->value;
  } else if (bounds) {
    range.text = ValueText(*bounds);
  }
  if (range.empty()) range.text = r.String(json, "text");
  return range;
}

void SetReferenceRange(FhirResource& r, Fact& fact, JsonValue json) {
  JsonValue chosen;
  for (JsonValue range : r.Objects(json, "referenceRange"))
    if (!chosen && IsNormalRange(r, range)) chosen = range;
  for (JsonValue range : r.Objects(json, "referenceRange")) {
    if (chosen && range.begin() == chosen.begin())
      fact.reference_range = ReadReferenceRange(r, range, fact.value);
    else
      AppendText(fact.text, "Reference range", RangeWords(r, range));
  }
}

// "valueQuantity": {"unit": "mg", "_value": {"extension": [{"url": ".../data-absent-reason", "valueCode": "unknown"}]}}
std::string AbsentValueWords(FhirResource& r, JsonValue json) {
  FhirChoice choice = Choice(r, json, "value");
  for (JsonValue extension : choice.value["_value"]["extension"].Items())
    if (std::string_view code = extension["valueCode"].Text(); !code.empty()) return std::string(code);
  return choice.value ? "not given" : "";
}

bool HasValue(const Fact& fact) { return !std::holds_alternative<std::monostate>(fact.value); }

// What a component and the whole observation have in common.
void FillResult(FhirResource& r, Fact& fact, JsonValue json) {
  SetCode(r, fact, r.Object(json, "code"));
  fact.value = ReadValue(r, json, "value");
  std::string absent = ConceptWords(r, r.Object(json, "dataAbsentReason"));
  if (!HasValue(fact) && absent.empty()) absent = AbsentValueWords(r, json);
  AppendText(fact.text, "No value", absent);
  SetInterpretation(r, fact, json);
  SetReferenceRange(r, fact, json);
}

void SetTimes(FhirResource& r, Fact& fact, JsonValue json) {
  FhirChoice effective = Choice(r, json, "effective");
  std::string key = "effective" + std::string(effective.type);
  if (effective.type == "Period")
    fact.effective = ReadPeriod(r, r.Object(json, key));
  else if (effective.type == "Timing")
    AppendText(fact.text, "When", TimingWords(r, r.Object(json, key)));
  else if (effective.value)
    fact.effective.start = r.Date(json, key);
  fact.recorded = r.Date(json, "issued");
}

// Everything about an observation but its own value.
struct ObservationContext {
  FactKind kind;
  std::string category;
};

void FillContext(FhirResource& r, Fact& fact, JsonValue json, const ObservationContext& context) {
  fact.category = context.category;
  SetStatus(fact, r.String(json, "status"));
  SetTimes(r, fact, json);
  SetBodySite(r, fact, json);
}

void AddMethodAndNotes(FhirResource& r, Fact& fact, JsonValue json) {
  AppendText(fact.text, "Method", ConceptWords(r, r.Object(json, "method")));
  AppendText(fact.text, "Members", ReferencesWords(r, json, "hasMember"));
  AddNotes(r, fact, json);
}

void AddComponents(FhirResource& r, JsonValue json, const ObservationContext& context) {
  std::string panel = ConceptWords(r, r.Object(json, "code"));
  for (JsonValue component : r.Objects(json, "component")) {
    Fact fact = r.NewPart(context.kind, component);
    FillResult(r, fact, component);
    FillContext(r, fact, json, context);
    AppendText(fact.text, "Part of", panel);
    r.Add(std::move(fact));
  }
}

// A panel that says nothing but its components has no fact of its own: the components name it.
bool IsOnlyPanel(JsonValue json, const Fact& fact) {
  return json["component"].size() > 0 && !HasValue(fact) && fact.text.empty() && fact.interpretation == Interpretation::kNone;
}

// "focus": the observation is about something else than the patient of record, such as a fetus or a device.
bool IsAboutSomethingElse(FhirResource& r, JsonValue json) {
  for (JsonValue focus : r.Objects(json, "focus")) {
    FhirTarget target = r.Resolve(focus);
    if (target.type != "Patient" || target.id != r.item().subject) return true;
  }
  return false;
}

void AddObservation(FhirResource& r, JsonValue json, Fact&& fact, ObservationContext& context) {
  FillResult(r, fact, json);
  AddMethodAndNotes(r, fact, json);
  if (!IsOnlyPanel(json, fact)) {
    FillContext(r, fact, json, context);
    r.Add(std::move(fact));
  }
  AddComponents(r, json, context);
}

}  // namespace

void ReadObservation(FhirResource& r) {
  r.SetSubject("subject");
  r.SetEncounter("encounter");
  JsonValue json = r.json();
  if (IsAboutSomethingElse(r, json)) r.KeepAsDocument("it is about something else than the patient (focus)");
  ObservationContext context;
  context.kind = KindOf(r, json, context.category);
  AddObservation(r, json, r.NewFact(context.kind), context);
}

void ReadContainedObservation(FhirResource& r, JsonValue json) {
  ObservationContext context;
  context.kind = KindOf(r, json, context.category);
  AddObservation(r, json, r.NewPart(context.kind, json), context);
}

}  // namespace aegle
