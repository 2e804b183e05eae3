// Slots: how a model words a sentence without being able to touch a value.
//
// The model writes "The patient presented with {f2} and {f3}."; code puts the exact text of f2 and f3 in. The grammar allows words
// without digits, each slot exactly once and in the planned order, and one full stop at the end. Afterwards every word outside the
// slots has to be a connecting word that asserts nothing clinical (a closed list in each language) or stand in the subject of the line:
// "severe", "no", "left" or "improved" cannot be added. A verb must fit what it governs: problems are diagnosed, procedures are
// undergone, medication is received. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tasks/plan.h"

namespace aegle {

// GBNF with rule "root" for the line's wording.
[[nodiscard]] std::string SlotGrammar(const Line& line, Language language);

// "The patient presented with {f2}." of one wording.
struct Filled {
  std::string text;                  // with lead and values
  std::optional<std::string> fault;  // why it is refused: a slot that is missing, a digit, a word that may not be added
};
[[nodiscard]] Filled FillSlots(std::string_view worded, const Line& line, Language language);

// The first word that is neither connecting nor of the line's subject; empty where there is none. `words` has no slots.
[[nodiscard]] std::string UncarriedWord(std::string_view words, const Line& line, Language language);

// The first verb that does not fit the kind of a fact that it governs: in English the slots behind it, in Korean all of the sentence.
[[nodiscard]] std::string MisusedVerb(std::string_view worded, const Line& line, Language language);

}  // namespace aegle
