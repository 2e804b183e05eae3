#include "deid/deid.h"

#include <gmock/gmock.h>

#include "deid/dates.h"
#include "deid/recogniser.h"
#include "deid/surrogate_book.h"

namespace aegle {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ProjectKey Key(char fill = 'k') { return ProjectKey(std::string(ProjectKey::kBytes, fill)); }

TEST(Deid, EnglishAndKoreanIdentifiersGo) {
  Deidentifier deid(Key(), {});
  std::string en = deid.Deidentify("Dr. Sarah Brown saw Mr. Smith, MRN: 48213377, on March 3rd, 2023; call (555) 234-9871.", "p").text;
  for (const char* phi : {"Sarah", "Brown", "Smith", "48213377", "March 3rd, 2023", "234-9871"}) EXPECT_THAT(en, Not(HasSubstr(phi)));
  std::string ko =
      deid.Deidentify("환자명: 김철수, 주민등록번호 900101-1234568, 2024년 3월 2일 서울한빛병원 내원, 연락처 010-1234-5678", "p").text;
  for (const char* phi : {"김철수", "900101-1234568", "3월 2일", "한빛병원", "010-1234-5678"}) EXPECT_THAT(ko, Not(HasSubstr(phi)));
  EXPECT_THAT(ko, HasSubstr("환자명: "));
}

TEST(Deid, SurrogatesAreTheSameInEveryText) {
  Deidentifier a(Key(), {}), b(Key(), {});
  std::string one = a.Deidentify("환자명: 김철수", "p").text, two = b.Deidentify("김철수님은 호전되었다", "q").text;
  EXPECT_EQ(one.substr(one.find(' ') + 1, 9), two.substr(0, 9));
  Deidentifier other(Key('x'), {});
  EXPECT_NE(other.Replace(PhiClass::kMedicalRecord, "12345678", "p"), a.Replace(PhiClass::kMedicalRecord, "12345678", "p"));
}

TEST(Deid, DatesMoveTogetherAndKeepTheirIntervals) {
  Deidentifier deid(Key(), {});
  int days = deid.ShiftDays("p");
  EXPECT_NE(days, 0);
  EXPECT_EQ(days % 7, 0);
  EXPECT_LE(std::abs(days), 364);
  EXPECT_NE(deid.ShiftDays("p"), deid.ShiftDays("someone else"));
  std::string text = deid.Deidentify("admitted on 2024-03-02, discharged on March 9th, 2024", "p").text;
  EXPECT_EQ(text, "admitted on " + ShiftFhirDate("2024-03-02", days) + ", discharged on " + ShiftWrittenDate("March 9th, 2024", days));
  EXPECT_EQ(ShiftWrittenDate("March 9th, 2024", 7), "March 16th, 2024");
  EXPECT_EQ(ShiftWrittenDate("2024년 12월 28일", 7), "2025년 01월 04일");
}

TEST(Deid, ReidentifyUndoesWhatWasGiven) {
  Deidentifier deid(Key(), {});
  std::string original = "환자명: 김철수, 2024년 3월 2일, MRN: 48213377. Dr. Sarah Brown called (555) 234-9871.";
  std::string safe = deid.Deidentify(original, "p").text;
  EXPECT_NE(safe, original);
  EXPECT_EQ(deid.Reidentify(safe, "p"), original);
}

TEST(Deid, EponymsAndClinicalWordsStay) {
  Deidentifier deid(Key(), {});
  for (const char* text : {"Parkinson's disease and Lewy body dementia", "Creutzfeldt-Jakob disease", "Wilson disease", "LEFT ATRIUM: mild",
                           "at 08:51:06", "BP 120/80, HR 76, SpO2 98%"})
    EXPECT_EQ(deid.Deidentify(text, "p").text, text);
}

TEST(Deid, TheMapIsSealed) {
  Deidentifier deid(Key(), {});
  std::string safe = deid.Deidentify("환자명: 김철수", "p").text;
  std::string key(32, 'm'), sealed = deid.book().Seal(key);
  EXPECT_THAT(sealed, Not(HasSubstr("김철수")));
  auto back = SurrogateBook::Unseal(sealed, key);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->Undo(safe, "p"), "환자명: 김철수");
  EXPECT_EQ(SurrogateBook::Unseal(sealed, std::string(32, 'n')).error().code, ErrorCode::kIntegrity);
}

TEST(Deid, PartsOfAKoreanNameAgreeWithTheWhole) {
  Deidentifier deid(Key(), {});
  for (const char* given : {"철수", "민준"}) {
    std::string whole = deid.Replace(PhiClass::kName, std::string("김") + given, "p");
    EXPECT_EQ(deid.Replace(PhiClass::kName, "김", "p") + deid.Replace(PhiClass::kName, given, "p"), whole);
  }
}

TEST(Deid, ANumberIsOneNumberWhateverItsField) {
  Deidentifier deid(Key(), {});
  EXPECT_EQ(deid.Replace(PhiClass::kMedicalRecord, "48213377", "p"), deid.Replace(PhiClass::kOtherId, "48213377", "p"));
  EXPECT_EQ(deid.Replace(PhiClass::kResidentNumber, "900101-1234568", "p"), deid.Replace(PhiClass::kSsn, "900101-1234568", "p"));
}

TEST(Deid, AgesAbove89AreOneGroup) {
  Deidentifier deid(Key(), {});
  EXPECT_EQ(deid.Deidentify("a 93-year-old woman", "p").text, "a 90+-year-old woman");
  EXPECT_EQ(deid.Deidentify("a 45-year-old woman", "p").text, "a 45-year-old woman");
}

}  // namespace
}  // namespace aegle
