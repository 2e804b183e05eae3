#include "tasks/ask_task.h"

#include "base/text.h"
#include "tasks/ask/answer_by_code.h"
#include "tasks/ask/question.h"
#include "tasks/ask/retrieve.h"
#include "tasks/pipeline.h"

namespace aegle {
namespace {

constexpr std::size_t kMostBytes = 2000;

Result<void> CheckQuestion(std::string_view text) {
  if (Trim(text).empty()) return Fail(ErrorCode::kBadUsage, "there is no question", "", "Ask something about the patient's record.");
  if (text.size() > kMostBytes) return Fail(ErrorCode::kBadUsage, "the question is longer than 2,000 bytes");
  if (FindInvalidUtf8(text) != std::string_view::npos) return Fail(ErrorCode::kBadUsage, "the question is not UTF-8");
  return {};
}

void EmitAnswer(const TaskSink& sink, TaskEvent::Kind kind, const Answer& answer) {
  TaskEvent event;
  event.kind = kind;
  event.answer = &answer;
  Emit(sink, event);
}

}  // namespace

Result<Answer> AskTask::Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const {
  AEGLE_CHECK(CheckQuestion(input.question));
  AEGLE_TRY(chart, Chart::Load(context.store, input.patient, input.as_of, input.now));
  Question question = ParseQuestion(input.question, chart.as_of());
  if (question.other_person)
    return Fail(ErrorCode::kDenied, "the question is about somebody else than this patient", "", "Open the other patient's record and ask there.");
  Plan plan{EvidenceSet(chart, input.language), {}, {}, false};
  AskOutcome outcome = AnswerByCode(chart, question, input.question, plan);
  if (outcome == AskOutcome::kNotByCode) AEGLE_CHECK(PlanRetrieval(question, input.question, chart, context, plan));
  Answer answer = FloorAnswer(name(), plan, chart, input);
  EmitAnswer(sink, TaskEvent::Kind::kFloor, answer);
  if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the question was cancelled");
  bool by_model = outcome == AskOutcome::kNotByCode && !answer.not_in_record && input.use_model && context.chat;
  if (by_model) AEGLE_CHECK(WordAnswer(input.question, input, context, chart, answer, stop));
  EmitAnswer(sink, TaskEvent::Kind::kDone, answer);
  return answer;
}

}  // namespace aegle
