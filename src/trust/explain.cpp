// Why an atom is not carried: the kind of finding, what the sentence says, and what the evidence says instead.
#include <algorithm>
#include <bit>

#include "base/text.h"
#include "record/ucum.h"
#include "trust/check.h"

namespace aegle::verify {
namespace {

std::string SideName(int sides) { return sides == kLeft ? "left" : sides == kRight ? "right" : sides == kBilateral ? "bilateral" : ""; }

std::string InterpretationName(int bits) {
  if ((bits & kSaysCritical) != 0) return (bits & kSaysHigh) != 0 ? "critically high" : "critically low";
  if ((bits & kSaysHigh) != 0) return "high";
  if ((bits & kSaysLow) != 0) return "low";
  if ((bits & kSaysPositive) != 0) return "positive";
  if ((bits & kSaysNegative) != 0) return "negative";
  if ((bits & kSaysNormal) != 0) return "normal";
  return (bits & kSaysAbnormal) != 0 ? "abnormal" : "";
}

FindingKind KindOf(unsigned failures, const Group* group) {
  bool drug = group != nullptr && group->head == Role::kDrug;
  if ((failures & kFailsSide) != 0) return FindingKind::kLaterality;
  if ((failures & kFailsAssertion) != 0) return FindingKind::kNegation;
  if ((failures & kFailsUnit) != 0) return drug ? FindingKind::kDose : FindingKind::kUnit;
  if ((failures & kFailsNumber) != 0) return drug ? FindingKind::kDose : FindingKind::kNumber;
  if ((failures & kFailsDate) != 0) return FindingKind::kDate;
  if ((failures & kFailsStatus) != 0) return FindingKind::kStatus;
  if ((failures & kFailsInterpretation) != 0) return FindingKind::kInterpretation;
  return FindingKind::kDate;  // the latest, the first ...
}

FindingKind KindOfName(const Group& group) {
  if (group.head == Role::kDrug) return group.allergen ? FindingKind::kProblem : FindingKind::kDrug;
  if (group.head == Role::kAnalyte) return FindingKind::kUnsupported;
  static const TermId kNka = TermOf("nka");
  if (std::find(group.terms.begin(), group.terms.end(), kNka) != group.terms.end()) return FindingKind::kNegation;
  return FindingKind::kProblem;
}

std::string DatesOf(const Statement& s) {
  for (const Day& day : s.days)
    if (!day.shown.empty()) return day.shown;
  return "";
}

std::string ValuesOf(const Statement& s) {
  std::vector<std::string> shown;   // the same value once, however often the fact says it
  std::size_t length = 0;
  for (const Value& value : s.values) {
    if (std::find(shown.begin(), shown.end(), value.shown) != shown.end()) continue;
    shown.push_back(value.shown);
    length += value.shown.size() + 2;
    if (length > 60) break;
  }
  return Join(shown, ", ");
}

std::string ExpectedOf(FindingKind kind, const Statement& s) {
  switch (kind) {
    case FindingKind::kLaterality:
      return SideName(s.sides);
    case FindingKind::kNegation:
      return std::string(Name(s.assertion));
    case FindingKind::kNumber:
    case FindingKind::kUnit:
    case FindingKind::kDose:
      return ValuesOf(s);
    case FindingKind::kDate:
      return DatesOf(s);
    case FindingKind::kStatus:
      return s.fact == nullptr ? "" : std::string(Name(s.fact->status));
    case FindingKind::kInterpretation:
      return InterpretationName(s.interpretation);
    default:
      return s.name;
  }
}

}  // namespace

Problem Checker::ExplainByStatement(const Atom& atom, const std::vector<std::uint32_t>& cited) const {
  int group_index = atom.kind == AtomKind::kName        ? static_cast<int>(atom.index)
                    : atom.kind == AtomKind::kMeasure   ? sentence_.measures[atom.index].group
                    : atom.kind == AtomKind::kFrequency ? sentence_.frequencies[atom.index].group
                                                        : sentence_.routes[atom.index].group;
  const Group* group = GroupOf(group_index);
  const Statement* nearest = nullptr;
  int best = 100;
  for (const Statement& s : index_.statements()) {
    unsigned failures = Compare(atom, s);
    if (failures == kOtherName || failures == 0) continue;
    bool is_cited = std::find(cited.begin(), cited.end(), s.evidence) != cited.end();
    int cost = std::popcount(failures) * 2 + (is_cited ? 0 : 1) + (s.from_text ? 1 : 0);
    if (cost < best) best = cost, nearest = &s;
  }
  Problem problem;
  Where where = group == nullptr ? Where{0, static_cast<std::uint32_t>(sentence_.text.size())} : group->where;
  if (atom.kind == AtomKind::kMeasure) where = sentence_.measures[atom.index].where;
  if (atom.kind == AtomKind::kFrequency) where = sentence_.frequencies[atom.index].where;
  if (atom.kind == AtomKind::kRoute) where = sentence_.routes[atom.index].where;
  if (nearest != nullptr) {
    unsigned failures = Compare(atom, *nearest);
    problem.kind = atom.kind == AtomKind::kFrequency || atom.kind == AtomKind::kRoute ? FindingKind::kDose : KindOf(failures, group);
    problem.expected = ExpectedOf(problem.kind, *nearest);
    bool date = problem.kind == FindingKind::kDate && atom.kind == AtomKind::kMeasure && sentence_.measures[atom.index].date >= 0;
    if (date) where = sentence_.dates[static_cast<std::size_t>(sentence_.measures[atom.index].date)].where;
  } else if (group != nullptr) {
    problem.kind = KindOfName(*group);
    bool valued = atom.kind == AtomKind::kMeasure && group->head == Role::kAnalyte;
    where = valued ? sentence_.measures[atom.index].where : group->where;
    if (valued) problem.kind = FindingKind::kNumber;
  } else {
    problem.kind = atom.kind == AtomKind::kMeasure ? FindingKind::kNumber : FindingKind::kDose;
  }
  problem.found = Text(where);
  return problem;
}

Problem Checker::Explain(const Atom& atom, const std::vector<std::uint32_t>& cited) const {
  switch (atom.kind) {
    case AtomKind::kName:
    case AtomKind::kMeasure:
    case AtomKind::kFrequency:
    case AtomKind::kRoute:
      return ExplainByStatement(atom, cited);
    case AtomKind::kChange:
    case AtomKind::kCount:
      return {FindingKind::kNumber, Text(sentence_.measures[atom.index].where), ""};
    case AtomKind::kTrend: {
      const Group& group = sentence_.groups[atom.index];
      std::vector<Point> series = SeriesOf(index_, group, &cited);
      if (series.size() < 2) series = SeriesOf(index_, group, nullptr);
      std::string expected;
      if (series.size() >= 2)
        expected = series.front().statement->values.front().shown + " -> " + series.back().statement->values.front().shown;
      return {FindingKind::kTrend, Text(group.where), expected};
    }
    case AtomKind::kDate:
      return {FindingKind::kDate, Text(sentence_.dates[atom.index].where), ""};
    case AtomKind::kDuration:
      return {FindingKind::kDate, Text(sentence_.durations[atom.index].where), ""};
    case AtomKind::kAge: {
      std::string expected = index_.birth().empty() ? "" : std::to_string(AgeInYears(index_.birth(), index_.as_of()));
      return {FindingKind::kAge, Text(sentence_.ages[atom.index].where), expected};
    }
    case AtomKind::kSex: {
      std::string expected = index_.sex() == 1 ? "male" : index_.sex() == 2 ? "female" : "";
      return {FindingKind::kSex, Text(sentence_.sexes[atom.index].where), expected};
    }
    case AtomKind::kPerson:
      return {FindingKind::kPerson, Text(sentence_.names[atom.index]), ""};
    case AtomKind::kWord:
      return {FindingKind::kUnsupported, Text(sentence_.unknown[atom.index].first), ""};
    case AtomKind::kLooseStatus:
      return {FindingKind::kStatus, std::string(sentence_.text), ""};
    case AtomKind::kLooseInterpretation:
      return {FindingKind::kInterpretation, std::string(sentence_.text), ""};
    case AtomKind::kLooseTrend:
      return {FindingKind::kTrend, std::string(sentence_.text), ""};
    case AtomKind::kOverlap:
      break;
  }
  return {FindingKind::kUnsupported, std::string(sentence_.text), ""};
}

}  // namespace aegle::verify
