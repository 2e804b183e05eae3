#include "records.h"

#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "store/importer.h"
#include "store/key.h"
#include "store/sqlite_store.h"

namespace aegle::bench {

void Stop(const std::string& why) {
  std::cerr << why << "\n";
  std::exit(2);
}

Records::Records(std::uint32_t seed, int patients, SynthLanguage language) {
  std::string name = (std::filesystem::temp_directory_path() / "aegle-tasks-XXXXXX").string();
  if (!mkdtemp(name.data())) Stop("no temporary folder");
  folder_ = name;
  auto key = Must(ReadOrCreateKeyFile(name + "/key", name + "/store.db"));
  store_ = Must(OpenSqliteStore(name + "/store.db", key));
  RegisterBuiltInReaders(readers_);
  truths_ = Must(Generate({seed, patients, language, {}}));
  for (const SynthPatient& patient : truths_) {
    ImportOptions options;
    options.name = "bundle.json";
    Must(ImportBytes(*store_, readers_, patient.bundle, options));
    for (const SynthNote& note : patient.notes) {
      options.name = note.file_name;
      options.subject = patient.logical_id;
      Must(ImportBytes(*store_, readers_, note.text, options));
    }
  }
  for (const SynthPatient& patient : truths_)
    for (const PatientSummary& summary : Must(store_->Patients({{}, patients, 0})))
      if (summary.patient.logical_id == patient.logical_id) patients_.push_back(summary.patient.id);
  if (patients_.size() != truths_.size()) Stop("not every generated patient is in the store");
}

Records::~Records() {
  store_.reset();
  std::filesystem::remove_all(folder_);
}

}  // namespace aegle::bench
