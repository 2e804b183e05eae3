#include "store/sqlite_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "store/import_session.h"
#include "store/key_index.h"
#include "store/originals.h"
#include "store/patients.h"
#include "store/queries.h"
#include "store/read_pool.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/string_table.h"
#include "store/writer.h"

namespace aegle {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, std::unique_ptr<sql::Connection> writer, const StoreKey& key, const SqliteStoreOptions& options)
      : path_(std::move(path)),
        writer_(std::move(writer)),
        readers_(path_, key, {.cache_kib = options.reader_cache_mib * 1024}, options.readers),
        import_lock_(path_ + "-import") {}

  Result<void> Load() {
    return Read([&](sql::Connection& connection) { return strings_.Load(connection); });
  }

  Result<std::unique_ptr<ImportSession>> BeginImport(const Document& document) override {
    AEGLE_CHECK(import_lock_.Acquire());
    return SqliteImportSession::Begin(writer_, strings_, keys_, import_lock_, document);
  }
  Result<std::optional<Document>> FindDocument(std::string_view source, std::string_view sha256) override {
    return Read([&](sql::Connection& connection) { return aegle::FindDocument(connection, source, sha256); });
  }

  Result<std::vector<PatientSummary>> Patients(const PatientQuery& query) override {
    return Read([&](sql::Connection& connection) { return ListPatients(connection, query); });
  }
  Result<std::uint64_t> CountPatients(const PatientQuery& query) override {
    return Read([&](sql::Connection& connection) { return aegle::CountPatients(connection, query); });
  }
  Result<Patient> GetPatient(PatientId id) override {
    AEGLE_TRY(summary, GetPatientSummary(id));
    return std::move(summary.patient);
  }
  Result<PatientSummary> GetPatientSummary(PatientId id) override {
    return Read([&](sql::Connection& connection) { return aegle::GetPatientSummary(connection, id); });
  }
  Result<std::vector<Fact>> Facts(PatientId patient, const FactQuery& query) override {
    return Read([&](sql::Connection& connection) { return QueryFacts(connection, strings_, patient, query); });
  }
  Result<Fact> GetFact(FactId id) override {
    return Read([&](sql::Connection& connection) { return QueryFact(connection, strings_, id); });
  }
  Result<std::vector<SearchHit>> Search(PatientId patient, std::string_view text, int limit, const FactFilter& keep) override {
    return Read([&](sql::Connection& connection) { return SearchRecord(connection, strings_, patient, text, limit, keep); });
  }
  Result<std::vector<Document>> Documents(std::optional<PatientId> patient) override {
    return Read([&](sql::Connection& connection) { return QueryDocuments(connection, patient); });
  }
  Result<Document> GetDocument(DocumentId id) override {
    return Read([&](sql::Connection& connection) { return QueryDocument(connection, id); });
  }
  Result<std::string> ReadBytes(DocumentId id, std::uint64_t begin, std::uint64_t end) override {
    return Read([&](sql::Connection& connection) -> Result<std::string> {
      AEGLE_TRY(document, QueryDocument(connection, id));
      if (begin > end || end > document.bytes)
        return Fail(ErrorCode::kOutOfRange, "The document has " + std::to_string(document.bytes) + " bytes", id.ToString());
      return ReadRange(connection, id, begin, end);
    });
  }
  Result<ImportLedger> GetLedger(DocumentId id) override {
    return Read([&](sql::Connection& connection) { return QueryLedger(connection, id); });
  }
  Result<std::vector<ItemSpan>> Items(DocumentId id, std::uint64_t begin, std::uint64_t end) override {
    return Read([&](sql::Connection& connection) { return QueryItems(connection, id, begin, end); });
  }

  Result<AnswerId> SaveAnswer(const StoredAnswer& answer) override {
    return Change<AnswerId>([&](sql::Connection& connection) { return InsertAnswer(connection, answer); });
  }
  Result<StoredAnswer> GetAnswer(AnswerId id) override {
    return Read([&](sql::Connection& connection) { return QueryAnswer(connection, id); });
  }
  Result<std::vector<StoredAnswer>> Answers(PatientId patient) override {
    return Read([&](sql::Connection& connection) { return QueryAnswers(connection, patient); });
  }
  Result<std::optional<std::string>> GetSetting(std::string_view name) override {
    return Read([&](sql::Connection& connection) -> Result<std::optional<std::string>> {
      AEGLE_TRY(query, connection.Use("SELECT value FROM setting WHERE name = ?"));
      AEGLE_TRY(row, query.Bind(name).Step());
      return row ? std::optional(query.Text(0)) : std::nullopt;
    });
  }
  Result<void> PutSetting(std::string_view name, std::string_view value) override {
    return writer_.Run([&](sql::Connection& connection) -> Result<void> {
      AEGLE_TRY(query, connection.Use("INSERT INTO setting(name, value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value"));
      return query.Bind(name).Bind(value).Run();
    });
  }
  Result<JobId> SaveJob(const StoredJob& job) override {
    return Change<JobId>([&](sql::Connection& connection) { return InsertJob(connection, job); });
  }
  Result<std::vector<StoredJob>> Jobs() override {
    return Read([&](sql::Connection& connection) { return QueryJobs(connection); });
  }
  Result<void> PutVectors(std::string_view model, const FactVectors& vectors) override {
    return writer_.Run([&](sql::Connection& connection) { return InsertVectors(connection, model, vectors); });
  }
  Result<FactVectors> Vectors(PatientId patient, std::string_view model) override {
    return Read([&](sql::Connection& connection) { return QueryVectors(connection, patient, model); });
  }

  Result<Entity> GetEntity(std::string_view kind, std::string_view key) override {
    return Read([&](sql::Connection& connection) { return QueryEntity(connection, kind, key); });
  }
  Result<std::vector<Entity>> Entities(std::string_view kind, std::string_view key_prefix) override {
    return Read([&](sql::Connection& connection) { return QueryEntities(connection, kind, key_prefix); });
  }
  Result<std::int64_t> PutEntity(const Entity& entity) override {
    return Change<std::int64_t>([&](sql::Connection& connection) { return WriteEntity(connection, entity); });
  }
  Result<void> RemoveEntity(std::string_view kind, std::string_view key, std::int64_t version) override {
    return writer_.Run([&](sql::Connection& connection) { return DeleteEntity(connection, kind, key, version); });
  }

  Result<void> SetIndexed(PatientId patient, bool indexed) override {
    return writer_.Run([&](sql::Connection& connection) {
      return indexed ? AddToIndex(connection, strings_, patient) : RemoveFromIndex(connection, strings_, patient);
    });
  }
  Result<IndexedRows> CountIndexed(PatientId patient) override {
    return Read([&](sql::Connection& connection) { return CountIndexRows(connection, patient); });
  }

  Result<StoreStatistics> Statistics() override;
  Result<void> Verify() override {
    return Read([&](sql::Connection& connection) { return VerifyAll(connection, strings_); });
  }

 private:
  // Runs a query on a connection of the pool, in one snapshot.
  template <class Work>
  auto Read(Work work) -> decltype(work(std::declval<sql::Connection&>())) {
    AEGLE_TRY(connection, readers_.Take());
    return work(*connection);
  }

  // Makes a change that yields an id, durable when it returns.
  template <class T, class Work>
  Result<T> Change(Work work) {
    T id{};
    auto change = [&](sql::Connection& connection) -> Result<void> {
      AEGLE_TRY(made, work(connection));
      id = made;
      return {};
    };
    AEGLE_CHECK(writer_.Run(change));
    return id;
  }

  const std::string path_;
  StringTable strings_;
  KeyIndex keys_;  // of the import that holds import_lock_
  Writer writer_;
  ReadPool readers_;
  ImportLock import_lock_;
};

