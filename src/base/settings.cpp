#include "base/settings.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <toml++/toml.h>

#include "base/text.h"

namespace aegle {
namespace {

const SettingInfo* Find(std::string_view name) {
  for (const auto& info : AllSettings())
    if (info.name == name) return &info;
  return nullptr;
}

std::string EnvironmentName(std::string_view name) {
  std::string text = "AEGLE_";
  for (char c : name) text += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return text;
}

std::optional<double> ParseNumber(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<void> CheckValue(const SettingInfo& info, std::string_view value, std::string_view place) {
  if (info.type == SettingType::kFlag && value != "true" && value != "false")
    return Fail(ErrorCode::kBadUsage, info.name + " must be true or false", std::string(place));
  if (info.name == "site.use" && value != "records" && value != "documentation" && value != "support")
    return Fail(ErrorCode::kBadUsage, info.name + " must be records, documentation or support", std::string(place));
  if (info.type != SettingType::kNumber) return {};
  auto number = ParseNumber(value);
  if (!number) return Fail(ErrorCode::kBadUsage, info.name + " must be a number", std::string(place));
  if ((info.low != 0 || info.high != 0) && (*number < info.low || *number > info.high))
    return Fail(ErrorCode::kBadUsage, info.name + " must be from " + std::to_string(info.low) + " to " + std::to_string(info.high), std::string(place));
  return {};
}

std::string NodeText(const toml::node& node) {
  if (auto text = node.value<std::string>(); node.is_string()) return *text;
  if (node.is_boolean()) return *node.value<bool>() ? "true" : "false";
  if (node.is_integer()) return std::to_string(*node.value<std::int64_t>());
  if (node.is_floating_point()) return std::to_string(*node.value<double>());
  return {};
}

Result<void> ReadTable(Settings& settings, const toml::table& table, const std::string& prefix, const std::string& file) {
  for (const auto& [key, node] : table) {
    std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      AEGLE_CHECK(ReadTable(settings, *inner, name + ".", file));
      continue;
    }
    AEGLE_CHECK(settings.Set(name, NodeText(node), file + ", line " + std::to_string(node.source().begin.line)));
  }
  return {};
}

}  // namespace

const std::vector<SettingInfo>& AllSettings() {
  static const std::vector<SettingInfo> kAll{
      {"serve.address", SettingType::kText, "127.0.0.1", 0, 0, "", "Address to listen on. Any but a loopback address needs users and TLS, and is refused without them."},
      {"serve.port", SettingType::kNumber, "8080", 0, 65535, "", "Port to listen on; 0 takes a free one."},
      {"serve.threads", SettingType::kNumber, "32", 2, 1024, "threads", "Connections that are answered at the same time."},
      {"serve.queue", SettingType::kNumber, "256", 1, 100000, "connections", "Connections that may wait; more are answered 503."},
      {"serve.streams", SettingType::kNumber, "24", 1, 1024, "streams", "Answers that may be streamed at the same time; more are answered 429."},
      {"serve.body_limit", SettingType::kNumber, "1073741824", 1024, 17179869184.0, "bytes", "Largest body of a request."},
      {"serve.read_timeout", SettingType::kNumber, "15", 1, 3600, "s", "A client that sends nothing for so long is let go."},
      {"audit.head_file", SettingType::kText, "", 0, 0, "", "File for the second copy of the audit's signed head, best on another volume (default: audit.head in the data folder)."},
      {"serve.hosts", SettingType::kText, "", 0, 0, "", "Names by which browsers reach the service, with commas between them, where it is not this machine alone."},
      {"serve.tls_certificate", SettingType::kText, "", 0, 0, "", "File with the certificate chain (PEM). With it and its key the service speaks TLS."},
      {"serve.tls_key", SettingType::kText, "", 0, 0, "", "File with the private key of the certificate (PEM)."},
      {"access.idle_minutes", SettingType::kNumber, "15", 1, 480, "min", "A session that is not used for so long ends."},
      {"access.session_hours", SettingType::kNumber, "12", 1, 24, "h", "A session ends after so long in any case."},
      {"access.requests_per_minute", SettingType::kNumber, "1200", 10, 1000000, "requests", "Requests of one user a minute; more are answered 429."},
      {"model.chat", SettingType::kText, "qwen2.5-coder-1.5b-instruct-q4_k_m", 0, 0, "", "Chat model: a name of the catalogue, or \"none\"."},
      {"model.embed", SettingType::kText, "all-minilm-l6-v2", 0, 0, "", "Embedding model: a name of the catalogue, or \"none\"."},
      {"model.threads", SettingType::kNumber, "0", 0, 1024, "threads", "Threads of one model; 0 takes one a core."},
      {"model.context", SettingType::kNumber, "16384", 512, 1048576, "tokens", "Context that all running requests share."},
      {"model.parallel", SettingType::kNumber, "8", 1, 256, "requests", "Requests that run in one batch."},
      {"model.queue", SettingType::kNumber, "128", 1, 100000, "requests", "Requests that may wait for the model; more are answered 429."},
      {"model.memory_cap", SettingType::kNumber, "0", 0, 1048576, "MiB", "Memory that a model process may take; 0 is no cap."},
      {"model.remote_url", SettingType::kText, "", 0, 0, "", "Base address of an OpenAI-compatible server to use in place of the local chat model, as http://127.0.0.1:8000/v1."},
      {"model.remote_name", SettingType::kText, "", 0, 0, "", "Name of the model at remote_url."},
      {"model.remote_kind", SettingType::kText, "other", 0, 0, "", "What runs at remote_url: llama-server, vllm or other. It decides which constraints can be guaranteed."},
      {"model.remote_key_file", SettingType::kText, "", 0, 0, "", "File with the key for remote_url."},
      {"store.key_file", SettingType::kText, "", 0, 0, "", "Key of the store, where it is not HOME/key."},
      {"export.fonts", SettingType::kText, "", 0, 0, "", "TrueType files for PDF, regular and bold with a comma between; empty: Nanum Gothic."},
      {"model.remote_deidentify", SettingType::kFlag, "true", 0, 0, "", "Names and other identifiers are replaced before a prompt goes to remote_url, and put back in the answer."},
      {"site.use", SettingType::kText, "documentation", 0, 0, "", "Highest class of intended use that this site runs: records, documentation or support (docs/intended-use.md)."},
      {"site.general", SettingType::kFlag, "true", 0, 0, "", "Whether the language model without a record (OpenAI-compatible API) runs."},
      {"ui.language", SettingType::kText, "en", 0, 0, "", "Language where a request names none: en or ko."},
  };
  return kAll;
}

Result<void> Settings::Set(std::string_view name, std::string_view value, std::string_view place) {
  const SettingInfo* info = Find(name);
  if (!info) return Fail(ErrorCode::kBadUsage, "there is no setting \"" + std::string(name) + "\"", std::string(place), "aegle doctor --settings lists them.");
  AEGLE_CHECK(CheckValue(*info, value, place));
  values_[info->name] = std::string(value);
  return {};
}

Result<Settings> Settings::Load(const std::string& file) {
  Settings settings;
  for (const auto& info : AllSettings()) settings.values_[info.name] = info.fallback;
  std::error_code missing;
  if (std::filesystem::exists(file, missing)) {
    try {
      AEGLE_CHECK(ReadTable(settings, toml::parse_file(file), "", file));
    } catch (const toml::parse_error& error) {
      return Fail(ErrorCode::kBadInput, std::string(error.description()), file + ", line " + std::to_string(error.source().begin.line));
    }
  }
  for (const auto& info : AllSettings()) {
    std::string variable = EnvironmentName(info.name);
    if (const char* value = std::getenv(variable.c_str())) AEGLE_CHECK(settings.Set(info.name, value, variable));
  }
  return settings;
}

const std::string& Settings::Text(std::string_view name) const {
  auto found = values_.find(name);
  if (found == values_.end()) throw std::logic_error("no such setting: " + std::string(name));
  return found->second;
}

double Settings::Number(std::string_view name) const { return ParseNumber(Text(name)).value_or(0); }
int Settings::Integer(std::string_view name) const { return static_cast<int>(Number(name)); }
bool Settings::Flag(std::string_view name) const { return Text(name) == "true"; }

std::string DefaultHome() {
  if (const char* home = std::getenv("AEGLE_HOME"); home && *home) return home;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::string(data) + "/aegle";
  const char* user = std::getenv("HOME");
  return std::string(user ? user : ".") + "/.local/share/aegle";
}

}  // namespace aegle
