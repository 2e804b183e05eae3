// The floor on generated patients and, where they are there, on the sample bundles: every sentence is cited, verified and complete.
#include <gtest/gtest.h>

#include <chrono>

#include "synth/generator.h"
#include "tasks/answer_json.h"
#include "tasks/chart/episode.h"
#include "tasks/chart/rules.h"
#include "tasks/fake_store_test.h"
#include "tasks/handoff.h"
#include "tasks/pipeline.h"
#include "tasks/render_text.h"
#include "tasks/summarize.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

struct Struck {
  int sentences = 0, struck = 0;
  std::string list;
};

void CheckWithVerifier(const Answer& answer, const Patient& patient, Struck& sum) {
  Verifier verifier(patient, answer.evidence, answer.as_of, answer.language);
  for (const Section& section : answer.sections)
    for (const Claim& claim : section.claims) {
      EXPECT_FALSE(claim.cites.empty()) << section.id << ": " << claim.text;
      for (const std::string& label : claim.cites) EXPECT_NE(answer.Find(label), nullptr) << label;
      VerifyResult result = verifier.Check({claim.text, claim.cites});
      ++sum.sentences;
      if (result.verdict != Verdict::kStruck) continue;
      ++sum.struck;
      if (sum.struck <= 40)
        sum.list += section.id + ": " + claim.text + " [" + Join(claim.cites, ",") + "]\n    " + (result.why.empty() ? "" : result.why.front().message) + "\n";
    }
}

void Load(FakeStore& store, const SynthPatient& patient) {
  store.Import(patient.bundle, "bundle.json");
  for (const SynthNote& note : patient.notes) store.Import(note.text, note.file_name, patient.logical_id);
}

std::vector<SynthPatient> Synthetic(int count, SynthLanguage language) {
  auto made = Generate({11, count, language, {}});
  EXPECT_TRUE(made);
  return made ? *made : std::vector<SynthPatient>{};
}

Answer FloorOf(FakeStore& store, PatientId patient, Language language, bool summary) {
  auto chart = Chart::Load(store, patient, std::nullopt, 0);
  EXPECT_TRUE(chart);
  Plan plan = summary ? PlanSummary(*chart, language, 6000) : PlanHandoff(*chart, language, 6000);
  TaskInput input;
  input.language = language;
  return FloorAnswer("handoff", plan, *chart, input);
}

void ExpectNothingStruck(FakeStore& store) {
  Struck sum;
  for (PatientId id : store.AllPatients())
    for (Language language : {Language::kEnglish, Language::kKorean})
      for (bool summary : {false, true}) CheckWithVerifier(FloorOf(store, id, language, summary), *store.GetPatient(id), sum);
  EXPECT_EQ(sum.struck, 0) << "of " << sum.sentences << " sentences\n" << sum.list;
  EXPECT_GT(sum.sentences, 0);
}

TEST(Floor, NoSentenceOfAGeneratedPatientIsStruck) {
  for (const SynthPatient& patient : Synthetic(24, SynthLanguage::kBoth)) {
    FakeStore store;
    Load(store, patient);
    SCOPED_TRACE(patient.slug);
    ExpectNothingStruck(store);
  }
}

TEST(Floor, NoSentenceOfASampleBundleIsStruck) {
  std::filesystem::path folder = DataFolder("fhir-synthea-r4");
  if (folder.empty()) GTEST_SKIP() << "the sample bundles are not there";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.find("nformation") != std::string::npos) continue;
    FakeStore store;
    store.Import(ReadFile(entry.path()), name);
    SCOPED_TRACE(name.substr(0, 2));
    ExpectNothingStruck(store);
  }
}

// What must never be missing from a handoff: computed here from the facts by the plainest reading, apart from the selection.
struct Critical {
  std::vector<const Fact*> facts;
};

