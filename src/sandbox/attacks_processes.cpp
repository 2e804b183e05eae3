// Other processes: making them, steering them, becoming more than one is; and eating the machine.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/kcmp.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <vector>

#include "sandbox/attacks.h"

namespace aegle {
namespace {

using Targets = const AttackTargets&;

AttackResult Child(long result) {
  if (result == 0) ::_exit(0);
  if (result > 0) ::waitpid(static_cast<pid_t>(result), nullptr, 0);
  return Done(result);
}

AttackResult NewProcess(Targets) { return Child(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
AttackResult NewUserSpace(Targets) { return Child(::syscall(SYS_clone, SIGCHLD | CLONE_NEWUSER, 0, 0, 0, 0)); }
AttackResult NewProcess3(Targets) {
  clone_args arguments{};
  arguments.exit_signal = SIGCHLD;
  return Child(::syscall(SYS_clone3, &arguments, sizeof arguments));
}

AttackResult Fork(Targets) {
#if defined(SYS_fork)
  return Child(::syscall(SYS_fork));
#else
  return {AttackOutcome::kNotApplicable};
#endif
}

// Only asks: a stack that is not there ends the call before a thread exists.
AttackResult Thread(Targets targets) {
  if (targets.threads) return {AttackOutcome::kNotApplicable};
  return Reached(::syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0));
}

// A program in place of this one: the parent then misses the report, which counts as a success.
AttackResult Execute(Targets) {
  const char* arguments[] = {"true", nullptr};
  return Done(::syscall(SYS_execve, "/bin/true", arguments, nullptr));
}
AttackResult ExecuteSuid(Targets) {
  const char* arguments[] = {"su", "--version", nullptr};
  return Done(::syscall(SYS_execve, "/bin/su", arguments, nullptr));
}
AttackResult ExecuteHere(Targets) {
  const char* arguments[] = {"true", nullptr};
  return Done(::syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, nullptr, 0));
}

AttackResult ReadMemory(Targets targets) {
  char byte;
  iovec here{&byte, 1}, there{&byte, 1};
  return Reached(::syscall(SYS_process_vm_readv, targets.parent, &here, 1, &there, 1, 0));
}
AttackResult WriteMemory(Targets targets) {
  char byte = 0;
  iovec here{&byte, 0}, there{&byte, 0};
  return Reached(::syscall(SYS_process_vm_writev, targets.parent, &here, 1, &there, 1, 0));
}

AttackResult RaiseLimit(Targets) {
  rlimit wanted{RLIM_INFINITY, RLIM_INFINITY};
  return Done(::syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &wanted, nullptr));
}
AttackResult LimitParent(Targets targets) {
  rlimit wanted{RLIM_INFINITY, RLIM_INFINITY};
  return Done(::syscall(SYS_prlimit64, targets.parent, RLIMIT_CORE, &wanted, nullptr));
}

AttackResult TakeCapabilities(Targets) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
  return Done(::syscall(SYS_capset, &header, all));
}

AttackResult RealTime(Targets) {
  sched_param high{};
  high.sched_priority = 1;
  return Done(::syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &high));
}

