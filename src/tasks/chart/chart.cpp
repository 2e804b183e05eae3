#include "tasks/chart/chart.h"

#include <algorithm>

#include "base/text.h"

namespace aegle {
namespace {

constexpr Instant kNever = INT64_MAX;

// The latest moment that the fact itself reports and that is not after `now`.
void TakeNewest(const DateTime& time, Instant now, DateTime& newest) {
  if (time.empty() || time.start() > now) return;
  if (newest.empty() || newest < time) newest = time;
}

DateTime NewestTime(const std::vector<Fact>& facts, Instant now) {
  DateTime newest;
  for (const Fact& fact : facts) {
    if (fact.kind == FactKind::kPatient) continue;
    TakeNewest(fact.effective.start, now, newest);
    TakeNewest(fact.effective.end, now, newest);
    TakeNewest(fact.recorded, now, newest);
  }
  return newest;
}

bool Visible(const Fact& fact, const DateTime& as_of) {
  if (fact.status == FactStatus::kEnteredInError) return false;
  if (as_of.empty()) return true;
  Instant limit = as_of.end();
  const DateTime& time = TimeOf(fact);
  if (time.empty() || time.start() < limit || time.start() == as_of.start()) return true;
  return fact.status == FactStatus::kPlanned && !fact.recorded.empty() && fact.recorded.start() < limit;
}

// The resource of a measurement in parts says nothing itself; its parts do.
bool IsEmptyParent(const std::vector<Fact>& facts, std::size_t at) {
  const Fact& fact = facts[at];
  if (fact.part != 0 || fact.value.index() != 0 || at + 1 >= facts.size()) return false;
  const Fact& next = facts[at + 1];
  return next.part > 0 && SameResource(fact, next);
}

}  // namespace

const DateTime& TimeOf(const Fact& fact) {
  if (!fact.effective.start.empty()) return fact.effective.start;
  return fact.effective.end.empty() ? fact.recorded : fact.effective.end;
}

std::string KeyOf(const Fact& fact) {
  if (!fact.code.code.empty()) return fact.code.system + "|" + fact.code.code;
  return ToLowerAscii(fact.name());
}

bool SameResource(const Fact& a, const Fact& b) { return a.resource == b.resource && a.source.document == b.source.document; }

Result<Chart> Chart::Load(Store& store, PatientId patient, const std::optional<DateTime>& as_of, Instant now) {
  AEGLE_TRY(person, store.GetPatient(patient));
  AEGLE_TRY(facts, store.Facts(patient, FactQuery{}));
  return Chart(std::move(person), std::move(facts), as_of, now);
}

Chart::Chart(Patient patient, std::vector<Fact> facts, const std::optional<DateTime>& as_of, Instant now)
    : patient_(std::move(patient)), owned_(std::move(facts)), by_kind_(kFactKindCount) {
  as_of_ = as_of ? *as_of : NewestTime(owned_, now == 0 ? kNever : now);
  // Components stand beside their resource here, before the facts are put in the order of time.
  std::sort(owned_.begin(), owned_.end(), [](const Fact& a, const Fact& b) {
    if (a.source.document != b.source.document) return a.source.document < b.source.document;
    if (a.resource.logical_id != b.resource.logical_id) return a.resource.logical_id < b.resource.logical_id;
    if (a.resource.type != b.resource.type) return a.resource.type < b.resource.type;
    return a.part != b.part ? a.part < b.part : a.source.begin < b.source.begin;
  });
  facts_.reserve(owned_.size());
  for (std::size_t i = 0; i < owned_.size(); ++i)
    if (Visible(owned_[i], as_of_) && !IsEmptyParent(owned_, i)) facts_.push_back(&owned_[i]);
  std::stable_sort(facts_.begin(), facts_.end(), [](const Fact* a, const Fact* b) {
    if (TimeOf(*a).start() != TimeOf(*b).start()) return TimeOf(*a) < TimeOf(*b);
    return a->id < b->id;
  });
  for (const Fact* fact : facts_) by_kind_[static_cast<std::size_t>(fact->kind)].push_back(fact);
}

std::optional<int> Chart::age() const {
  if (patient_.birth_date.empty() || as_of_.empty()) return std::nullopt;
  const DateTime& at = patient_.deceased_date.empty() || as_of_ < patient_.deceased_date ? as_of_ : patient_.deceased_date;
  int years = AgeInYears(patient_.birth_date, at);
  return years < 0 ? std::nullopt : std::optional(years);
}

}  // namespace aegle
