#include "sandbox/worker_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace aegle {
namespace {

constexpr int kWorkerSocket = 3, kWorkerExtra = 4;

// What a worker may know of the environment of the service, which can hold passwords.
std::vector<char*> PlainEnvironment() {
  static constexpr std::string_view kKept[] = {"PATH=", "LANG=", "LC_", "TZ=", "LD_LIBRARY_PATH=", "OMP_", "GGML_", "LLAMA_", "CUDA_", "NVIDIA_", "ASAN_", "LSAN_", "TSAN_", "UBSAN_", "SSL_CERT_", "AEGLE_CRASH"};
  std::vector<char*> kept;
  for (char** variable = environ; *variable != nullptr; ++variable)
    for (std::string_view start : kKept)
      if (std::string_view(*variable).starts_with(start)) kept.push_back(*variable);
  kept.push_back(nullptr);
  return kept;
}

int Spawn(const std::vector<std::string>& command, int socket, int extra, pid_t& pid) {
  std::vector<std::string> words = command;
  words.insert(words.end(), {"--fd", std::to_string(kWorkerSocket)});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, socket, kWorkerSocket);
  if (extra >= 0) posix_spawn_file_actions_adddup2(&actions, extra, kWorkerExtra);
  posix_spawn_file_actions_addclosefrom_np(&actions, extra >= 0 ? kWorkerExtra + 1 : kWorkerSocket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  int error = posix_spawn(&pid, words[0].c_str(), &actions, &attributes, arguments.data(), PlainEnvironment().data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(const std::vector<std::string>& command, int extra) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return Fail(ErrorCode::kUnavailable, "no socket for a worker process");
  pid_t pid = -1;
  // A descriptor that the child's end would overwrite must be out of the way first.
  const int moved = extra == kWorkerSocket ? ::fcntl(extra, F_DUPFD_CLOEXEC, kWorkerExtra + 1) : -1;
  int error = Spawn(command, ends[1], moved >= 0 ? moved : extra, pid);
  if (moved >= 0) ::close(moved);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    return Fail(ErrorCode::kUnavailable, std::string("a worker process could not be started: ") + std::strerror(error), command[0]);
  }
  timeval patience{10, 0};
  ::setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(pid, ends[0]));
}

WorkerProcess::~WorkerProcess() {
  Kill();
  Reap();
  ::close(socket_);
}

bool WorkerProcess::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void WorkerProcess::Kill() {
  if (!reaped_) ::kill(pid_, SIGKILL);
}

std::string WorkerProcess::Reap() {
  if (reaped_) return "";
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) : "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace aegle
