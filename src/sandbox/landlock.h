// Landlock: which files this process may still open, and which TCP ports it may still use. The kernel enforces it.
//
// The version (ABI) is asked for, never assumed: 0 none; 1 files, Linux 5.13; 2 rename; 3 truncate; 4 TCP, 6.7; 5 ioctl
// on devices; 6 signals and abstract sockets of others. What the kernel does not know is left out, and the return says
// what was enforced. Rights only ever shrink, for this thread and the ones it starts.
// Source: landlock(7), Documentation/userspace-api/landlock.rst. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace aegle {

// 0 where the kernel has no Landlock or it is off.
[[nodiscard]] int LandlockAbi();

struct LandlockRules {
  std::vector<std::string> readable = {};                  // files, or folders with what is below; a path that is not there is passed over
  std::vector<std::string> devices = {};                   // folders whose files may be read, written and asked by ioctl
  // Nothing: TCP is not touched. Else the only ports to connect to, on any address.
  std::optional<std::vector<std::uint16_t>> connect_ports = {};
  bool restrict_files = true;                              // false: only TCP and scopes
};

struct LandlockEffect {
  int abi = 0;            // 0: nothing is enforced
  bool files = false;
  bool tcp_connect = false;
  bool scopes = false;    // no signals to others, no abstract sockets of others
};

// Sets no_new_privs. Errors: kUnavailable (the kernel has Landlock and refused).
[[nodiscard]] Result<LandlockEffect> RestrictByLandlock(const LandlockRules& rules);

}  // namespace aegle
