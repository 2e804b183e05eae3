#include "model/model_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/text.h"
#include "model/model_files.h"
#include "model/model_pull.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxLicenceBytes = std::size_t{1} << 20;
constexpr std::uint64_t kWorkingBytes = std::uint64_t{300} << 20;     // context and buffers beside the weights, a rough guess

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// What identifies a file that was hashed: nobody can set the change time by hand.
Result<std::string> Fingerprint(const fs::path& path, const std::string& sha256) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0) return tl::unexpected(SystemError("look at", path, errno));
  return fmt::format("{} {} {} {} {}.{:09} {}.{:09}\n", sha256, s.st_dev, s.st_ino, s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec, s.st_ctim.tv_sec, s.st_ctim.tv_nsec);
}

fs::path MarkOf(const fs::path& path) { return path.parent_path() / ".verified" / path.filename(); }

void RememberVerified(const fs::path& path, const std::string& sha256) {
  Result<std::string> fingerprint = Fingerprint(path, sha256);
  std::error_code error;
  fs::create_directories(MarkOf(path).parent_path(), error);
  // In a folder that cannot be written to, the file is hashed each time.
  if (fingerprint && !error) (void)WriteFileAtomically(MarkOf(path), *fingerprint);
}

bool WasVerified(const fs::path& path, const std::string& sha256) {
  Result<std::string> mark = ReadSmallFile(MarkOf(path), 4096);
  Result<std::string> fingerprint = Fingerprint(path, sha256);
  return mark && fingerprint && *mark == *fingerprint;
}

Result<void> MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return tl::unexpected(SystemError("make the folder", folder, error.value()));
  return {};
}

Result<void> CopyTo(const fs::path& from, const fs::path& to, const ProgressSink& progress, const std::stop_token& stop) {
  AEGLE_TRY(in, FileHandle::OpenRead(from));
  std::error_code ignored;
  fs::remove(to, ignored);
  AEGLE_TRY(out, FileHandle::OpenWrite(to));
  std::string buffer(std::size_t{4} << 20, '\0');
  Progress at{"copy", 0, fs::file_size(from, ignored), "bytes"};
  for (;;) {
    if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "adding was cancelled");
    AEGLE_TRY(got, in.ReadAt(buffer.data(), buffer.size(), at.done, from));
    if (got == 0) return {};
    AEGLE_CHECK(out.WriteAll({buffer.data(), got}, to));
    at.done += got;
    if (progress) progress(at);
  }
}

}  // namespace

ModelStore::Options ModelStore::OptionsFromEnvironment(const fs::path& home) {
  Options options;
  options.home = home;
  std::string cache = Environment("XDG_CACHE_HOME");
  if (cache.empty() && !Environment("HOME").empty()) cache = Environment("HOME") + "/.cache";
  if (std::string models = Environment("AEGLE_MODELS"); !models.empty()) {
    options.shared = models;
    options.write_to_shared = true;
  } else if (!cache.empty()) {
    options.shared = fs::path(cache) / "aegle" / "models";
  }
  if (std::string python = Environment("AEGLE_PYTHON"); !python.empty()) options.python = python;
  if (std::string endpoint = Environment("HF_ENDPOINT"); !endpoint.empty()) options.hugging_face = endpoint;
  return options;
}

Result<ModelStore> ModelStore::Open(Options options) {
  AEGLE_TRY(catalog, Catalog::Load(options.home, options.home / "models"));
  return ModelStore(std::move(options), std::move(catalog));
}

fs::path ModelStore::folder() const { return options_.write_to_shared ? options_.shared : options_.home / "models"; }

StoredModel ModelStore::Locate(const CatalogEntry& entry) const {
  for (const fs::path& place : {options_.home / "models", options_.shared}) {
    std::error_code error;
    fs::path path = place / entry.file;
    if (!place.empty() && fs::is_regular_file(path, error) && fs::file_size(path, error) == entry.bytes && !error) return {entry, path};
  }
  return {entry, {}};
}

std::vector<StoredModel> ModelStore::List() const {
  std::vector<StoredModel> models;
  for (const CatalogEntry& entry : catalog_.entries()) models.push_back(Locate(entry));
  return models;
}

Result<StoredModel> ModelStore::Find(std::string_view name) const {
  AEGLE_TRY(entry, catalog_.Find(name));
  return Locate(entry);
}

Result<StoredModel> ModelStore::FindFor(ModelRole role) const {
  AEGLE_TRY(entry, catalog_.DefaultFor(role));
  StoredModel chosen = Locate(entry);
  if (chosen.present()) return chosen;
  for (const CatalogEntry& other : catalog_.entries()) {
    StoredModel model = Locate(other);
    if (other.role == role && model.present()) return model;
  }
  return chosen;
}

Result<fs::path> ModelStore::Path(std::string_view name) const {
  AEGLE_TRY(model, Find(name));
  if (model.present()) return model.path;
  return Fail(ErrorCode::kNotFound, fmt::format("the model {} is not on this machine", name), folder().string(), fmt::format("Fetch it: aegle models pull {}", name));
}

Result<fs::path> ModelStore::VerifiedPath(std::string_view name, const ProgressSink& progress, std::stop_token stop) const {
  AEGLE_TRY(path, Path(name));
  AEGLE_TRY(entry, catalog_.Find(name));
  if (WasVerified(path, entry.sha256)) return path;
  AEGLE_CHECK(Verify(name, progress, std::move(stop)));
  return path;
}

