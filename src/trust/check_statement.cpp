// One statement of the evidence against one named thing or number of the claim.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "record/ucum.h"
#include "trust/check.h"

namespace aegle::verify {
namespace {

const TermId& AllergyTerm() {
  static const TermId term = TermOf("allergy");
  return term;
}
const TermId& NkaTerm() {
  static const TermId term = TermOf("nka");
  return term;
}

bool IsResult(FactKind kind) {
  return kind == FactKind::kLaboratory || kind == FactKind::kVitalSign || kind == FactKind::kObservation ||
         kind == FactKind::kSocialHistory;
}

// May a thing of this head be what a fact of this kind is about? A salt in a drug's name is no analyte, a screening no disease.
bool KindFits(const Group& group, const Statement& s, const Sentence& sentence) {
  bool allergy = s.kind == FactKind::kAllergy || s.Has(AllergyTerm());
  if (group.head == Role::kAnalyte) return s.kind != FactKind::kMedication && s.kind != FactKind::kAllergy;
  if (group.head == Role::kDrug) return allergy == group.allergen || (s.from_text && !group.allergen);
  if (group.head != Role::kProblem) return true;
  if (s.indirect && !sentence.has_procedure_word) return false;
  if (s.kind == FactKind::kMedication) return false;
  return !group.allergen || allergy;
}

bool AssertionFits(const Group& group, const Statement& s) {
  bool negative = s.assertion == Assertion::kNegated || s.assertion == Assertion::kRefuted;
  if (group.head == Role::kAnalyte && group.measures > 0) return true;
  // "No known allergies" names its own negation.
  if (std::find(group.terms.begin(), group.terms.end(), NkaTerm()) != group.terms.end()) return true;
  switch (group.assertion) {
    case Assertion::kNegated: {
      bool no_longer = group.head == Role::kDrug && (s.status & (kSaysStopped | kSaysCompleted)) != 0;
      return negative || no_longer || (s.interpretation & kSaysNegative) != 0;
    }
    case Assertion::kFamily:
      return s.assertion == Assertion::kFamily;
    case Assertion::kPossible:
      return s.assertion == Assertion::kPossible || s.assertion == Assertion::kConditional;
    case Assertion::kHistorical:
      if (group.past && s.assertion == Assertion::kPresent && (s.status & kSaysActive) != 0) return false;
      return s.assertion == Assertion::kHistorical || s.assertion == Assertion::kPresent;
    default:
      return s.assertion == Assertion::kPresent || s.assertion == Assertion::kHistorical;
  }
}

bool StatusFits(const Group& group, const Statement& s) {
  if (s.assertion == Assertion::kHistorical && group.assertion == Assertion::kPresent &&
      std::any_of(group.status.begin(), group.status.end(), [](int bits) { return (bits & (kSaysActive | kSaysNow)) != 0; }))
    return false;
  // "Currently stopped": the first word only gives the time.
  bool other = std::any_of(group.status.begin(), group.status.end(), [](int bits) { return (bits & kSaysNow) == 0; });
  return std::all_of(group.status.begin(), group.status.end(),
                     [&](int bits) { return (s.status & bits) != 0 || (other && (bits & kSaysNow) != 0); });
}

bool InterpretationFits(const Group& group, const Statement& s) {
  if (group.interpretation != 0 && (group.interpretation & ~s.interpretation) != 0) return false;
  return group.not_interpretation == 0 || (s.interpretation != 0 && (s.interpretation & group.not_interpretation) == 0);
}

bool SidesFit(int said, int recorded) { return said == 0 || (said & ~recorded) == 0; }

double Tolerance(const Measure& measure, double factor) {
  double tolerance = measure.rounding;
  if (measure.hedged || factor != 1.0) {
    // "about 250,000": the zeros are not meant as measured digits.
    double magnitude = measure.rounding * 2;
    while (measure.decimals == 0 && magnitude < 1e12 && measure.value != 0 && std::fabs(std::fmod(measure.value, magnitude * 10)) < 1e-9)
      magnitude *= 10;
    double share = measure.hedged ? 0.05 : 0.01;
    tolerance = std::max(tolerance, std::min(magnitude / 2, share * std::fabs(measure.value)));
  }
  // Molar masses and pounds are rounded by everybody a little differently.
  if (factor != 1.0) tolerance += 0.002 * std::fabs(measure.value);
  return tolerance * 1.0001 + 1e-9 * std::fabs(measure.value);
}

std::optional<double> Converted(const Value& value, const std::string& to, const Fact* fact) {
  if (auto plain = ConvertUnit(value.value, value.unit, to)) return *plain;
  if (fact == nullptr) return std::nullopt;
  for (const std::string& analyte : {fact->code.code, ToLowerAscii(fact->code.display)})
    if (auto mixed = ConvertConcentration(value.value, value.unit, to, analyte)) return *mixed;
  return std::nullopt;
}

bool ComparatorHolds(const Measure& measure, const Value& value, double in_unit, double tolerance) {
  bool same = std::fabs(in_unit - measure.value) <= tolerance;
  if (value.comparator != Comparator::kNone) return same && value.comparator == measure.comparator;
  switch (measure.comparator) {
    case Comparator::kNone:
      return same;
    case Comparator::kLess:
      return in_unit < measure.value;
    case Comparator::kLessOrEqual:
      return in_unit <= measure.value + tolerance;
    case Comparator::kGreaterOrEqual:
      return in_unit >= measure.value - tolerance;
    case Comparator::kGreater:
      return in_unit > measure.value;
  }
  return false;
}

bool IsCountUnit(const std::string& unit) { return unit.empty() || unit == "1" || unit.front() == '{'; }

}  // namespace

ValueMatch CompareValue(const Measure& measure, const Value& value, const Fact* fact) {
  if (!measure.readable) return ValueMatch::kOtherNumber;
  bool plain = ComparatorHolds(measure, value, value.value, Tolerance(measure, 1.0));
  if (measure.unit.empty() || measure.unit == value.unit) return plain ? ValueMatch::kSame : ValueMatch::kOtherNumber;
  if (IsCountUnit(measure.unit) && IsCountUnit(value.unit)) return plain ? ValueMatch::kSame : ValueMatch::kOtherNumber;
  if (value.unit.empty()) return plain ? ValueMatch::kOtherUnit : ValueMatch::kOtherNumber;
  // eGFR is written with and without its body surface area.
  bool surface = measure.unit.starts_with("mL/min") && value.unit.starts_with("mL/min");
  if (surface) return plain ? ValueMatch::kSame : ValueMatch::kOtherNumber;
  auto converted = Converted(value, measure.unit, fact);
  if (!converted) return plain ? ValueMatch::kOtherUnit : ValueMatch::kOtherNumber;
  double factor = value.value == 0 ? 1.0 : *converted / value.value;
  bool identical = std::fabs(factor - 1.0) < 1e-9;
  if (ComparatorHolds(measure, value, *converted, Tolerance(measure, identical ? 1.0 : factor))) return ValueMatch::kSame;
  return plain ? ValueMatch::kOtherUnit : ValueMatch::kOtherNumber;
}

bool Comparison::SameThing(const Group& group, const Statement& statement) const {
  return statement.HasAll(group.terms) && KindFits(group, statement, sentence);
}

bool Comparison::DateFits(const DateMention& date, const Day& day) const {
  if (date.days_before >= 0) {
    DateTime wanted = DateTime::FromInstant(index.as_of().start() + index.as_of().offset_minutes() * kMinuteMs - date.days_before * kDayMs,
                                            TimePrecision::kDay);
    return day.year == wanted.year() && day.month == wanted.month() && day.day == wanted.day();
  }
  auto fits = [](int said, int recorded) { return said == 0 || said == recorded; };
  if (!fits(date.year, day.year) || !fits(date.month, day.month) || !fits(date.day, day.day)) return false;
  if (date.minute_of_day >= 0 && date.minute_of_day != day.minute_of_day) return false;
  return date.role != kEndDate || day.role == kEndDate || day.role == kAnyDate;
}

bool Comparison::DateFits(const DateMention& date, const Statement& statement) const {
  // A result has one time, whatever the sentence makes it the start or end of.
  bool lasting =
      statement.kind == FactKind::kCondition || statement.kind == FactKind::kMedication || statement.kind == FactKind::kEncounter;
  if (!lasting && date.role != kAnyDate) {
    DateMention plain = date;
    plain.role = kAnyDate;
    return DateFits(plain, statement);
  }
  return std::any_of(statement.days.begin(), statement.days.end(), [&](const Day& day) {
    if (date.role == kStartDate && day.role == kEndDate) return false;
    // Of a fact with an end, only a date that is called so ends it.
    if (date.role == kEndDate && day.role == kAnyDate && !statement.from_text) return false;
    return DateFits(date, day);
  });
}

// Newest, oldest, highest or lowest among all results of that name.
bool Comparison::Extreme(const Group& group, const Statement& statement) const {
  if (group.superlative == 0 || !IsResult(statement.kind) || statement.from_text || statement.values.empty() || statement.fact == nullptr)
    return true;
  for (const Statement& other : index.statements()) {
    if (other.from_text || other.values.empty() || other.fact == nullptr || &other == &statement || !SameThing(group, other)) continue;
    double a = other.values.front().value, b = statement.values.front().value;
    if (group.superlative == kLatest && statement.fact->effective.start < other.fact->effective.start) return false;
    if (group.superlative == kEarliest && other.fact->effective.start < statement.fact->effective.start) return false;
    if (group.superlative == kHighest && a > b) return false;
    if (group.superlative == kLowest && a < b) return false;
  }
  return true;
}

unsigned Comparison::Name(const Group& group, const Statement& statement) const {
  if (!SameThing(group, statement)) return kOtherName;
  unsigned failures = 0;
  if (!SidesFit(group.sides, statement.sides)) failures |= kFailsSide;
  if (!AssertionFits(group, statement)) failures |= kFailsAssertion;
  if (!StatusFits(group, statement)) failures |= kFailsStatus;
  if (group.measures <= 1 && !InterpretationFits(group, statement)) failures |= kFailsInterpretation;
  if (group.measures == 0 && !Extreme(group, statement)) failures |= kFailsSuperlative;
  // Two dates of an analyte are two results; each is looked for by itself.
  bool joint = group.head != Role::kAnalyte || group.dates.size() == 1;
  for (int date : group.dates)
    if (joint && !DateFits(sentence.dates[static_cast<std::size_t>(date)], statement)) failures |= kFailsDate;
  return failures;
}

unsigned Comparison::Measure(const verify::Measure& measure, const Statement& statement) const {
  static const Group kUnnamed;
  const Group& group = measure.group < 0 ? kUnnamed : sentence.groups[static_cast<std::size_t>(measure.group)];
  if (!SameThing(group, statement)) return kOtherName;
  unsigned failures = 0;
  const auto& values = measure.role == MeasureRole::kReference ? statement.references : statement.values;
  if (values.empty()) return kOtherName;
  bool same = false, other_unit = false;
  for (const Value& value : values) {
    ValueMatch match = CompareValue(measure, value, statement.fact);
    same = same || match == ValueMatch::kSame;
    other_unit = other_unit || match == ValueMatch::kOtherUnit;
  }
  if (!same) failures |= other_unit ? kFailsUnit : kFailsNumber;
  if (measure.date >= 0 && !DateFits(sentence.dates[static_cast<std::size_t>(measure.date)], statement)) failures |= kFailsDate;
  if (!SidesFit(group.sides, statement.sides)) failures |= kFailsSide;
  if (group.head == Role::kDrug) {
    if (!AssertionFits(group, statement)) failures |= kFailsAssertion;
    if (!StatusFits(group, statement)) failures |= kFailsStatus;
  }
  if (group.measures == 1 && measure.role == MeasureRole::kValue) {
    if (!InterpretationFits(group, statement)) failures |= kFailsInterpretation;
    if (!Extreme(group, statement)) failures |= kFailsSuperlative;
  }
  return failures;
}

}  // namespace aegle::verify
