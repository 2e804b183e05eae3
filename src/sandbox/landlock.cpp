#include "sandbox/landlock.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace aegle {
namespace {

// The kernel's interface, written out: the headers of a system may be older than its kernel.
struct RulesetAttributes {
  std::uint64_t handled_access_fs = 0;
  std::uint64_t handled_access_net = 0;  // ABI 4
  std::uint64_t scoped = 0;              // ABI 6
};
struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed_access;
  std::int32_t parent_fd;
};
struct NetPort {
  std::uint64_t allowed_access, port;
};
constexpr unsigned kRulePathBeneath = 1, kRuleNetPort = 2, kCreateRulesetVersion = 1;
constexpr std::uint64_t kWriteFile = 1u << 1, kReadFile = 1u << 2, kReadDir = 1u << 3, kIoctlDevice = 1u << 15;
constexpr std::uint64_t kConnectTcp = 1u << 1;
constexpr std::uint64_t kScopeAll = 3;  // abstract UNIX sockets, signals

std::uint64_t FileRights(int abi) {
  int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
  return (std::uint64_t{1} << rights) - 1;
}

std::size_t AttributesSize(int abi) {
  if (abi >= 6) return sizeof(RulesetAttributes);
  return abi >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Error> Refused(const char* step) {
  return Fail(ErrorCode::kUnavailable, std::string("the kernel refused a Landlock rule: ") + std::strerror(errno), step);
}

Result<void> AddPath(int ruleset, const std::string& path, std::uint64_t more_rights) {
  Descriptor opened(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (opened.get() < 0) return {};
  struct stat status {};
  if (::fstat(opened.get(), &status) != 0) return {};
  PathBeneath rule{(S_ISDIR(status.st_mode) ? kReadFile | kReadDir : kReadFile) | more_rights, opened.get()};
  if (::syscall(SYS_landlock_add_rule, ruleset, kRulePathBeneath, &rule, 0) != 0) return Refused(path.c_str());
  return {};
}

Result<void> AddPort(int ruleset, std::uint16_t port) {
  NetPort rule{kConnectTcp, port};
  if (::syscall(SYS_landlock_add_rule, ruleset, kRuleNetPort, &rule, 0) != 0) return Refused("port");
  return {};
}

}  // namespace

int LandlockAbi() {
  long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kCreateRulesetVersion);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

Result<LandlockEffect> RestrictByLandlock(const LandlockRules& rules) {
  const int abi = LandlockAbi();
  if (abi == 0) return LandlockEffect{};
  LandlockEffect effect{abi, rules.restrict_files, rules.connect_ports.has_value() && abi >= 4, abi >= 6};
  RulesetAttributes attributes;
  if (effect.files) attributes.handled_access_fs = FileRights(abi);
  if (effect.tcp_connect) attributes.handled_access_net = kConnectTcp;
  if (effect.scopes) attributes.scoped = kScopeAll;
  if (attributes.handled_access_fs == 0 && attributes.handled_access_net == 0 && attributes.scoped == 0) return LandlockEffect{abi};
  Descriptor ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, AttributesSize(abi), 0)));
  if (ruleset.get() < 0) return Refused("ruleset");
  if (effect.files)
    for (const std::string& path : rules.readable) AEGLE_CHECK(AddPath(ruleset.get(), path, 0));
  if (effect.files)
    for (const std::string& path : rules.devices) AEGLE_CHECK(AddPath(ruleset.get(), path, kWriteFile | (abi >= 5 ? kIoctlDevice : 0)));
  if (effect.tcp_connect)
    for (std::uint16_t port : *rules.connect_ports) AEGLE_CHECK(AddPort(ruleset.get(), port));
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Refused("no_new_privs");
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return Refused("restrict");
  return effect;
}

}  // namespace aegle
