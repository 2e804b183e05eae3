// What the two ends of a self test say: lines "word value" over the channel. Internal to the module.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aegle {

// Reads lines of a descriptor. One thread.
class LineChannel {
 public:
  explicit LineChannel(int descriptor) : descriptor_(descriptor) {}
  // Nothing at the end of the stream, and after `patience_ms` without a byte (negative: no limit).
  std::optional<std::string> Next(int patience_ms = -1);
  bool Send(std::string_view line);

 private:
  int descriptor_;
  std::string read_;
};

// "profile parser" of "profile": "parser"; nothing where the line has another word.
std::optional<std::string_view> After(std::string_view line, std::string_view word);
int Number(std::string_view text);

}  // namespace aegle
