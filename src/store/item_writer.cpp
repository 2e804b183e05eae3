#include "store/item_writer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/hash.h"
#include "store/fact_codec.h"
#include "store/originals.h"
#include "store/search_text.h"
#include "store/wire.h"

namespace aegle {
namespace {

constexpr std::size_t kCompressTextFrom = 512;

// What is compared where the importer did not hash the bytes: all that was read but the place in the file.
std::uint64_t ContentOfFields(const ReadItem& item, StringTable& strings) {
  std::string all = item.version + '\n' + EncodeTime(item.last_updated) + '\n' + item.subject + '\n' + item.text;
  for (Fact fact : item.facts) {
    fact.source = {};
    all += '\n' + EncodeFact(fact, strings);
  }
  if (item.patient) {
    AuditedAccess access("store");
    all += '\n' + item.patient->name.Reveal(access) + '\n' + item.patient->identifier.Reveal(access) + '\n' +
           EncodeTime(item.patient->birth_date) + EncodeTime(item.patient->deceased_date) + std::string(Name(item.patient->gender));
  }
  return Hash64(all);
}

std::string EncodeText(const std::string& text) {
  if (text.empty()) return {};
  return text.size() < kCompressTextFrom ? '\0' + text : '\1' + Compress(text);
}

bool IsNumber(std::string_view text, std::int64_t& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

PreparedItem PrepareItem(ReadItem&& item, const std::string& source, StringTable& strings) {
  PreparedItem prepared;
  prepared.facts.reserve(item.facts.size());
  for (const Fact& fact : item.facts) {
    PreparedFact& out = prepared.facts.emplace_back();
    out.kind = fact.kind;
    out.code = fact.code.code.empty() ? 0 : strings.Intern(fact.code.code);
    out.time = TimelineTime(fact);
    out.body = EncodeFact(fact, strings);
    out.terms = IndexTerms(SearchText(fact));
  }
  prepared.content = item.content != 0 ? item.content : ContentOfFields(item, strings);
  std::string logical_id = item.key.logical_id.empty() ? "#" + std::to_string(prepared.content) : std::move(item.key.logical_id);
  prepared.hash = Hash64(source + '\n' + item.key.type + '\n' + logical_id);
  prepared.source = strings.Intern(source);
  prepared.type = strings.Intern(item.key.type);
  prepared.logical_id = EncodeIdentifier(logical_id);
  prepared.version = std::move(item.version);
  prepared.subject = std::move(item.subject);
  if (prepared.subject.empty() && item.patient) prepared.subject = item.patient->logical_id;
  prepared.last_updated = item.last_updated;
  prepared.begin = item.begin;
  prepared.end = item.end;
  prepared.patient = std::move(item.patient);
  prepared.text = EncodeText(item.text);
  prepared.text_terms = IndexTerms(item.text);
  prepared.is_document = item.disposition == Disposition::kDocument;
  return prepared;
}

Result<void> ItemWriter::Load(sql::Connection& connection, std::uint64_t generation) {
  AEGLE_TRY(resource, connection.Number("SELECT max(id) FROM resource"));
  AEGLE_TRY(fact, connection.Number("SELECT max(id) FROM fact"));
  AEGLE_TRY(text, connection.Number("SELECT max(entry) FROM item_text"));
  next_resource_ = resource + 1;
  next_entry_ = std::max(fact, text) + 1;
  return keys_.Load(connection, generation);
}

Result<void> ItemWriter::FindVersions(sql::Connection& connection, const PreparedItem& item) {
  versions_.clear();
  AEGLE_CHECK(keys_.Find(connection, item.hash, candidates_));
  if (candidates_.empty()) return {};
  AEGLE_TRY(query, connection.Use("SELECT entry, facts, patient, content, version, updated, superseded FROM resource "
                                  "WHERE id = ? AND source = ? AND type = ? AND logical_id = ?"));
  for (std::int64_t id : candidates_) {
    AEGLE_TRY(row, query.Bind(id).Bind(item.source).Bind(item.type).BindBlob(item.logical_id).Step());
    if (row) {
      Version& version = versions_.emplace_back();
      version = {id, query.Int(0),     query.Int(1), query.Int(2), static_cast<std::uint64_t>(query.Int(3)), query.Text(4),
                 {}, query.Int(6) != 0};
      if (!query.IsNull(5)) version.updated = query.Int(5);
    }
    query.Reset();
  }
  return {};
}

Result<void> ItemWriter::Write(sql::Connection& connection, DocumentId document, const PreparedItem& item, ImportSession::Counts& counts) {
  AEGLE_CHECK(FindVersions(connection, item));
  auto current = std::find_if(versions_.begin(), versions_.end(), [](const Version& version) { return !version.superseded; });
  if (current == versions_.end()) {
    ++counts.added;
    return Insert(connection, document, item, false);
  }
  if (current->content == item.content) {
    ++counts.unchanged;
    return {};
  }
  auto is_older = [&] {
    if (!item.last_updated.empty() && current->updated && item.last_updated.start() != *current->updated)
      return item.last_updated.start() < *current->updated;
    std::int64_t mine = 0, theirs = 0;
    return IsNumber(item.version, mine) && IsNumber(current->version, theirs) && mine < theirs;
  };
  if (is_older()) {
    ++counts.unchanged;
    bool known = std::any_of(versions_.begin(), versions_.end(), [&](const Version& version) { return version.content == item.content; });
    return known ? Result<void>() : Insert(connection, document, item, true);
  }
  ++counts.updated;
  AEGLE_CHECK(Supersede(connection, *current));
  return Insert(connection, document, item, false);
}

Result<void> ItemWriter::Supersede(sql::Connection& connection, const Version& current) {
  AEGLE_TRY(resource, connection.Use("UPDATE resource SET superseded = 1 WHERE id = ?"));
  AEGLE_CHECK(resource.Bind(current.id).Run());
  AEGLE_TRY(facts, connection.Use("UPDATE fact SET superseded = 1 WHERE id >= ? AND id < ?"));
  AEGLE_CHECK(facts.Bind(current.entry).Bind(current.entry + current.facts).Run());
  if (current.patient != 0) patients_.Recount(PatientId(current.patient));
  return {};
}

Result<void> ItemWriter::Insert(sql::Connection& connection, DocumentId document, const PreparedItem& item, bool superseded) {
  PatientId patient;
  if (item.patient && !superseded) {
    AEGLE_TRY(filled, patients_.Fill(connection, *item.patient, {document, item.begin, item.end}));
    patient = filled;
  }
  if (patient.empty() || item.subject != item.patient->logical_id) {
    AEGLE_TRY(resolved, patients_.Resolve(connection, item.subject));
    patient = resolved;
  }
  if (!patient.empty()) AEGLE_CHECK(patients_.AddDocument(connection, patient, document));
  AEGLE_CHECK(AskWhetherIndexed(connection, patient));
  const std::int64_t id = next_resource_++, entry = next_entry_;
  AEGLE_TRY(insert, connection.Use("INSERT INTO resource(id, hash, source, type, logical_id, document, span_begin, span_length, patient, "
                                   "version, updated, content, superseded, entry, facts) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
  insert.Bind(id).Bind(static_cast<std::int64_t>(item.hash)).Bind(item.source).Bind(item.type).BindBlob(item.logical_id);
  insert.Bind(document.value()).Bind(static_cast<std::int64_t>(item.begin)).Bind(static_cast<std::int64_t>(item.end - item.begin));
  insert.BindOptional(patient.value()).Bind(item.version);
  if (item.last_updated.empty())
    insert.BindNull();
  else
    insert.Bind(item.last_updated.start());
  insert.Bind(static_cast<std::int64_t>(item.content)).Bind(std::int64_t{superseded}).Bind(entry);
  AEGLE_CHECK(insert.Bind(static_cast<std::int64_t>(item.facts.size())).Run());
  keys_.Add(item.hash, id);
  ++rows_written_;
  AEGLE_CHECK(InsertFacts(connection, item, patient, superseded));
  return InsertText(connection, item, patient, id);
}

Result<void> ItemWriter::InsertFacts(sql::Connection& connection, const PreparedItem& item, PatientId patient, bool superseded) {
  AEGLE_TRY(insert, connection.Use("INSERT INTO fact(id, patient, kind, code, start, superseded, body) VALUES(?,?,?,?,?,?,?)"));
  for (const PreparedFact& fact : item.facts) {
    const std::int64_t id = next_entry_++;
    insert.Bind(id).BindOptional(patient.value()).Bind(static_cast<std::int64_t>(fact.kind)).Bind(fact.code);
    if (fact.time.empty())
      insert.BindNull();
    else
      insert.Bind(fact.time.start());
    AEGLE_CHECK(insert.Bind(std::int64_t{superseded}).BindBlob(fact.body).Run());
    AEGLE_CHECK(InsertTerms(connection, id, patient, fact.terms));
    if (!patient.empty() && !superseded) patients_.Count(patient, fact.kind == FactKind::kPatient ? DateTime() : fact.time);
  }
  return {};
}

Result<void> ItemWriter::InsertText(sql::Connection& connection, const PreparedItem& item, PatientId patient, std::int64_t resource) {
  if (item.text.empty() && !item.is_document) return {};
  const std::int64_t entry = next_entry_++;
  AEGLE_TRY(insert, connection.Use("INSERT INTO item_text(entry, resource, text) VALUES(?,?,?)"));
  AEGLE_CHECK(insert.Bind(entry).Bind(resource).BindBlob(item.text).Run());
  return InsertTerms(connection, entry, patient, item.text_terms);
}

// A person may be taken out of the index while an import is on.
Result<void> ItemWriter::AskWhetherIndexed(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(query, connection.Use("SELECT 1 FROM unindexed WHERE patient = ?"));
  AEGLE_TRY(row, query.Bind(patient.value()).Step());
  indexed_ = !row;
  return {};
}

Result<void> ItemWriter::InsertTerms(sql::Connection& connection, std::int64_t entry, PatientId patient, const std::string& terms) {
  if (!indexed_) return {};
  row_terms_.clear();
  if (!patient.empty()) row_terms_ = PatientTerm(patient);
  if (!terms.empty()) row_terms_ += ' ';
  row_terms_ += terms;
  AEGLE_TRY(insert, connection.Use("INSERT INTO search(rowid, terms) VALUES(?,?)"));
  return insert.Bind(entry).Bind(row_terms_).Run();
}

Result<void> ItemWriter::Save(sql::Connection& connection) {
  AEGLE_CHECK(patients_.Save(connection));
  return keys_.MaybeMerge(connection);
}

}  // namespace aegle
