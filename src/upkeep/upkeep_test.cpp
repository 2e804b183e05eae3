// Backups restore what was there or are refused with the place; keys are rotated or not, whatever happens.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/crash_point.h"
#include "base/log.h"
#include "base/random.h"
#include "store/importer.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/sqlite_store.h"
#include "upkeep/backup.h"
#include "upkeep/rotation.h"

namespace aegle {
namespace {

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
void WriteText(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }

class UpkeepTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kOff);
    std::string name = (std::filesystem::temp_directory_path() / "aegle-upkeep-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    std::filesystem::create_directory(root_ + "/home");
    folder_ = {root_ + "/home", root_ + "/home/key", root_ + "/home/audit.head"};
    (void)Must(CreateKeyFile(folder_.key_file));
    backup_key_ = std::make_unique<StoreKey>(std::string(32, 'b'));
    Import("patient-a-");
  }
  void TearDown() override {
    SetLogLevel(LogLevel::kInfo);
    std::filesystem::remove_all(root_);
  }
  static DataFolder FolderAt(const std::string& home) { return {home, home + "/key", home + "/audit.head"}; }
  [[nodiscard]] StoreKey Key() const { return Must(ReadKeyFile(folder_.key_file)); }
  [[nodiscard]] std::string Backup() const { return root_ + "/backup"; }
  [[nodiscard]] std::unique_ptr<Store> OpenStore(const DataFolder& folder) const {
    return Must(OpenSqliteStore(folder.store(), Must(ReadKeyFile(folder.key_file))));
  }
  void Import(const std::string& prefix) const {
    auto store = OpenStore(folder_);
    Document document;
    document.name = prefix;
    document.source = "test";
    auto session = Must(store->BeginImport(document));
    std::uint64_t at = 0;
    for (int i = 0; i < 40; ++i) {
      const std::string bytes = prefix + std::to_string(i) + std::string(300, 'x') + "\n";
      ReadItem item;
      item.key = {"Observation", prefix + std::to_string(i)};
      item.subject = prefix + std::to_string(i % 5);
      item.begin = at;
      item.end = at + bytes.size();
      Fact& fact = item.facts.emplace_back();
      fact.kind = FactKind::kLaboratory;
      fact.value = std::int64_t{i};
      fact.resource = item.key;
      fact.source = {{}, item.begin, item.end};
      Must(session->AppendBytes(bytes));
      Must(session->Take(std::move(item)));
      at += bytes.size();
    }
    Must(session->Commit({}));
    auto log = Must(AuditLog::Open(folder_.audit_options(Key())));
    Must(log->Append({.action = AuditAction::kWrite, .actor = "test", .resource = prefix}));
  }
  // Everything that is known of everybody, as text.
  [[nodiscard]] std::string Contents(const DataFolder& folder) const {
    auto store = OpenStore(folder);
    std::string text;
    for (const auto& summary : Must(store->Patients({.limit = 1000})))
      for (const auto& fact : Must(store->Facts(summary.patient.id, {})))
        text += summary.patient.id.ToString() + " " + fact.id.ToString() + " " + fact.resource.logical_id + " " + std::to_string(std::get<std::int64_t>(fact.value)) + " " +
                Must(store->ReadBytes(fact.source.document, fact.source.begin, fact.source.end));
    return text;
  }
  Result<BackupReport> MakeOne() const { return MakeBackup(folder_, Key(), Backup(), *backup_key_); }
  // Runs `work` in a process of its own that ends at the crash point. True: it did.
  template <class Work>
  static bool CrashesAt(const std::string& point, Work work) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      ArmCrashPoint(point);
      work();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
  }

  std::string root_;
  DataFolder folder_;
  std::unique_ptr<StoreKey> backup_key_;
};

TEST_F(UpkeepTest, ARestoredFolderHoldsTheSame) {
  auto made = Must(MakeOne());
  EXPECT_GE(made.files, 4u);
  auto report = Must(RestoreBackup(Backup(), *backup_key_, "", root_ + "/second"));
  EXPECT_EQ(report.facts, 40u);
  EXPECT_EQ(Contents(FolderAt(root_ + "/second")), Contents(folder_));
  auto log = Must(AuditLog::Open(FolderAt(root_ + "/second").audit_options(Key())));
  EXPECT_TRUE(Must(log->Verify()).ok());
  EXPECT_EQ(Must(log->Read({}))[0].event.resource, "restore");
  EXPECT_TRUE(Must(CheckBackup(Backup(), *backup_key_)).empty());
  std::printf("backup %.3f s, restore and check %.3f s\n", made.seconds, report.seconds);
}

