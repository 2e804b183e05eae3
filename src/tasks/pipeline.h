// The one way through: plan -> floor answer -> the model's wording -> verified claims -> Answer. Every task ends here.
#pragma once

#include <stop_token>
#include <string_view>

#include "tasks/plan.h"
#include "tasks/task.h"
#include "tasks/wording/wording.h"

namespace aegle {

// Tokens of evidence that a document may hold: what the task asks for, else half of the model's context, at most kFloorBudget.
[[nodiscard]] int EvidenceBudget(const TaskInput& input, const TaskContext& context);

// The floor as an answer: every line as code wrote it. Takes the evidence out of the plan.
[[nodiscard]] Answer FloorAnswer(std::string_view task, Plan& plan, const Chart& chart, const TaskInput& input);

// Shows the floor, lets the model word what it may, and ends with kDone. `observe`: see WordingOptions; may be empty.
// Errors: kCancelled.
[[nodiscard]] Result<Answer> RunPlan(std::string_view task, Plan plan, const Chart& chart, const TaskInput& input, TaskContext& context,
                                     const TaskSink& sink, std::stop_token stop,
                                     const std::function<void(const WordingTrial&)>& observe = {});

void Emit(const TaskSink& sink, TaskEvent event);

}  // namespace aegle
