#include "access/consent_book.h"

#include <algorithm>
#include <set>

#include "access/json.h"

namespace aegle {
namespace {

constexpr std::string_view kKind = "consent";

std::string Prefix(PatientId patient) { return patient.ToString() + "/"; }

// Nobody in particular, nothing in particular: what index and queues follow.
ConsentVerdict ForEverybody(const std::vector<Consent>& consents, Purpose purpose, Instant now) {
  return Evaluate(consents, {purpose, "", "", {}, now});
}

// Whether `wide` speaks of everything that `narrow` speaks of. An empty list stands for all.
template <class T>
bool Includes(const std::vector<T>& wide, const std::vector<T>& narrow) {
  auto has = [&](const T& value) { return std::find(wide.begin(), wide.end(), value) != wide.end(); };
  return wide.empty() || (!narrow.empty() && std::all_of(narrow.begin(), narrow.end(), has));
}

bool Covers(const Consent& wide, const Consent& narrow) {
  bool labels = wide.labels.empty() || (!narrow.labels.empty() && wide.labels.Contains(narrow.labels));
  return labels && Includes(wide.purposes, narrow.purposes) && Includes(wide.actors, narrow.actors);
}

}  // namespace

std::string ToJson(const WithdrawalProof& proof) {
  return DumpAccessJson({{"holds", proof.holds()},
                         {"removed", {{"search", proof.removed.search}, {"vectors", proof.removed.vectors}, {"training", proof.queue_removed}}},
                         {"left", {{"search", proof.left.search}, {"vectors", proof.left.vectors}, {"training", proof.queue_left}}}});
}

Result<std::vector<Consent>> ConsentBook::Of(PatientId patient) {
  AEGLE_TRY(summary, store_.GetPatientSummary(patient));
  std::vector<PatientId> ids = summary.merged;
  ids.push_back(summary.patient.id);
  std::vector<Consent> consents;
  for (PatientId id : ids) {
    AEGLE_TRY(entities, store_.Entities(kKind, Prefix(id)));
    for (const Entity& entity : entities) {
      AEGLE_TRY(consent, ParseConsent(entity.json));
      consents.push_back(std::move(consent));
    }
  }
  std::stable_sort(consents.begin(), consents.end(), [](const Consent& a, const Consent& b) { return a.recorded < b.recorded; });
  return consents;
}

Result<Consent> ConsentBook::Get(std::string_view id) {
  AEGLE_TRY(entity, store_.GetEntity(kKind, id));
  return ParseConsent(entity.json);
}

Result<void> ConsentBook::End(const Consent& consent, Instant now) {
  AEGLE_TRY(entity, store_.GetEntity(kKind, consent.id));
  Consent ended = consent;
  ended.withdrawn = now;
  AEGLE_CHECK(store_.PutEntity({entity.kind, entity.key, entity.version, ToJson(ended), 0}));
  return {};
}

Result<Consent> ConsentBook::Add(Consent consent, Instant now) {
  AEGLE_TRY(before, Of(consent.patient));
  consent.id = Prefix(consent.patient) + "c" + std::to_string(before.size() + 1);
  consent.recorded = now;
  AEGLE_CHECK(store_.PutEntity({std::string(kKind), consent.id, 0, ToJson(consent), 0}));
  return consent;
}

Result<Consent> ConsentBook::Grant(Consent consent, Instant now) {
  AEGLE_TRY(patient, store_.GetPatient(consent.patient));
  consent.patient = patient.id;
  AEGLE_TRY(before, Of(consent.patient));
  for (const Consent& other : before)
    if (IsInForce(other, now) && other.kind != consent.kind && Covers(consent, other)) AEGLE_CHECK(End(other, now));
  AEGLE_TRY(added, Add(std::move(consent), now));
  AEGLE_CHECK(Reconcile(added.patient, now));
  return added;
}

Result<WithdrawalProof> ConsentBook::Withdraw(PatientId id, Purpose purpose, const std::string& by, const std::string& note, Instant now) {
  AEGLE_TRY(patient, store_.GetPatient(id));
  AEGLE_TRY(before, Of(patient.id));
  AEGLE_TRY(rows, CountLeft(patient.id));
  Consent refusal;
  refusal.patient = patient.id;
  refusal.kind = ConsentKind::kRefuse;
  refusal.purposes = {purpose};
  refusal.recorded_by = by;
  refusal.note = note;
  AEGLE_CHECK(Add(std::move(refusal), now));  // first: from here on the decision is no
  for (const Consent& other : before) {
    bool only_this = other.purposes == std::vector<Purpose>{purpose};
    if (other.kind == ConsentKind::kPermit && IsInForce(other, now) && only_this) AEGLE_CHECK(End(other, now));
  }
  AEGLE_CHECK(Reconcile(patient.id, now));
  AEGLE_TRY(proof, CountLeft(patient.id));
  if (purpose == Purpose::kTreatment) proof.removed = rows.left;
  if (purpose != Purpose::kTreatment) proof.left = {};  // index and vectors serve treatment and stay
  proof.queue_removed = rows.queue_left - proof.queue_left;
  if (purpose == Purpose::kResearch) proof.queue_left = 0;
  if (!proof.holds())
    return Fail(ErrorCode::kIntegrity, "The withdrawal is recorded, but rows of the person are left: " + ToJson(proof), patient.id.ToString(),
                "Withdraw again; if it stays so, restore the store from a backup.");
  return proof;
}

Result<WithdrawalProof> ConsentBook::CountLeft(PatientId patient) {
  WithdrawalProof proof;
  AEGLE_TRY(rows, store_.CountIndexed(patient));
  AEGLE_TRY(queue, store_.Entities(kTrainingQueue, Prefix(patient)));
  proof.left = rows;
  proof.queue_left = queue.size();
  return proof;
}

Result<std::uint64_t> ConsentBook::ClearQueue(PatientId patient) {
  AEGLE_TRY(queue, store_.Entities(kTrainingQueue, Prefix(patient)));
  for (const Entity& entity : queue) AEGLE_CHECK(store_.RemoveEntity(entity.kind, entity.key, entity.version));
  return queue.size();
}

Result<bool> ConsentBook::Reconcile(PatientId patient, Instant now) {
  AEGLE_TRY(consents, Of(patient));
  AEGLE_TRY(rows, store_.CountIndexed(patient));
  const bool may_index = ForEverybody(consents, Purpose::kTreatment, now) != ConsentVerdict::kDenied;
  const bool may_train = may_index && ForEverybody(consents, Purpose::kTraining, now) == ConsentVerdict::kPermitted;
  bool nothing_done = true;
  if (!may_index) {
    AEGLE_CHECK(store_.SetIndexed(patient, false));  // also where nothing is there: nothing is to be added either
    nothing_done = rows == IndexedRows{};
  }
  if (may_index && rows.search == 0) {
    AEGLE_CHECK(store_.SetIndexed(patient, true));
    AEGLE_TRY(after, store_.CountIndexed(patient));
    nothing_done = after.search == 0;  // a record without a word stays as it is
  }
  if (may_train) return nothing_done;
  AEGLE_TRY(removed, ClearQueue(patient));
  return nothing_done && removed == 0;
}

Result<bool> ConsentBook::ReconcileAll(Instant now) {
  AEGLE_TRY(entities, store_.Entities(kKind));
  std::set<PatientId> patients;
  for (const Entity& entity : entities) {
    AEGLE_TRY(consent, ParseConsent(entity.json));
    patients.insert(consent.patient);
  }
  bool nothing_done = true;
  for (PatientId patient : patients) {
    AEGLE_TRY(same, Reconcile(patient, now));
    nothing_done = nothing_done && same;
  }
  return nothing_done;
}

}  // namespace aegle
