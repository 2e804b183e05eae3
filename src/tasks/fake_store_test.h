// A Store in memory for tests of the tasks: what readers give goes in, facts come out. Search is by words in common.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "readers/reader.h"
#include "store/store.h"

namespace aegle {

class FakeStore : public Store, private FactSink {
 public:
  // -- filling
  PatientId AddPatient(Patient patient) {
    patient.id = PatientId(static_cast<std::int64_t>(patients_.size()) + 1);
    by_logical_id_[patient.logical_id] = patient.id;
    patients_.push_back(std::move(patient));
    return patients_.back().id;
  }
  FactId AddFact(PatientId patient, Fact fact) {
    fact.id = FactId(static_cast<std::int64_t>(facts_.size()) + 1);
    fact.patient = patient;
    if (fact.source.document.empty()) fact.source.document = DocumentId(1);
    facts_.push_back(std::move(fact));
    return facts_.back().id;
  }
  // A bundle or a note through its reader. The facts of an item whose patient is not known yet wait for it.
  void Import(std::string_view bytes, const std::string& name, const std::string& subject = {}) {
    static const ReaderRegistry readers = [] {
      ReaderRegistry all;
      RegisterBuiltInReaders(all);
      return all;
    }();
    auto reader = readers.For(bytes.substr(0, 4096), name);
    ASSERT_TRUE(reader) << reader.error().ToString();
    documents_.emplace_back(bytes);
    names_.push_back(name);
    ReadContext context;
    context.file_name = name;
    context.subject = subject;
    auto ledger = (*reader)->Read(documents_.back(), context, Limits{}, *this);
    ASSERT_TRUE(ledger) << ledger.error().ToString();
    for (auto& [logical_id, fact] : waiting_)
      if (by_logical_id_.contains(logical_id)) AddFact(by_logical_id_[logical_id], std::move(fact));
    waiting_.clear();
  }
  [[nodiscard]] std::vector<PatientId> AllPatients() const {
    std::vector<PatientId> ids;
    for (const Patient& patient : patients_) ids.push_back(patient.id);
    return ids;
  }

