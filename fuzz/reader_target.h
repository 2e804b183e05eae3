// One input of the fuzzer through one reader: a broken rule ends the program, which libFuzzer reports with the input.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "readers/reader_invariants.h"

namespace aegle {

inline int CheckReader(const Reader& reader, const std::uint8_t* data, std::size_t size) {
  Limits limits;
  limits.bytes = std::size_t{1} << 20;
  limits.string_bytes = std::size_t{1} << 18;
  std::string broken = BrokenRule(reader, {reinterpret_cast<const char*>(data), size}, {}, limits);
  if (broken.empty()) return 0;
  std::fprintf(stderr, "broken rule: %s\n", broken.c_str());
  std::abort();
}

}  // namespace aegle
