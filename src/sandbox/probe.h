// The self test of the sandbox: a process enters a profile and then tries every attack (attacks.h). None may succeed.
//
//   SandboxReport report = TestSandbox({.home = home});
//   if (!report.ok()) ...     // report.runs say which attack, in which profile, as which user
//
// It is run at the start of the service, every hour and by `aegle doctor`. Each profile is tried as the user of the
// service and, where that is root, also as one without rights. Takes some tens of milliseconds a run. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/profile.h"

namespace aegle {

struct ProbeOptions {
  std::string home = {};                                            // the data folder: its files are targets
  std::vector<std::string> command{"/proc/self/exe", "sandbox-probe"};  // runs RunProbeFromArguments
};

struct ProbeRun {
  ProfileKind profile = ProfileKind::kParser;
  bool sealed = false;                         // model: after SealFiles
  std::string user;                            // "root", "nobody", "user"
  int stopped = 0, not_applicable = 0;
  std::vector<std::string> succeeded;          // "files: read /etc/shadow"
  std::string error;                           // why the run gave no result; empty where it did
  std::vector<std::string> missing;            // layers that the kernel lacks
  [[nodiscard]] bool ok() const { return succeeded.empty() && error.empty() && stopped > 0; }
};

struct SandboxReport {
  int landlock_abi = 0;
  std::vector<ProbeRun> runs;
  [[nodiscard]] bool ok() const;
  [[nodiscard]] int attacks() const;           // tried in the largest run
  // Layers that this kernel lacks, each once.
  [[nodiscard]] std::vector<std::string> Missing() const;
  // One line: "115 attacks on 3 profiles as 2 users, none succeeded", or what did.
  [[nodiscard]] std::string Summary() const;
};

[[nodiscard]] SandboxReport TestSandbox(const ProbeOptions& options);

// The hidden verb: `arguments` are what follows "sandbox-probe": --fd N. Returns the exit code.
int RunProbeFromArguments(std::span<char*> arguments);

}  // namespace aegle
