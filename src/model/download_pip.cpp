// DownloadWheel of download.h: pip as a child process, watched through its output and the growth of its folder.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <vector>

#include "base/text.h"
#include "model/catalog.h"
#include "model/download.h"
#include "model/model_files.h"

extern char** environ;

namespace aegle {
namespace {

namespace fs = std::filesystem;

constexpr int kPollMs = 200;
constexpr std::size_t kKeptOutput = 8192;

// A child in a process group of its own, killed with its owner. Its output is collected through a pipe.
class Child {
 public:
  ~Child() { Kill(); }

  Result<void> Start(const std::vector<std::string>& arguments, const std::vector<std::string>& settings) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return tl::unexpected(SystemError("make a pipe for", arguments.front(), errno));
    output_ = FileHandle(ends[0]);
    FileHandle input(ends[1]);

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, input.get(), STDERR_FILENO);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    std::vector<char*> argv = Pointers(arguments);
    std::vector<std::string> environment = Environment(settings);
    std::vector<char*> envp = Pointers(environment);
    int error = ::posix_spawnp(&pid_, arguments.front().c_str(), &actions, &attributes, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error == 0) return {};
    pid_ = -1;
    return Fail(ErrorCode::kUnavailable, fmt::format("{} could not be started: {}", arguments.front(), std::strerror(error)), arguments.front(), "Install Python 3 with pip.");
  }

  // Waits a little for output. False when the child has closed it.
  bool Watch() {
    pollfd waiting{output_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, kPollMs) <= 0) return true;
    std::array<char, 4096> piece{};
    ssize_t size = ::read(output_.get(), piece.data(), piece.size());
    if (size < 0) return errno == EINTR || errno == EAGAIN;
    if (size == 0) return false;
    text_.append(piece.data(), static_cast<std::size_t>(size));
    if (text_.size() > kKeptOutput) text_.erase(0, text_.size() - kKeptOutput);
    return true;
  }

  // The exit status; -1 where a signal ended it.
  int Wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static std::vector<char*> Pointers(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));   // exec's old signature; not written to
    pointers.push_back(nullptr);
    return pointers;
  }

  static std::vector<std::string> Environment(const std::vector<std::string>& settings) {
    std::vector<std::string> all = settings;
    for (char** entry = environ; *entry != nullptr; ++entry)
      if (std::string_view text = *entry; !text.starts_with("TMPDIR=")) all.emplace_back(text);
    return all;
  }

  void Kill() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    Wait();
  }

  pid_t pid_ = -1;
  FileHandle output_;
  std::string text_;
};

std::uint64_t BytesIn(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (at->is_regular_file(gone)) {
      std::uintmax_t size = at->file_size(gone);
      if (!gone) bytes += size;
    }
  }
  return bytes;
}

// pip's own words, shortened to the last line that says something.
std::string LastError(const std::string& output) {
  std::string last;
  for (std::string_view line : Split(output, '\n'))
    if (line = Trim(line); line.starts_with("ERROR:") || (last.empty() && !line.empty())) last = std::string(Utf8Prefix(line, 300));
  return last.empty() ? "no message" : last;
}

tl::unexpected<Error> PipError(const PipRequest& request, int status, const std::string& output) {
  std::string what = fmt::format("{} {}", request.package, request.version);
  auto says = [&](std::string_view text) { return output.find(text) != std::string::npos; };
  if (says("No module named pip")) return Fail(ErrorCode::kUnavailable, "Python has no pip", request.python, "Install it (Debian: apt install python3-pip).");
  if (says("No space left on device")) return Fail(ErrorCode::kNoSpace, fmt::format("the disk is full while fetching {}", what), request.folder.string(), "Free some space and run again; finished parts are kept.");
  bool offline = says("NewConnectionError") || says("Connection refused") || says("name resolution") || says("ConnectTimeoutError") || says("ProxyError") || says("Max retries exceeded");
  if (offline) return Fail(ErrorCode::kUnavailable, fmt::format("no connection to fetch {}", what), "pip", "Check the connection or pip's settings, then run again: finished parts are kept. Without a connection use \"aegle models add FILE\".");
  if (says("No matching distribution")) return Fail(ErrorCode::kNotFound, fmt::format("pip finds no {}", what), "pip", "The package source that pip is set up with does not have it.");
  return Fail(ErrorCode::kUnavailable, fmt::format("pip ended with status {} for {}: {}", status, what, LastError(output)), "pip", "Run again: finished parts are kept.");
}

Result<fs::path> OnlyWheel(const fs::path& folder) {
  std::optional<fs::path> wheel;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".whl") continue;
    if (wheel) return Fail(ErrorCode::kUnavailable, "pip left more than one wheel", folder.string());
    wheel = entry.path();
  }
  if (!wheel) return Fail(ErrorCode::kUnavailable, "pip left no wheel", folder.string());
  return *wheel;
}

}  // namespace

Result<fs::path> DownloadWheel(const PipRequest& request, const ByteProgress& progress, std::stop_token stop) {
  if (!IsPlainName(request.package) || !IsPlainName(request.version)) return Fail(ErrorCode::kBadUsage, "not the name or version of a package");
  std::error_code error;
  fs::path temporary = request.folder / "tmp";
  fs::remove_all(request.folder, error);
  if (!fs::create_directories(temporary, error)) return tl::unexpected(SystemError("make the folder", temporary, error.value()));

  std::vector<std::string> arguments{request.python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary", ":all:",
                                     "--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "30", "--dest", request.folder.string(),
                                     request.package + "==" + request.version};
  Child child;
  AEGLE_CHECK(child.Start(arguments, {"TMPDIR=" + temporary.string()}));
  while (child.Watch()) {
    if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the download was cancelled; finished parts are kept");
    if (progress) progress(BytesIn(request.folder));
  }
  int status = child.Wait();
  fs::remove_all(temporary, error);
  if (status != 0) return PipError(request, status, child.text());
  return OnlyWheel(request.folder);
}

}  // namespace aegle
