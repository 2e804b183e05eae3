// Questions about a lane of the record ("which medications", "how many emergency visits", "the last vaccination"), not about one thing.
#pragma once

#include <string>
#include <vector>

#include "tasks/ask/answer_by_code.h"

namespace aegle {

class ListAnswer {
 public:
  // `text`: the question in lower case. Lines are added to `lines`, evidence to the plan.
  ListAnswer(const Chart& chart, const Question& question, const std::string& text, Plan& plan, std::vector<Line>& lines);
  [[nodiscard]] bool Applies() const;
  [[nodiscard]] AskOutcome Run();

 private:
  [[nodiscard]] FactList Facts() const;
  [[nodiscard]] FactList Encounters() const;
  [[nodiscard]] FactList Newest(FactKind kind) const;
  void AddFact(const Fact& fact, std::string_view english = "{0}.", std::string_view korean = "{0}.");
  [[nodiscard]] std::string ListName() const;

  const Chart& chart_;
  const Question& q_;
  const std::string& text_;
  Plan& plan_;
  std::vector<Line>& lines_;
  Language language_;
  bool about_class_ = false;   // the subject only names a class of encounters
};

}  // namespace aegle
