// The person a timeline belongs to. Identifiers are Phi and cannot be logged.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/phi.h"
#include "base/time.h"
#include "record/fact.h"

namespace aegle {

enum class AdministrativeGender : std::uint8_t { kUnknown, kMale, kFemale, kOther };
[[nodiscard]] std::string_view Name(AdministrativeGender gender);  // FHIR codes

struct Patient {
  PatientId id;
  std::string source;           // name of the system that the record came from
  std::string logical_id;       // of the FHIR Patient
  Phi<std::string> name;        // as people write it: "Kim Minjun", "김민준"
  Phi<std::string> identifier;  // medical record number, as shown
  DateTime birth_date;
  AdministrativeGender gender = AdministrativeGender::kUnknown;
  bool deceased = false;
  DateTime deceased_date;
  SourceSpan document_span;                                              // of the Patient resource
  [[nodiscard]] std::string pseudonym() const { return id.ToString(); }  // for logs
};

}  // namespace aegle
