// Settings: each described once; the file, the environment, the command line and the manual come from the description.
//
// Order: default < aegle.toml < environment (AEGLE_SERVE_PORT for "serve.port") < Set() (a command-line flag).
// A value outside its range, or a name that nobody described, is an error that names the file and the setting.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

enum class SettingType : std::uint8_t { kText, kNumber, kFlag };

struct SettingInfo {
  std::string name;              // "serve.port"
  SettingType type = SettingType::kText;
  std::string fallback;          // as text
  double low = 0, high = 0;      // of numbers; both 0: no range
  std::string unit;              // "ms", "tokens", ""
  std::string help;
};

// The one list of all settings, in the order of the manual.
[[nodiscard]] const std::vector<SettingInfo>& AllSettings();

class Settings {
 public:
  // Reads `file` where it exists, then the environment.
  static Result<Settings> Load(const std::string& file);
  Result<void> Set(std::string_view name, std::string_view value, std::string_view place);

  // A name that is not in AllSettings() is a bug: throws std::logic_error.
  [[nodiscard]] const std::string& Text(std::string_view name) const;
  [[nodiscard]] double Number(std::string_view name) const;
  [[nodiscard]] int Integer(std::string_view name) const;
  [[nodiscard]] bool Flag(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// AEGLE_HOME, else $XDG_DATA_HOME/aegle, else ~/.local/share/aegle.
[[nodiscard]] std::string DefaultHome();

}  // namespace aegle
