#include "store/key.h"

#include <sys/stat.h>

#include <fstream>

#include "store/test_support.h"

namespace aegle::test {
namespace {

mode_t ModeOf(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

void WriteFile(const std::string& path, const std::string& bytes, mode_t mode) {
  std::ofstream(path, std::ios::binary) << bytes;
  ::chmod(path.c_str(), mode);
}

TEST(KeyTest, CreatedFileIsPrivateAndReadBack) {
  TempFolder folder;
  StoreKey made = Must(CreateKeyFile(folder.File("key")));
  EXPECT_EQ(ModeOf(folder.File("key")), 0600u);
  EXPECT_EQ(std::filesystem::file_size(folder.File("key")), 32u);
  EXPECT_EQ(Must(ReadKeyFile(folder.File("key"))).RawWithFingerprint(), made.RawWithFingerprint());
}

TEST(KeyTest, TwoKeysDiffer) {
  TempFolder folder;
  EXPECT_NE(Must(CreateKeyFile(folder.File("a"))).Fingerprint(), Must(CreateKeyFile(folder.File("b"))).Fingerprint());
}

TEST(KeyTest, FileThatOthersCanReadIsRefusedWithRemedy) {
  TempFolder folder;
  for (mode_t mode : {0640u, 0604u, 0620u, 0601u}) {
    WriteFile(folder.File("key"), std::string(32, 'k'), mode);
    auto key = ReadKeyFile(folder.File("key"));
    ASSERT_EQ(CodeOf(key), ErrorCode::kDenied) << mode;
    EXPECT_NE(key.error().remedy.find("chmod 600"), std::string::npos);
  }
  WriteFile(folder.File("key"), std::string(32, 'k'), 0400);
  EXPECT_TRUE(ReadKeyFile(folder.File("key")).has_value());
}

TEST(KeyTest, WrongSizeMissingAndFolderAreErrors) {
  TempFolder folder;
  WriteFile(folder.File("short"), std::string(31, 'k'), 0600);
  WriteFile(folder.File("long"), std::string(33, 'k'), 0600);
  EXPECT_EQ(CodeOf(ReadKeyFile(folder.File("short"))), ErrorCode::kBadInput);
  EXPECT_EQ(CodeOf(ReadKeyFile(folder.File("long"))), ErrorCode::kBadInput);
  EXPECT_EQ(CodeOf(ReadKeyFile(folder.File("none"))), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(ReadKeyFile(folder.path())), ErrorCode::kDenied);
}

TEST(KeyTest, ExistingKeyIsNeverReplaced) {
  TempFolder folder;
  StoreKey key = Must(CreateKeyFile(folder.File("key")));
  EXPECT_EQ(CodeOf(CreateKeyFile(folder.File("key"))), ErrorCode::kConflict);
  EXPECT_EQ(Must(ReadOrCreateKeyFile(folder.File("key"), folder.File("store.db"))).Fingerprint(), key.Fingerprint());
}

TEST(KeyTest, NoNewKeyForAnExistingStore) {
  TempFolder folder;
  WriteFile(folder.File("store.db"), "x", 0600);
  EXPECT_EQ(CodeOf(ReadOrCreateKeyFile(folder.File("key"), folder.File("store.db"))), ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder.File("key")));
}

TEST(KeyTest, PassphraseGivesTheSameKeyWithTheSameSalt) {
  TempFolder folder;
  StoreKey first = Must(DeriveKey("correct horse 배터리", folder.File("salt")));
  EXPECT_EQ(ModeOf(folder.File("salt")), 0600u);
  EXPECT_EQ(Must(DeriveKey("correct horse 배터리", folder.File("salt"))).Fingerprint(), first.Fingerprint());
  EXPECT_NE(Must(DeriveKey("correct horse 배터리", folder.File("other salt"))).Fingerprint(), first.Fingerprint());
  EXPECT_EQ(CodeOf(DeriveKey("", folder.File("salt"))), ErrorCode::kBadUsage);
  WriteFile(folder.File("bad"), "short", 0600);
  EXPECT_EQ(CodeOf(DeriveKey("x", folder.File("bad"))), ErrorCode::kBadInput);
}

class KeyedStoreTest : public StoreTest {};

TEST_F(KeyedStoreTest, WrongKeyIsDenied) {
  store_.reset();
  auto opened = OpenSqliteStore(path(), TestKey('x'));
  ASSERT_EQ(CodeOf(opened), ErrorCode::kDenied);
  EXPECT_NE(opened.error().message.find("key"), std::string::npos);
  Open();  // and the right one still opens it
}

TEST_F(KeyedStoreTest, FilesArePrivate) {
  ImportItems(*store_, {});
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_EQ(ModeOf(entry.path().string()), 0600u) << entry.path();
}

TEST_F(KeyedStoreTest, MissingStoreIsNotMadeUnasked) {
  EXPECT_EQ(CodeOf(OpenSqliteStore(folder_.File("other.db"), TestKey(), {.create = false})), ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder_.File("other.db")));
  EXPECT_EQ(CodeOf(OpenSqliteStore(folder_.File("no/such/folder.db"), TestKey())), ErrorCode::kIo);
}

}  // namespace
}  // namespace aegle::test
