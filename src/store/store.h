// Store: originals, facts, full-text index, answers, jobs and settings. Read this first.
//
// What a call has acknowledged is durable (fsync'd) and survives kill -9. Every method may be called from any thread.
// Errors: kNotFound, kConflict, kNoSpace, kIo, kIntegrity; a method lists only what is special to it.
// SQLite (store/sqlite_store.h) is the default; PostgreSQL comes behind the same interface.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "readers/reader.h"
#include "record/fact.h"
#include "record/patient.h"

namespace aegle {

// An input as it came, kept byte for byte.
struct Document {
  DocumentId id;
  std::string name;        // file name without folders
  std::string format;      // as Reader::format
  std::string media_type;  // "application/fhir+json", "text/plain"
  std::string encoding;    // of text: "utf-8", "cp949" (then `text_document` has it as UTF-8)
  std::uint64_t bytes = 0;
  std::string sha256;  // hex
  Instant imported = 0;
  std::string source;  // name of the system it came from
};

// Collects the items of one input and makes them durable in groups.
//   Append bytes and Take items in any interleaving; an item's span must lie within the bytes by the time of Commit.
// An item that is already there with the same content changes nothing; one with other content becomes a new version,
// and the facts of the older one are kept as superseded. One session at a time a store (others wait); one thread.
// It ends when it is destroyed, and must not outlive its store.
class ImportSession : public FactSink {
 public:
  [[nodiscard]] virtual DocumentId document() const = 0;
  virtual Result<void> AppendBytes(std::string_view bytes) = 0;
  Result<void> Take(ReadItem&& item) override = 0;
  // Makes what was taken so far durable; called by the driver from time to time.
  virtual Result<void> Flush() = 0;
  // Ends the import: stores the ledger with the document.
  virtual Result<void> Commit(const ImportLedger& ledger) = 0;
  struct Counts {
    std::uint64_t added = 0, updated = 0, unchanged = 0;
  };
  [[nodiscard]] virtual Counts counts() const = 0;
};

struct PatientSummary {
  Patient patient;
  std::uint64_t facts = 0, documents = 0;
  DateTime first, last;  // of its facts
  std::vector<PatientId> merged = {};  // earlier ids that lead to the same person; only where one person was asked for
};

struct PatientQuery {
  std::string text = {};  // part of a name or identifier, empty for all
  int limit = 50;
  int offset = 0;
  std::optional<std::vector<PatientId>> only = {};  // nobody else is listed or counted
};

// Which facts a query may see. Called below everything that counts, scores or cuts at a limit. A text that has no facts of its
// own is asked about as a fact of kind kOther with this text and the type of its resource.
using FactFilter = std::function<bool(const Fact&)>;

struct FactQuery {
  std::vector<FactKind> kinds = {};           // empty for all
  std::string code = {};                      // exact code, empty for all
  std::optional<Instant> from = {}, to = {};  // of the effective time: [from, to)
  bool superseded = false;                    // also older versions
  bool newest_first = false;
  std::int64_t limit = -1;
  FactFilter keep = {};  // empty: all
};

struct SearchHit {
  FactId fact;  // none where the hit is a document without facts
  DocumentId document;
  SourceSpan span;
  double score = 0;     // larger is better
  std::string snippet;  // UTF-8, with the found words between \x02 and \x03
};

struct StoredAnswer {
  AnswerId id;
  PatientId patient;
  std::string task;
  Instant created = 0;
  std::string json;  // the Answer as tasks/answer_json writes it
};

struct StoredJob {
  JobId id;
  std::string kind;
  std::string state;  // "queued", "running", "done", "failed", "cancelled"
  std::string data;   // what the job needs to go on after a restart
  Progress progress;
  std::string error;
  Instant created = 0, updated = 0;
};

// A small record of another module (a user, a consent, a draft): JSON that the store does not read.
// Versions grow over all entities of the store and are never used again, also not after a removal.
struct Entity {
  std::string kind, key;
  std::int64_t version = 0;
  std::string json;
  Instant updated = 0;
};

// An item of an original: the bytes of one resource, whose they are, and the facts that came of them.
struct ItemSpan {
  SourceSpan span;
  PatientId patient;  // none where it is about nobody
  FactId first;
  std::int64_t facts = 0;
};

// What the index holds of one person.
struct IndexedRows {
  std::uint64_t search = 0, vectors = 0;
  friend bool operator==(const IndexedRows&, const IndexedRows&) = default;
};

struct StoreStatistics {
  std::uint64_t patients = 0, documents = 0, facts = 0, bytes_of_originals = 0, bytes_on_disk = 0;
  int schema_version = 0;
  std::string cipher;
};

class Store {
 public:
  virtual ~Store() = default;

