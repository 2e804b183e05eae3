// The "pattern" of a JSON schema (ECMA-262 regular expression) as a GBNF expression for the inside of a JSON string.
//
// What matches the expression, read as JSON, matches the pattern: quotes and backslashes are escaped, control characters
// are never produced. Supported: literals, escapes of punctuation, \d \w \s \t \n \r \xHH \uHHHH, . classes with ranges,
// groups (also (?: and (?<name>), | * + ? {m,n} with lazy forms, ^ at the very beginning and $ at the very end (where one is
// missing, up to 64 characters may stand there). Anything else is refused. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

// Errors: kCannotEnforce, with the byte of the pattern.
Result<std::string> RegexToGrammar(std::string_view pattern);

// A GBNF literal or class member for a code point, always as a hexadecimal escape where it is not a letter or digit.
std::string GrammarCharacter(char32_t code_point);

// One character of a JSON string as it is written: never a control character, quotes and backslashes escaped.
inline constexpr std::string_view kJsonCharacter = R"(([^"\\\x00-\x1F\x7F] | "\\" ["\\bfnrt]))";

}  // namespace aegle
