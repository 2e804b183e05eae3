// The proof that nothing leaves: a process of each kind tries every way out (attacks_egress.cpp) while a trap listens.
//
// The last row is the control: a process without any policy tries the same, and must reach the trap; where it does not, the
// test could not have seen a leak, and nothing is proven. Takes some tens of milliseconds. Thread-safe.
// Run it before CloseEgress or from another process: afterwards the trap cannot be set, and the rows say so.
#pragma once

#include <string>
#include <vector>

#include "sandbox/probe.h"

namespace aegle {

struct EgressRow {
  std::string process;                      // "service", "model worker", "parser worker", "broker"
  int tried = 0, stopped = 0;
  std::vector<std::string> left;            // ways that were not refused
  bool trap_caught = false;                 // a byte or a connection arrived
  std::string error;                        // why there is no result
  [[nodiscard]] bool ok() const { return error.empty() && left.empty() && !trap_caught && stopped > 0; }
};

struct EgressProof {
  std::vector<EgressRow> rows;
  bool control_reached = false;             // an unconfined process reached the trap
  std::vector<std::string> control_left;    // by these ways
  bool self_closed = false;                 // this process can open no socket: there is no trap, and no need of one
  [[nodiscard]] bool ok() const;
  [[nodiscard]] std::string Summary() const;
};

[[nodiscard]] EgressProof ProveEgress(const ProbeOptions& options);

}  // namespace aegle
