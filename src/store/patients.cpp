#include "store/patients.h"

#include "base/text.h"
#include "store/wire.h"

namespace aegle {
namespace {

// One place of the store writes and reads identifiers; what it returns is Phi again.
AuditedAccess Access() { return AuditedAccess("store"); }

constexpr std::size_t kMaxEntries = 50'000;  // of the cache, emptied at a commit

std::string SearchColumn(const Patient& patient) {
  return SearchFold(patient.name.Reveal(Access()) + '\n' + patient.identifier.Reveal(Access()) + '\n' + patient.logical_id);
}

char32_t FoldCodePoint(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0xC0 && c <= 0xDE) return c == 0xD7 ? c : c + 32;
  if (c >= 0x100 && c <= 0x137) return c | 1;
  if (c >= 0x139 && c <= 0x148) return c % 2 == 1 ? c + 1 : c;
  if (c >= 0x14A && c <= 0x177) return c | 1;
  if (c >= 0x391 && c <= 0x3A9) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  return c;
}

}  // namespace

std::string SearchFold(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) AppendUtf8(folded, FoldCodePoint(NextCodePoint(text, at)));
  return folded;
}

Result<PatientId> PatientWriter::Find(sql::Connection& connection, const std::string& subject) {
  {
    AEGLE_TRY(by_key, connection.Use("SELECT coalesce(merged_into, id) FROM patient WHERE source = ? AND logical_id = ?"));
    AEGLE_TRY(row, by_key.Bind(source_).Bind(subject).Step());
    if (row) return PatientId(by_key.Int(0));
  }
  AEGLE_TRY(by_identifier,
            connection.Use("SELECT id FROM patient WHERE source = ? AND identifier = ? AND merged_into IS NULL ORDER BY id"));
  AEGLE_TRY(row, by_identifier.Bind(source_).Bind(subject).Step());
  return row ? PatientId(by_identifier.Int(0)) : PatientId();
}

Result<PatientId> PatientWriter::Insert(sql::Connection& connection, const std::string& logical_id) {
  std::string search = SearchFold("\n\n" + logical_id);
  AEGLE_TRY(insert, connection.Use("INSERT INTO patient(source, logical_id, known, name, identifier, search, birth_date, gender, deceased, "
                                   "deceased_date, document, span_begin, span_end, facts, documents, first, last) "
                                   "VALUES(?, ?, 0, '', '', ?, x'00', 0, 0, x'00', 0, 0, 0, 0, 0, x'00', x'00') RETURNING id"));
  AEGLE_TRY(row, insert.Bind(source_).Bind(logical_id).Bind(search).Step());
  PatientId id(row ? insert.Int(0) : 0);
  AEGLE_CHECK(insert.Run());
  return id;
}

Result<PatientId> PatientWriter::Resolve(sql::Connection& connection, const std::string& subject) {
  if (subject.empty()) return PatientId();
  if (auto found = resolved_.find(subject); found != resolved_.end()) return found->second;
  AEGLE_TRY(id, Find(connection, subject));
  if (id.empty()) {
    AEGLE_TRY(made, Insert(connection, subject));
    id = made;
  }
  resolved_.emplace(subject, id);
  return id;
}

// A note that came before its patient knew only the record number: its placeholder is this patient.
Result<void> PatientWriter::AdoptNotes(sql::Connection& connection, PatientId patient, const Patient& resource) {
  const std::string& identifier = resource.identifier.Reveal(Access());
  if (identifier.empty() || identifier == resource.logical_id) return {};
  PatientId placeholder;
  {
    AEGLE_TRY(query, connection.Use("SELECT id FROM patient WHERE source = ? AND logical_id = ? AND known = 0 AND merged_into IS NULL"));
    AEGLE_TRY(row, query.Bind(source_).Bind(identifier).Step());
    if (row) placeholder = PatientId(query.Int(0));
  }
  if (placeholder.empty() || placeholder == patient) return {};
  return Merge(connection, placeholder, patient);
}

