// Whether a sentence says its facts rightly, judged apart from the code that it measures: no slot filler, no verifier.
#pragma once

#include <string>
#include <vector>

namespace aegle::bench {

struct JudgedSentence {
  int said = 0;   // facts whose slot stands in the wording
  int wrong = 0;  // facts of a sentence that says something that is in none of them
  std::string why;
};

// `worded`: the model's sentence with its slots. Wrong: a slot twice or of another sentence, a digit of its own, or a word that changes
// what is said of the facts (negation, degree, course, side, certainty, family) and stands in none of them.
[[nodiscard]] JudgedSentence Judge(const std::string& worded, const std::vector<std::string>& labels, const std::string& facts);

}  // namespace aegle::bench
