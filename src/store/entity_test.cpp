// Entities, the filter below every query, items of an original, and people who are taken out of the index.
#include <atomic>
#include <thread>

#include "store/test_support.h"

namespace aegle::test {
namespace {

class EntityTest : public StoreTest {};

TEST_F(EntityTest, ComesBackAsItWasPut) {
  std::int64_t version = Must(store_->PutEntity({"user", "김 간호사", 0, R"({"role":"nurse"})", 77}));
  Reopen();
  Entity entity = Must(store_->GetEntity("user", "김 간호사"));
  EXPECT_EQ(entity.version, version);
  EXPECT_EQ(entity.json, R"({"role":"nurse"})");
  EXPECT_EQ(entity.updated, 77);
  EXPECT_EQ(CodeOf(store_->GetEntity("token", "김 간호사")), ErrorCode::kNotFound);
}

TEST_F(EntityTest, OnlyTheVersionThatWasSeenIsReplaced) {
  std::int64_t first = Must(store_->PutEntity({"user", "kim", 0, "1", 0}));
  EXPECT_EQ(CodeOf(store_->PutEntity({"user", "kim", 0, "2", 0})), ErrorCode::kConflict);
  std::int64_t second = Must(store_->PutEntity({"user", "kim", first, "2", 0}));
  EXPECT_EQ(CodeOf(store_->PutEntity({"user", "kim", first, "3", 0})), ErrorCode::kConflict);
  EXPECT_EQ(CodeOf(store_->RemoveEntity("user", "kim", first)), ErrorCode::kConflict);
  Must(store_->RemoveEntity("user", "kim", second));
  EXPECT_EQ(CodeOf(store_->RemoveEntity("user", "kim", second)), ErrorCode::kNotFound);
  EXPECT_GT(Must(store_->PutEntity({"user", "kim", 0, "again", 0})), second) << "a version is never used twice";
}

TEST_F(EntityTest, AreListedByPrefixInTheOrderOfTheirKeys) {
  for (const char* key : {"kim/p2", "kim/p1", "kim%/p9", "kimberly/p1", "lee/p1", "김/p1"}) Must(store_->PutEntity({"relation", key, 0, "", 0}));
  auto keys = [&](const char* prefix) {
    std::vector<std::string> found;
    for (const Entity& entity : Must(store_->Entities("relation", prefix))) found.push_back(entity.key);
    return found;
  };
  EXPECT_EQ(keys("kim/"), (std::vector<std::string>{"kim/p1", "kim/p2"}));
  EXPECT_EQ(keys("김"), std::vector<std::string>{"김/p1"});
  EXPECT_EQ(keys("").size(), 6u);
  EXPECT_TRUE(Must(store_->Entities("user")).empty());
}

TEST_F(EntityTest, OneOfManyWritersWins) {
  std::int64_t version = Must(store_->PutEntity({"user", "kim", 0, "", 0}));
  std::atomic<int> won = 0;
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < 8; ++i)
      writers.emplace_back([&, i] {
        if (store_->PutEntity({"user", "kim", version, std::to_string(i), 0})) ++won;
      });
  }
  EXPECT_EQ(won, 1);
}

class VisibilityTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    bytes_ = "patient-one patient-two glucose--- psychiatry lone-text-- ";
    auto item = [&](std::string id, const char* subject, const char* code, const char* name, std::size_t begin, std::size_t end) {
      return MakeItem(std::move(id), subject, {MakeFact(FactKind::kLaboratory, code, name)}, begin, end);
    };
    ReadItem one = MakePatientItem("p1", "Ann", "A1"), two = MakePatientItem("p2", "Bob", "B1");
    one.begin = 0, one.end = 11, two.begin = 12, two.end = 23;
    ReadItem lone;
    lone.key = {"Binary", "b"};
    lone.subject = "p1";
    lone.disposition = Disposition::kDocument;
    lone.text = "secret glucose words";
    lone.begin = 46, lone.end = 57;
    ImportItems(*store_, {one, two, item("a", "p1", "2345-7", "Glucose", 24, 34), item("b", "p1", "9", "Glucose hidden", 35, 45), lone}, bytes_);
    ann_ = Must(store_->Patients({.text = "ann"})).at(0).patient.id;
    bob_ = Must(store_->Patients({.text = "bob"})).at(0).patient.id;
  }
  static bool NotHidden(const Fact& fact) { return fact.code.code != "9" && fact.resource.type != "Binary"; }
  std::string bytes_;
  PatientId ann_, bob_;
};

TEST_F(VisibilityTest, FilterIsBelowTheLimit) {
  FactQuery query;
  query.limit = 1;
  query.newest_first = true;
  query.keep = NotHidden;
  auto facts = Must(store_->Facts(ann_, query));
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].code.code, "2345-7");
}

TEST_F(VisibilityTest, SearchSeesAndScoresOnlyWhatIsKept) {
  EXPECT_EQ(Must(store_->Search(ann_, "glucose", 10)).size(), 3u);
  auto kept = Must(store_->Search(ann_, "glucose", 10, NotHidden));
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_TRUE(Must(store_->Search(ann_, "secret", 10, NotHidden)).empty());
  EXPECT_TRUE(Must(store_->Search(ann_, "hidden", 10, NotHidden)).empty());
  auto text = Must(store_->Search(ann_, "secret", 10, [](const Fact& fact) { return fact.text.find("secret") != std::string::npos; }));
  EXPECT_EQ(text.size(), 1u) << "a text without facts is asked about by itself";
}

