#include "synth/json_text.h"

namespace aegle::synth {

std::string Quote(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += "\\u00";
      quoted += kHex[(c >> 4) & 15];
      quoted += kHex[c & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string QuoteOrNothing(std::string_view text) { return text.empty() ? std::string() : Quote(text); }

std::string Object(std::initializer_list<std::pair<std::string_view, std::string>> members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (value.empty()) continue;
    if (text.size() > 1) text += ", ";
    text += Quote(name) + ": " + value;
  }
  return text + "}";
}

namespace {

std::string Listed(const std::vector<std::string>& items, std::string_view separator, std::string_view edge) {
  std::string text;
  for (const std::string& item : items) {
    if (item.empty()) continue;
    if (!text.empty()) text += separator;
    text += item;
  }
  return text.empty() ? "[]" : "[" + std::string(edge) + text + std::string(edge) + "]";
}

}  // namespace

std::string Array(const std::vector<std::string>& items) { return Listed(items, ", ", ""); }
std::string Lines(const std::vector<std::string>& items) { return Listed(items, ",\n", "\n"); }

}  // namespace aegle::synth
