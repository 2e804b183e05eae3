// Patients of the store: found or made for an import, filled by Patient resources, counted. Module-internal.
//
// A patient is known by (source, logical id). A subject that is nobody yet makes a placeholder, which the Patient
// resource fills. A subject may also be a medical record number: it finds the patient with this identifier, and where the
// note came first, the Patient resource with that identifier takes the placeholder over (or is merged with it).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/patient.h"
#include "store/sql.h"
#include "store/store.h"

namespace aegle {

// The patients that one import touches. Used under the writer's lock; Save runs before each commit.
class PatientWriter {
 public:
  explicit PatientWriter(std::string source) : source_(std::move(source)) {}

  // The patient of a subject, a placeholder where there is none.
  Result<PatientId> Resolve(sql::Connection& connection, const std::string& subject);
  // Writes what a Patient resource says.
  Result<PatientId> Fill(sql::Connection& connection, const Patient& patient, const SourceSpan& span);
  // Counts a fact that was added.
  void Count(PatientId patient, const DateTime& time);
  // Facts of the patient were superseded: counts and dates are computed anew at Save.
  void Recount(PatientId patient) { entries_[patient.value()].recount = true; }
  Result<void> AddDocument(sql::Connection& connection, PatientId patient, DocumentId document);
  Result<void> Save(sql::Connection& connection);

 private:
  struct Entry {
    std::int64_t facts = 0, documents = 0;
    DateTime first, last;
    DocumentId document;  // the last one that AddDocument saw
    bool recount = false;
  };
  Result<PatientId> Find(sql::Connection& connection, const std::string& subject);
  Result<PatientId> Insert(sql::Connection& connection, const std::string& logical_id);
  Result<void> Merge(sql::Connection& connection, PatientId from, PatientId into);
  Result<void> SaveEntry(sql::Connection& connection, PatientId patient, const Entry& entry);
  Result<void> AdoptNotes(sql::Connection& connection, PatientId patient, const Patient& resource);

  const std::string source_;
  std::unordered_map<std::string, PatientId> resolved_;
  std::unordered_map<std::int64_t, Entry> entries_;
};

// Lower case for searching: ASCII, Latin-1 and Latin Extended-A, Greek, Cyrillic; other scripts as they are.
[[nodiscard]] std::string SearchFold(std::string_view text);

// -- queries
[[nodiscard]] Result<std::vector<PatientSummary>> ListPatients(sql::Connection& connection, const PatientQuery& query);
[[nodiscard]] Result<std::uint64_t> CountPatients(sql::Connection& connection, const PatientQuery& query);
// Errors: kNotFound. A patient that was merged into another gives the other.
[[nodiscard]] Result<PatientSummary> GetPatientSummary(sql::Connection& connection, PatientId id);
// The patient and those that were merged into it.
[[nodiscard]] Result<std::vector<PatientId>> WithMerged(sql::Connection& connection, PatientId id);

}  // namespace aegle
