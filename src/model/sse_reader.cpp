#include "model/sse_reader.h"

#include <utility>

namespace aegle {

Result<void> SseReader::Feed(std::string_view bytes) {
  for (char c : bytes) {
    bool half_of_pair = after_return_ && c == '\n';
    after_return_ = c == '\r';
    if (half_of_pair) continue;
    if (c != '\n' && c != '\r') {
      if (line_.size() + data_.size() >= limit_) return Fail(ErrorCode::kTooLarge, "an event of the stream is over the limit", "event stream");
      line_ += c;
      continue;
    }
    AEGLE_CHECK(EndLine());
  }
  return {};
}

Result<void> SseReader::EndLine() {
  std::string line = std::exchange(line_, {});
  if (line.empty()) {
    if (!std::exchange(has_data_, false)) return {};
    return on_data_(std::exchange(data_, {}));
  }
  std::string_view text = line;
  if (!text.starts_with("data")) return {};
  text.remove_prefix(4);
  if (!text.empty() && text.front() != ':') return {};
  if (!text.empty()) text.remove_prefix(1);
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (has_data_) data_ += '\n';
  data_ += text;
  has_data_ = true;
  return {};
}

}  // namespace aegle
