#include "signoff/signing_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "signoff/desk_store_test.h"
#include "signoff/draft_json.h"
#include "signoff/document_text.h"

namespace aegle::test {
namespace {

using testing::HasSubstr;

template <class T>
ErrorCode CodeOf(const Result<T>& result) {
  EXPECT_FALSE(result) << "an error was expected";
  return result ? ErrorCode::kBadUsage : result.error().code;
}

std::vector<std::string> Keys(const std::vector<Risk>& risks, RiskKind kind) {
  std::vector<std::string> keys;
  for (const Risk& risk : risks)
    if (risk.kind == kind) keys.push_back(risk.key);
  return keys;
}

DraftEdit Reword(const std::string& statement, const std::string& text) { return {{{statement, "", text, std::nullopt, std::nullopt}}, {}, {}}; }
DraftEdit Remove(const std::string& statement) { return {{{statement, "", std::nullopt, std::nullopt, true}}, {}, {}}; }

// The first sentence that stands with a fact of this kind of risk.
std::string StatementOf(const OpenDraft& open, RiskKind kind) {
  for (const Risk& risk : open.risks)
    if (risk.kind == kind && !risk.statements.empty()) return risk.statements.front();
  return {};
}

TEST(SigningDesk, FromDraftToExport) {
  Desk desk("nstemi-1-en");
  AnswerId id = desk.Draft("handoff");
  EXPECT_EQ(Must(desk.desk().List({})).size(), 1u);
  OpenDraft open = desk.MakeSigned(id);
  EXPECT_EQ(open.draft.state, DraftState::kSigned);
  EXPECT_TRUE(Must(desk.desk().List({})).empty());
  EXPECT_TRUE(desk.desk().Verify(id));
  ExportedFile file = Must(desk.desk().Export(id, ExportFormat::kText, kAnna, ++desk.now));
  EXPECT_THAT(file.bytes, HasSubstr("Dr. Anna Example"));
  EXPECT_THAT(file.bytes, HasSubstr("Artificial intelligence"));
  EXPECT_THAT(file.bytes, testing::StartsWith(open.draft.signature->text));
  open = Must(desk.desk().Open(id));
  EXPECT_EQ(open.draft.state, DraftState::kExported);
  EXPECT_EQ(open.draft.exports.at(0).sha256, Sha256Hex(file.bytes));
  std::vector<std::string> acts;
  for (const DeskEvent& event : desk.events) acts.emplace_back(Name(event.act));
  EXPECT_EQ(acts, (std::vector<std::string>{"review", "edit", "sign", "export"}));
}

TEST(SigningDesk, NothingUnsignedIsExported) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("summarize");
  auto refused = [&] {
    for (ExportFormat format : {ExportFormat::kText, ExportFormat::kPdf, ExportFormat::kFhir})
      EXPECT_EQ(CodeOf(desk.desk().Export(id, format, kAnna, desk.now)), ErrorCode::kDenied);
  };
  refused();
  OpenDraft open = Must(desk.desk().Open(id));
  open = Must(desk.desk().Review(id, open.draft.version, kAnna, desk.now, 5));
  refused();
  open = Must(desk.desk().Edit(id, open.draft.version, Remove("s1.1"), kAnna, desk.now));
  refused();
  Must(desk.desk().Discard(id, open.draft.version, kAnna, desk.now, "not needed"));
  refused();
  EXPECT_TRUE(desk.events.back().refused);
}

TEST(SigningDesk, EveryHighRiskItemNeedsItsOwnConfirmation) {
  Desk desk("nstemi-1-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = desk.MakeReady(id);
  ASSERT_GT(open.risks.size(), 3u);
  for (const Risk& risk : open.risks) {
    DraftEdit withdraw;
    withdraw.withdraw = {risk.key};
    OpenDraft less = Must(desk.desk().Edit(id, Must(desk.desk().Open(id)).draft.version, withdraw, kAnna, ++desk.now));
    EXPECT_EQ(CodeOf(desk.desk().Sign(id, less.draft.version, kAnna, desk.now)), ErrorCode::kConflict) << risk.key;
    DraftEdit again;
    again.confirm = {risk.key};
    Must(desk.desk().Edit(id, less.draft.version, again, kAnna, ++desk.now));
  }
  EXPECT_TRUE(desk.desk().Sign(id, Must(desk.desk().Open(id)).draft.version, kAnna, desk.now));
}

TEST(SigningDesk, OnlyAClinicianWhoReviewedSigns) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kConflict);
  open = desk.MakeReady(id, kAnna);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kNurse, desk.now)), ErrorCode::kDenied);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, {"local", "", "clinician", ""}, desk.now)), ErrorCode::kDenied);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kBert, desk.now)), ErrorCode::kConflict);   // Anna reviewed it
  OpenDraft other = Must(desk.desk().Review(id, open.draft.version, kBert, desk.now, 3));
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, other.draft.version, kBert, desk.now)), ErrorCode::kConflict);   // Anna confirmed the items
}

