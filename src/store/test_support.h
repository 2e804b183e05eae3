// For the tests of the store: a folder that goes away, items made by hand, and a tiny line-based format.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "store/importer.h"
#include "store/sqlite_store.h"

namespace aegle::test {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "aegle-store-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] std::string File(std::string_view name) const { return path_ + "/" + std::string(name); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline StoreKey TestKey(char fill = 'k') { return StoreKey(std::string(StoreKey::kBytes, fill)); }

// The value, or a test failure with the error.
template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
ErrorCode CodeOf(const Result<T>& result) {
  if (result) throw std::runtime_error("an error was expected");
  return result.error().code;
}

inline DateTime Time(std::string_view text) { return text.empty() ? DateTime() : Must(DateTime::Parse(text)); }
inline const AuditedAccess kTestAccess{"test"};

inline Fact MakeFact(FactKind kind, std::string code, std::string display, std::string_view when = "2026-03-01") {
  Fact fact;
  fact.kind = kind;
  fact.code = {std::string(system_uri::kLoinc), std::move(code), std::move(display)};
  fact.effective.start = Time(when);
  fact.status = FactStatus::kFinal;
  return fact;
}

inline ReadItem MakeItem(std::string id, std::string subject, std::vector<Fact> facts, std::uint64_t begin = 0, std::uint64_t end = 0) {
  ReadItem item;
  item.key = {"Observation", std::move(id)};
  item.subject = std::move(subject);
  item.facts = std::move(facts);
  item.begin = begin;
  item.end = end;
  for (Fact& fact : item.facts) {
    fact.resource = item.key;
    fact.source.begin = begin;
    fact.source.end = end;
  }
  return item;
}

inline ReadItem MakePatientItem(std::string id, std::string name, std::string identifier, std::string_view birth = "1950-01-02") {
  ReadItem item;
  item.key = {"Patient", id};
  item.subject = id;
  item.patient.emplace();
  item.patient->logical_id = std::move(id);
  item.patient->name = Phi<std::string>(std::move(name));
  item.patient->identifier = Phi<std::string>(std::move(identifier));
  item.patient->birth_date = Time(birth);
  item.patient->gender = AdministrativeGender::kFemale;
  return item;
}

// Imports items as one document; the bytes are `bytes`.
inline ImportSession::Counts ImportItems(Store& store, std::vector<ReadItem> items, std::string_view bytes = "bytes",
                                         const std::string& source = "test") {
  Document document;
  document.name = "made by hand";
  document.format = "test";
  document.source = source;
  auto session = Must(store.BeginImport(document));
  Must(session->AppendBytes(bytes));
  ImportLedger ledger;
  for (ReadItem& item : items) {
    ledger.Count(item);
    Must(session->Take(std::move(item)));
  }
  Must(session->Commit(ledger));
  return session->counts();
}

inline PatientId OnlyPatient(Store& store) {
  auto patients = Must(store.Patients({}));
  EXPECT_EQ(patients.size(), 1u);
  return patients.at(0).patient.id;
}

// One item a line: "O|id|subject|code|display|date|lastUpdated" a fact, "P|id|name|identifier" a patient, "D|id|subject|text" a
// document; a line of anything else is refused. A text that begins with '!' is understood by nobody.
class LineReader final : public Reader {
 public:
  explicit LineReader(bool line_by_line = true) : line_by_line_(line_by_line) {}
  [[nodiscard]] std::string_view format() const override { return line_by_line_ ? "lines" : "page"; }
  [[nodiscard]] int Recognise(std::string_view head, std::string_view file_name) const override {
    if (file_name.ends_with(line_by_line_ ? ".page" : ".lines")) return 0;
    return head.size() > 1 && (head[1] == '|' || head[0] == '!') ? 60 : 0;
  }
  [[nodiscard]] bool LineByLine() const override { return line_by_line_; }
  Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits&, FactSink& out) const override {
    if (in.starts_with('!')) return Fail(ErrorCode::kBadInput, "not understood", "byte " + std::to_string(context.base_offset));
    ImportLedger ledger;
    ledger.format = format();
    ledger.bytes = in.size();
    for (std::size_t at = 0; at < in.size();) {
      std::size_t end = std::min(in.find('\n', at), in.size());
      ReadItem item = ReadLine(in.substr(at, end - at));
      item.begin = context.base_offset + at;
      item.end = context.base_offset + end;
      for (Fact& fact : item.facts) fact.source = {{}, item.begin, item.end};
      ledger.Count(item);
      AEGLE_CHECK(out.Take(std::move(item)));
      at = end + 1;
    }
    return ledger;
  }

 private:
  static ReadItem ReadLine(std::string_view line) {
    auto part = Split(line, '|');
    part.resize(8);
    auto text = [&](std::size_t i) { return std::string(part[i]); };
    if (part[0] == "P") return MakePatientItem(text(1), text(2), text(3));
    if (part[0] == "O") {
      ReadItem item = MakeItem(text(1), text(2), {MakeFact(FactKind::kLaboratory, text(3), text(4), part[5])});
      item.last_updated = Time(part[6]);
      return item;
    }
    ReadItem item;
    item.key = {"Line", text(1)};
    item.subject = text(2);
    item.disposition = part[0] == "D" ? Disposition::kDocument : Disposition::kRefused;
    item.reason = part[0] == "D" ? "no facts" : "not a line of this format";
    item.text = text(3);
    return item;
  }
  const bool line_by_line_;
};

inline ReaderRegistry LineReaders() {
  ReaderRegistry readers;
  readers.Add(std::make_unique<LineReader>(true));
  readers.Add(std::make_unique<LineReader>(false));
  return readers;
}

class StoreTest : public ::testing::Test {
 protected:
  void Open(char key = 'k') { store_ = Must(OpenSqliteStore(path(), TestKey(key))); }
  void SetUp() override { Open(); }
  [[nodiscard]] std::string path() const { return folder_.File("store.db"); }
  void Reopen() {
    store_.reset();
    Open();
  }
  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

}  // namespace aegle::test
