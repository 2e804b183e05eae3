// Idempotence, versions and patients.
#include "store/test_support.h"

namespace aegle::test {
namespace {

ReadItem Glucose(const char* value, const char* last_updated = "", const char* version = "") {
  Fact fact = MakeFact(FactKind::kLaboratory, "2345-7", "Glucose");
  fact.value = Quantity{Must(Decimal::Parse(value)), "mmol/L", "", Comparator::kNone};
  ReadItem item = MakeItem("g", "p", {fact});
  item.last_updated = Time(last_updated);
  item.version = version;
  return item;
}

class VersionsTest : public StoreTest {
 protected:
  std::string Values(bool superseded = false) {
    std::string all;
    for (const Fact& fact : Must(store_->Facts(OnlyPatient(*store_), {.superseded = superseded}))) all += ValueText(fact.value) + " ";
    return all;
  }
  ImportSession::Counts Import(ReadItem item) { return ImportItems(*store_, {std::move(item)}, std::to_string(++imports_)); }
  int imports_ = 0;
};

TEST_F(VersionsTest, SameContentChangesNothing) {
  EXPECT_EQ(Import(Glucose("5.4")).added, 1u);
  auto counts = Import(Glucose("5.4"));
  EXPECT_EQ(counts.unchanged, 1u);
  EXPECT_EQ(counts.added + counts.updated, 0u);
  EXPECT_EQ(Values(true), "5.4 mmol/L ");
  EXPECT_EQ(Must(store_->Patients({})).at(0).facts, 1u);
}

TEST_F(VersionsTest, OtherContentSupersedesAndTheOldIsKept) {
  Import(Glucose("5.4"));
  EXPECT_EQ(Import(Glucose("6.1")).updated, 1u);
  EXPECT_EQ(Values(), "6.1 mmol/L ");
  EXPECT_EQ(Values(true), "5.4 mmol/L 6.1 mmol/L ");
  EXPECT_EQ(Must(store_->Patients({})).at(0).facts, 1u);
}

TEST_F(VersionsTest, OlderLastUpdatedDoesNotWin) {
  Import(Glucose("6.1", "2026-03-02"));
  auto counts = Import(Glucose("5.4", "2026-03-01"));
  EXPECT_EQ(counts.unchanged, 1u);
  EXPECT_EQ(Values(), "6.1 mmol/L ");
  EXPECT_EQ(Values(true), "6.1 mmol/L 5.4 mmol/L ");
  Import(Glucose("5.4", "2026-03-01"));
  EXPECT_EQ(Values(true), "6.1 mmol/L 5.4 mmol/L ") << "an older version is kept once";
}

TEST_F(VersionsTest, NewerLastUpdatedWins) {
  Import(Glucose("5.4", "2026-03-01T10:00:00Z"));
  EXPECT_EQ(Import(Glucose("6.1", "2026-03-01T10:00:01Z")).updated, 1u);
  EXPECT_EQ(Values(), "6.1 mmol/L ");
}

TEST_F(VersionsTest, VersionIdDecidesWithoutLastUpdated) {
  Import(Glucose("6.1", "", "10"));
  Import(Glucose("5.4", "", "9"));
  EXPECT_EQ(Values(), "6.1 mmol/L ");
  Import(Glucose("7.0", "", "11"));
  EXPECT_EQ(Values(), "7.0 mmol/L ");
}

TEST_F(VersionsTest, WithoutTimesTheLastOneWinsAlsoWhenItComesBack) {
  Import(Glucose("5.4"));
  Import(Glucose("6.1"));
  Import(Glucose("5.4"));
  EXPECT_EQ(Values(), "5.4 mmol/L ");
}

TEST_F(VersionsTest, KeyIsSourceTypeAndId) {
  ReadItem other_type = Glucose("1");
  other_type.key.type = "DiagnosticReport";
  ImportItems(*store_, {Glucose("1"), std::move(other_type)}, "1");
  ImportItems(*store_, {Glucose("1")}, "2", "other hospital");
  auto patients = Must(store_->Patients({}));
  ASSERT_EQ(patients.size(), 2u) << "the same logical id of two sources is two people";
  EXPECT_EQ(patients[0].facts + patients[1].facts, 3u);
}

TEST_F(VersionsTest, ItemsWithoutIdAreKnownByContent) {
  auto item = [](const char* display) {
    ReadItem made = MakeItem("", "p", {MakeFact(FactKind::kCondition, "c", display)});
    return made;
  };
  ImportItems(*store_, {item("one"), item("two"), item("one")}, "1");
  EXPECT_EQ(Must(store_->Facts(OnlyPatient(*store_), {})).size(), 2u);
  auto counts = ImportItems(*store_, {item("two")}, "2");
  EXPECT_EQ(counts.unchanged, 1u);
}

TEST_F(VersionsTest, VersionsAreFoundAfterTheIndexWasWritten) {
  // More than one portion of the key index, so that keys are found in the table and in the tail.
  std::vector<ReadItem> items;
  for (int i = 0; i < 140'000; ++i) {
    ReadItem item;
    item.disposition = Disposition::kDocument;
    item.key = {"Claim", std::to_string(i)};
    items.push_back(std::move(item));
  }
  auto again = items;
  EXPECT_EQ(ImportItems(*store_, std::move(items), "1").added, 140'000u);
  again.resize(200);
  again[7].text = "changed";
  auto counts = ImportItems(*store_, again, "2");
  EXPECT_EQ(counts.unchanged, 199u);
  EXPECT_EQ(counts.updated, 1u);
  Reopen();
  counts = ImportItems(*store_, again, "3");
  EXPECT_EQ(counts.unchanged, 200u);
}

TEST_F(VersionsTest, CountersFollowSupersededFacts) {
  ImportItems(
      *store_,
      {MakeItem("a", "p", {MakeFact(FactKind::kVitalSign, "c", "d", "2020-01-01"), MakeFact(FactKind::kVitalSign, "c", "d", "2021-01-01")}),
       MakeItem("b", "p", {MakeFact(FactKind::kVitalSign, "c", "d", "2022-01-01")})},
      "1");
  ImportItems(*store_, {MakeItem("a", "p", {MakeFact(FactKind::kVitalSign, "c", "d", "2021-06-01")})}, "2");
  PatientSummary summary = Must(store_->Patients({})).at(0);
  EXPECT_EQ(summary.facts, 2u);
  EXPECT_EQ(summary.documents, 2u);
  EXPECT_EQ(summary.first.ToString(), "2021-06-01");
  EXPECT_EQ(summary.last.ToString(), "2022-01-01");
}

// -- patients

TEST_F(VersionsTest, PlaceholderIsFilledByThePatientResource) {
  Import(Glucose("5.4"));
  PatientId id = OnlyPatient(*store_);
  EXPECT_EQ(Must(store_->GetPatient(id)).name.Reveal(kTestAccess), "");
  Import(MakePatientItem("p", "김민준", "MRN-7", "1951-02-03"));
  EXPECT_EQ(OnlyPatient(*store_), id);
  Patient patient = Must(store_->GetPatient(id));
  EXPECT_EQ(patient.name.Reveal(kTestAccess), "김민준");
  EXPECT_EQ(patient.identifier.Reveal(kTestAccess), "MRN-7");
  EXPECT_EQ(patient.logical_id, "p");
  EXPECT_EQ(patient.source, "test");
  EXPECT_EQ(patient.birth_date.ToString(), "1951-02-03");
  EXPECT_EQ(patient.gender, AdministrativeGender::kFemale);
  EXPECT_EQ(Must(store_->GetPatientSummary(id)).facts, 1u);
}

TEST_F(VersionsTest, NoteWithRecordNumberFindsThePatient) {
  Import(MakePatientItem("p", "Ann Lee", "MRN-7"));
  Import(MakeItem("note", "MRN-7", {MakeFact(FactKind::kNote, "", "Plan")}));
  PatientId id = OnlyPatient(*store_);
  EXPECT_EQ(Must(store_->Facts(id, {})).size(), 1u);
}

TEST_F(VersionsTest, NoteThatCameBeforeItsPatientIsMerged) {
  Import(MakeItem("note", "MRN-7", {MakeFact(FactKind::kNote, "", "Insulin plan", "2026-01-05")}));
  PatientId placeholder = OnlyPatient(*store_);
  Import(Glucose("5.4"));
  EXPECT_EQ(Must(store_->CountPatients({})), 2u);
  Import(MakePatientItem("p", "Ann Lee", "MRN-7"));
  PatientId patient = OnlyPatient(*store_);
  EXPECT_EQ(Must(store_->Facts(patient, {})).size(), 2u);
  EXPECT_EQ(Must(store_->GetPatientSummary(patient)).facts, 2u);
  EXPECT_EQ(Must(store_->Facts(placeholder, {})).size(), 2u) << "the old id leads to the same person";
  EXPECT_EQ(Must(store_->GetPatient(placeholder)).id, patient);
  EXPECT_EQ(Must(store_->Search(patient, "insulin", 5)).size(), 1u) << "indexed under the old id";
  EXPECT_EQ(Must(store_->GetPatientSummary(patient)).first.ToString(), "2026-01-05");
  Import(MakeItem("note2", "MRN-7", {MakeFact(FactKind::kNote, "", "Second")}));
  EXPECT_EQ(Must(store_->Facts(patient, {})).size(), 3u);
  EXPECT_EQ(Must(store_->CountPatients({})), 1u);
}

TEST_F(VersionsTest, OlderPatientResourceDoesNotChangeTheName) {
  ReadItem now = MakePatientItem("p", "New Name", "1"), before = MakePatientItem("p", "Old Name", "1");
  now.last_updated = Time("2026-03-02");
  before.last_updated = Time("2026-03-01");
  Import(std::move(now));
  Import(std::move(before));
  EXPECT_EQ(Must(store_->GetPatient(OnlyPatient(*store_))).name.Reveal(kTestAccess), "New Name");
}

TEST_F(VersionsTest, ItemsAboutNobodyBelongToNobody) {
  ReadItem organization = MakeItem("org", "", {MakeFact(FactKind::kOther, "c", "Clinic")});
  Import(std::move(organization));
  EXPECT_EQ(Must(store_->CountPatients({})), 0u);
}

TEST_F(VersionsTest, PatientsAreFoundByPartOfNameOrIdentifier) {
  ImportItems(*store_, {MakePatientItem("p1", "김민준", "A-100"), MakePatientItem("p2", "Élodie ÖZTÜRK", "B-200"),
                        MakePatientItem("p3", "Ann Lee", "b-201")});
  auto count = [&](const char* text) { return Must(store_->CountPatients({.text = text})); };
  EXPECT_EQ(count(""), 3u);
  EXPECT_EQ(count("민준"), 1u);
  EXPECT_EQ(count("élodie"), 1u);
  EXPECT_EQ(count("Öztürk"), 1u);
  EXPECT_EQ(count("b-20"), 2u);
  EXPECT_EQ(count(" LEE "), 1u);
  EXPECT_EQ(count("p3"), 1u);
  EXPECT_EQ(count("%"), 0u) << "no wildcard";
  EXPECT_EQ(Must(store_->Patients({.text = "b-20"})).size(), 2u);
}

TEST_F(VersionsTest, PatientsArePaged) {
  std::vector<ReadItem> items;
  for (int i = 0; i < 25; ++i) items.push_back(MakePatientItem("p" + std::to_string(i), "Name " + std::to_string(100 + i), ""));
  ImportItems(*store_, std::move(items));
  auto page = Must(store_->Patients({.limit = 10, .offset = 20}));
  ASSERT_EQ(page.size(), 5u);
  EXPECT_EQ(page[0].patient.name.Reveal(kTestAccess), "Name 120");
  EXPECT_EQ(Must(store_->CountPatients({.limit = 10})), 25u);
}

TEST_F(VersionsTest, BirthIsNotTheFirstFact) {
  ReadItem patient = MakePatientItem("p", "Ann", "1");
  patient.facts = {MakeFact(FactKind::kPatient, "c", "born", "1950-01-02")};
  ImportItems(*store_, {std::move(patient), Glucose("5.4")});
  EXPECT_EQ(Must(store_->Patients({})).at(0).first.ToString(), "2026-03-01");
}

}  // namespace
}  // namespace aegle::test
