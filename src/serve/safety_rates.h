// How often what a model said was struck, fell back to code, or was changed by a person: over time, from the stored answers
// and drafts. Counts over the whole site, no
// personal data: the one reading here that does not go through the guard of a person.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "serve/services.h"

namespace aegle {

// {"weeks":[{"start_ms","answers","planned","said","struck","fell_back","edited","removed"}],"signed","drafts","overrides"}, oldest week first.
// said and struck are sentences of a model that were accepted and refused; edited and removed are sentences of drafts that a
// person changed or took out; an override is a signed draft in which a person changed a sentence. Errors: those of the store.
[[nodiscard]] Result<nlohmann::ordered_json> SafetyRates(const Services& services);

}  // namespace aegle
