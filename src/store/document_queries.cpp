#include <algorithm>
#include <optional>
#include <string>

#include "base/hash.h"
#include "store/ledger_json.h"
#include "store/originals.h"
#include "store/patients.h"
#include "store/queries.h"
#include "store/wire.h"

namespace aegle {
namespace {

constexpr std::size_t kMaxLedger = std::size_t{256} << 20;

std::string DocumentSql(std::string_view rest) {
  return "SELECT id, source, name, format, media_type, encoding, bytes, sha256, imported FROM document " + std::string(rest);
}

Document ReadDocument(const sql::Query& row) {
  Document document;
  document.id = DocumentId(row.Int(0));
  document.source = row.Text(1);
  document.name = row.Text(2);
  document.format = row.Text(3);
  document.media_type = row.Text(4);
  document.encoding = row.Text(5);
  document.bytes = static_cast<std::uint64_t>(row.Int(6));
  document.sha256 = ToHex(row.Bytes(7));
  document.imported = row.Int(8);
  return document;
}

tl::unexpected<Error> FailNoDocument(DocumentId id) { return Fail(ErrorCode::kNotFound, "No document " + id.ToString()); }

}  // namespace

Result<std::vector<Document>> QueryDocuments(sql::Connection& connection, std::optional<PatientId> patient) {
  static const std::string kAll = DocumentSql("ORDER BY imported DESC, id DESC");
  static const std::string kOfPatient = DocumentSql(
      "WHERE id IN (SELECT document FROM document_patient WHERE patient = "
      "(SELECT coalesce(merged_into, id) FROM patient WHERE id = ?)) ORDER BY imported DESC, id DESC");
  AEGLE_TRY(query, connection.Use(patient ? kOfPatient : kAll));
  if (patient) query.Bind(patient->value());
  std::vector<Document> documents;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return documents;
    documents.push_back(ReadDocument(query));
  }
}

Result<Document> QueryDocument(sql::Connection& connection, DocumentId id) {
  static const std::string kSql = DocumentSql("WHERE id = ?");
  AEGLE_TRY(query, connection.Use(kSql));
  AEGLE_TRY(row, query.Bind(id.value()).Step());
  if (!row) return FailNoDocument(id);
  return ReadDocument(query);
}

Result<std::optional<Document>> FindDocument(sql::Connection& connection, std::string_view source, std::string_view sha256) {
  static const std::string kSql = DocumentSql("WHERE sha256 = ? AND source = ? AND complete = 1 ORDER BY id");
  const std::string digest = FromHex(sha256);
  if (digest.empty()) return std::optional<Document>();
  AEGLE_TRY(query, connection.Use(kSql));
  AEGLE_TRY(row, query.BindBlob(digest).Bind(source).Step());
  return row ? std::optional(ReadDocument(query)) : std::nullopt;
}

Result<ImportLedger> QueryLedger(sql::Connection& connection, DocumentId id) {
  AEGLE_TRY(query, connection.Use("SELECT ledger FROM document WHERE id = ?"));
  AEGLE_TRY(row, query.Bind(id.value()).Step());
  if (!row) return FailNoDocument(id);
  if (query.IsNull(0))
    return Fail(ErrorCode::kNotFound, "The import of this document was not finished", id.ToString(),
                "Import the file again; it goes on where it stopped.");
  AEGLE_TRY(text, Decompress(query.Bytes(0), kMaxLedger));
  return LedgerFromJson(text);
}

Result<std::vector<ItemSpan>> QueryItems(sql::Connection& connection, DocumentId id, std::uint64_t begin, std::uint64_t end) {
  AEGLE_CHECK(QueryDocument(connection, id));
  AEGLE_TRY(query, connection.Use("SELECT r.span_begin, r.span_length, coalesce(p.merged_into, p.id), r.entry, r.facts "
                                  "FROM resource r LEFT JOIN patient p ON p.id = r.patient "
                                  "WHERE r.document = ? AND r.span_begin < ? ORDER BY r.span_begin DESC, r.id DESC"));
  query.Bind(id.value()).Bind(static_cast<std::int64_t>(end));
  std::vector<ItemSpan> items;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) break;
    auto first = static_cast<std::uint64_t>(query.Int(0)), last = first + static_cast<std::uint64_t>(query.Int(1));
    if (last <= begin) break;  // items of one original do not overlap, so the earlier ones end earlier still
    items.push_back({{id, first, last}, PatientId(query.Int(2)), FactId(query.Int(3)), query.Int(4)});
  }
  std::reverse(items.begin(), items.end());
  return items;
}

}  // namespace aegle
