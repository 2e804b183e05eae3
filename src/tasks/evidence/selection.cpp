#include "tasks/evidence/selection.h"

#include <algorithm>
#include <set>

#include "tasks/evidence/evidence_set.h"
#include "tasks/render/terms.h"
#include "tasks/render/values.h"

namespace aegle {
namespace {

constexpr int kLabelTokens = 6;   // "[f12] " and a line feed
constexpr Instant kCriticalAge = 3 * kDayMs;

// Takes facts whole while the budget lasts, and counts what it leaves.
class Packer {
 public:
  Packer(Language language, int budget) : language_(language), left_(budget) {}

  void Charge(const Fact& fact) { left_ -= Cost(fact); }
  void Charge(const FactList& facts) {
    for (const Fact* fact : facts) Charge(*fact);
  }
  template <class Item>
  void Keep(std::vector<Item>& items, std::size_t most, Phrase what) {
    std::size_t kept = 0;
    while (kept < items.size() && kept < most && Cost(FactOf(items[kept])) <= left_) Charge(FactOf(items[kept++]));
    Leave(items.size() - kept, what);
    items.resize(kept);
  }
  void Leave(std::size_t count, Phrase what) {
    if (count == 0) return;
    std::string words(Words(what, language_));
    for (LeftOut& line : left_out_)
      if (line.what == words) {
        line.count += static_cast<int>(count);
        return;
      }
    left_out_.push_back({words, static_cast<int>(count)});
  }
  [[nodiscard]] std::vector<LeftOut> Take() { return std::move(left_out_); }

 private:
  static const Fact& FactOf(const Fact* fact) { return *fact; }
  static const Fact& FactOf(const Flagged& flagged) { return *flagged.fact; }
  static const Fact& FactOf(const Trend& trend) { return *trend.facts.back(); }
  int Cost(const Fact& fact) const { return EstimateTokens(RenderFact(fact, language_)) + kLabelTokens; }

