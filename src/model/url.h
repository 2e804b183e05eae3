// An http or https address in its parts. Origins are compared as parts, never by prefix.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

struct Url {
  std::string scheme;         // "http" or "https"
  std::string host;           // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string target;         // path and query, begins with "/"

  // Errors: kBadInput (no http or https address, user name in it, control characters).
  static Result<Url> Parse(std::string_view text);
  [[nodiscard]] std::string Origin() const;      // "https://host:443"
  [[nodiscard]] bool IsLoopback() const;         // localhost, 127.0.0.0/8, ::1
  // The address that a Location header means, seen from here.
  Result<Url> Resolve(std::string_view location) const;
};

}  // namespace aegle
