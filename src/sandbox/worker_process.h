// A running worker process, seen from the service: its socket and its life. One owner; Kill may be called from any thread.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

class WorkerProcess {
 public:
  // Runs `command` with "--fd 3" behind it and one end of a socket pair as descriptor 3. Of this process it gets standard
  // error, `extra` as descriptor 4 where there is one, and the few variables of the environment that say how to run (a
  // language, a library folder), never the rest. Call it from a thread that lives as long as the worker shall, where the
  // worker asks for PR_SET_PDEATHSIG, which is by thread. Errors: kUnavailable.
  static Result<std::unique_ptr<WorkerProcess>> Start(const std::vector<std::string>& command, int extra = -1);
  // Kills it if it still runs.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // False where the worker is gone, or did not read for ten seconds.
  bool Send(std::string_view bytes);
  void Kill();
  // Waits for its end: "signal 9", "exit code 1".
  std::string Reap();
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  WorkerProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  pid_t pid_;
  int socket_;
  bool reaped_ = false;
};

}  // namespace aegle
