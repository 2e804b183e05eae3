// Task: one job for a person, as an entry on the one pipeline: evidence -> floor -> model -> verify -> Answer. Read this first.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/engine.h"
#include "store/store.h"
#include "trust/answer.h"

namespace aegle {

struct TaskInput {
  PatientId patient;
  Language language = Language::kEnglish;
  bool use_model = true;            // false: exactly the floor
  std::string question;             // of `ask`
  std::optional<DateTime> as_of;    // default: the time of the newest fact that is not in the future of `now`
  Instant now = 0;                  // wall clock, passed in
  int evidence_tokens = 0;          // budget; 0: what the model's context allows
  std::uint32_t seed = 1;
};

// What a task may use. `chat` null: no model, the floor is the answer. `embed` null: keyword search only.
struct TaskContext {
  Store& store;
  Engine* chat = nullptr;
  Engine* embed = nullptr;
};

// What happens while an answer is made; each call carries the claim with its verdict, never unchecked text as fact.
struct TaskEvent {
  enum class Kind : std::uint8_t {
    kProgress,      // `progress` changed
    kFloor,         // the complete floor answer is there: show it at once
    kClaim,         // section `section`, index `index`: this claim now stands there
    kDone,
  } kind = Kind::kProgress;
  Progress progress;
  const Answer* answer = nullptr;   // kFloor, kDone
  std::size_t section = 0, index = 0;
  const Claim* claim = nullptr;
};
using TaskSink = std::function<void(const TaskEvent&)>;

class Task {
 public:
  virtual ~Task() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;          // "handoff": CLI verb and API name
  [[nodiscard]] virtual std::string_view description() const = 0;   // one sentence, for --help and OpenAPI
  [[nodiscard]] virtual bool needs_question() const { return false; }
  virtual Result<Answer> Run(const TaskInput& input, TaskContext& context, const TaskSink& sink, std::stop_token stop) const = 0;
};

class TaskRegistry {
 public:
  void Add(std::unique_ptr<Task> task);
  [[nodiscard]] const Task* Find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Task>>& all() const { return tasks_; }

 private:
  std::vector<std::unique_ptr<Task>> tasks_;
};

void RegisterClinicalTasks(TaskRegistry& registry);

}  // namespace aegle
