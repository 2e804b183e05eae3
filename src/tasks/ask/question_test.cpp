#include "tasks/ask/question.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/text.h"

namespace aegle {
namespace {

std::string NameOf(Intent intent) {
  static const std::map<Intent, std::string> names = {
      {Intent::kUnknown, "unknown"},  {Intent::kWhy, "why"},     {Intent::kLatest, "latest"},
      {Intent::kFirst, "first"},      {Intent::kCount, "count"}, {Intent::kMin, "min"},
      {Intent::kMax, "max"},          {Intent::kMean, "mean"},   {Intent::kTrend, "trend"},
      {Intent::kExists, "exists"},    {Intent::kWhen, "when"},   {Intent::kList, "list"},
      {Intent::kAge, "age"},          {Intent::kSex, "sex"},     {Intent::kBirthDate, "birthdate"},
      {Intent::kInterval, "interval"}};
  return names.at(intent);
}

std::string DateText(const std::optional<Instant>& instant) {
  return instant ? DateTime::FromInstant(*instant, TimePrecision::kDay).DateString() : std::string();
}

TEST(ParseQuestion, Cases) {
  std::ifstream in(AEGLE_SOURCE_DIR "/src/tasks/cases/ask_questions.txt");
  ASSERT_TRUE(in);
  DateTime as_of = *DateTime::Parse("2026-03-01");
  int cases = 0;
  for (std::string line; std::getline(in, line);) {
    auto arrow = line.find(" => ");
    if (line.empty() || line[0] == '#' || arrow == std::string::npos) continue;
    Question question = ParseQuestion(line.substr(0, arrow), as_of);
    auto want = Split(std::string_view(line).substr(arrow + 4), '|');
    ASSERT_EQ(want.size(), 5u) << line;
    std::string kind = question.kind ? std::string(Name(*question.kind)) : "";
    EXPECT_EQ(NameOf(question.intent), Trim(want[0])) << line;
    EXPECT_EQ(kind, Trim(want[1])) << line;
    EXPECT_EQ(question.subject, Trim(want[2])) << line;
    EXPECT_EQ(DateText(question.from), Trim(want[3])) << line;
    EXPECT_EQ(DateText(question.to), Trim(want[4])) << line;
    ++cases;
  }
  EXPECT_GE(cases, 20);
}

TEST(ParseQuestion, SeesOtherPeople) {
  DateTime as_of = *DateTime::Parse("2026-03-01");
  for (std::string_view text :
       {"What is the glucose of patient 12?", "List all patients with diabetes", "show the record of p7", "다른 환자의 혈당은?"})
    EXPECT_TRUE(ParseQuestion(text, as_of).other_person) << text;
  for (std::string_view text : {"What is the patient's glucose?", "Has her mother had a stroke?", "환자의 혈당은?"})
    EXPECT_FALSE(ParseQuestion(text, as_of).other_person) << text;
}

}  // namespace
}  // namespace aegle
