// Questions that code cannot answer: passages found by words and by meaning, worded by a model that may only cite them, or shown as they are.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/ask/question.h"
#include "tasks/plan.h"
#include "tasks/task.h"

namespace aegle {

// Passages that have at least half of the question's content words, best first, as floor lines of a section "answer".
// No passage: the plan says that the record does not answer. Errors: those of the store.
[[nodiscard]] Result<void> PlanRetrieval(const Question& question, std::string_view text, const Chart& chart, TaskContext& context, Plan& plan);

// The model's sentences over the plan's evidence, each verified; struck ones are kept as struck. Nothing usable: the floor stays.
// "Not in the record" by the model stands beside the passages, never instead of them.
[[nodiscard]] Result<void> WordAnswer(std::string_view text, const TaskInput& input, TaskContext& context, const Chart& chart, Answer& answer,
                                      std::stop_token stop);

// GBNF: sentences, each followed by citations of these labels, or the words for "not in the record".
[[nodiscard]] std::string CitedSentencesGrammar(const std::vector<Evidence>& evidence, Language language);

}  // namespace aegle
