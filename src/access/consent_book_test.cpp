// A withdrawal takes effect at once, removes the person from indexes and queues, and proves it.
#include "access/test_site.h"

namespace aegle::test {
namespace {

class ConsentBookTest : public SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    book_ = std::make_unique<ConsentBook>(*store_);
    Must(store_->PutVectors("m", {{Must(store_->Facts(ann_, {})).at(0).id, {1, 2}}}));
    Must(store_->PutEntity({std::string(kTrainingQueue), ann_.ToString() + "/a1", 0, "{}", 0}));
    Must(store_->PutEntity({std::string(kTrainingQueue), bob_.ToString() + "/a2", 0, "{}", 0}));
  }
  Consent Permit(std::vector<Purpose> purposes) {
    Consent consent;
    consent.patient = ann_;
    consent.purposes = std::move(purposes);
    consent.recorded_by = "kim";
    return consent;
  }
  std::unique_ptr<ConsentBook> book_;
};

TEST_F(ConsentBookTest, WithdrawalBlocksWithinOneRequestAndProvesIt) {
  auto before = Guard("kim");
  EXPECT_TRUE(before->Facts(ann_, {}));
  WithdrawalProof proof = Must(book_->Withdraw(ann_, Purpose::kTreatment, "kim", "asked at the desk", kNow));
  EXPECT_TRUE(proof.holds());
  EXPECT_EQ(proof.removed, (IndexedRows{3, 1}));
  EXPECT_EQ(proof.queue_removed, 1u);
  EXPECT_EQ(Must(store_->CountIndexed(ann_)), (IndexedRows{0, 0}));
  EXPECT_TRUE(Must(store_->Search(ann_, "glucose", 10)).empty()) << "not even without a guard";
  EXPECT_EQ(Must(store_->Entities(kTrainingQueue)).size(), 1u) << "others stay";
  for (Principal principal : {As("kim"), Principal::Local()}) {
    auto guard = Guard(principal);
    EXPECT_EQ(CodeOf(guard->Facts(ann_, {})), ErrorCode::kDenied) << principal.name;
    EXPECT_EQ(CodeOf(guard->Search(ann_, "glucose", 10)), ErrorCode::kDenied);
    EXPECT_EQ(CodeOf(guard->SaveAnswer({{}, ann_, "x", 1, "{}"})), ErrorCode::kDenied);
    EXPECT_TRUE(guard->GetPatient(ann_)) << "whom it is about is still known, so that consent can be given again";
    EXPECT_EQ(Must(guard->GetPatientSummary(ann_)).facts, 0u);
  }
  EXPECT_EQ(Must(Guard(Principal::Local())->ReadBytes(shared_, 24, 47)), "            bob-glucose");
  EXPECT_EQ(Must(Guard("ann")->Facts(ann_, {})).size(), 2u) << "the own record stays open to its person";
}

TEST_F(ConsentBookTest, AnEmergencyOverridesARefusal) {
  Must(book_->Withdraw(ann_, Purpose::kTreatment, "kim", "", kNow));
  Must(BreakGlassBook(*store_).Open(As("kim"), ann_, "emergency", "no pulse, allergies unknown", kNow));
  EXPECT_TRUE(Guard("kim")->Facts(ann_, {}));
  EXPECT_EQ(CodeOf(Guard("choi")->Facts(ann_, {})), ErrorCode::kNotFound);
}

TEST_F(ConsentBookTest, GrantedAgainEverythingIsFoundAgain) {
  Must(book_->Withdraw(ann_, Purpose::kTreatment, "kim", "", kNow));
  Must(book_->Grant(Permit({Purpose::kTreatment, Purpose::kResearch}), kNow + 1));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)).search, 3u);
  EXPECT_TRUE(Guard(As("kim"), kNow + 2)->Facts(ann_, {}));
  auto all = Must(book_->Of(ann_));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].withdrawn, kNow + 1) << "the refusal has ended and is kept";
  EXPECT_NE(all[0].id, all[1].id);
}

