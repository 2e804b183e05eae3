// ask: a question about one patient's record, in English or Korean.
//
// Code answers what facts carry: the latest, first, number, least, greatest, mean, trend, presence, date, list, age, interval. Else
// passages are found by words and meaning, and the model may word an answer from them, every sentence verified.
// "Not in the record" is an answer (Answer::not_in_record). A question about another person is refused. One section: answer.
#pragma once

#include "tasks/task.h"

namespace aegle {

class AskTask : public Task {
 public:
  [[nodiscard]] std::string_view name() const override { return "ask"; }
  [[nodiscard]] std::string_view description() const override { return "Answer to a question about one patient's record, with its sources."; }
  [[nodiscard]] bool needs_question() const override { return true; }
  // Errors: kBadUsage (no question, or over 2,000 bytes), kDenied (about another person).
  Result<Answer> Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const override;
};

}  // namespace aegle
