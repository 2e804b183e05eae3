// Seeded, clinically plausible patients: FHIR R4 transaction bundles, free-text notes that agree with them, and the truth.
//
// Each patient has chronic diseases over years (problems, medication with changes, result series), allergies, family and
// social history, immunisations, procedures, and at the end of the record a visit to the emergency department that is still
// going on: chief complaint, vital signs over hours, results with reference ranges, drugs given, imaging, diagnosis,
// pending results, consults, code status. All people are invented; no identifier is one of a real person.
// The truth (described in examples/README.md) is what the bundle and the notes were drawn from.
//
// Deterministic: the same options give the same bytes on every machine. Pure but for WritePatients. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace aegle {

enum class SynthLanguage : std::uint8_t { kEnglish, kKorean, kBoth };  // kBoth: every second patient is Korean

struct SynthOptions {
  std::uint64_t seed = 1;
  int count = 10;
  SynthLanguage language = SynthLanguage::kBoth;
  // Key of the one scenario wanted ("nstemi"), or empty: all in turn.
  std::string scenario = {};
};

struct SynthNote {
  std::string file_name;  // "note-2026-02-27-emergency.txt"
  std::string text;       // UTF-8
};

struct SynthPatient {
  std::string slug;        // "nstemi-1-en": file name of the folder
  std::string logical_id;  // of the FHIR Patient, also named in each note
  std::string bundle;      // FHIR R4 transaction Bundle, JSON
  std::vector<SynthNote> notes;
  std::string truth;  // JSON
};

// Keys of the scenarios: "nstemi", "sepsis", "dka", "gi-bleed", "stroke" ...
[[nodiscard]] std::vector<std::string> SynthScenarios();

// Errors: kBadUsage (count below 0, a scenario that is not there).
[[nodiscard]] Result<std::vector<SynthPatient>> Generate(const SynthOptions& options);

// Writes folder/<slug>/{bundle.json, note-*.txt, truth.json}; existing files are replaced. Errors: kIo.
[[nodiscard]] Result<void> WritePatients(const std::vector<SynthPatient>& patients, const std::string& folder,
                                         const ProgressSink& progress = {});

}  // namespace aegle