  // -- import
  // `sha256` empty where it is not known beforehand (standard input). Where the same bytes were imported before from the same
  // source, the session belongs to the document that is there.
  virtual Result<std::unique_ptr<ImportSession>> BeginImport(const Document& document) = 0;
  virtual Result<std::optional<Document>> FindDocument(std::string_view source, std::string_view sha256) = 0;

  // -- reading
  virtual Result<std::vector<PatientSummary>> Patients(const PatientQuery& query) = 0;
  virtual Result<std::uint64_t> CountPatients(const PatientQuery& query) = 0;
  virtual Result<Patient> GetPatient(PatientId id) = 0;
  virtual Result<PatientSummary> GetPatientSummary(PatientId id) = 0;
  virtual Result<std::vector<Fact>> Facts(PatientId patient, const FactQuery& query) = 0;
  virtual Result<Fact> GetFact(FactId id) = 0;
  virtual Result<std::vector<SearchHit>> Search(PatientId patient, std::string_view text, int limit,
                                                const FactFilter& keep = {}) = 0;  // in one record
  virtual Result<std::vector<Document>> Documents(std::optional<PatientId> patient) = 0;                   // newest first
  virtual Result<Document> GetDocument(DocumentId id) = 0;
  // Errors: kOutOfRange (behind the end), kIntegrity.
  virtual Result<std::string> ReadBytes(DocumentId id, std::uint64_t begin, std::uint64_t end) = 0;
  virtual Result<ImportLedger> GetLedger(DocumentId id) = 0;
  // The items of an original that overlap [begin, end), all versions, in the order of their bytes.
  virtual Result<std::vector<ItemSpan>> Items(DocumentId id, std::uint64_t begin, std::uint64_t end) = 0;

  // -- answers, settings, jobs, vectors of facts (embeddings, for search by meaning)
  virtual Result<AnswerId> SaveAnswer(const StoredAnswer& answer) = 0;
  virtual Result<StoredAnswer> GetAnswer(AnswerId id) = 0;
  virtual Result<std::vector<StoredAnswer>> Answers(PatientId patient) = 0;  // newest first
  virtual Result<std::optional<std::string>> GetSetting(std::string_view name) = 0;
  virtual Result<void> PutSetting(std::string_view name, std::string_view value) = 0;
  virtual Result<JobId> SaveJob(const StoredJob& job) = 0;  // id empty: a new one
  virtual Result<std::vector<StoredJob>> Jobs() = 0;
  virtual Result<void> PutVectors(std::string_view model, const std::vector<std::pair<FactId, std::vector<float>>>& vectors) = 0;
  virtual Result<std::vector<std::pair<FactId, std::vector<float>>>> Vectors(PatientId patient, std::string_view model) = 0;

  // -- entities
  virtual Result<Entity> GetEntity(std::string_view kind, std::string_view key) = 0;
  virtual Result<std::vector<Entity>> Entities(std::string_view kind, std::string_view key_prefix = {}) = 0;  // by key
  // Replaces the entity whose version is `entity.version`; 0: there must be none. Returns the new version.
  // Errors: kConflict (somebody else was first).
  virtual Result<std::int64_t> PutEntity(const Entity& entity) = 0;
  virtual Result<void> RemoveEntity(std::string_view kind, std::string_view key, std::int64_t version) = 0;

  // -- a person in the full-text index and among the vectors
  // False: takes out everything that is there of the person, and nothing is added from now on. True: indexes the record again
  // (vectors come back when they are next asked for). Facts and originals stay.
  virtual Result<void> SetIndexed(PatientId patient, bool indexed) = 0;
  virtual Result<IndexedRows> CountIndexed(PatientId patient) = 0;

  // -- upkeep
  virtual Result<StoreStatistics> Statistics() = 0;
  virtual Result<void> Verify() = 0;  // reads everything; kIntegrity names the first damaged item
};

}  // namespace aegle
