// Parts of a sentence that are, word for word, what a piece of cited evidence says: they need no reading.
//
// A part begins where the text of the evidence begins (behind its date, if it has one in front) and ends at a word that both have,
// so a value stays with the name that it was rendered with. What stands around a part is read as ever: "No asthma (active)" is
// not carried by "asthma (active)". Pure and thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "trust/evidence_index.h"
#include "trust/mentions.h"

namespace aegle::verify {

struct Verbatim {
  Where where;  // in the sentence
  std::uint32_t evidence = 0;
  bool complete = false;  // all of the evidence's text stands there, not only its beginning
  Sentence alone;         // the part, read without what stands around it
};

[[nodiscard]] std::vector<Verbatim> FindVerbatim(std::string_view sentence, const EvidenceIndex& index,
                                                 const std::vector<std::uint32_t>& cited);

// Whether `part` carries a mention of `whole`: the mention lies inside it, and reads the same with and without what stands around.
[[nodiscard]] bool Carries(const Verbatim& part, const Where& mention);
// A status word that stands around the part has to fit the facts.
[[nodiscard]] bool CarriesGroup(const Verbatim& part, const Group& group, const EvidenceIndex& index);

}  // namespace aegle::verify
