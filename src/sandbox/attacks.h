// The attacks of the self test: what a captured worker would try. Each is harmless where it succeeds.
//
// They are tried by a process that has entered a profile, against targets that its parent planted: a secret file, a
// listening socket, the parent itself. An attack that only asks whether a kernel interface can be reached at all counts
// as a success when the kernel answers anything but "not permitted".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

namespace aegle {

struct AttackTargets {
  std::string folder;         // of the parent's user, with a file "secret" in it
  std::string home;           // the data folder, "" where there is none
  pid_t parent = 0;
  std::uint16_t tcp_port = 0, udp_port = 0;  // of a listener and a socket of the parent on 127.0.0.1
  int connection = -1;        // an accepted TCP connection of the attacker, where it has one
  int channel = 3;            // the descriptor to the parent
  bool threads = false;       // the profile allows threads: starting one is no attack
  bool opens_files = false;   // the profile may look at its own parts of /proc and /sys
};

enum class AttackOutcome : std::uint8_t { kStopped, kSucceeded, kNotApplicable };

struct AttackResult {
  AttackOutcome outcome;
  int error = 0;              // errno of a stopped one
};

struct Attack {
  const char* group;          // "files", "writing", "network", "processes", "kernel", "resources"
  const char* name;
  AttackResult (*run)(const AttackTargets& targets);
};

// All, in a fixed order.
[[nodiscard]] const std::vector<Attack>& AllAttacks();

[[nodiscard]] std::span<const Attack> FileAttacks();
[[nodiscard]] std::span<const Attack> NetworkAttacks();
[[nodiscard]] std::span<const Attack> ProcessAttacks();
[[nodiscard]] std::span<const Attack> KernelAttacks();

// Ways to get a byte out of a process of Aegle, for TestEgress. They count as successes unless the policy itself refuses.
[[nodiscard]] const std::vector<Attack>& EgressAttempts();

// For the lists. Of a system call's return: an interface that must not even be reached.
[[nodiscard]] AttackResult Reached(long result);
// The same where only a true success counts, and a thing that is not there is no attack.
[[nodiscard]] AttackResult Done(long result);
// Of an opened descriptor, which it closes.
[[nodiscard]] AttackResult Opened(int descriptor);

}  // namespace aegle
