#include "record/patient.h"

namespace aegle {

std::string_view Name(AdministrativeGender gender) {
  switch (gender) {
    case AdministrativeGender::kUnknown:
      return "unknown";
    case AdministrativeGender::kMale:
      return "male";
    case AdministrativeGender::kFemale:
      return "female";
    case AdministrativeGender::kOther:
      return "other";
  }
  return "unknown";
}

}  // namespace aegle
