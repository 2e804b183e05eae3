// Parser workers that are running, lent to one read at a time. Internal to the module. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "parser/isolated_readers.h"
#include "parser/item_wire.h"
#include "parser/parser_channel.h"
#include "sandbox/worker_process.h"

namespace aegle {

// One worker with its shared memory. A failed call leaves it useless: drop it.
class ParserProcess {
 public:
  static Result<std::unique_ptr<ParserProcess>> Start(const ParserOptions& options);
  ~ParserProcess();
  ParserProcess(const ParserProcess&) = delete;
  ParserProcess& operator=(const ParserProcess&) = delete;

  // What ended a call that has no answer: "signal 11", "no sign of life for 20 s". Kills the process.
  struct Death {
    std::string how;
  };
  struct Reply {
    std::optional<Death> death;
    std::optional<Error> error;              // what the reader said, or the sink
    std::optional<ImportLedger> ledger;
    int sure = 0;
  };
  Reply Ask(item_wire::Message kind, const item_wire::Request& request, std::string_view bytes, const std::function<Result<void>(ReadItem&&)>& take);

 private:
  ParserProcess(std::unique_ptr<WorkerProcess> worker, int memory, const ParserOptions& options);
  bool LayDown(std::string_view bytes);
  void LimitMemory(std::size_t input);
  Reply Died(const char* why = nullptr);
  std::optional<Reply> TakeItems(std::string_view payload, const item_wire::Request& request, const std::function<Result<void>(ReadItem&&)>& take);

  std::unique_ptr<WorkerProcess> worker_;
  ParserChannel channel_;
  const int memory_;
  const ParserOptions& options_;
};

class ParserPool {
 public:
  explicit ParserPool(ParserOptions options) : options_(std::move(options)) {}
  Result<std::unique_ptr<ParserProcess>> Borrow();
  void Return(std::unique_ptr<ParserProcess> process);
  [[nodiscard]] const ParserOptions& options() const { return options_; }

 private:
  const ParserOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ParserProcess>> idle_;
};

}  // namespace aegle
