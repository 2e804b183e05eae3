#include "upkeep/backup.h"

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "audit/verify.h"
#include "base/crash_point.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/snapshot.h"
#include "store/sqlite_store.h"
#include "upkeep/chunk_store.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// "20260301T080000.000Z": sorts by time.
std::string SnapshotName(Instant time) {
  std::string name = DateTime::FromInstant(time, TimePrecision::kMillisecond).ToString();
  std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
  return name;
}

class BackupWriter {
 public:
  BackupWriter(ChunkStore& chunks, BackupReport& report, const ProgressSink& progress) : chunks_(chunks), report_(report), progress_(progress) {}

  // The first `most` bytes of a file.
  Result<void> AddFile(const std::string& name, const std::string& path, std::uint64_t most) {
    AEGLE_TRY(file, File::Open(path, FileMode::kRead));
    Sha256 hash;
    Json names = Json::array();
    std::uint64_t at = 0;
    while (at < most) {
      AEGLE_TRY(bytes, file.ReadAt(at, static_cast<std::size_t>(std::min<std::uint64_t>(kBackupChunk, most - at))));
      if (bytes.empty()) break;
      bool fresh = false;
      AEGLE_TRY(chunk, chunks_.Put(bytes, &fresh));
      CrashPoint("backup.after_chunk");
      names.push_back(chunk);
      hash.Update(bytes);
      at += bytes.size();
      if (fresh) report_.new_bytes += bytes.size();
      if (progress_) progress_({"back up", report_.bytes + at, 0, "bytes"});
    }
    const Sha256Digest digest = hash.Finish();
    files_.push_back({{"name", name}, {"bytes", at}, {"sha256", ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()})}, {"chunks", names}});
    report_.bytes += at;
    ++report_.files;
    return {};
  }
  [[nodiscard]] const Json& files() const { return files_; }

 private:
  ChunkStore& chunks_;
  BackupReport& report_;
  const ProgressSink& progress_;
  Json files_ = Json::array();
};

constexpr std::uint64_t kAll = ~std::uint64_t{0};

Result<void> AddStore(BackupWriter& writer, const DataFolder& folder, const StoreKey& key) {
  auto frozen = StoreSnapshot::Begin(folder.store(), key);
  if (!frozen) return tl::unexpected(frozen.error());
  return writer.AddFile("store.db", folder.store(), kAll);
}

// The log only grows, so what the head speaks of is there whatever is appended meanwhile; the rest of the last file is left out.
Result<SignedHead> AddAudit(BackupWriter& writer, const DataFolder& folder, const StoreKey& key) {
  AEGLE_TRY(log, AuditLog::Open(folder.audit_options(key)));
  AEGLE_TRY(extent, log->Extent());
  for (const auto& [path, bytes] : extent.files) AEGLE_CHECK(writer.AddFile("audit/" + std::filesystem::path(path).filename().string(), path, bytes));
  AEGLE_CHECK(writer.AddFile("audit/keys", folder.audit() + "/keys", kAll));
  return extent.head;
}

Result<void> AddIfThere(BackupWriter& writer, const std::string& name, const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? writer.AddFile(name, path, kAll) : Result<void>{};
}

struct Snapshot {
  BackupSnapshot info;
  Json json;
};

Result<Snapshot> ReadSnapshot(const ChunkStore& chunks, const std::string& name) {
  AEGLE_TRY(text, chunks.GetSnapshot(name));
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("files") || !json["files"].is_array())
    return Fail(ErrorCode::kIntegrity, "A snapshot of the backup cannot be read", chunks.SnapshotPath(name));
  Snapshot snapshot{{name, json.value("time", Instant{0})}, std::move(json)};
  for (const Json& file : snapshot.json["files"]) {
    ++snapshot.info.files;
    snapshot.info.bytes += file.value("bytes", std::uint64_t{0});
  }
  if (auto head = ParseHeadJson(snapshot.json["audit"].dump(), name)) snapshot.info.audit_records = head->size;
  return snapshot;
}

// Writes one file of a snapshot; the place of an error names the chunk and the bytes.
Result<void> RestoreFile(const ChunkStore& chunks, const Json& item, const std::string& path, const ProgressSink& progress) {
  AEGLE_TRY(file, File::Open(path, FileMode::kNew));
  Sha256 hash;
  std::uint64_t at = 0;
  for (const Json& name : item["chunks"]) {
    auto bytes = chunks.Get(name.get<std::string>());
    if (!bytes) {
      Error error = bytes.error();
      error.place += " (" + item["name"].get<std::string>() + ", byte " + std::to_string(at) + ")";
      return tl::unexpected(error);
    }
    AEGLE_CHECK(file.WriteAt(at, *bytes));
    hash.Update(*bytes);
    at += bytes->size();
    if (progress) progress({"restore", at, item["bytes"], "bytes"});
  }
  const Sha256Digest digest = hash.Finish();
  if (ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()}) != item["sha256"])
    return Fail(ErrorCode::kIntegrity, "A file of the backup is not what was written", path);
  return file.Sync();
}

// Everything that was restored is read: each stored item with its hash, each audit record up to the head of the backup.
Result<void> CheckRestored(const std::string& home, const Snapshot& snapshot, RestoreReport& report) {
  AEGLE_TRY(key, ReadKeyFile(home + "/key"));
  SqliteStoreOptions options;
  options.create = false;
  AEGLE_TRY(store, OpenSqliteStore(home + "/store.db", key, options));
  AEGLE_CHECK(store->Verify());
  AEGLE_TRY(statistics, store->Statistics());
  report.patients = statistics.patients;
  report.documents = statistics.documents;
  report.facts = statistics.facts;
  AEGLE_TRY(head, ParseHeadJson(snapshot.json["audit"].dump(), snapshot.info.name));
  DataFolder folder{home, home + "/key", home + "/audit.head"};
  // Opening writes the head files again, which a backup does not hold.
  AEGLE_TRY(log, AuditLog::Open(folder.audit_options(key)));
  AEGLE_CHECK(log->Append({.action = AuditAction::kSystem, .actor = "system", .resource = "restore", .detail = Json{{"snapshot", snapshot.info.name}}.dump()}));
  AEGLE_TRY(audit, VerifyAudit({folder.audit(), folder.second_head, key.Derive(kAuditKeyPurpose), {head}}));
  if (!audit.ok()) return Fail(ErrorCode::kIntegrity, audit.findings[0].message, audit.findings[0].place, "Use an older snapshot.");
  return {};
}

