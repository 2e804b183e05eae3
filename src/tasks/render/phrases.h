// The fixed words of an answer in English and Korean, and Korean particles that agree with the word before them.
// A sentence is a template with places {0}, {1} ...; only code fills them. Pure, thread-safe.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "trust/answer.h"

namespace aegle {

// Section titles, words and sentence templates; phrases.cpp holds both languages side by side.
enum class Phrase : std::uint8_t {
  // section titles
  kTitleIllnessSeverity, kTitlePatientSummary, kTitleCourse, kTitleActionList, kTitleAwareness, kTitleMedications, kTitleAllergies,
  kTitlePending, kTitleProblems, kTitleResults, kTitleVitals, kTitleHistory, kTitleEncounters, kTitleOverview, kTitlePeriods,
  kTitleAnswer, kTitleProcedures, kTitleCarePlan,
  // words
  kMale, kFemale, kOtherSex, kLow, kHigh, kCriticalLow, kCriticalHigh, kAbnormal, kPositive, kNegative, kNormal, kReference, kSince, kOn,
  kUntil, kActive, kStopped, kOnHold, kResolved, kPlanned, kPossible, kPreliminary, kNoResultYet, kInProgress, kCompleted, kRefuted, kNotPresent,
  kReaction, kCriticality, kEmergencyVisit, kInpatientStay, kObservationStay, kVisit, kReason, kYes, kNo, kFamily, kBorn, kDied, kRising,
  kFalling, kSteady, kUnknownDate, kRecurrence, kRemission, kInactive, kCancelled, kFinal, kAmended, kCorrected, kDose, kBodySite, kAtMost, kAtLeast, kVaccination,
  // sentences
  kLevelUnstable, kLevelWatcher, kLevelStable, kLevelUnknown, kSeverityUnstable, kSeverityWatcher, kSeverityStable, kSeverityUnknown, kNews2Total, kNews2Missing, kRuleNews2High, kRuleNews2Red,
  kRuleNews2Medium, kRuleCriticalResult, kRuleAcuity, kNoRuleFired, kNews2Knowledge,
  kPatientIs, kPatientIsNoAge, kCameWith, kWasAdmitted, kLastVisit, kActiveProblems, kPossibleProblems, kNoActiveProblems,
  kCodeStatusIs, kCodeStatusNotRecorded, kSocialHistory, kFamilyHistory,
  kAllergyIs, kNoKnownAllergies, kAllergiesNotRecorded, kMedicationIs, kMedicationOnHold, kStoppedMedication, kNoMedication,
  kAnticoagulant, kNoAnticoagulant, kNoAnticoagulantButGiven, kHighAlert, kTrendIs, kAbnormalAwareness, kContingencyNews2, kCriticalAllergy,
  kPendingResult, kNoPendingResult, kOpenOrder, kFollowUpPending, kCarePlanActive, kNoAction, kNoteSays,
  kEncounterBegan, kEncounterEnded, kNoEncounter, kProcedureDone, kReportSays, kMedicationGiven, kDiagnosed, kResultsWere,
  kDoneIs, kNoFindings, kRecordHolds,
  kLeftProblems, kLeftResults, kLeftVitals, kLeftEncounters, kLeftProcedures, kLeftReports, kLeftNotes, kLeftHistory, kLeftMedications,
  kLeftOrders, kLeftImmunizations, kLeftRepeated, kLeftConvert, kLeftPassages, kLeftForPrograms, kLeftPeriodFacts,
  kCount_
};

[[nodiscard]] std::string_view Words(Phrase phrase, Language language);

// The template with {0}, {1} ... replaced, in Korean with its particles made to agree.
[[nodiscard]] std::string Say(Phrase phrase, Language language, std::initializer_list<std::string_view> values);

// Replaces "{0}" ... in any template.
[[nodiscard]] std::string Fill(std::string_view pattern, std::initializer_list<std::string_view> values);

// "혈당(이)가" style choices, written (은/는) (이/가) (을/를) (과/와) (으로/로) (이며/며), become the one form that fits the
// letter before: a closing bracket or unit is skipped to the last Hangul letter, Latin letter or digit as it is read in Korean.
[[nodiscard]] std::string AgreeParticles(std::string_view text);

// "a; b; c": items with commas of their own stay apart, for people and for the verifier.
[[nodiscard]] std::string JoinList(const std::vector<std::string>& items);

}  // namespace aegle
