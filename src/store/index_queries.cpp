// Takes a person out of the full-text index and the vectors, and puts the person back.
//
// A row of the contentless index is deleted by the very terms that it was made from; they are made again from the fact or text.
#include <string>

#include "store/originals.h"
#include "store/patients.h"
#include "store/queries.h"
#include "store/search_text.h"

namespace aegle {
namespace {

// Rows of the index that belong to exactly this id.
Result<std::vector<std::int64_t>> RowsOf(sql::Connection& connection, PatientId patient) {
  const std::string expression = "\"" + PatientTerm(patient) + "\"";
  AEGLE_TRY(query, connection.Use("SELECT rowid FROM search WHERE search MATCH ?"));
  query.Bind(expression);
  std::vector<std::int64_t> rows;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return rows;
    rows.push_back(query.Int(0));
  }
}

// The terms of an entry, without that of its patient.
Result<std::string> TermsOf(sql::Connection& connection, StringTable& strings, std::int64_t entry) {
  {
    AEGLE_TRY(text, connection.Use("SELECT text FROM item_text WHERE entry = ?"));
    AEGLE_TRY(row, text.Bind(entry).Step());
    if (row) {
      AEGLE_TRY(words, DecodeItemText(text.Bytes(0)));
      return IndexTerms(words);
    }
  }
  AEGLE_TRY(fact, QueryFact(connection, strings, FactId(entry)));
  return IndexTerms(SearchText(fact));
}

Result<std::string> RowOf(sql::Connection& connection, StringTable& strings, PatientId patient, std::int64_t entry) {
  AEGLE_TRY(terms, TermsOf(connection, strings, entry));
  return PatientTerm(patient) + (terms.empty() ? "" : " ") + terms;
}

Result<void> RemoveRows(sql::Connection& connection, StringTable& strings, PatientId patient) {
  AEGLE_TRY(entries, RowsOf(connection, patient));
  for (std::int64_t entry : entries) {
    AEGLE_TRY(row, RowOf(connection, strings, patient, entry));
    AEGLE_TRY(remove, connection.Use("INSERT INTO search(search, rowid, terms) VALUES('delete', ?, ?)"));
    AEGLE_CHECK(remove.Bind(entry).Bind(row).Run());
  }
  return {};
}

// The models in turn, so that each deletion finds its rows by key.
constexpr std::string_view kModels =
    "WITH RECURSIVE model(name) AS (SELECT min(model) FROM vector UNION ALL "
    "SELECT (SELECT min(v.model) FROM vector v WHERE v.model > model.name) FROM model WHERE model.name IS NOT NULL) "
    "SELECT name FROM model WHERE name IS NOT NULL";

Result<std::vector<std::string>> Models(sql::Connection& connection) {
  AEGLE_TRY(query, connection.Use(kModels));
  std::vector<std::string> models;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return models;
    models.push_back(query.Text(0));
  }
}

Result<void> RemoveVectors(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(models, Models(connection));
  for (const std::string& model : models) {
    AEGLE_TRY(remove, connection.Use("DELETE FROM vector WHERE model = ? AND fact IN (SELECT id FROM fact WHERE patient = ?)"));
    AEGLE_CHECK(remove.Bind(model).Bind(patient.value()).Run());
  }
  return {};
}

// The facts of a person and the texts of the items that are about the person. The text of an item follows its facts.
Result<std::vector<std::int64_t>> EntriesOf(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(query, connection.Use("SELECT id FROM fact WHERE patient = ?1 UNION ALL "
                                  "SELECT t.entry FROM document_patient d JOIN resource r ON r.document = d.document "
                                  "JOIN item_text t ON t.entry = r.entry + r.facts AND t.resource = r.id "
                                  "WHERE d.patient = ?1 AND r.patient IN (SELECT id FROM patient WHERE id = ?1 OR merged_into = ?1)"));
  query.Bind(patient.value());
  std::vector<std::int64_t> entries;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return entries;
    entries.push_back(query.Int(0));
  }
}

Result<std::vector<PatientId>> IdsOf(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(ids, WithMerged(connection, patient));
  if (ids.empty()) return Fail(ErrorCode::kNotFound, "No patient " + patient.ToString(), "", "List the patients to find the right one.");
  return std::move(ids);
}

}  // namespace

Result<void> RemoveFromIndex(sql::Connection& connection, StringTable& strings, PatientId patient) {
  AEGLE_TRY(ids, IdsOf(connection, patient));
  for (PatientId id : ids) {
    AEGLE_CHECK(RemoveRows(connection, strings, id));
    AEGLE_CHECK(RemoveVectors(connection, id));
    AEGLE_TRY(mark, connection.Use("INSERT OR IGNORE INTO unindexed(patient) VALUES(?)"));
    AEGLE_CHECK(mark.Bind(id.value()).Run());
  }
  return {};
}

Result<void> AddToIndex(sql::Connection& connection, StringTable& strings, PatientId patient) {
  AEGLE_TRY(ids, IdsOf(connection, patient));
  PatientId canonical;
  for (PatientId id : ids) {
    AEGLE_CHECK(RemoveRows(connection, strings, id));  // what is still there, so that nothing is there twice
    AEGLE_TRY(unmark, connection.Use("DELETE FROM unindexed WHERE patient = ?"));
    AEGLE_CHECK(unmark.Bind(id.value()).Run());
    AEGLE_TRY(same, connection.Use("SELECT 1 FROM patient WHERE id = ? AND merged_into IS NULL"));
    AEGLE_TRY(row, same.Bind(id.value()).Step());
    if (row) canonical = id;
  }
  AEGLE_TRY(entries, EntriesOf(connection, canonical));
  for (std::int64_t entry : entries) {
    AEGLE_TRY(row, RowOf(connection, strings, canonical, entry));
    AEGLE_TRY(insert, connection.Use("INSERT INTO search(rowid, terms) VALUES(?,?)"));
    AEGLE_CHECK(insert.Bind(entry).Bind(row).Run());
  }
  return {};
}

Result<IndexedRows> CountIndexRows(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(ids, IdsOf(connection, patient));
  AEGLE_TRY(models, Models(connection));
  IndexedRows counts;
  for (PatientId id : ids) {
    AEGLE_TRY(rows, RowsOf(connection, id));
    counts.search += rows.size();
    for (const std::string& model : models) {
      AEGLE_TRY(query, connection.Use("SELECT count(*) FROM fact f JOIN vector v ON v.model = ? AND v.fact = f.id WHERE f.patient = ?"));
      AEGLE_TRY(row, query.Bind(model).Bind(id.value()).Step());
      counts.vectors += static_cast<std::uint64_t>(row ? query.Int(0) : 0);
    }
  }
  return counts;
}

}  // namespace aegle
