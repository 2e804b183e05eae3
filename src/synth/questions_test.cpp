#include "synth/questions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "synth/generator.h"

namespace aegle {
namespace {

using Json = nlohmann::json;

std::vector<SynthPatient> English(int count) {
  SynthOptions options;
  options.seed = 99;
  options.count = count;
  options.language = SynthLanguage::kEnglish;
  return Generate(options).value();
}

QuestionOptions Everything() {
  QuestionOptions options;
  options.per_kind = 10'000;
  return options;
}

using Answers = std::map<std::string, std::string>;
Answers ByQuestion(const std::vector<RecordQuestion>& questions, const std::string& language) {
  Answers answers;
  for (const RecordQuestion& q : questions)
    if (q.language == language) {
      EXPECT_TRUE(answers.emplace(q.question, q.answer).second) << "asked twice: " << q.question;
    }
  return answers;
}

TEST(Questions, ManyOfEveryKindInBothLanguages) {
  std::size_t count = 0;
  std::set<std::string> kinds, ids;
  SynthOptions options;
  options.count = 11;
  const std::vector<SynthPatient> patients = Generate(options).value();
  for (const SynthPatient& patient : patients) {
    auto questions = QuestionsFromTruth(patient.truth).value();
    count += questions.size();
    std::size_t korean = 0;
    for (const RecordQuestion& q : questions) {
      kinds.insert(q.kind);
      korean += q.language == "ko";
      EXPECT_TRUE(ids.insert(q.id).second) << q.id;
      EXPECT_EQ(q.patient, patient.logical_id);
      EXPECT_EQ(q.evidence.empty(), q.kind == "absent");
      for (const std::string& key : q.evidence) EXPECT_NE(patient.bundle.find("\"url\": \"" + key + "\""), std::string::npos) << key;
      EXPECT_FALSE(Json::parse(q.answer).empty());
    }
    EXPECT_EQ(korean * 2, questions.size());
  }
  EXPECT_GE(count, 200u);
  for (const char* kind : {"latest", "count", "minimum", "maximum", "mean", "trend", "exists", "date", "list", "taking", "active", "age",
                           "interval", "negated", "family", "absent"})
    EXPECT_TRUE(kinds.contains(kind)) << kind;
}

// The truth and the bundle are read by different code: where both can ask the same question, the answers must be the same.
TEST(Questions, TruthAndBundleAgree) {
  std::size_t compared = 0;
  for (const SynthPatient& patient : English(11)) {
    Answers truth = ByQuestion(QuestionsFromTruth(patient.truth, Everything()).value(), "en");
    Answers bundle = ByQuestion(QuestionsFromBundle(patient.bundle, Everything()).value(), "en");
    for (const auto& [question, answer] : truth) {
      auto same = bundle.find(question);
      if (same == bundle.end()) {
        EXPECT_TRUE(question.find("allergies") != std::string::npos || question.find("active?") != std::string::npos)
            << "only the truth asks: " << question;
        continue;
      }
      Json a = Json::parse(answer), b = Json::parse(same->second);
      a.erase("items_ko");
      b.erase("items_ko");
      EXPECT_EQ(a, b) << question;
      ++compared;
    }
  }
  EXPECT_GE(compared, 500u);
}

// The same numbers again by the plainest code.
TEST(Questions, AnswersReproduce) {
  for (const SynthPatient& patient : English(4)) {
    Answers answers = ByQuestion(QuestionsFromTruth(patient.truth, Everything()).value(), "en");
    Json truth = Json::parse(patient.truth);
    for (const Json& series : truth.at("series")) {
      std::string name = series.at("name").at("en");
      std::vector<std::pair<std::string, double>> points;
      for (const Json& p : series.at("points")) points.emplace_back(p.at("time"), std::stod(p.at("value").get<std::string>()));
      std::string newest = std::max_element(points.begin(), points.end())->first;
      Json latest = Json::parse(answers.at("What is the latest " + name + " result, and when was it taken?"));
      EXPECT_EQ(latest.at("date"), newest.substr(0, 10));
      if (points.size() < 3) continue;
      double sum = 0, high = points[0].second;
      for (const auto& [time, value] : points) {
        sum += value;
        high = std::max(high, value);
      }
      EXPECT_EQ(Json::parse(answers.at("How many " + name + " results are in the record?")).at("number"), points.size());
      EXPECT_DOUBLE_EQ(std::stod(Json::parse(answers.at("What was the highest " + name + " on record?")).at("value").get<std::string>()),
                       high);
      Json mean = Json::parse(answers.at("What is the average " + name + "?"));
      EXPECT_NEAR(mean.at("number").get<double>(), sum / static_cast<double>(points.size()), mean.at("tolerance").get<double>());
    }
  }
}

TEST(Questions, ADoseThatChangedIsStillTaken) {
  SynthOptions options;
  options.count = 1;
  options.scenario = "nstemi";
  auto patient = Generate(options).value().front();
  Answers answers = ByQuestion(QuestionsFromTruth(patient.truth, Everything()).value(), "en");
  EXPECT_EQ(Json::parse(answers.at("Is the patient taking metformin now?")).at("yes"), true);
  EXPECT_EQ(Json::parse(answers.at("Is the patient taking hydrochlorothiazide now?")),
            Json::parse(R"({"yes": false, "reason": "stopped"})"));
}

TEST(Questions, DeterministicAndReadableAsLines) {
  auto patient = English(1).front();
  std::string lines = ToJsonLines(QuestionsFromTruth(patient.truth).value());
  EXPECT_EQ(lines, ToJsonLines(QuestionsFromTruth(patient.truth).value()));
  std::istringstream stream(lines);
  std::size_t count = 0;
  for (std::string line; std::getline(stream, line); ++count) EXPECT_TRUE(Json::parse(line).contains("answer"));
  EXPECT_GT(count, 40u);
}

TEST(Questions, RefusesWhatIsNotItsInput) {
  EXPECT_EQ(QuestionsFromTruth("{").error().code, ErrorCode::kBadInput);
  EXPECT_EQ(QuestionsFromTruth("{}").error().code, ErrorCode::kBadInput);
  EXPECT_EQ(QuestionsFromBundle("[]").error().code, ErrorCode::kBadInput);
  EXPECT_EQ(QuestionsFromBundle(R"({"resourceType": "Patient"})").error().code, ErrorCode::kBadInput);
}

TEST(Questions, OfTheSampleBundles) {
  namespace fs = std::filesystem;
  const char* set = std::getenv("AEGLE_DATA");
  fs::path data = (set ? fs::path(set) : fs::path(AEGLE_SOURCE_DIR) / ".." / "shared" / "data") / "fhir-synthea-r4";
  if (!fs::exists(data)) GTEST_SKIP() << "sample bundles are not there: set AEGLE_DATA";
  std::size_t count = 0, patients = 0;
  for (const auto& entry : fs::directory_iterator(data)) {
    if (entry.path().extension() != ".json" || entry.path().filename().string().find("Information") != std::string::npos) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    auto questions = QuestionsFromBundle(text.str());
    ASSERT_TRUE(questions.has_value()) << questions.error().ToString();
    (void)ByQuestion(*questions, "en");
    count += questions->size();
    ++patients;
  }
  EXPECT_EQ(patients, 12u);
  EXPECT_GE(count, 600u);
}

}  // namespace
}  // namespace aegle
