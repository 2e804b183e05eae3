// Dates, durations, age, sex, the person, and words without a table.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "trust/check.h"

namespace aegle::verify {
namespace {

Support Carried(std::vector<std::uint32_t> evidence) {
  Support support;
  support.holds = !evidence.empty();
  support.evidence = std::move(evidence);
  return support;
}

Support ByDemographics(bool holds) {
  Support support;
  support.holds = support.by_patient = holds;
  return support;
}

double MonthsBetween(const DateTime& birth, const DateTime& at) {
  double months = (at.year() - birth.year()) * 12.0 + at.month() - birth.month();
  return at.day() < birth.day() ? months - 1 : months;
}

bool Close(double said, double actual) {
  double slack = std::max(0.5, 0.02 * said);
  return std::fabs(said - actual) <= slack || std::floor(actual) == said;
}

// The span in the unit that was said.
double InUnit(double days, const DurationMention& duration) {
  DurationMention one = duration;
  one.count = 1;
  return days / DaysOf(one);
}

bool SameDuration(const DurationMention& said, const Duration& other) {
  DurationMention copy = said;
  copy.count = other.count;
  copy.unit = other.unit;
  return std::fabs(DaysOf(copy) - DaysOf(said)) < 1e-6;
}

constexpr std::array<FactKind, 2> kSpans = {FactKind::kEncounter, FactKind::kCondition};

}  // namespace

// A date has to be one of the evidence even where no name could be bound to it; "as of" and the birth date count.
Support Checker::OfDate(const DateMention& date, const std::vector<std::uint32_t>& chosen) const {
  if (compare_.DateFits(date, DayOf(index_.as_of(), kAnyDate)) && date.days_before < 0) return ByDemographics(true);
  if (sentence_.born && !index_.birth().empty() && compare_.DateFits(date, DayOf(index_.birth(), kAnyDate))) return ByDemographics(true);
  const Group* name = DatedName(static_cast<int>(&date - sentence_.dates.data()));
  std::vector<std::uint32_t> carrying;
  for (std::uint32_t e : chosen) {
    auto statements = index_.Of(e);
    bool here = std::any_of(statements.begin(), statements.end(), [&](const Statement& s) {
      return (name == nullptr || compare_.SameThing(*name, s)) && compare_.DateFits(date, s);
    });
    const auto& days = index_.Words(e).days;
    bool fact = index_.evidence(e).kind == EvidenceKind::kFact;
    here = here ||
           ((name == nullptr || !fact) && std::any_of(days.begin(), days.end(), [&](const Day& d) { return compare_.DateFits(date, d); }));
    if (here) carrying.push_back(e);
  }
  return Carried(std::move(carrying));
}

Support Checker::OfDuration(const DurationMention& duration, const std::vector<std::uint32_t>& chosen) const {
  using Relation = DurationMention::Relation;
  const Group* group = GroupOf(duration.group);
  std::vector<std::uint32_t> carrying;
  double first = 1e300, last = -1e300;
  double now = static_cast<double>(index_.as_of().start());
  for (std::uint32_t e : chosen) {
    bool here = false;
    const auto& said = index_.Words(e).durations;
    here = std::any_of(said.begin(), said.end(), [&](const Duration& d) { return SameDuration(duration, d); });
    for (const Statement& s : index_.Of(e)) {
      if (s.fact == nullptr || s.fact->effective.start.empty() || (group != nullptr && !s.HasAll(group->terms))) continue;
      double start = static_cast<double>(s.fact->effective.start.start());
      first = std::min(first, start), last = std::max(last, start);
      double since = InUnit((now - start) / kDayMs, duration);
      if (duration.relation == Relation::kPast)
        here = here || since <= duration.count + 0.5;
      else if (Close(duration.count, since))
        here = true;
      bool lasts = std::find(kSpans.begin(), kSpans.end(), s.kind) != kSpans.end() || s.kind == FactKind::kMedication;
      if (lasts && !s.fact->effective.end.empty() && duration.relation != Relation::kAgo) {
        double length = InUnit((static_cast<double>(s.fact->effective.end.start()) - start) / kDayMs, duration);
        here = here || Close(duration.count, length);
      }
    }
    if (here) carrying.push_back(e);
  }
  // The span of the cited series.
  if (carrying.empty() && last > first && duration.relation != Relation::kAgo &&
      Close(duration.count, InUnit((last - first) / kDayMs, duration)))
    carrying = chosen;
  return Carried(std::move(carrying));
}

bool Checker::AgeFits(const AgeMention& age, const DateTime& at) const {
  if (at.empty() || index_.birth().empty()) return false;
  int years = AgeInYears(index_.birth(), at);
  if (age.decade) return years / 10 * 10 == static_cast<int>(age.years);
  if (age.months >= 0) return std::fabs(MonthsBetween(index_.birth(), at) - age.months) < 1e-9;
  return static_cast<double>(years) == age.years;
}

// At as_of (at death of the deceased), at a date of the sentence, or, where it says so, at a cited fact.
Support Checker::OfAge(const AgeMention& age, const std::vector<std::uint32_t>& chosen) const {
  const Patient& patient = index_.patient();
  DateTime now =
      patient.deceased && !patient.deceased_date.empty() && patient.deceased_date < index_.as_of() ? patient.deceased_date : index_.as_of();
  if (AgeFits(age, now)) return ByDemographics(true);
  for (const DateMention& date : sentence_.dates) {
    if (date.year == 0 || date.month == 0) continue;
    if (auto at = DateTime::FromDate(date.year, date.month, date.day); at && AgeFits(age, *at)) return ByDemographics(true);
  }
  std::vector<std::uint32_t> carrying;
  for (std::uint32_t e : chosen) {
    const auto& said = index_.Words(e).ages;
    bool here = std::any_of(said.begin(), said.end(), [&](const AgeMention& other) {
      return other.years == age.years && other.months == age.months && other.decade == age.decade;
    });
    for (const Fact& fact : index_.evidence(e).facts)
      here = here || ((age.at_event || fact.kind == FactKind::kEncounter) && AgeFits(age, fact.effective.start));
    if (here) carrying.push_back(e);
  }
  return Carried(std::move(carrying));
}

Support Checker::OfSex(const SexMention& sex, const std::vector<std::uint32_t>& chosen) const {
  if (index_.sex() != 0) return ByDemographics(index_.sex() == sex.sex);
  std::vector<std::uint32_t> carrying;
  for (std::uint32_t e : chosen)
    if (index_.Words(e).sexes == sex.sex) carrying.push_back(e);
  return Carried(std::move(carrying));
}

// The name must be of this patient: one of its words is.
Support Checker::OfPerson(Where where) const {
  const std::string& name = index_.patient().name.Reveal(AuditedAccess("verify that a sentence names this patient"));
  if (name.empty()) return ByDemographics(false);
  std::string said = ToLowerAscii(Text(where)), own = ToLowerAscii(name);
  bool any = false;
  for (std::string_view word : Split(said, ' ')) any = any || (!word.empty() && own.find(word) != std::string::npos);
  return ByDemographics(any);
}

Support Checker::OfWord(TermId word, const std::vector<std::uint32_t>& chosen) const {
  std::vector<std::uint32_t> carrying;
  for (std::uint32_t e : chosen)
    if (std::binary_search(index_.Words(e).words.begin(), index_.Words(e).words.end(), word)) carrying.push_back(e);
  return Carried(std::move(carrying));
}

// A status, trend or interpretation of nothing that is named: some cited statement must be so.
Support Checker::OfLoose(AtomKind kind, int value, const std::vector<std::uint32_t>& chosen) const {
  std::vector<std::uint32_t> carrying;
  for (std::uint32_t e : chosen)
    for (const Statement& s : index_.Of(e)) {
      bool holds = (kind == AtomKind::kLooseStatus && (s.status & value) != 0) ||
                   (kind == AtomKind::kLooseTrend && (s.trends & (1 << value)) != 0) ||
                   (kind == AtomKind::kLooseInterpretation && (value & ~s.interpretation) == 0);
      if (holds && (carrying.empty() || carrying.back() != e)) carrying.push_back(e);
    }
  if (!carrying.empty() || kind != AtomKind::kLooseTrend) return Carried(std::move(carrying));
  Group any;  // no name: the series of whatever is cited
  std::vector<Point> series = SeriesOf(index_, any, &chosen);
  bool one_code = !series.empty() && std::all_of(series.begin(), series.end(), [&](const Point& p) {
    return p.statement->fact->code == series.front().statement->fact->code;
  });
  return one_code && TrendHolds(value, series) ? Carried({series.front().evidence, series.back().evidence}) : Support{};
}

// At least one content word in three is the evidence's.
Support Checker::OfOverlap(const std::vector<std::uint32_t>& chosen) const {
  std::vector<std::uint32_t> carrying;
  std::size_t total = sentence_.content.size() + sentence_.syllables.size();
  if (total == 0) return {};
  for (std::uint32_t e : chosen) {
    std::size_t shared = 0;
    const EvidenceWords& words = index_.Words(e);
    for (TermId term : sentence_.content) shared += std::binary_search(words.words.begin(), words.words.end(), term) ? 1u : 0u;
    for (TermId pair : sentence_.syllables) shared += std::binary_search(words.syllables.begin(), words.syllables.end(), pair) ? 1u : 0u;
    if (shared * 3 >= total) carrying.push_back(e);
  }
  return Carried(std::move(carrying));
}

}  // namespace aegle::verify
