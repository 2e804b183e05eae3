// ask on records with known answers: questions and answers of src/synth, which share no code with ask.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "model/mock_engine.h"
#include "synth/generator.h"
#include "synth/questions.h"
#include "tasks/ask_task.h"
#include "tasks/ask_score_test.h"
#include "tasks/fake_store_test.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

Fact Numeric(std::string_view loinc, std::string_view name, std::string_view value, std::string_view unit, std::string_view date) {
  Fact fact;
  fact.kind = FactKind::kLaboratory;
  fact.code = {std::string(system_uri::kLoinc), std::string(loinc), std::string(name)};
  fact.value = Quantity{*Decimal::Parse(value), std::string(unit), "", Comparator::kNone};
  fact.effective.start = *DateTime::Parse(date);
  fact.status = FactStatus::kFinal;
  fact.resource = {"Observation", std::string(loinc) + std::string(date)};
  return fact;
}

Fact Problem(std::string_view name, Assertion assertion, FactStatus status, std::string_view date) {
  Fact fact;
  fact.kind = FactKind::kCondition;
  fact.code = {"", "", std::string(name)};
  fact.assertion = assertion;
  fact.status = status;
  fact.effective.start = *DateTime::Parse(date);
  fact.resource = {"Condition", std::string(name)};
  return fact;
}

class Ask : public testing::Test {
 protected:
  Ask() {
    Patient person;
    person.logical_id = "one";
    person.birth_date = *DateTime::Parse("1950-06-15");
    person.gender = AdministrativeGender::kFemale;
    patient_ = store_.AddPatient(person);
    for (auto [value, date] : {std::pair{"5.1", "2025-01-10"}, {"5.9", "2025-06-10"}, {"7.4", "2026-01-10"}})
      store_.AddFact(patient_, Numeric("2345-7", "Glucose [Mass/volume] in Serum or Plasma", value, "mmol/L", date));
    store_.AddFact(patient_, Problem("Hypertension", Assertion::kPresent, FactStatus::kActive, "2010-03-01"));
    store_.AddFact(patient_, Problem("Gout", Assertion::kPresent, FactStatus::kResolved, "2012-03-01"));
    store_.AddFact(patient_, Problem("Stroke", Assertion::kFamily, FactStatus::kUnknown, "2012-03-01"));
    store_.AddFact(patient_, Problem("Asthma", Assertion::kNegated, FactStatus::kUnknown, "2012-03-01"));
  }
  Result<Answer> Run(std::string question, Language language = Language::kEnglish) {
    TaskInput input;
    input.patient = patient_;
    input.question = std::move(question);
    input.language = language;
    TaskContext context{store_, chat_, nullptr};
    return AskTask().Run(input, context, {}, {});
  }
  std::string Text(std::string question, Language language = Language::kEnglish) {
    auto answer = Run(std::move(question), language);
    if (!answer) return answer.error().ToString();
    std::string text;
    for (const Claim& claim : answer->sections.at(0).claims) text += claim.text + "\n";
    return text;
  }
  FakeStore store_;
  PatientId patient_;
  Engine* chat_ = nullptr;
};

TEST_F(Ask, AnswersByCode) {
  EXPECT_NE(Text("What is the latest sugar?").find("7.4 mmol/L"), std::string::npos);
  EXPECT_NE(Text("What was the first glucose?").find("5.1 mmol/L"), std::string::npos);
  EXPECT_NE(Text("How many glucose results are there?").find("has 3 "), std::string::npos);
  EXPECT_NE(Text("How many glucose results since June 2025?").find("has 2 "), std::string::npos);
  EXPECT_NE(Text("Average glucose?").find("6.13"), std::string::npos);
  EXPECT_NE(Text("Highest glucose in 2025?").find("5.9 mmol/L on 2025-06-10"), std::string::npos);
  EXPECT_NE(Text("Is the glucose rising?").find("rising"), std::string::npos);
  EXPECT_NE(Text("How old is she?").find("75 years"), std::string::npos);
  EXPECT_NE(Text("When was hypertension diagnosed?").find("2010-03-01"), std::string::npos);
  EXPECT_NE(Text("How old was she when hypertension was diagnosed?").find("59 years"), std::string::npos);
  EXPECT_NE(Text("가장 최근 혈당은?", Language::kKorean).find("7.4 mmol/L"), std::string::npos);
}

