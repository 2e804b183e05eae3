#include "cli/doctor_egress.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sandbox/egress_proof.h"
#include "serve/views.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Json ProofJson(const EgressProof& proof, const std::string& configured) {
  Json rows = Json::array();
  for (const EgressRow& row : proof.rows)
    rows.push_back({{"process", row.process}, {"tried", row.tried}, {"refused", row.stopped}, {"not_refused", row.left}, {"arrived", row.trap_caught}, {"error", row.error}, {"ok", row.ok()}});
  return {{"ok", proof.ok()}, {"summary", proof.Summary()}, {"configured", configured}, {"processes", rows},
          {"control", {{"reached", proof.control_reached}, {"by", proof.control_left}}}};
}

void PrintProof(const EgressProof& proof, const std::string& configured) {
  fmt::print("{} {:>5} {:>8}  {}\n", FitColumns("process", 16), "tried", "refused", "result");
  for (const EgressRow& row : proof.rows) {
    std::string result = row.ok() ? "nothing leaves" : !row.error.empty() ? row.error : row.left.empty() ? "something arrived" : "not refused: " + row.left.front();
    fmt::print("{} {:>5} {:>8}  {}\n", FitColumns(row.process, 16), row.tried, row.stopped, result);
  }
  fmt::print("{} {:>5} {:>8}  {}\n", FitColumns("control", 16), "", "", proof.control_reached ? fmt::format("a process without the policy reached the trap by {} ways", proof.control_left.size()) : "did not reach the trap: nothing is proven");
  fmt::print("configured: {}\n", configured.empty() ? "no remote engine, so nothing may be reached" : configured + ", which the broker alone may reach");
  fmt::print("models pull: not tried; it is asked to fetch, in a process of its own\n");
  fmt::print("{}\n", proof.Summary());
}

}  // namespace

Result<int> ShowEgress(const Cli& cli, Runtime& runtime) {
  EgressProof proof = ProveEgress({.home = runtime.home()});
  const std::string configured = runtime.settings().Text("model.remote_url");
  AEGLE_TRY(audit, runtime.audit());
  AuditEvent event;
  event.action = AuditAction::kSystem;
  event.actor = ActorOfProcess();
  event.resource = "egress";
  event.outcome = proof.ok() ? AuditOutcome::kDone : AuditOutcome::kFailed;
  event.detail = ProofJson(proof, configured).dump();
  AEGLE_CHECK(audit->Append(event));
  if (cli.json) fmt::print("{}\n", DumpJson(ProofJson(proof, configured)));
  else PrintProof(proof, configured);
  return proof.ok() ? 0 : 1;
}

}  // namespace aegle
