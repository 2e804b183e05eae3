#include "sandbox/probe_parts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace aegle {
namespace {

constexpr int kPatienceMs = 10'000;

}  // namespace

Trap::Trap() : tcp_(Open(SOCK_STREAM)), udp_(Open(SOCK_DGRAM)) {
  if (tcp_ >= 0) ::listen(tcp_, 4);
}

Trap::~Trap() {
  if (tcp_ >= 0) ::close(tcp_);
  if (udp_ >= 0) ::close(udp_);
}

bool Trap::caught() const {
  char byte;
  int connection = tcp_ < 0 ? -1 : ::accept4(tcp_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection >= 0) ::close(connection);
  return connection >= 0 || (udp_ >= 0 && ::recv(udp_, &byte, 1, MSG_DONTWAIT) >= 0);
}

int Trap::Open(int type) {
  int opened = ::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (opened >= 0 && ::bind(opened, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return opened;
  if (opened >= 0) ::close(opened);
  return -1;
}

int Trap::Port(int opened) {
  constexpr int kDiscard = 9;
  sockaddr_in address{};
  socklen_t size = sizeof address;
  return opened >= 0 && ::getsockname(opened, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? ntohs(address.sin_port) : kDiscard;
}

Bait::Bait(std::optional<uid_t> owner) {
  std::string path = (std::filesystem::temp_directory_path() / "aegle-probe-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) return;
  folder_ = path;
  std::ofstream(folder_ + "/secret") << "a secret";
  if (!owner) return;
  for (const std::string& each : {folder_, folder_ + "/secret"})
    if (::chown(each.c_str(), *owner, *owner) != 0) return;
}

Bait::~Bait() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

void ReadReport(LineChannel& channel, const std::vector<Attack>& attacks, ProbeRun& run) {
  const Attack* current = nullptr;
  while (auto line = channel.Next(kPatienceMs)) {
    if (auto value = After(*line, "missing")) run.missing.emplace_back(*value);
    if (auto value = After(*line, "error")) run.error = *value;
    if (auto value = After(*line, "next")) current = &attacks.at(static_cast<std::size_t>(Number(*value)));
    if (*line == "stopped") ++run.stopped;
    if (*line == "inapplicable") ++run.not_applicable;
    if (*line == "succeeded" && current != nullptr) run.succeeded.push_back(std::string(current->group) + ": " + current->name);
    if (*line == "stopped" || *line == "inapplicable" || *line == "succeeded") current = nullptr;
    if (*line == "done") return;
  }
  if (current != nullptr) run.succeeded.push_back(std::string(current->group) + ": " + current->name + " (the process did not come back)");
  else if (run.error.empty()) run.error = "the attacking process ended early";
}

}  // namespace aegle
