#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"

namespace aegle {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kLine = std::chrono::seconds(5);
constexpr int kBarCells = 28;

bool IsWide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1FAFF);
}

std::string Amount(const Progress& progress) {
  if (progress.unit == "bytes") {
    std::string text = HumanBytes(progress.done);
    return progress.total ? text + " of " + HumanBytes(progress.total) : text;
  }
  std::string text = fmt::format("{}", progress.done);
  if (progress.total) text += fmt::format(" of {}", progress.total);
  return progress.unit.empty() ? text : text + " " + progress.unit;
}

std::string Bar(const Progress& progress) {
  if (progress.total == 0) return {};
  double part = std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
  int filled = static_cast<int>(part * kBarCells);
  std::string bar;
  for (int i = 0; i < kBarCells; ++i) bar += i < filled ? "█" : "░";
  return bar + fmt::format(" {:3.0f} % ", part * 100);
}

std::string Remaining(const Progress& progress, double seconds) {
  if (progress.total == 0 || progress.done == 0 || seconds < 2 || progress.done >= progress.total) return {};
  double left = seconds * static_cast<double>(progress.total - progress.done) / static_cast<double>(progress.done);
  return left < 90 ? fmt::format(", {:.0f} s left", left) : fmt::format(", {:.0f} min left", left / 60);
}

}  // namespace

Terminal::Terminal() : colour_(isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR")), bar_(isatty(STDERR_FILENO)) {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) width_ = std::min<int>(size.ws_col, 160);
}

void Terminal::Show(const Progress& progress) {
  auto now = std::chrono::steady_clock::now();
  bool new_stage = progress.stage != stage_;
  if (new_stage) {
    stage_ = progress.stage;
    stage_start_ = now;
  }
  if (!bar_) return ShowLine(progress, now);
  if (!new_stage && now - last_ < kRedraw) return;
  last_ = now;
  drawn_ = true;
  double seconds = std::chrono::duration<double>(now - stage_start_).count();
  std::fprintf(stderr, "\r\033[K%s  %s%s%s", stage_.c_str(), Bar(progress).c_str(), Amount(progress).c_str(), Remaining(progress, seconds).c_str());
  std::fflush(stderr);
}

void Terminal::ShowLine(const Progress& progress, std::chrono::steady_clock::time_point now) {
  if (last_ == std::chrono::steady_clock::time_point{}) last_ = now;
  if (now - last_ < kLine) return;
  last_ = now;
  std::fprintf(stderr, "%s  %s\n", stage_.c_str(), Amount(progress).c_str());
}

void Terminal::Clear() {
  if (drawn_) std::fprintf(stderr, "\r\033[K");
  drawn_ = false;
  stage_.clear();
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) width += IsWide(NextCodePoint(text, at)) ? 2 : 1;
  return width;
}

std::string FitColumns(std::string_view text, int width) {
  int full = DisplayWidth(text);
  if (full <= width) return std::string(text) + std::string(static_cast<std::size_t>(width - full), ' ');
  std::string out;
  int used = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t start = at;
    int columns = IsWide(NextCodePoint(text, at)) ? 2 : 1;
    if (used + columns > width - 1) break;
    out += text.substr(start, at - start);
    used += columns;
  }
  return out + "…" + std::string(static_cast<std::size_t>(std::max(0, width - 1 - used)), ' ');
}

std::string HumanBytes(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace aegle
