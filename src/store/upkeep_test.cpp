// What is in the file: no plain text, damage is found, older files open, a full disk loses nothing.
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <random>

#include "store/schema.h"
#include "store/test_support.h"

namespace aegle::test {
namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class UpkeepTest : public StoreTest {
 protected:
  void Fill() {
    std::vector<ReadItem> items{MakePatientItem("p", "Zebulon Quixote", "MRN-4711")};
    std::string bytes;
    for (int i = 0; i < 500; ++i) {
      Fact fact = MakeFact(FactKind::kLaboratory, "2345-7", "Xylophonemia");
      fact.text = "Plaintextword " + std::to_string(i);
      std::string line = "original Plaintextword of item " + std::to_string(i) + "\n";
      items.push_back(MakeItem("o" + std::to_string(i), "p", {fact}, bytes.size(), bytes.size() + line.size()));
      bytes += line;
    }
    ImportItems(*store_, std::move(items), bytes);
  }
};

TEST_F(UpkeepTest, NoPlainTextInTheFiles) {
  Fill();
  for (bool open : {true, false}) {  // with the log, and after it went into the file
    if (!open) store_.reset();
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::string bytes = ReadWhole(entry.path().string());
      for (const char* word :
           {"Quixote", "MRN-4711", "Xylophonemia", "xylophonemia", "Plaintextword", "2345-7", "SQLite format", "CREATE TABLE"})
        EXPECT_EQ(bytes.find(word), std::string::npos) << entry.path() << ": " << word;
    }
  }
}

TEST_F(UpkeepTest, VerifyAcceptsWhatWasWritten) {
  Fill();
  Must(store_->Verify());
  Reopen();
  Must(store_->Verify());
}

// One bit in each page, at a place drawn by chance: every page is authenticated, so each one is found.
TEST_F(UpkeepTest, EveryFlippedBitIsFound) {
  Fill();
  store_.reset();
  const std::string good = ReadWhole(path());
  constexpr std::size_t kPage = 16 * 1024;
  ASSERT_EQ(good.size() % kPage, 0u);
  std::mt19937 random(20260301);
  for (std::size_t page = 0; page < good.size() / kPage; ++page) {
    std::string bad = good;
    std::size_t at = page * kPage + random() % kPage;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (random() % 8)));
    std::ofstream(path(), std::ios::binary) << bad;
    auto opened = OpenSqliteStore(path(), TestKey());
    ErrorCode code = opened ? CodeOf((*opened)->Verify()) : opened.error().code;
    EXPECT_EQ(code, ErrorCode::kIntegrity) << "page " << page << ", byte " << at;
  }
}

TEST_F(UpkeepTest, DamagedOriginalIsNamedAndTheRestIsServed) {
  Fill();
  std::string large;
  std::mt19937 random(7);
  for (int i = 0; i < 400'000; ++i) large += static_cast<char>(random());
  ImportItems(*store_, {}, large);
  DocumentId id = Must(store_->Documents({})).at(0).id;
  store_.reset();
  std::string bytes = ReadWhole(path());
  // Bytes drawn by chance do not compress, so the last pages hold them.
  bytes[bytes.size() - 16 * 1024 * 4 + 99] ^= 1;
  std::ofstream(path(), std::ios::binary) << bytes;
  Open();
  auto verified = store_->Verify();
  ASSERT_EQ(CodeOf(verified), ErrorCode::kIntegrity);
  EXPECT_NE(verified.error().place.find(id.ToString()), std::string::npos) << verified.error().place;
  EXPECT_EQ(CodeOf(store_->ReadBytes(id, 0, large.size())), ErrorCode::kIntegrity);
  EXPECT_EQ(Must(store_->Facts(OnlyPatient(*store_), {})).size(), 500u);
}

TEST_F(UpkeepTest, NewerSchemaIsRefused) {
  store_.reset();
  {
    auto connection = Must(sql::Connection::Open(path(), TestKey(), sql::OpenMode::kExisting, {}));
    Must(connection->Execute("PRAGMA user_version=99"));
  }
  EXPECT_EQ(CodeOf(OpenSqliteStore(path(), TestKey())), ErrorCode::kUnsupported);
}

// The schemas as they were released: a file made by this SQL, with a row in each table, opens and reads. Never change them.
class ReleasedSchemaTest : public UpkeepTest, public ::testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    auto connection = Must(sql::Connection::Open(path(), TestKey(), sql::OpenMode::kCreate, {}));
    std::string sql = ReadWhole(std::string(AEGLE_SOURCE_DIR) + "/src/store/cases/schema_" + std::to_string(GetParam()) + ".sql");
    ASSERT_FALSE(sql.empty());
    Must(connection->Execute(sql.c_str()));
    connection.reset();
    Open();
  }
};

