#include "model/gguf_source.h"

#include <algorithm>

#include "base/text.h"

namespace aegle {
namespace {
constexpr std::size_t kWindowBytes = std::size_t{256} << 10;
}  // namespace

Result<void> GgufSource::Fill() {
  auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kWindowBytes, remaining()));
  window_.resize(wanted);
  window_at_ = position_;
  AEGLE_TRY(got, read_(window_.data(), wanted, position_));
  if (got == wanted) return {};
  window_.clear();
  return Bad("the file became shorter while it was read");
}

Result<void> GgufSource::Copy(char* out, std::size_t bytes) {
  if (bytes > remaining()) return Bad("the file ends here, in the middle of a value");
  if (position_ + bytes > head_limit_) return Bad("metadata and tensor descriptions are larger than the limit", ErrorCode::kTooLarge);
  while (bytes > 0) {
    if (position_ < window_at_ || position_ >= window_at_ + window_.size()) AEGLE_CHECK(Fill());
    auto at = static_cast<std::size_t>(position_ - window_at_);
    std::size_t step = std::min(bytes, window_.size() - at);
    std::memcpy(out, window_.data() + at, step);
    out += step;
    bytes -= step;
    position_ += step;
  }
  return {};
}

Result<std::string> GgufSource::String(std::uint64_t limit) {
  AEGLE_TRY(length, Value<std::uint64_t>());
  if (length > remaining()) return Bad("a text of " + std::to_string(length) + " bytes does not fit in the rest of the file");
  if (length > limit) return Bad("a text of " + std::to_string(length) + " bytes is over the limit of " + std::to_string(limit), ErrorCode::kTooLarge);
  std::string text(static_cast<std::size_t>(length), '\0');
  AEGLE_CHECK(Copy(text.data(), text.size()));
  return text;
}

Result<void> GgufSource::Skip(std::uint64_t bytes) {
  if (bytes > remaining()) return Bad("the file ends here, in the middle of an array");
  if (bytes > head_limit_ || position_ + bytes > head_limit_) return Bad("metadata and tensor descriptions are larger than the limit", ErrorCode::kTooLarge);
  position_ += bytes;
  return {};
}

}  // namespace aegle
