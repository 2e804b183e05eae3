// SyscallFilter: a list of system calls and what becomes of each, assembled into a seccomp-BPF program.
//
//   SyscallFilter filter(SyscallAction::kDeny);
//   filter.On({SYS_read, SYS_write}, SyscallAction::kAllow);
//   filter.OnArguments(SYS_clone, {{0, CLONE_THREAD, CLONE_THREAD}}, SyscallAction::kAllow);
//   AEGLE_CHECK(filter.Install());
//
// Rules are tried in the order in which they were added; the first that fits decides. A call of another architecture
// (the 32-bit entry points, x32) ends the process. Arguments are compared by their low 32 bits, which is all the kernel
// looks at for the ones that are used here (domains, flags, ioctl requests, process ids).
// Sources: seccomp(2), linux/seccomp.h, linux/filter.h. One thread.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "base/result.h"

namespace aegle {

enum class SyscallAction : std::uint8_t {
  kAllow,
  kDeny,     // EPERM
  kMissing,  // ENOSYS: libc then falls back to an older call
  kKill,     // the process ends with SIGSYS
};

// Holds where (argument & mask) == value. Of a 64-bit argument it sees the low half, or with index | kHighHalf the other.
inline constexpr unsigned kHighHalf = 8;
struct ArgumentTest {
  unsigned index;
  std::uint32_t mask, value;
};

class SyscallFilter {
 public:
  explicit SyscallFilter(SyscallAction otherwise);

  void On(std::initializer_list<long> calls, SyscallAction action);
  void OnArguments(long call, std::initializer_list<ArgumentTest> tests, SyscallAction action);

  // For this thread, the threads it starts and the processes they become. kAllThreads: for the ones that run as well.
  enum class Scope : std::uint8_t { kThisThread, kAllThreads };
  // Sets no_new_privs first. Errors: kUnavailable (the kernel has no seccomp filters, or a thread has another one).
  Result<void> Install(Scope scope = Scope::kThisThread) const;

  // What would be installed.
  [[nodiscard]] std::vector<sock_filter> Program() const;

 private:
  std::vector<sock_filter> rules_;
  SyscallAction otherwise_;
};

}  // namespace aegle
