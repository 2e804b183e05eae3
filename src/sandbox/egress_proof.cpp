#include "sandbox/egress_proof.h"

#include <algorithm>

#include "sandbox/attacks.h"
#include "sandbox/probe_line.h"
#include "sandbox/probe_parts.h"
#include "sandbox/worker_process.h"

namespace aegle {
namespace {

EgressRow Try(const char* shown, const char* process, bool sealed, const Trap& trap, const ProbeOptions& options) {
  EgressRow row;
  row.process = shown;
  auto worker = WorkerProcess::Start(options.command);
  if (!worker) {
    row.error = worker.error().ToString();
    return row;
  }
  LineChannel channel((*worker)->socket());
  channel.Send(std::string("process ") + process);
  if (sealed) channel.Send("sealed");
  channel.Send("egress");
  channel.Send("tcp " + std::to_string(trap.tcp_port()));
  channel.Send("udp " + std::to_string(trap.udp_port()));
  channel.Send("go");
  ProbeRun run;
  ReadReport(channel, EgressAttempts(), run);
  (*worker)->Kill();
  row.stopped = run.stopped;
  row.left = std::move(run.succeeded);
  row.tried = row.stopped + static_cast<int>(row.left.size());
  row.error = std::move(run.error);
  row.trap_caught = trap.caught();
  return row;
}

}  // namespace

bool EgressProof::ok() const {
  return !rows.empty() && (control_reached || self_closed) && std::all_of(rows.begin(), rows.end(), [](const EgressRow& row) { return row.ok(); });
}

std::string EgressProof::Summary() const {
  for (const EgressRow& row : rows) {
    if (!row.error.empty()) return row.process + ": " + row.error;
    if (row.trap_caught) return row.process + ": something arrived outside";
    if (!row.left.empty()) return row.process + ": not refused: " + row.left.front();
  }
  if (!control_reached && !self_closed) return "the control did not reach the trap, so nothing is proven";
  int tried = 0;
  for (const EgressRow& row : rows) tried += row.tried;
  return std::to_string(tried) + " ways out of " + std::to_string(rows.size()) + " kinds of process, all refused";
}

EgressProof ProveEgress(const ProbeOptions& options) {
  EgressProof proof;
  Trap trap;
  proof.rows.push_back(Try("service", "service", false, trap, options));
  proof.rows.push_back(Try("model worker", "model", true, trap, options));
  proof.rows.push_back(Try("parser worker", "parser", false, trap, options));
  proof.rows.push_back(Try("broker", "broker", false, trap, options));
  proof.self_closed = !trap.open();
  EgressRow control = Try("control", "open", false, trap, options);
  proof.control_reached = control.trap_caught;
  proof.control_left = std::move(control.left);
  return proof;
}

}  // namespace aegle
