#include "store/content_hash.h"

#include <cstring>
#include <string>

#include "base/hash.h"

namespace aegle {
namespace {

bool IsJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// End of the string whose opening quote is at `at`: behind its closing quote.
std::size_t EndOfString(std::string_view json, std::size_t at) {
  for (++at; at < json.size();) {
    const void* quote = std::memchr(json.data() + at, '"', json.size() - at);
    if (!quote) return json.size();
    auto end = static_cast<std::size_t>(static_cast<const char*>(quote) - json.data());
    std::size_t slashes = 0;
    while (slashes < end - at && json[end - 1 - slashes] == '\\') ++slashes;
    at = end + 1;
    if (slashes % 2 == 0) return at;
  }
  return json.size();
}

}  // namespace

std::uint64_t JsonContentHash(std::string_view json) {
  thread_local std::string plain;
  plain.clear();
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] == '"') {
      std::size_t end = EndOfString(json, at);
      plain += json.substr(at, end - at);
      at = end;
      continue;
    }
    if (!IsJsonSpace(json[at])) plain += json[at];
    ++at;
  }
  std::uint64_t hash = Hash64(plain);
  return hash == 0 ? 1 : hash;
}

}  // namespace aegle
