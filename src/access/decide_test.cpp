// The whole matrix: every role, resource and action, in every situation, against a second statement of the rules.
#include "access/decide.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace aegle {
namespace {

constexpr PatientId kPatient(7);

struct Situation {
  bool own, in_care, break_glass, labelled, token;
  ConsentVerdict consent;
};

std::vector<Situation> Situations() {
  std::vector<Situation> all;
  for (int bits = 0; bits < 32; ++bits)
    for (ConsentVerdict consent : {ConsentVerdict::kSilent, ConsentVerdict::kPermitted, ConsentVerdict::kDenied})
      all.push_back({(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0, consent});
  return all;
}

// The grid of cases/access_matrix.txt: a line for each role and resource, a letter for each action: - never, a always, c in care, o own, d de-identified.
std::string Grid() {
  std::ostringstream grid;
  for (Role role : kRoles)
    for (std::size_t r = 0; r < kResourceCount; ++r) {
      auto resource = static_cast<Resource>(r);
      grid << Name(role) << ' ' << Name(resource) << ' ';
      for (Action action : kActions) grid << "-acod"[static_cast<int>(RuleOf(role, resource, action))];
      grid << '\n';
    }
  return grid.str();
}

// A change of the table is a change of this file, which a reviewer reads.
TEST(DecideTest, TheTableIsTheReviewedOne) {
  std::ifstream file(std::string(AEGLE_SOURCE_DIR) + "/src/access/cases/access_matrix.txt");
  std::string expected, line;
  while (std::getline(file, line))
    if (!line.empty() && line[0] != '#') expected += line + '\n';
  EXPECT_EQ(Grid(), expected) << "read, row by row, role resource [read write generate sign export]:\n" << Grid();
}

TEST(DecideTest, NoRowIsThereTwice) {
  for (const TableRow& row : AccessTable()) {
    int same = 0;
    for (const TableRow& other : AccessTable()) same += row.role == other.role && row.resource == other.resource && row.action == other.action;
    EXPECT_EQ(same, 1) << Name(row.role) << ' ' << Name(row.resource) << ' ' << Name(row.action);
    EXPECT_NE(row.rule, Rule::kNever);
  }
}

// The rules said once more, from the other end: whether the answer is yes.
bool Expected(Role role, Resource resource, Action action, const Situation& s) {
  if (resource == Resource::kPublic) return true;
  const Rule rule = RuleOf(role, resource, action);
  if (rule == Rule::kNever) return false;
  // A token with all scopes still cannot sign, open in emergency, change consent or make tokens.
  if (s.token && (resource == Resource::kSignature || resource == Resource::kToken || resource == Resource::kBreakGlass)) return false;
  if (s.token && resource == Resource::kConsent && action != Action::kRead) return false;
  const bool of_record = resource == Resource::kRecord || resource == Resource::kAnswer || resource == Resource::kTask ||
                         resource == Resource::kSignature || resource == Resource::kExport;
  const bool cleared = !s.labelled || role == Role::kOwner;
  const bool refused = of_record && s.consent == ConsentVerdict::kDenied;
  switch (rule) {
    case Rule::kAlways: return cleared && !refused;
    case Rule::kOwn: return s.own;
    case Rule::kDeidentified: return false;  // no such rows are given here
    case Rule::kInCare: {
      if (s.in_care && cleared && !refused) return true;
      const bool reads = action == Action::kRead && (resource == Resource::kPatient || resource == Resource::kRecord || resource == Resource::kAnswer);
      return s.break_glass && !s.token && (reads || resource == Resource::kTask);
    }
    case Rule::kNever: break;
  }
  return false;
}

TEST(DecideTest, EveryRoleResourceActionAndSituation) {
  int cases = 0, allowed = 0;
  for (Role role : kRoles)
    for (std::size_t r = 0; r < kResourceCount; ++r)
      for (Action action : kActions)
        for (const Situation& s : Situations()) {
          Principal principal;
          principal.name = "kim";
          principal.role = role;
          principal.by_token = s.token;
          if (role == Role::kOwner) principal.clearance = SensitivitySet::All();
          if (s.own) principal.self = kPatient;
          Target target{static_cast<Resource>(r), kPatient, s.in_care, s.break_glass, false, s.consent,
                        s.labelled ? SensitivitySet(Sensitivity::kHiv) : SensitivitySet()};
          const Decision decision = Decide(principal, target, action);
          ASSERT_EQ(decision.allowed(), Expected(role, target.resource, action, s))
              << Name(role) << ' ' << Name(target.resource) << ' ' << Name(action) << " own " << s.own << " care " << s.in_care << " emergency "
              << s.break_glass << " label " << s.labelled << " token " << s.token << " consent " << static_cast<int>(s.consent) << ": "
              << Name(decision.reason);
          ++cases;
          allowed += decision.allowed();
        }
  RecordProperty("cases", cases);
  EXPECT_EQ(cases, 8 * 17 * 5 * 96);
  EXPECT_GT(allowed, 0);
}

TEST(DecideTest, NobodyMayDoNothing) {
  for (std::size_t r = 1; r < kResourceCount; ++r)
    for (Action action : kActions) EXPECT_FALSE(Decide({}, {static_cast<Resource>(r)}, action).allowed());
}

TEST(DecideTest, ATokenDoesOnlyWhatItsScopesSay) {
  Principal principal{"kim", Role::kClinician, {}, Purpose::kTreatment, {}, true, static_cast<ScopeBits>(Scope::kChat)};
  EXPECT_TRUE(Decide(principal, {Resource::kChat}, Action::kGenerate).allowed());
  EXPECT_EQ(Decide(principal, {Resource::kRecord, kPatient, true}, Action::kRead).reason, Reason::kScope);
  principal.scopes = static_cast<ScopeBits>(Scope::kRead);
  EXPECT_TRUE(Decide(principal, {Resource::kRecord, kPatient, true}, Action::kRead).allowed());
  EXPECT_EQ(Decide(principal, {Resource::kTask, kPatient, true}, Action::kGenerate).reason, Reason::kScope);
  EXPECT_EQ(Decide(principal, {Resource::kRecord, kPatient, false}, Action::kRead).reason, Reason::kRelation) << "a scope is no relation";
}

TEST(DecideTest, EmergencyIsSaidAndDoesNotWiden) {
  Principal principal{"kim", Role::kClinician};
  Target target{Resource::kRecord, kPatient, false, true};
  Decision decision = Decide(principal, target, Action::kRead);
  EXPECT_TRUE(decision.allowed());
  EXPECT_TRUE(decision.emergency);
  target.in_care = true;
  EXPECT_FALSE(Decide(principal, target, Action::kRead).emergency) << "in care without it";
  for (auto [resource, action] : {std::pair{Resource::kExport, Action::kExport}, {Resource::kSignature, Action::kSign},
                                  {Resource::kConsent, Action::kWrite}, {Resource::kAnswer, Action::kWrite}})
    EXPECT_FALSE(Decide(principal, {resource, kPatient, false, true}, action).allowed()) << Name(resource);
}

TEST(DecideTest, ResearchNeedsConsentAndNoIdentifiers) {
  Principal principal{"lee", Role::kResearcher, {}, Purpose::kResearch};
  Target target{Resource::kRecord, kPatient};
  target.consent = ConsentVerdict::kPermitted;
  EXPECT_FALSE(Decide(principal, target, Action::kRead).allowed()) << "rows with identifiers";
  target.deidentified = true;
  EXPECT_TRUE(Decide(principal, target, Action::kRead).allowed());
  target.consent = ConsentVerdict::kSilent;
  EXPECT_EQ(Decide(principal, target, Action::kRead).reason, Reason::kConsent) << "silence is no consent to research";
}

}  // namespace
}  // namespace aegle
