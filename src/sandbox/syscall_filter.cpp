#include "sandbox/syscall_filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace aegle {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t kX32Bit = 0x40000000;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the system calls of this architecture are not known"
#endif

sock_filter Statement(unsigned code, std::uint32_t value) { return {static_cast<std::uint16_t>(code), 0, 0, value}; }
sock_filter JumpIf(unsigned test, std::uint32_t value, std::size_t if_true, std::size_t if_false) {
  return {static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), static_cast<std::uint8_t>(if_true), static_cast<std::uint8_t>(if_false), value};
}
sock_filter LoadNumber() { return Statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)); }
// Both supported architectures are little-endian: the low half comes first.
sock_filter LoadArgument(unsigned index) {
  const std::size_t half = (index & kHighHalf) != 0 ? sizeof(std::uint32_t) : 0;
  return Statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offsetof(seccomp_data, args) + (index & (kHighHalf - 1)) * sizeof(std::uint64_t) + half));
}

sock_filter Return(SyscallAction action) {
  std::uint32_t value = SECCOMP_RET_ALLOW;
  if (action == SyscallAction::kDeny) value = SECCOMP_RET_ERRNO | EPERM;
  if (action == SyscallAction::kMissing) value = SECCOMP_RET_ERRNO | ENOSYS;
  if (action == SyscallAction::kKill) value = SECCOMP_RET_KILL_PROCESS;
  return Statement(BPF_RET | BPF_K, value);
}

}  // namespace

SyscallFilter::SyscallFilter(SyscallAction otherwise) : otherwise_(otherwise) {}

void SyscallFilter::On(std::initializer_list<long> calls, SyscallAction action) {
  for (long call : calls) {
    rules_.push_back(JumpIf(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1));
    rules_.push_back(Return(action));
  }
}

// number? no: past the end. Each test: load, mask, compare, no: to the reload. All hold: return. Reload the number.
void SyscallFilter::OnArguments(long call, std::initializer_list<ArgumentTest> tests, SyscallAction action) {
  const std::size_t length = tests.size() * 3 + 2;
  rules_.push_back(JumpIf(BPF_JEQ, static_cast<std::uint32_t>(call), 0, length));
  std::size_t left = tests.size() * 3;
  for (const ArgumentTest& test : tests) {
    left -= 3;
    rules_.push_back(LoadArgument(test.index));
    rules_.push_back(Statement(BPF_ALU | BPF_AND | BPF_K, test.mask));
    rules_.push_back(JumpIf(BPF_JEQ, test.value, 0, left + 1));
  }
  rules_.push_back(Return(action));
  rules_.push_back(LoadNumber());
}

std::vector<sock_filter> SyscallFilter::Program() const {
  std::vector<sock_filter> program{
      Statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      JumpIf(BPF_JEQ, kArchitecture, 1, 0),
      Return(SyscallAction::kKill),
      LoadNumber(),
  };
#if defined(__x86_64__)
  program.push_back(JumpIf(BPF_JGE, kX32Bit, 0, 1));
  program.push_back(Return(SyscallAction::kKill));
#endif
  program.insert(program.end(), rules_.begin(), rules_.end());
  program.push_back(Return(otherwise_));
  return program;
}

Result<void> SyscallFilter::Install(Scope scope) const {
  std::vector<sock_filter> code = Program();
  sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Fail(ErrorCode::kUnavailable, std::string("no_new_privs cannot be set: ") + std::strerror(errno));
  const unsigned flags = scope == Scope::kAllThreads ? SECCOMP_FILTER_FLAG_TSYNC : 0u;
  long result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (result > 0) return Fail(ErrorCode::kUnavailable, "a thread has a system call filter of its own", "thread " + std::to_string(result));
  if (result < 0)
    return Fail(ErrorCode::kUnavailable, std::string("the kernel takes no system call filter: ") + std::strerror(errno), "seccomp", "It needs CONFIG_SECCOMP_FILTER.");
  return {};
}

}  // namespace aegle
