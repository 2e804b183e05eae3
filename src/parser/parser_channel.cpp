#include "parser/parser_channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace aegle {
namespace {

constexpr std::size_t kHeader = 5, kReadBytes = std::size_t{128} << 10;

}  // namespace

// Until `size` bytes are there that were not used.
ParserChannel::Outcome ParserChannel::Fill(std::size_t size, int patience_ms) {
  if (used_ > 0 && read_.size() - used_ < size) {
    read_.erase(0, used_);
    used_ = 0;
  }
  while (read_.size() - used_ < size) {
    if (patience_ms >= 0) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, patience_ms) == 0) return Outcome::kSilent;
    }
    const std::size_t before = read_.size();
    read_.resize(before + kReadBytes);
    ssize_t got = ::read(socket_, read_.data() + before, kReadBytes);
    read_.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Outcome::kClosed;
  }
  return Outcome::kMessage;
}

ParserChannel::Received ParserChannel::Receive(int patience_ms, std::size_t most) {
  if (Outcome outcome = Fill(kHeader, patience_ms); outcome != Outcome::kMessage) return {outcome, {}, {}};
  std::uint32_t size;
  std::memcpy(&size, read_.data() + used_, sizeof size);
  const auto kind = static_cast<unsigned char>(read_[used_ + sizeof size]);
  if (size > most || kind > static_cast<unsigned char>(item_wire::Message::kError)) return {Outcome::kDamaged, {}, {}};
  used_ += kHeader;
  if (Outcome outcome = Fill(size, patience_ms); outcome != Outcome::kMessage) return {outcome, {}, {}};
  Received received{Outcome::kMessage, static_cast<item_wire::Message>(kind), std::string_view(read_).substr(used_, size)};
  used_ += size;
  return received;
}

bool ParserChannel::Send(item_wire::Message kind, std::string_view payload) {
  char header[kHeader];
  auto size = static_cast<std::uint32_t>(payload.size());
  std::memcpy(header, &size, sizeof size);
  header[sizeof size] = static_cast<char>(kind);
  return SendAll({header, kHeader}) && SendAll(payload);
}

bool ParserChannel::SendAll(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace aegle