Result<PatientId> PatientWriter::Fill(sql::Connection& connection, const Patient& resource, const SourceSpan& span) {
  AEGLE_TRY(id, Resolve(connection, resource.logical_id));
  if (id.empty()) return id;
  const std::string search = SearchColumn(resource), birth = EncodeTime(resource.birth_date), died = EncodeTime(resource.deceased_date);
  AEGLE_TRY(update, connection.Use("UPDATE patient SET known=1, name=?, identifier=?, search=?, birth_date=?, gender=?, deceased=?, "
                                   "deceased_date=?, document=?, span_begin=?, span_end=? WHERE id=?"));
  update.Bind(resource.name.Reveal(Access())).Bind(resource.identifier.Reveal(Access())).Bind(search).BindBlob(birth);
  update.Bind(static_cast<std::int64_t>(resource.gender)).Bind(std::int64_t{resource.deceased}).BindBlob(died);
  update.Bind(span.document.value()).Bind(static_cast<std::int64_t>(span.begin)).Bind(static_cast<std::int64_t>(span.end));
  AEGLE_CHECK(update.Bind(id.value()).Run());
  AEGLE_CHECK(AdoptNotes(connection, id, resource));
  return id;
}

Result<void> PatientWriter::Merge(sql::Connection& connection, PatientId from, PatientId into) {
  static constexpr std::string_view kMoves[] = {
      "UPDATE fact SET patient=?2 WHERE patient=?1",
      "UPDATE answer SET patient=?2 WHERE patient=?1",
      "INSERT OR IGNORE INTO document_patient(patient, document) SELECT ?2, document FROM document_patient WHERE patient=?1",
      "DELETE FROM document_patient WHERE patient=?1 AND ?2 > 0",
      "INSERT OR IGNORE INTO unindexed(patient) SELECT ?2 FROM unindexed WHERE patient=?1",
      "UPDATE patient SET merged_into=?2, facts=0, documents=0 WHERE id=?1 OR merged_into=?1",
  };
  for (std::string_view sql : kMoves) {
    AEGLE_TRY(query, connection.Use(sql));
    AEGLE_CHECK(query.Bind(from.value()).Bind(into.value()).Run());
  }
  for (auto& [subject, id] : resolved_)
    if (id == from) id = into;
  entries_.erase(from.value());
  Recount(into);
  return {};
}

void PatientWriter::Count(PatientId patient, const DateTime& time) {
  Entry& entry = entries_[patient.value()];
  ++entry.facts;
  if (time.empty()) return;
  if (entry.first.empty() || time < entry.first) entry.first = time;
  if (entry.last.empty() || entry.last < time) entry.last = time;
}

Result<void> PatientWriter::AddDocument(sql::Connection& connection, PatientId patient, DocumentId document) {
  Entry& entry = entries_[patient.value()];
  if (entry.document == document) return {};
  AEGLE_TRY(insert, connection.Use("INSERT OR IGNORE INTO document_patient(patient, document) VALUES(?, ?)"));
  AEGLE_CHECK(insert.Bind(patient.value()).Bind(document.value()).Run());
  entry.documents += connection.changes();
  entry.document = document;
  return {};
}

Result<void> PatientWriter::SaveEntry(sql::Connection& connection, PatientId patient, const Entry& entry) {
  DateTime first = entry.first, last = entry.last;
  std::int64_t facts = entry.facts, documents = entry.documents;
  {
    AEGLE_TRY(query, connection.Use("SELECT facts, documents, first, last FROM patient WHERE id = ?"));
    AEGLE_TRY(row, query.Bind(patient.value()).Step());
    if (!row) return {};
    facts += query.Int(0);
    documents += query.Int(1);
    DateTime old_first = DecodeTime(query.Bytes(2)), old_last = DecodeTime(query.Bytes(3));
    if (first.empty() || (!old_first.empty() && old_first < first)) first = old_first;
    if (last.empty() || last < old_last) last = old_last;
  }
  const std::string first_bytes = EncodeTime(first), last_bytes = EncodeTime(last);
  AEGLE_TRY(update, connection.Use("UPDATE patient SET facts=?, documents=?, first=?, last=? WHERE id=?"));
  return update.Bind(facts).Bind(documents).BindBlob(first_bytes).BindBlob(last_bytes).Bind(patient.value()).Run();
}

