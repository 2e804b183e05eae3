#include "store/schema.h"

#include <string>

#include "base/crash_point.h"

namespace aegle {
namespace {

// Version 1. Ids grow, so that inserts go to the end of every table; what is looked up by chance (keys) is kept in
// resource_index, which is written in sorted portions.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE string(id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE document(
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, media_type TEXT NOT NULL,
  encoding TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 BLOB NOT NULL, imported INTEGER NOT NULL, complete INTEGER NOT NULL,
  ledger BLOB);
CREATE INDEX document_by_sha256 ON document(sha256);
CREATE TABLE chunk(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE patient(
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, logical_id TEXT NOT NULL, merged_into INTEGER,
  known INTEGER NOT NULL, name TEXT NOT NULL, identifier TEXT NOT NULL, search TEXT NOT NULL,
  birth_date BLOB NOT NULL, gender INTEGER NOT NULL, deceased INTEGER NOT NULL, deceased_date BLOB NOT NULL,
  document INTEGER NOT NULL, span_begin INTEGER NOT NULL, span_end INTEGER NOT NULL,
  facts INTEGER NOT NULL, documents INTEGER NOT NULL, first BLOB NOT NULL, last BLOB NOT NULL);
CREATE UNIQUE INDEX patient_by_key ON patient(source, logical_id);
CREATE INDEX patient_by_identifier ON patient(source, identifier);
CREATE INDEX patient_by_name ON patient(search, id) WHERE merged_into IS NULL;
CREATE INDEX patient_by_merge ON patient(merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE resource(
  id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, source INTEGER NOT NULL, type INTEGER NOT NULL, logical_id BLOB NOT NULL,
  document INTEGER NOT NULL, span_begin INTEGER NOT NULL, span_length INTEGER NOT NULL, patient INTEGER, version TEXT NOT NULL,
  updated INTEGER, content INTEGER NOT NULL, superseded INTEGER NOT NULL, entry INTEGER NOT NULL, facts INTEGER NOT NULL);
CREATE TABLE resource_index(portion INTEGER, hash INTEGER, resource INTEGER, PRIMARY KEY(portion, hash, resource)) WITHOUT ROWID;
CREATE TABLE key_filter(portion INTEGER PRIMARY KEY, bits BLOB NOT NULL);
CREATE TABLE fact(
  id INTEGER PRIMARY KEY, patient INTEGER, kind INTEGER NOT NULL, code INTEGER NOT NULL, start INTEGER,
  superseded INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX fact_by_patient ON fact(patient, start);
CREATE TABLE item_text(entry INTEGER PRIMARY KEY, resource INTEGER NOT NULL, text BLOB NOT NULL);
CREATE VIRTUAL TABLE search USING fts5(terms, content='', columnsize=0, detail=none, tokenize='ascii');
INSERT INTO search(search, rank) VALUES('hashsize', 8388608);
CREATE TABLE document_patient(patient INTEGER, document INTEGER, PRIMARY KEY(patient, document)) WITHOUT ROWID;
CREATE TABLE answer(id INTEGER PRIMARY KEY, patient INTEGER NOT NULL, task TEXT NOT NULL, created INTEGER NOT NULL, json TEXT NOT NULL);
CREATE INDEX answer_by_patient ON answer(patient, created);
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE job(
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, data TEXT NOT NULL, stage TEXT NOT NULL, done INTEGER NOT NULL,
  total INTEGER NOT NULL, unit TEXT NOT NULL, error TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL);
CREATE TABLE vector(model TEXT, fact INTEGER, data BLOB NOT NULL, PRIMARY KEY(model, fact)) WITHOUT ROWID;
)sql";

// Version 2. Entities of other modules; who is not to be indexed; the items of an original by their place, so that bytes are shown
// to those who may see the items. What is taken out of the full-text index leaves no trace in its segments.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE entity(
  kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, json TEXT NOT NULL, updated INTEGER NOT NULL,
  PRIMARY KEY(kind, key)) WITHOUT ROWID;
CREATE TABLE unindexed(patient INTEGER PRIMARY KEY);
CREATE INDEX resource_by_document ON resource(document, span_begin);
INSERT INTO search(search, rank) VALUES('secure-delete', 1);
)sql";

Result<void> Apply(sql::Connection& connection, const Migration& step) {
  AEGLE_CHECK(connection.Execute("BEGIN IMMEDIATE"));
  AEGLE_TRY(version, connection.Number("PRAGMA user_version"));
  if (version >= step.version) return connection.Execute("COMMIT");  // another process was quicker
  auto done = connection.Execute(step.sql);
  CrashPoint("store.inside_migration");
  if (done) done = connection.Execute(("PRAGMA user_version=" + std::to_string(step.version)).c_str());
  if (done) done = connection.Execute("COMMIT");
  if (!done && connection.InTransaction()) (void)connection.Execute("ROLLBACK");
  return done;
}

}  // namespace

const std::vector<Migration>& Migrations() {
  static const std::vector<Migration> kMigrations{{1, kVersion1}, {2, kVersion2}};
  return kMigrations;
}

int SchemaVersion() { return Migrations().back().version; }

Result<void> Migrate(sql::Connection& connection) {
  AEGLE_TRY(version, connection.Number("PRAGMA user_version"));
  if (version > SchemaVersion())
    return Fail(ErrorCode::kUnsupported,
                "The store has schema " + std::to_string(version) + ", this program knows up to " + std::to_string(SchemaVersion()),
                "store.db", "Use the newer program that made it.");
  for (const Migration& step : Migrations())
    if (step.version > version) AEGLE_CHECK(Apply(connection, step));
  return {};
}

}  // namespace aegle
