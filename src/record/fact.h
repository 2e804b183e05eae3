// Fact: one statement about one person, with the exact bytes that say it. Everything that Aegle knows is facts.
//
// Values are plain data; no JSON, no store. A fact never changes: a newer version of its resource supersedes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "record/coding.h"
#include "record/quantity.h"
#include "record/sensitivity.h"

namespace aegle {

// Bytes [begin, end) of the stored original.
struct SourceSpan {
  DocumentId document;
  std::uint64_t begin = 0, end = 0;
  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

// Stored as their number: append only. The lanes of the timeline.
enum class FactKind : std::uint8_t {
  kPatient,  // demographics: birth date, sex, death, language ...
  kEncounter,
  kCondition,  // problems and diagnoses
  kAllergy,
  kMedication,  // orders, statements, dispenses, administrations
  kLaboratory,
  kVitalSign,
  kSocialHistory,
  kObservation,  // any other observation: survey, exam, score
  kProcedure,
  kImmunization,
  kImaging,
  kReport,    // diagnostic reports: text conclusions
  kOrder,     // service requests, referrals: pending work
  kCarePlan,  // care plans and goals
  kFamilyHistory,
  kDevice,
  kNote,  // a section of a free-text note; the text is in `text`
  kOther,
};
inline constexpr int kFactKindCount = 19;
[[nodiscard]] std::string_view Name(FactKind kind);  // "condition", "laboratory": in JSON and on the command line
[[nodiscard]] std::optional<FactKind> ParseFactKind(std::string_view name);

enum class FactStatus : std::uint8_t {
  kUnknown,
  kActive,
  kRecurrence,
  kInactive,
  kRemission,
  kResolved,  // problems, allergies
  kPlanned,
  kInProgress,
  kOnHold,
  kCompleted,
  kStopped,
  kCancelled,  // orders, procedures, encounters, medication
  kPreliminary,
  kFinal,
  kAmended,
  kCorrected,  // results
  kEnteredInError,
};
[[nodiscard]] std::string_view Name(FactStatus status);

enum class Assertion : std::uint8_t { kPresent, kNegated, kPossible, kConditional, kFamily, kHistorical, kRefuted };
[[nodiscard]] std::string_view Name(Assertion assertion);

enum class Interpretation : std::uint8_t { kNone, kNormal, kLow, kHigh, kCriticalLow, kCriticalHigh, kAbnormal, kPositive, kNegative };
[[nodiscard]] std::string_view Name(Interpretation interpretation);  // FHIR codes: "", "N", "L", "H", "LL", "HH", "A", "POS", "NEG"

struct Ratio {
  Quantity numerator, denominator;
  friend bool operator==(const Ratio&, const Ratio&) = default;
};
struct Range {
  std::optional<Quantity> low, high;
  friend bool operator==(const Range&, const Range&) = default;
};

using FactValue = std::variant<std::monostate, Quantity, Coding, std::string, bool, std::int64_t, Ratio, Range, DateTime>;

// Where the fact came from in the world of its source: "Observation/123" of one named source.
struct ResourceKey {
  std::string type;        // FHIR resource type, or "Note"
  std::string logical_id;  // unique within source and type
  [[nodiscard]] std::string ToString() const { return type + "/" + logical_id; }
  friend bool operator==(const ResourceKey&, const ResourceKey&) = default;
};

struct Fact {
  FactId id;          // given by the store
  PatientId patient;  // given by the store, from ReadItem::subject
  FactKind kind = FactKind::kOther;
  Coding code;                     // what it is about: LOINC of a result, SNOMED CT of a problem, RxNorm of a drug
  std::vector<Coding> more_codes;  // translations that the source gave
  FactValue value;
  ReferenceRange reference_range;
  Interpretation interpretation = Interpretation::kNone;
  Period effective;   // when it was so; a single time has only `start`
  DateTime recorded;  // when it was written down
  FactStatus status = FactStatus::kUnknown;
  Assertion assertion = Assertion::kPresent;
  std::string category;   // as coded by the source: "vital-signs", "problem-list-item", "emergency", "high" (criticality) ...
  std::string text;       // dosage instruction, reaction, conclusion, note section, reason: what the source says in words
  std::string section;    // of a note: title as written
  std::string body_site;  // with laterality, as written
  ResourceKey resource;
  std::string encounter;   // logical id of the encounter, empty where none
  std::uint16_t part = 0;  // 0 = the resource itself, 1.. = its components, in order
  SourceSpan source;
  SensitivitySet sensitivity;  // as the source labels it

  // What the fact is called: display of the code, else its text, else the code.
  [[nodiscard]] const std::string& name() const;
};

// "5.4 mmol/L", "Never smoker", "120-140 mmHg", "yes": the value exactly as recorded; empty where there is none.
[[nodiscard]] std::string ValueText(const FactValue& value);

// One fact in one line, English, for logs of tests, search index and prompts:
// "2026-03-01 Glucose 5.4 mmol/L (reference 3.9-5.6, high)".
[[nodiscard]] std::string OneLine(const Fact& fact);

}  // namespace aegle
