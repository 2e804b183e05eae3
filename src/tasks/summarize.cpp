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

std::string Span(const PeriodDigest& period) {
  std::string first = period.first.DateString(), last = period.last.DateString();
  return first == last ? first : first + "-" + last;
}

Line PeriodLine(const PeriodDigest& period, const Chart& chart, Plan& plan) {
  Language language = plan.evidence.language();
  Line line;
  std::vector<std::string> texts;
  for (const Fact* fact : period.facts) {
    Interpretation judged = Judge(*fact, chart.age());
    Interpretation flag = IsAbnormal(judged) ? judged : Interpretation::kNone;
    std::string label = plan.evidence.Cite(*fact, flag);
    texts.push_back(RenderFact(*fact, language, flag));
    line.cites.push_back(label);
    line.slots.push_back({label, texts.back()});
  }
  line.lead = Span(period) + ": ";
  line.text = Say(Phrase::kPeriodCounts, language, {Span(period), JoinList(texts, language)});
  line.about = language == Language::kKorean ? "이 시기에 있었던 일" : "what was recorded in this period";
  return line;
}

void AddPeriods(const Chart& chart, Plan& plan) {
  std::vector<PeriodDigest> periods = DigestPeriods(chart, kPeriods, kFactsOfPeriod);
  std::vector<Line> lines;
  int not_shown = 0;
  for (const PeriodDigest& period : periods) {
    not_shown += period.total - static_cast<int>(period.facts.size());
    if (!period.facts.empty()) lines.push_back(PeriodLine(period, chart, plan));
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
