#include "upkeep/rotation.h"

#include <array>
#include <chrono>
#include <filesystem>

#include "base/crash_point.h"
#include "base/hash.h"
#include "store/snapshot.h"

namespace aegle {
namespace {

constexpr const char* kNext = ".next";

struct Replacement {
  std::string next, final;
};

// The store first and the key last: while the key is the old one, the new store is of no use to anybody.
std::array<Replacement, 3> Replacements(const DataFolder& folder) {
  return {Replacement{folder.store() + kNext, folder.store()}, Replacement{folder.audit() + "/keys" + kNext, folder.audit() + "/keys"},
          Replacement{folder.key_file + kNext, folder.key_file}};
}

// What SQLite keeps beside a file.
Result<void> RemoveSideFiles(const std::string& store) {
  for (const char* suffix : {"-wal", "-shm", "-journal", "-import"}) AEGLE_CHECK(RemoveFile(store + suffix));
  return {};
}

Result<void> Prepare(const DataFolder& folder, const StoreKey& key, const StoreKey& new_key) {
  AEGLE_CHECK(CopyWithOtherKey(folder.store(), key, folder.store() + kNext, new_key));
  AEGLE_CHECK(RemoveSideFiles(folder.store() + kNext));
  CrashPoint("key.after_store_copy");
  AEGLE_CHECK(AuditLog::Open(folder.audit_options(key)));  // there is one, and it is sound at its end
  return PrepareAuditKeys(folder.audit_options(key), new_key.Derive(kAuditKeyPurpose), folder.audit() + "/keys" + kNext);
}

}  // namespace

bool IsRotationUnfinished(const DataFolder& folder) {
  std::error_code ignored;
  if (std::filesystem::exists(folder.rotation_marker(), ignored)) return true;
  for (const Replacement& each : Replacements(folder))
    if (std::filesystem::exists(each.next, ignored)) return true;
  return false;
}

Result<void> FinishRotation(const DataFolder& folder) {
  std::error_code ignored;
  const bool committed = std::filesystem::exists(folder.rotation_marker(), ignored);
  for (const Replacement& each : Replacements(folder)) {
    if (!std::filesystem::exists(each.next, ignored)) continue;
    if (!committed) {
      AEGLE_CHECK(RemoveFile(each.next));
      continue;
    }
    if (each.final == folder.store()) AEGLE_CHECK(RemoveSideFiles(each.final));  // its log is in it: it was copied alone
    AEGLE_CHECK(RenameFile(each.next, each.final));
    CrashPoint("key.between_renames");
  }
  AEGLE_CHECK(RemoveSideFiles(folder.store() + kNext));
  return RemoveFile(folder.rotation_marker());
}

Result<RotationReport> RotateKey(const DataFolder& folder) {
  const auto start = std::chrono::steady_clock::now();
  AEGLE_TRY(key, ReadKeyFile(folder.key_file));
  AEGLE_TRY(new_key, CreateKeyFile(folder.key_file + kNext));
  CrashPoint("key.after_new_key");
  if (auto prepared = Prepare(folder, key, new_key); !prepared) {
    (void)FinishRotation(folder);
    return tl::unexpected(prepared.error());
  }
  RotationReport report{ToHex(key.Fingerprint()), ToHex(new_key.Fingerprint())};
  CrashPoint("key.before_commit");
  AEGLE_CHECK(ReplaceFile(folder.rotation_marker(), report.old_fingerprint + " " + report.new_fingerprint + "\n"));
  CrashPoint("key.after_commit");
  AEGLE_CHECK(FinishRotation(folder));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace aegle
