#include "tasks/wording/wording.h"

#include <gtest/gtest.h>

#include <set>

#include "model/mock_engine.h"
#include "synth/generator.h"
#include "tasks/fake_store_test.h"
#include "tasks/handoff.h"
#include "tasks/wording/slots.h"

namespace aegle {
namespace {

Line TwoSlots() {
  Line line;
  line.text = "2024-03-02 10:05: potassium 5.9 mmol/L (high) and sodium 131 mmol/L (low).";
  line.cites = {"f1", "f2"};
  line.slots = {{"f1", "potassium 5.9 mmol/L (high)"}, {"f2", "sodium 131 mmol/L (low)"}};
  line.lead = "2024-03-02 10:05: ";
  line.about = "abnormal results and vital signs at this time";
  return line;
}

TEST(Slots, CodePutsTheValuesIn) {
  Filled filled = FillSlots("Results showed {f1} and {f2}.", TwoSlots(), Language::kEnglish);
  EXPECT_FALSE(filled.fault) << *filled.fault;
  EXPECT_EQ(filled.text, "2024-03-02 10:05: Results showed potassium 5.9 mmol/L (high) and sodium 131 mmol/L (low).");
}

TEST(Slots, NothingElseGetsThrough) {
  for (std::string_view worded : {"Results showed {f1}.", "Results showed {f1} and {f2} and 7.", "Results showed {f1} and {f3}.", "Results showed severe {f1} and {f2}.",
                                  "No {f1} or {f2}.", "Results showed {f1} and {f2}, now improved.", "Results showed {f1} and {f2}"})
    EXPECT_TRUE(FillSlots(worded, TwoSlots(), Language::kEnglish).fault) << worded;
}

TEST(Slots, AVerbFitsWhatItGoverns) {
  Line line;
  line.slots = {{"f1", "aspirin (324 mg by mouth)", FactKind::kMedication}, {"f2", "heparin (4000 units intravenously)", FactKind::kMedication}};
  line.about = "medication given at this time";
  EXPECT_FALSE(FillSlots("The patient received {f1} and {f2}.", line, Language::kEnglish).fault);
  EXPECT_TRUE(FillSlots("The patient was diagnosed with {f1} and {f2}.", line, Language::kEnglish).fault);
  EXPECT_TRUE(FillSlots("The patient received {f1} and underwent {f2}.", line, Language::kEnglish).fault);
  EXPECT_FALSE(FillSlots("환자는 {f1} 및 {f2}을 투여받았다.", line, Language::kKorean).fault);
  EXPECT_TRUE(FillSlots("환자는 {f1} 및 {f2}을 진단받았다.", line, Language::kKorean).fault);
}

TEST(Slots, Korean) {
  Line line = TwoSlots();
  line.slots = {{"f1", "칼륨 5.9 mmol/L (높음)", FactKind::kLaboratory}, {"f2", "나트륨 131 mmol/L (낮음)", FactKind::kLaboratory}};
  EXPECT_FALSE(FillSlots("검사에서 {f1}, {f2} 소견을 보였다.", line, Language::kKorean).fault);
  EXPECT_TRUE(FillSlots("검사에서 {f1}, {f2} 소견이 호전되었다.", line, Language::kKorean).fault);
  EXPECT_TRUE(FillSlots("검사에서 {f1}, {f2} 소견이 없다.", line, Language::kKorean).fault);
}

TEST(Slots, GrammarHasEverySlotOnceInOrder) {
  std::string grammar = SlotGrammar(TwoSlots(), Language::kEnglish);
  auto first = grammar.find("\"{f1}\""), second = grammar.find("\"{f2}\"");
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_EQ(grammar.find("\"{f1}\"", first + 1), std::string::npos);
  EXPECT_EQ(grammar.find("0-9"), std::string::npos);
}

class Wording : public testing::Test {
 protected:
  Wording() {
    auto made = Generate({3, 1, SynthLanguage::kEnglish, {}});
    store_.Import(made->front().bundle, "bundle.json");
  }
  Answer Run(Engine& engine) {
    TaskInput input;
    input.patient = store_.AllPatients().front();
    TaskContext context{store_, &engine, nullptr};
    auto sink = [this](const TaskEvent& event) {
      if (event.kind == TaskEvent::Kind::kFloor) floor_ = *event.answer;
      if (event.kind == TaskEvent::Kind::kClaim) claims_.push_back(*event.claim);
    };
    return *HandoffTask().Run(input, context, sink, {});
  }
  // What the slots of a request are, in order: "{f4} = ...".
  static std::vector<std::string> SlotsOf(const GenerationRequest& request) {
    std::vector<std::string> slots;
    for (std::string_view line : Split(request.messages.at(1).content, '\n'))
      if (line.starts_with("{")) slots.emplace_back(line.substr(0, line.find('}') + 1));
    return slots;
  }
  FakeStore store_;
  Answer floor_;
  std::vector<Claim> claims_;
};

TEST_F(Wording, OneCallASentenceWithASharedPrefix) {
  MockEngine engine([](const GenerationRequest& request, int) -> Result<std::string> {
    return "The record includes " + Join(SlotsOf(request), ", ") + ".";
  });
  Answer answer = Run(engine);
  auto requests = engine.requests();
  EXPECT_GE(answer.model.planned, 2);
  EXPECT_EQ(static_cast<int>(requests.size()), answer.model.calls);
  EXPECT_EQ(answer.model.said + answer.model.fell_back, answer.model.planned);
  EXPECT_EQ(answer.model.calls, answer.model.planned + answer.model.retried);
  EXPECT_EQ(static_cast<int>(claims_.size()), answer.model.planned);
  std::set<std::string> prefixes;
  for (const auto& request : requests) prefixes.insert(request.messages.at(0).content);
  EXPECT_EQ(prefixes.size(), 1u);
  std::string refused;
  for (const Claim& claim : claims_)
    if (!claim.replaced.empty()) refused += claim.replaced + "\n    " + (claim.why.empty() ? "" : claim.why.front().message) + "\n";
  EXPECT_EQ(answer.model.fell_back, 0) << refused;
  for (const Claim& claim : claims_) EXPECT_TRUE(!claim.by_model || claim.verdict == Verdict::kSupported || claim.verdict == Verdict::kCorrected);
}

TEST_F(Wording, RefusedTwiceIsTheFloorsSentence) {
  MockEngine engine([](const GenerationRequest& request, int) -> Result<std::string> {
    return "The patient is critically unwell with " + Join(SlotsOf(request), " and ") + ".";
  });
  Answer answer = Run(engine);
  EXPECT_EQ(answer.model.said, 0);
  EXPECT_EQ(answer.model.fell_back, answer.model.planned);
  EXPECT_EQ(answer.model.calls, 2 * answer.model.planned);
  EXPECT_EQ(answer.model.refused, 2 * answer.model.planned);
  ASSERT_EQ(answer.sections.size(), floor_.sections.size());
  for (std::size_t s = 0; s < answer.sections.size(); ++s)
    for (std::size_t c = 0; c < answer.sections[s].claims.size(); ++c) EXPECT_EQ(answer.sections[s].claims[c].text, floor_.sections[s].claims[c].text);
  int replaced = 0;
  for (const Section& section : answer.sections)
    for (const Claim& claim : section.claims) replaced += !claim.replaced.empty();
  EXPECT_EQ(replaced, answer.model.planned);
}

TEST_F(Wording, AModelThatFailsLeavesTheFloor) {
  MockEngine engine([](const GenerationRequest&, int) -> Result<std::string> { return Fail(ErrorCode::kModelFailed, "it died"); });
  Answer answer = Run(engine);
  EXPECT_EQ(answer.model.fell_back, answer.model.planned);
  EXPECT_EQ(answer.model.calls, answer.model.planned);
}

TEST_F(Wording, ListsAreNeverTheModels) {
  MockEngine engine([](const GenerationRequest& request, int) -> Result<std::string> { return "The record includes " + Join(SlotsOf(request), ", ") + "."; });
  Answer answer = Run(engine);
  const std::set<std::string> floor_only = {"medications", "allergies", "pending", "illness_severity", "action_list"};
  for (const Section& section : answer.sections)
    for (const Claim& claim : section.claims) EXPECT_FALSE(claim.by_model && floor_only.contains(section.id)) << claim.text;
}

}  // namespace
}  // namespace aegle
