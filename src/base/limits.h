// Limits of every reader of bytes from outside. A reader that meets one answers ErrorCode::kTooLarge.
#pragma once

#include <cstddef>

namespace aegle {

struct Limits {
  std::size_t bytes = std::size_t{512} << 20;      // of one JSON value, note or message; NDJSON streams line by line
  int depth = 64;                                  // nesting
  std::size_t items = std::size_t{4} << 20;        // entries of one bundle, lines of one note
  std::size_t string_bytes = std::size_t{64} << 20;
};

}  // namespace aegle
