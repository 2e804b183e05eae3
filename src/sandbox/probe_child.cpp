// The attacking end of a self test.
#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <string_view>

#include "sandbox/attacks.h"
#include "sandbox/egress.h"
#include "sandbox/probe.h"
#include "sandbox/probe_line.h"

namespace aegle {
namespace {

struct Task {
  std::string process;          // "parser", "model", "broker": a profile; "service": CloseEgress; "open": nothing at all
  bool sealed = false, nobody = false, egress = false;
  AttackTargets targets;
};

Task ReadTask(LineChannel& channel) {
  Task task;
  while (auto line = channel.Next()) {
    if (*line == "go") break;
    if (auto value = After(*line, "process")) task.process = *value;
    if (*line == "egress") task.egress = true;
    if (*line == "sealed") task.sealed = true;
    if (*line == "nobody") task.nobody = true;
    if (auto value = After(*line, "folder")) task.targets.folder = *value;
    if (auto value = After(*line, "home")) task.targets.home = *value;
    if (auto value = After(*line, "tcp")) task.targets.tcp_port = static_cast<std::uint16_t>(Number(*value));
    if (auto value = After(*line, "udp")) task.targets.udp_port = static_cast<std::uint16_t>(Number(*value));
  }
  return task;
}

void BecomeNobody() {
  constexpr uid_t kNobody = 65534;
  ::setgroups(0, nullptr);
  if (::setresgid(kNobody, kNobody, kNobody) != 0 || ::setresuid(kNobody, kNobody, kNobody) != 0) ::_exit(4);
}

// An end of a TCP connection of this process with itself, accepted as the service accepts its clients.
int AcceptedConnection() {
  int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(listener, plain, size) != 0 || ::listen(listener, 1) != 0 || ::getsockname(listener, plain, &size) != 0 || ::connect(client, plain, size) != 0) return -1;
  return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
}

// Makes this process one of the named kind. False after it has said why it cannot.
bool Become(LineChannel& channel, Task& task) {
  Profile profile;
  profile.channel = task.targets.channel;
  if (task.process == "open") return true;
  if (task.process == "service") {
    task.targets.connection = AcceptedConnection();
    auto closed = CloseEgress();
    if (!closed) channel.Send("error " + closed.error().ToString());
    return closed.has_value();
  }
  constexpr std::uint16_t kConfigured = 9;
  profile.kind = task.process == "parser" ? ProfileKind::kParser : task.process == "broker" ? ProfileKind::kBroker : ProfileKind::kModel;
  if (profile.kind == ProfileKind::kBroker) profile.connect_ports = {kConfigured};
  else profile.address_space_bytes = std::uint64_t{8} << 30;
  task.targets.threads = task.targets.opens_files = profile.kind != ProfileKind::kParser;
  auto confined = Enter(profile);
  if (!confined) channel.Send("error " + confined.error().ToString());
  if (!confined) return false;
  if (task.sealed && confined->seccomp && !SealFiles()) {
    channel.Send("error the second filter was refused");
    return false;
  }
  for (const std::string& layer : confined->missing) channel.Send("missing " + layer);
  return true;
}

int Attempt(LineChannel& channel, Task& task) {
  if (!Become(channel, task)) return 1;
  const auto& attacks = task.egress ? EgressAttempts() : AllAttacks();
  for (std::size_t i = 0; i < attacks.size(); ++i) {
    channel.Send("next " + std::to_string(i));
    AttackResult result = attacks[i].run(task.targets);
    channel.Send(result.outcome == AttackOutcome::kStopped ? "stopped" : result.outcome == AttackOutcome::kSucceeded ? "succeeded" : "inapplicable");
  }
  channel.Send("done");
  return 0;
}

}  // namespace

int RunProbeFromArguments(std::span<char*> arguments) {
  if (arguments.size() != 2 || std::string_view(arguments[0]) != "--fd") return 2;
  const int channel_number = Number(arguments[1]);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGXFSZ, SIG_IGN);
  LineChannel channel(channel_number);
  Task task = ReadTask(channel);
  task.targets.channel = channel_number;
  task.targets.parent = ::getppid();
  if (task.nobody) BecomeNobody();
  return Attempt(channel, task);
}

}  // namespace aegle