TEST_F(VisibilityTest, OnlyThosePatientsAreListedAndCounted) {
  PatientQuery query;
  query.only = std::vector<PatientId>{bob_};
  EXPECT_EQ(Must(store_->CountPatients(query)), 1u);
  EXPECT_EQ(Must(store_->Patients(query)).at(0).patient.id, bob_);
  query.text = "ann";
  EXPECT_EQ(Must(store_->CountPatients(query)), 0u);
  query = {.only = std::vector<PatientId>{}};
  EXPECT_EQ(Must(store_->CountPatients(query)), 0u);
  EXPECT_TRUE(Must(store_->Patients(query)).empty());
}

TEST_F(VisibilityTest, ItemsOfARange) {
  DocumentId document = Must(store_->Documents(ann_)).at(0).id;
  auto items = Must(store_->Items(document, 12, 34));
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].patient, bob_);
  EXPECT_EQ(items[1].patient, ann_);
  EXPECT_EQ(items[1].span.begin, 24u);
  EXPECT_EQ(items[1].facts, 1);
  EXPECT_EQ(Must(store_->GetFact(items[1].first)).code.code, "2345-7");
  EXPECT_TRUE(Must(store_->Items(document, 23, 24)).empty());
  EXPECT_EQ(Must(store_->Items(document, 0, bytes_.size())).size(), 5u);
  EXPECT_EQ(CodeOf(store_->Items(DocumentId(99), 0, 1)), ErrorCode::kNotFound);
}

class IndexTest : public VisibilityTest {
 protected:
  void SetUp() override {
    VisibilityTest::SetUp();
    auto facts = Must(store_->Facts(ann_, {}));
    Must(store_->PutVectors("m1", {{facts[0].id, {1, 2}}, {facts[1].id, {3, 4}}}));
    Must(store_->PutVectors("m2", {{facts[0].id, {5, 6}}}));
    ImportItems(*store_, {MakeItem("z", "p2", {MakeFact(FactKind::kNote, "", "Glucose of Bob")})}, "another");
  }
};

TEST_F(IndexTest, APersonIsTakenOutAndNobodyElse) {
  EXPECT_EQ(Must(store_->CountIndexed(ann_)), (IndexedRows{3, 3}));
  const IndexedRows of_bob = Must(store_->CountIndexed(bob_));
  Must(store_->SetIndexed(ann_, false));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)), (IndexedRows{0, 0}));
  EXPECT_TRUE(Must(store_->Search(ann_, "glucose", 10)).empty());
  EXPECT_TRUE(Must(store_->Vectors(ann_, "m1")).empty());
  EXPECT_EQ(Must(store_->CountIndexed(bob_)), of_bob);
  EXPECT_EQ(Must(store_->Search(bob_, "glucose", 10)).size(), 1u);
  EXPECT_EQ(Must(store_->Facts(ann_, {})).size(), 2u) << "the record stays";
  Must(store_->Verify());
}

TEST_F(IndexTest, NothingIsAddedWhileOut) {
  Must(store_->SetIndexed(ann_, false));
  ImportItems(*store_, {MakeItem("new", "p1", {MakeFact(FactKind::kNote, "", "New words")})}, "new");
  Must(store_->PutVectors("m1", {{Must(store_->Facts(ann_, {})).at(0).id, {1, 2}}}));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)), (IndexedRows{0, 0}));
  EXPECT_EQ(Must(store_->Facts(ann_, {})).size(), 3u);
}

TEST_F(IndexTest, BackInFindsEverythingAgain) {
  Must(store_->SetIndexed(ann_, false));
  ImportItems(*store_, {MakeItem("new", "p1", {MakeFact(FactKind::kNote, "", "New words")})}, "new");
  Must(store_->SetIndexed(ann_, true));
  Must(store_->SetIndexed(ann_, true));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)), (IndexedRows{4, 0}));
  EXPECT_EQ(Must(store_->Search(ann_, "glucose", 10)).size(), 3u);
  EXPECT_EQ(Must(store_->Search(ann_, "new", 10)).size(), 1u);
  EXPECT_EQ(CodeOf(store_->SetIndexed(PatientId(99), false)), ErrorCode::kNotFound);
}

// A note that came before its patient is indexed under the placeholder's id.
TEST_F(IndexTest, MergedPlaceholdersBelongToThePerson) {
  ImportItems(*store_, {MakeItem("note", "MRN-7", {MakeFact(FactKind::kNote, "", "Insulin started")})}, "x", "other");
  ImportItems(*store_, {MakePatientItem("p9", "Cho", "MRN-7")}, "y", "other");
  PatientId cho = Must(store_->Patients({.text = "cho"})).at(0).patient.id;
  EXPECT_EQ(Must(store_->CountIndexed(cho)).search, 1u);
  Must(store_->SetIndexed(cho, false));
  EXPECT_EQ(Must(store_->CountIndexed(cho)).search, 0u);
  Must(store_->SetIndexed(cho, true));
  EXPECT_EQ(Must(store_->Search(cho, "insulin", 10)).size(), 1u);
}

}  // namespace
}  // namespace aegle::test
