// For tests: a store with three people, and users of every role.
#pragma once

#include "access/break_glass.h"
#include "access/consent_book.h"
#include "access/directory.h"
#include "access/guarded_store.h"
#include "store/test_support.h"

namespace aegle::test {

inline constexpr Instant kNow = 1'800'000'000'000;

// Ann is in the care of "kim" (clinician), Bob of "choi" (nurse); Cho of nobody. Ann has a finding with a label, and a document kept whole.
class SiteTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ImportAll();
    auto add = [&](const char* name, Role role, PatientId self = {}) { Must(directory_->Add({.name = name, .display = name, .role = role, .self = self})); };
    directory_ = std::make_unique<Directory>(*store_);
    add("root", Role::kOperator);
    add("kim", Role::kClinician);
    add("choi", Role::kNurse);
    add("lee", Role::kResearcher);
    add("ann", Role::kPatient, ann_);
    add("yoon", Role::kAuditor);
    Must(directory_->Relate({"kim", ann_, "treating"}));
    Must(directory_->Relate({"choi", bob_, "ward"}));
  }

  void ImportAll() {
    bytes_ = "patient-ann patient-bob ann-glucose bob-glucose ann-hiv-load ann-document \n";
    auto item = [&](const char* id, const char* subject, const char* code, const char* name, const char* part) {
      const std::size_t begin = bytes_.find(part);
      return MakeItem(id, subject, {MakeFact(FactKind::kLaboratory, code, name)}, begin, begin + std::string_view(part).size());
    };
    ReadItem ann = MakePatientItem("pa", "Ann Park", "MRN-1"), bob = MakePatientItem("pb", "Bob Kim", "MRN-2");
    ann.begin = 0, ann.end = 11, bob.begin = 12, bob.end = 23;
    ReadItem whole;
    whole.key = {"DocumentReference", "d"};
    whole.subject = "pa";
    whole.disposition = Disposition::kDocument;
    whole.text = "glucose in a letter";
    whole.begin = bytes_.find("ann-document"), whole.end = whole.begin + 12;
    ImportItems(*store_, {ann, bob, item("a1", "pa", "2345-7", "Glucose", "ann-glucose"), item("b1", "pb", "2345-7", "Glucose", "bob-glucose"),
                          item("a2", "pa", "25836-8", "HIV 1 RNA glucose load", "ann-hiv-load"), whole}, bytes_);
    ImportItems(*store_, {MakePatientItem("pc", "Cho Lee", "MRN-3"), MakeItem("c1", "pc", {MakeFact(FactKind::kNote, "", "Glucose of Cho")})}, "cho");
    ann_ = Must(store_->Patients({.text = "ann park"})).at(0).patient.id;
    bob_ = Must(store_->Patients({.text = "bob"})).at(0).patient.id;
    cho_ = Must(store_->Patients({.text = "cho lee"})).at(0).patient.id;
    shared_ = Must(store_->Documents(bob_)).at(0).id;
    cho_document_ = Must(store_->Documents(cho_)).at(0).id;
  }

  // The shared original with everything but these parts blank.
  [[nodiscard]] std::string Only(const std::vector<std::string>& parts) const {
    std::string shown(bytes_.size() - 1, ' ');
    for (const std::string& part : parts) shown.replace(bytes_.find(part), part.size(), part);
    return shown + '\n';
  }
  [[nodiscard]] Principal As(const char* name) { return Must(directory_->Find(name)).principal(); }
  [[nodiscard]] std::unique_ptr<GuardedStore> Guard(Principal principal, Instant now = kNow) {
    return std::make_unique<GuardedStore>(*store_, std::move(principal), now);
  }
  [[nodiscard]] std::unique_ptr<GuardedStore> Guard(const char* name) { return Guard(As(name)); }

  std::unique_ptr<Directory> directory_;
  std::string bytes_;
  PatientId ann_, bob_, cho_;
  DocumentId shared_, cho_document_;
};

}  // namespace aegle::test
