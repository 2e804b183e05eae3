#include "store/search_text.h"
#include "store/test_support.h"

namespace aegle::test {
namespace {

class SearchTest : public StoreTest {
 protected:
  void Add(const char* id, const char* subject, const char* display, const char* text = "") {
    Fact fact = MakeFact(FactKind::kNote, "", display);
    fact.text = text;
    ImportItems(*store_, {MakeItem(id, subject, {fact})}, id);
  }
  std::vector<SearchHit> Find(const char* text, int limit = 10) { return Must(store_->Search(OnlyPatient(*store_), text, limit)); }
};

TEST_F(SearchTest, EnglishWordsInAnyCase) {
  Add("1", "p", "Plan", "Start Metformin 500 mg twice daily");
  Add("2", "p", "Plan", "Stop warfarin");
  auto hits = Find("METFORMIN");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].snippet, "Plan · Start \x02Metformin\x03 500 mg twice daily");
  EXPECT_FALSE(hits[0].fact.empty());
  EXPECT_GT(hits[0].score, 0);
  EXPECT_EQ(Find("plan").size(), 2u);
  EXPECT_TRUE(Find("aspirin ").empty());
}

TEST_F(SearchTest, KoreanIsFoundInsideOfWords) {
  Add("1", "p", "평가", "제2형 당뇨병이 조절되지 않음");
  Add("2", "p", "평가", "고혈압");
  auto hits = Find("당뇨병");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_NE(hits[0].snippet.find("\x02당뇨병\x03"), std::string::npos) << hits[0].snippet;
  EXPECT_EQ(Find("혈압").size(), 1u);
  EXPECT_EQ(Find("뇨병").size(), 1u);
}

TEST_F(SearchTest, LastWordIsAPrefix) {
  Add("1", "p", "Plan", "Start metformin daily");
  EXPECT_EQ(Find("metf").size(), 1u);
  EXPECT_EQ(Find("start metf").size(), 1u);
  EXPECT_TRUE(Find("metf ").empty()) << "a blank ends the word";
  Add("2", "p", "위암", "");
  EXPECT_EQ(Find("위").size(), 1u);
}

TEST_F(SearchTest, AllWordsComeBeforeSomeWords) {
  Add("1", "p", "Plan", "glucose is measured daily");
  Add("2", "p", "Plan", "fasting glucose is measured");
  Add("3", "p", "Plan", "fasting is advised");
  auto hits = Find("fasting glucose");
  ASSERT_EQ(hits.size(), 3u);
  EXPECT_NE(hits[0].snippet.find("\x02"
                                 "fasting\x03 \x02glucose\x03"),
            std::string::npos);
  EXPECT_GT(hits[0].score, hits[1].score);
  EXPECT_EQ(Find("fasting glucose", 1).size(), 1u);
}

TEST_F(SearchTest, OnlyOneRecordIsSearched) {
  Add("1", "p", "Asthma");
  Add("2", "q", "Asthma");
  auto patients = Must(store_->Patients({}));
  ASSERT_EQ(patients.size(), 2u);
  for (const PatientSummary& summary : patients) {
    auto hits = Must(store_->Search(summary.patient.id, "asthma", 10));
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(Must(store_->GetFact(hits[0].fact)).patient, summary.patient.id);
  }
}

TEST_F(SearchTest, SupersededFactsAreNotFound) {
  Add("1", "p", "Asthma");
  Add("1", "p", "Bronchitis");
  EXPECT_TRUE(Find("asthma").empty());
  EXPECT_EQ(Find("bronchitis").size(), 1u);
}

TEST_F(SearchTest, DocumentsWithoutFactsAreFound) {
  ReadItem item;
  item.disposition = Disposition::kDocument;
  item.key = {"Claim", "c"};
  item.subject = "p";
  item.text = "Invoice for the colonoscopy " + std::string(2000, '.') + " 대장내시경";
  item.begin = 2;
  item.end = 5;
  ImportItems(*store_, {std::move(item)}, "0123456789");
  for (const char* words : {"colonoscopy", "대장내시경"}) {
    auto hits = Find(words);
    ASSERT_EQ(hits.size(), 1u) << words;
    EXPECT_TRUE(hits[0].fact.empty());
    EXPECT_EQ(hits[0].span.begin, 2u);
    EXPECT_EQ(hits[0].span.end, 5u);
    EXPECT_EQ(hits[0].document, hits[0].span.document);
    EXPECT_NE(hits[0].snippet.find('\x02'), std::string::npos);
    EXPECT_LT(hits[0].snippet.size(), 300u);
  }
}

TEST_F(SearchTest, CodesAndValuesAreFound) {
  Fact fact = MakeFact(FactKind::kSocialHistory, "72166-2", "Tobacco smoking status");
  fact.value = Coding{"", "266919005", "Never smoker"};
  fact.more_codes = {{"", "X1", "Rauchstatus"}};
  ImportItems(*store_, {MakeItem("1", "p", {fact})});
  for (const char* words : {"72166-2", "never smoker", "rauchstatus"}) EXPECT_EQ(Find(words).size(), 1u) << words;
}

TEST_F(SearchTest, NothingInTheQueryIsAnOperator) {
  Add("1", "p", "Plan", "a AND b OR NOT near");
  for (const char* words : {"\"", "a OR", "NOT x", "NEAR(a b)", "* ^", "terms:a", "¶p1", "a\"b", "", "   ", "\xff\xfe", "(((", "\x02"}) {
    auto hits = store_->Search(OnlyPatient(*store_), words, 10);
    EXPECT_TRUE(hits.has_value()) << words;
  }
  EXPECT_EQ(Find("NOT").size(), 1u);
}

TEST_F(SearchTest, VeryLongWordsAreCutTheSameWayInTextAndQuery) {
  std::string word(500, 'x');
  Add("1", "p", word.c_str());
  EXPECT_EQ(Find(word.c_str()).size(), 1u);
}

TEST(SearchTextTest, SnippetMarksOverlappingPairsAsOneWord) {
  SearchQuery query = ParseSearch("당뇨병");
  EXPECT_EQ(MakeSnippet(query, "제2형 당뇨병이"), "제2형 \x02당뇨병\x03이");
  EXPECT_EQ(MakeSnippet(query, "nothing"), "nothing");
}

TEST(SearchTextTest, RareWordsWeighMore) {
  std::vector<int> found{100, 1};
  EXPECT_GT(ScoreHit({0, 1}, found, 1000), ScoreHit({1, 0}, found, 1000));
  EXPECT_GT(ScoreHit({3, 0}, found, 1000), ScoreHit({1, 0}, found, 1000));
  EXPECT_EQ(ScoreHit({0, 0}, found, 1000), 0);
}

}  // namespace
}  // namespace aegle::test
