#include "synth/generator.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "synth/chart.h"
#include "synth/scenario.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

SynthPatient MakePatient(const synth::ChartNumber& number) {
  synth::Chart chart = synth::BuildChart(number);
  SynthPatient patient;
  patient.slug = chart.slug;
  patient.logical_id = chart.person.id;
  patient.bundle = synth::WriteBundle(chart);
  patient.truth = synth::WriteTruth(chart);
  for (synth::WrittenNote& note : synth::WriteNotes(chart))
    patient.notes.push_back({"note-" + chart.Day(note.time) + "-" + note.kind + ".txt", std::move(note.text)});
  return patient;
}

Result<void> WriteFile(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return Fail(ErrorCode::kIo, "the file could not be written", path.string(), "Is the folder writable, and is there room?");
  return {};
}

}  // namespace

std::vector<std::string> SynthScenarios() {
  std::vector<std::string> keys;
  for (const synth::Scenario& scenario : synth::Scenarios()) keys.emplace_back(scenario.key);
  return keys;
}

Result<std::vector<SynthPatient>> Generate(const SynthOptions& options) {
  if (options.count < 0) return Fail(ErrorCode::kBadUsage, "the count of patients is negative", "--count");
  std::vector<std::string> keys = SynthScenarios();
  if (!options.scenario.empty()) {
    if (std::find(keys.begin(), keys.end(), options.scenario) == keys.end()) {
      std::string known;
      for (const std::string& key : keys) known += (known.empty() ? "" : ", ") + key;
      return Fail(ErrorCode::kBadUsage, "no such scenario", "--scenario", "Known are: " + known + ".");
    }
    keys = {options.scenario};
  }
  std::vector<SynthPatient> patients;
  for (int i = 0; i < options.count; ++i) {
    bool korean = options.language == SynthLanguage::kKorean || (options.language == SynthLanguage::kBoth && i % 2 == 1);
    patients.push_back(MakePatient({options.seed, i, korean, keys[static_cast<std::size_t>(i) % keys.size()]}));
  }
  return patients;
}

Result<void> WritePatients(const std::vector<SynthPatient>& patients, const std::string& folder, const ProgressSink& progress) {
  std::uint64_t done = 0;
  for (const SynthPatient& patient : patients) {
    fs::path place = fs::path(folder) / patient.slug;
    std::error_code error;
    fs::create_directories(place, error);
    if (error) return Fail(ErrorCode::kIo, "the folder could not be made: " + error.message(), place.string());
    AEGLE_CHECK(WriteFile(place / "bundle.json", patient.bundle));
    AEGLE_CHECK(WriteFile(place / "truth.json", patient.truth));
    for (const SynthNote& note : patient.notes) AEGLE_CHECK(WriteFile(place / note.file_name, note.text));
    if (progress) progress({"write", ++done, patients.size(), "patients"});
  }
  return {};
}

}  // namespace aegle
