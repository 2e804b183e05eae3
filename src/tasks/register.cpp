#include "tasks/ask_task.h"
#include "tasks/handoff.h"
#include "tasks/summarize.h"
#include "tasks/task.h"

namespace aegle {

void TaskRegistry::Add(std::unique_ptr<Task> task) { tasks_.push_back(std::move(task)); }

const Task* TaskRegistry::Find(std::string_view name) const {
  for (const auto& task : tasks_)
    if (task->name() == name) return task.get();
  return nullptr;
}

void RegisterClinicalTasks(TaskRegistry& registry) {
  registry.Add(std::make_unique<HandoffTask>());
  registry.Add(std::make_unique<SummarizeTask>());
  registry.Add(std::make_unique<AskTask>());
}

}  // namespace aegle