TEST_F(Ask, NegatedAndFamilyAreNotPresent) {
  EXPECT_TRUE(Text("Does she have hypertension?").starts_with("Yes:"));
  EXPECT_TRUE(Text("Does she have gout?").starts_with("Yes, no longer active:"));
  EXPECT_TRUE(Text("Does she currently have gout?").starts_with("Not currently:"));
  EXPECT_TRUE(Text("Does she have a stroke?").starts_with("Only in the family history:"));
  EXPECT_TRUE(Text("Does she have asthma?").starts_with("No:"));
  EXPECT_TRUE(Text("천식이 있나요?", Language::kKorean).starts_with("아니요:"));
}

TEST_F(Ask, NotInTheRecordIsAnAnswer) {
  for (std::string question : {"What is the latest troponin?", "Does she have epilepsy?", "Which medications does she take?", "Who is her favourite singer?"}) {
    auto answer = Run(question);
    ASSERT_TRUE(answer) << question;
    EXPECT_TRUE(answer->not_in_record) << question;
    EXPECT_FALSE(answer->sections.at(0).claims.at(0).cites.empty());
  }
}

TEST_F(Ask, RefusesOtherPeopleAndNonsense) {
  EXPECT_EQ(Run("What is the glucose of patient 12?").error().code, ErrorCode::kDenied);
  EXPECT_EQ(Run("  ").error().code, ErrorCode::kBadUsage);
  EXPECT_EQ(Run(std::string(3000, 'a')).error().code, ErrorCode::kBadUsage);
}

TEST_F(Ask, ModelOnlyWhereCodeCannotAndOnlyVerified) {
  Fact note;
  note.kind = FactKind::kNote;
  note.code.display = "Social history";
  note.text = "Lives alone with a small dog. Walks without a stick.";
  note.effective.start = *DateTime::Parse("2026-01-10");
  note.resource = {"Note", "n"};
  store_.AddFact(patient_, note);
  MockEngine engine([](const GenerationRequest&, int) -> Result<std::string> { return std::string("She lives alone with a small dog. [n1]\nShe takes 40 mg of warfarin. [n1]"); });
  chat_ = &engine;
  EXPECT_NE(Text("What is the latest glucose?").find("7.4"), std::string::npos);
  EXPECT_EQ(engine.requests().size(), 0u);
  auto answer = Run("Who does she live with, a dog?");
  ASSERT_TRUE(answer);
  ASSERT_EQ(engine.requests().size(), 1u);
  EXPECT_EQ(engine.requests().front().constraint.kind, Constraint::Kind::kGrammar);
  const auto& claims = answer->sections.at(0).claims;
  ASSERT_GE(claims.size(), 3u);
  EXPECT_NE(claims[0].verdict, Verdict::kStruck) << claims[0].text;
  EXPECT_EQ(claims[1].verdict, Verdict::kStruck) << claims[1].text;
  EXPECT_EQ(claims[2].verdict, Verdict::kFloor);
}

TEST(AskAccuracy, QuestionsOfGeneratedPatients) {
  auto made = Generate({5, 12, SynthLanguage::kBoth, {}});
  ASSERT_TRUE(made);
  AskScore score;
  for (const SynthPatient& patient : *made) {
    FakeStore store;
    store.Import(patient.bundle, "bundle.json");
    auto questions = QuestionsFromTruth(patient.truth);
    ASSERT_TRUE(questions);
    for (const RecordQuestion& question : *questions) score.Add(store, store.AllPatients().front(), question, nullptr);
  }
  std::cout << score.Table();
  if (std::getenv("AEGLE_SHOW")) std::cout << score.Mistakes();
  EXPECT_GE(score.asked(), 200);
  EXPECT_GE(score.Accuracy(), 0.97) << score.Mistakes();
}

TEST(AskAccuracy, QuestionsOfSampleBundles) {
  std::filesystem::path folder = DataFolder("fhir-synthea-r4");
  if (folder.empty()) GTEST_SKIP() << "the sample bundles are not there";
  AskScore score;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.find("nformation") != std::string::npos) continue;
    std::string bundle = ReadFile(entry.path());
    FakeStore store;
    store.Import(bundle, name);
    auto questions = QuestionsFromBundle(bundle);
    ASSERT_TRUE(questions) << questions.error().ToString();
    for (const RecordQuestion& question : *questions) score.Add(store, store.AllPatients().front(), question, nullptr);
  }
  std::cout << score.Table();
  if (std::getenv("AEGLE_SHOW")) std::cout << score.Mistakes();
  EXPECT_GE(score.asked(), 200);
  EXPECT_GE(score.Accuracy(), 0.97) << score.Mistakes();
}

}  // namespace
}  // namespace aegle
