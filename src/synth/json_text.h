// JSON written as text, in the order of the calls and with the digits that were given (7.40 stays 7.40). Internal to synth.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aegle::synth {

// Each argument and result is the text of one JSON value; an empty text is a value that is left out.
[[nodiscard]] std::string Quote(std::string_view text);
[[nodiscard]] std::string QuoteOrNothing(std::string_view text);  // "" stays ""
[[nodiscard]] std::string Object(std::initializer_list<std::pair<std::string_view, std::string>> members);
[[nodiscard]] std::string Array(const std::vector<std::string>& items);
[[nodiscard]] std::string Lines(const std::vector<std::string>& items);  // an array with one item a line
[[nodiscard]] inline std::string Bool(bool value) { return value ? "true" : "false"; }

}  // namespace aegle::synth
