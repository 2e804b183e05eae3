#include "sandbox/egress.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <iostream>
#include <thread>

#include "sandbox/egress_proof.h"

namespace aegle {
namespace {

int ExitOf(const std::function<int()>& work) {
  pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ok_ = ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(socket_, 8) == 0 && ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { ::close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
  bool ok_ = false;
};

TEST(Egress, NothingLeavesAnyProcess) {
  EgressProof proof = ProveEgress({.home = {}, .command = {AEGLE_SANDBOX_PROBE, "sandbox-probe"}});
  std::cout << proof.Summary() << "; control by " << proof.control_left.size() << " ways\n";
  ASSERT_EQ(proof.rows.size(), 4u);
  EXPECT_TRUE(proof.control_reached);
  EXPECT_GE(proof.control_left.size(), 8u);
  for (const EgressRow& row : proof.rows) {
    EXPECT_EQ(row.error, "") << row.process;
    EXPECT_FALSE(row.trap_caught) << row.process;
    for (const std::string& way : row.left) ADD_FAILURE() << row.process << ": " << way;
  }
  EXPECT_TRUE(proof.ok());
}

// Threads that ran before are closed as well, and accepted connections go on.
TEST(Egress, ClosedForEveryThreadWhileClientsAreServed) {
  EXPECT_EQ(ExitOf([] {
    Listener listener;
    int client = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!listener.ok() || ::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 1;
    int go[2];
    if (::pipe(go) != 0) return 1;
    int from_thread = 0;
    std::thread before([&] {
      char byte;
      from_thread = ::read(go[0], &byte, 1) == 1 ? ::socket(AF_INET, SOCK_STREAM, 0) : 0;
    });
    if (!CloseEgress() || !EgressIsClosed()) return 2;
    if (::write(go[1], "x", 1) != 1) return 3;
    before.join();
    if (from_thread != -1) return 4;
    int served = ::accept(listener.socket(), nullptr, nullptr);
    char text[6] = {};
    if (served < 0 || ::send(client, "hello", 5, 0) != 5 || ::recv(served, text, 5, 0) != 5) return 5;
    return std::string_view(text) == "hello" ? 0 : 6;
  }), 0);
}

TEST(Egress, TheBrokerReachesItsHostsAndNoOther) {
  Listener allowed, other;
  ASSERT_TRUE(allowed.ok() && other.ok());
  const std::vector<std::string> command{AEGLE_SANDBOX_PROBE, "egress-broker"};
  auto broker = EgressBroker::Start({{"127.0.0.1", allowed.port(), false, {}}, {"localhost", allowed.port(), false, {}}}, command);
  ASSERT_TRUE(broker.has_value()) << broker.error().ToString();
  for (const char* host : {"127.0.0.1", "localhost"}) {
    auto connected = (*broker)->Connect(host, allowed.port(), 3000);
    ASSERT_TRUE(connected.has_value()) << host << ": " << connected.error().ToString();
    EXPECT_EQ(::send(*connected, "hello", 5, MSG_NOSIGNAL), 5);
    ::close(*connected);
  }
  EXPECT_EQ((*broker)->Connect("127.0.0.1", other.port(), 3000).error().code, ErrorCode::kDenied);
  // A longer name with an allowed beginning is another host.
  EXPECT_EQ((*broker)->Connect("localhost.example.org", allowed.port(), 3000).error().code, ErrorCode::kDenied);
  EXPECT_EQ((*broker)->Connect("127.0.0.1x", allowed.port(), 3000).error().code, ErrorCode::kDenied);
}

TEST(Egress, AHostThatDoesNotAnswerIsUnavailable) {
  std::uint16_t unused = 0;
  {
    Listener gone;
    unused = gone.port();
  }
  auto broker = EgressBroker::Start({{"127.0.0.1", unused, false, {}}}, {AEGLE_SANDBOX_PROBE, "egress-broker"});
  ASSERT_TRUE(broker.has_value());
  EXPECT_EQ((*broker)->Connect("127.0.0.1", unused, 1000).error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace aegle
