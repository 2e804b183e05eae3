// Reads an input on a thread of its own, a few blocks ahead of the one who parses. Module-internal.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/input.h"

namespace aegle {

class ReadAhead {
 public:
  struct Options {
    std::size_t block_bytes = std::size_t{4} << 20;  // about so many, cut behind a line feed
    std::size_t max_line = std::size_t{512} << 20;   // of a block without a line feed; larger is kTooLarge
    bool whole = false;                              // one block of all bytes, at most max_line of them
    std::size_t blocks = 2;                          // how many wait at most
  };
  // `head`: bytes of the input that were read already.
  ReadAhead(std::unique_ptr<Input> input, Options options, std::string head);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  struct Block {
    std::string bytes;
    std::uint64_t position = 0;  // of the input behind it, for progress
  };
  // The next block; nullopt at the end.
  Result<std::optional<Block>> Next();

 private:
  void Run();
  Result<std::string> ReadBlock(std::string& rest, bool& end);
  bool Put(Result<std::optional<Block>> block);

  std::unique_ptr<Input> input_;
  const Options options_;
  std::string head_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Result<std::optional<Block>>> ready_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace aegle
