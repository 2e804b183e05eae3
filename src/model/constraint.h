// A Constraint of a request as the grammar that is enforced while sampling. Pure and thread-safe.
#pragma once

#include <string>

#include "model/engine.h"

namespace aegle {

// GBNF, empty where nothing is constrained. It was checked (grammar_check.h), whatever it came from.
// Errors: kCannotEnforce.
Result<std::string> GrammarOf(const Constraint& constraint);

}  // namespace aegle
