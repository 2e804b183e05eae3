// Rules of FHIR JSON that hold for every resource (https://hl7.org/fhir/R4/json.html), whatever its type.
#pragma once

#include "readers/fhir_resource.h"

namespace aegle {

// Refuses empty arrays, empty objects and null members. A modifierExtension anywhere, or implicitRules, makes the resource a
// document: they can change what the elements beside them mean, and nobody here knows how.
void CheckFhirJson(FhirResource& resource);

}  // namespace aegle