Result<void> RestoreFiles(const ChunkStore& chunks, const Snapshot& snapshot, const std::string& home, const ProgressSink& progress) {
  AEGLE_CHECK(MakeFolder(home + "/audit"));
  std::filesystem::permissions(home, std::filesystem::perms::owner_all);
  for (const Json& item : snapshot.json["files"]) AEGLE_CHECK(RestoreFile(chunks, item, home + "/" + item["name"].get<std::string>(), progress));
  AEGLE_CHECK(SyncFolder(home + "/audit"));
  AEGLE_CHECK(SyncFolder(home));
  CrashPoint("restore.after_files");
  return {};
}

}  // namespace

Result<BackupReport> MakeBackup(const DataFolder& folder, const StoreKey& home_key, const std::string& backup, const StoreKey& key, const ProgressSink& progress) {
  const auto start = Clock::now();
  AEGLE_TRY(chunks, ChunkStore::Open(backup, key, true));
  BackupReport report;
  report.time = Now();
  report.snapshot = SnapshotName(report.time);
  BackupWriter writer(chunks, report, progress);
  // The store before the audit: whatever the store says happened is then in the audit.
  AEGLE_CHECK(AddStore(writer, folder, home_key));
  AEGLE_TRY(head, AddAudit(writer, folder, home_key));
  AEGLE_CHECK(writer.AddFile("key", folder.key_file, kAll));
  AEGLE_CHECK(AddIfThere(writer, "aegle.toml", folder.settings()));
  AEGLE_CHECK(chunks.Sync());
  CrashPoint("backup.before_snapshot");
  Json json{{"format", 1}, {"time", report.time}, {"audit", Json::parse(HeadJson(head))}, {"files", writer.files()}};
  AEGLE_CHECK(chunks.PutSnapshot(report.snapshot, json.dump()));
  CrashPoint("backup.after_snapshot");
  report.audit_records = head.size;
  report.seconds = SecondsSince(start);
  return report;
}

Result<std::vector<BackupSnapshot>> ListBackup(const std::string& backup, const StoreKey& key) {
  AEGLE_TRY(chunks, ChunkStore::Open(backup, key, false));
  AEGLE_TRY(names, chunks.Snapshots());
  std::vector<BackupSnapshot> list;
  for (const auto& name : names)
    if (auto snapshot = ReadSnapshot(chunks, name)) list.push_back(snapshot->info);
  return list;
}

Result<std::vector<BackupDamage>> CheckBackup(const std::string& backup, const StoreKey& key, const ProgressSink& progress) {
  AEGLE_TRY(chunks, ChunkStore::Open(backup, key, false));
  AEGLE_TRY(names, chunks.Snapshots());
  std::vector<BackupDamage> damage;
  std::set<std::string> sound;
  for (const auto& name : names) {
    auto snapshot = ReadSnapshot(chunks, name);
    if (!snapshot) {
      damage.push_back({chunks.SnapshotPath(name), "snapshot " + name});
      continue;
    }
    for (const Json& file : snapshot->json["files"]) {
      std::uint64_t at = 0;
      for (const Json& chunk : file["chunks"]) {
        const std::string id = chunk;
        if (!sound.contains(id) && chunks.Get(id)) sound.insert(id);
        if (!sound.contains(id)) damage.push_back({chunks.ChunkPath(id), "snapshot " + name + ": " + file["name"].get<std::string>() + ", byte " + std::to_string(at)});
        at += kBackupChunk;
        if (progress) progress({"check", sound.size(), 0, "chunks"});
      }
    }
  }
  return damage;
}

Result<RestoreReport> RestoreBackup(const std::string& backup, const StoreKey& key, const std::string& wanted, const std::string& home, const ProgressSink& progress) {
  const auto start = Clock::now();
  std::error_code error;
  if (std::filesystem::exists(home, error) && !std::filesystem::is_empty(home, error))
    return Fail(ErrorCode::kConflict, "The folder is not empty", home, "Restore into a new folder, then use it with --home.");
  AEGLE_TRY(chunks, ChunkStore::Open(backup, key, false));
  AEGLE_TRY(names, chunks.Snapshots());
  if (names.empty()) return Fail(ErrorCode::kNotFound, "The backup has no snapshot", backup);
  const std::string name = wanted.empty() ? names.back() : wanted;
  AEGLE_TRY(snapshot, ReadSnapshot(chunks, name));
  RestoreReport report{snapshot.info, 0, 0, 0, 0};
  const std::string work = home + ".restoring";
  std::filesystem::remove_all(work, error);  // of an earlier one that did not end
  AEGLE_CHECK(MakeFolder(work));
  auto restored = RestoreFiles(chunks, snapshot, work, progress);
  if (restored) restored = CheckRestored(work, snapshot, report);
  if (!restored) {
    std::filesystem::remove_all(work, error);
    return tl::unexpected(restored.error());
  }
  std::filesystem::remove(home, error);
  AEGLE_CHECK(RenameFile(work, home));
  report.seconds = SecondsSince(start);
  return report;
}

}  // namespace aegle