TEST_F(UpkeepTest, OnlyWhatIsNewIsWritten) {
  auto first = Must(MakeOne());
  EXPECT_EQ(first.new_bytes, first.bytes);
  auto second = Must(MakeOne());
  EXPECT_LE(second.new_bytes, first.new_bytes / 2);  // the pages that opening touched, the end of the log
  Import("patient-b-");
  (void)Must(MakeOne());
  EXPECT_EQ(Must(ListBackup(Backup(), *backup_key_)).size(), 3u);
  // Each one is whole in itself.
  EXPECT_EQ(Must(RestoreBackup(Backup(), *backup_key_, first.snapshot, root_ + "/second")).facts, 40u);
  EXPECT_EQ(Must(RestoreBackup(Backup(), *backup_key_, "", root_ + "/third")).facts, 80u);
}

TEST_F(UpkeepTest, ABackupIsMadeWhileOthersWrite) {
  auto store = OpenStore(folder_);
  std::jthread writer([&](std::stop_token stop) {
    for (int i = 0; !stop.stop_requested(); ++i) Must(store->PutSetting("n", std::to_string(i)));
  });
  for (int i = 0; i < 3; ++i) {
    (void)Must(MakeOne());
    std::filesystem::remove_all(root_ + "/second");
    auto report = Must(RestoreBackup(Backup(), *backup_key_, "", root_ + "/second"));
    EXPECT_EQ(report.facts, 40u);
  }
}

TEST_F(UpkeepTest, OneBitAnywhereIsRefusedWithThePlace) {
  (void)Must(MakeOne());
  Random random(11);
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Backup())) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    ++files;
    const std::string path = entry.path().string();
    const std::string sound = ReadText(path);
    std::string damaged = sound;
    const auto at = static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(sound.size()) - 1));
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.Integer(0, 7)));
    WriteText(path, damaged);
    auto restored = RestoreBackup(Backup(), *backup_key_, "", root_ + "/second");
    ASSERT_FALSE(restored) << path;
    EXPECT_NE(restored.error().place.find(path == Backup() + "/aegle-backup" ? Backup() : path), std::string::npos) << restored.error().ToString();
    EXPECT_FALSE(std::filesystem::exists(root_ + "/second"));
    auto found = CheckBackup(Backup(), *backup_key_);
    EXPECT_TRUE(!found || (!found->empty() && found->front().file == path)) << path;
    WriteText(path, sound);
  }
  EXPECT_GE(files, 6);
  EXPECT_TRUE(RestoreBackup(Backup(), *backup_key_, "", root_ + "/second"));
}

TEST_F(UpkeepTest, ALostChunkAndAnotherKey) {
  (void)Must(MakeOne());
  auto other = RestoreBackup(Backup(), StoreKey(std::string(32, 'x')), "", root_ + "/second");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kDenied);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Backup() + "/chunks"))
    if (entry.is_regular_file()) {
      std::filesystem::remove(entry.path());
      break;
    }
  EXPECT_FALSE(RestoreBackup(Backup(), *backup_key_, "", root_ + "/second"));
  EXPECT_EQ(Must(CheckBackup(Backup(), *backup_key_)).size(), 1u);
}

TEST_F(UpkeepTest, NothingOfTheRecordIsReadableInABackup) {
  (void)Must(MakeOne());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Backup()))
    EXPECT_FALSE(entry.is_regular_file() && ReadText(entry.path().string()).find("patient-a-") != std::string::npos) << entry.path();
}

TEST_F(UpkeepTest, AFolderThatIsNotEmptyIsLeftAlone) {
  (void)Must(MakeOne());
  auto refused = RestoreBackup(Backup(), *backup_key_, "", folder_.home);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_FALSE(MakeBackup(folder_, Key(), folder_.home, *backup_key_));
}

TEST_F(UpkeepTest, ACrashWhileBackingUpOrRestoringHarmsNothing) {
  const std::string before = Contents(folder_);
  for (const char* point : {"backup.after_chunk", "backup.after_chunk:n3:abort", "backup.before_snapshot", "backup.before_snapshot:abort", "backup.after_snapshot"}) {
    EXPECT_TRUE(CrashesAt(point, [&] { (void)MakeOne(); })) << point;
    EXPECT_EQ(Contents(folder_), before);
  }
  (void)Must(MakeOne());
  for (const char* point : {"restore.after_files", "restore.after_files:abort"}) {
    EXPECT_TRUE(CrashesAt(point, [&] { (void)RestoreBackup(Backup(), *backup_key_, "", root_ + "/second"); }));
    EXPECT_FALSE(std::filesystem::exists(root_ + "/second"));
  }
  EXPECT_TRUE(RestoreBackup(Backup(), *backup_key_, "", root_ + "/second"));
  EXPECT_EQ(Contents(FolderAt(root_ + "/second")), before);
}

