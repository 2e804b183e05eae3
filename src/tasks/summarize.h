// summarize: the whole record by problem, medication, result and history; where it is longer than the budget, also its course by period
// (map and reduce, evidence/periods.h), each period worded in a call of its own.
//
// Sections: overview, problems, medications, allergies, vital_signs, results, procedures, periods (long records), encounters, history, plans.
#pragma once

#include "tasks/plan.h"
#include "tasks/task.h"

namespace aegle {

class SummarizeTask : public Task {
 public:
  [[nodiscard]] std::string_view name() const override { return "summarize"; }
  [[nodiscard]] std::string_view description() const override { return "Summary of a patient's record by problem, every sentence with its source."; }
  Result<Answer> Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const override;
};

[[nodiscard]] Plan PlanSummary(const Chart& chart, Language language, int budget);

}  // namespace aegle
