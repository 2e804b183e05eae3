#include "readers/fhir_check.h"

namespace aegle {
namespace {

void CheckValue(FhirResource& r, JsonValue value) {
  if (value.kind() < JsonKind::kArray) return;
  if (value.size() == 0) {
    r.Refuse(value,
             value.Is(JsonKind::kArray) ? "is an empty array, which FHIR does not allow" : "is an empty object, which FHIR does not allow");
    return;
  }
  for (JsonValue item : value.Items()) CheckValue(r, item);
  for (JsonMember member : value.Members()) {
    if (member.value.Is(JsonKind::kNull)) r.Refuse(member.value, "is null, which FHIR allows only within an array");
    if (member.key.Text() == "modifierExtension")
      r.KeepAsDocument("it has a modifierExtension, which may change its meaning in a way that is not known here");
    CheckValue(r, member.value);
  }
}

}  // namespace

void CheckFhirJson(FhirResource& r) {
  CheckValue(r, r.json());
  if (r.json()["implicitRules"]) r.KeepAsDocument("it was made under implicitRules, which are not known here");
}

}  // namespace aegle