std::uint64_t SizeOf(const std::string& path) {
  std::error_code error;
  auto size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

Result<StoreStatistics> SqliteStore::Statistics() {
  return Read([&](sql::Connection& connection) -> Result<StoreStatistics> {
    StoreStatistics statistics;
    AEGLE_TRY(query, connection.Use("SELECT (SELECT count(*) FROM patient WHERE merged_into IS NULL), (SELECT count(*) FROM document), "
                                    "(SELECT coalesce(sum(facts), 0) FROM patient), (SELECT coalesce(sum(bytes), 0) FROM document)"));
    AEGLE_TRY(row, query.Step());
    if (row) {
      statistics.patients = static_cast<std::uint64_t>(query.Int(0));
      statistics.documents = static_cast<std::uint64_t>(query.Int(1));
      statistics.facts = static_cast<std::uint64_t>(query.Int(2));
      statistics.bytes_of_originals = static_cast<std::uint64_t>(query.Int(3));
    }
    statistics.bytes_on_disk = SizeOf(path_) + SizeOf(path_ + "-wal");
    statistics.schema_version = SchemaVersion();
    statistics.cipher = "AEGIS-256";
    return statistics;
  });
}

// The file, made with mode 0600 where it is not there; SQLite gives its -wal and -shm the same mode.
Result<void> MakeFile(const std::string& path, bool create) {
  int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  if (errno == ENOENT && !create) return Fail(ErrorCode::kNotFound, "There is no store", path, "Import something first.");
  ErrorCode code = errno == ENOSPC || errno == EDQUOT ? ErrorCode::kNoSpace : errno == EACCES ? ErrorCode::kDenied : ErrorCode::kIo;
  return Fail(code, std::string("The store cannot be opened: ") + std::strerror(errno), path);
}

// The first 16 bytes of the file are the fingerprint of its key; so a wrong key is told from a damaged page.
enum class KeyMatch : std::uint8_t { kNewFile, kSame, kOther };
KeyMatch MatchKey(const std::string& path, const StoreKey& key) {
  std::ifstream file(path, std::ios::binary);
  std::string head(16, '\0');
  if (!file.read(head.data(), 16)) return KeyMatch::kNewFile;
  return head == key.Fingerprint() ? KeyMatch::kSame : KeyMatch::kOther;
}

}  // namespace

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, const StoreKey& key, const SqliteStoreOptions& options) {
  AEGLE_CHECK(MakeFile(path, options.create));
  const KeyMatch match = MatchKey(path, key);
  auto writer =
      sql::Connection::Open(path, key, sql::OpenMode::kExisting, {.cache_kib = options.writer_cache_mib * 1024, .wal_pages = 4000});
  if (match == KeyMatch::kOther) {
    // Opening takes back what a failed write had begun, so look again.
    if (writer && MatchKey(path, key) == KeyMatch::kOther)
      return Fail(ErrorCode::kIntegrity, "The header of the store is damaged", path, "Restore the store from a backup.");
    if (!writer && writer.error().code == ErrorCode::kIntegrity)
      return Fail(ErrorCode::kDenied, "The key is not the key of this store", path,
                  "Use the key file or passphrase that it was made with.");
  }
  if (!writer) return tl::unexpected<Error>(std::move(writer).error());
  AEGLE_CHECK(Migrate(**writer));
  auto store = std::make_unique<SqliteStore>(path, std::move(*writer), key, options);
  AEGLE_CHECK(store->Load());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace aegle
