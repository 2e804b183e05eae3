#include "serve/controls.h"

#include <algorithm>
#include <exception>

#include "base/log.h"

namespace aegle {

ControlRegistry::~ControlRegistry() {
  timer_.request_stop();
  wake_.notify_all();
}

void ControlRegistry::Add(std::string name, std::vector<std::string> guards, Check check) {
  std::lock_guard lock(mutex_);
  Entry entry;
  entry.control.name = std::move(name);
  entry.control.guards = std::move(guards);
  entry.control.detail = "it has not run yet";
  entry.check = std::move(check);
  entries_.push_back(std::move(entry));
}

void ControlRegistry::RunAll() {
  std::lock_guard one(running_);
  std::vector<Check> checks;
  {
    std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) checks.push_back(entry.check);
  }
  for (std::size_t i = 0; i < checks.size(); ++i) {
    Finding finding;
    try {
      finding = checks[i]();
    } catch (const std::exception& error) {
      finding = {false, std::string("the control itself failed: ") + error.what()};
    }
    std::lock_guard lock(mutex_);
    Control& control = entries_[i].control;
    if (!finding.ok && control.failing_since == 0) control.failing_since = Now();
    if (finding.ok) control.failing_since = 0;
    control.ok = finding.ok;
    control.detail = std::move(finding.detail);
    control.checked = Now();
    if (!control.ok) Log(LogLevel::kError, "a control failed", {{"control", Operational(control.name)}, {"detail", Operational(control.detail)}});
  }
}

void ControlRegistry::RunEvery(std::chrono::milliseconds period) {
  timer_ = std::jthread([this, period](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    while (!wake_.wait_for(lock, stop, period, [&stop] { return stop.stop_requested(); })) RunAll();
  });
}

std::vector<Control> ControlRegistry::Latest() const {
  std::lock_guard lock(mutex_);
  std::vector<Control> all;
  for (const Entry& entry : entries_) all.push_back(entry.control);
  return all;
}

Result<void> ControlRegistry::Require(std::string_view function) const {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    const Control& control = entry.control;
    if (control.ok || std::find(control.guards.begin(), control.guards.end(), function) == control.guards.end()) continue;
    return Fail(ErrorCode::kUnavailable, "this is off: the safety control \"" + control.name + "\" does not hold", "/health", "An operator finds the reason there, or with: aegle doctor");
  }
  return {};
}

Result<void> RequireControl(const Services& services, std::string_view function) {
  if (services.controls == nullptr) return {};
  return services.controls->Require(function);
}

Engine* UsableChat(const Services& services) {
  if (services.chat == nullptr) return nullptr;
  return RequireControl(services, services.chat->info().remote ? "remote" : "model") ? services.chat : nullptr;
}

}  // namespace aegle
