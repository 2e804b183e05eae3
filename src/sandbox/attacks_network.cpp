// Reaching anybody but the service.
#include <arpa/inet.h>
#include <netdb.h>
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

// Numbers of families that a libc may not name.
constexpr int kVsock = 40, kAlg = 38, kXdp = 44, kBluetooth = 31, kNetlink = 16, kPacket = 17, kQipcrtr = 42;

template <int kFamily, int kType, int kProtocol = 0>
AttackResult Socket(Targets) {
  return Opened(::socket(kFamily, kType, kProtocol));
}

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

AttackResult ConnectTcp(Targets targets) {
  int opened = ::socket(AF_INET, SOCK_STREAM, 0);
  if (opened < 0) return Done(-1);
  sockaddr_in address = Loopback(targets.tcp_port);
  AttackResult result = Done(::connect(opened, reinterpret_cast<sockaddr*>(&address), sizeof address));
  ::close(opened);
  return result;
}

AttackResult SendUdp(Targets targets) {
  int opened = ::socket(AF_INET, SOCK_DGRAM, 0);
  if (opened < 0) return Done(-1);
  sockaddr_in address = Loopback(targets.udp_port);
  AttackResult result = Done(::sendto(opened, "leak", 4, 0, reinterpret_cast<sockaddr*>(&address), sizeof address));
  ::close(opened);
  return result;
}

// The channel is connected to the service; it must not be turned to another end.
AttackResult TurnChannel(Targets targets) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, "\0aegle-attack", 13);
  return Reached(::connect(targets.channel, reinterpret_cast<sockaddr*>(&address), sizeof address));
}

// A look-up of a name that a resolver would have to ask for; it fails either way on a machine without a network.
AttackResult AskResolver(Targets) {
  int opened = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP);
  if (opened < 0) return Done(-1);
  sockaddr_in address = Loopback(53);
  AttackResult result = Done(::connect(opened, reinterpret_cast<sockaddr*>(&address), sizeof address));
  ::close(opened);
  return result;
}

AttackResult SocketPair(Targets) {
  int ends[2];
  AttackResult result = Done(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  if (result.outcome == AttackOutcome::kSucceeded) {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  return result;
}

AttackResult PassDescriptor(Targets targets) {
  char byte = 0;
  iovec part{&byte, 0};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  return Reached(::recvmsg(targets.channel, &message, MSG_DONTWAIT));
}

constexpr Attack kAttacks[] = {
    {"network", "TCP over IPv4", Socket<AF_INET, SOCK_STREAM>},
    {"network", "TCP over IPv6", Socket<AF_INET6, SOCK_STREAM>},
    {"network", "UDP over IPv4", Socket<AF_INET, SOCK_DGRAM>},
    {"network", "UDP over IPv6", Socket<AF_INET6, SOCK_DGRAM>},
    {"network", "raw IPv4", Socket<AF_INET, SOCK_RAW, IPPROTO_ICMP>},
    {"network", "raw IPv6", Socket<AF_INET6, SOCK_RAW, IPPROTO_ICMPV6>},
    {"network", "UNIX stream", Socket<AF_UNIX, SOCK_STREAM>},
    {"network", "UNIX datagram", Socket<AF_UNIX, SOCK_DGRAM>},
    {"network", "netlink", Socket<kNetlink, SOCK_RAW>},
    {"network", "packet", Socket<kPacket, SOCK_RAW>},
    {"network", "vsock", Socket<kVsock, SOCK_STREAM>},
    {"network", "kernel crypto", Socket<kAlg, SOCK_SEQPACKET>},
    {"network", "XDP", Socket<kXdp, SOCK_RAW>},
    {"network", "bluetooth", Socket<kBluetooth, SOCK_RAW>},
    {"network", "qipcrtr", Socket<kQipcrtr, SOCK_DGRAM>},
    {"network", "a pair of sockets", SocketPair},
    {"network", "connect to a port of this machine", ConnectTcp},
    {"network", "send a datagram", SendUdp},
    {"network", "ask a name server", AskResolver},
    {"network", "turn the channel to another end", TurnChannel},
    {"network", "take a descriptor from the channel", PassDescriptor},
    {"network", "bind", [](Targets t) { return Reached(::bind(t.channel, nullptr, 0)); }},
    {"network", "listen", [](Targets t) { return Reached(::listen(t.channel, 1)); }},
    {"network", "accept", [](Targets t) { return Reached(::accept4(t.channel, nullptr, nullptr, SOCK_NONBLOCK)); }},
};

}  // namespace

std::span<const Attack> NetworkAttacks() { return kAttacks; }

}  // namespace aegle