  // -- Store
  Result<std::unique_ptr<ImportSession>> BeginImport(const Document&) override { return Unsupported(); }
  Result<std::optional<Document>> FindDocument(std::string_view, std::string_view) override { return std::optional<Document>(); }
  Result<std::vector<PatientSummary>> Patients(const PatientQuery&) override {
    std::vector<PatientSummary> all;
    for (const Patient& patient : patients_) all.push_back({patient, 0, 0, {}, {}});
    return all;
  }
  Result<std::uint64_t> CountPatients(const PatientQuery&) override { return patients_.size(); }
  Result<Patient> GetPatient(PatientId id) override {
    for (const Patient& patient : patients_)
      if (patient.id == id) return patient;
    return Fail(ErrorCode::kNotFound, "no such patient");
  }
  Result<PatientSummary> GetPatientSummary(PatientId id) override {
    AEGLE_TRY(patient, GetPatient(id));
    return PatientSummary{std::move(patient), 0, 0, {}, {}};
  }
  Result<std::vector<Fact>> Facts(PatientId patient, const FactQuery&) override {
    std::vector<Fact> found;
    std::copy_if(facts_.begin(), facts_.end(), std::back_inserter(found), [&](const Fact& fact) { return fact.patient == patient; });
    return found;
  }
  Result<Fact> GetFact(FactId id) override { return facts_.at(static_cast<std::size_t>(id.value() - 1)); }
  Result<std::vector<SearchHit>> Search(PatientId patient, std::string_view text, int limit, const FactFilter&) override {
    std::set<std::string> wanted;
    for (std::string& term : SearchTerms(text)) wanted.insert(std::move(term));
    std::vector<SearchHit> hits;
    for (const Fact& fact : facts_) {
      if (fact.patient != patient) continue;
      double score = 0;
      for (const std::string& term : SearchTerms(OneLine(fact))) score += wanted.contains(term) ? 1 : 0;
      if (score > 0) hits.push_back({fact.id, fact.source.document, fact.source, score, ""});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) { return a.score > b.score; });
    if (hits.size() > static_cast<std::size_t>(limit)) hits.resize(static_cast<std::size_t>(limit));
    return hits;
  }
  Result<std::vector<Document>> Documents(std::optional<PatientId>) override { return std::vector<Document>(); }
  Result<Document> GetDocument(DocumentId id) override {
    Document document;
    document.id = id;
    document.name = names_.at(static_cast<std::size_t>(id.value() - 1));
    return document;
  }
  Result<std::string> ReadBytes(DocumentId id, std::uint64_t begin, std::uint64_t end) override {
    return documents_.at(static_cast<std::size_t>(id.value() - 1)).substr(begin, end - begin);
  }
  Result<ImportLedger> GetLedger(DocumentId) override { return ImportLedger(); }
  Result<std::vector<ItemSpan>> Items(DocumentId, std::uint64_t, std::uint64_t) override { return std::vector<ItemSpan>(); }
  Result<AnswerId> SaveAnswer(const StoredAnswer&) override { return AnswerId(1); }
  Result<StoredAnswer> GetAnswer(AnswerId) override { return Unsupported(); }
  Result<std::vector<StoredAnswer>> Answers(PatientId) override { return std::vector<StoredAnswer>(); }
  Result<std::optional<std::string>> GetSetting(std::string_view) override { return std::optional<std::string>(); }
  Result<void> PutSetting(std::string_view, std::string_view) override { return {}; }
  Result<JobId> SaveJob(const StoredJob&) override { return JobId(1); }
  Result<std::vector<StoredJob>> Jobs() override { return std::vector<StoredJob>(); }
  Result<void> PutVectors(std::string_view, const std::vector<std::pair<FactId, std::vector<float>>>& vectors) override {
    vectors_.insert(vectors_.end(), vectors.begin(), vectors.end());
    return {};
  }
  Result<std::vector<std::pair<FactId, std::vector<float>>>> Vectors(PatientId, std::string_view) override { return vectors_; }
  Result<Entity> GetEntity(std::string_view, std::string_view) override { return Unsupported(); }
  Result<std::vector<Entity>> Entities(std::string_view, std::string_view) override { return std::vector<Entity>(); }
  Result<std::int64_t> PutEntity(const Entity&) override { return Unsupported(); }
  Result<void> RemoveEntity(std::string_view, std::string_view, std::int64_t) override { return Unsupported(); }
  Result<void> SetIndexed(PatientId, bool) override { return {}; }
  Result<IndexedRows> CountIndexed(PatientId) override { return IndexedRows(); }
  Result<StoreStatistics> Statistics() override { return StoreStatistics(); }
  Result<void> Verify() override { return {}; }

 private:
  static tl::unexpected<Error> Unsupported() { return Fail(ErrorCode::kUnsupported, "not in the fake store"); }
  Result<void> Take(ReadItem&& item) override {
    if (item.patient) {
      item.patient->document_span = {DocumentId(static_cast<std::int64_t>(documents_.size())), item.begin, item.end};
      if (!by_logical_id_.contains(item.patient->logical_id)) AddPatient(*item.patient);
    }
    for (Fact& fact : item.facts) {
      fact.source.document = DocumentId(static_cast<std::int64_t>(documents_.size()));
      waiting_.emplace_back(item.subject, std::move(fact));
    }
    return {};
  }

  std::vector<Patient> patients_;
  std::vector<Fact> facts_;
  std::vector<std::string> documents_, names_;
  std::map<std::string, PatientId> by_logical_id_;
  std::vector<std::pair<std::string, Fact>> waiting_;
  std::vector<std::pair<FactId, std::vector<float>>> vectors_;
};

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// Data that is not part of the repository; empty where it is not there.
inline std::filesystem::path DataFolder(const std::string& name) {
  const char* set = std::getenv("AEGLE_DATA");
  std::filesystem::path folder = set ? set : std::filesystem::path(AEGLE_SOURCE_DIR) / ".." / "shared" / "data";
  folder /= name;
  return std::filesystem::exists(folder) ? folder : std::filesystem::path();
}

}  // namespace aegle
