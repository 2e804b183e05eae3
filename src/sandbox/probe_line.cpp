#include "sandbox/probe_line.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

namespace aegle {

std::optional<std::string> LineChannel::Next(int patience_ms) {
  for (;;) {
    std::size_t feed = read_.find('\n');
    if (feed != std::string::npos) {
      std::string line = read_.substr(0, feed);
      read_.erase(0, feed + 1);
      return line;
    }
    if (patience_ms >= 0) {
      pollfd waiting{descriptor_, POLLIN, 0};
      if (::poll(&waiting, 1, patience_ms) == 0) return std::nullopt;
    }
    char bytes[4096];
    ssize_t got = ::read(descriptor_, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    read_.append(bytes, static_cast<std::size_t>(got));
  }
}

bool LineChannel::Send(std::string_view line) {
  std::string bytes(line);
  bytes += '\n';
  for (std::string_view rest = bytes; !rest.empty();) {
    ssize_t sent = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string_view> After(std::string_view line, std::string_view word) {
  if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ') return std::nullopt;
  return line.substr(word.size() + 1);
}

int Number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace aegle
