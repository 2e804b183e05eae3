// Reads everything: originals against their digests, facts, texts, ledgers, the index, and every page.
#include <string>

#include "store/fact_codec.h"
#include "store/ledger_json.h"
#include "store/originals.h"
#include "store/queries.h"

namespace aegle {
namespace {

tl::unexpected<Error> FailAt(const std::string& place) {
  return Fail(ErrorCode::kIntegrity, "The store is not what was written", place, "Restore the store from a backup.");
}

// Calls `check` on each row; an error of SQLite or of `check` becomes kIntegrity at the row after the last good one.
template <class Check>
Result<void> CheckRows(sql::Connection& connection, std::string_view sql, const std::string& what, const std::string& prefix, Check check) {
  AEGLE_TRY(query, connection.Use(sql));
  std::int64_t last = 0;
  for (;;) {
    auto row = query.Step();
    if (!row) return FailAt(what + " after " + prefix + std::to_string(last));
    if (!*row) return {};
    last = query.Int(0);
    if (!check(query)) return FailAt(what + " " + prefix + std::to_string(last));
  }
}

Result<void> VerifyDocuments(sql::Connection& connection) {
  return CheckRows(connection, "SELECT id, bytes, sha256, complete, ledger FROM document ORDER BY id", "document", "d",
                   [&](const sql::Query& row) {
                     std::string_view digest = row.Int(3) != 0 ? row.Bytes(2) : std::string_view();
                     if (!VerifyOriginal(connection, DocumentId(row.Int(0)), static_cast<std::uint64_t>(row.Int(1)), digest)) return false;
                     return row.IsNull(4) || QueryLedger(connection, DocumentId(row.Int(0))).has_value();
                   });
}

Result<void> VerifyFacts(sql::Connection& connection, StringTable& strings) {
  AEGLE_CHECK(CheckRows(connection, "SELECT id, body FROM fact ORDER BY id", "fact", "f", [&](const sql::Query& row) {
    Fact fact;
    return DecodeFact(row.Bytes(1), strings, fact).has_value();
  }));
  return CheckRows(connection, "SELECT entry, text FROM item_text ORDER BY entry", "text", "", [](const sql::Query& row) {
    std::string_view text = row.Bytes(1);
    return text.empty() || text[0] == '\0' || Decompress(text.substr(1), std::size_t{256} << 20).has_value();
  });
}

Result<void> VerifyPages(sql::Connection& connection) {
  AEGLE_TRY(query, connection.Use("PRAGMA integrity_check(1)"));
  auto row = query.Step();
  if (!row || !*row || query.Bytes(0) != "ok") return FailAt("a page of store.db");
  return {};
}

}  // namespace

Result<void> VerifyAll(sql::Connection& connection, StringTable& strings) {
  AEGLE_CHECK(strings.LoadMore(connection));
  AEGLE_CHECK(VerifyDocuments(connection));
  AEGLE_CHECK(VerifyFacts(connection, strings));
  return VerifyPages(connection);
}

}  // namespace aegle
