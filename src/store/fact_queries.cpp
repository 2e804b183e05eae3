#include <algorithm>
#include <optional>
#include <string>

#include "store/fact_codec.h"
#include "store/patients.h"
#include "store/queries.h"

namespace aegle {
namespace {

// Columns: id, patient, kind, body. Another process may have added strings since the table was loaded.
Result<Fact> ReadFact(const sql::Query& row, sql::Connection& connection, StringTable& strings) {
  Fact fact;
  fact.id = FactId(row.Int(0));
  fact.patient = PatientId(row.Int(1));
  fact.kind = static_cast<FactKind>(row.Int(2));
  auto decoded = DecodeFact(row.Bytes(3), strings, fact);
  if (decoded) return fact;
  AEGLE_CHECK(strings.LoadMore(connection));
  Fact again;
  again.id = fact.id;
  again.patient = fact.patient;
  again.kind = fact.kind;
  AEGLE_CHECK(DecodeFact(row.Bytes(3), strings, again));
  return again;
}

std::string FactSql(const FactQuery& query) {
  std::string sql = "SELECT id, patient, kind, body FROM fact WHERE patient = ?1";
  if (!query.superseded) sql += " AND superseded = 0";
  if (query.from) sql += " AND start >= ?2";
  if (query.to) sql += " AND start < ?3";
  // A code without a number in the string table stands in the row as 0 and is compared after decoding.
  if (!query.code.empty()) sql += " AND code IN (?4, 0)";
  if (!query.kinds.empty()) {
    sql += " AND kind IN (";
    for (FactKind kind : query.kinds) sql += (sql.back() == '(' ? "" : ",") + std::to_string(static_cast<int>(kind));
    sql += ")";
  }
  sql += query.newest_first ? " ORDER BY start DESC, id DESC" : " ORDER BY start, id";
  return sql;
}

Result<PatientId> Canonical(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(query, connection.Use("SELECT coalesce(merged_into, id) FROM patient WHERE id = ?"));
  AEGLE_TRY(row, query.Bind(patient.value()).Step());
  if (!row) return Fail(ErrorCode::kNotFound, "No patient " + patient.ToString(), "", "List the patients to find the right one.");
  return PatientId(query.Int(0));
}

}  // namespace

Result<std::vector<Fact>> QueryFacts(sql::Connection& connection, StringTable& strings, PatientId patient, const FactQuery& query) {
  AEGLE_TRY(canonical, Canonical(connection, patient));
  if (!query.code.empty() && strings.Find(query.code) == 0) AEGLE_CHECK(strings.LoadMore(connection));
  AEGLE_TRY(rows, connection.UseOnce(FactSql(query)));
  rows.Bind(canonical.value()).Bind(query.from.value_or(0)).Bind(query.to.value_or(0));
  if (!query.code.empty()) rows.Bind(strings.Find(query.code));
  std::vector<Fact> facts;
  while (query.limit < 0 || static_cast<std::int64_t>(facts.size()) < query.limit) {
    AEGLE_TRY(row, rows.Step());
    if (!row) break;
    AEGLE_TRY(fact, ReadFact(rows, connection, strings));
    if (!query.code.empty() && fact.code.code != query.code) continue;
    if (!query.keep || query.keep(fact)) facts.push_back(std::move(fact));
  }
  return facts;
}

Result<Fact> QueryFact(sql::Connection& connection, StringTable& strings, FactId id) {
  AEGLE_TRY(query, connection.Use("SELECT id, patient, kind, body FROM fact WHERE id = ?"));
  AEGLE_TRY(row, query.Bind(id.value()).Step());
  if (!row) return Fail(ErrorCode::kNotFound, "No fact " + id.ToString());
  return ReadFact(query, connection, strings);
}

}  // namespace aegle
