#include "tasks/render/phrases.h"

#include <array>
#include <vector>

#include "base/text.h"

namespace aegle {
namespace {

struct Row {
  Phrase phrase;
  std::string_view english, korean;
};

// In the order of Phrase; checked below.
constexpr Row kRows[] = {
    {Phrase::kTitleIllnessSeverity, "Illness severity: {0}", "중증도: {0}"},
    {Phrase::kTitlePatientSummary, "Patient summary", "환자 요약"},
    {Phrase::kTitleCourse, "Hospital and emergency course", "응급실 및 병원 경과"},
    {Phrase::kTitleActionList, "Action list", "할 일"},
    {Phrase::kTitleAwareness, "Situation awareness and contingency", "상황 인식 및 대비 계획"},
    {Phrase::kTitleMedications, "Medications", "투약"},
    {Phrase::kTitleAllergies, "Allergies", "알레르기"},
    {Phrase::kTitlePending, "Pending results", "대기 중인 결과"},
    {Phrase::kTitleProblems, "Problems", "문제 목록"},
    {Phrase::kTitleResults, "Results", "검사 결과"},
    {Phrase::kTitleVitals, "Vital signs", "활력 징후"},
    {Phrase::kTitleHistory, "Social and family history", "사회력 및 가족력"},
    {Phrase::kTitleEncounters, "Encounters", "진료 기록"},
    {Phrase::kTitleOverview, "Overview", "개요"},
    {Phrase::kTitlePeriods, "Course by period", "시기별 경과"},
    {Phrase::kTitleAnswer, "Answer", "답변"},
    {Phrase::kTitleProcedures, "Procedures and reports", "시술 및 판독"},
    {Phrase::kTitleCarePlan, "Plans and open orders", "계획 및 진행 중인 처방"},
    {Phrase::kMale, "man", "남성"},
    {Phrase::kFemale, "woman", "여성"},
    {Phrase::kOtherSex, "person", "환자"},
    {Phrase::kLow, "low", "낮음"},
    {Phrase::kHigh, "high", "높음"},
    {Phrase::kCriticalLow, "critically low", "위험 수준으로 낮음"},
    {Phrase::kCriticalHigh, "critically high", "위험 수준으로 높음"},
    {Phrase::kAbnormal, "abnormal", "비정상"},
    {Phrase::kPositive, "positive", "양성"},
    {Phrase::kNegative, "negative", "음성"},
    {Phrase::kNormal, "normal", "정상"},
    {Phrase::kReference, "reference {0}", "참고치 {0}"},
    {Phrase::kSince, "since {0}", "{0}부터"},
    {Phrase::kOn, "on {0}", "{0}"},
    {Phrase::kUntil, "until {0}", "{0}까지"},
    {Phrase::kActive, "active", "활성"},
    {Phrase::kStopped, "stopped", "중단"},
    {Phrase::kOnHold, "on hold", "보류"},
    {Phrase::kResolved, "resolved", "해결됨"},
    {Phrase::kPlanned, "planned", "예정"},
    {Phrase::kPossible, "possible", "의심"},
    {Phrase::kPreliminary, "preliminary", "예비 결과"},
    {Phrase::kNoResultYet, "no result yet", "결과 아직 없음"},
    {Phrase::kInProgress, "in progress", "진행 중"},
    {Phrase::kCompleted, "completed", "완료"},
    {Phrase::kRefuted, "ruled out", "배제됨"},
    {Phrase::kNotPresent, "not present", "없음"},
    {Phrase::kReaction, "reaction: {0}", "반응: {0}"},
    {Phrase::kCriticality, "high criticality", "고위험"},
    {Phrase::kEmergencyVisit, "emergency visit", "응급실 방문"},
    {Phrase::kInpatientStay, "inpatient stay", "입원"},
    {Phrase::kObservationStay, "observation stay", "관찰 입원"},
    {Phrase::kVisit, "visit", "외래 방문"},
    {Phrase::kReason, "reason: {0}", "사유: {0}"},
    {Phrase::kYes, "yes", "예"},
    {Phrase::kNo, "no", "아니요"},
    {Phrase::kFamily, "family history", "가족력"},
    {Phrase::kBorn, "born {0}", "{0} 출생"},
    {Phrase::kDied, "died {0}", "{0} 사망"},
    {Phrase::kRising, "rising", "상승"},
    {Phrase::kFalling, "falling", "하락"},
    {Phrase::kSteady, "without a clear trend", "뚜렷한 추세 없음"},
    {Phrase::kUnknownDate, "date not recorded", "날짜 기록 없음"},
    {Phrase::kRecurrence, "recurrence", "재발"},
    {Phrase::kRemission, "remission", "관해"},
    {Phrase::kInactive, "inactive", "비활성"},
    {Phrase::kCancelled, "cancelled", "취소됨"},
    {Phrase::kFinal, "final", "최종"},
    {Phrase::kAmended, "amended", "수정됨"},
    {Phrase::kCorrected, "corrected", "정정됨"},
    {Phrase::kDose, "{0}", "{0}"},
    {Phrase::kBodySite, "site: {0}", "부위: {0}"},
    {Phrase::kAtMost, "at most {0}", "{0} 이하"},
    {Phrase::kAtLeast, "at least {0}", "{0} 이상"},
    {Phrase::kVaccination, "vaccination with {0}", "예방접종 {0}"},
    {Phrase::kLevelUnstable, "unstable", "불안정"},
    {Phrase::kLevelWatcher, "watcher", "주의 관찰"},
    {Phrase::kLevelStable, "stable", "안정"},
    {Phrase::kLevelUnknown, "not assessable", "평가 불가"},
    {Phrase::kSeverityUnstable, "Unstable: {0}.", "불안정: {0}."},
    {Phrase::kSeverityWatcher, "Watcher: {0}.", "주의 관찰: {0}."},
    {Phrase::kSeverityStable, "{0}.", "{0}."},
    {Phrase::kSeverityUnknown, "Illness severity cannot be assessed: the record has no vital signs that NEWS2 scores.",
     "중증도를 평가할 수 없음: NEWS2로 채점할 활력 징후가 기록에 없음."},
    {Phrase::kNews2Total, "NEWS2 total {0} from {1}", "NEWS2 총점 {0}, 근거: {1}"},
    {Phrase::kNews2Missing, "not recorded: {0}", "기록 없음: {0}"},
    {Phrase::kRuleNews2High, "NEWS2 total is {0}", "NEWS2 총점 {0}"},
    {Phrase::kRuleNews2Red, "{0} alone scores {1} on NEWS2", "{0} 단독으로 NEWS2 {1}점"},
    {Phrase::kRuleNews2Medium, "NEWS2 total is {0}", "NEWS2 총점 {0}"},
    {Phrase::kRuleCriticalResult, "critical result {0}", "위험 검사 결과 {0}"},
    {Phrase::kRuleAcuity, "triage acuity {0}", "응급 중증도 분류 {0}"},
    {Phrase::kNoRuleFired, "No severity rule fired, NEWS2 total is {0} on {1}", "해당하는 중증도 규칙 없음, {1} NEWS2 총점 {0}"},
    {Phrase::kNews2Knowledge,
     "NEWS2 (Royal College of Physicians, 2017): a total of 5 or 6, or 3 in a single parameter, calls for an urgent review; a total of 7 or "
     "more calls for an emergency response.",
     "NEWS2(영국 왕립의사협회, 2017): 총점 5~6점 또는 한 항목 3점이면 긴급 재평가, 총점 7점 이상이면 응급 대응이 필요함."},
    {Phrase::kPatientIs, "The patient is {2} {0}-year-old {1}.", "환자는 {0}세 {1}이다."},
    {Phrase::kPatientIsNoAge, "The patient is a {0}.", "환자는 {0}이다."},
    {Phrase::kCameWith, "{0}: {1} ({2}).", "{0}: {1} ({2})."},
    {Phrase::kWasAdmitted, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kLastVisit, "Latest contact {0}: {1}.", "최근 진료 {0}: {1}."},
    {Phrase::kActiveProblems, "Active problems: {0}.", "활성 문제: {0}."},
    {Phrase::kPossibleProblems, "Possible, not confirmed: {0}.", "의심되나 확진되지 않음: {0}."},
    {Phrase::kNoActiveProblems, "No active problem is recorded.", "활성 문제가 기록되어 있지 않다."},
    {Phrase::kCodeStatusIs, "Code status: {0}.", "심폐소생술 의향: {0}."},
    {Phrase::kCodeStatusNotRecorded, "The code status (resuscitation) is not recorded.", "심폐소생술 의향이 기록되어 있지 않다."},
    {Phrase::kSocialHistory, "Social history: {0}.", "사회력: {0}."},
    {Phrase::kFamilyHistory, "Family history: {0}.", "가족력: {0}."},
    {Phrase::kAllergyIs, "Allergy: {0}.", "알레르기: {0}."},
    {Phrase::kNoKnownAllergies, "{0}.", "{0}."},
    {Phrase::kAllergiesNotRecorded, "Allergies are not recorded; this does not mean that there are none.",
     "알레르기가 기록되어 있지 않다. 알레르기가 없다는 뜻은 아니다."},
    {Phrase::kMedicationIs, "{0}.", "{0}."},
    {Phrase::kMedicationOnHold, "On hold: {0}.", "보류 중: {0}."},
    {Phrase::kStoppedMedication, "Stopped recently: {0}.", "최근 중단: {0}."},
    {Phrase::kNoMedication, "No current medication is recorded.", "현재 투약이 기록되어 있지 않다."},
    {Phrase::kAnticoagulant, "Anticoagulant: {0}.", "항응고제: {0}."},
    {Phrase::kNoAnticoagulant, "No anticoagulant is among the current medications.", "현재 투약 중 항응고제는 없다."},
    {Phrase::kNoAnticoagulantButGiven, "Anticoagulant given in this visit, none among the current medications: {0}.",
     "이번 방문 중 투여된 항응고제(현재 투약에는 없음): {0}."},
    {Phrase::kHighAlert, "High-alert medication: {0}.", "고위험 약물: {0}."},
    {Phrase::kTrendIs, "{0} is {1}: {2}.", "{0} {1}: {2}."},
    {Phrase::kAbnormalAwareness, "Abnormal: {0}.", "비정상: {0}."},
    {Phrase::kContingencyNews2,
     "A NEWS2 total of 5 or 6, or 3 in a single parameter, calls for an urgent review; a total of 7 or more calls for an emergency response.",
     "NEWS2 총점 5~6점 또는 한 항목 3점이면 긴급 재평가, 총점 7점 이상이면 응급 대응이 필요함."},
    {Phrase::kCriticalAllergy, "High-criticality allergy: {0}.", "고위험 알레르기: {0}."},
    {Phrase::kPendingResult, "Pending: {0}.", "결과 대기: {0}."},
    {Phrase::kNoPendingResult, "No unfinished result is recorded.", "기다리는 결과가 기록되어 있지 않다."},
    {Phrase::kOpenOrder, "Open order: {0}.", "진행 중인 처방: {0}."},
    {Phrase::kFollowUpPending, "Follow up the result of {0}.", "결과 확인 필요: {0}."},
    {Phrase::kCarePlanActive, "Care plan: {0}.", "진료 계획: {0}."},
    {Phrase::kNoAction, "No open order or unfinished result is recorded.", "남은 처방이나 기다리는 결과가 기록되어 있지 않다."},
    {Phrase::kNoteSays, "{0}", "{0}"},
    {Phrase::kEncounterBegan, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kEncounterEnded, "{0}: end of {1}.", "{0}: {1} 종료."},
    {Phrase::kNoEncounter, "No encounter is recorded.", "진료 기록이 없다."},
    {Phrase::kProcedureDone, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kReportSays, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kMedicationGiven, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kDiagnosed, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kResultsWere, "{0}: {1}.", "{0}: {1}."},
    {Phrase::kDoneIs, "{0}.", "{0}."},
    {Phrase::kNoFindings, "Nothing is recorded.", "기록된 내용이 없다."},
    {Phrase::kRecordHolds, "The record holds {0} facts from {1} to {2}.", "기록에는 {1}부터 {2}까지 {0}건의 사실이 있다."},
    {Phrase::kLeftProblems, "problems", "문제"},
    {Phrase::kLeftResults, "laboratory results", "검사 결과"},
    {Phrase::kLeftVitals, "vital signs", "활력 징후"},
    {Phrase::kLeftEncounters, "encounters", "진료 기록"},
    {Phrase::kLeftProcedures, "procedures", "시술"},
    {Phrase::kLeftReports, "reports", "판독·보고서"},
    {Phrase::kLeftNotes, "note passages", "진료 기록 문장"},
    {Phrase::kLeftHistory, "social and family history entries", "사회력·가족력"},
    {Phrase::kLeftMedications, "stopped medications", "중단된 약물"},
    {Phrase::kLeftOrders, "orders and plans", "처방·계획"},
    {Phrase::kLeftImmunizations, "immunizations", "예방접종"},
    {Phrase::kLeftRepeated, "repeated entries of what is shown", "이미 표시된 항목의 반복 기록"},
    {Phrase::kLeftConvert, "values in units that do not convert", "단위를 변환할 수 없는 값"},
    {Phrase::kLeftPassages, "passages of notes", "진료 기록 문장"},
    {Phrase::kLeftForPrograms, "lines of notes that read as instructions to a program", "프로그램에 대한 지시로 보이는 기록 줄"},
    {Phrase::kLeftPeriodFacts, "facts of the periods", "시기별 사실"},
};

static_assert(std::size(kRows) == static_cast<std::size_t>(Phrase::kCount_));
static_assert([] {
  for (std::size_t i = 0; i < std::size(kRows); ++i)
    if (static_cast<std::size_t>(kRows[i].phrase) != i) return false;
  return true;
}());

enum class Ending : std::uint8_t { kVowel, kConsonant, kRieul, kUnknown };

Ending OfHangul(char32_t c) {
  if (c < 0xAC00 || c > 0xD7A3) return Ending::kUnknown;
  auto final_consonant = (c - 0xAC00) % 28;
  return final_consonant == 0 ? Ending::kVowel : final_consonant == 8 ? Ending::kRieul : Ending::kConsonant;
}

// Digits as read in Korean: 영 일 이 삼 사 오 육 칠 팔 구.
Ending OfDigit(char32_t c) {
  constexpr std::string_view kConsonantDigits = "036", kRieulDigits = "178";
  char digit = static_cast<char>(c);
  if (kRieulDigits.find(digit) != std::string_view::npos) return Ending::kRieul;
  return kConsonantDigits.find(digit) != std::string_view::npos ? Ending::kConsonant : Ending::kVowel;
}

// Latin letters as their names are read: L (엘), M (엠), N (엔), R (알) end in a consonant.
Ending OfLatin(char32_t c) {
  switch (c) {
    case U'l': case U'L': case U'r': case U'R': return Ending::kRieul;
    case U'm': case U'M': case U'n': case U'N': return Ending::kConsonant;
    default: return Ending::kVowel;
  }
}

Ending LastEnding(std::string_view text) {
  Ending last = Ending::kUnknown;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = NextCodePoint(text, at);
    if (c == U'(') ++depth;
    if (c == U')' && depth > 0) --depth;
    if (depth > 0) continue;   // what stands in brackets is not read before the particle
    if (IsHangul(c)) last = OfHangul(c);
    else if (c < 0x80 && IsDigitAscii(static_cast<char>(c))) last = OfDigit(c);
    else if (c < 0x80 && IsLetterAscii(static_cast<char>(c))) last = OfLatin(c);
  }
  return last;
}

struct Particle {
  std::string_view written, after_consonant, after_vowel;
};
constexpr Particle kParticles[] = {
    {"(은/는)", "은", "는"}, {"(이/가)", "이", "가"}, {"(을/를)", "을", "를"}, {"(과/와)", "과", "와"}, {"(으로/로)", "으로", "로"}, {"(이며/며)", "이며", "며"},
};

}  // namespace

