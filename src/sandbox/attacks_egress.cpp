// Ways out: to this machine's own trap, to addresses of the documentation (RFC 5737, RFC 3849) that belong to nobody.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/attacks.h"

namespace aegle {
namespace {

using Targets = const AttackTargets&;

constexpr int kNonBlocking = SOCK_NONBLOCK | SOCK_CLOEXEC;

sockaddr_in V4(const char* host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}

sockaddr_in6 V6(const char* host, std::uint16_t port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  ::inet_pton(AF_INET6, host, &address.sin6_addr);
  return address;
}

template <class Address>
AttackResult Connect(int type, const Address& address) {
  int opened = ::socket(reinterpret_cast<const sockaddr&>(address).sa_family, type | kNonBlocking, 0);
  if (opened < 0 && errno == EAFNOSUPPORT) return {AttackOutcome::kNotApplicable, errno};
  AttackResult result = opened < 0 ? Reached(-1) : Reached(::connect(opened, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  if (opened >= 0) ::close(opened);
  return result;
}

template <class Address>
AttackResult Send(int type, int flags, const Address& address) {
  int opened = ::socket(reinterpret_cast<const sockaddr&>(address).sa_family, type | kNonBlocking, 0);
  if (opened < 0 && errno == EAFNOSUPPORT) return {AttackOutcome::kNotApplicable, errno};
  AttackResult result = opened < 0 ? Reached(-1) : Reached(::sendto(opened, "leak", 4, flags, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  if (opened >= 0) ::close(opened);
  return result;
}

AttackResult SendMessage(Targets targets) {
  int opened = ::socket(AF_INET, SOCK_DGRAM | kNonBlocking, 0);
  if (opened < 0) return Reached(-1);
  sockaddr_in address = V4("127.0.0.1", targets.udp_port);
  char bytes[] = "leak";
  iovec part{bytes, 4};
  msghdr message{};
  message.msg_name = &address;
  message.msg_namelen = sizeof address;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  AttackResult result = Reached(::sendmsg(opened, &message, 0));
  ::close(opened);
  return result;
}

// An accepted connection is dissolved and made to another end.
AttackResult TurnConnection(Targets targets) {
  if (targets.connection < 0) return {AttackOutcome::kNotApplicable};
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  if (::connect(targets.connection, &none, sizeof none) != 0) return Reached(-1);
  sockaddr_in address = V4("127.0.0.1", targets.tcp_port);
  return Reached(::connect(targets.connection, reinterpret_cast<sockaddr*>(&address), sizeof address));
}

AttackResult NewListener(Targets) {
  int opened = ::socket(AF_INET, SOCK_STREAM | kNonBlocking, 0);
  if (opened < 0) return Reached(-1);
  sockaddr_in address = V4("127.0.0.1", 0);
  AttackResult result = ::bind(opened, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ? Reached(-1) : Reached(::listen(opened, 1));
  ::close(opened);
  return result;
}

AttackResult LocalSocket(Targets) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, "\0aegle-egress", 13);
  return Connect(SOCK_STREAM, address);
}

constexpr Attack kAttempts[] = {
    {"egress", "TCP to another port of this machine", [](Targets t) { return Connect(SOCK_STREAM, V4("127.0.0.1", t.tcp_port)); }},
    {"egress", "TCP to another machine, IPv4", [](Targets) { return Connect(SOCK_STREAM, V4("192.0.2.1", 443)); }},
    {"egress", "TCP to another machine, IPv6", [](Targets) { return Connect(SOCK_STREAM, V6("2001:db8::1", 443)); }},
    {"egress", "TCP to the cloud's metadata", [](Targets) { return Connect(SOCK_STREAM, V4("169.254.169.254", 80)); }},
    {"egress", "TCP that sends with its first packet", [](Targets t) { return Send(SOCK_STREAM, MSG_FASTOPEN | MSG_NOSIGNAL, V4("127.0.0.1", t.tcp_port)); }},
    {"egress", "UDP to this machine", [](Targets t) { return Send(SOCK_DGRAM, 0, V4("127.0.0.1", t.udp_port)); }},
    {"egress", "UDP by sendmsg", SendMessage},
    {"egress", "a question to a name server, IPv4", [](Targets) { return Send(SOCK_DGRAM, 0, V4("192.0.2.53", 53)); }},
    {"egress", "a question to a name server, IPv6", [](Targets) { return Send(SOCK_DGRAM, 0, V6("2001:db8::53", 53)); }},
    {"egress", "a raw packet", [](Targets) { int raw = ::socket(AF_INET, SOCK_RAW | kNonBlocking, IPPROTO_ICMP); AttackResult result = Reached(raw); if (raw >= 0) ::close(raw); return result; }},
    {"egress", "a socket of another program", LocalSocket},
    {"egress", "an accepted connection turned around", TurnConnection},
    {"egress", "a new listener", NewListener},
    {"egress", "a ring of calls", [](Targets) { return Reached(::syscall(SYS_io_uring_setup, 1, nullptr)); }},
    {"egress", "a socket of another process", [](Targets) { return Reached(::syscall(SYS_pidfd_getfd, -1, 0, 0)); }},
};

}  // namespace

const std::vector<Attack>& EgressAttempts() {
  static const std::vector<Attack> all(std::begin(kAttempts), std::end(kAttempts));
  return all;
}

}  // namespace aegle