  Language language_;
  int left_;
  std::vector<LeftOut> left_out_;
};

bool IsResult(const Fact& fact) { return fact.kind == FactKind::kLaboratory || fact.kind == FactKind::kVitalSign; }

bool IsEvent(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::kProcedure:
    case FactKind::kCondition:
    case FactKind::kImmunization: return fact.assertion != Assertion::kFamily;
    case FactKind::kReport:
    case FactKind::kImaging: return fact.status != FactStatus::kPreliminary && fact.status != FactStatus::kPlanned;
    case FactKind::kMedication: return fact.resource.type == "MedicationAdministration";
    default: return false;
  }
}

// Reports whose text says nothing but their name ("Lipid Panel") repeat their results.
bool SaysSomething(const Fact& fact) {
  return fact.kind != FactKind::kReport || !SaidText(fact).empty() || !std::holds_alternative<std::monostate>(fact.value);
}

void TakeEpisode(const Chart& chart, Selection& s) {
  FactList vitals;
  for (const Fact* fact : s.episode.facts) {
    const Term* term = TermOf(*fact);
    if (term && term->key == "acuity") s.acuity = fact;
    if (fact->kind == FactKind::kVitalSign || fact->kind == FactKind::kObservation) vitals.push_back(fact);
    Interpretation flag = IsResult(*fact) ? Judge(*fact, chart.age()) : Interpretation::kNone;
    if (IsResult(*fact) && IsAbnormal(flag)) s.course_results.push_back({fact, flag});
    if (IsResult(*fact) && IsCritical(flag)) s.critical.push_back({fact, flag});
    if (IsEvent(*fact) && SaysSomething(*fact)) s.course_events.push_back(fact);
    if (fact->kind == FactKind::kNote) s.notes.push_back(fact);
  }
  s.news2 = ScoreNews2(vitals, chart.age());
}

// Of every series the newest value: abnormal ones of the last year are never left out.
void TakeNewest(const Chart& chart, Selection& s) {
  for (FactKind kind : {FactKind::kVitalSign, FactKind::kLaboratory})
    for (const Series& series : FindSeries(chart, kind)) {
      const Fact& latest = series.latest();
      Flagged flagged{&latest, Judge(latest, chart.age())};
      bool recent = TimeOf(latest).start() >= chart.as_of().start() - kAbnormalAge;
      (recent && IsAbnormal(flagged.flag) ? s.abnormal : s.normal).push_back(flagged);
      bool known = std::any_of(s.critical.begin(), s.critical.end(), [&](const Flagged& c) { return c.fact == &latest; });
      if (IsCritical(flagged.flag) && !known && TimeOf(latest).start() >= chart.as_of().start() - kCriticalAge) s.critical.push_back(flagged);
      Trend trend = FindTrend(series);
      if (trend.direction != Direction::kNone && recent) s.trends.push_back(std::move(trend));
    }
  if (s.news2) return;
  s.news2 = ScoreNews2(chart.OfKind(FactKind::kVitalSign), chart.age());
}

// Trends of what is abnormal come first.
void OrderTrends(Selection& s) {
  std::stable_partition(s.trends.begin(), s.trends.end(), [&](const Trend& trend) {
    return std::any_of(s.abnormal.begin(), s.abnormal.end(), [&](const Flagged& item) { return item.fact == trend.facts.back(); });
  });
}

FactList NewestFirst(FactList facts) {
  std::reverse(facts.begin(), facts.end());
  return facts;
}

void TakeBackground(const Chart& chart, Selection& s) {
  std::set<const Fact*> shown(s.course_events.begin(), s.course_events.end());
  for (const Fact* fact : NewestFirst(chart.OfKind(FactKind::kProcedure)))
    if (!shown.contains(fact) && fact->status != FactStatus::kCancelled) s.procedures.push_back(fact);
  for (FactKind kind : {FactKind::kImaging, FactKind::kReport})
    for (const Fact* fact : NewestFirst(chart.OfKind(kind)))
      if (!shown.contains(fact) && SaysSomething(*fact) && fact->status == FactStatus::kFinal) s.reports.push_back(fact);
  s.immunizations = NewestFirst(chart.OfKind(FactKind::kImmunization));
  s.encounters = FindEncounters(chart);
  std::erase_if(s.encounters, [&](const Fact* encounter) {
    return std::find(s.episode.encounters.begin(), s.episode.encounters.end(), encounter) != s.episode.encounters.end();
  });
}

void Pack(Selection& s, Packer& packer) {
  packer.Charge(s.allergies.present);
  packer.Charge(s.medications.current);
  packer.Charge(s.medications.on_hold);
  packer.Charge(s.problems.active);
  packer.Charge(s.pending);
  for (const Flagged& item : s.abnormal) packer.Charge(*item.fact);
  for (const Flagged& item : s.course_results) packer.Charge(*item.fact);
  packer.Charge(s.episode.encounters);
  packer.Keep(s.problems.possible, 20, Phrase::kLeftProblems);
  packer.Keep(s.course_events, 60, Phrase::kLeftProcedures);
  packer.Keep(s.notes, 12, Phrase::kLeftNotes);
  packer.Keep(s.trends, 8, Phrase::kLeftResults);
  packer.Keep(s.orders, 20, Phrase::kLeftOrders);
  packer.Keep(s.plans, 10, Phrase::kLeftOrders);
  packer.Keep(s.medications.stopped, 15, Phrase::kLeftMedications);
  packer.Keep(s.normal, 24, Phrase::kLeftResults);
  packer.Keep(s.social, 6, Phrase::kLeftHistory);
  packer.Keep(s.family, 10, Phrase::kLeftHistory);
  packer.Keep(s.reports, 8, Phrase::kLeftReports);
  packer.Keep(s.problems.past, 15, Phrase::kLeftProblems);
  packer.Keep(s.procedures, 10, Phrase::kLeftProcedures);
  packer.Keep(s.encounters, 5, Phrase::kLeftEncounters);
  packer.Keep(s.immunizations, 6, Phrase::kLeftImmunizations);
  packer.Leave(static_cast<std::size_t>(s.problems.repeated + s.medications.repeated), Phrase::kLeftRepeated);
  packer.Leave(static_cast<std::size_t>(s.medications.stopped_earlier), Phrase::kLeftMedications);
}

}  // namespace

Selection Select(const Chart& chart, Language language, int budget) {
  Selection s;
  s.problems = FindProblems(chart);
  s.allergies = FindAllergies(chart);
  s.medications = FindMedications(chart);
  s.code_status = FindCodeStatus(chart);
  s.episode = FindEpisode(chart);
  s.pending = FindPending(chart);
  s.orders = FindOpenOrders(chart);
  s.plans = FindCarePlans(chart);
  s.social = FindSocialHistory(chart);
  s.family = FindFamilyHistory(chart);
  TakeEpisode(chart, s);
  TakeNewest(chart, s);
  OrderTrends(s);
  TakeBackground(chart, s);
  Packer packer(language, budget);
  Pack(s, packer);
  s.left_out = packer.Take();
  return s;
}

}  // namespace aegle
