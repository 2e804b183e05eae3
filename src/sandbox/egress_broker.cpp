// The process that alone may connect, to the hosts that it was told at its start.
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <string_view>

#include "sandbox/egress.h"
#include "sandbox/probe_line.h"
#include "sandbox/profile.h"
#include "sandbox/tls_client.h"

namespace aegle {
namespace {

struct AddressListDeleter {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

bool IsAddress(const std::string& host) {
  in6_addr space;
  return ::inet_pton(AF_INET, host.c_str(), &space) == 1 || ::inet_pton(AF_INET6, host.c_str(), &space) == 1;
}

// A connected socket, or -1.
int ConnectTo(const addrinfo& address, int timeout_ms) {
  int opened = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (opened < 0) return -1;
  int error = ::connect(opened, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd waiting{opened, POLLOUT, 0};
    socklen_t size = sizeof error;
    if (::poll(&waiting, 1, timeout_ms) != 1 || ::getsockopt(opened, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = ETIMEDOUT;
  }
  if (error == 0) return opened;
  ::close(opened);
  return -1;
}

int ConnectTo(const EgressHost& target, int timeout_ms) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &found) != 0) return -1;
  std::unique_ptr<addrinfo, AddressListDeleter> list(found);
  for (const addrinfo* address = list.get(); address != nullptr; address = address->ai_next)
    if (int opened = ConnectTo(*address, timeout_ms); opened >= 0) return opened;
  return -1;
}

// `answer`: '+' with a descriptor, 'c' a certificate that was not accepted, '-' no connection.
bool SendAnswer(int channel, char answer, int descriptor) {
  iovec part{&answer, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  return ::sendmsg(channel, &message, MSG_NOSIGNAL) == 1;
}

std::vector<EgressHost> ReadHosts(LineChannel& channel) {
  std::vector<EgressHost> hosts;
  while (auto line = channel.Next()) {
    if (*line == "go") break;
    if (auto host = After(*line, "host")) hosts.push_back({std::string(*host), 0});
    if (hosts.empty()) continue;
    if (auto port = After(*line, "port")) hosts.back().port = static_cast<std::uint16_t>(Number(*port));
    if (*line == "tls on") hosts.back().tls = true;
    if (auto file = After(*line, "ca")) hosts.back().ca_file = *file;
  }
  return hosts;
}

// What is sent to the service for a connection; the broker keeps nothing of it but what a relay needs.
bool Answer(int socket, const EgressHost& host, const TlsClient* tls, int timeout_ms) {
  int opened = ConnectTo(host, timeout_ms);
  if (opened < 0) return SendAnswer(socket, '-', -1);
  char answer = '+';
  if (tls != nullptr) {
    auto secured = tls->Secure(opened, host.host, timeout_ms);   // takes over `opened`
    answer = secured ? '+' : secured.error().code == ErrorCode::kIntegrity ? 'c' : '-';
    opened = secured.value_or(-1);
  }
  const bool sent = SendAnswer(socket, answer, opened);
  if (opened >= 0) ::close(opened);
  return sent;
}

void Serve(LineChannel& channel, int socket, const std::vector<EgressHost>& hosts, const std::vector<std::unique_ptr<TlsClient>>& tls) {
  while (auto line = channel.Next()) {
    auto which = After(*line, "connect");
    auto limit = channel.Next();
    auto within = limit ? After(*limit, "within") : std::nullopt;
    if (!which || !within) return;
    const auto index = static_cast<std::size_t>(Number(*which));
    if (index >= hosts.size() || !Answer(socket, hosts[index], tls[index].get(), Number(*within))) return;
  }
}

}  // namespace

int RunBrokerFromArguments(std::span<char*> arguments) {
  if (arguments.size() != 2 || std::string_view(arguments[0]) != "--fd") return 2;
  const int socket = Number(arguments[1]);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);    // Ctrl-C is for the service
  LineChannel channel(socket);
  std::vector<EgressHost> hosts = ReadHosts(channel);
  std::vector<std::unique_ptr<TlsClient>> tls;   // certificates are read while files can be
  for (const EgressHost& host : hosts) tls.push_back(host.tls ? TlsClient::Create(host.ca_file) : nullptr);
  Profile profile;
  profile.kind = ProfileKind::kBroker;
  profile.channel = socket;
  for (const EgressHost& host : hosts) {
    profile.connect_ports.push_back(host.port);
    profile.asks_name_servers = profile.asks_name_servers || !IsAddress(host.host);
  }
  if (auto confined = Enter(profile); !confined) return 4;
  Serve(channel, socket, hosts, tls);
  return 0;
}

}  // namespace aegle
