// handoff: what the next clinician has to know, in the order of I-PASS, from the index episode and the whole record.
//
// Sections: illness_severity, patient_summary, course, action_list, awareness, medications, allergies, pending.
// The model may word the presentation, the active problems, the course and the abnormal results to watch; medication, allergies,
// orders, pending results, code status, severity and note sentences are always the floor's, verbatim.
#pragma once

#include "tasks/plan.h"
#include "tasks/task.h"
#include "tasks/wording/wording.h"

namespace aegle {

class HandoffTask : public Task {
 public:
  [[nodiscard]] std::string_view name() const override { return "handoff"; }
  [[nodiscard]] std::string_view description() const override {
    return "Handoff of a patient in I-PASS order, every sentence with its source.";
  }
  Result<Answer> Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const override;
};

// The content of a handoff. `budget`: tokens of evidence.
[[nodiscard]] Plan PlanHandoff(const Chart& chart, Language language, int budget);

}  // namespace aegle
