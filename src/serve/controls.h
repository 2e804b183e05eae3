// Positive controls: each safety function is shown a case that it must catch, at start and every hour. Where it does not catch
// it, what it guards is refused (Require) and /health says so.
//
//   ControlRegistry controls;
//   AddControls(controls, services, home);             // those of this module; a later safety function adds its own line
//   controls.Add("audit", {"sign", "export"}, [] { ... return std::nullopt; });
//   controls.RunAll();  controls.RunEvery(std::chrono::hours(1));
//   AEGLE_CHECK(controls.Require("import"));
//
// Thread-safe. A control runs on the thread that asks, or on the registry's own; never two at a time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "serve/services.h"

namespace aegle {

struct Control {
  std::string name;
  bool ok = false;
  std::string detail;                  // what was shown, or what went wrong: for an operator
  std::vector<std::string> guards;     // "import", "model", "tasks", "remote": refused while it fails
  Instant checked = 0;                 // 0: not yet
  Instant failing_since = 0;           // 0: it holds
};

class ControlRegistry {
 public:
  // ok and what to say about it.
  struct Finding {
    bool ok = false;
    std::string detail;
  };
  using Check = std::function<Finding()>;

  ControlRegistry() = default;
  ~ControlRegistry();
  ControlRegistry(const ControlRegistry&) = delete;
  ControlRegistry& operator=(const ControlRegistry&) = delete;

  // An exception of `check` is a failure.
  void Add(std::string name, std::vector<std::string> guards, Check check);
  void RunAll();
  void RunEvery(std::chrono::milliseconds period);
  [[nodiscard]] std::vector<Control> Latest() const;
  // Errors: kUnavailable (a control that guards `function` failed, or has not run).
  [[nodiscard]] Result<void> Require(std::string_view function) const;
  [[nodiscard]] bool Holds(std::string_view function) const { return Require(function).has_value(); }

 private:
  struct Entry {
    Control control;
    Check check;
  };
  mutable std::mutex mutex_;           // entries_
  std::mutex running_;                 // one run at a time; taken before mutex_
  std::vector<Entry> entries_;
  std::condition_variable_any wake_;
  std::jthread timer_;
};

// Store, verifier, de-identification, sandbox, egress. `home`: its files are targets of the sandbox's self test.
void AddControls(ControlRegistry& controls, Services& services, const std::string& home);

// Of these the ones that need no store and no process: verifier, instructions, de-identification.
void AddCases(ControlRegistry& controls);

// The function may run: always where `services` has no registry (tests, single commands).
[[nodiscard]] Result<void> RequireControl(const Services& services, std::string_view function);
// The chat engine, or null where there is none or its control fails: tasks then give what code writes.
[[nodiscard]] Engine* UsableChat(const Services& services);

}  // namespace aegle
