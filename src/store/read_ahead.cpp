#include "store/read_ahead.h"

#include <utility>

namespace aegle {

ReadAhead::ReadAhead(std::unique_ptr<Input> input, Options options, std::string head)
    : input_(std::move(input)), options_(options), head_(std::move(head)), thread_([this] { Run(); }) {}

ReadAhead::~ReadAhead() {
  {
    std::unique_lock lock(mutex_);
    stop_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

Result<std::optional<ReadAhead::Block>> ReadAhead::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !ready_.empty(); });
  auto block = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return block;
}

bool ReadAhead::Put(Result<std::optional<Block>> block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ready_.size() < options_.blocks || stop_; });
  if (stop_) return false;
  ready_.push_back(std::move(block));
  changed_.notify_all();
  return true;
}

void ReadAhead::Run() {
  std::string rest = std::move(head_);
  for (bool end = false; !end;) {
    auto bytes = ReadBlock(rest, end);
    if (!bytes) {
      Put(tl::unexpected<Error>(std::move(bytes).error()));
      return;
    }
    if (!bytes->empty() && !Put(Block{std::move(*bytes), input_->position()})) return;
  }
  Put(std::optional<Block>());
}

// `rest` is what was read behind the last line feed.
Result<std::string> ReadAhead::ReadBlock(std::string& rest, bool& end) {
  std::string block = std::exchange(rest, {});
  for (;;) {
    AEGLE_TRY(got, ReadFully(*input_, block, options_.block_bytes));
    if (block.size() > options_.max_line + (options_.whole ? 0 : options_.block_bytes))
      return Fail(ErrorCode::kTooLarge, options_.whole ? "The file is over the limit" : "A line is over the limit", "",
                  "The limit is " + std::to_string(options_.max_line) + " bytes.");
    if (got < options_.block_bytes) {
      end = true;
      return block;
    }
    if (options_.whole) continue;
    std::size_t feed = block.rfind('\n');
    if (feed == std::string::npos) continue;
    rest = block.substr(feed + 1);
    block.resize(feed + 1);
    return block;
  }
}

}  // namespace aegle
