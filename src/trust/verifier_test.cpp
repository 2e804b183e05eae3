// SplitClaims, findings in both languages, and a printed speed (not asserted: machines differ).
#include "trust/verifier.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "trust/seeded_sentences.h"

namespace aegle {
namespace {

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> out;
  for (const SplitClaim& claim : SplitClaims(text)) out.push_back(claim.text);
  return out;
}

TEST(SplitClaims, TakesMarksOut) {
  auto claims = SplitClaims("Potassium was 4.1 mmol/L [f1, n3]. He takes aspirin. [f2]\nNo fever [n1] or cough [n2].");
  ASSERT_EQ(claims.size(), 3u);
  EXPECT_EQ(claims[0].text, "Potassium was 4.1 mmol/L.");
  EXPECT_EQ(claims[0].cites, (std::vector<std::string>{"f1", "n3"}));
  EXPECT_EQ(claims[1].cites, (std::vector<std::string>{"f2"}));
  EXPECT_EQ(claims[2].text, "No fever or cough.");
  EXPECT_EQ(claims[2].cites, (std::vector<std::string>{"n1", "n2"}));
}

TEST(SplitClaims, SpansCoverTheMarks) {
  std::string text = "A rose. [f1] B fell. [f2]";
  auto claims = SplitClaims(text);
  ASSERT_EQ(claims.size(), 2u);
  EXPECT_EQ(text.substr(claims[0].where.begin, claims[0].where.end - claims[0].where.begin), "A rose. [f1]");
  EXPECT_EQ(text.substr(claims[1].where.begin, claims[1].where.end - claims[1].where.begin), "B fell. [f2]");
}

TEST(SplitClaims, PointsThatEndNothing) {
  EXPECT_EQ(Texts("Creatinine was 1.8 mg/dL. Stable."), (std::vector<std::string>{"Creatinine was 1.8 mg/dL.", "Stable."}));
  EXPECT_EQ(Texts("Seen by Dr. Lee today."), (std::vector<std::string>{"Seen by Dr. Lee today."}));
  EXPECT_EQ(Texts("Aspirin 81 mg b.i.d. with food."), (std::vector<std::string>{"Aspirin 81 mg b.i.d. with food."}));
  EXPECT_EQ(Texts("1. Hypertension\n2. Diabetes"), (std::vector<std::string>{"1. Hypertension", "2. Diabetes"}));
  EXPECT_EQ(Texts("- Hypertension\n- Diabetes"), (std::vector<std::string>{"Hypertension", "Diabetes"}));
}

TEST(SplitClaims, Korean) {
  EXPECT_EQ(Texts("혈압은 142/88 mmHg였다. 칼륨은 4.1이다."), (std::vector<std::string>{"혈압은 142/88 mmHg였다.", "칼륨은 4.1이다."}));
  auto claims = SplitClaims("흉통은 없음 [n1]. 발열 있음 [n2].");
  ASSERT_EQ(claims.size(), 2u);
  EXPECT_EQ(claims[1].cites, (std::vector<std::string>{"n2"}));
}

TEST(SplitClaims, AnyBytes) {
  for (std::string_view text : {"", " ", ".", "[f1]", "[", "[f1", "...", "\xff\xfe", "[f1][f2]", "\n\n"}) (void)SplitClaims(text);
}

Evidence Potassium() {
  Fact fact;
  fact.kind = FactKind::kLaboratory;
  fact.code = {"http://loinc.org", "2823-3", "Potassium"};
  Quantity quantity;
  quantity.value = *Decimal::Parse("4.1");
  quantity.unit = "mmol/L";
  fact.value = quantity;
  Evidence evidence;
  evidence.label = "f1";
  evidence.facts.push_back(fact);
  evidence.text = "Potassium 4.1 mmol/L";
  return evidence;
}

TEST(Verifier, FindingsSpeakTheLanguageOfTheAnswer) {
  Patient patient;
  std::vector<Evidence> evidence = {Potassium()};
  std::vector<std::string> cites = {"f1"};
  VerifyResult english = Verifier(patient, evidence, {}, Language::kEnglish).Check({"Potassium was 4.7 mmol/L.", cites});
  VerifyResult korean = Verifier(patient, evidence, {}, Language::kKorean).Check({"칼륨은 4.7 mmol/L였다.", cites});
  ASSERT_EQ(english.why.size(), 1u);
  ASSERT_EQ(korean.why.size(), 1u);
  EXPECT_EQ(english.why[0].found, "4.7 mmol/L");
  EXPECT_EQ(english.why[0].expected, "4.1 mmol/L");
  EXPECT_EQ(english.why[0].message, "The sentence says \"4.7 mmol/L\"; the record says 4.1 mmol/L.");
  EXPECT_EQ(korean.why[0].message, "문장은 \"4.7 mmol/L\", 기록은 4.1 mmol/L입니다.");
}

TEST(Verifier, AnyBytes) {
  Patient patient;
  std::vector<Evidence> evidence = {Potassium()};
  std::vector<std::string> cites = {"f1"};
  Verifier verifier(patient, evidence, {}, Language::kEnglish);
  Random random(3);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    static const std::vector<std::string> kPieces = {"potassium", "4.1", "142/88", "mmol/L", "2024-03-02",  "3월",  "1일", "없음",    "no",
                                                     "left",      "(",   ")",      "-",      "65-year-old", "\xff", "<",   "[",       "of",
                                                     ",",         ";",   "rose",   "by",     "%",           "세",   " ",   "\xea\xb0"};
    for (std::int64_t n = random.Integer(0, 12); n > 0; --n) text += random.Pick(kPieces) + (random.Chance(0.6) ? " " : "");
    VerifyResult result = verifier.Check({text, cites});
    EXPECT_TRUE(result.verdict == Verdict::kStruck ? !result.why.empty() : true) << text;
  }
}

TEST(Verifier, Speed) {
  std::vector<seeded::Person> people = seeded::MakePeople(1, 42);
  seeded::Person& person = people.front();
  Random random(1);
  seeded::AddMadeFacts(person, random);
  for (std::uint64_t seed = 50; person.evidence.size() < 80; ++seed)
    for (seeded::Person& other : seeded::MakePeople(1, seed))
      for (Evidence& e : other.evidence)
        if (person.evidence.size() < 80) e.label = "x" + std::to_string(person.evidence.size()), person.evidence.push_back(e);
  auto begin = std::chrono::steady_clock::now();
  Verifier verifier(person.patient, person.evidence, person.as_of, Language::kEnglish);
  double built = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::vector<std::pair<std::string, std::vector<std::string>>> claims;
  for (const seeded::Material& m : seeded::MaterialsOf(person, seeded::Tongue::kEnglish, random))
    for (const seeded::Template& t : seeded::Templates(seeded::Part::kDevelopment, seeded::Tongue::kEnglish))
      if (m.family == t.family && m.family != "absent" && m.family != "present")
        claims.emplace_back(seeded::Fill(t.text, m.slots), m.cites);
  begin = std::chrono::steady_clock::now();
  int passed = 0, checked = 0;
  for (int round = 0; round < 3; ++round)
    for (const auto& [text, cites] : claims) passed += verifier.Check({text, cites}).verdict == Verdict::kSupported ? 1 : 0, ++checked;
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%zu pieces of evidence indexed in %.1f ms; %d claims, %.0f claims/s on one core\n", person.evidence.size(), 1000 * built,
              checked, checked / seconds);
  EXPECT_GT(passed, checked / 2);
}

}  // namespace
}  // namespace aegle
