#include "access/guarded_store.h"

#include <algorithm>

#include "access/break_glass.h"
#include "access/consent_book.h"
#include "access/directory.h"
#include "access/labels.h"

namespace aegle {
namespace {

tl::unexpected<Error> FailUnknown() { return tl::unexpected(UnknownError()); }
tl::unexpected<Error> FailNotForTasks() { return Fail(ErrorCode::kDenied, "This part of the store is not open here"); }

bool HasLabels(const Consent& consent) { return !consent.labels.empty(); }

}  // namespace

Error UnknownError() { return {ErrorCode::kNotFound, "There is no such thing, or it is not for you", "", "Check the id."}; }

Error DeniedError(const Decision& decision) {
  switch (decision.reason) {
    case Reason::kScope: return {ErrorCode::kDenied, "The token is not for this", "scope", "Make a token with this scope."};
    case Reason::kConsent: return {ErrorCode::kDenied, "The person does not consent to this", "consent", "The consent page of the person has what was agreed on."};
    case Reason::kRelation:
    case Reason::kLabel: return UnknownError();
    case Reason::kAllowed:
    case Reason::kRole: break;
  }
  return {ErrorCode::kDenied, "Your role does not allow this", "role", "Ask an operator of this site."};
}

// ---- what is known

Result<const GuardedStore::Reach*> GuardedStore::GetReach() {
  std::lock_guard lock(mutex_);
  if (reach_) return &*reach_;
  Reach reach;
  auto current = [&](PatientId id) {
    auto patient = base_.GetPatient(id);
    return patient ? patient->id : PatientId();
  };
  if (principal_.role == Role::kClinician || principal_.role == Role::kNurse) {
    AEGLE_TRY(relations, Directory(base_).Relations(principal_.name));
    for (const CareRelation& relation : relations)
      if (relation.until == 0 || now_ < relation.until) reach.in_care.insert(current(relation.patient));
    AEGLE_TRY(entries, BreakGlassBook(base_).All(principal_.name));
    for (const BreakGlass& entry : entries)
      if (entry.active(now_)) reach.break_glass.insert(current(entry.patient));
    reach.in_care.erase(PatientId());
    reach.break_glass.erase(PatientId());
  }
  AEGLE_TRY(consents, base_.Entities("consent"));
  reach.any_consents = !consents.empty();
  reach_ = std::move(reach);
  return &*reach_;
}

Result<const GuardedStore::Person*> GuardedStore::GetPerson(PatientId id) {
  AEGLE_TRY(reach, GetReach());
  std::lock_guard lock(mutex_);
  if (auto known = people_.find(id); known != people_.end()) return known->second.get();
  auto person = std::make_unique<Person>();
  auto patient = base_.GetPatient(id);
  if (!patient && patient.error().code != ErrorCode::kNotFound) return tl::unexpected(patient.error());
  if (patient) {
    person->id = patient->id;
    person->resource = patient->document_span;
    person->in_care = reach->in_care.contains(patient->id);
    person->break_glass = reach->break_glass.contains(patient->id);
    if (reach->any_consents) {
      AEGLE_TRY(consents, ConsentBook(base_).Of(patient->id));
      person->consents = std::move(consents);
    }
  }
  return people_.emplace(id, std::move(person)).first->second.get();
}

Target GuardedStore::TargetOf(const Person& person, Resource resource, SensitivitySet labels) const {
  Target target;
  target.resource = resource;
  target.patient = person.id;
  target.in_care = person.in_care;
  target.break_glass = person.break_glass;
  target.labels = labels;
  target.consent = Evaluate(person.consents, {principal_.purpose, principal_.name, Name(principal_.role), labels, now_});
  return target;
}

Result<Decision> GuardedStore::Check(Resource resource, Action action, PatientId patient) {
  if (patient.empty()) {
    Target target;
    target.resource = resource;
    return Decide(principal_, target, action);
  }
  AEGLE_TRY(person, GetPerson(patient));
  Decision decision = Decide(principal_, TargetOf(*person, resource, {}), action);
  const bool sees_all_people = RuleOf(principal_.role, resource, action) == Rule::kAlways;   // then the store itself says that there is none
  if (person->id.empty() && decision.allowed() && !sees_all_people) return Decision{Reason::kRelation};
  return decision;
}

Result<void> GuardedStore::Require(Resource resource, Action action, PatientId patient) {
  AEGLE_TRY(decision, Check(resource, action, patient));
  if (decision.allowed()) return {};
  return tl::unexpected(DeniedError(decision));
}

Error GuardedStore::Unknown(Error error) const {
  const bool sees_all_people = RuleOf(principal_.role, Resource::kRecord, Action::kRead) == Rule::kAlways;
  return error.code == ErrorCode::kNotFound && !sees_all_people ? UnknownError() : std::move(error);
}

Result<bool> GuardedStore::SeesEverything() {
  if (RuleOf(principal_.role, Resource::kRecord, Action::kRead) != Rule::kAlways) return false;
  AEGLE_TRY(reach, GetReach());
  return !reach->any_consents && principal_.clearance == SensitivitySet::All();
}

bool GuardedStore::SeesAllLabels(const Person& person) const {
  const Rule rule = RuleOf(principal_.role, Resource::kRecord, Action::kRead);
  const bool cleared = rule == Rule::kOwn || principal_.clearance == SensitivitySet::All() || person.break_glass;
  return cleared && (person.break_glass || std::none_of(person.consents.begin(), person.consents.end(), HasLabels));
}

Result<FactFilter> GuardedStore::FilterFor(PatientId patient, FactFilter also) {
  AEGLE_TRY(person, GetPerson(patient));
  if (SeesAllLabels(*person)) return also;
  return FactFilter([this, person = person, also = std::move(also)](const Fact& fact) {
    // A text without facts of its own (its id is empty) could be about anything.
    const SensitivitySet labels = fact.id.empty() ? SensitivitySet::All() : LabelsOf(fact);
    return Decide(principal_, TargetOf(*person, Resource::kRecord, labels), Action::kRead).allowed() && (!also || also(fact));
  });
}

Result<bool> GuardedStore::MaySee(const Fact& fact) {
  AEGLE_TRY(decision, Check(Resource::kRecord, Action::kRead, fact.patient));
  if (!decision.allowed()) return false;
  if (fact.patient.empty()) return principal_.clearance.Contains(LabelsOf(fact));
  AEGLE_TRY(filter, FilterFor(fact.patient, {}));
  return !filter || filter(fact);
}

// ---- people

Result<std::vector<PatientId>> GuardedStore::ListedPatients() {
  AEGLE_TRY(reach, GetReach());
  std::set<PatientId> ids = reach->in_care;
  ids.insert(reach->break_glass.begin(), reach->break_glass.end());
  if (principal_.role == Role::kPatient && !principal_.self.empty()) ids.insert(principal_.self);
  return std::vector<PatientId>(ids.begin(), ids.end());
}

// Counts of what may be seen.
Result<void> GuardedStore::Restrict(PatientSummary& summary) {
  AEGLE_TRY(person, GetPerson(summary.patient.id));
  const bool readable = Decide(principal_, TargetOf(*person, Resource::kRecord, {}), Action::kRead).allowed();
  if (readable && SeesAllLabels(*person)) return {};
  summary.facts = summary.documents = 0;
  summary.first = summary.last = {};
  if (!readable) return {};
  AEGLE_TRY(facts, Facts(summary.patient.id, {}));
  AEGLE_TRY(documents, base_.Documents(summary.patient.id));
  summary.facts = facts.size();
  summary.documents = documents.size();
  for (const Fact& fact : facts) {
    const DateTime& time = fact.effective.start.empty() ? fact.effective.end : fact.effective.start;
    if (time.empty() || fact.kind == FactKind::kPatient) continue;
    if (summary.first.empty() || time < summary.first) summary.first = time;
    if (summary.last.empty() || summary.last < time) summary.last = time;
  }
  return {};
}

Result<std::vector<PatientSummary>> GuardedStore::Patients(const PatientQuery& query) {
  AEGLE_CHECK(Require(Resource::kPatient, Action::kRead, {}));
  PatientQuery limited = query;
  if (RuleOf(principal_.role, Resource::kPatient, Action::kRead) != Rule::kAlways) {
    AEGLE_TRY(listed, ListedPatients());
    if (query.only) std::erase_if(listed, [&](PatientId id) { return std::find(query.only->begin(), query.only->end(), id) == query.only->end(); });
    limited.only = std::move(listed);
  }
  AEGLE_TRY(summaries, base_.Patients(limited));
  AEGLE_TRY(everything, SeesEverything());
  if (!everything)
    for (PatientSummary& summary : summaries) AEGLE_CHECK(Restrict(summary));
  return std::move(summaries);
}

Result<std::uint64_t> GuardedStore::CountPatients(const PatientQuery& query) {
  AEGLE_CHECK(Require(Resource::kPatient, Action::kRead, {}));
  PatientQuery limited = query;
  if (RuleOf(principal_.role, Resource::kPatient, Action::kRead) != Rule::kAlways) {
    AEGLE_TRY(listed, ListedPatients());
    if (query.only) std::erase_if(listed, [&](PatientId id) { return std::find(query.only->begin(), query.only->end(), id) == query.only->end(); });
    limited.only = std::move(listed);
  }
  return base_.CountPatients(limited);
}

Result<Patient> GuardedStore::GetPatient(PatientId id) {
  AEGLE_CHECK(Require(Resource::kPatient, Action::kRead, id));
  return base_.GetPatient(id);
}

Result<PatientSummary> GuardedStore::GetPatientSummary(PatientId id) {
  AEGLE_CHECK(Require(Resource::kPatient, Action::kRead, id));
  AEGLE_TRY(summary, base_.GetPatientSummary(id));
  AEGLE_TRY(everything, SeesEverything());
  if (!everything) AEGLE_CHECK(Restrict(summary));
  return std::move(summary);
}

// ---- facts

Result<std::vector<Fact>> GuardedStore::Facts(PatientId patient, const FactQuery& query) {
  AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, patient));
  FactQuery limited = query;
  AEGLE_TRY(keep, FilterFor(patient, query.keep));
  limited.keep = std::move(keep);
  return base_.Facts(patient, limited);
}

