#include "sandbox/syscall_filter.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>

namespace aegle {
namespace {

// The wait status of a child that did `work` and ended with its return.
int InChild(const std::function<int()>& work) {
  pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

int ExitOf(const std::function<int()>& work) {
  int status = InChild(work);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(SyscallFilter, ForbidsWhatItNamesAndNothingElse) {
  EXPECT_EQ(ExitOf([] {
    SyscallFilter filter(SyscallAction::kAllow);
    filter.On({SYS_getppid, SYS_getuid}, SyscallAction::kDeny);
    if (!filter.Install()) return 1;
    bool denied = ::syscall(SYS_getppid) == -1 && errno == EPERM && ::syscall(SYS_getuid) == -1;
    return denied && ::getpid() > 0 && ::syscall(SYS_getgid) >= 0 ? 0 : 2;
  }), 0);
}

TEST(SyscallFilter, ComparesArgumentsUnderAMask) {
  EXPECT_EQ(ExitOf([] {
    SyscallFilter filter(SyscallAction::kAllow);
    filter.OnArguments(SYS_socket, {{0, 0xffffffff, AF_INET}, {1, 0xf, SOCK_STREAM}}, SyscallAction::kDeny);
    if (!filter.Install()) return 1;
    if (::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) != -1 || errno != EPERM) return 2;
    if (::socket(AF_INET, SOCK_DGRAM, 0) < 0) return 3;      // the second test does not hold
    return ::socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 4 : 0;    // the first one does not
  }), 0);
}

TEST(SyscallFilter, TheFirstRuleThatFitsDecides) {
  EXPECT_EQ(ExitOf([] {
    SyscallFilter filter(SyscallAction::kDeny);
    filter.On({SYS_exit_group, SYS_write}, SyscallAction::kAllow);
    filter.OnArguments(SYS_mmap, {{2, PROT_EXEC, 0}}, SyscallAction::kAllow);
    filter.On({SYS_mmap}, SyscallAction::kMissing);
    if (!filter.Install()) return 1;
    if (::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) return 2;
    if (::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED || errno != ENOSYS) return 3;
    return ::open("/dev/null", O_RDONLY) == -1 && errno == EPERM ? 0 : 4;
  }), 0);
}

TEST(SyscallFilter, AFurtherFilterOnlyForbidsMore) {
  EXPECT_EQ(ExitOf([] {
    SyscallFilter first(SyscallAction::kAllow), second(SyscallAction::kAllow);
    first.On({SYS_getppid}, SyscallAction::kDeny);
    second.On({SYS_getppid}, SyscallAction::kAllow);
    second.On({SYS_getuid}, SyscallAction::kDeny);
    if (!first.Install() || !second.Install(SyscallFilter::Scope::kAllThreads)) return 1;
    return ::syscall(SYS_getppid) == -1 && ::syscall(SYS_getuid) == -1 ? 0 : 2;
  }), 0);
}

#if defined(__x86_64__)
TEST(SyscallFilter, CallsOfAnotherAbiEndTheProcess) {
  EXPECT_EQ(ExitOf([] {
    if (!SyscallFilter(SyscallAction::kAllow).Install()) return 1;
    ::syscall(0x40000000 | SYS_getpid);  // x32
    return 0;
  }), -SIGSYS);
}
#endif

// Every jump of a program stays inside of it; the kernel would refuse another one only when it is installed.
TEST(SyscallFilter, ProgramsAreWellFormed) {
  SyscallFilter filter(SyscallAction::kDeny);
  filter.OnArguments(SYS_clone, {{0, 1, 1}, {1, 2, 2}, {2, 4, 4}}, SyscallAction::kAllow);
  filter.On({SYS_read}, SyscallAction::kAllow);
  auto program = filter.Program();
  for (std::size_t i = 0; i < program.size(); ++i) {
    if (BPF_CLASS(program[i].code) != BPF_JMP) continue;
    EXPECT_LT(i + 1 + program[i].jt, program.size());
    EXPECT_LT(i + 1 + program[i].jf, program.size());
  }
  EXPECT_EQ(BPF_CLASS(program.back().code), BPF_RET);
}

}  // namespace
}  // namespace aegle
