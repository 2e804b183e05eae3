// Progress of long work: the same numbers for the bar in a terminal, in the app and in the API.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace aegle {

struct Progress {
  std::string stage;            // "read", "index", "write": a word for people
  std::uint64_t done = 0;
  std::uint64_t total = 0;      // 0 where it is not known
  std::string unit;             // "bytes", "resources", "tokens"
};

// Called from the working thread, at most some ten times a second.
using ProgressSink = std::function<void(const Progress&)>;

}  // namespace aegle
