// See README.md beside this file.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "ask_measure.h"
#include "model/local_engine.h"
#include "model/worker.h"
#include "records.h"
#include "tasks/ask_task.h"
#include "tasks/handoff.h"
#include "tasks/pipeline.h"
#include "tasks/summarize.h"
#include "wording_judge.h"

namespace aegle::bench {
namespace {

struct Arguments {
  std::string verb, model, language = "both", task = "handoff";
  int patients = 30, questions = 240;
  std::uint32_t seed = 11;
  bool show = false;
};

Arguments Parse(int count, char** values) {
  Arguments arguments;
  if (count < 2)
    Stop(
        "tasks_measure floor|wording|ask [--model FILE] [--patients N] [--questions N] [--language en|ko|both] [--task handoff|summarize] "
        "[--seed N] [--show]");
  arguments.verb = values[1];
  for (int i = 2; i < count; ++i) {
    std::string name = values[i];
    if (name == "--show") {
      arguments.show = true;
      continue;
    }
    if (i + 1 >= count) Stop(name + " needs a value");
    std::string value = values[++i];
    if (name == "--model")
      arguments.model = value;
    else if (name == "--patients")
      arguments.patients = std::stoi(value);
    else if (name == "--questions")
      arguments.questions = std::stoi(value);
    else if (name == "--language")
      arguments.language = value;
    else if (name == "--task")
      arguments.task = value;
    else if (name == "--seed")
      arguments.seed = static_cast<std::uint32_t>(std::stoul(value));
    else
      Stop("there is no option " + name);
  }
  return arguments;
}

std::string NameOf(const Patient& patient) { return patient.name.Reveal(AuditedAccess("to choose the language of a generated patient")); }

// Korean for every second patient where both are asked for: their names are written in Hangul.
Language LanguageFor(const Arguments& arguments, Store& store, PatientId patient) {
  if (arguments.language != "both") return arguments.language == "ko" ? Language::kKorean : Language::kEnglish;
  std::string name = NameOf(Must(store.GetPatient(patient)));
  return !name.empty() && static_cast<unsigned char>(name.front()) >= 0xE0 ? Language::kKorean : Language::kEnglish;
}

SynthLanguage LanguagesOf(const Arguments& arguments) {
  return arguments.language == "en" ? SynthLanguage::kEnglish : arguments.language == "ko" ? SynthLanguage::kKorean : SynthLanguage::kBoth;
}

double Milliseconds(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void PrintTimes(const std::string& name, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::cout << name << "  median " << times[times.size() / 2] << " ms, slowest " << times.back() << " ms, n " << times.size() << "\n";
}

void MeasureFloor(const Arguments& arguments) {
  Records records(arguments.seed, arguments.patients, LanguagesOf(arguments));
  TaskContext context{records.store(), nullptr, nullptr};
  std::map<std::string, std::vector<double>> times;
  for (PatientId patient : records.patients()) {
    TaskInput input;
    input.patient = patient;
    input.use_model = false;
    input.language = LanguageFor(arguments, records.store(), patient);
    auto time = [&](const std::string& name, const Task& task) {
      auto begin = std::chrono::steady_clock::now();
      Must(task.Run(input, context, {}, {}));
      times[name].push_back(Milliseconds(begin));
    };
    time("handoff", HandoffTask());
    time("summarize", SummarizeTask());
    input.question = "What is the latest creatinine?";
    time("ask", AskTask());
  }
  for (const auto& [name, all] : times) PrintTimes(name, all);
}

struct Sums {
  int documents = 0, sentences = 0, planned = 0, said_before = 0, wrong_before = 0, said_after = 0, wrong_after = 0, fell_back = 0,
      refused = 0, retried = 0, calls = 0;
  int generated = 0, prompt = 0, reused = 0;
  std::vector<double> seconds, first;
};

// What the lines of the plan are, kept for judging: RunPlan takes the plan.
struct Planned {
  std::vector<std::string> labels;
  std::string facts;
};

using LineKey = std::pair<std::size_t, std::size_t>;

std::map<LineKey, Planned> LinesOf(const Plan& plan) {
  std::map<LineKey, Planned> lines;
  for (std::size_t s = 0; s < plan.sections.size(); ++s)
    for (std::size_t l = 0; l < plan.sections[s].lines.size(); ++l) {
      Planned planned;
      for (const Slot& slot : plan.sections[s].lines[l].slots) {
        planned.labels.push_back(slot.label);
        planned.facts += slot.text + " ";
      }
      if (!planned.labels.empty()) lines[{s, l}] = std::move(planned);
    }
  return lines;
}

void MeasureDocument(const Arguments& arguments, Records& records, PatientId patient, Engine& engine, Sums& sums) {
  TaskInput input;
  input.patient = patient;
  input.seed = arguments.seed;
  input.language = LanguageFor(arguments, records.store(), patient);
  TaskContext context{records.store(), &engine, nullptr};
  Chart chart = Must(Chart::Load(records.store(), patient, std::nullopt, 0));
  int budget = EvidenceBudget(input, context);
  bool summary = arguments.task == "summarize";
  Plan plan = summary ? PlanSummary(chart, input.language, budget) : PlanHandoff(chart, input.language, budget);
  std::map<LineKey, Planned> lines = LinesOf(plan);
  for (const auto& [key, planned] : lines) sums.planned += static_cast<int>(planned.labels.size());
  auto observe = [&](const WordingTrial& trial) {
    const Planned& planned = lines.at({trial.section, trial.line});
    JudgedSentence judged = Judge(trial.worded, planned.labels, planned.facts);
    if (trial.attempt == 0) {
      sums.said_before += judged.said;
      sums.wrong_before += judged.wrong;
    }
    if (trial.accepted) {
      sums.said_after += judged.said;
      sums.wrong_after += judged.wrong;
    }
    if (arguments.show && (!trial.accepted || judged.wrong > 0))
      std::cout << (trial.accepted ? "ACCEPTED " : "refused  ") << trial.worded << "\n         " << trial.reason << " | " << judged.why
                << "\n         " << trial.filled.substr(0, 300) << "\n";
    else if (arguments.show)
      std::cout << "said     " << trial.filled.substr(0, 400) << "\n";
  };
  Answer answer = Must(RunPlan(arguments.task, std::move(plan), chart, input, context, {}, {}, observe));
  ++sums.documents;
  sums.sentences += answer.model.planned;
  sums.fell_back += answer.model.fell_back;
  sums.refused += answer.model.refused;
  sums.retried += answer.model.retried;
  sums.calls += answer.model.calls;
  sums.generated += answer.model.generated_tokens;
  sums.prompt += answer.model.prompt_tokens;
  sums.reused += answer.model.reused_tokens;
  sums.seconds.push_back(answer.model.seconds * 1000);
  sums.first.push_back(answer.model.seconds_to_first_sentence * 1000);
}

std::unique_ptr<LocalEngine> EngineOf(const Arguments& arguments) {
  if (arguments.model.empty()) Stop("--model FILE is needed");
  LocalEngineOptions options;
  options.model_path = arguments.model;
  options.name = std::filesystem::path(arguments.model).stem().string();
  auto engine = Must(MakeLocalEngine(options));
  Must(engine->Warm());
  return engine;
}

void MeasureWording(const Arguments& arguments) {
  Records records(arguments.seed, arguments.patients, LanguagesOf(arguments));
  auto engine = EngineOf(arguments);
  Sums sums;
  for (PatientId patient : records.patients()) MeasureDocument(arguments, records, patient, *engine, sums);
  std::cout << "model " << std::filesystem::path(arguments.model).stem().string() << ", task " << arguments.task << ", language "
            << arguments.language << ", documents " << sums.documents << ", seed " << arguments.seed << "\n"
            << "sentences planned " << sums.sentences << ", fell back to the floor " << sums.fell_back << ", wordings refused "
            << sums.refused << ", asked again " << sums.retried << ", calls " << sums.calls << "\n"
            << "facts planned " << sums.planned << ", said at the first attempt " << sums.said_before << ", wrongly " << sums.wrong_before
            << "; said after verification " << sums.said_after << ", wrongly " << sums.wrong_after << "\n"
            << "tokens: prompt " << sums.prompt << " (of the cache " << sums.reused << "), generated " << sums.generated << "\n";
  PrintTimes("document", sums.seconds);
  PrintTimes("first sentence", sums.first);
}

void Ask(const Arguments& arguments) {
  Records records(arguments.seed, arguments.patients, LanguagesOf(arguments));
  auto engine = EngineOf(arguments);
  MeasureAsk(records, *engine, arguments.questions, arguments.show);
}

}  // namespace
}  // namespace aegle::bench

int main(int count, char** values) {
  if (count > 1 && std::string(values[1]) == "model-worker")
    return aegle::RunWorkerFromArguments(std::span(values + 2, static_cast<std::size_t>(count - 2)));
  aegle::bench::Arguments arguments = aegle::bench::Parse(count, values);
  if (arguments.verb == "floor")
    aegle::bench::MeasureFloor(arguments);
  else if (arguments.verb == "wording")
    aegle::bench::MeasureWording(arguments);
  else if (arguments.verb == "ask")
    aegle::bench::Ask(arguments);
  else
    aegle::bench::Stop("there is no measurement " + arguments.verb);
  return 0;
}
