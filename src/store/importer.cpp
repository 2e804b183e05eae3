#include "store/importer.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "store/content_hash.h"
#include "store/input.h"
#include "store/read_ahead.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using OpenFunction = std::function<Result<std::unique_ptr<Input>>()>;

constexpr std::size_t kHeadBytes = 64 << 10;

// Passes progress on at most ten times a second.
class ProgressMeter {
 public:
  explicit ProgressMeter(const ProgressSink& sink) : sink_(sink) {}
  void Report(const char* stage, std::uint64_t done, std::uint64_t total, bool last = false) {
    auto now = Clock::now();
    if (!sink_ || (!last && now - reported_ < std::chrono::milliseconds(100))) return;
    reported_ = now;
    sink_({stage, done, total, "bytes"});
  }

 private:
  const ProgressSink& sink_;
  Clock::time_point reported_{};
};

// Between the reader and the session: marks each item with the hash of its bytes, and ends the read on a cancel.
class MarkingSink final : public FactSink {
 public:
  MarkingSink(ImportSession& session, const std::stop_token& stop, bool json) : session_(session), stop_(stop), json_(json) {}
  void SetBlock(std::string_view bytes, std::uint64_t offset) {
    block_ = bytes;
    offset_ = offset;
  }
  Result<void> Take(ReadItem&& item) override {
    if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "The import was cancelled");
    if (item.begin >= offset_ && item.end >= item.begin && item.end - offset_ <= block_.size()) {
      std::string_view bytes = block_.substr(item.begin - offset_, item.end - item.begin);
      item.content = json_ ? JsonContentHash(bytes) : Hash64(bytes);
    }
    return session_.Take(std::move(item));
  }

 private:
  ImportSession& session_;
  const std::stop_token& stop_;
  const bool json_;
  std::string_view block_;
  std::uint64_t offset_ = 0;
};

class Import {
 public:
  Import(Store& store, const ReaderRegistry& readers, const ImportOptions& options, const ProgressSink& progress, std::stop_token stop)
      : store_(store), readers_(readers), options_(options), meter_(progress), stop_(std::move(stop)) {}

  // `twice`: the input can be opened again, so its digest is known before it is read.
  Result<ImportReport> Run(const std::string& name, const OpenFunction& open, bool twice) {
    started_ = Clock::now();
    report_.document.name = name;
    report_.document.source = options_.source;
    if (twice) {
      AEGLE_TRY(known, FindKnown(open));
      if (known) return Finished();
    }
    AEGLE_TRY(raw, open());
    total_ = raw->total();
    AEGLE_TRY(input, UnpackInput(std::move(raw)));
    AEGLE_TRY(reader, Recognise(*input));
    AEGLE_CHECK(ReadAll(*reader, std::move(input)));
    return Finished();
  }

 private:
  Result<ImportReport> Finished() {
    report_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    return std::move(report_);
  }

  // True where the same bytes of the same source are there already.
  Result<bool> FindKnown(const OpenFunction& open) {
    AEGLE_TRY(raw, open());
    const std::uint64_t total = raw->total();
    AEGLE_TRY(input, UnpackInput(std::move(raw)));
    Sha256 hash;
    std::string buffer(std::size_t{1} << 20, '\0');
    for (;;) {
      if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "The import was cancelled");
      AEGLE_TRY(got, input->Read(buffer.data(), buffer.size()));
      if (got == 0) break;
      hash.Update({buffer.data(), got});
      meter_.Report("check", input->position(), total);
    }
    Sha256Digest digest = hash.Finish();
    report_.document.sha256 = ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
    AEGLE_TRY(found, store_.FindDocument(options_.source, report_.document.sha256));
    if (!found) return false;
    AEGLE_TRY(ledger, store_.GetLedger(found->id));
    report_.document = std::move(*found);
    report_.counts.unchanged = ledger.kept + ledger.kept_as_document;
    report_.ledger = std::move(ledger);
    report_.already_there = true;
    return true;
  }

  // Looks at the first bytes, which stay to be read.
  Result<const Reader*> Recognise(Input& input) {
    AEGLE_CHECK(ReadFully(input, head_, kHeadBytes));
    if (head_.empty()) return Fail(ErrorCode::kBadInput, "The file is empty", report_.document.name);
    std::string name = report_.document.name;
    if (ToLowerAscii(name).ends_with(".gz")) name.resize(name.size() - 3);
    const Reader* reader = options_.format.empty() ? nullptr : readers_.ByFormat(options_.format);
    if (!reader && !options_.format.empty()) return Fail(ErrorCode::kUnsupported, "There is no reader for \"" + options_.format + "\"");
    if (!reader) {
      AEGLE_TRY(surest, readers_.For(head_, name));
      reader = surest;
    }
    DescribeDocument(*reader);
    return reader;
  }

  void DescribeDocument(const Reader& reader) {
    Document& document = report_.document;
    document.format = reader.format();
    json_ = document.format.starts_with("fhir");
    document.media_type = !json_ ? "text/plain" : reader.LineByLine() ? "application/fhir+ndjson" : "application/fhir+json";
    // The head may cut a character of up to four bytes.
    std::size_t invalid = FindInvalidUtf8(head_);
    bool utf8 = invalid == std::string_view::npos || (head_.size() == kHeadBytes && invalid + 4 > head_.size());
    document.encoding = json_ || utf8 ? "utf-8" : "cp949";
    document.imported = Now();
  }

  Result<void> ReadAll(const Reader& reader, std::unique_ptr<Input> input) {
    AEGLE_TRY(session, store_.BeginImport(report_.document));
    MarkingSink sink(*session, stop_, json_);
    ReadAhead ahead(std::move(input), {.max_line = options_.limits.bytes, .whole = !reader.LineByLine()}, std::move(head_));
    std::uint64_t offset = 0;
    for (;;) {
      if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "The import was cancelled");
      AEGLE_TRY(block, ahead.Next());
      if (!block) break;
      AEGLE_CHECK(session->AppendBytes(block->bytes));
      sink.SetBlock(block->bytes, offset);
      AEGLE_CHECK(ReadBlock(reader, block->bytes, offset, sink));
      offset += block->bytes.size();
      meter_.Report("import", block->position, total_);
    }
    AEGLE_CHECK(session->Commit(report_.ledger));
    meter_.Report("import", total_ != 0 ? total_ : offset, total_, true);
    report_.counts = session->counts();
    AEGLE_TRY(stored, store_.GetDocument(session->document()));
    report_.document = std::move(stored);
    return {};
  }

  Result<void> ReadBlock(const Reader& reader, std::string_view bytes, std::uint64_t offset, MarkingSink& sink) {
    ReadContext context{.base_offset = offset, .file_name = report_.document.name, .subject = options_.subject, .date = options_.date};
    auto ledger = reader.Read(bytes, context, options_.limits, sink);
    if (ledger) {
      report_.ledger.Add(*ledger);
      return {};
    }
    Error error = std::move(ledger).error();
    if (error.place.empty()) error.place = report_.document.name;
    bool about_input = error.code == ErrorCode::kBadInput || error.code == ErrorCode::kTooLarge;
    if (offset == 0 || !about_input) return tl::unexpected<Error>(std::move(error));
    // A later part of a stream that makes no sense is one refusal; what came before it stays.
    ReadItem refused;
    refused.disposition = Disposition::kRefused;
    refused.begin = offset;
    refused.end = offset + bytes.size();
    refused.error = error.code;
    refused.reason = error.message;
    report_.ledger.Count(refused);
    report_.ledger.bytes += bytes.size();
    return {};
  }

  Store& store_;
  const ReaderRegistry& readers_;
  const ImportOptions& options_;
  ProgressMeter meter_;
  std::stop_token stop_;
  Clock::time_point started_;
  ImportReport report_;
  std::string head_;
  std::uint64_t total_ = 0;
  bool json_ = false;
};

