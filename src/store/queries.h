// Reading the store: facts, documents, answers, jobs, vectors. One function a query, on any connection. Module-internal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/sql.h"
#include "store/store.h"
#include "store/string_table.h"

namespace aegle {

// In the order of their time, those without one first. `strings` is loaded anew where another process added to it.
[[nodiscard]] Result<std::vector<Fact>> QueryFacts(sql::Connection& connection, StringTable& strings, PatientId patient,
                                                   const FactQuery& query);
[[nodiscard]] Result<Fact> QueryFact(sql::Connection& connection, StringTable& strings, FactId id);

[[nodiscard]] Result<std::vector<SearchHit>> SearchRecord(sql::Connection& connection, StringTable& strings, PatientId patient,
                                                          std::string_view text, int limit, const FactFilter& keep);

[[nodiscard]] Result<std::string> DecodeItemText(std::string_view stored);  // of item_text

[[nodiscard]] Result<std::vector<Document>> QueryDocuments(sql::Connection& connection, std::optional<PatientId> patient);
[[nodiscard]] Result<Document> QueryDocument(sql::Connection& connection, DocumentId id);
[[nodiscard]] Result<std::optional<Document>> FindDocument(sql::Connection& connection, std::string_view source, std::string_view sha256);
[[nodiscard]] Result<ImportLedger> QueryLedger(sql::Connection& connection, DocumentId id);

[[nodiscard]] Result<std::vector<ItemSpan>> QueryItems(sql::Connection& connection, DocumentId id, std::uint64_t begin, std::uint64_t end);

[[nodiscard]] Result<AnswerId> InsertAnswer(sql::Connection& connection, const StoredAnswer& answer);
[[nodiscard]] Result<StoredAnswer> QueryAnswer(sql::Connection& connection, AnswerId id);
[[nodiscard]] Result<std::vector<StoredAnswer>> QueryAnswers(sql::Connection& connection, PatientId patient);
[[nodiscard]] Result<JobId> InsertJob(sql::Connection& connection, const StoredJob& job);
[[nodiscard]] Result<std::vector<StoredJob>> QueryJobs(sql::Connection& connection);

using FactVectors = std::vector<std::pair<FactId, std::vector<float>>>;
[[nodiscard]] Result<void> InsertVectors(sql::Connection& connection, std::string_view model, const FactVectors& vectors);
[[nodiscard]] Result<FactVectors> QueryVectors(sql::Connection& connection, PatientId patient, std::string_view model);

[[nodiscard]] Result<Entity> QueryEntity(sql::Connection& connection, std::string_view kind, std::string_view key);
[[nodiscard]] Result<std::vector<Entity>> QueryEntities(sql::Connection& connection, std::string_view kind, std::string_view key_prefix);
[[nodiscard]] Result<std::int64_t> WriteEntity(sql::Connection& connection, const Entity& entity);
[[nodiscard]] Result<void> DeleteEntity(sql::Connection& connection, std::string_view kind, std::string_view key, std::int64_t version);

[[nodiscard]] Result<void> RemoveFromIndex(sql::Connection& connection, StringTable& strings, PatientId patient);
[[nodiscard]] Result<void> AddToIndex(sql::Connection& connection, StringTable& strings, PatientId patient);
[[nodiscard]] Result<IndexedRows> CountIndexRows(sql::Connection& connection, PatientId patient);

// Reads everything; see Store::Verify.
[[nodiscard]] Result<void> VerifyAll(sql::Connection& connection, StringTable& strings);

}  // namespace aegle
