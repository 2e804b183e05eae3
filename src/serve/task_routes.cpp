// /api/tasks and the answers they made. A task streams: the floor at once, then each claim as it is checked.
#include <nlohmann/json.hpp>

#include "serve/gate.h"
#include "serve/controls.h"
#include "serve/routes.h"
#include "serve/signing.h"
#include "serve/views.h"
#include "tasks/answer_json.h"
#include "tasks/intended_use.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Result<TaskInput> ParseTaskRequest(const HttpRequest& request, const Services& services) {
  Json body = request.body.empty() ? Json::object() : Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Fail(ErrorCode::kBadUsage, "the body is not a JSON object", "body");
  TaskInput input;
  AEGLE_TRY(patient, PatientId::Parse(request.Parameter("id")));
  input.patient = patient;
  input.now = Now();
  try {
    std::string language = body.value("language", services.settings.Text("ui.language"));
    if (language != "en" && language != "ko") return Fail(ErrorCode::kBadUsage, "language must be en or ko", "language");
    input.language = language == "ko" ? Language::kKorean : Language::kEnglish;
    input.use_model = body.value("use_model", true);
    input.question = body.value("question", "");
    input.seed = body.value("seed", 1u);
    if (std::string as_of = body.value("as_of", ""); !as_of.empty()) {
      AEGLE_TRY(date, DateTime::Parse(as_of));
      input.as_of = date;
    }
  } catch (const Json::type_error&) {
    return Fail(ErrorCode::kBadUsage, "a field has the wrong type", "body");
  }
  return input;
}

std::string ClaimEventJson(const TaskEvent& event) {
  return "{\"section\":" + std::to_string(event.section) + ",\"index\":" + std::to_string(event.index) + ",\"claim\":" + ToJson(*event.claim) + "}";
}

void Emit(StreamWriter& out, const TaskEvent& event) {
  switch (event.kind) {
    case TaskEvent::Kind::kProgress: out.Event("progress", ProgressJson(event.progress)); return;
    case TaskEvent::Kind::kFloor: out.Event("floor", ToJson(*event.answer)); return;
    case TaskEvent::Kind::kClaim: out.Event("claim", ClaimEventJson(event)); return;
    case TaskEvent::Kind::kDone: return;   // sent when it is saved, with its id
  }
}

void RunTask(const Task& task, const TaskInput& input, Store& store, Services& services, StreamWriter& out, std::stop_token stop) {
  TaskContext context{store, UsableChat(services), services.embed};
  auto answer = task.Run(input, context, [&](const TaskEvent& event) { Emit(out, event); }, stop);
  if (!answer) {
    out.Event("error", ErrorJson(answer.error()));
    return;
  }
  auto id = store.SaveAnswer({{}, answer->patient, answer->task, answer->created, ToJson(*answer)});
  if (!id) {
    out.Event("error", ErrorJson(id.error()));
    return;
  }
  if (task.name() != "ask") {
    // Documents wait for a signature from now on; an answer to a question becomes a draft when somebody wants to sign it.
    if (auto registered = RegisterDraft(services, *id); !registered) {
      out.Event("error", ErrorJson(registered.error()));
      return;
    }
  }
  answer->id = *id;
  out.Event("done", ToJson(*answer));
}

Result<HttpReply> StartTask(Services& services, const HttpRequest& request) {
  const Task* task = services.tasks.Find(request.Parameter("task"));
  if (!task) return Fail(ErrorCode::kNotFound, "there is no such task", std::string(request.Parameter("task")), "GET /api/tasks lists them.");
  AEGLE_CHECK(RequireUse(services.settings, task->name()));
  AEGLE_CHECK(RequireControl(services, "tasks"));
  AEGLE_TRY(input, ParseTaskRequest(request, services));
  AEGLE_CHECK(request.store().GetPatient(input.patient));
  if (task->needs_question() && input.question.empty()) return Fail(ErrorCode::kBadUsage, "this task needs a question", "question");
  return HttpReply::EventStream([task, input, &services, caller = request.caller](StreamWriter& out, std::stop_token stop) { RunTask(*task, input, *caller->store, services, out, stop); });
}

Json StoredAnswerJson(const StoredAnswer& stored) {
  Json answer = Json::parse(stored.json, nullptr, false);
  if (answer.is_object()) answer["id"] = stored.id.ToString();
  return answer;
}

Result<HttpReply> ListAnswers(Store& store, const HttpRequest& request) {
  AEGLE_TRY(patient, PatientId::Parse(request.Parameter("id")));
  AEGLE_CHECK(store.GetPatient(patient));
  AEGLE_TRY(answers, store.Answers(patient));
  Json list = Json::array();
  for (const auto& stored : answers) list.push_back({{"id", stored.id.ToString()}, {"task", stored.task}, {"created_ms", stored.created}});
  return HttpReply::Json(DumpJson({{"answers", list}}));
}

}  // namespace

void AddTaskRoutes(RouteTable& routes, Services& services) {
  routes.Get("/api/tasks", {Resource::kStatus, Action::kRead}, [&](const HttpRequest&) -> Result<HttpReply> {
          Json list = Json::array();
          for (const auto& task : services.tasks.all())
            list.push_back({{"name", task->name()}, {"description", task->description()}, {"needs_question", task->needs_question()}, {"use", Name(FindIntendedUse(task->name())->use)}, {"runs", RequireUse(services.settings, task->name()).has_value()}});
          return HttpReply::Json(DumpJson({{"tasks", list}}));
        }).Summary("What can be done for a patient").Returns("TaskList");
  routes.Post("/api/patients/{id}/tasks/{task}", {Resource::kTask, Action::kGenerate, Of::kPatient}, [&](const HttpRequest& request) { return StartTask(services, request); })
      .Summary("Runs a task; the floor comes at once, then each claim as it is checked").Takes("TaskRequest")
      .Streams({{"floor", "Answer"}, {"progress", "Progress"}, {"claim", "ClaimEvent"}, {"done", "Answer"}, {"error", "Error"}})
      .Fails(ErrorCode::kNotFound).Fails(ErrorCode::kBadUsage).Fails(ErrorCode::kBusy);
  routes.Get("/api/patients/{id}/answers", {Resource::kAnswer, Action::kRead, Of::kPatient}, [](const HttpRequest& request) { return ListAnswers(request.store(), request); })
      .Summary("Answers that were made for a patient, newest first").Returns("AnswerList").Fails(ErrorCode::kNotFound);
  routes.Get("/api/answers/{id}", {Resource::kAnswer, Action::kRead, Of::kAnswer}, [](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(id, AnswerId::Parse(request.Parameter("id")));
          AEGLE_TRY(stored, request.store().GetAnswer(id));
          return HttpReply::Json(DumpJson(StoredAnswerJson(stored)));
        }).Summary("One stored answer").Returns("Answer").Fails(ErrorCode::kNotFound);
}

}  // namespace aegle
