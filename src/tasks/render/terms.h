// Clinical terms in English and Korean: what a fact is called in an answer, and by which words people ask for it.
//
// A term is found by code first (LOINC, SNOMED CT), then by the exact name. Where no term is certain, the name that the
// source wrote stands: nothing is translated by guessing. Drug names stay as written (Korean charts write them in Latin
// letters); the table has Korean drug names only so that questions find them. Pure, thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/fact.h"
#include "trust/answer.h"

namespace aegle {

enum class TermKind : std::uint8_t { kMeasurement, kProblem, kDrug, kSubstance, kProcedure, kHistory };

struct Term {
  std::string_view key;       // stable: "glucose"
  TermKind kind;
  std::string_view english;   // as shown in an English answer, empty: the source's own name stands
  std::string_view korean;    // as shown in a Korean answer, empty: the source's own name stands
  std::string_view codes;     // LOINC or SNOMED CT codes, separated by spaces
  std::string_view aliases;   // other lower-case words for it, English and Korean, separated by '|'
};

[[nodiscard]] std::span<const Term> Terms();

// The term of a fact by its codes, else by its exact name; null where none is certain.
[[nodiscard]] const Term* TermOf(const Fact& fact);

// All terms whose name or alias is exactly `lower`, a lower-case word or phrase.
[[nodiscard]] std::vector<const Term*> TermsNamed(std::string_view lower);

// Every word or phrase of the term, lower case: names and aliases.
[[nodiscard]] std::vector<std::string> WordsOf(const Term& term);

// What the fact is called in an answer: the term's word, else the source's name without the SNOMED CT hierarchy tag
// ("(disorder)") and the LOINC system and property ("[Mass/volume] in Serum or Plasma").
[[nodiscard]] std::string DisplayName(const Fact& fact, Language language);
[[nodiscard]] std::string DisplayName(const Coding& coding, Language language);

}  // namespace aegle
