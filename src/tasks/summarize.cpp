#include "tasks/summarize.h"

#include <algorithm>

#include "tasks/evidence/periods.h"
#include "tasks/evidence/selection.h"
#include "tasks/pipeline.h"
#include "tasks/render/values.h"
#include "tasks/sections.h"

namespace aegle {
namespace {

constexpr std::size_t kPeriods = 12, kFactsOfPeriod = 6;

bool IsResultOrMedication(const Fact& fact) {
  return fact.kind == FactKind::kLaboratory || fact.kind == FactKind::kVitalSign || fact.kind == FactKind::kMedication;
}

// Every item carries its own date, so the period needs no words of its own.
Line PeriodLine(const FactList& facts, const Chart& chart, Plan& plan) {
  Language language = plan.evidence.language();
  Line line;
  std::vector<std::string> texts;
  for (const Fact* fact : facts) {
    Interpretation judged = Judge(*fact, chart.age());
    Interpretation flag = IsAbnormal(judged) ? judged : Interpretation::kNone;
    std::string label = plan.evidence.Cite(*fact, flag);
    texts.push_back(RenderBrief(*fact, language, flag));
    line.cites.push_back(label);
    if (facts.size() > 1) line.slots.push_back({label, texts.back(), fact->kind});
  }
  line.text = JoinList(texts) + ".";
  line.about = language == Language::kKorean ? "이 시기에 있었던 일" : "what was recorded in this period";
  return line;
}

// Problems, results and medication each as one sentence; stays, procedures and reports one by one.
void AddPeriodLines(const PeriodDigest& period, const Chart& chart, Plan& plan, std::vector<Line>& lines) {
  FactList problems, values;
  for (const Fact* fact : period.facts) {
    if (fact->kind == FactKind::kCondition) problems.push_back(fact);
    else if (IsResultOrMedication(*fact)) values.push_back(fact);
    else lines.push_back(PeriodLine({fact}, chart, plan));
  }
  for (const FactList* facts : {&problems, &values})
    if (!facts->empty()) lines.push_back(PeriodLine(*facts, chart, plan));
}

void AddPeriods(const Chart& chart, Plan& plan) {
  std::vector<PeriodDigest> periods = DigestPeriods(chart, kPeriods, kFactsOfPeriod);
  std::vector<Line> lines;
  int not_shown = 0;
  for (const PeriodDigest& period : periods) {
    not_shown += period.total - static_cast<int>(period.facts.size());
    AddPeriodLines(period, chart, plan, lines);
  }
  if (lines.empty()) return;
  plan.AddSection("periods", Words(Phrase::kTitlePeriods, plan.evidence.language())).lines = std::move(lines);
  if (not_shown > 0) plan.left_out.push_back({std::string(Words(Phrase::kLeftPeriodFacts, plan.evidence.language())), not_shown});
}

}  // namespace

Plan PlanSummary(const Chart& chart, Language language, int budget) {
  Selection selection = Select(chart, language, budget);
  Plan plan{EvidenceSet(chart, language), {}, selection.left_out, false};
  SectionWriter writer(chart, selection, plan);
  auto add = [&](std::string id, Phrase title, std::vector<Line> lines) { plan.AddSection(std::move(id), Words(title, language)).lines = std::move(lines); };
  add("overview", Phrase::kTitleOverview, writer.Overview());
  add("problems", Phrase::kTitleProblems, writer.ProblemLines());
  add("medications", Phrase::kTitleMedications, writer.MedicationLines());
  add("allergies", Phrase::kTitleAllergies, writer.AllergyLines());
  add("vital_signs", Phrase::kTitleVitals, writer.ResultLines(FactKind::kVitalSign));
  add("results", Phrase::kTitleResults, writer.ResultLines(FactKind::kLaboratory));
  add("procedures", Phrase::kTitleProcedures, writer.ProcedureLines());
  if (RecordTokens(chart, language, budget) > budget) AddPeriods(chart, plan);
  add("encounters", Phrase::kTitleEncounters, writer.EncounterLines());
  add("history", Phrase::kTitleHistory, writer.HistoryLines());
  add("plans", Phrase::kTitleCarePlan, writer.PlanLines());
  return plan;
}

Result<Answer> SummarizeTask::Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const {
  AEGLE_TRY(chart, Chart::Load(context.store, input.patient, input.as_of, input.now));
  Plan plan = PlanSummary(chart, input.language, EvidenceBudget(input, context));
  return RunPlan(name(), std::move(plan), chart, input, context, sink, stop);
}

}  // namespace aegle
