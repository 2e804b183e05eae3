// Log lines for an operator: one JSON object a line on standard error, never with personal data.
//
// A field is a number, a flag, an id, a string literal or an error code. Text from a record has no way in: Phi<T> does not
// convert, and std::string is taken only through Operational(), which says that the text is about the machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/id.h"

namespace aegle {

// Text about the machine (a path, a model's name, an error of the operating system), not about a person.
struct Operational {
  explicit Operational(std::string value) : text(std::move(value)) {}
  std::string text;
};

class LogField {
 public:
  template <std::size_t N>
  LogField(const char* name, const char (&literal)[N]) : name_(name), value_(std::string(literal, N - 1)) {}
  LogField(const char* name, bool value) : name_(name), value_(value) {}
  LogField(const char* name, double value) : name_(name), value_(value) {}
  LogField(const char* name, std::int64_t value) : name_(name), value_(value) {}
  LogField(const char* name, std::uint64_t value) : name_(name), value_(static_cast<std::int64_t>(value)) {}
  LogField(const char* name, int value) : name_(name), value_(std::int64_t{value}) {}
  LogField(const char* name, ErrorCode code) : name_(name), value_(std::string(Info(code).name)) {}
  LogField(const char* name, Operational text) : name_(name), value_(std::move(text.text)) {}
  template <class Tag>
  LogField(const char* name, Id<Tag> id) : name_(name), value_(id.ToString()) {}

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] const std::variant<bool, double, std::int64_t, std::string>& value() const { return value_; }

 private:
  const char* name_;
  std::variant<bool, double, std::int64_t, std::string> value_;
};

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError, kOff };

// Thread-safe. `event` is a literal in words: "request done".
void Log(LogLevel level, const char* event, std::initializer_list<LogField> fields = {});
void SetLogLevel(LogLevel level);
[[nodiscard]] std::string FormatLogLine(LogLevel level, const char* event, std::initializer_list<LogField> fields, std::string_view time);

}  // namespace aegle
