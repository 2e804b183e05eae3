#include "tasks/handoff.h"

#include "tasks/evidence/selection.h"
#include "tasks/evidence/severity.h"
#include "tasks/pipeline.h"
#include "tasks/sections.h"

namespace aegle {
namespace {

Phrase LevelWord(SeverityLevel level) {
  switch (level) {
    case SeverityLevel::kUnstable: return Phrase::kLevelUnstable;
    case SeverityLevel::kWatcher: return Phrase::kLevelWatcher;
    case SeverityLevel::kStable: return Phrase::kLevelStable;
    case SeverityLevel::kUnknown: break;
  }
  return Phrase::kLevelUnknown;
}

}  // namespace

Plan PlanHandoff(const Chart& chart, Language language, int budget) {
  Selection selection = Select(chart, language, budget);
  Plan plan{EvidenceSet(chart, language), {}, selection.left_out, false};
  SectionWriter writer(chart, selection, plan);
  auto add = [&](std::string id, Phrase title, std::vector<Line> lines) { plan.AddSection(std::move(id), Words(title, language)).lines = std::move(lines); };
  std::string severity = Fill(Words(Phrase::kTitleIllnessSeverity, language), {Words(LevelWord(AssessSeverity(selection).level), language)});
  plan.AddSection("illness_severity", severity).lines = writer.IllnessSeverity();
  add("patient_summary", Phrase::kTitlePatientSummary, writer.PatientSummary());
  add("course", Phrase::kTitleCourse, writer.Course());
  add("action_list", Phrase::kTitleActionList, writer.ActionList());
  add("awareness", Phrase::kTitleAwareness, writer.Awareness());
  add("medications", Phrase::kTitleMedications, writer.MedicationLines());
  add("allergies", Phrase::kTitleAllergies, writer.AllergyLines());
  add("pending", Phrase::kTitlePending, writer.PendingLines());
  return plan;
}

Result<Answer> HandoffTask::Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const {
  AEGLE_TRY(chart, Chart::Load(context.store, input.patient, input.as_of, input.now));
  Plan plan = PlanHandoff(chart, input.language, EvidenceBudget(input, context));
  return RunPlan(name(), std::move(plan), chart, input, context, sink, stop);
}

}  // namespace aegle
