// What of a record a question is about: its own names and codes, found by the term table and by the words of the names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/ask/question.h"
#include "tasks/chart/chart.h"
#include "tasks/chart/rules.h"
#include "tasks/render/terms.h"

namespace aegle {

// Facts that are one thing for the question ("systolic blood pressure"), oldest first.
struct ConceptFacts {
  std::string name;      // as shown, in the language of the answer
  FactList facts;
  bool measured = false; // has numbers
};

struct Concepts {
  std::vector<ConceptFacts> found;   // best first; several where the question is about several (blood pressure, kidney function)
  std::string mention;               // the words of the question that name it; empty where only its other words were compared
  std::string asked;                 // how the thing is called in an answer that it is not there; empty where nothing is named
};

// Facts of every status and assertion but those of notes; the question's period is applied, its other limits are not.
[[nodiscard]] Concepts FindConcepts(const Chart& chart, const Question& question, Language language);

// The facts of the question's period.
[[nodiscard]] bool InPeriod(const Fact& fact, const Question& question);

}  // namespace aegle