TEST_F(UpkeepTest, ARotatedKeyOpensEverythingAndTheOldOneNothing) {
  const StoreKey old_key = Key();
  const std::string before = Contents(folder_);
  auto report = Must(RotateKey(folder_));
  EXPECT_NE(report.old_fingerprint, report.new_fingerprint);
  EXPECT_EQ(Contents(folder_), before);
  auto denied = OpenSqliteStore(folder_.store(), old_key);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, ErrorCode::kDenied);
  EXPECT_FALSE(AuditLog::Open(folder_.audit_options(old_key)));
  auto log = Must(AuditLog::Open(folder_.audit_options(Key())));
  EXPECT_EQ(Must(log->Read({})).size(), 2u);
  EXPECT_TRUE(Must(log->Verify()).ok());
  EXPECT_FALSE(IsRotationUnfinished(folder_));
  std::printf("rotation %.3f s\n", report.seconds);
}

TEST_F(UpkeepTest, ACrashWhileRotatingLeavesTheOldOrTheNew) {
  const std::string before = Contents(folder_);
  for (const char* name : {"key.after_new_key", "key.after_store_copy", "key.before_commit", "key.after_commit", "key.between_renames", "key.between_renames:n2", "key.between_renames:n3"})
    for (const char* way : {"", ":abort"}) {
      EXPECT_TRUE(CrashesAt(std::string(name) + way, [&] { (void)RotateKey(folder_); })) << name << way;
      { auto lock = Must(UseDataFolder(folder_)); }
      EXPECT_FALSE(IsRotationUnfinished(folder_)) << name << way;
      ASSERT_EQ(Contents(folder_), before) << name << way;
      auto log = Must(AuditLog::Open(folder_.audit_options(Key())));
      EXPECT_TRUE(Must(log->Verify()).ok()) << name << way;
    }
}

TEST_F(UpkeepTest, AFolderInUseIsNotRotated) {
  auto used = Must(UseDataFolder(folder_));
  auto alone = UseDataFolderAlone(folder_);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, ErrorCode::kBusy);
}

// A folder of each released schema: backed up as it is, brought up by the restore, also after a crash inside the migration.
TEST_F(UpkeepTest, ABackupOfEachReleasedSchemaIsRestored) {
  for (int version = 1; version <= SchemaVersion(); ++version) {
    const DataFolder older = FolderAt(root_ + "/schema-" + std::to_string(version));
    std::filesystem::create_directory(older.home);
    const StoreKey key = Must(CreateKeyFile(older.key_file));
    {
      auto connection = Must(sql::Connection::Open(older.store(), key, sql::OpenMode::kCreate, {}));
      const std::string sql = ReadText(std::string(AEGLE_SOURCE_DIR) + "/src/store/cases/schema_" + std::to_string(version) + ".sql");
      ASSERT_FALSE(sql.empty()) << version;
      Must(connection->Execute(sql.c_str()));
    }
    const std::string backup = older.home + "-backup", second = older.home + "-restored";
    (void)Must(MakeBackup(older, key, backup, *backup_key_));
    EXPECT_EQ(Must(RestoreBackup(backup, *backup_key_, "", second)).facts, 1u) << version;
    EXPECT_EQ(Must(OpenStore(FolderAt(second))->Statistics()).schema_version, SchemaVersion());
    if (version == SchemaVersion()) continue;
    for (const char* point : {"store.inside_migration", "store.inside_migration:abort"}) {
      EXPECT_TRUE(CrashesAt(point, [&] { (void)OpenSqliteStore(older.store(), key); })) << version;
      auto connection = Must(sql::Connection::Open(older.store(), key, sql::OpenMode::kExisting, {}));
      EXPECT_EQ(Must(connection->Number("PRAGMA user_version")), version);
    }
    Must(OpenStore(older)->Verify());
    EXPECT_EQ(Must(OpenStore(older)->Statistics()).facts, 1u);
  }
}

// Every page of the store: one bit, and reading everything says so.
TEST_F(UpkeepTest, OneBitInEachPageOfTheStore) {
  { auto store = OpenStore(folder_); }
  const std::string sound = ReadText(folder_.store());
  constexpr std::size_t kPage = 16 * 1024;
  Random random(3);
  int found = 0, pages = 0, free_pages = 0;
  for (std::size_t at = 0; at < sound.size(); at += kPage) {
    std::string damaged = sound;
    const std::size_t byte = at + static_cast<std::size_t>(random.Integer(0, kPage - 1));
    damaged[byte] = static_cast<char>(damaged[byte] ^ (1 << random.Integer(0, 7)));
    WriteText(folder_.store(), damaged);
    ++pages;
    auto store = OpenSqliteStore(folder_.store(), Key());
    auto verified = store ? (*store)->Verify() : Result<void>(tl::unexpected(store.error()));
    if (!verified) {
      ++found;
      EXPECT_FALSE(verified.error().place.empty()) << verified.error().ToString();
    } else {
      ++free_pages;
    }
    store = Fail(ErrorCode::kIo, "");
    std::filesystem::remove(folder_.store() + "-wal");
    std::filesystem::remove(folder_.store() + "-shm");
  }
  WriteText(folder_.store(), sound);
  std::printf("%d of %d damaged pages found\n", found, pages);
  EXPECT_EQ(found, pages) << free_pages << " were not";
}

}  // namespace
}  // namespace aegle
