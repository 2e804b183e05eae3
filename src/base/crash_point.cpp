#include "base/crash_point.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace aegle {
namespace {

struct Armed {
  std::string name;
  int signal = SIGKILL;
  int passes = 1;  // ends the process at the so many-th pass

  Armed() {
    if (const char* text = std::getenv("AEGLE_CRASH_AT")) Set(text);
  }

  void Set(std::string_view rest) {
    name = rest.substr(0, rest.find(':'));
    for (std::size_t at = name.size(); at < rest.size();) {
      std::size_t end = std::min(rest.find(':', at + 1), rest.size());
      Option(rest.substr(at + 1, end - at - 1));
      at = end;
    }
    Check(name);
  }

  void Option(std::string_view option) {
    if (option == "abort") signal = SIGABRT;
    if (option.starts_with('n')) std::from_chars(option.data() + 1, option.data() + option.size(), passes);
  }

  static void Check(std::string_view point) {
    if (std::find(kCrashPoints.begin(), kCrashPoints.end(), point) == kCrashPoints.end())
      throw std::logic_error("there is no crash point " + std::string(point));
  }
};

Armed& TheArmed() {
  static Armed armed;
  return armed;
}

std::atomic<int> passes_so_far{0};

}  // namespace

void CrashPoint(std::string_view name) {
  Armed& armed = TheArmed();
  if (armed.name.empty() || armed.name != name) return;
  if (++passes_so_far < armed.passes) return;
  if (armed.signal == SIGABRT) std::abort();
  (void)std::raise(SIGKILL);
}

void ArmCrashPoint(std::string_view setting) {
  TheArmed() = Armed();
  TheArmed().Set(setting);
  passes_so_far = 0;
}

}  // namespace aegle