TEST_F(ConsentBookTest, OtherPurposesLeaveTheIndexAlone) {
  Must(book_->Grant(Permit({Purpose::kTraining}), kNow));
  EXPECT_EQ(Must(store_->Entities(kTrainingQueue, ann_.ToString() + "/")).size(), 1u);
  WithdrawalProof proof = Must(book_->Withdraw(ann_, Purpose::kTraining, "kim", "", kNow + 1));
  EXPECT_EQ(proof.queue_removed, 1u);
  EXPECT_TRUE(proof.holds());
  EXPECT_EQ(Must(store_->CountIndexed(ann_)), (IndexedRows{3, 1}));
  EXPECT_TRUE(Guard("kim")->Facts(ann_, {}));
}

// Nobody acts at the moment when a refusal begins or ends; Reconcile follows later, the decision at once.
TEST_F(ConsentBookTest, TimeBringsItAboutAndEndsIt) {
  Consent refusal = Permit({Purpose::kTreatment});
  refusal.kind = ConsentKind::kRefuse;
  refusal.from = kNow + 1000;
  refusal.until = kNow + 2000;
  Must(book_->Grant(refusal, kNow));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)).search, 3u);
  EXPECT_EQ(CodeOf(Guard(As("kim"), kNow + 1500)->Facts(ann_, {})), ErrorCode::kDenied);
  EXPECT_FALSE(Must(book_->ReconcileAll(kNow + 1500)));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)).search, 0u);
  EXPECT_TRUE(Must(book_->ReconcileAll(kNow + 1600)));
  EXPECT_FALSE(Must(book_->ReconcileAll(kNow + 2000)));
  EXPECT_EQ(Must(store_->CountIndexed(ann_)).search, 3u);
}

TEST_F(ConsentBookTest, PartsAndActors) {
  Consent refusal = Permit({Purpose::kTreatment});
  refusal.kind = ConsentKind::kRefuse;
  refusal.labels = Sensitivity::kHiv;
  Must(book_->Grant(refusal, kNow));
  EXPECT_EQ(Must(Guard(Principal::Local())->Facts(ann_, {})).size(), 1u) << "even for the owner";
  EXPECT_EQ(Must(store_->CountIndexed(ann_)).search, 3u) << "the rest stays in use";
  refusal.labels = {};
  refusal.actors = {"kim"};
  Must(book_->Grant(refusal, kNow));
  EXPECT_EQ(CodeOf(Guard("kim")->Facts(ann_, {})), ErrorCode::kDenied);
  EXPECT_TRUE(Guard(Principal::Local())->Facts(ann_, {}));
}

// The consent was given when only a record number was known; the Patient came later.
TEST_F(ConsentBookTest, FollowsAPersonThroughAMerge) {
  ImportItems(*store_, {MakeItem("n", "MRN-9", {MakeFact(FactKind::kNote, "", "Early note")})}, "x", "other");
  PatientId placeholder = Must(store_->Patients({.text = "mrn-9"})).at(0).patient.id;
  Must(book_->Withdraw(placeholder, Purpose::kTreatment, "kim", "", kNow));
  ImportItems(*store_, {MakePatientItem("p9", "Dan", "MRN-9"), MakeItem("n2", "p9", {MakeFact(FactKind::kNote, "", "Later note")})}, "y", "other");
  PatientId dan = Must(store_->Patients({.text = "dan"})).at(0).patient.id;
  EXPECT_EQ(CodeOf(Guard(Principal::Local())->Facts(dan, {})), ErrorCode::kDenied);
  EXPECT_EQ(CodeOf(Guard(Principal::Local())->Facts(placeholder, {})), ErrorCode::kDenied);
  EXPECT_EQ(Must(store_->CountIndexed(dan)), (IndexedRows{0, 0}));
}

}  // namespace
}  // namespace aegle::test