namespace {

// The row has the instant only; midnight is a day.
DateTime TimeOfRow(Instant start) {
  return DateTime::FromInstant(start, start % kDayMs == 0 ? TimePrecision::kDay : TimePrecision::kSecond);
}

// Counts and dates from the facts themselves. Demographics are no event: a birth date is not the first fact.
Result<void> RecountPatient(sql::Connection& connection, PatientId patient) {
  constexpr auto kDemographics = static_cast<std::int64_t>(FactKind::kPatient);
  std::int64_t facts = 0, documents = 0;
  DateTime first, last;
  {
    AEGLE_TRY(query, connection.Use("SELECT count(*), min(iif(kind = ?2, NULL, start)), max(iif(kind = ?2, NULL, start)), "
                                    "(SELECT count(*) FROM document_patient WHERE patient = ?1) "
                                    "FROM fact WHERE patient = ?1 AND superseded = 0"));
    AEGLE_TRY(row, query.Bind(patient.value()).Bind(kDemographics).Step());
    if (!row) return {};
    facts = query.Int(0);
    documents = query.Int(3);
    if (!query.IsNull(1)) first = TimeOfRow(query.Int(1));
    if (!query.IsNull(2)) last = TimeOfRow(query.Int(2));
  }
  const std::string first_bytes = EncodeTime(first), last_bytes = EncodeTime(last);
  AEGLE_TRY(update, connection.Use("UPDATE patient SET facts=?, documents=?, first=?, last=? WHERE id=?"));
  return update.Bind(facts).Bind(documents).BindBlob(first_bytes).BindBlob(last_bytes).Bind(patient.value()).Run();
}

}  // namespace

Result<void> PatientWriter::Save(sql::Connection& connection) {
  for (auto& [id, entry] : entries_) {
    bool changed = entry.facts != 0 || entry.documents != 0;
    if (entry.recount)
      AEGLE_CHECK(RecountPatient(connection, PatientId(id)));
    else if (changed)
      AEGLE_CHECK(SaveEntry(connection, PatientId(id), entry));
    DocumentId seen = entry.document;
    entry = {};
    entry.document = seen;
  }
  if (entries_.size() > kMaxEntries) entries_.clear();
  if (resolved_.size() > kMaxEntries) resolved_.clear();
  return {};
}

namespace {

constexpr std::string_view kColumns =
    "id, source, logical_id, name, identifier, birth_date, gender, deceased, deceased_date, document, span_begin, span_end, facts, "
    "documents, first, last";

Patient ReadPatient(const sql::Query& row) {
  Patient patient;
  patient.id = PatientId(row.Int(0));
  patient.source = row.Text(1);
  patient.logical_id = row.Text(2);
  patient.name = Phi<std::string>(row.Text(3));
  patient.identifier = Phi<std::string>(row.Text(4));
  patient.birth_date = DecodeTime(row.Bytes(5));
  patient.gender = static_cast<AdministrativeGender>(row.Int(6));
  patient.deceased = row.Int(7) != 0;
  patient.deceased_date = DecodeTime(row.Bytes(8));
  patient.document_span = {DocumentId(row.Int(9)), static_cast<std::uint64_t>(row.Int(10)), static_cast<std::uint64_t>(row.Int(11))};
  return patient;
}

PatientSummary ReadSummary(const sql::Query& row) {
  PatientSummary summary;
  summary.patient = ReadPatient(row);
  summary.facts = static_cast<std::uint64_t>(row.Int(12));
  summary.documents = static_cast<std::uint64_t>(row.Int(13));
  summary.first = DecodeTime(row.Bytes(14));
  summary.last = DecodeTime(row.Bytes(15));
  return summary;
}

}  // namespace

