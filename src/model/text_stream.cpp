#include "model/text_stream.h"

#include <algorithm>

namespace aegle {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
  std::size_t bytes = 0;     // 0: more bytes are needed
  bool valid = false;
};

// The well-formed sequences of RFC 3629, section 4.
Character First(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < length; ++i, low = 0x80, high = 0xBF) {
    if (i >= text.size()) return {0, false};
    if (byte(i) < low || byte(i) > high) return {i, false};
  }
  return {length, true};
}

}  // namespace

TextStream::TextStream(std::vector<std::string> stop) : stop_(std::move(stop)) {
  std::erase_if(stop_, [](const std::string& text) { return text.empty(); });
  for (const std::string& text : stop_) longest_stop_ = std::max(longest_stop_, text.size());
}

void TextStream::TakeWholeCharacters() {
  std::string_view rest = unfinished_;
  while (!rest.empty()) {
    Character first = First(rest);
    if (first.bytes == 0) break;
    text_ += first.valid ? rest.substr(0, first.bytes) : kReplacement;
    rest.remove_prefix(first.bytes);
  }
  unfinished_.erase(0, unfinished_.size() - rest.size());
}

bool TextStream::Add(std::string_view bytes) {
  if (over_) return false;
  unfinished_ += bytes;
  TakeWholeCharacters();
  std::size_t found = std::string::npos;
  for (const std::string& stop : stop_) found = std::min(found, text_.find(stop, searched_));
  if (found != std::string::npos) {
    text_.resize(found);
    over_ = true;
    return false;
  }
  if (text_.size() >= longest_stop_) searched_ = std::max(searched_, text_.size() - longest_stop_);
  return true;
}

std::size_t TextStream::HeldBack() const {
  std::size_t held = 0;
  for (const std::string& stop : stop_) {
    for (std::size_t n = std::min(stop.size() - 1, text_.size()); n > held; --n) {
      if (std::string_view(text_).substr(text_.size() - n) == std::string_view(stop).substr(0, n)) {
        held = n;
        break;
      }
    }
  }
  return held;
}

std::string TextStream::TakePiece() {
  std::size_t end = over_ ? text_.size() : text_.size() - HeldBack();
  // A stop text may begin with continuation bytes of its own; never cut a character.
  while (end > given_ && end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) --end;
  if (end <= given_) return {};
  std::string piece = text_.substr(given_, end - given_);
  given_ = end;
  return piece;
}

void TextStream::Finish() {
  unfinished_.clear();
  over_ = true;
}

std::string ValidUtf8(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    Character first = First(bytes);
    std::size_t size = first.bytes == 0 ? bytes.size() : first.bytes;
    text += first.valid ? bytes.substr(0, size) : kReplacement;
    bytes.remove_prefix(size);
  }
  return text;
}

}  // namespace aegle
