// High-risk items of a draft: what a signer has to confirm one by one, against the habit of signing what the machine wrote.
//
// Rules R1 to R10 of docs/clinical-rules.md, "High-risk items of a signature". An item is one fact or one sentence; the same fact in several
// sentences is one item. Its hash covers the sentences that say it, so that a confirmation is void when they change. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signoff/case_file.h"
#include "signoff/draft.h"

namespace aegle {

enum class RiskKind : std::uint8_t {
  kAllergy,           // R1
  kAnticoagulant,     // R2
  kMedicationChange,  // R3
  kCriticalValue,     // R4
  kNegatedCritical,   // R5
  kCodeStatus,        // R6
  kStruckKept,        // R7
  kEditedValue,       // R8
  kRemoved,           // R9
  kRecordChanged,     // R10
};
[[nodiscard]] std::string_view Name(RiskKind kind);  // "allergy", "anticoagulant" ...

struct Risk {
  RiskKind kind = RiskKind::kAllergy;
  std::string key;                      // "allergy:f12", "struck_kept:s2.3"
  std::string text;                     // what is to be confirmed: the fact as rendered by code, else the sentence
  std::vector<std::string> statements;  // that say it; empty for the record as a whole
  std::string evidence;                 // label of the evidence, empty where there is none
  std::string sha256;                   // of kind, text and sentences: what a confirmation is given to
  bool confirmed = false;
};

// In the order of the document. `confirmed` where the draft holds a confirmation of exactly this hash.
[[nodiscard]] std::vector<Risk> FindRisks(const Draft& draft, const CaseFile& file);

// Whether an edit changed more than words: a number, a drug, a dose, a side, a negation or a status.
[[nodiscard]] bool ChangesValue(std::string_view before, std::string_view after);

}  // namespace aegle
