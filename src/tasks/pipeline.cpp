#include "tasks/pipeline.h"

#include <algorithm>

#include "tasks/evidence/passages.h"
#include "tasks/evidence/selection.h"
#include "tasks/render/phrases.h"

namespace aegle {
namespace {

bool HasSlots(const Plan& plan) {
  for (const PlannedSection& section : plan.sections)
    for (const Line& line : section.lines)
      if (!line.slots.empty()) return true;
  return false;
}

void EmitAnswer(const TaskSink& sink, TaskEvent::Kind kind, const Answer& answer) {
  TaskEvent event;
  event.kind = kind;
  event.answer = &answer;
  Emit(sink, event);
}

void EmitClaim(const TaskSink& sink, std::size_t section, std::size_t index, const Claim& claim, int done, int planned) {
  TaskEvent event;
  event.kind = TaskEvent::Kind::kClaim;
  event.section = section;
  event.index = index;
  event.claim = &claim;
  Emit(sink, event);
  TaskEvent progress;
  progress.progress = {"word", static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(planned), "sentences"};
  Emit(sink, progress);
}

}  // namespace

void Emit(const TaskSink& sink, TaskEvent event) {
  if (sink) sink(event);
}

int EvidenceBudget(const TaskInput& input, const TaskContext& context) {
  if (input.evidence_tokens > 0) return input.evidence_tokens;
  if (!input.use_model || !context.chat) return kFloorBudget;
  int window = context.chat->info().context;
  return window > 0 ? std::min(kFloorBudget, std::max(512, window / 2)) : kFloorBudget;
}

Answer FloorAnswer(std::string_view task, Plan& plan, const Chart& chart, const TaskInput& input) {
  Answer answer;
  answer.patient = chart.patient().id;
  answer.task = task;
  answer.question = input.question;
  answer.language = input.language;
  answer.created = input.now;
  answer.as_of = chart.as_of();
  answer.left_out = plan.left_out;
  if (int lines = CountLinesForPrograms(chart); lines > 0) answer.left_out.push_back({std::string(Words(Phrase::kLeftForPrograms, input.language)), lines});
  answer.not_in_record = plan.not_in_record;
  for (const PlannedSection& section : plan.sections) {
    answer.sections.push_back({section.id, section.title, {}});
    for (const Line& line : section.lines) answer.sections.back().claims.push_back(FloorClaim(line));
  }
  answer.evidence = plan.evidence.Take();
  return answer;
}

Result<Answer> RunPlan(std::string_view task, Plan plan, const Chart& chart, const TaskInput& input, TaskContext& context, const TaskSink& sink,
                       std::stop_token stop, const std::function<void(const WordingTrial&)>& observe) {
  Answer answer = FloorAnswer(task, plan, chart, input);
  EmitAnswer(sink, TaskEvent::Kind::kFloor, answer);
  if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the task was cancelled");
  if (input.use_model && context.chat && HasSlots(plan)) {
    Verifier verifier(chart.patient(), answer.evidence, answer.as_of, answer.language);
    WordingOptions options;
    options.language = input.language;
    options.seed = input.seed;
    options.observe = observe;
    int planned = 0, done = 0;
    for (const PlannedSection& section : plan.sections)
      planned += static_cast<int>(std::count_if(section.lines.begin(), section.lines.end(), [](const Line& line) { return !line.slots.empty(); }));
    auto take = [&](std::size_t section, std::size_t line, Claim claim) {
      Claim& place = answer.sections[section].claims[line];
      place = std::move(claim);
      EmitClaim(sink, section, line, place, ++done, planned);
    };
    AEGLE_TRY(use, WordLines(*context.chat, plan, verifier, options, take, stop));
    answer.model = use;
  }
  EmitAnswer(sink, TaskEvent::Kind::kDone, answer);
  return answer;
}

}  // namespace aegle