namespace {

// ?1 the folded text, ?2 the ids as a JSON array.
constexpr std::string_view kListed = " FROM patient WHERE merged_into IS NULL AND (?1 = '' OR instr(search, ?1) > 0)";
constexpr std::string_view kOnly = " AND id IN (SELECT value FROM json_each(?2))";

std::string JsonOf(const std::optional<std::vector<PatientId>>& ids) {
  std::string json = "[";
  if (ids)
    for (PatientId id : *ids) json += (json.size() > 1 ? "," : "") + std::to_string(id.value());
  return json + "]";
}

}  // namespace

Result<std::vector<PatientSummary>> ListPatients(sql::Connection& connection, const PatientQuery& query) {
  static const std::string kStart = "SELECT " + std::string(kColumns) + std::string(kListed);
  static const std::string kAll = kStart + " AND ?2 = '[]' ORDER BY search, id LIMIT ?3 OFFSET ?4";
  static const std::string kSome = kStart + std::string(kOnly) + " ORDER BY search, id LIMIT ?3 OFFSET ?4";
  const std::string text = SearchFold(Trim(query.text)), only = JsonOf(query.only);
  AEGLE_TRY(rows, connection.Use(query.only ? kSome : kAll));
  rows.Bind(text).Bind(only).Bind(std::int64_t{query.limit}).Bind(std::int64_t{query.offset});
  std::vector<PatientSummary> patients;
  for (;;) {
    AEGLE_TRY(row, rows.Step());
    if (!row) return patients;
    patients.push_back(ReadSummary(rows));
  }
}

Result<std::uint64_t> CountPatients(sql::Connection& connection, const PatientQuery& query) {
  static const std::string kAll = "SELECT count(*)" + std::string(kListed) + " AND ?2 = '[]'";
  static const std::string kSome = "SELECT count(*)" + std::string(kListed) + std::string(kOnly);
  const std::string text = SearchFold(Trim(query.text)), only = JsonOf(query.only);
  AEGLE_TRY(count, connection.Use(query.only ? kSome : kAll));
  AEGLE_TRY(row, count.Bind(text).Bind(only).Step());
  return static_cast<std::uint64_t>(row ? count.Int(0) : 0);
}

Result<PatientSummary> GetPatientSummary(sql::Connection& connection, PatientId id) {
  static const std::string kSql =
      "SELECT " + std::string(kColumns) + " FROM patient WHERE id = (SELECT coalesce(merged_into, id) FROM patient WHERE id = ?)";
  AEGLE_TRY(query, connection.Use(kSql));
  AEGLE_TRY(row, query.Bind(id.value()).Step());
  if (!row) return Fail(ErrorCode::kNotFound, "No patient " + id.ToString(), "", "List the patients to find the right one.");
  PatientSummary summary = ReadSummary(query);
  AEGLE_TRY(merged, connection.Use("SELECT id FROM patient WHERE merged_into = ? ORDER BY id"));
  merged.Bind(summary.patient.id.value());
  for (;;) {
    AEGLE_TRY(more, merged.Step());
    if (!more) return summary;
    summary.merged.emplace_back(merged.Int(0));
  }
}

Result<std::vector<PatientId>> WithMerged(sql::Connection& connection, PatientId id) {
  AEGLE_TRY(query, connection.Use(
                       "SELECT coalesce(merged_into, id) FROM patient WHERE id = ?1 "
                       "UNION SELECT id FROM patient WHERE merged_into = (SELECT coalesce(merged_into, id) FROM patient WHERE id = ?1)"));
  query.Bind(id.value());
  std::vector<PatientId> ids;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return ids;
    ids.emplace_back(query.Int(0));
  }
}

}  // namespace aegle
