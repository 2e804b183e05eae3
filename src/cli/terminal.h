// The terminal: progress bars on standard error, colour where it is one, width for wrapping.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/progress.h"

namespace aegle {

class Terminal {
 public:
  Terminal();
  [[nodiscard]] bool colour() const { return colour_; }        // of standard output; off with NO_COLOR
  [[nodiscard]] int width() const { return width_; }           // columns of standard output, 100 where it is not a terminal

  // Draws the bar again, at most ten times a second. On something that is not a terminal: a line every five seconds.
  void Show(const Progress& progress);
  // Removes the bar; later output starts on a clean line.
  void Clear();

 private:
  void ShowLine(const Progress& progress, std::chrono::steady_clock::time_point now);

  bool colour_ = false, bar_ = false, drawn_ = false;
  int width_ = 100;
  std::string stage_;
  std::chrono::steady_clock::time_point last_{}, stage_start_{};
};

// Columns that a text takes on a terminal: 2 for Hangul and other wide characters.
[[nodiscard]] int DisplayWidth(std::string_view text);
// Pads with blanks, or cuts with "…", to exactly `width` columns.
[[nodiscard]] std::string FitColumns(std::string_view text, int width);
// 1536 -> "1.5 KiB".
[[nodiscard]] std::string HumanBytes(std::uint64_t bytes);

}  // namespace aegle
