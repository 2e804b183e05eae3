// Reading what is not the worker's, and changing anything.
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdio>

#include "sandbox/attacks.h"

namespace aegle {
namespace {

using Targets = const AttackTargets&;

std::string Secret(Targets targets) { return targets.folder + "/secret"; }
std::string New(Targets targets) { return targets.folder + "/new"; }
std::string OfParent(Targets targets, const char* what) { return "/proc/" + std::to_string(targets.parent) + "/" + what; }

// Reads a byte: an open alone is not yet a leak.
AttackResult Read(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Opened(descriptor);
  char byte;
  ssize_t got = ::read(descriptor, &byte, 1);
  ::close(descriptor);
  return got >= 0 ? AttackResult{AttackOutcome::kSucceeded} : Done(-1);
}
AttackResult Write(const char* path) { return Opened(::open(path, O_WRONLY | O_CLOEXEC)); }
AttackResult List(const std::string& path) {
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return Done(-1);
  ::closedir(folder);
  return {AttackOutcome::kSucceeded};
}
AttackResult IfHome(Targets targets, const char* name) {
  return targets.home.empty() ? AttackResult{AttackOutcome::kNotApplicable} : Read(targets.home + name);
}

AttackResult OpenBeneath(Targets targets) {
  open_how how{};
  how.flags = O_RDONLY;
  return Opened(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, Secret(targets).c_str(), &how, sizeof how)));
}

AttackResult OpenByHandle(Targets targets) {
  alignas(file_handle) char space[sizeof(file_handle) + 128] = {};
  auto* handle = reinterpret_cast<file_handle*>(space);
  handle->handle_bytes = 128;
  int mount = 0;
  return Reached(::name_to_handle_at(AT_FDCWD, Secret(targets).c_str(), handle, &mount, 0));
}

AttackResult SharedMemoryFile(Targets) {
  int descriptor = ::open("/dev/shm/aegle-attack", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::unlink("/dev/shm/aegle-attack");
  return Opened(descriptor);
}

constexpr Attack kAttacks[] = {
    {"files", "read /etc/shadow", [](Targets) { return Read("/etc/shadow"); }},
    {"files", "read /etc/passwd", [](Targets) { return Read("/etc/passwd"); }},
    {"files", "read a file of the same user", [](Targets t) { return Read(Secret(t)); }},
    {"files", "read it by a path with ..", [](Targets t) { return Read(t.folder + "/../" + t.folder.substr(t.folder.rfind('/') + 1) + "/secret"); }},
    {"files", "read it through /proc/self/root", [](Targets t) { return Read("/proc/self/root" + Secret(t)); }},
    {"files", "read it through /proc/self/cwd", [](Targets t) { return Read("/proc/self/cwd/../../../../../.." + Secret(t)); }},
    {"files", "read it by openat2", OpenBeneath},
    {"files", "take a handle of it", OpenByHandle},
    {"files", "open by a handle", [](Targets) { return Reached(::syscall(SYS_open_by_handle_at, AT_FDCWD, nullptr, O_RDONLY)); }},
    {"files", "read the store", [](Targets t) { return IfHome(t, "/store.db"); }},
    {"files", "read the key", [](Targets t) { return IfHome(t, "/key"); }},
    {"files", "read the settings", [](Targets t) { return IfHome(t, "/aegle.toml"); }},
    {"files", "list the folder of the data", [](Targets t) { return List(t.home.empty() ? t.folder : t.home); }},
    {"files", "list /", [](Targets) { return List("/"); }},
    {"files", "list /home", [](Targets) { return List("/home"); }},
    {"files", "environment of process 1", [](Targets) { return Read("/proc/1/environ"); }},
    {"files", "environment of the service", [](Targets t) { return Read(OfParent(t, "environ")); }},
    {"files", "memory of the service", [](Targets t) { return Read(OfParent(t, "mem")); }},
    {"files", "memory map of the service", [](Targets t) { return Read(OfParent(t, "maps")); }},
    {"files", "descriptors of the service", [](Targets t) { return List(OfParent(t, "fd")); }},
    {"files", "command line of the service", [](Targets t) { return Read(OfParent(t, "cmdline")); }},
    {"files", "own memory by /proc/self/mem", [](Targets) { return Opened(::open("/proc/self/mem", O_RDWR | O_CLOEXEC)); }},
    {"writing", "change a file of the same user", [](Targets t) { return Write(Secret(t).c_str()); }},
    {"writing", "create a file", [](Targets t) { return Opened(::open(New(t).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)); }},
    {"writing", "create a file without a name", [](Targets t) { return Opened(::open(t.folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600)); }},
    {"writing", "create a file in /tmp", [](Targets) { return Opened(::open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600)); }},
    {"writing", "create a file in /dev/shm", SharedMemoryFile},
    {"writing", "shorten a file", [](Targets t) { return Done(::truncate(Secret(t).c_str(), 1)); }},
    {"writing", "link a file", [](Targets t) { return Done(::link(Secret(t).c_str(), (t.folder + "/linked").c_str())); }},
    {"writing", "plant a symbolic link", [](Targets t) { return Done(::symlink("/etc/passwd", (t.folder + "/symbolic").c_str())); }},
    {"writing", "rename a file", [](Targets t) { return Done(::rename(Secret(t).c_str(), (t.folder + "/renamed").c_str())) ; }},
    {"writing", "make a folder", [](Targets t) { return Done(::mkdir((t.folder + "/sub").c_str(), 0700)); }},
    {"writing", "make a device", [](Targets t) { return Done(::mknod((t.folder + "/null").c_str(), S_IFIFO | 0600, 0)); }},
    {"writing", "remove a file", [](Targets t) { return Done(::unlink((t.folder + "/renamed").c_str())); }},
    {"writing", "change rights", [](Targets t) { return Done(::chmod(t.folder.c_str(), 0777)); }},
    {"writing", "change the owner", [](Targets t) { return Done(::chown(t.folder.c_str(), ::getuid(), ::getgid())); }},
    {"writing", "set an attribute", [](Targets t) { return Done(::setxattr(t.folder.c_str(), "user.attack", "1", 1, 0)); }},
    {"writing", "set a time", [](Targets t) { return Done(::utimensat(AT_FDCWD, t.folder.c_str(), nullptr, 0)); }},
    {"writing", "core_pattern", [](Targets) { return Write("/proc/sys/kernel/core_pattern"); }},
    {"writing", "modprobe path", [](Targets) { return Write("/proc/sys/kernel/modprobe"); }},
    {"writing", "sysrq-trigger", [](Targets) { return Write("/proc/sysrq-trigger"); }},
    {"writing", "own oom score", [](Targets) { return Write("/proc/self/oom_score_adj"); }},
    {"writing", "/dev/kmsg", [](Targets) { return Write("/dev/kmsg"); }},
    {"writing", "/dev/mem", [](Targets) { return Opened(::open("/dev/mem", O_RDWR | O_CLOEXEC)); }},
    {"writing", "/dev/null", [](Targets) { return Write("/dev/null"); }},
    {"writing", "a file in memory", [](Targets) { return Opened(static_cast<int>(::syscall(SYS_memfd_create, "attack", 0))); }},
    {"writing", "secret memory", [](Targets) { return Reached(::syscall(SYS_memfd_secret, 0x80000000u)); }},
};

}  // namespace

std::span<const Attack> FileAttacks() { return kAttacks; }

}  // namespace aegle
