// A password on the command line: a line of standard input, without echo where it is a terminal.
#pragma once

#include <string>

#include "base/result.h"

namespace aegle {

// `remedy`: how a script gives it. Errors: kBadUsage (nothing came).
[[nodiscard]] Result<std::string> ReadSecret(const char* prompt, const char* remedy);

}  // namespace aegle
