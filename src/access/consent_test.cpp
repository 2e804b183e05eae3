// The decision table of consent, and that what was written comes back.
#include "access/consent.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "base/text.h"

namespace aegle {
namespace {

std::vector<std::string> List(const std::string& text) {
  std::vector<std::string> parts;
  if (!text.empty())
    for (std::string_view part : Split(text, '+')) parts.emplace_back(part);
  return parts;
}

SensitivitySet Labels(const std::string& text) {
  SensitivitySet labels;
  for (const std::string& name : List(text)) labels |= ParseSensitivity(name).value();
  return labels;
}

Consent ParseCase(const std::string& text) {
  static const std::regex kForm(R"((permit|refuse)(?::([a-z+]+))?(?:@([a-z+]+))?(?:#([a-z+-]+))?(?:\[(\d*)\.\.(\d*)\])?(?:!(\d+))?)");
  std::smatch match;
  if (!std::regex_match(text, match, kForm)) throw std::runtime_error("not a consent: " + text);
  auto number = [&](int group) { return match[static_cast<std::size_t>(group)].length() > 0 ? std::stoll(match[static_cast<std::size_t>(group)]) : 0; };
  Consent consent;
  consent.kind = match[1] == "permit" ? ConsentKind::kPermit : ConsentKind::kRefuse;
  for (const std::string& name : List(match[2])) consent.purposes.push_back(ParsePurpose(name).value());
  consent.actors = List(match[3]);
  consent.labels = Labels(match[4]);
  consent.from = number(5);
  consent.until = number(6);
  consent.withdrawn = number(7);
  return consent;
}

std::vector<Consent> ParseCases(const std::string& text) {
  std::vector<Consent> consents;
  if (Trim(text) == "none") return consents;
  for (std::string_view part : Split(text, ';')) consents.push_back(ParseCase(std::string(Trim(part))));
  return consents;
}

ConsentVerdict Ask(const std::vector<Consent>& consents, const std::string& text) {
  std::istringstream in(text);
  std::string purpose, user, role, word;
  in >> purpose >> user >> role >> word;
  ConsentQuestion question{ParsePurpose(purpose).value(), user, role};
  if (word[0] == '#') {
    question.labels = Labels(word.substr(1));
    in >> word;
  }
  question.now = std::stoll(word);
  return Evaluate(consents, question);
}

TEST(ConsentTest, DecisionTable) {
  std::ifstream file(std::string(AEGLE_SOURCE_DIR) + "/src/access/cases/consent.txt");
  constexpr std::string_view kVerdicts[] = {"silent", "permitted", "denied"};
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t question = line.find(" ? "), verdict = line.find(" = ");
    ASSERT_NE(question, std::string::npos) << line;
    auto got = Ask(ParseCases(line.substr(0, question)), line.substr(question + 3, verdict - question - 3));
    EXPECT_EQ(kVerdicts[static_cast<std::size_t>(got)], line.substr(verdict + 3)) << line;
    ++rows;
  }
  EXPECT_GE(rows, 60);
}

TEST(ConsentTest, ComesBackAsItWasWritten) {
  Consent consent = ParseCase("refuse:research+training@kim+nurse#hiv+restricted[5..20]!10");
  consent.id = "p7/c3";
  consent.patient = PatientId(7);
  consent.recorded_by = "김 간호사";
  consent.recorded = 99;
  consent.note = "form 12 \"signed\"\n서명함";
  auto back = ParseConsent(ToJson(consent));
  ASSERT_TRUE(back) << back.error().ToString();
  EXPECT_EQ(ToJson(*back), ToJson(consent));
  EXPECT_EQ(back->purposes, consent.purposes);
  EXPECT_EQ(back->labels, consent.labels);
  EXPECT_EQ(ParseConsent("{}").error().code, ErrorCode::kIntegrity);
  EXPECT_EQ(ParseConsent("nonsense").error().code, ErrorCode::kIntegrity);
}

}  // namespace
}  // namespace aegle