std::string_view Words(Phrase phrase, Language language) {
  const Row& row = kRows[static_cast<std::size_t>(phrase)];
  return language == Language::kKorean ? row.korean : row.english;
}

std::string Fill(std::string_view pattern, std::initializer_list<std::string_view> values) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    bool place = pattern[at] == '{' && at + 2 < pattern.size() && IsDigitAscii(pattern[at + 1]) && pattern[at + 2] == '}';
    if (!place) {
      out += pattern[at];
      continue;
    }
    auto index = static_cast<std::size_t>(pattern[at + 1] - '0');
    if (index < values.size()) out += values.begin()[index];
    at += 2;
  }
  return out;
}

std::string AgreeParticles(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Particle* found = nullptr;
    for (const Particle& particle : kParticles)
      if (text.substr(at).starts_with(particle.written)) found = &particle;
    if (!found) {
      out += text[at++];
      continue;
    }
    Ending ending = LastEnding(out);
    bool consonant = ending == Ending::kConsonant || (ending == Ending::kRieul && found->after_vowel != "로");
    out += consonant ? found->after_consonant : found->after_vowel;
    at += found->written.size();
  }
  return out;
}

std::string Say(Phrase phrase, Language language, std::initializer_list<std::string_view> values) {
  std::string text = Fill(Words(phrase, language), values);
  return language == Language::kKorean ? AgreeParticles(text) : text;
}

std::string JoinList(const std::vector<std::string>& items) { return Join(items, "; "); }

}  // namespace aegle
