#include "trust/check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aegle::verify {
namespace {

Support Carried(std::vector<std::uint32_t> evidence) {
  Support support;
  support.holds = !evidence.empty();
  support.evidence = std::move(evidence);
  return support;
}

}  // namespace

std::vector<std::uint32_t> Checker::All() const {
  std::vector<std::uint32_t> all(index_.size());
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

// A name needs an atom of its own unless its single value is compared together with it.
std::vector<Atom> Checker::Atoms() const {
  std::vector<Atom> atoms;
  for (std::size_t i = 0; i < sentence_.measures.size(); ++i) {
    MeasureRole role = sentence_.measures[i].role;
    if (role == MeasureRole::kChange)
      atoms.push_back({AtomKind::kChange, i});
    else if (role == MeasureRole::kCount)
      atoms.push_back({AtomKind::kCount, i});
    else if (role != MeasureRole::kScale)
      atoms.push_back({AtomKind::kMeasure, i});
  }
  for (std::size_t i = 0; i < sentence_.groups.size(); ++i) {
    const Group& group = sentence_.groups[i];
    bool by_value =
        group.head == Role::kAnalyte && group.measures > 0 && group.status.empty() && group.dates.empty() && group.interpretation == 0;
    bool by_trend = group.trend != 0 && group.head == Role::kAnalyte && group.dates.empty() && group.interpretation == 0;
    if (!by_value && !by_trend) atoms.push_back({AtomKind::kName, i});
    if (group.trend != 0) atoms.push_back({AtomKind::kTrend, i});
  }
  for (std::size_t i = 0; i < sentence_.dates.size(); ++i)
    if (!ComparedWithName(static_cast<int>(i))) atoms.push_back({AtomKind::kDate, i});
  for (std::size_t i = 0; i < sentence_.durations.size(); ++i) atoms.push_back({AtomKind::kDuration, i});
  for (std::size_t i = 0; i < sentence_.frequencies.size(); ++i) atoms.push_back({AtomKind::kFrequency, i});
  for (std::size_t i = 0; i < sentence_.routes.size(); ++i) atoms.push_back({AtomKind::kRoute, i});
  for (std::size_t i = 0; i < sentence_.ages.size(); ++i) atoms.push_back({AtomKind::kAge, i});
  for (std::size_t i = 0; i < sentence_.sexes.size(); ++i) atoms.push_back({AtomKind::kSex, i});
  for (std::size_t i = 0; i < sentence_.names.size(); ++i) atoms.push_back({AtomKind::kPerson, i});
  for (std::size_t i = 0; i < sentence_.loose_status.size(); ++i) atoms.push_back({AtomKind::kLooseStatus, i});
  if (sentence_.loose_interpretation != 0) atoms.push_back({AtomKind::kLooseInterpretation, 0});
  if (sentence_.loose_trend != 0) atoms.push_back({AtomKind::kLooseTrend, 0});
  bool anchored = !atoms.empty();
  for (std::size_t i = 0; i < sentence_.unknown.size(); ++i)
    if (WordNeedsSource(i) || sentence_.unknown.size() >= 3) atoms.push_back({AtomKind::kWord, i});
  if (!anchored) atoms.push_back({AtomKind::kOverlap, 0});
  return atoms;
}

// The date is part of the comparison of a value or of a name, and needs no atom of its own.
bool Checker::ComparedWithName(int date) const {
  bool by_value = std::any_of(sentence_.measures.begin(), sentence_.measures.end(),
                              [&](const Measure& m) { return m.date == date && m.role == MeasureRole::kValue; });
  return by_value || std::any_of(sentence_.groups.begin(), sentence_.groups.end(), [&](const Group& g) {
           bool joint = g.head != Role::kAnalyte || g.dates.size() == 1;
           return joint && std::find(g.dates.begin(), g.dates.end(), date) != g.dates.end();
         });
}

// The name that a date is said of, where it is only looked for; nullptr where there is none.
const Group* Checker::DatedName(int date) const {
  for (const Group& group : sentence_.groups)
    if (std::find(group.dates.begin(), group.dates.end(), date) != group.dates.end()) return &group;
  return nullptr;
}

// An unknown word needs a source where it stands as what the patient has or gets: "has X", "history of X", "on X", "asthma and X",
// "X is active". Elsewhere ("the workup showed") it asserts nothing.
bool Checker::WordNeedsSource(std::size_t unknown) const {
  const auto& lexemes = sentence_.lexemes;
  auto text = [&](std::size_t i) { return sentence_.text.substr(lexemes[i].begin, lexemes[i].end - lexemes[i].begin); };
  std::size_t at = 0;
  while (at < lexemes.size() && lexemes[at].begin != sentence_.unknown[unknown].first.begin) ++at;
  static constexpr std::array<std::string_view, 30> kHas = {
      "with",      "has",      "have",   "had",      "no",      "denies",   "takes",     "taking",    "on",      "started",
      "stopped",   "received", "active", "resolved", "chronic", "acute",    "possible",  "suspected", "reports", "developed",
      "underwent", "without",  "severe", "mild",     "include", "includes", "including", "for",       "to",      "diagnosed"};
  static constexpr std::array<std::string_view, 10> kOf = {"history", "diagnosis", "evidence", "presence", "signs",
                                                           "risk",    "onset",     "case",     "episode",  "complains"};
  auto among = [](const auto& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  std::size_t before = at;
  while (before > 0 && among(std::array<std::string_view, 5>{"a", "an", "the", "his", "her"}, text(before - 1))) --before;
  if (before == 0) return at + 1 < lexemes.size() && among(std::array<std::string_view, 3>{"is", "was", "has"}, text(at + 1));
  std::string_view word = text(before - 1);
  if (word == "of") return before >= 2 && among(kOf, text(before - 2));
  if (word == "and" || word == "or" || word == ",")
    return std::any_of(sentence_.groups.begin(), sentence_.groups.end(),
                       [&](const Group& g) { return g.last + 2 >= before && g.last < before && g.head != Role::kAnalyte; });
  return among(kHas, word);
}

unsigned Checker::Compare(const Atom& atom, const Statement& statement) const {
  if (atom.kind == AtomKind::kName) return compare_.Name(sentence_.groups[atom.index], statement);
  if (atom.kind == AtomKind::kMeasure) return compare_.Measure(sentence_.measures[atom.index], statement);
  if (atom.kind == AtomKind::kFrequency) {
    const FrequencyMention& said = sentence_.frequencies[atom.index];
    const Group* group = GroupOf(said.group);
    if (group != nullptr && !compare_.SameThing(*group, statement)) return kOtherName;
    bool found = std::any_of(statement.frequencies.begin(), statement.frequencies.end(),
                             [&](int f) { return std::abs(f - said.per_day_thousandth) <= 2; });
    return found ? 0u : unsigned{kFailsNumber};
  }
  const RouteMention& said = sentence_.routes[atom.index];
  const Group* group = GroupOf(said.group);
  if (group != nullptr && !compare_.SameThing(*group, statement)) return kOtherName;
  return (statement.routes & (1 << said.route)) != 0 ? 0u : unsigned{kFailsNumber};
}

Support Checker::ByStatement(const Atom& atom, const std::vector<std::uint32_t>& chosen) const {
  std::vector<std::uint32_t> carrying;
  for (std::uint32_t e : chosen) {
    if (index_.Words(e).other_person) continue;
    auto statements = index_.Of(e);
    if (std::any_of(statements.begin(), statements.end(), [&](const Statement& s) { return Compare(atom, s) == 0; })) carrying.push_back(e);
  }
  return Carried(std::move(carrying));
}

// "142/88": the systolic and the diastolic number, each from its own statement. Both have to hold.
Support Checker::OfLooseMeasure(const Measure& measure, const std::vector<std::uint32_t>& chosen) const {
  static const TermId kBp = TermOf("bp"), kSbp = TermOf("sbp"), kDbp = TermOf("dbp");
  bool pressure = measure.group >= 0 && sentence_.groups[static_cast<std::size_t>(measure.group)].terms == std::vector<TermId>{kBp};
  std::vector<std::uint32_t> carrying;
  bool first = false, second = false;
  for (std::uint32_t e : chosen) {
    bool here = false;
    for (const Statement& s : index_.Of(e)) {
      if (measure.date >= 0 && !compare_.DateFits(sentence_.dates[static_cast<std::size_t>(measure.date)], s)) continue;
      for (const Value& value : s.values) {
        Measure part = measure;
        part.second.reset();
        bool top = (!pressure || s.Has(kSbp)) && CompareValue(part, value, s.fact) == ValueMatch::kSame;
        part.value = measure.second.value_or(measure.value);
        bool bottom = (!pressure || s.Has(kDbp)) && CompareValue(part, value, s.fact) == ValueMatch::kSame;
        if (!measure.second) bottom = top;
        first = first || top, second = second || bottom, here = here || top || bottom;
      }
    }
    for (const Value& value : index_.Words(e).numbers) {
      if (pressure) break;
      bool top = CompareValue(measure, value, nullptr) == ValueMatch::kSame;
      Measure part = measure;
      part.value = measure.second.value_or(measure.value);
      bool bottom = CompareValue(part, value, nullptr) == ValueMatch::kSame;
      first = first || top, second = second || bottom, here = here || top || bottom;
    }
    if (here) carrying.push_back(e);
  }
  if (!first || !second) carrying.clear();
  return Carried(std::move(carrying));
}

Support Checker::Evaluate(const Atom& atom, const std::vector<std::uint32_t>& chosen) const {
  switch (atom.kind) {
    case AtomKind::kMeasure: {
      const Measure& measure = sentence_.measures[atom.index];
      if (measure.group < 0 || measure.second) {
        const Group* group = GroupOf(measure.group);
        // "3/10": the scale is part of the score.
        if (group != nullptr && measure.second &&
            (*measure.second == 10 || *measure.second == 15 || *measure.second == 30 || *measure.second == 27)) {
          Support score = ByStatement(atom, chosen);
          if (score.holds) return score;
        }
        return OfLooseMeasure(measure, chosen);
      }
      return ByStatement(atom, chosen);
    }
    case AtomKind::kName:
    case AtomKind::kFrequency:
    case AtomKind::kRoute:
      return ByStatement(atom, chosen);
    case AtomKind::kChange:
      return OfChange(sentence_.measures[atom.index], chosen);
    case AtomKind::kCount:
      return OfCount(sentence_.measures[atom.index], chosen);
    case AtomKind::kTrend:
      return OfTrend(sentence_.groups[atom.index], chosen);
    case AtomKind::kDate:
      return OfDate(sentence_.dates[atom.index], chosen);
    case AtomKind::kDuration:
      return OfDuration(sentence_.durations[atom.index], chosen);
    case AtomKind::kAge:
      return OfAge(sentence_.ages[atom.index], chosen);
    case AtomKind::kSex:
      return OfSex(sentence_.sexes[atom.index], chosen);
    case AtomKind::kPerson:
      return OfPerson(sentence_.names[atom.index]);
    case AtomKind::kWord:
      return OfWord(sentence_.unknown[atom.index].second, chosen);
    case AtomKind::kLooseStatus:
      return OfLoose(atom.kind, sentence_.loose_status[atom.index], chosen);
    case AtomKind::kLooseInterpretation:
      return OfLoose(atom.kind, sentence_.loose_interpretation, chosen);
    case AtomKind::kLooseTrend:
      return OfLoose(atom.kind, sentence_.loose_trend, chosen);
    case AtomKind::kOverlap:
      return OfOverlap(chosen);
  }
  return {};
}

Support Checker::With(const Atom& atom, const std::vector<std::uint32_t>& cited) const { return Evaluate(atom, cited); }

// A series that is cited and says otherwise is not mended by citing more of it.
Support Checker::Anywhere(const Atom& atom, const std::vector<std::uint32_t>& cited) const {
  if (atom.kind == AtomKind::kTrend && SeriesOf(index_, sentence_.groups[atom.index], &cited).size() >= 2) return {};
  return Evaluate(atom, All());
}

// The stretch between the two dates that the sentence gives, where the series has results of both.
std::vector<Point> Checker::Between(std::vector<Point> series) const {
  auto on = [&](std::size_t date) {
    return [this, date](const Point& p) { return compare_.DateFits(sentence_.dates[date], *p.statement); };
  };
  auto from = std::find_if(series.begin(), series.end(), on(0));
  auto to = std::find_if(series.rbegin(), series.rend(), on(1));
  if (from == series.end() || to == series.rend() || from >= to.base()) return series;
  return std::vector<Point>(from, to.base());
}

// The values said of a name, the one behind "from" first: "climbed to 2.0 from 1.1".
std::vector<double> Checker::ValuesInOrder(const Group& group) const {
  std::vector<double> said;
  for (const Measure& m : sentence_.measures) {
    if (GroupOf(m.group) != &group || m.role != MeasureRole::kValue) continue;
    const Lexeme* before = m.lexeme == 0 ? nullptr : &sentence_.lexemes[m.lexeme - 1];
    bool start = before != nullptr && sentence_.text.substr(before->begin, before->end - before->begin) == "from";
    said.insert(start ? said.begin() : said.end(), m.value);
  }
  return said;
}

Support Checker::OfTrend(const Group& group, const std::vector<std::uint32_t>& chosen) const {
  std::vector<std::uint32_t> telling;
  for (std::uint32_t e : chosen)
    for (const Statement& s : index_.Of(e)) {
      bool says = s.from_text && (s.trends & (1 << group.trend)) != 0;
      // "Increased" and "decreased" of a single result mean high and low.
      bool single = group.measures == 1 && !s.from_text &&
                    ((group.trend == kRising && (s.interpretation & kSaysHigh) != 0) ||
                     (group.trend == kFalling && (s.interpretation & kSaysLow) != 0));
      if ((says || single) && compare_.SameThing(group, s)) telling.push_back(e);
    }
  std::vector<Point> series = SeriesOf(index_, group, &chosen);
  if (series.size() < 2) return Carried(std::move(telling));
  std::vector<double> said = ValuesInOrder(group);
  if (said.size() >= 2) {
    bool contrary = (group.trend == kRising && said.back() <= said.front()) || (group.trend == kFalling && said.back() >= said.front());
    if (contrary) return {};
    // The two values said are the ends of the stretch that is meant.
    auto is = [](double value) {
      return [value](const Point& p) { return std::fabs(p.value - value) <= 0.005 * std::fabs(value) + 0.051; };
    };
    auto from = std::find_if(series.begin(), series.end(), is(said.front()));
    auto to = std::find_if(series.rbegin(), series.rend(), is(said.back()));
    if (from != series.end() && to != series.rend() && from < to.base()) series = std::vector<Point>(from, to.base());
  }
  if (sentence_.dates.size() == 2) series = Between(std::move(series));
  if (!TrendHolds(group.trend, series)) return {};
  std::vector<std::uint32_t> carrying = {series.front().evidence, series.back().evidence};
  if (carrying.front() == carrying.back()) carrying.pop_back();
  Support support = Carried(std::move(carrying));
  return support;
}

// "By 12 mmHg", "a 20 % rise": the difference of the ends of the series, or of the largest and smallest value.
Support Checker::OfChange(const Measure& measure, const std::vector<std::uint32_t>& chosen) const {
  for (std::uint32_t e : chosen)
    for (const Value& value : index_.Words(e).numbers)
      if (index_.evidence(e).kind != EvidenceKind::kFact && CompareValue(measure, value, nullptr) == ValueMatch::kSame) return Carried({e});
  const Group* group = GroupOf(measure.group);
  if (group == nullptr && sentence_.groups.size() == 1) group = &sentence_.groups.front();
  if (group == nullptr) return {};
  std::vector<Point> series = SeriesOf(index_, *group, &chosen);
  if (series.size() < 2) return {};
  double net = std::fabs(series.back().value - series.front().value);
  double percent = series.front().value == 0 ? 0 : 100 * net / std::fabs(series.front().value);
  bool points = measure.unit == "%" && std::fabs(net - measure.value) <= measure.rounding + 1e-6;
  bool relative = measure.unit == "%" && std::fabs(percent - measure.value) <= measure.rounding + 1e-6;
  Value difference{net, 6, Comparator::kNone, series.front().statement->values.front().unit, ""};
  bool plain = CompareValue(measure, difference, series.front().statement->fact) == ValueMatch::kSame;
  if (!points && !relative && !plain) return {};
  std::vector<std::uint32_t> ends = {series.front().evidence};
  if (series.back().evidence != ends.front()) ends.push_back(series.back().evidence);
  return Carried(std::move(ends));
}

Support Checker::OfCount(const Measure& measure, const std::vector<std::uint32_t>& chosen) const {
  for (std::uint32_t e : chosen) {
    const auto& numbers = index_.Words(e).numbers;
    auto at = std::find_if(numbers.begin(), numbers.end(), [&](const Value& v) { return std::fabs(v.value - measure.value) < 1e-9; });
    // "2 of 3": the second number stands behind the first.
    bool total = !measure.second || (at != numbers.end() && at + 1 != numbers.end() && std::fabs((at + 1)->value - *measure.second) < 1e-9);
    if (at != numbers.end() && total) return Carried({e});
  }
  if (measure.second) return {};
  std::size_t facts = 0;
  for (std::uint32_t e : chosen) facts += index_.evidence(e).facts.size();
  if (std::fabs(static_cast<double>(facts) - measure.value) < 1e-9) return Carried(chosen);
  const Group* group = GroupOf(measure.group);
  if (group == nullptr && sentence_.groups.size() == 1) group = &sentence_.groups.front();
  if (group == nullptr) return {};
  std::vector<Point> series = SeriesOf(index_, *group, &chosen);
  if (std::fabs(static_cast<double>(series.size()) - measure.value) > 1e-9) return {};
  std::vector<std::uint32_t> evidence;
  for (const Point& point : series) evidence.push_back(point.evidence);
  std::sort(evidence.begin(), evidence.end());
  evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
  return Carried(std::move(evidence));
}

}  // namespace aegle::verify