Result<GgufSummary> ModelStore::Verify(std::string_view name, const ProgressSink& progress, std::stop_token stop) const {
  AEGLE_TRY(path, Path(name));
  AEGLE_TRY(entry, catalog_.Find(name));
  AEGLE_TRY(summary, CheckModelFile(entry, path, progress, std::move(stop)));
  RememberVerified(path, entry.sha256);
  return summary;
}

Result<fs::path> ModelStore::Pull(std::string_view name, const PullOptions& options) {
  AEGLE_TRY(model, Find(name));
  if (model.present()) return VerifiedPath(name, options.progress, options.stop);
  if (model.entry.accept_terms && !options.accept_terms)
    return Fail(ErrorCode::kDenied, fmt::format("{} comes under \"{}\", which has to be accepted first", name, model.entry.licence), model.entry.licence_url,
                fmt::format("Read it, then: aegle models pull {} --accept-terms", name));
  AEGLE_CHECK(MakeFolder(folder()));
  AEGLE_TRY(path, PullModel(model.entry, folder(), options_, options));
  RememberVerified(path, model.entry.sha256);
  return path;
}

Result<CatalogEntry> ModelStore::Describe(const AddRequest& request, const std::string& sha256, std::uint64_t bytes) const {
  for (const CatalogEntry& known : catalog_.entries())
    if (known.sha256 == sha256) return known;
  CatalogEntry entry;
  entry.name = request.name.empty() ? ToLowerAscii(request.file.stem().string()) : request.name;
  entry.file = entry.name + request.file.extension().string();
  if (!IsPlainName(entry.name) || !IsPlainName(entry.file))
    return Fail(ErrorCode::kBadUsage, fmt::format("\"{}\" cannot be the name of a model", Utf8Prefix(entry.name, 80)), "--name", "Use letters, digits, \"-\", \"_\" and \".\".");
  if (catalog_.Find(entry.name)) return Fail(ErrorCode::kConflict, fmt::format("another model is called {}", entry.name), "--name", "Choose another name.");
  if (Trim(request.licence).empty()) return Fail(ErrorCode::kBadUsage, "the licence of the model is missing", "--licence", "Name it, for example Apache-2.0.");
  if (request.licence_text.size() > kMaxLicenceBytes) return Fail(ErrorCode::kTooLarge, "the licence text is larger than 1 MiB", "--licence-text");
  entry.role = request.role;
  entry.description = request.description;
  entry.licence = request.licence;
  entry.licence_text = request.licence_text;
  entry.sha256 = sha256;
  entry.bytes = bytes;
  entry.memory = bytes + kWorkingBytes;
  return entry;
}

Result<StoredModel> ModelStore::Add(const AddRequest& request) {
  GgufSummary summary;
  if (request.file.extension() == ".gguf") {
    AEGLE_TRY(checked, CheckGguf(request.file));
    summary = checked;
  }
  AEGLE_TRY(sha256, HashFile(request.file, request.progress, request.stop));
  std::error_code error;
  std::uint64_t bytes = fs::file_size(request.file, error);
  AEGLE_TRY(entry, Describe(request, sha256, bytes));
  bool known = catalog_.Find(entry.name).has_value();
  if (!known) {
    entry.context = static_cast<int>(std::min<std::uint64_t>(summary.context_length, 1u << 30));
    entry.embedding_size = request.role == ModelRole::kEmbed ? static_cast<int>(summary.embedding_length) : 0;
    if (entry.description.empty()) entry.description = fmt::format("{} {}", summary.name.empty() ? entry.name : summary.name, summary.quantisation);
  } else if (StoredModel there = Locate(entry); there.present()) {
    return there;
  }

  AEGLE_CHECK(MakeFolder(folder()));
  AEGLE_CHECK(CheckFreeSpace(folder(), bytes));
  fs::path target = folder() / entry.file, copy = folder() / (entry.file + ".adding");
  Result<void> copied = CopyTo(request.file, copy, request.progress, request.stop);
  Result<GgufSummary> checked = copied ? CheckModelFile(entry, copy, {}, request.stop) : Result<GgufSummary>(tl::unexpected(copied.error()));
  if (!checked) {
    fs::remove(copy, error);
    return tl::unexpected(checked.error());
  }
  AEGLE_CHECK(RenameDurably(copy, target));
  if (!known) {
    AEGLE_CHECK(MakeFolder(options_.home / "models"));
    AEGLE_CHECK(WriteFileAtomically(options_.home / "models" / (entry.name + ".toml"), ToToml(entry)));
    AEGLE_TRY(catalog, Catalog::Load(options_.home, options_.home / "models"));
    catalog_ = std::move(catalog);
  }
  RememberVerified(target, entry.sha256);
  return StoredModel{entry, target};
}

Result<void> ModelStore::Remove(std::string_view name) {
  AEGLE_TRY(model, Find(name));
  std::error_code error;
  fs::path description = options_.home / "models" / (model.entry.name + ".toml");
  bool described = fs::remove(description, error);
  if (!model.present() && !described) return Fail(ErrorCode::kNotFound, fmt::format("the model {} is not on this machine", name), folder().string());
  if (model.present()) {
    fs::remove(MarkOf(model.path), error);
    fs::remove(model.path, error);
    if (error) return tl::unexpected(SystemError("remove", model.path, error.value()));
  }
  fs::remove_all(folder() / ".partial" / model.entry.name, error);
  AEGLE_TRY(catalog, Catalog::Load(options_.home, options_.home / "models"));
  catalog_ = std::move(catalog);
  return {};
}

}  // namespace aegle
