// A claim taken apart into atoms, each of which some evidence must carry, and the search for the evidence that does.
#pragma once

#include <string>
#include <vector>

#include "trust/evidence_index.h"
#include "trust/mentions.h"

namespace aegle::verify {

enum class AtomKind : std::uint8_t {
  kName,     // a group: name, side, assertion, status, interpretation, dates
  kMeasure,  // a number, with the name that it belongs to
  kChange,
  kCount,
  kTrend,
  kDate,
  kDuration,
  kFrequency,
  kRoute,
  kAge,
  kSex,
  kPerson,
  kWord,
  kLooseStatus,
  kLooseInterpretation,
  kLooseTrend,
  kOverlap,  // a sentence without a checkable part
};

struct Atom {
  AtomKind kind = AtomKind::kName;
  std::size_t index = 0;  // into the vector of Sentence that it is from
};

// What failed, in the order in which it is told.
enum Failure : unsigned {
  kFailsSide = 1,
  kFailsAssertion = 2,
  kFailsUnit = 4,
  kFailsNumber = 8,
  kFailsDate = 16,
  kFailsStatus = 32,
  kFailsInterpretation = 64,
  kFailsSuperlative = 128,
};

// The outcome for one atom and one set of evidence.
struct Support {
  bool holds = false;
  bool by_patient = false;              // the demographics carry it: no citation is needed
  std::vector<std::uint32_t> evidence;  // that carry it
};

struct Problem {
  FindingKind kind = FindingKind::kUnsupported;
  std::string found, expected;
};

// --- one statement against one group or number; 0 where it carries it, otherwise Failure bits ---
inline constexpr unsigned kOtherName = ~0u;  // the statement is about something else
struct Comparison {
  const EvidenceIndex& index;
  const Sentence& sentence;

  [[nodiscard]] bool SameThing(const Group& group, const Statement& statement) const;
  [[nodiscard]] unsigned Name(const Group& group, const Statement& statement) const;
  [[nodiscard]] unsigned Measure(const verify::Measure& measure, const Statement& statement) const;
  [[nodiscard]] bool DateFits(const DateMention& date, const Day& day) const;
  [[nodiscard]] bool DateFits(const DateMention& date, const Statement& statement) const;
  [[nodiscard]] bool Extreme(const Group& group, const Statement& statement) const;
};

enum class ValueMatch : std::uint8_t { kSame, kOtherUnit, kOtherNumber };
// `analyte`: a name for conversions between mass and amount of substance, empty where none.
[[nodiscard]] ValueMatch CompareValue(const Measure& measure, const Value& value, const Fact* fact);

// --- series ---
struct Point {
  Instant time = 0;
  double value = 0;
  std::uint32_t evidence = 0;
  const Statement* statement = nullptr;
};
// Numeric facts of the group's name, in time order, of the chosen evidence (all where `chosen` is null).
[[nodiscard]] std::vector<Point> SeriesOf(const EvidenceIndex& index, const Group& group, const std::vector<std::uint32_t>* chosen);
[[nodiscard]] bool TrendHolds(int trend, const std::vector<Point>& series);
[[nodiscard]] double DaysOf(const DurationMention& duration);

class Checker {
 public:
  Checker(const EvidenceIndex& index, const Sentence& sentence) : compare_{index, sentence}, index_(index), sentence_(sentence) {}

  [[nodiscard]] std::vector<Atom> Atoms() const;
  // With the cited evidence only.
  [[nodiscard]] Support With(const Atom& atom, const std::vector<std::uint32_t>& cited) const;
  // With all evidence of the answer; `cited` as the sentence has it.
  [[nodiscard]] Support Anywhere(const Atom& atom, const std::vector<std::uint32_t>& cited) const;
  [[nodiscard]] Problem Explain(const Atom& atom, const std::vector<std::uint32_t>& cited) const;

 private:
  [[nodiscard]] Support ByStatement(const Atom& atom, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] unsigned Compare(const Atom& atom, const Statement& statement) const;
  [[nodiscard]] Support OfTrend(const Group& group, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] std::vector<double> ValuesInOrder(const Group& group) const;
  [[nodiscard]] std::vector<Point> Between(std::vector<Point> series) const;
  [[nodiscard]] Support OfChange(const Measure& measure, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfCount(const Measure& measure, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfDate(const DateMention& date, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfDuration(const DurationMention& duration, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfAge(const AgeMention& age, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfSex(const SexMention& sex, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfPerson(Where where) const;
  [[nodiscard]] Support OfWord(TermId word, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfLoose(AtomKind kind, int value, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfOverlap(const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support OfLooseMeasure(const Measure& measure, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] Support Evaluate(const Atom& atom, const std::vector<std::uint32_t>& chosen) const;
  [[nodiscard]] bool WordNeedsSource(std::size_t unknown) const;
  [[nodiscard]] bool ComparedWithName(int date) const;
  [[nodiscard]] const Group* DatedName(int date) const;
  [[nodiscard]] bool AgeFits(const AgeMention& age, const DateTime& at) const;
  [[nodiscard]] Problem ExplainByStatement(const Atom& atom, const std::vector<std::uint32_t>& cited) const;
  [[nodiscard]] std::string Text(Where where) const { return std::string(sentence_.text.substr(where.begin, where.end - where.begin)); }
  [[nodiscard]] const Group* GroupOf(int index) const { return index < 0 ? nullptr : &sentence_.groups[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::vector<std::uint32_t> All() const;

  Comparison compare_;
  const EvidenceIndex& index_;
  const Sentence& sentence_;
};

}  // namespace aegle::verify
