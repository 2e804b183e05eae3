// Readers with every fault, for the tests: the worker program registers them beside the built-in ones.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace aegle {

// A line is an item with its text; a line that is a fault happens.
class FaultyReader final : public Reader {
 public:
  FaultyReader(std::string format, bool lines) : format_(std::move(format)), lines_(lines) {}
  [[nodiscard]] std::string_view format() const override { return format_; }
  [[nodiscard]] bool LineByLine() const override { return lines_; }
  [[nodiscard]] int Recognise(std::string_view head, std::string_view) const override {
    if (head.starts_with("crash while recognising")) std::abort();
    return head.starts_with(format_) ? 100 : 0;
  }
  Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits&, FactSink& out) const override {
    ImportLedger ledger;
    ledger.format = format_;
    ledger.bytes = in.size();
    for (std::size_t at = 0; at < in.size();) {
      std::size_t end = std::min(in.find('\n', at), in.size());
      std::string_view line = in.substr(at, end - at);
      if (!line.empty()) {
        Happen(line);
        ReadItem item;
        item.disposition = Disposition::kDocument;
        item.key = {"Line", std::string(line)};
        item.text = line;
        item.begin = context.base_offset + at;
        item.end = context.base_offset + end + (line == "lie about the place" ? 1'000'000 : 0);
        ledger.Count(item);
        if (auto taken = out.Take(std::move(item)); !taken) return tl::unexpected<Error>(std::move(taken).error());
      }
      at = end + 1;
    }
    return ledger;
  }

 private:
  static void Happen(std::string_view line) {
    if (line == "crash") ::raise(SIGSEGV);
    if (line == "abort") std::abort();
    if (line == "exit") ::_exit(0);
    if (line == "hang")
      for (;;) std::atomic_signal_fence(std::memory_order_seq_cst);
    if (line == "eat memory")
      for (std::vector<std::unique_ptr<char[]>> eaten;;) eaten.push_back(std::make_unique_for_overwrite<char[]>(std::size_t{1} << 26));
    if (line == "recurse") Recurse(1);
    if (line == "run a program") ::execl("/bin/true", "true", nullptr), std::abort();
    if (line == "fork" && ::fork() < 0) std::abort();
    if (line == "open a file" && ::open("/etc/passwd", O_RDONLY) < 0) std::abort();
  }
  // Until the stack is used up: the end that it has is out of reach.
  static int Recurse(int depth) {
    volatile char space[4096] = {};
    space[depth & 4095] = 1;
    return depth == 0 ? 0 : Recurse(depth + 1) + space[0];
  }
  const std::string format_;
  const bool lines_;
};

inline void RegisterFaultyReaders(ReaderRegistry& registry) {
  registry.Add(std::make_unique<FaultyReader>("faulty-lines", true));
  registry.Add(std::make_unique<FaultyReader>("faulty-whole", false));
}

}  // namespace aegle
