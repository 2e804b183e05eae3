// aegle summarize, handoff, ask: a verb for each task of the registry.
#include <fmt/format.h>

#include <csignal>

#include "base/hash.h"
#include "cli/verb.h"
#include "signoff/signing_desk.h"
#include "tasks/intended_use.h"
#include "tasks/answer_json.h"
#include "tasks/render_text.h"

namespace aegle {
namespace {

struct Options {
  std::string patient, question, language, as_of;
  bool no_model = false;
  std::uint32_t seed = 1;
};

std::stop_source& InterruptSource() {
  static std::stop_source source;
  return source;
}

void OnInterrupt(int) {
  InterruptSource().request_stop();
  std::signal(SIGINT, SIG_DFL);
}

Result<TaskInput> ToInput(const Options& options, Runtime& runtime) {
  TaskInput input;
  AEGLE_TRY(id, PatientId::Parse(options.patient));
  input.patient = id;
  input.language = (options.language.empty() ? runtime.settings().Text("ui.language") : options.language) == "ko" ? Language::kKorean : Language::kEnglish;
  input.use_model = !options.no_model;
  input.question = options.question;
  input.seed = options.seed;
  input.now = Now();
  if (!options.as_of.empty()) {
    AEGLE_TRY(date, DateTime::Parse(options.as_of));
    input.as_of = date;
  }
  return input;
}

// "Rosalind Example, p1 · handoff as of 2026-02-19 18:16 · Draft, not signed. Not a medical device."
std::string Headline(const Answer& answer, const Patient& patient) {
  static const AuditedAccess kAccess("head of a document on the command line");
  const char* draft = answer.language == Language::kKorean ? "초안, 서명 전. 의료기기가 아닙니다." : "Draft, not signed. Not a medical device.";
  return fmt::format("{}, {} · {} · {} · {}", patient.name.Reveal(kAccess), patient.id.ToString(), answer.task, answer.as_of.Readable(), draft);
}

Result<void> Print(const Answer& answer, const Cli& cli, Store& store) {
  if (cli.json) {
    fmt::print("{}\n", ToJson(answer));
    return {};
  }
  RenderTextOptions text;
  text.width = static_cast<std::size_t>(cli.terminal.width());
  text.colour = cli.terminal.colour() ? Colour::kYes : Colour::kNo;
  AEGLE_TRY(documents, store.Documents(answer.patient));
  for (const auto& document : documents) text.names[document.id] = document.name;
  AEGLE_TRY(patient, store.GetPatient(answer.patient));
  fmt::print("{}\n\n{}", Headline(answer, patient), RenderText(answer, text));
  return {};
}

// Which text it was, without the text.
std::string AnswerDetail(const Answer& answer) { return "{\"sha256\":\"" + Sha256Hex(ToJson(answer)) + "\"}"; }

Result<int> Run(Cli& cli, Runtime& runtime, const Task& task, const Options& options) {
  AEGLE_TRY(store, runtime.store());
  AEGLE_TRY(input, ToInput(options, runtime));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kGenerate, .patient = input.patient, .resource = std::string(task.name())}));
  AEGLE_CHECK(store->GetPatient(input.patient));
  std::string note;
  TaskContext context{*store, nullptr, nullptr};
  if (input.use_model) {
    AEGLE_TRY(chat, runtime.chat(&note));
    AEGLE_TRY(embed, runtime.embed());
    context.chat = chat;
    context.embed = embed;
  }
  if (!note.empty()) fmt::print(stderr, "{}\n", note);
  std::signal(SIGINT, OnInterrupt);
  auto show = [&](const TaskEvent& event) {
    if (event.kind == TaskEvent::Kind::kProgress && !cli.quiet) cli.terminal.Show(event.progress);
  };
  auto answer = task.Run(input, context, show, InterruptSource().get_token());
  cli.terminal.Clear();
  if (!answer) return tl::unexpected(answer.error());
  AEGLE_TRY(id, store->SaveAnswer({{}, answer->patient, answer->task, answer->created, ToJson(*answer)}));
  answer->id = id;
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kWrite, .patient = input.patient, .resource = "answer " + id.ToString(), .detail = AnswerDetail(*answer)}));
  if (task.name() != "ask") AEGLE_CHECK(SigningDesk({*store, {}, {}, {}, {}}).Register(id));   // waits for a signature from now on
  AEGLE_CHECK(Print(*answer, cli, *store));
  return answer->not_in_record ? 1 : 0;
}

std::vector<Example> Examples(const std::string& name, bool question) {
  std::string call = "aegle " + name + " p1" + (question ? " \"What was the last HbA1c?\"" : "");
  return {{call, "in English"}, {call + " --lang ko", "in Korean"}, {call + " --no-model", "exactly what code writes"}, {call + " --json", "for programs"}};
}

void AddOne(CLI::App& app, Cli& cli, const Task& task) {
  auto options = std::make_shared<Options>();
  std::string name(task.name());
  CLI::App& verb = AddVerb(app, cli, name, std::string(task.description()), Examples(name, task.needs_question()));
  verb.add_option("patient", options->patient, "Id of the patient, as p1")->required();
  if (task.needs_question()) verb.add_option("question", options->question, "The question, in English or Korean")->required();
  verb.add_option("--lang", options->language, "en or ko (default: the setting ui.language)")->check(CLI::IsMember({"en", "ko"}));
  verb.add_option("--as-of", options->as_of, "As if it were this moment (default: the newest fact)");
  verb.add_option("--seed", options->seed, "Seed of the model");
  verb.add_flag("--no-model", options->no_model, "No language model: the text that code writes");
  verb.callback([&cli, options, name] {
    cli.run = [&cli, options, name](Runtime& runtime) -> Result<int> {
      AEGLE_CHECK(RequireUse(runtime.settings(), name));
      return Run(cli, runtime, *runtime.tasks().Find(name), *options);
    };
  });
}

}  // namespace

void AddTaskVerbs(CLI::App& app, Cli& cli) {
  static const TaskRegistry kRegistry = [] {
    TaskRegistry registry;
    RegisterClinicalTasks(registry);
    return registry;
  }();
  for (const auto& task : kRegistry.all()) AddOne(app, cli, *task);
}

}  // namespace aegle
