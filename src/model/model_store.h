// The models that are on this machine: find, check, fetch, add and remove them.
//
// Files lie in <home>/models and in a shared folder (AEGLE_MODELS, else the user's cache, ~/.cache/aegle/models), so that
// several installations need one copy. New files go to AEGLE_MODELS where it is set, else to <home>/models. A file counts
// only with the size and SHA-256 of its catalogue entry; a new file appears by one rename after it was checked, and a GGUF
// also passed CheckGguf. Thread-safe; two processes that fetch the same model do not disturb each other (the second: kBusy).
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/catalog.h"
#include "model/gguf_reader.h"

namespace aegle {

struct StoredModel {
  CatalogEntry entry;
  std::filesystem::path path;          // empty where the model is not here
  [[nodiscard]] bool present() const { return !path.empty(); }
};

struct PullOptions {
  bool accept_terms = false;           // of a model whose licence asks for it
  ProgressSink progress;               // stages "download", "convert", "verify", in bytes
  std::stop_token stop;
};

struct AddRequest {
  std::filesystem::path file;          // is copied
  std::string name;                    // empty: from the file name
  ModelRole role = ModelRole::kChat;
  std::string description;
  std::string licence;                 // SPDX id or name; needed
  std::string licence_text;            // kept with the model
  ProgressSink progress;
  std::stop_token stop;
};

class ModelStore {
 public:
  struct Options {
    std::filesystem::path home;
    std::filesystem::path shared;                 // empty: none
    bool write_to_shared = false;
    std::string python = "python3";
    std::string hugging_face = "https://huggingface.co";
  };
  // AEGLE_MODELS, AEGLE_PYTHON, HF_ENDPOINT, XDG_CACHE_HOME, HOME.
  static Options OptionsFromEnvironment(const std::filesystem::path& home);
  // Reads the catalogue. Errors: kBadInput (a site's own entries), kIo.
  static Result<ModelStore> Open(Options options);

  [[nodiscard]] const Catalog& catalog() const { return catalog_; }
  [[nodiscard]] std::vector<StoredModel> List() const;
  Result<StoredModel> Find(std::string_view name) const;
  // The default model of a role: the catalogue's default where it is here, else one that is here, else the default, absent.
  Result<StoredModel> FindFor(ModelRole role) const;

  // A file that is here with the right size; kNotFound says how to fetch it.
  Result<std::filesystem::path> Path(std::string_view name) const;
  // The same, and its SHA-256 is right. Quick when the very same file (inode, size, times) was hashed before.
  Result<std::filesystem::path> VerifiedPath(std::string_view name, const ProgressSink& progress = {}, std::stop_token stop = {}) const;
  // Hashes and checks again, whatever is known. Errors: kNotFound, kIntegrity, those of CheckGguf.
  Result<GgufSummary> Verify(std::string_view name, const ProgressSink& progress = {}, std::stop_token stop = {}) const;

  // Fetches what is missing; at once where the model is here. Errors: kUnavailable (from no source), kIntegrity (wrong bytes
  // came and were removed), kNoSpace, kCancelled, kBusy, kDenied (terms not accepted), kNotFound.
  Result<std::filesystem::path> Pull(std::string_view name, const PullOptions& options = {});
  // Takes in a local file. One whose hash the catalogue knows becomes that model; else an entry is written beside it.
  Result<StoredModel> Add(const AddRequest& request);
  // Deletes the file, and the entry of a model that was added.
  Result<void> Remove(std::string_view name);

  // Where new files go.
  [[nodiscard]] std::filesystem::path folder() const;

 private:
  ModelStore(Options options, Catalog catalog) : options_(std::move(options)), catalog_(std::move(catalog)) {}
  [[nodiscard]] StoredModel Locate(const CatalogEntry& entry) const;
  Result<CatalogEntry> Describe(const AddRequest& request, const std::string& sha256, std::uint64_t bytes) const;

  Options options_;
  Catalog catalog_;
};

}  // namespace aegle
