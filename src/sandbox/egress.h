// Egress: what the processes of Aegle themselves may reach. Nothing, unless a remote engine is configured; then that only.
//
//   AEGLE_TRY(broker, EgressBroker::Start({{"models.hospital.example", 443, true, {}}}));   // where one is configured
//   server.Bind(); ...                                                          // listening sockets are made before
//   AEGLE_CHECK(CloseEgress());
//   AEGLE_TRY(connected, broker->Connect("models.hospital.example", 443, 5000));
//
// A seccomp filter cannot see addresses, so it forbids every way out: after CloseEgress no thread of this process, and no
// process that it starts, makes a socket, connects, listens or sends to an address. Connections that were accepted go on.
// What is configured is reached through one other process, the broker: it was told its few hosts before anything from
// outside was read, can connect to those and no other (an own list, and Landlock for the ports), and hands back the
// connected socket; TLS is its work too, so that what the network says is first read in a process that holds nothing.
// `aegle models pull` is the one verb that does not close: it is asked to fetch, and does nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/worker_process.h"

namespace aegle {

// For every thread of the process and its children, for good. Errors: kUnavailable (the kernel has no seccomp filters).
[[nodiscard]] Result<void> CloseEgress();
// Whether CloseEgress has taken effect in this process.
[[nodiscard]] bool EgressIsClosed();

struct EgressHost {
  std::string host;           // a name, or an address without brackets
  std::uint16_t port = 0;
  bool tls = false;           // the broker speaks TLS (1.2 or later) and checks the name; the caller speaks plain text
  std::string ca_file = {};   // certificates to trust; empty: those of the system
  friend bool operator==(const EgressHost&, const EgressHost&) = default;
};

// Thread-safe; one connection is made at a time.
class EgressBroker {
 public:
  // Before CloseEgress. Errors: kUnavailable.
  static Result<std::unique_ptr<EgressBroker>> Start(std::vector<EgressHost> allowed, const std::vector<std::string>& command = {"/proc/self/exe", "egress-broker"});

  // A connected stream socket, which the caller closes. The host is compared as a whole, never by prefix.
  // Errors: kDenied (not one of the hosts), kIntegrity (its certificate was not accepted), kUnavailable (no connection, or
  // the broker is gone).
  Result<int> Connect(const std::string& host, std::uint16_t port, int timeout_ms);
  [[nodiscard]] const std::vector<EgressHost>& allowed() const { return allowed_; }

 private:
  EgressBroker(std::vector<EgressHost> allowed, std::unique_ptr<WorkerProcess> process) : allowed_(std::move(allowed)), process_(std::move(process)) {}
  const std::vector<EgressHost> allowed_;
  std::mutex mutex_;
  std::unique_ptr<WorkerProcess> process_;
};

// The hidden verb: `arguments` are what follows "egress-broker": --fd N. Returns the exit code.
int RunBrokerFromArguments(std::span<char*> arguments);

}  // namespace aegle
