#include "sandbox/profile.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "sandbox/landlock.h"
#include "sandbox/syscall_filter.h"

namespace aegle {
namespace {

constexpr auto kAllow = SyscallAction::kAllow;
constexpr auto kDeny = SyscallAction::kDeny;
// A user that owns nothing; for a worker of a service that was started as root.
constexpr uid_t kNobody = 65534;
constexpr std::uint32_t kAll = 0xffffffff;

// The sanitizers reserve terabytes of addresses and talk on standard error.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitizer = true;
#else
constexpr bool kSanitizer = false;
#endif

void LimitResource(__rlimit_resource resource, rlim_t value) {
  rlimit limit{value, value};
  ::setrlimit(resource, &limit);
}

void LimitResources(const Profile& profile) {
  LimitResource(RLIMIT_CORE, 0);
  LimitResource(RLIMIT_FSIZE, 0);
  LimitResource(RLIMIT_MEMLOCK, 0);
  LimitResource(RLIMIT_MSGQUEUE, 0);
  LimitResource(RLIMIT_NOFILE, profile.kind == ProfileKind::kParser ? 16 : 256);
  if (profile.kind == ProfileKind::kParser) LimitResource(RLIMIT_NPROC, 0);
  if (profile.address_space_bytes != 0 && !kSanitizer) LimitResource(RLIMIT_AS, profile.address_space_bytes);
}

// What no program of this process could ever have again; first, since it needs a capability itself.
void DropBoundingSet() {
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

void DropCapabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  ::syscall(SYS_capset, &header, none);
}

// A parser needs no file, so it need not be the user whose files these are.
void BecomeNobody() {
  if (::geteuid() != 0) return;
  ::setgroups(0, nullptr);
  if (::setresgid(kNobody, kNobody, kNobody) != 0 || ::setresuid(kNobody, kNobody, kNobody) != 0) ::_exit(4);
}

// What any C++ program that only computes needs.
void AllowComputing(SyscallFilter& filter) {
  filter.On({SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise, SYS_futex, SYS_exit, SYS_exit_group, SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_clock_gettime,
             SYS_gettimeofday, SYS_sched_yield, SYS_getrandom, SYS_restart_syscall, SYS_getpid, SYS_gettid, SYS_close, SYS_sysinfo, SYS_clock_nanosleep,
             SYS_nanosleep, SYS_sched_getaffinity, SYS_getrusage, SYS_sigaltstack},
            kAllow);
  // Memory is never made executable.
  filter.OnArguments(SYS_mmap, {{2, PROT_EXEC, 0}}, kAllow);
  filter.OnArguments(SYS_mprotect, {{2, PROT_EXEC, 0}}, kAllow);
  // abort() signals itself.
  filter.OnArguments(SYS_tgkill, {{0, kAll, static_cast<std::uint32_t>(::getpid())}}, kAllow);
  filter.OnArguments(SYS_rt_sigaction, {}, kAllow);
}

void AllowChannel(SyscallFilter& filter, int channel) {
  const auto number = static_cast<std::uint32_t>(channel);
  for (long call : {SYS_read, SYS_write, SYS_recvfrom, SYS_sendto}) filter.OnArguments(call, {{0, kAll, number}}, kAllow);
}

// Standard error, for the message of an assertion.
void AllowLastWords(SyscallFilter& filter) {
  for (long call : {SYS_write, SYS_writev}) filter.OnArguments(call, {{0, kAll, STDERR_FILENO}}, kAllow);
}

SyscallFilter ParserFilter(const Profile& profile) {
  SyscallFilter filter(kDeny);
  AllowComputing(filter);
  AllowChannel(filter, profile.channel);
  if (kSanitizer) AllowLastWords(filter);
  return filter;
}

SyscallFilter ModelFilter(const Profile& profile) {
  SyscallFilter filter(kDeny);
  AllowComputing(filter);
  AllowChannel(filter, profile.channel);
  AllowLastWords(filter);
  constexpr std::uint32_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  filter.OnArguments(SYS_openat, {{2, kWriting, 0}}, kAllow);
#if defined(SYS_open)
  filter.OnArguments(SYS_open, {{1, kWriting, 0}}, kAllow);
  filter.On({SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll}, kAllow);
#endif
  filter.On({SYS_read, SYS_readv, SYS_pread64, SYS_lseek, SYS_fstat, SYS_newfstatat, SYS_statx, SYS_fadvise64, SYS_getdents64, SYS_faccessat, SYS_faccessat2,
             SYS_readlinkat, SYS_ppoll, SYS_set_robust_list, SYS_rseq, SYS_getcpu, SYS_uname, SYS_membarrier, SYS_sched_getparam, SYS_sched_getscheduler,
             SYS_geteuid, SYS_getuid, SYS_getgid, SYS_getegid},
            kAllow);
  // Threads, never processes; clone3 takes its flags in memory, where a filter cannot look.
  constexpr std::uint32_t kThread = CLONE_THREAD | CLONE_VM;
  constexpr std::uint32_t kSpaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;
  filter.OnArguments(SYS_clone, {{0, kThread | kSpaces, kThread}}, kAllow);
  filter.On({SYS_clone3}, SyscallAction::kMissing);
  // Reading a limit, not setting one.
  filter.OnArguments(SYS_prlimit64, {{2, kAll, 0}}, kAllow);
  filter.OnArguments(SYS_prctl, {{0, kAll, PR_SET_NAME}}, kAllow);
  // For SealFiles: a further filter can only forbid more.
  filter.OnArguments(SYS_prctl, {{0, kAll, PR_SET_NO_NEW_PRIVS}}, kAllow);
  filter.OnArguments(SYS_seccomp, {{0, kAll, SECCOMP_SET_MODE_FILTER}}, kAllow);
  filter.OnArguments(SYS_sched_setaffinity, {{0, kAll, 0}}, kAllow);
  filter.OnArguments(SYS_fcntl, {{1, kAll, F_GETFL}}, kAllow);
  return filter;
}

// The forbidden calls of a process whose driver cannot be known call by call.
void DenyDangerous(SyscallFilter& filter) {
  filter.On({SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_kcmp, SYS_pidfd_getfd, SYS_pidfd_open, SYS_pidfd_send_signal,
             SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_bpf, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_perf_event_open,
             SYS_userfaultfd, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsconfig, SYS_fsmount,
             SYS_fspick, SYS_mount_setattr, SYS_setns, SYS_unshare, SYS_memfd_create, SYS_memfd_secret, SYS_execve, SYS_execveat, SYS_name_to_handle_at,
             SYS_open_by_handle_at, SYS_fanotify_init, SYS_kexec_load, SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_syslog,
             SYS_acct, SYS_quotactl, SYS_swapon, SYS_swapoff, SYS_reboot, SYS_personality, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex,
             SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname, SYS_mbind, SYS_move_pages, SYS_migrate_pages, SYS_socket, SYS_connect, SYS_bind,
             SYS_listen, SYS_accept, SYS_accept4, SYS_kill, SYS_tkill, SYS_setrlimit, SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid,
             SYS_setresgid, SYS_setgroups, SYS_capset, SYS_setsid, SYS_setpgid, SYS_chmod, SYS_fchmod, SYS_fchmodat, SYS_link, SYS_linkat, SYS_symlink,
             SYS_symlinkat, SYS_rename, SYS_renameat, SYS_renameat2, SYS_unlink, SYS_unlinkat, SYS_mkdir, SYS_mkdirat, SYS_mknod, SYS_mknodat, SYS_truncate,
             SYS_openat2, SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open, SYS_sendmmsg, SYS_seccomp, SYS_vhangup, SYS_lookup_dcookie, SYS_inotify_init1},
            kDeny);
#if defined(__x86_64__)
  filter.On({SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_fork, SYS_vfork, SYS_creat, SYS_uselib}, kDeny);
#endif
  constexpr std::uint32_t kPushCharacter = 0x5412, kConsole = 0x541c;  // TIOCSTI, TIOCLINUX
  filter.OnArguments(SYS_ioctl, {{1, kAll, kPushCharacter}}, kDeny);
  filter.OnArguments(SYS_ioctl, {{1, kAll, kConsole}}, kDeny);
  filter.OnArguments(SYS_prlimit64, {{2, kAll, 0}}, kAllow);
  filter.On({SYS_prlimit64}, kDeny);
  filter.OnArguments(SYS_clone, {{0, CLONE_THREAD, 0}}, kDeny);
  filter.On({SYS_clone3}, SyscallAction::kMissing);
}

SyscallFilter GpuFilter() {
  SyscallFilter filter(kAllow);
  DenyDangerous(filter);
  return filter;
}

// Connecting is what it is for; which ports, Landlock says. A first packet with data would connect without being asked.
SyscallFilter BrokerFilter(const Profile& profile) {
  SyscallFilter filter(kAllow);
  const auto channel = static_cast<std::uint32_t>(profile.channel);
  for (std::uint32_t family : {AF_INET, AF_INET6}) {
    filter.OnArguments(SYS_socket, {{0, kAll, family}, {1, 0xf, SOCK_STREAM}}, kAllow);
    if (profile.asks_name_servers) filter.OnArguments(SYS_socket, {{0, kAll, family}, {1, 0xf, SOCK_DGRAM}}, kAllow);
  }
  filter.On({SYS_connect}, kAllow);
  filter.OnArguments(SYS_sendto, {{3, MSG_FASTOPEN, MSG_FASTOPEN}}, kDeny);
  filter.OnArguments(SYS_sendto, {{4, kAll, 0}, {4 | kHighHalf, kAll, 0}}, kAllow);
  filter.OnArguments(SYS_sendmsg, {{0, kAll, channel}}, kAllow);
  if (profile.asks_name_servers) {
    filter.OnArguments(SYS_sendmmsg, {{3, MSG_FASTOPEN, 0}}, kAllow);
    filter.On({SYS_sendto}, kAllow);
  }
  filter.On({SYS_sendto, SYS_sendmsg}, kDeny);
  DenyDangerous(filter);
  return filter;
}

// What a look-up of a name reads.
constexpr const char* kResolverFiles[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",
                                          "/etc/ld.so.cache", "/usr/lib", "/lib", "/lib64", "/run/systemd/resolve", "/etc/ssl/certs", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"};

LandlockRules FileRules(const Profile& profile) {
  constexpr std::uint16_t kNameServer = 53;
  LandlockRules rules;
  rules.readable = profile.readable;
  rules.connect_ports = profile.connect_ports;
  if (profile.kind == ProfileKind::kBroker) {
    rules.readable.insert(rules.readable.end(), std::begin(kResolverFiles), std::end(kResolverFiles));
    rules.connect_ports->push_back(kNameServer);
  }
  if (profile.kind == ProfileKind::kModel) rules.readable.insert(rules.readable.end(), {"/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system"});
  if (profile.kind == ProfileKind::kModelGpu) {
    rules.readable.insert(rules.readable.end(), {"/usr", "/lib", "/lib64", "/opt", "/etc/ld.so.cache", "/proc", "/sys"});
    rules.devices = {"/dev"};
  }
  return rules;
}

SyscallFilter FilterOf(const Profile& profile) {
  switch (profile.kind) {
    case ProfileKind::kParser: return ParserFilter(profile);
    case ProfileKind::kModel: return ModelFilter(profile);
    case ProfileKind::kModelGpu: return GpuFilter();
    case ProfileKind::kBroker: return BrokerFilter(profile);
  }
  return ParserFilter(profile);
}

}  // namespace

const char* Name(ProfileKind kind) {
  switch (kind) {
    case ProfileKind::kParser: return "parser";
    case ProfileKind::kModel: return "model";
    case ProfileKind::kModelGpu: return "model-gpu";
    case ProfileKind::kBroker: return "broker";
  }
  return "";
}

void HideMemory() {
  LimitResource(RLIMIT_CORE, 0);
  ::prctl(PR_SET_DUMPABLE, 0);
}

Result<Confinement> Enter(const Profile& profile) {
  Confinement done;
  DropBoundingSet();
  if (profile.kind == ProfileKind::kParser || profile.kind == ProfileKind::kBroker) BecomeNobody();
  LimitResources(profile);
  DropCapabilities();
  HideMemory();
  AEGLE_TRY(landlock, RestrictByLandlock(FileRules(profile)));
  done.landlock_abi = landlock.abi;
  if (landlock.abi == 0) done.missing.push_back("Landlock (Linux 5.13, CONFIG_SECURITY_LANDLOCK)");
  else if (!landlock.tcp_connect) done.missing.push_back("Landlock rules for TCP (Linux 6.7)");
  done.seccomp = ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
  if (!done.seccomp) done.missing.push_back("seccomp (CONFIG_SECCOMP_FILTER)");
  else AEGLE_CHECK(FilterOf(profile).Install());
  return done;
}

Result<void> SealFiles() {
  SyscallFilter filter(kAllow);
  filter.On({SYS_openat, SYS_openat2, SYS_getdents64, SYS_seccomp}, kDeny);
#if defined(SYS_open)
  filter.On({SYS_open}, kDeny);
#endif
  return filter.Install(SyscallFilter::Scope::kAllThreads);
}

}  // namespace aegle
