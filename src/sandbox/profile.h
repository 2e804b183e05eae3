// Profile: what one kind of worker process may still do, and Enter, which takes the rest away for good.
//
// Three layers that do not rely on each other: no capabilities and small resource limits; Landlock for files and TCP;
// a seccomp filter that allows the calls which the worker is known to need (the GPU kind: that forbids the dangerous
// ones). A layer that the kernel lacks is named in the result; the self test (probe.h) then says whether it matters.
//
// kParser   pure computation over bytes that it is handed: no file, no socket, no new thread, no new program.
// kModel    the same with threads, and files of its list may be opened for reading until SealFiles.
// kModelGpu a driver wants to open devices and to make code at run time; sockets, programs and writing stay closed.
// kBroker   connects to its ports and asks name servers (egress.h); it gets nothing but the names of hosts.
//
// Enter is called by the worker itself, once, before the first byte from outside. Thread: the only one, or the others
// started by it before are not confined. Sources: seccomp(2), landlock(7), capabilities(7), trust notes of docs/security.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace aegle {

enum class ProfileKind : std::uint8_t { kParser, kModel, kModelGpu, kBroker };
[[nodiscard]] const char* Name(ProfileKind kind);  // "parser", "model", "model-gpu", "broker"

struct Profile {
  ProfileKind kind = ProfileKind::kParser;
  int channel = 3;                            // the one descriptor that leads out: a socket to the service
  std::vector<std::string> readable = {};     // files and folders; of the model kinds
  std::vector<std::uint16_t> connect_ports = {};  // of the broker
  bool asks_name_servers = false;                 // of the broker: not all of its hosts are addresses
  std::uint64_t address_space_bytes = 0;          // 0: no limit
};

struct Confinement {
  int landlock_abi = 0;                       // 0: the kernel has none
  bool seccomp = false;
  std::vector<std::string> missing = {};      // layers that this kernel does not have, for an operator
};

// Errors: kUnavailable (the kernel refused what it has). The caller ends the process then.
[[nodiscard]] Result<Confinement> Enter(const Profile& profile);
// A second filter behind the first, where Enter said that there is one: nothing is opened any more, by no thread.
// Call it when the model is loaded. Errors: kUnavailable.
[[nodiscard]] Result<void> SealFiles();

// The parts of Enter that every process with personal data may take at its start: no core file, not traceable by others.
void HideMemory();

}  // namespace aegle