bool EndsAll(ErrorCode code) { return code == ErrorCode::kCancelled || code == ErrorCode::kNoSpace || code == ErrorCode::kIntegrity; }

Result<std::vector<fs::path>> FilesOf(const std::string& path) {
  std::error_code error;
  fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return Fail(ErrorCode::kNotFound, "There is no such folder", path);
  if (!fs::is_directory(status)) return Fail(ErrorCode::kBadUsage, "It is not a folder", path);
  std::vector<fs::path> files;
  auto hidden = [](const fs::path& entry) { return entry.filename().string().starts_with('.'); };
  fs::recursive_directory_iterator walk(path, error), end;
  for (; !error && walk != end; walk.increment(error)) {
    if (hidden(walk->path())) {
      if (walk->is_directory(error)) walk.disable_recursion_pending();
      continue;
    }
    if (walk->is_regular_file(error)) files.push_back(walk->path());
  }
  if (error) return Fail(ErrorCode::kDenied, "The folder cannot be read: " + error.message(), path);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<ImportReport> ImportFile(Store& store, const ReaderRegistry& readers, const std::string& path, const ImportOptions& options,
                                const ProgressSink& progress, std::stop_token stop) {
  const bool standard_input = path == "-";
  std::string name = options.name.empty() ? (standard_input ? "stdin" : fs::path(path).filename().string()) : options.name;
  std::error_code ignored;
  const bool twice = fs::is_regular_file(path, ignored) && !standard_input;
  return Import(store, readers, options, progress, std::move(stop)).Run(name, [&] { return OpenInput(path); }, twice);
}

Result<ImportReport> ImportBytes(Store& store, const ReaderRegistry& readers, std::string_view bytes, const ImportOptions& options,
                                 const ProgressSink& progress, std::stop_token stop) {
  auto open = [&]() -> Result<std::unique_ptr<Input>> { return MemoryInput(bytes); };
  return Import(store, readers, options, progress, std::move(stop)).Run(options.name.empty() ? "input" : options.name, open, true);
}

Result<FolderReport> ImportFolder(Store& store, const ReaderRegistry& readers, const std::string& path, const ImportOptions& options,
                                  const ProgressSink& progress, std::stop_token stop) {
  AEGLE_TRY(files, FilesOf(path));
  FolderReport folder;
  for (const fs::path& file : files) {
    auto report = ImportFile(store, readers, file.string(), options, progress, stop);
    if (!report && EndsAll(report.error().code)) return tl::unexpected<Error>(std::move(report).error());
    FolderReport::File& entry = folder.files.emplace_back();
    entry.path = file.lexically_relative(path).string();
    if (!report) {
      entry.error = std::move(report).error();
      ++folder.failed;
      continue;
    }
    folder.ledger.Add(report->ledger);
    folder.counts.added += report->counts.added;
    folder.counts.updated += report->counts.updated;
    folder.counts.unchanged += report->counts.unchanged;
    entry.report = std::move(*report);
  }
  return folder;
}

}  // namespace aegle