TEST(SigningDesk, AnEditBySomebodyElseVoidsTheReview) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = desk.MakeReady(id, kAnna);
  open = Must(desk.desk().Edit(id, open.draft.version, {{{"", "s4", "Call the family.", std::nullopt, std::nullopt}}, {}, {}}, kBert, ++desk.now));
  EXPECT_FALSE(open.draft.reviewed_by);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kConflict);
}

TEST(SigningDesk, AnEditedSentenceIsVerifiedAgain) {
  Desk desk("nstemi-1-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  std::string critical = StatementOf(open, RiskKind::kCriticalValue);
  if (critical.empty()) critical = StatementOf(open, RiskKind::kMedicationChange);
  ASSERT_FALSE(critical.empty());
  std::string drafted = open.draft.Find(critical)->text;
  std::string wrong = drafted;
  std::size_t digit = wrong.find_last_of("0123456789");
  wrong[digit] = wrong[digit] == '9' ? '3' : '9';
  open = Must(desk.desk().Edit(id, open.draft.version, Reword(critical, wrong), kAnna, ++desk.now));
  const Statement& now = *open.draft.Find(critical);
  EXPECT_EQ(now.verdict, Verdict::kStruck) << now.text;
  EXPECT_FALSE(now.why.empty());
  EXPECT_EQ(open.draft.state, DraftState::kEdited);
  EXPECT_THAT(Keys(open.risks, RiskKind::kStruckKept), testing::ElementsAre("struck_kept:" + critical));
  // Back to what was drafted: as if nothing had been.
  open = Must(desk.desk().Edit(id, open.draft.version, Reword(critical, drafted), kAnna, ++desk.now));
  EXPECT_FALSE(open.draft.Find(critical)->edited());
  EXPECT_TRUE(Keys(open.risks, RiskKind::kStruckKept).empty());
}

TEST(SigningDesk, AConfirmationIsVoidWhenItsWordsChange) {
  Desk desk("nstemi-1-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = desk.MakeReady(id);
  std::string statement = StatementOf(open, RiskKind::kAllergy);
  ASSERT_FALSE(statement.empty());
  open = Must(desk.desk().Edit(id, open.draft.version, Reword(statement, "No allergies."), kAnna, ++desk.now));
  std::size_t waiting = 0;
  for (const Risk& risk : open.risks) waiting += !risk.confirmed;
  EXPECT_GE(waiting, 1u);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kConflict);
}

TEST(SigningDesk, RemovingAnAllergyNeedsAConfirmation) {
  Desk desk("nstemi-1-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  for (const DraftSection& section : OpenDraft(open).draft.sections)
    for (const Statement& one : section.statements)
      for (const Risk& risk : OpenDraft(open).risks)
        if (risk.kind == RiskKind::kAllergy && std::find(risk.statements.begin(), risk.statements.end(), one.id) != risk.statements.end() && !open.draft.Find(one.id)->removed)
          open = Must(desk.desk().Edit(id, open.draft.version, Remove(one.id), kAnna, ++desk.now));
  EXPECT_FALSE(Keys(open.risks, RiskKind::kRemoved).empty());
}

TEST(SigningDesk, ASentenceOfTheSignerIsMarked) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  open = Must(desk.desk().Edit(id, open.draft.version, {{{"", "s4", "Family prefers  a call\nin the evening.", std::nullopt, std::nullopt}}, {}, {}}, kAnna, ++desk.now));
  EXPECT_EQ(open.draft.Find("s4+1")->text, "Family prefers a call in the evening.");
  EXPECT_EQ(open.draft.Find("s4+1")->verdict, Verdict::kStruck);
  open = desk.MakeSigned(id);
  EXPECT_THAT(open.draft.signature->text, HasSubstr("- Family prefers a call in the evening. ‡\n"));
  EXPECT_THAT(open.draft.signature->text, HasSubstr("not found in the record"));
}

TEST(SigningDesk, ATruncatedGenerationIsNotSigned) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("ask", Language::kEnglish, "Which allergies are recorded?");
  desk.Change(id, [](Answer& answer) { answer.model.truncated = 1; });
  OpenDraft open = desk.MakeReady(id);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kModelFailed);
}

