// The readers, run where they can do no harm: each read happens in a sandboxed process of its own (parser_worker.h).
//
//   RegisterIsolatedReaders(registry);            // instead of RegisterBuiltInReaders
//
// To a caller it is the same Reader, with the same items, ledger and errors in the same order. What is new: a reader that
// crashes, hangs or takes too much memory ends its process and nothing else. Where the input is read line by line, the
// line at fault becomes one refused item with its place and the reading goes on behind it (up to kMostCrashes lines of a
// part of an input); else the input is refused with kBadInput and the place up to which it was read. Workers are kept and
// used again; each handles one read at a time. Thread-safe. An error of a worker that cannot be started: kUnavailable.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace aegle {

struct ParserOptions {
  std::vector<std::string> command{"/proc/self/exe", "parser-worker"};
  std::chrono::milliseconds patience{20'000};   // without a sign of life, and 1 s for each MiB
};

inline constexpr int kMostCrashes = 8;

void RegisterIsolatedReaders(ReaderRegistry& registry, ParserOptions options = {});
// The same for the readers of another list (tests).
void IsolateReaders(ReaderRegistry& registry, const ReaderRegistry& readers, ParserOptions options);

}  // namespace aegle