Critical CriticalFacts(const std::vector<Fact>& facts) {
  Critical critical;
  for (const Fact& fact : facts) {
    if (fact.status == FactStatus::kEnteredInError) continue;
    bool live = fact.status == FactStatus::kActive;
    bool anticoagulant = false;
    for (std::string_view drug : {"arfarin", "pixaban", "ivaroxaban", "eparin", "noxaparin", "abigatran", "doxaban"})
      anticoagulant = anticoagulant || fact.code.display.find(drug) != std::string::npos;
    bool pending = fact.status == FactStatus::kPreliminary && (fact.kind == FactKind::kLaboratory || fact.kind == FactKind::kReport || fact.kind == FactKind::kImaging);
    bool allergy = fact.kind == FactKind::kAllergy && live;
    bool medication = fact.kind == FactKind::kMedication && live && anticoagulant && fact.resource.type != "MedicationAdministration";
    bool code_status = fact.kind != FactKind::kNote && (fact.code.code == "304251008" || fact.code.code == "75320-2");
    bool abnormal = fact.interpretation == Interpretation::kCriticalHigh || fact.interpretation == Interpretation::kCriticalLow;
    if (pending || allergy || medication || code_status || abnormal) critical.facts.push_back(&fact);
  }
  return critical;
}

bool IsCitedIn(const Answer& answer, FactId fact) {
  for (const Section& section : answer.sections)
    for (const Claim& claim : section.claims)
      for (const std::string& label : claim.cites) {
        const Evidence* evidence = answer.Find(label);
        if (!evidence) continue;
        for (const Fact& cited : evidence->facts)
          if (cited.id == fact) return true;
      }
  return false;
}

TEST(Floor, NothingCriticalIsOmitted) {
  int planned = 0, missing = 0;
  std::string list;
  for (const SynthPatient& patient : Synthetic(50, SynthLanguage::kBoth)) {
    FakeStore store;
    Load(store, patient);
    PatientId id = store.AllPatients().front();
    Answer answer = FloorOf(store, id, Language::kEnglish, false);
    auto chart = Chart::Load(store, id, std::nullopt, 0);
    Episode episode = FindEpisode(*chart);
    auto facts = store.Facts(id, {});
    for (const Fact* fact : CriticalFacts(*facts).facts) {
      bool result = fact->kind == FactKind::kLaboratory || fact->kind == FactKind::kVitalSign;
      if (result && fact->status != FactStatus::kPreliminary && TimeOf(*fact).start() < episode.begin) continue;   // of the encounter
      ++planned;
      if (IsCitedIn(answer, fact->id)) continue;
      ++missing;
      list += patient.slug + ": " + OneLine(*fact) + "\n";
    }
  }
  EXPECT_GT(planned, 50);
  EXPECT_EQ(missing, 0) << "of " << planned << "\n" << list;
}

TEST(Floor, TakesLittleTime) {
  FakeStore store;
  for (const SynthPatient& patient : Synthetic(1, SynthLanguage::kEnglish)) Load(store, patient);
  auto begin = std::chrono::steady_clock::now();
  Answer answer = FloorOf(store, store.AllPatients().front(), Language::kEnglish, false);
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_LT(ms, 250) << "50 ms in an optimised build on a free machine; bench/tasks measures it";
}

TEST(AnswerJson, ComesBackAsItWas) {
  FakeStore store;
  for (const SynthPatient& patient : Synthetic(1, SynthLanguage::kKorean)) Load(store, patient);
  Answer answer = FloorOf(store, store.AllPatients().front(), Language::kKorean, false);
  std::string json = ToJson(answer);
  auto parsed = ParseAnswer(json);
  ASSERT_TRUE(parsed) << parsed.error().ToString();
  EXPECT_EQ(ToJson(*parsed), json);
  EXPECT_FALSE(ParseAnswer("{\"id\":\"a1\"}"));
  EXPECT_FALSE(ParseAnswer("not json"));
}

TEST(RenderText, ShowsCitationsAndBytes) {
  FakeStore store;
  for (const SynthPatient& patient : Synthetic(1, SynthLanguage::kEnglish)) Load(store, patient);
  Answer answer = FloorOf(store, store.AllPatients().front(), Language::kEnglish, false);
  std::string text = RenderText(answer, {100, Colour::kNo, {{DocumentId(1), "bundle.json"}}});
  EXPECT_NE(text.find("Illness severity"), std::string::npos);
  EXPECT_NE(text.find("[f"), std::string::npos);
  EXPECT_NE(text.find("bundle.json, bytes "), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  if (std::getenv("AEGLE_SHOW")) std::cout << text;
}

}  // namespace
}  // namespace aegle