TEST(SigningDesk, AStruckClaimOfTheModelThatIsKeptNeedsItsOwnConfirmation) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  desk.Change(id, [](Answer& answer) { answer.sections[1].claims[0].verdict = Verdict::kStruck; });
  OpenDraft open = Must(desk.desk().Open(id));
  EXPECT_THAT(Keys(open.risks, RiskKind::kStruckKept), testing::ElementsAre("struck_kept:s2.1"));
  open = Must(desk.desk().Edit(id, open.draft.version, Remove("s2.1"), kAnna, ++desk.now));
  EXPECT_TRUE(Keys(open.risks, RiskKind::kStruckKept).empty());
}

TEST(SigningDesk, ARecordThatChangedIsAnItemOfItsOwn) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = desk.MakeReady(id);
  desk.store.documents.front().sha256 = Sha256Hex("something new");
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kConflict);
  EXPECT_EQ(Keys(Must(desk.desk().Open(id)).risks, RiskKind::kRecordChanged).size(), 1u);
}

TEST(SigningDesk, AnOutdatedVersionIsAConflict) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  Must(desk.desk().Review(id, open.draft.version, kAnna, desk.now, 1));
  EXPECT_EQ(CodeOf(desk.desk().Review(id, open.draft.version, kBert, desk.now, 1)), ErrorCode::kConflict);
}

TEST(SigningDesk, WhatCannotBeRecordedIsNotDone) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = desk.MakeReady(id);
  desk.audit_fails = true;
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kNoSpace);
  EXPECT_EQ(Must(desk.desk().Open(id)).draft.state, DraftState::kReviewed);
  desk.audit_fails = false;
  Must(desk.desk().Sign(id, open.draft.version, kAnna, desk.now));
  desk.audit_fails = true;
  EXPECT_EQ(CodeOf(desk.desk().Export(id, ExportFormat::kText, kAnna, desk.now)), ErrorCode::kNoSpace);
}

TEST(SigningDesk, ASignedDocumentDoesNotChange) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = desk.MakeSigned(id);
  EXPECT_EQ(CodeOf(desk.desk().Edit(id, open.draft.version, Remove("s1.1"), kAnna, desk.now)), ErrorCode::kConflict);
  EXPECT_EQ(CodeOf(desk.desk().Review(id, open.draft.version, kAnna, desk.now, 1)), ErrorCode::kConflict);
  EXPECT_EQ(CodeOf(desk.desk().Discard(id, open.draft.version, kAnna, desk.now, "x")), ErrorCode::kConflict);
  EXPECT_EQ(CodeOf(desk.desk().Sign(id, open.draft.version, kAnna, desk.now)), ErrorCode::kConflict);
}

// Any byte of the stored document that changes is found, whatever it belongs to.
TEST(SigningDesk, ATamperedDocumentIsNotExported) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  desk.MakeSigned(id);
  auto at = std::find_if(desk.store.entities.begin(), desk.store.entities.end(), [](const auto& one) { return one.first.first == "draft"; });
  const Entity stored = at->second;
  auto refused = [&](const std::function<void(nlohmann::ordered_json&)>& change) {
    auto json = nlohmann::ordered_json::parse(stored.json);
    change(json);
    at->second.json = json.dump();
    auto exported = desk.desk().Export(id, ExportFormat::kText, kAnna, desk.now);
    EXPECT_EQ(exported ? ErrorCode::kBadUsage : exported.error().code, ErrorCode::kIntegrity) << (exported ? "" : exported.error().message);
    at->second = stored;
  };
  refused([](auto& json) { json["signature"]["text"] = json["signature"]["text"].template get<std::string>() + " "; });
  refused([](auto& json) { json["signature"]["signer"]["name"] = "Dr. Mallory"; });
  refused([](auto& json) { json["signature"]["signed_ms"] = 1; });
  refused([](auto& json) { json["signature"]["head"]["patient_name"] = "Somebody Else"; });
  refused([](auto& json) { json["sections"][0]["statements"][0]["now"]["text"] = "Stable."; });
  refused([](auto& json) { json["sections"][0]["statements"][0]["removed"] = true; });
  refused([](auto& json) { json["answer_sha256"] = std::string(64, '0'); });
  refused([](auto& json) {   // signed again with another key
    SiteKey other = TestKey('x');
    std::string jws = json["signature"]["jws"];
    std::string input = jws.substr(0, jws.rfind('.'));
    json["signature"]["jws"] = input + "." + Base64Url(other.sign(input).value());
    json["signature"]["public_key"] = Base64Url(other.public_key);
  });
  EXPECT_TRUE(desk.desk().Export(id, ExportFormat::kText, kAnna, desk.now));
}

