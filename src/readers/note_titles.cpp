#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "readers/note_sections.h"

namespace aegle {
namespace {

// Codes: LOINC document sections as used by C-CDA 2.1 (https://loinc.org, classes DOC.* and the section templates).
constexpr SectionTitle kTitles[] = {
    {"Chief complaint", "10154-3", "chiefcomplaint|chiefcomplaints|cc|presentingcomplaint|주호소|주증상|주된호소|주소증"},
    {"Reason for visit", "29299-5", "reasonforvisit|reasonforadmission|reasonforreferral|내원사유|내원이유|방문사유|입원사유|의뢰사유"},
    {"History of present illness", "10164-2", "historyofpresentillness|hpi|presentillness|presenthistory|pi|현병력|현재병력|병력"},
    {"Past medical history", "11348-0", "pastmedicalhistory|pmh|pmhx|pasthistory|medicalhistory|과거력|과거병력|기왕력|동반질환|기저질환"},
    {"Past surgical history", "47519-4", "pastsurgicalhistory|psh|surgicalhistory|수술력|과거수술력"},
    {"Problem list", "11450-4", "problemlist|problems|activeproblems|문제목록|문제리스트"},
    {"Medications", "10160-0",
     "medications|medication|meds|currentmedications|currentmedication|homemedications|medicationlist|medicationhistory|복용약|복용약물|"
     "현재복용약|현재복용약물|현재복용중인약물|복용중인약|복용중인약물|투약|투약력|약물|약물력|투약내역|상용약"},
    {"Medications given", "29549-3", "medicationsgiven|medicationsadministered|edmedications|투여약물|응급실투약|응급실투여약물"},
    {"Discharge medications", "10183-2", "dischargemedications|medicationsatdischarge|dischargemeds|퇴원약|퇴원약물|퇴원처방|퇴원시처방"},
    {"Admission medications", "42346-7", "admissionmedications|medicationsonadmission|입원시약물|입원전복용약"},
    {"Allergies", "48765-2",
     "allergies|allergy|allergiesandreactions|drugallergies|adversereactions|알레르기|알러지|약물알레르기|약물알러지|알레르기및부작용"},
    {"Family history", "10157-6", "familyhistory|fh|fhx|familymedicalhistory|가족력"},
    {"Social history", "29762-2", "socialhistory|sh|shx|habits|사회력|생활력|흡연음주력|음주흡연력"},
    {"Immunizations", "11369-6", "immunizations|immunization|immunizationhistory|vaccinations|예방접종|예방접종력|접종력"},
    {"Review of systems", "10187-3", "reviewofsystems|ros|systemreview|계통문진|계통별문진|문진|전신문진"},
    {"Vital signs", "8716-3", "vitalsigns|vitals|vs|triagevitals|triagevitalsigns|활력징후|활력증후|바이탈|생체징후|내원시활력징후"},
    {"Physical examination", "29545-1",
     "physicalexamination|physicalexam|pe|exam|examination|onexamination|신체검진|신체검사|신체진찰|신체소견|이학적검사|이학적소견|"
     "진찰소견"},
    {"Laboratory results", "30954-2",
     "laboratoryresults|laboratorydata|laboratory|labs|lab|labresults|labdata|results|laboratoryfindings|검사|검사결과|검사소견|혈액검사|"
     "진단검사|"
     "혈액검사결과|임상검사|검사실결과"},
    {"Imaging", "18748-4",
     "imaging|imagingstudies|imagingresults|radiology|radiologyresults|diagnosticimaging|영상|영상검사|영상소견|영상의학검사|영상검사결과|"
     "방사선소견"},
    {"Electrocardiogram", "", "electrocardiogram|ecg|ekg|심전도|심전도소견"},
    {"Procedures", "47519-4", "procedures|procedure|procedureperformed|시술|수술|시술및수술|시행한처치"},
    {"Assessment", "51848-0", "assessment|평가|판단"},
    {"Plan", "18776-5", "plan|plans|treatmentplan|planofcare|careplan|계획|치료계획|향후계획|향후치료계획|처치계획"},
    {"Assessment and plan", "51847-2",
     "assessmentandplan|assessmentplan|ap|aandp|impressionandplan|impressionplan|평가및계획|평가와계획|평가계획"},
    {"Impression", "", "impression|imp|인상|추정진단|판독결론"},
    {"Findings", "59776-5", "findings|소견|판독|판독소견|검사소견및판독"},
    {"Comparison", "", "comparison|비교|비교검사"},
    {"Technique", "", "technique|검사방법|촬영방법"},
    {"Indication", "", "indication|clinicalindication|clinicalinformation|clinicalhistory|임상정보|검사목적|적응증"},
    {"Conclusion", "", "conclusion|conclusions|결론"},
    {"Recommendations", "", "recommendations|recommendation|권고|권고사항"},
    {"Hospital course", "8648-8", "hospitalcourse|briefhospitalcourse|clinicalcourse|입원경과|경과|입원중경과|치료경과|병원경과"},
    {"Emergency department course", "", "edcourse|emergencydepartmentcourse|ercourse|응급실경과|응급실치료경과|응급실내경과"},
    {"Medical decision making", "", "medicaldecisionmaking|mdm|decisionmaking|의학적판단"},
    {"Diagnosis", "29308-4", "diagnosis|diagnoses|finaldiagnosis|eddiagnosis|primarydiagnosis|진단|진단명|최종진단|주진단|응급실진단"},
    {"Admission diagnosis", "46241-6", "admissiondiagnosis|admittingdiagnosis|입원진단|입원시진단"},
    {"Discharge diagnosis", "11535-2", "dischargediagnosis|dischargediagnoses|퇴원진단|퇴원시진단"},
    {"Condition at discharge", "", "conditionatdischarge|dischargecondition|퇴원시상태|퇴원상태"},
    {"Disposition", "", "disposition|dischargedisposition|처분|퇴실결과|진료결과"},
    {"Discharge instructions", "8653-8",
     "dischargeinstructions|instructions|patientinstructions|퇴원교육|퇴원시주의사항|주의사항|환자교육|퇴원안내"},
    {"Follow-up", "", "followup|followupplan|추적관찰|외래추적|추후관리|외래예약|추적계획"},
    {"Pending results", "", "pendingresults|pending|resultspending|pendingtests|대기중결과|대기중인결과|대기중인검사|미확인결과|검사대기"},
    {"Consultations", "18841-7", "consultations|consults|consultation|consult|협진|협의진료|자문"},
    {"Code status", "42348-3", "codestatus|advancedirectives|resuscitationstatus|소생술여부|심폐소생술여부|연명의료계획|연명의료|코드상태"},
    {"Triage", "54094-8", "triage|triagenote|triageassessment|중증도분류|응급분류|트리아지"},
    {"Subjective", "61150-9", "subjective|주관적|주관적소견|주관적정보"},
    {"Objective", "61149-1", "objective|객관적|객관적소견|객관적정보"},
    {"Interval history", "", "intervalhistory|interimhistory|경과기록|중간경과"},
    {"Summary", "", "summary|clinicalsummary|요약"},
    {"Risk factors", "", "riskfactors|위험인자|위험요인"},
};

// Letters only, lower case: "Assessment & Plan" and "ASSESSMENT AND PLAN" are one key.
std::string TitleKey(std::string_view title) {
  std::string key;
  for (std::size_t at = 0; at < title.size();) {
    std::size_t start = at;
    char32_t c = NextCodePoint(title, at);
    if (c == '&') key += "and";
    if (c < 0x80 ? IsLetterAscii(static_cast<char>(c)) : IsHangul(c)) key += ToLowerAscii(title.substr(start, at - start));
  }
  return key;
}

using TitleMap = std::unordered_map<std::string_view, const SectionTitle*>;

const TitleMap& Titles() {
  static const TitleMap map = [] {
    TitleMap built;
    for (const SectionTitle& title : kTitles)
      for (std::string_view alias : Split(title.aliases, '|')) built.emplace(alias, &title);
    return built;
  }();
  return map;
}

const SectionTitle* FindKey(const std::string& key) {
  auto found = Titles().find(key);
  return found == Titles().end() ? nullptr : found->second;
}

}  // namespace

const SectionTitle* FindSectionTitle(std::string_view title) {
  if (title.size() > 80) return nullptr;
  if (const SectionTitle* known = FindKey(TitleKey(title))) return known;
  std::size_t open = title.find('('), close = title.rfind(')');  // "주호소 (Chief Complaint)"
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return nullptr;
  if (const SectionTitle* known = FindKey(TitleKey(title.substr(0, open)))) return known;
  return FindKey(TitleKey(title.substr(open + 1, close - open - 1)));
}

}  // namespace aegle
