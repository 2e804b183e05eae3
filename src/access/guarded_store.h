// GuardedStore: the store as one principal may see it. Tasks and routes get this one, and so cannot see another row.
//
//   AEGLE_TRY(guarded, GuardedStore::Open(store, principal, Now()));
//   TaskContext context{*guarded, chat, embed};       // retrieval, counts, vectors: everything is filtered below
//
// Made for one request: relations, emergency access and consents are read once, when they are first needed.
// A row that may not be seen answers as an id that does not exist, with the same error. Where the principal knows of the person,
// but a consent, role or scope stands against it, the error is kDenied and says which.
// Of an original only the items that may be seen are shown; all other bytes are blanks (line ends stay), so that offsets hold.
// Of the entities only those of answers (kind "draft", key "p17/a3") are open, under the rights of the answer; settings and upkeep
// need their own rights. Any thread. `base` outlives it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/consent.h"
#include "access/decide.h"
#include "store/store.h"

namespace aegle {

class GuardedStore final : public Store {
 public:
  GuardedStore(Store& base, Principal principal, Instant now) : base_(base), principal_(std::move(principal)), now_(now) {}

  [[nodiscard]] const Principal& principal() const { return principal_; }
  // The decision about one person, or about nobody in particular. `patient` may be an earlier id of the person.
  // An unknown person is decided as one without relation.
  [[nodiscard]] Result<Decision> Check(Resource resource, Action action, PatientId patient);
  // kNotFound as for an unknown id, or kDenied with the reason, where Check says no.
  Result<void> Require(Resource resource, Action action, PatientId patient);
  // Whose it is, seen by the principal or not: for the audit and for deciding before anything is read. None: unknown, or nobody's.
  [[nodiscard]] PatientId OwnerOf(FactId id);
  [[nodiscard]] PatientId OwnerOf(AnswerId id);

  Result<std::unique_ptr<ImportSession>> BeginImport(const Document& document) override;
  Result<std::optional<Document>> FindDocument(std::string_view source, std::string_view sha256) override;
  Result<std::vector<PatientSummary>> Patients(const PatientQuery& query) override;
  Result<std::uint64_t> CountPatients(const PatientQuery& query) override;
  Result<Patient> GetPatient(PatientId id) override;
  Result<PatientSummary> GetPatientSummary(PatientId id) override;
  Result<std::vector<Fact>> Facts(PatientId patient, const FactQuery& query) override;
  Result<Fact> GetFact(FactId id) override;
  Result<std::vector<SearchHit>> Search(PatientId patient, std::string_view text, int limit, const FactFilter& keep = {}) override;
  Result<std::vector<Document>> Documents(std::optional<PatientId> patient) override;
  Result<Document> GetDocument(DocumentId id) override;
  Result<std::string> ReadBytes(DocumentId id, std::uint64_t begin, std::uint64_t end) override;
  Result<ImportLedger> GetLedger(DocumentId id) override;
  Result<std::vector<ItemSpan>> Items(DocumentId id, std::uint64_t begin, std::uint64_t end) override;
  Result<AnswerId> SaveAnswer(const StoredAnswer& answer) override;
  Result<StoredAnswer> GetAnswer(AnswerId id) override;
  Result<std::vector<StoredAnswer>> Answers(PatientId patient) override;
  Result<std::optional<std::string>> GetSetting(std::string_view name) override;
  Result<void> PutSetting(std::string_view name, std::string_view value) override;
  Result<JobId> SaveJob(const StoredJob& job) override;
  Result<std::vector<StoredJob>> Jobs() override;
  Result<void> PutVectors(std::string_view model, const std::vector<std::pair<FactId, std::vector<float>>>& vectors) override;
  Result<std::vector<std::pair<FactId, std::vector<float>>>> Vectors(PatientId patient, std::string_view model) override;
  Result<Entity> GetEntity(std::string_view kind, std::string_view key) override;
  Result<std::vector<Entity>> Entities(std::string_view kind, std::string_view key_prefix = {}) override;
  Result<std::int64_t> PutEntity(const Entity& entity) override;
  Result<void> RemoveEntity(std::string_view kind, std::string_view key, std::int64_t version) override;
  Result<void> SetIndexed(PatientId patient, bool indexed) override;
  Result<IndexedRows> CountIndexed(PatientId patient) override;
  Result<StoreStatistics> Statistics() override;
  Result<void> Verify() override;

 private:
  // What is known about the principal and one person.
  struct Person {
    PatientId id;  // the current id; none: there is no such person
    SourceSpan resource;  // the bytes that say who it is
    bool in_care = false, break_glass = false;
    std::vector<Consent> consents;
  };
  struct Reach {
    std::set<PatientId> in_care, break_glass;
    bool any_consents = false;  // of anybody
  };

  Result<const Reach*> GetReach();
  Result<const Person*> GetPerson(PatientId id);
  [[nodiscard]] Target TargetOf(const Person& person, Resource resource, SensitivitySet labels) const;
  // The error for an id that is not there: who does not see all people gets the same for what is not for them.
  [[nodiscard]] Error Unknown(Error error) const;
  // Every row of every person, without a look at each.
  Result<bool> SeesEverything();
  // Whether no fact of a person who may be read has to be looked at.
  [[nodiscard]] bool SeesAllLabels(const Person& person) const;
  Result<FactFilter> FilterFor(PatientId patient, FactFilter also);
  Result<bool> MaySee(const Fact& fact);
  Result<bool> MaySeeItem(const ItemSpan& item);
  Result<bool> MaySeeDocument(DocumentId id);
  Result<bool> MaySeeAnswer(const StoredAnswer& answer);
  Result<bool> MaySeeEntity(const Entity& entity);
  // Originals that the principal puts in during this request: their name and ledger are no secret to him, their bytes follow the rules.
  void Remember(DocumentId id);
  [[nodiscard]] bool Gave(DocumentId id);
  Result<std::vector<PatientId>> ListedPatients();
  Result<void> Restrict(PatientSummary& summary);

  Store& base_;
  const Principal principal_;
  const Instant now_;
  std::mutex mutex_;  // of what follows
  std::optional<Reach> reach_;
  std::map<PatientId, std::unique_ptr<const Person>> people_;
  std::set<DocumentId> given_;
};

// As a person reads it: "The person did not consent to this", for errors and the audit.
[[nodiscard]] Error DeniedError(const Decision& decision);
[[nodiscard]] Error UnknownError();

}  // namespace aegle