Result<Fact> GuardedStore::GetFact(FactId id) {
  AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, {}));
  auto fact = base_.GetFact(id);
  if (!fact) return tl::unexpected(Unknown(std::move(fact.error())));
  if (!fact->patient.empty()) AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, fact->patient));
  AEGLE_TRY(visible, MaySee(*fact));
  if (!visible) return FailUnknown();
  return fact;
}

Result<std::vector<SearchHit>> GuardedStore::Search(PatientId patient, std::string_view text, int limit, const FactFilter& keep) {
  AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, patient));
  AEGLE_TRY(filter, FilterFor(patient, keep));
  return base_.Search(patient, text, limit, filter);
}

Result<void> GuardedStore::PutVectors(std::string_view model, const std::vector<std::pair<FactId, std::vector<float>>>& vectors) {
  for (const auto& entry : vectors) {
    AEGLE_TRY(fact, GetFact(entry.first));
    AEGLE_CHECK(Require(Resource::kTask, Action::kGenerate, fact.patient));
  }
  return base_.PutVectors(model, vectors);
}

Result<std::vector<std::pair<FactId, std::vector<float>>>> GuardedStore::Vectors(PatientId patient, std::string_view model) {
  AEGLE_CHECK(Require(Resource::kRecord, Action::kRead, patient));
  AEGLE_TRY(vectors, base_.Vectors(patient, model));
  AEGLE_TRY(person, GetPerson(patient));
  if (SeesAllLabels(*person)) return std::move(vectors);
  AEGLE_TRY(facts, Facts(patient, {}));
  std::set<FactId> visible;
  for (const Fact& fact : facts) visible.insert(fact.id);
  std::erase_if(vectors, [&](const auto& entry) { return !visible.contains(entry.first); });
  return std::move(vectors);
}

