#include "sandbox/probe.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "sandbox/attacks.h"
#include "sandbox/landlock.h"
#include "sandbox/probe_line.h"
#include "sandbox/probe_parts.h"
#include "sandbox/worker_process.h"

namespace aegle {
namespace {

constexpr uid_t kNobodyId = 65534;

enum class AsUser : std::uint8_t { kThis, kNobody };

void SendTask(LineChannel& channel, const ProbeRun& run, AsUser user, const ProbeOptions& options, const Bait& bait, const Trap& trap) {
  channel.Send(std::string("process ") + Name(run.profile));
  if (run.sealed) channel.Send("sealed");
  if (user == AsUser::kNobody) channel.Send("nobody");
  channel.Send("folder " + bait.folder());
  if (!options.home.empty()) channel.Send("home " + options.home);
  channel.Send("tcp " + std::to_string(trap.tcp_port()));
  channel.Send("udp " + std::to_string(trap.udp_port()));
  channel.Send("go");
}

ProbeRun Probe(ProfileKind profile, bool sealed, AsUser user, const ProbeOptions& options) {
  ProbeRun run;
  run.profile = profile;
  run.sealed = sealed;
  run.user = user == AsUser::kNobody ? "nobody" : ::geteuid() == 0 ? "root" : "user";
  const bool becomes_nobody = user == AsUser::kNobody || (profile == ProfileKind::kParser && ::geteuid() == 0);
  Bait bait(becomes_nobody ? std::optional<uid_t>(kNobodyId) : std::nullopt);
  Trap trap;
  if (bait.folder().empty()) {
    run.error = "no folder for the targets can be made";
    return run;
  }
  auto worker = WorkerProcess::Start(options.command);
  if (!worker) {
    run.error = worker.error().ToString();
    return run;
  }
  LineChannel channel((*worker)->socket());
  SendTask(channel, run, user, options, bait, trap);
  ReadReport(channel, AllAttacks(), run);
  (*worker)->Kill();
  if (trap.caught()) run.succeeded.push_back("network: something arrived outside");
  return run;
}

}  // namespace

bool SandboxReport::ok() const {
  return !runs.empty() && std::all_of(runs.begin(), runs.end(), [](const ProbeRun& run) { return run.ok(); });
}

int SandboxReport::attacks() const {
  int most = 0;
  for (const ProbeRun& run : runs) most = std::max(most, run.stopped + static_cast<int>(run.succeeded.size()));
  return most;
}

std::vector<std::string> SandboxReport::Missing() const {
  std::vector<std::string> all;
  for (const ProbeRun& run : runs)
    for (const std::string& layer : run.missing)
      if (std::find(all.begin(), all.end(), layer) == all.end()) all.push_back(layer);
  return all;
}

std::string SandboxReport::Summary() const {
  for (const ProbeRun& run : runs) {
    std::string where = std::string(" (profile ") + Name(run.profile) + (run.sealed ? ", sealed" : "") + ", as " + run.user + ")";
    if (!run.error.empty()) return run.error + where;
    if (!run.succeeded.empty()) return std::to_string(run.succeeded.size()) + " attacks succeeded, first \"" + run.succeeded.front() + "\"" + where;
  }
  std::string text = std::to_string(attacks()) + " attacks in " + std::to_string(runs.size()) + " runs, none succeeded";
  text += landlock_abi > 0 ? "; Landlock ABI " + std::to_string(landlock_abi) : "; this kernel has no Landlock";
  return text;
}

SandboxReport TestSandbox(const ProbeOptions& options) {
  SandboxReport report;
  report.landlock_abi = LandlockAbi();
  for (AsUser user : {AsUser::kThis, AsUser::kNobody}) {
    if (user == AsUser::kNobody && ::geteuid() != 0) continue;
    report.runs.push_back(Probe(ProfileKind::kParser, false, user, options));
    report.runs.push_back(Probe(ProfileKind::kModel, false, user, options));
    report.runs.push_back(Probe(ProfileKind::kModel, true, user, options));
  }
  return report;
}

}  // namespace aegle
