#include "readers/fhir_status.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "readers/fhir_datatypes.h"

namespace aegle {
namespace {

enum class Exactness : bool { kExact, kSaidInText };

struct StatusWord {
  std::string_view word;
  FactStatus status;
  Exactness exactness;
};

using enum FactStatus;
using enum Exactness;

// Status words of the R4 value sets, by the resource that brings them in.
constexpr std::array kStatusWords = std::to_array<StatusWord>({
    {"final", kFinal, kExact},  // Observation, DiagnosticReport
    {"completed", kCompleted, kExact},
    {"active", kActive, kExact},
    {"finished", kCompleted, kExact},  // Encounter
    {"stopped", kStopped, kExact},
    {"resolved", kResolved, kExact},  // Condition, AllergyIntolerance
    {"in-progress", kInProgress, kExact},
    {"unknown", kUnknown, kExact},
    {"entered-in-error", kEnteredInError, kExact},
    {"preliminary", kPreliminary, kExact},
    {"amended", kAmended, kExact},
    {"corrected", kCorrected, kExact},
    {"registered", kInProgress, kSaidInText},
    {"partial", kPreliminary, kSaidInText},
    {"appended", kAmended, kSaidInText},
    {"cancelled", kCancelled, kExact},
    {"recurrence", kRecurrence, kExact},
    {"relapse", kRecurrence, kSaidInText},
    {"inactive", kInactive, kExact},
    {"remission", kRemission, kExact},
    {"planned", kPlanned, kExact},
    {"arrived", kInProgress, kSaidInText},
    {"triaged", kInProgress, kSaidInText},
    {"onleave", kInProgress, kSaidInText},
    {"waitlist", kPlanned, kSaidInText},  // EpisodeOfCare
    {"draft", kPlanned, kSaidInText},     // requests
    {"on-hold", kOnHold, kExact},
    {"onhold", kOnHold, kExact},
    {"revoked", kCancelled, kSaidInText},
    {"intended", kPlanned, kSaidInText},  // MedicationStatement
    {"not-taken", kUnknown, kSaidInText},
    {"preparation", kPlanned, kSaidInText},  // Procedure, MedicationDispense
    {"not-done", kCancelled, kSaidInText},
    {"declined", kCancelled, kSaidInText},
    {"available", kCompleted, kExact},    // ImagingStudy
    {"proposed", kPlanned, kSaidInText},  // Goal, Consent, Appointment
    {"accepted", kPlanned, kSaidInText},
    {"rejected", kCancelled, kSaidInText},
    {"health-unknown", kUnknown, kSaidInText},  // FamilyMemberHistory
    {"current", kFinal, kExact},                // DocumentReference
    {"superseded", kInactive, kSaidInText},
    {"pending", kPlanned, kSaidInText},  // Appointment
    {"booked", kPlanned, kSaidInText},
    {"checked-in", kInProgress, kSaidInText},
    {"fulfilled", kCompleted, kExact},
    {"noshow", kCancelled, kSaidInText},
    {"not-started", kPlanned, kSaidInText},  // CarePlan.activity.detail
    {"scheduled", kPlanned, kSaidInText},
});

bool Negates(std::string_view word) { return word == "not-done" || word == "not-taken" || word == "declined"; }

// SNOMED CT situations that say "none known" (https://browser.ihtsdotools.org).
constexpr std::array<std::string_view, 9> kSnomedNone = {
    "716186003",  // No known allergy
    "160244002",  // No known allergies
    "409137002",  // No known drug allergy
    "429625007",  // No known food allergy
    "428607008",  // No known environmental allergy
    "428197003",  // No known insect allergy
    "716184000",  // No known latex allergy
    "1003774007",
    "160245001",  // No current problems or disability
};

constexpr std::array<std::string_view, 13> kNegativeBeginnings = {
    "no known ",      "no history of ", "no evidence of ", "no current ", "no active ",    "no allerg",          "no drug allerg",
    "no food allerg", "not allergic",   "none known",      "denies ",     "negative for ", "no past history of "};
constexpr std::array<std::string_view, 5> kNegativeWords = {"nka", "nkda", "nkfa", "none", "nil known"};
constexpr std::array<std::string_view, 4> kNegativeEndings = {"없음", "없다", "없습니다", "부인"};

bool NegativeWords(std::string_view words) {
  std::string lower = ToLowerAscii(Trim(words));
  auto starts = [&](std::string_view beginning) { return lower.compare(0, beginning.size(), beginning) == 0; };
  auto ends = [&](std::string_view ending) {
    return lower.size() >= ending.size() && lower.compare(lower.size() - ending.size(), ending.size(), ending) == 0;
  };
  return std::any_of(kNegativeBeginnings.begin(), kNegativeBeginnings.end(), starts) ||
         std::find(kNegativeWords.begin(), kNegativeWords.end(), lower) != kNegativeWords.end() ||
         std::any_of(kNegativeEndings.begin(), kNegativeEndings.end(), ends);
}

// International Patient Summary, code system absent-unknown-uv-ips: "no-known-..." against "no-...-info".
bool IsAbsentUnknown(const Coding& code) { return code.system.find("absent-unknown") != std::string::npos; }

}  // namespace

void SetStatus(Fact& fact, std::string_view word) {
  if (word.empty()) return;
  auto known = std::find_if(kStatusWords.begin(), kStatusWords.end(), [&](const StatusWord& row) { return row.word == word; });
  bool exact = known != kStatusWords.end() && known->exactness == kExact;
  fact.status = known == kStatusWords.end() ? kUnknown : known->status;
  if (!exact) AppendText(fact.text, "Status", word);
  if (Negates(word)) fact.assertion = Assertion::kNegated;
}

void SetVerification(Fact& fact, std::string_view word) {
  if (word.empty() || word == "confirmed") return;
  if (word == "entered-in-error") {
    fact.status = kEnteredInError;
    return;
  }
  AppendText(fact.text, "Verification", word);
  if (word == "refuted") {
    fact.assertion = Assertion::kRefuted;
  } else if (fact.assertion == Assertion::kPresent) {
    fact.assertion = Assertion::kPossible;  // unconfirmed, provisional, differential, and words that are not known here
  }
}

void SetIntent(Fact& fact, std::string_view word) {
  if (word.empty() || word == "order") return;
  AppendText(fact.text, "Intent", word);
  if ((word == "proposal" || word == "option") && fact.assertion == Assertion::kPresent) fact.assertion = Assertion::kPossible;
}

bool SaysNone(const Coding& code) {
  if (IsAbsentUnknown(code)) return code.code.compare(0, 9, "no-known-") == 0;
  if (code.system == system_uri::kSnomedCt && std::find(kSnomedNone.begin(), kSnomedNone.end(), code.code) != kSnomedNone.end())
    return true;
  return NegativeWords(code.display);
}

bool SaysNoInformation(const Coding& code) {
  return IsAbsentUnknown(code) && code.code.size() > 5 && code.code.compare(code.code.size() - 5, 5, "-info") == 0;
}

void SetNegation(Fact& fact) {
  if (SaysNone(fact.code) || std::any_of(fact.more_codes.begin(), fact.more_codes.end(), SaysNone)) fact.assertion = Assertion::kNegated;
}

}  // namespace aegle