PatientId GuardedStore::OwnerOf(FactId id) {
  auto fact = base_.GetFact(id);
  return fact ? fact->patient : PatientId();
}

PatientId GuardedStore::OwnerOf(AnswerId id) {
  auto answer = base_.GetAnswer(id);
  return answer ? answer->patient : PatientId();
}

// ---- what is not for tasks and routes

Result<std::unique_ptr<ImportSession>> GuardedStore::BeginImport(const Document& document) {
  AEGLE_CHECK(Require(Resource::kImport, Action::kWrite, {}));
  AEGLE_TRY(session, base_.BeginImport(document));
  Remember(session->document());
  return std::move(session);
}

Result<std::optional<Document>> GuardedStore::FindDocument(std::string_view source, std::string_view sha256) {
  AEGLE_CHECK(Require(Resource::kImport, Action::kWrite, {}));
  AEGLE_TRY(found, base_.FindDocument(source, sha256));
  if (found) Remember(found->id);   // who knows the digest has the bytes
  return std::move(found);
}

void GuardedStore::Remember(DocumentId id) {
  std::lock_guard lock(mutex_);
  given_.insert(id);
}

bool GuardedStore::Gave(DocumentId id) {
  std::lock_guard lock(mutex_);
  return given_.contains(id);
}

Result<std::optional<std::string>> GuardedStore::GetSetting(std::string_view name) {
  AEGLE_CHECK(Require(Resource::kSite, Action::kRead, {}));
  return base_.GetSetting(name);
}
Result<void> GuardedStore::PutSetting(std::string_view name, std::string_view value) {
  AEGLE_CHECK(Require(Resource::kSite, Action::kWrite, {}));
  return base_.PutSetting(name, value);
}
Result<JobId> GuardedStore::SaveJob(const StoredJob& job) {
  AEGLE_CHECK(Require(Resource::kSite, Action::kWrite, {}));
  return base_.SaveJob(job);
}
Result<std::vector<StoredJob>> GuardedStore::Jobs() {
  AEGLE_CHECK(Require(Resource::kSite, Action::kRead, {}));
  return base_.Jobs();
}
Result<void> GuardedStore::SetIndexed(PatientId, bool) { return FailNotForTasks(); }
Result<IndexedRows> GuardedStore::CountIndexed(PatientId) { return FailNotForTasks(); }

Result<void> GuardedStore::Verify() {
  AEGLE_CHECK(Require(Resource::kSite, Action::kRead, {}));
  return base_.Verify();
}

// The size of a site is nobody's business who sees a part of it.
Result<StoreStatistics> GuardedStore::Statistics() {
  AEGLE_CHECK(Require(Resource::kStatus, Action::kRead, {}));
  AEGLE_TRY(statistics, base_.Statistics());
  AEGLE_TRY(everything, SeesEverything());
  if (everything) return statistics;
  statistics.patients = statistics.documents = statistics.facts = statistics.bytes_of_originals = 0;
  if (RuleOf(principal_.role, Resource::kPatient, Action::kRead) == Rule::kNever) return statistics;
  AEGLE_TRY(count, CountPatients({}));
  PatientQuery all;
  all.limit = static_cast<int>(std::min<std::uint64_t>(count, 100'000));
  AEGLE_TRY(summaries, Patients(all));
  AEGLE_TRY(documents, Documents(std::nullopt));
  statistics.patients = count;
  statistics.documents = documents.size();
  for (const PatientSummary& summary : summaries) statistics.facts += summary.facts;
  return statistics;
}

}  // namespace aegle
