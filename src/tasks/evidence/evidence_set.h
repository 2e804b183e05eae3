// The evidence of one answer: each fact, passage or computed value once, under a label that a citation can name.
//   f1 ... a fact    n1 ... a passage of a note    c1 ... computed from facts, with all of them    k1 ... knowledge
// Evidence::text is the exact value as rendered by code in the language of the answer. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/chart/chart.h"
#include "trust/answer.h"

namespace aegle {

class EvidenceSet {
 public:
  EvidenceSet(const Chart& chart, Language language) : chart_(&chart), language_(language) {}

  // The label of the fact, added where it is new. `flag`: as RenderFact.
  std::string Cite(const Fact& fact, Interpretation flag = Interpretation::kNone);
  // The person's sex and birth date.
  std::string CitePatient();
  // A passage of a note, verbatim; its span is narrowed to it where the note's text is the very bytes of its source.
  std::string CitePassage(const Fact& note, std::string_view passage, std::string_view shown);
  // `facts` in time order; empty for "the record has none", whose span is that of the patient.
  std::string CiteComputed(const FactList& facts, std::string text);
  std::string CiteKnowledge(std::string text);

  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] const Chart& chart() const { return *chart_; }
  [[nodiscard]] const std::vector<Evidence>& all() const { return all_; }
  [[nodiscard]] std::vector<Evidence> Take() { return std::move(all_); }

 private:
  std::string Add(Evidence evidence, char prefix);

  const Chart* chart_;
  Language language_;
  std::vector<Evidence> all_;
  std::map<std::pair<const Fact*, std::string>, std::string> labels_;   // of facts and passages
  std::map<std::string, std::string> by_text_;                          // of computed values and knowledge
  std::map<char, int> count_;
};

// A careful estimate of tokens for any byte-pair vocabulary: three ASCII bytes a token, any other character 1.3 tokens.
[[nodiscard]] int EstimateTokens(std::string_view text);

}  // namespace aegle
