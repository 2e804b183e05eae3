// FHIR R4 data types (https://hl7.org/fhir/R4/datatypes.html) to record types, and to words where a record has no type.
//
// Each function takes the resource that the element belongs to, for its checks; an absent element gives an empty result.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "readers/fhir_resource.h"

namespace aegle {

// Adds "label: words" (or only the words, where the label is empty) to a text of parts separated by "; ".
void AppendText(std::string& text, std::string_view label, std::string_view words);

// ---- codes
[[nodiscard]] Coding ReadCoding(FhirResource& r, JsonValue coding);
// The coding that the source prefers (userSelected, else the first); the text alone where nothing is coded.
[[nodiscard]] Coding ReadConcept(FhirResource& r, JsonValue codeable);
// The same into `fact.code`; every other coding, and a text that says it otherwise, into `fact.more_codes`.
void SetCode(FhirResource& r, Fact& fact, JsonValue codeable);
// As people read it: text, else display, else code.
[[nodiscard]] std::string ConceptWords(FhirResource& r, JsonValue codeable);
// Of an array of CodeableConcept, joined by ", ".
[[nodiscard]] std::string ConceptsWords(FhirResource& r, JsonValue in, std::string_view name);
// The code of the first coding: for elements bound to a small value set (clinicalStatus, category).
[[nodiscard]] std::string_view ConceptCode(FhirResource& r, JsonValue codeable);

// ---- numbers
[[nodiscard]] std::optional<Quantity> ReadQuantity(FhirResource& r, JsonValue quantity);  // nullopt without a value
[[nodiscard]] std::string QuantityWords(FhirResource& r, JsonValue quantity);
[[nodiscard]] std::optional<Range> ReadRange(FhirResource& r, JsonValue range);
[[nodiscard]] std::optional<Ratio> ReadRatio(FhirResource& r, JsonValue ratio);

// ---- time
[[nodiscard]] Period ReadPeriod(FhirResource& r, JsonValue period);
[[nodiscard]] std::string PeriodWords(const Period& period);
[[nodiscard]] std::string TimingWords(FhirResource& r, JsonValue timing);

// ---- elements of several types: value[x], onset[x] ...
struct FhirChoice {
  JsonValue value;        // nothing where absent
  std::string_view type;  // "Quantity", "DateTime" ...
};
// Two of them at once are refused.
[[nodiscard]] FhirChoice Choice(FhirResource& r, JsonValue in, std::string_view name);
// A value of any type; what has no place in a FactValue becomes words.
[[nodiscard]] FactValue ReadValue(FhirResource& r, JsonValue in, std::string_view name);
[[nodiscard]] std::string ValueWords(FhirResource& r, JsonValue in, std::string_view name);
// dateTime, date, instant or Period into `fact.effective`; an age, a Timing or words into `fact.text` under `label`.
void SetEffective(FhirResource& r, Fact& fact, std::string_view name, std::string_view label);

// ---- references and the elements that many resources share
// Display, else the code of the resource that it leads to, else the reference itself.
[[nodiscard]] std::string ReferenceWords(FhirResource& r, JsonValue reference);
[[nodiscard]] std::string ReferencesWords(FhirResource& r, JsonValue in, std::string_view name);
// reasonCode and reasonReference as "For: ...", note[].text as "Note: ...".
void AddReasons(FhirResource& r, Fact& fact);
void AddNotes(FhirResource& r, Fact& fact, JsonValue in);
// bodySite as a CodeableConcept or as an array of them.
void SetBodySite(FhirResource& r, Fact& fact, JsonValue in, std::string_view name = "bodySite");

}  // namespace aegle
