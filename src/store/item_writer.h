// One item of an import into rows: versions, facts, index. Module-internal.
//
// PrepareItem does what needs no database, on the thread that reads; ItemWriter::Write does the rest under the writer's lock.
// Versions (docs/formats/store.md): same content as the current version: nothing changes. Older by meta.lastUpdated,
// else by numeric versionId: kept as superseded. Otherwise it supersedes the current one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "readers/reader.h"
#include "store/key_index.h"
#include "store/patients.h"
#include "store/string_table.h"

namespace aegle {

struct PreparedFact {
  FactKind kind;
  std::int64_t code = 0;  // number of its code in the string table, 0 where it has none
  DateTime time;
  std::string body, terms;
};

struct PreparedItem {
  std::uint64_t hash = 0;  // of source, type and logical id
  std::uint64_t content = 0;
  std::int64_t source = 0, type = 0;
  std::string logical_id;  // encoded
  std::string version, subject;
  DateTime last_updated;
  std::uint64_t begin = 0, end = 0;
  std::optional<Patient> patient;
  std::vector<PreparedFact> facts;
  std::string text;  // compressed, empty where there is none
  std::string text_terms;
  bool is_document = false;
};

// `source` is the name of the document's source. An item without a logical id is known by its content.
[[nodiscard]] PreparedItem PrepareItem(ReadItem&& item, const std::string& source, StringTable& strings);

class ItemWriter {
 public:
  // `keys` is shared by all imports of the process, one after the other.
  ItemWriter(std::string source, KeyIndex& keys) : patients_(std::move(source)), keys_(keys) {}
  // Reads where the file stands. At the begin of an import.
  Result<void> Load(sql::Connection& connection, std::uint64_t generation);
  Result<void> Write(sql::Connection& connection, DocumentId document, const PreparedItem& item, ImportSession::Counts& counts);
  // Resource rows written so far, superseded ones as well.
  [[nodiscard]] std::uint64_t rows_written() const { return rows_written_; }
  // What is kept in memory, into the transaction that is about to be committed.
  Result<void> Save(sql::Connection& connection);

 private:
  struct Version {
    std::int64_t id = 0, entry = 0, facts = 0, patient = 0;
    std::uint64_t content = 0;
    std::string version;
    std::optional<Instant> updated;
    bool superseded = false;
  };
  Result<void> FindVersions(sql::Connection& connection, const PreparedItem& item);
  Result<void> Supersede(sql::Connection& connection, const Version& current);
  Result<void> Insert(sql::Connection& connection, DocumentId document, const PreparedItem& item, bool superseded);
  Result<void> InsertFacts(sql::Connection& connection, const PreparedItem& item, PatientId patient, bool superseded);
  Result<void> InsertText(sql::Connection& connection, const PreparedItem& item, PatientId patient, std::int64_t entry);
  Result<void> AskWhetherIndexed(sql::Connection& connection, PatientId patient);
  Result<void> InsertTerms(sql::Connection& connection, std::int64_t entry, PatientId patient, const std::string& terms);

  PatientWriter patients_;
  KeyIndex& keys_;
  std::int64_t next_resource_ = 1, next_entry_ = 1;
  std::uint64_t rows_written_ = 0;
  std::vector<Version> versions_;  // of the item at hand, oldest first
  std::vector<std::int64_t> candidates_;
  std::string row_terms_;
  bool indexed_ = true;  // whether the patient of the item at hand is
};

}  // namespace aegle
