// FHIR R4 (4.0.1, https://hl7.org/fhir/R4/json.html) to facts: Bundles of any type and single resources, and NDJSON.
//
// A Bundle is an envelope: each of its entries is one item of the ledger (of a Bundle within a Bundle too); a Bundle without
// entries is one item. Of each item exactly one of three things happens:
//   kFacts     statements about one patient; the source span is the smallest JSON object that carries the statement
//   kDocument  no fact form (Claim, Organization ...), about nobody or somebody else than the patient, or it carries a
//              modifierExtension or implicitRules, which may change its meaning in a way that is not known here
//   kRefused   not FHIR: resourceType missing, a bad id, an element of the wrong JSON type, an empty array or object, a date
//              that no calendar has, a number that is not finite. The reason names the element and the byte
// A resource without an id takes that of its fullUrl, else one made of its content ("sha-" and 40 hex digits).
// References are resolved within the resource (`contained`) and within the Bundle, never over a network. A subject that
// cannot be named for certain (an unresolved urn:uuid, another server, a contained Patient) makes the item a document.
//
// Errors of Read (nothing was taken): kBadInput (not one JSON value; with the byte), kTooLarge, kUnsupported (an array).
// NDJSON: a line that cannot be read is a refused item, and reading goes on. Both readers are thread-safe.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace aegle {

[[nodiscard]] std::unique_ptr<Reader> MakeFhirReader();        // "fhir-bundle": a Bundle or one resource
[[nodiscard]] std::unique_ptr<Reader> MakeFhirNdjsonReader();  // "fhir-ndjson": one resource (or Bundle) a line

}  // namespace aegle