TEST(SigningDesk, ANewerDraftTakesThePlaceOfAnUntouchedOne) {
  Desk desk("copd-3-en");
  AnswerId first = desk.Draft("handoff"), second = desk.Draft("handoff");
  std::vector<Draft> waiting = Must(desk.desk().List({}));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].answer, second);
  Must(desk.desk().Review(second, waiting[0].version, kAnna, desk.now, 1));
  desk.Draft("handoff");
  EXPECT_EQ(Must(desk.desk().List({})).size(), 2u);   // what somebody has opened stays
  EXPECT_EQ(Must(desk.desk().Open(first)).draft.state, DraftState::kSuperseded);
}

TEST(SigningDesk, TheEditsAreEvaluationData) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  std::string drafted = open.draft.Find("s2.1")->text;
  open = Must(desk.desk().Edit(id, open.draft.version, Reword("s2.1", drafted + " Lives alone."), kAnna, ++desk.now));
  open = Must(desk.desk().Edit(id, open.draft.version, Remove("s1.1"), kAnna, ++desk.now));
  std::vector<EditRecord> edits = Must(desk.desk().Edits());
  ASSERT_EQ(edits.size(), 2u);
  EXPECT_EQ(edits[0].what, "removed");
  EXPECT_EQ(edits[1].drafted, drafted);
  EXPECT_EQ(Must(ApplyDiff(edits[1].drafted, edits[1].diff)), edits[1].text);
}

TEST(SigningDesk, BadTextIsRefused) {
  Desk desk("copd-3-en");
  AnswerId id = desk.Draft("handoff");
  OpenDraft open = Must(desk.desk().Open(id));
  for (const std::string& text : {std::string("  "), std::string("a\x01" "b"), std::string("\xFF"), std::string(5000, 'a'), std::string("[f1]")})
    EXPECT_EQ(CodeOf(desk.desk().Edit(id, open.draft.version, Reword("s1.1", text), kAnna, desk.now)), ErrorCode::kBadUsage) << text.substr(0, 10);
  EXPECT_EQ(CodeOf(desk.desk().Edit(id, open.draft.version, Reword("s9.9", "x"), kAnna, desk.now)), ErrorCode::kNotFound);
  EXPECT_EQ(Must(desk.desk().Open(id)).draft.version, open.draft.version);
}

// Every example in both languages goes the whole way, and what is stored is what was there.
TEST(SigningDesk, AllExamplesInBothLanguages) {
  for (const char* patient : {"asthma-5-en", "copd-3-en", "dka-6-ko", "heart-failure-4-ko", "nstemi-1-en", "sepsis-2-ko"})
    for (Language language : {Language::kEnglish, Language::kKorean})
      for (const char* task : {"handoff", "summarize"}) {
        Desk desk(patient);
        AnswerId id = desk.Draft(task, language);
        OpenDraft open = desk.MakeSigned(id);
        EXPECT_TRUE(desk.desk().Verify(id)) << patient << task;
        Draft copy = Must(ParseDraft(ToJson(open.draft)));
        EXPECT_EQ(ToJson(copy), ToJson(open.draft));
        EXPECT_FALSE(Keys(open.risks, RiskKind::kAllergy).empty()) << patient << task;
        EXPECT_LE(open.risks.size(), 40u) << patient << task;
        std::printf("  %-20s %-9s %s: %zu high-risk items\n", patient, task, std::string(Code(language)).c_str(), open.risks.size());
      }
}

TEST(Risks, AChangeOfAValueIsMoreThanWords) {
  EXPECT_TRUE(ChangesValue("potassium 5.9 mmol/L", "potassium 6.9 mmol/L"));
  EXPECT_TRUE(ChangesValue("Warfarin 5 mg once daily.", "Warfarin 5 mg twice daily."));
  EXPECT_TRUE(ChangesValue("Fracture of the left femur.", "Fracture of the right femur."));
  EXPECT_TRUE(ChangesValue("There is pneumonia.", "There is no pneumonia."));
  EXPECT_TRUE(ChangesValue("폐렴이 있다.", "폐렴은 없다."));
  EXPECT_FALSE(ChangesValue("The patient has pneumonia.", "Patient has pneumonia."));
}

}  // namespace
}  // namespace aegle::test
