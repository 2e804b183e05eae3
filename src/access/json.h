// How the entities of this module are written. Module-internal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "record/sensitivity.h"

namespace aegle {

using AccessJson = nlohmann::ordered_json;

inline std::string DumpAccessJson(const AccessJson& json) { return json.dump(-1, ' ', false, AccessJson::error_handler_t::replace); }

// `read` may throw what the JSON library and value() throw: the entity is then damaged.
template <class T, class Read>
Result<T> ParseAccessJson(std::string_view text, const char* what, Read read) {
  try {
    return read(AccessJson::parse(text));
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kIntegrity, std::string("This ") + what + " of the store cannot be read: " + error.what());
  }
}

inline AccessJson LabelsJson(SensitivitySet labels) {
  AccessJson names = AccessJson::array();
  for (Sensitivity label : kSensitivities)
    if (labels.Contains(label)) names.push_back(Name(label));
  return names;
}

inline SensitivitySet LabelsOfJson(const AccessJson& names) {
  SensitivitySet labels;
  for (const auto& name : names) labels |= ParseSensitivity(name.get<std::string>()).value();
  return labels;
}

}  // namespace aegle