AttackResult Memory(Targets) {
  constexpr std::size_t kPart = std::size_t{1} << 40;
  void* taken = ::mmap(nullptr, kPart, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (taken == MAP_FAILED) return {AttackOutcome::kStopped, errno};
  ::munmap(taken, kPart);
  return {AttackOutcome::kSucceeded};
}

AttackResult Descriptors(Targets targets) {
  std::vector<int> taken;
  int error = 0;
  for (int i = 0; i < 4096; ++i) {
    int copy = ::dup(targets.channel);
    if (copy < 0) {
      error = errno;
      break;
    }
    taken.push_back(copy);
  }
  for (int descriptor : taken) ::close(descriptor);
  return error != 0 ? AttackResult{AttackOutcome::kStopped, error} : AttackResult{AttackOutcome::kSucceeded};
}

AttackResult NewCode(Targets) {
  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return {AttackOutcome::kStopped, errno};
  ::munmap(page, 4096);
  return {AttackOutcome::kSucceeded};
}
AttackResult TurnIntoCode(Targets) {
  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return {AttackOutcome::kStopped, errno};
  AttackResult result = Done(::mprotect(page, 4096, PROT_READ | PROT_EXEC));
  ::munmap(page, 4096);
  return result;
}

constexpr unsigned long kPushCharacter = 0x5412, kConsole = 0x541c;  // TIOCSTI, TIOCLINUX

constexpr Attack kAttacks[] = {
    {"processes", "fork", Fork},
    {"processes", "clone a process", NewProcess},
    {"processes", "clone3 a process", NewProcess3},
    {"processes", "start a thread", Thread},
    {"processes", "run a program", Execute},
    {"processes", "run a set-uid program", ExecuteSuid},
    {"processes", "run a program by execveat", ExecuteHere},
    {"processes", "signal every process", [](Targets) { return Done(::kill(-1, 0)); }},
    {"processes", "signal the service", [](Targets t) { return Done(::kill(t.parent, 0)); }},
    {"processes", "signal a thread of the service", [](Targets t) { return Done(::syscall(SYS_tkill, t.parent, 0)); }},
    {"processes", "queue a signal to the service", [](Targets t) { return Reached(::syscall(SYS_rt_sigqueueinfo, t.parent, 0, nullptr)); }},
    {"processes", "trace the service", [](Targets t) { return Done(::ptrace(PTRACE_SEIZE, t.parent, nullptr, nullptr)); }},
    {"processes", "read memory of the service", ReadMemory},
    {"processes", "write memory of the service", WriteMemory},
    {"processes", "a handle of the service", [](Targets t) { return Opened(static_cast<int>(::syscall(SYS_pidfd_open, t.parent, 0))); }},
    {"processes", "a descriptor of the service", [](Targets) { return Reached(::syscall(SYS_pidfd_getfd, -1, 0, 0)); }},
    {"processes", "compare with the service", [](Targets t) { return Done(::syscall(SYS_kcmp, ::getpid(), t.parent, KCMP_VM, 0, 0)); }},
    {"processes", "become root", [](Targets) { return Reached(::syscall(SYS_setresuid, -1, 0, -1)); }},
    {"processes", "join groups", [](Targets) { return Done(::syscall(SYS_setgroups, 0, nullptr)); }},
    {"processes", "take capabilities", TakeCapabilities},
    {"processes", "leave the session", [](Targets) { return Reached(::setsid()); }},
    {"processes", "be dumpable again", [](Targets) { return Done(::prctl(PR_SET_DUMPABLE, 1)); }},
    {"processes", "let others trace", [](Targets) { return Reached(::prctl(PR_SET_PTRACER, -1)); }},
    {"processes", "personality", [](Targets) { return Reached(::syscall(SYS_personality, 0xffffffff)); }},
    {"processes", "real-time priority", RealTime},
    {"processes", "another user's priority", [](Targets) { return Done(::setpriority(PRIO_PROCESS, 0, -10)); }},
    {"processes", "type into the terminal", [](Targets) { return Reached(::ioctl(0, kPushCharacter, "x")); }},
    {"processes", "paste into the console", [](Targets) { return Reached(::ioctl(0, kConsole, "x")); }},
    {"processes", "a user name space", [](Targets) { return Done(::unshare(CLONE_NEWUSER)); }},
    {"processes", "a user name space by clone", NewUserSpace},
    {"processes", "a network name space", [](Targets) { return Done(::unshare(CLONE_NEWNET)); }},
    {"processes", "a mount name space", [](Targets) { return Done(::unshare(CLONE_NEWNS)); }},
    {"processes", "join a name space", [](Targets) { return Reached(::setns(-1, 0)); }},
    {"resources", "raise an own limit", RaiseLimit},
    {"resources", "raise a limit of the service", LimitParent},
    {"resources", "a terabyte of memory", Memory},
    {"resources", "4096 descriptors", Descriptors},
    {"resources", "memory that is written and run", NewCode},
    {"resources", "memory made executable", TurnIntoCode},
    {"resources", "lock memory", [](Targets) { return Done(::mlockall(MCL_CURRENT | MCL_FUTURE)); }},
};

}  // namespace

std::span<const Attack> ProcessAttacks() { return kAttacks; }

}  // namespace aegle