INSTANTIATE_TEST_SUITE_P(All, ReleasedSchemaTest, ::testing::Range(1, SchemaVersion() + 1));

TEST_P(ReleasedSchemaTest, OpensAndReads) {
  EXPECT_EQ(Must(store_->Statistics()).schema_version, SchemaVersion());
  PatientId patient = OnlyPatient(*store_);
  EXPECT_EQ(Must(store_->GetPatient(patient)).name.Reveal(kTestAccess), "김민준");
  auto facts = Must(store_->Facts(patient, {}));
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].code.display, "Glucose");
  EXPECT_EQ(ValueText(facts[0].value), "5.40 mmol/L");
  EXPECT_EQ(facts[0].effective.start.ToString(), "2026-03-01T08:15:30+09:00");
  EXPECT_EQ(facts[0].resource.logical_id, "0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_EQ(Must(store_->ReadBytes(DocumentId(1), 0, 11)), "an original");
  EXPECT_EQ(Must(store_->Search(patient, "glucose", 5)).size(), 1u);
  EXPECT_EQ(Must(store_->GetSetting("language")), "ko");
  Must(store_->Verify());
}

TEST_P(ReleasedSchemaTest, HasWhatLaterVersionsAdded) {
  PatientId patient = OnlyPatient(*store_);
  std::int64_t first = Must(store_->PutEntity({"user", "lee", 0, "{}", 0}));
  EXPECT_GT(first, GetParam() >= 2 ? 41 : 0);
  EXPECT_EQ(Must(store_->Entities("user")).size(), GetParam() >= 2 ? 2u : 1u);
  EXPECT_FALSE(Must(store_->Items(DocumentId(1), 0, 11)).empty());
  EXPECT_EQ(Must(store_->CountIndexed(patient)), (IndexedRows{2, 1}));
  Must(store_->SetIndexed(patient, false));
  EXPECT_EQ(Must(store_->CountIndexed(patient)), (IndexedRows{0, 0}));
  EXPECT_TRUE(Must(store_->Search(patient, "glucose", 5)).empty());
  Must(store_->Verify());
}

TEST_F(UpkeepTest, OpeningAgainMigratesNothing) {
  Fill();
  Reopen();
  Reopen();
  EXPECT_EQ(Must(store_->Statistics()).facts, 500u);
}

// A limit on the size of files stands for a full disk: the write fails the same way.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

ErrorCode ImportUntilFull(Store& store, int first, int count) {
  Document document;
  document.source = "test";
  auto session = store.BeginImport(document);
  if (!session) return session.error().code;
  std::mt19937 random(static_cast<unsigned>(first));
  for (int i = first; i < first + count; ++i) {
    std::string noise(4000, ' ');
    for (char& c : noise) c = static_cast<char>('a' + random() % 26);
    Fact fact = MakeFact(FactKind::kNote, "", "note");
    fact.text = noise;
    if (auto done = (*session)->AppendBytes(noise); !done) return done.error().code;
    if (auto done = (*session)->Take(MakeItem("full" + std::to_string(i), "p", {fact}, 0, 10)); !done) return done.error().code;
  }
  if (auto done = (*session)->Commit({}); !done) return done.error().code;
  return ErrorCode::kUnsupported;  // it was not full
}

TEST_F(UpkeepTest, FullDiskLosesNothingAndGoesOnLater) {
  Fill();
  const std::uint64_t before = Must(store_->Statistics()).facts;
  PatientId patient = OnlyPatient(*store_);
  {
    FileSizeLimit limit(3 << 20);
    EXPECT_EQ(ImportUntilFull(*store_, 0, 4000), ErrorCode::kNoSpace);
    EXPECT_GE(Must(store_->Facts(patient, {})).size(), before) << "reads go on";
    Must(store_->GetSetting("x"));
  }
  Must(store_->PutSetting("after", "works"));
  EXPECT_EQ(ImportItems(*store_, {MakeItem("later", "p", {MakeFact(FactKind::kNote, "", "later")})}, "later").added, 1u);
  Must(store_->Verify());
  Reopen();
  EXPECT_EQ(Must(store_->GetSetting("after")), "works");
  EXPECT_GE(Must(store_->Facts(patient, {})).size(), before + 1);
  Must(store_->Verify());
}

}  // namespace
}  // namespace aegle::test
