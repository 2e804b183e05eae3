// Interfaces of the kernel that a worker has no business with: each is more surface to attack.
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/shm.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "sandbox/attacks.h"

namespace aegle {
namespace {

using Targets = const AttackTargets&;

// With arguments that the kernel refuses as nonsense, so that nothing happens where the call is reached.
template <long kCall>
AttackResult Nonsense(Targets) {
  return Reached(::syscall(kCall, -1, nullptr, 0, -1, 0, 0));
}

AttackResult NullTime(Targets) { return Done(::syscall(SYS_settimeofday, nullptr, nullptr)); }

AttackResult SharedMemory(Targets) {
  int id = ::shmget(IPC_PRIVATE, 4096, 0600);
  if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
  return Done(id);
}

constexpr Attack kAttacks[] = {
    {"kernel", "mount a file system", [](Targets) { return Reached(::mount("none", "/nonexistent", "tmpfs", 0, nullptr)); }},
    {"kernel", "unmount", [](Targets) { return Reached(::umount2("/nonexistent", 0)); }},
    {"kernel", "pivot_root", [](Targets) { return Reached(::syscall(SYS_pivot_root, "/nonexistent", "/nonexistent")); }},
    {"kernel", "chroot", [](Targets) { return Reached(::chroot("/nonexistent")); }},
    {"kernel", "move_mount", Nonsense<SYS_move_mount>},
    {"kernel", "open_tree", Nonsense<SYS_open_tree>},
    {"kernel", "fsopen", [](Targets) { return Opened(static_cast<int>(::syscall(SYS_fsopen, "tmpfs", 0))); }},
    {"kernel", "fsmount", Nonsense<SYS_fsmount>},
    {"kernel", "fspick", Nonsense<SYS_fspick>},
    {"kernel", "mount_setattr", Nonsense<SYS_mount_setattr>},
    {"kernel", "io_uring", Nonsense<SYS_io_uring_setup>},
    {"kernel", "io_uring_enter", Nonsense<SYS_io_uring_enter>},
    {"kernel", "io_uring_register", Nonsense<SYS_io_uring_register>},
    {"kernel", "bpf", Nonsense<SYS_bpf>},
    {"kernel", "perf events", Nonsense<SYS_perf_event_open>},
    {"kernel", "userfaultfd", Nonsense<SYS_userfaultfd>},
    {"kernel", "keyring", [](Targets) { return Reached(::syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0)); }},
    {"kernel", "add a key", Nonsense<SYS_add_key>},
    {"kernel", "ask for a key", Nonsense<SYS_request_key>},
    {"kernel", "load a module", Nonsense<SYS_init_module>},
    {"kernel", "load a module by descriptor", Nonsense<SYS_finit_module>},
    {"kernel", "remove a module", [](Targets) { return Reached(::syscall(SYS_delete_module, nullptr, 0)); }},
    {"kernel", "kexec", Nonsense<SYS_kexec_load>},
    {"kernel", "kexec by descriptor", Nonsense<SYS_kexec_file_load>},
    {"kernel", "reboot", [](Targets) { return Reached(::syscall(SYS_reboot, 0, 0, 0, nullptr)); }},
    {"kernel", "kernel log", [](Targets) { return Reached(::syscall(SYS_syslog, 10, nullptr, 0)); }},
    {"kernel", "accounting", [](Targets) { return Reached(::syscall(SYS_acct, "/nonexistent")); }},
    {"kernel", "quota", Nonsense<SYS_quotactl>},
    {"kernel", "swap on", [](Targets) { return Reached(::swapon("/nonexistent", 0)); }},
    {"kernel", "swap off", [](Targets) { return Reached(::swapoff("/nonexistent")); }},
    {"kernel", "set the time", NullTime},
    {"kernel", "set a clock", Nonsense<SYS_clock_settime>},
    {"kernel", "set the host name", [](Targets) { return Reached(::syscall(SYS_sethostname, nullptr, -1)); }},
    {"kernel", "watch a file system", Nonsense<SYS_fanotify_init>},
    {"kernel", "watch files", [](Targets) { return Opened(static_cast<int>(::syscall(SYS_inotify_init1, 0))); }},
    {"kernel", "shared memory", SharedMemory},
    {"kernel", "message queue", [](Targets) { return Reached(::syscall(SYS_msgget, 0x41454731, 0)); }},
    {"kernel", "semaphores", [](Targets) { return Reached(::syscall(SYS_semget, 0x41454731, 0, 0)); }},
    {"kernel", "POSIX message queue", [](Targets) { return Reached(::syscall(SYS_mq_open, "attack", O_RDONLY, 0, nullptr)); }},
    {"kernel", "move pages", [](Targets) { return Reached(::syscall(SYS_move_pages, 0, 0, nullptr, nullptr, nullptr, 0)); }},
    {"kernel", "migrate pages", Nonsense<SYS_migrate_pages>},
    {"kernel", "memory policy", Nonsense<SYS_mbind>},
#if defined(__x86_64__)
    {"kernel", "I/O privilege", [](Targets) { return Reached(::syscall(SYS_iopl, 4)); }},
    {"kernel", "I/O ports", [](Targets) { return Reached(::syscall(SYS_ioperm, 0x10000, 1, 1)); }},
    {"kernel", "descriptor table", [](Targets) { return Reached(::syscall(SYS_modify_ldt, 0x7f, nullptr, 0)); }},
#endif
    {"kernel", "a Landlock of its own", [](Targets t) { return t.opens_files ? AttackResult{AttackOutcome::kNotApplicable} : Reached(::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1)); }},
    {"kernel", "a filter with a listener", [](Targets) { return Opened(static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, nullptr))); }},
};

}  // namespace

std::span<const Attack> KernelAttacks() { return kAttacks; }

}  // namespace aegle
