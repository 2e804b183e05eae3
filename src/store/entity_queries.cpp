// Entities: small records of other modules, changed only by those who saw the version they replace.
#include <string>

#include "store/queries.h"

namespace aegle {
namespace {

std::string NameOf(std::string_view kind, std::string_view key) { return std::string(kind) + " \"" + std::string(key) + "\""; }

Entity ReadEntity(const sql::Query& row) { return {row.Text(0), row.Text(1), row.Int(2), row.Text(3), row.Int(4)}; }

tl::unexpected<Error> FailChanged(std::string_view kind, std::string_view key) {
  return Fail(ErrorCode::kConflict, "The " + std::string(kind) + " was changed by somebody else", NameOf(kind, key), "Read it again.");
}

// 0 where there is none.
Result<std::int64_t> VersionOf(sql::Connection& connection, std::string_view kind, std::string_view key) {
  AEGLE_TRY(query, connection.Use("SELECT version FROM entity WHERE kind = ? AND key = ?"));
  AEGLE_TRY(row, query.Bind(kind).Bind(key).Step());
  return row ? query.Int(0) : 0;
}

Result<std::int64_t> NextVersion(sql::Connection& connection) {
  AEGLE_TRY(query, connection.Use("INSERT INTO counter(name, value) VALUES('entity', 1) "
                                  "ON CONFLICT(name) DO UPDATE SET value = value + 1 RETURNING value"));
  AEGLE_TRY(row, query.Step());
  std::int64_t version = row ? query.Int(0) : 0;
  AEGLE_CHECK(query.Run());
  return version;
}

}  // namespace

Result<Entity> QueryEntity(sql::Connection& connection, std::string_view kind, std::string_view key) {
  AEGLE_TRY(query, connection.Use("SELECT kind, key, version, json, updated FROM entity WHERE kind = ? AND key = ?"));
  AEGLE_TRY(row, query.Bind(kind).Bind(key).Step());
  if (!row) return Fail(ErrorCode::kNotFound, "No " + NameOf(kind, key));
  return ReadEntity(query);
}

Result<std::vector<Entity>> QueryEntities(sql::Connection& connection, std::string_view kind, std::string_view key_prefix) {
  AEGLE_TRY(query, connection.Use("SELECT kind, key, version, json, updated FROM entity WHERE kind = ?1 AND key >= ?2 "
                                  "AND substr(key, 1, length(?2)) = ?2 ORDER BY key"));
  query.Bind(kind).Bind(key_prefix);
  std::vector<Entity> entities;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return entities;
    entities.push_back(ReadEntity(query));
  }
}

Result<std::int64_t> WriteEntity(sql::Connection& connection, const Entity& entity) {
  AEGLE_TRY(current, VersionOf(connection, entity.kind, entity.key));
  if (current != entity.version) return FailChanged(entity.kind, entity.key);
  AEGLE_TRY(version, NextVersion(connection));
  AEGLE_TRY(query, connection.Use("INSERT OR REPLACE INTO entity(kind, key, version, json, updated) VALUES(?,?,?,?,?)"));
  query.Bind(entity.kind).Bind(entity.key).Bind(version).Bind(entity.json);
  AEGLE_CHECK(query.Bind(entity.updated != 0 ? entity.updated : Now()).Run());
  return version;
}

Result<void> DeleteEntity(sql::Connection& connection, std::string_view kind, std::string_view key, std::int64_t version) {
  AEGLE_TRY(current, VersionOf(connection, kind, key));
  if (current == 0) return Fail(ErrorCode::kNotFound, "No " + NameOf(kind, key));
  if (current != version) return FailChanged(kind, key);
  AEGLE_TRY(query, connection.Use("DELETE FROM entity WHERE kind = ? AND key = ?"));
  return query.Bind(kind).Bind(key).Run();
}

}  // namespace aegle
