#include "model/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace aegle {
namespace {

tl::unexpected<Error> Bad(std::string_view text, std::string_view why) {
  return Fail(ErrorCode::kBadInput, fmt::format("\"{}\" is not an address that can be used: {}", Utf8Prefix(text, 120), why), "", "It looks like https://host/path.");
}

Result<std::uint16_t> ParsePort(std::string_view digits, std::string_view text) {
  unsigned port = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0 || port > 65535) return Bad(text, "the port is not in 1..65535");
  return static_cast<std::uint16_t>(port);
}

bool IsHostCharacter(char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '.' || c == '-' || c == '_' || c == ':'; }

bool IsIpv4Loopback(std::string_view host) {
  std::vector<std::string_view> numbers = Split(host, '.');
  bool digits = std::all_of(host.begin(), host.end(), [](char c) { return IsDigitAscii(c) || c == '.'; });
  return digits && numbers.size() == 4 && numbers.front() == "127";
}

}  // namespace

Result<Url> Url::Parse(std::string_view text) {
  Url url;
  std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return Bad(text, "the scheme is missing");
  url.scheme = ToLowerAscii(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return Bad(text, "neither http nor https");
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; })) return Bad(text, "it has spaces or control characters");
  std::string_view rest = text.substr(colon + 3);
  std::size_t slash = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, slash);
  std::string_view target = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  target = target.substr(0, target.find('#'));
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  if (authority.find('@') != std::string_view::npos) return Bad(text, "it has a user name or password in it");

  url.port = url.scheme == "https" ? 443 : 80;
  std::size_t host_end = authority.starts_with('[') ? authority.find(']') : authority.find(':');
  std::string_view host = authority.substr(0, host_end);
  if (authority.starts_with('[')) {
    if (host_end == std::string_view::npos) return Bad(text, "the bracket is not closed");
    host.remove_prefix(1);
    ++host_end;
  }
  if (host_end < authority.size()) {
    if (authority[host_end] != ':') return Bad(text, "the host is malformed");
    AEGLE_TRY(port, ParsePort(authority.substr(host_end + 1), text));
    url.port = port;
  }
  if (host.empty() || !std::all_of(host.begin(), host.end(), IsHostCharacter)) return Bad(text, "the host is malformed");
  url.host = ToLowerAscii(host);
  return url;
}

std::string Url::Origin() const {
  bool ipv6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", scheme, ipv6 ? "[" : "", host, ipv6 ? "]" : "", port);
}

bool Url::IsLoopback() const { return host == "localhost" || host == "::1" || IsIpv4Loopback(host); }

Result<Url> Url::Resolve(std::string_view location) const {
  if (location.find("://") != std::string_view::npos) return Parse(location);
  if (location.starts_with("//")) return Parse(scheme + ":" + std::string(location));
  std::string origin = Origin();
  if (location.starts_with('/')) return Parse(origin + std::string(location));
  std::string folder = target.substr(0, target.find('?'));
  folder.resize(folder.rfind('/') + 1);
  return Parse(origin + folder + std::string(location));
}

}  // namespace aegle
