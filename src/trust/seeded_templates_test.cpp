// The wordings. The held-out ones are for the final figures only; the verifier is never adjusted to them.
#include <cctype>

#include "trust/seeded_sentences.h"

namespace aegle::seeded {
namespace {

const std::vector<Template> kEnglishDevelopment = {
    {"result", "{Name} was {value} {unit} on {date}."},
    {"result", "On {date}, {name} was {value} {unit}."},
    {"result", "{Name} {value} {unit} ({date})."},
    {"result", "{Name} measured {value} {unit} on {date}."},
    {"result", "The {name} result was {value} {unit}."},
    {"two_results", "{Name} was {value} {unit} and {name2} was {value2} {unit2} on {date}."},
    {"two_results", "{Name} {value} {unit}, {name2} {value2} {unit2}."},
    {"two_results", "On {date}, {name} was {value} {unit}, and {name2} was {value2} {unit2}."},
    {"change", "{Name} {trend} from {value} to {value2} {unit}."},
    {"change", "{Name} {trend} between {date} and {date2}."},
    {"change", "{Name} {trend}: {value} {unit} on {date}, {value2} {unit} on {date2}."},
    {"pressure", "BP was {value} mmHg on {date}."},
    {"pressure", "Blood pressure {value} mmHg ({date})."},
    {"disease", "The patient has {status} {problem}."},
    {"disease", "{Problem} is {status}."},
    {"disease", "{Problem} was diagnosed on {date} and is {status}."},
    {"disease", "{Problem} ({status}) since {date}."},
    {"two_diseases", "{Problem} is {status} and {problem2} is {status2}."},
    {"medicine", "{Drug} {dose} {frequency} is {status}."},
    {"medicine", "{Drug} {dose} {frequency}, started {date}."},
    {"medicine_active", "The patient takes {drug} {dose} {frequency}."},
    {"medicine_stopped", "{Drug} {dose} was {status}."},
    {"person", "{Age}-year-old {sex} with {problem}."},
    {"person", "The patient is a {age}-year-old {sex}."},
    {"sided", "{Finding} of the {side} {site} was diagnosed on {date}."},
    {"sided", "{Side} {site} {finding}."},
    {"absent", "The patient {denies} {symptom}."},
    {"absent", "{No} {symptom}."},
    {"present", "The patient {reports} {symptom}."},
    {"act", "{Act} was performed on {date}."},
    {"allergy", "Allergic to {drug}."},
    {"allergy", "The patient has a {drug} allergy."},
    {"order", "{Act} is {status}."},
    {"result", "One chart entry gives {name} as {value} {unit}, dated {date}."},
    {"result", "A blood sample taken {date} yielded {name} {value} {unit}."},
    {"result", "{Name} was found to be {value} {unit} when checked on {date}."},
    {"result", "Of note, {name} reached {value} {unit} on {date}."},
    {"result", "{Name} = {value} {unit} on {date}"},
    {"result", "Workup revealed {name} {value} {unit}."},
    {"result", "During the encounter on {date}, {name} was reported as {value} {unit}."},
    {"two_results", "The panel demonstrated {name} {value} {unit} as well as {name2} {value2} {unit2}."},
    {"two_results", "Additional findings were {name} ({value} {unit}) and {name2} ({value2} {unit2})."},
    {"two_results", "Both {name} ({value} {unit}) and {name2} ({value2} {unit2}) were obtained on {date}."},
    {"change", "{Name} has {trend} since {date}, from {value} {unit} to {value2} {unit}."},
    {"change", "Serial measurements show {name} {trend} from {value} {unit} ({date}) to {value2} {unit} ({date2})."},
    {"change", "Compared with {date}, {name} {trend} to {value2} {unit}."},
    {"pressure", "Vital signs on {date} were remarkable for a blood pressure of {value} mmHg."},
    {"pressure", "{date}: BP {value} mmHg"},
    {"disease", "Past records describe {problem}, which began {date}."},
    {"disease", "The chart lists {problem} as {status} since {date}."},
    {"disease", "Background: {problem} ({status})."},
    {"disease", "{Status} problem: {problem}."},
    {"disease", "The patient carries a diagnosis of {problem}, which remains {status}."},
    {"two_diseases", "Comorbidities include {status} {problem} and {status2} {problem2}."},
    {"two_diseases", "{Problem} remains {status}, whereas {problem2} is {status2}."},
    {"medicine", "{Drug} ({dose}, {frequency}) appears in the medication record as {status}."},
    {"medicine", "Since {date} the regimen has contained {drug} {dose} {frequency}."},
    {"medicine_active", "Home medications: {drug} {dose} {frequency}."},
    {"medicine_active", "The patient continues on {drug} {dose} {frequency}."},
    {"medicine_stopped", "{Drug} {dose} was previously given but has been {status}."},
    {"person", "We are seeing a {age}-year-old {sex} known for {problem}."},
    {"person", "A {age} year old {sex} presenting with {problem}."},
    {"person", "{Sex}, age {age}."},
    {"sided", "Imaging confirmed {finding} at the {side} {site}."},
    {"sided", "The {side} {site} showed {finding} dated {date}."},
    {"absent", "Review of systems: {no} {symptom}."},
    {"absent", "Upon questioning the patient {denies} having {symptom}."},
    {"present", "The patient currently {reports} some {symptom}."},
    {"act", "A {act} took place on {date}."},
    {"act", "Surgical and procedural record: {act}, {month}."},
    {"allergy", "Adverse reaction record: {drug} allergy."},
    {"order", "Follow-up of the {act}: {status}."},
    {"order", "An {act} remains {status} at this time."},
    {"result", "Laboratory work on {date} showed a {name} of {value} {unit}."},
    {"result", "A {name} of {value} {unit} was recorded on {date}."},
    {"result", "{date}: {name} {value} {unit}."},
    {"result", "The patient's {name} came back at {value} {unit}."},
    {"result", "As measured on {date}, the {name} level stood at {value} {unit}."},
    {"two_results", "Results from {date} included {name} {value} {unit} and {name2} {value2} {unit2}."},
    {"two_results", "Testing showed {name} at {value} {unit} with {name2} at {value2} {unit2}."},
    {"two_results", "{Name} of {value} {unit} and {name2} of {value2} {unit2} were noted."},
    {"change", "From {date} to {date2}, {name} {trend} ({value} to {value2} {unit})."},
    {"change", "The record shows that {name} {trend}, from {value} {unit} on {date} to {value2} {unit} on {date2}."},
    {"change", "Over this period {name} {trend} from {value} {unit} to {value2} {unit}."},
    {"pressure", "At the visit of {date} the blood pressure measured {value} mmHg."},
    {"pressure", "A BP of {value} was documented on {date}."},
    {"disease", "{Problem}, first documented on {date}, is listed as {status}."},
    {"disease", "The problem list carries {problem} as {status}."},
    {"disease", "Among the {status} conditions is {problem}."},
    {"disease", "{Status} {problem}, onset {date}."},
    {"two_diseases", "Problems: {problem} ({status}), {problem2} ({status2})."},
    {"medicine", "The medication list shows {drug} {dose} {frequency}, {status}."},
    {"medicine", "{Drug} {dose} {frequency} was prescribed on {date}."},
    {"medicine_active", "Current medication includes {drug} at a dose of {dose} {frequency}."},
    {"medicine_stopped", "Treatment with {drug} {dose} has been {status}."},
    {"person", "This {sex} patient, aged {age}, has a history of {problem}."},
    {"person", "{Age} y/o {sex}."},
    {"sided", "On {date} the patient sustained a {finding} of the {side} {site}."},
    {"sided", "There was a {finding} involving the {side} {site}."},
    {"absent", "The history was notable for {no} {symptom}."},
    {"absent", "At presentation, the patient {denies} any {symptom}."},
    {"present", "On arrival the patient {reports} {symptom}."},
    {"act", "In {month} the patient underwent {act}."},
    {"allergy", "There is a documented allergy to {drug}."},
    {"allergy", "{Drug} is listed as an allergen."},
    {"order", "The {act} ordered earlier is {status}."},
};

const std::vector<Template> kEnglishHeldOut = {
    {"result", "Chemistry of {date} returned {name} {value} {unit}."},
    {"result", "Measured {name}: {value} {unit}."},
    {"result", "The value of {name} stood at {value} {unit} as of {date}."},
    {"result", "On review of the data from {date}, the {name} was noted to be {value} {unit}."},
    {"result", "We see a {name} reading of {value} {unit} ({date})."},
    {"two_results", "Of the tests, {name} was {value} {unit} while {name2} was {value2} {unit2}."},
    {"two_results", "{Name} came to {value} {unit}; {name2} came to {value2} {unit2}."},
    {"two_results", "Values on {date}: {name} {value} {unit} / {name2} {value2} {unit2}."},
    {"change", "Between {date} and {date2} the {name} {trend}, moving from {value} to {value2} {unit}."},
    {"change", "{Name} {trend} over time ({value} {unit} to {value2} {unit})."},
    {"change", "It is apparent that {name} {trend}: first {value} {unit}, then {value2} {unit}."},
    {"pressure", "The nurse recorded a blood pressure of {value} mmHg on {date}."},
    {"pressure", "BP reading: {value} ({date})."},
    {"disease", "There is {status} {problem} dating from {date}."},
    {"disease", "{Problem} appears on the list of problems and is marked {status}."},
    {"disease", "Since {date}, {problem} has been documented."},
    {"disease", "Known {problem}, {status}."},
    {"two_diseases", "Of the diagnoses, {problem} is {status}, but {problem2} is {status2}."},
    {"medicine", "Pharmacy data show {drug} at {dose} {frequency} ({status})."},
    {"medicine", "{Drug} therapy at {dose} {frequency} began on {date}."},
    {"medicine_active", "The patient is taking {drug} {dose}, {frequency}."},
    {"medicine_stopped", "The order for {drug} {dose} was {status}."},
    {"person", "An individual aged {age}, {sex}, diagnosed with {problem}."},
    {"person", "{Sex} patient of {age} years of age."},
    {"sided", "X-ray demonstrated {finding} of the {side} {site}."},
    {"sided", "The injury on {date} was a {side} {site} {finding}."},
    {"absent", "During the interview the patient {denies} recent {symptom}."},
    {"absent", "There is {no} {symptom} at present."},
    {"present", "According to the note the patient {reports} {symptom}."},
    {"act", "The {act} done in {month} was documented."},
    {"allergy", "Drug intolerance list: allergic to {drug}."},
    {"order", "At handover the {act} was still listed as {status}."},
};

const std::vector<Template> kKoreanDevelopment = {
    {"result", "{date} {name}은(는) {value} {unit}였다."},
    {"result", "{name} {value} {unit} ({date})."},
    {"result", "{name} 수치는 {value} {unit}이다."},
    {"two_results", "{name} {value} {unit}, {name2} {value2} {unit2}."},
    {"two_results", "{date} 검사에서 {name}은 {value} {unit}이고 {name2}은 {value2} {unit2}였다."},
    {"change", "{name}이(가) {value}에서 {value2} {unit}로 {trend}했다."},
    {"change", "{name}은 {date} {value} {unit}, {date2} {value2} {unit}로 {trend}하였다."},
    {"pressure", "{date} 혈압은 {value} mmHg였다."},
    {"disease", "{problem}은(는) {status} 상태이다."},
    {"disease", "{date}에 {problem}을(를) 진단받았다."},
    {"medicine", "{drug} {dose} {frequency} 처방."},
    {"medicine_active", "현재 {drug} {dose}을 {frequency} 복용 중이다."},
    {"medicine_stopped", "{drug} {dose}은 {status}되었다."},
    {"person", "{age}세 {sex} 환자로 {problem}이(가) 있다."},
    {"sided", "{side} {site} {finding}."},
    {"sided", "{date}에 {side} {site} {finding}을 진단받았다."},
    {"absent", "{symptom} {no}."},
    {"absent", "환자는 {symptom}을 {denies}."},
    {"present", "{symptom}을 {reports}."},
    {"act", "{date}에 {act}을 시행하였다."},
    {"allergy", "{drug} 알레르기가 있다."},
    {"order", "{act}는 {status}이다."},
    {"result", "{date} 시행한 혈액 검사상 {name} {value} {unit} 소견."},
    {"result", "{name}이 {value} {unit}로 측정됨 ({date})."},
    {"result", "가장 눈에 띄는 것은 {date}의 {name} {value} {unit}이다."},
    {"two_results", "{name}과 {name2}은 각각 {value} {unit}, {value2} {unit2}였다."},
    {"two_results", "{date} 기준 {name} {value} {unit}이며 {name2} {value2} {unit2}임."},
    {"change", "{name}은 {date}의 {value} {unit}에서 {date2}의 {value2} {unit}로 {trend}하는 추세이다."},
    {"change", "{date} 이후 {name} {value}→{value2} {unit}로 {trend}."},
    {"pressure", "활력징후: 혈압 {value} mmHg, {date}."},
    {"disease", "{problem}({status})이 기록되어 있음."},
    {"disease", "환자는 {date} {problem} 진단을 받은 바 있다."},
    {"disease", "{status} 문제: {problem}."},
    {"medicine", "{drug} {dose}을 {frequency} 복용하도록 {date} 처방받음."},
    {"medicine_active", "복용 중인 약: {drug} {dose} {frequency}."},
    {"medicine_stopped", "과거 복용하던 {drug} {dose}은 현재 {status}."},
    {"person", "{problem}이 있는 {age}세 {sex}."},
    {"sided", "영상 검사에서 {side} {site} {finding}이 확인됨."},
    {"absent", "문진상 {symptom} {no}."},
    {"absent", "{symptom} 여부를 묻자 {denies}."},
    {"present", "환자는 현재 {symptom}을 {reports}."},
    {"act", "{act} 시행일: {date}."},
    {"allergy", "약물 알레르기: {drug}."},
    {"order", "의뢰한 {act}는 {status}."},
    {"result", "{date}에 측정한 {name}은 {value} {unit}로 확인되었다."},
    {"result", "{name}: {value} {unit} ({date} 측정)"},
    {"result", "환자의 {name} 결과는 {value} {unit}로 보고되었다."},
    {"two_results", "검사 결과 {name} {value} {unit} 및 {name2} {value2} {unit2}이었다."},
    {"two_results", "{name}은 {value} {unit}, {name2}은 {value2} {unit2}로 각각 측정되었다."},
    {"change", "{date}부터 {date2}까지 {name}이 {value}에서 {value2} {unit}로 {trend}함."},
    {"change", "{name} 수치가 {value} {unit}에서 {value2} {unit}로 {trend}되었다."},
    {"pressure", "혈압 {value} mmHg ({date})."},
    {"disease", "문제 목록에 {problem}이(가) {status}(으)로 기록되어 있다."},
    {"disease", "{problem} 진단일은 {date}이다."},
    {"medicine", "{date}부터 {drug} {dose} {frequency} 투여."},
    {"medicine_active", "{drug} {dose}을 {frequency} 투약 중."},
    {"medicine_stopped", "{drug} {dose} 투약은 {status}된 상태임."},
    {"person", "환자는 {age}세 {sex}이다."},
    {"sided", "{side} {site}의 {finding} 소견이 있었다."},
    {"sided", "{date} {side} {site} {finding} 발생."},
    {"absent", "내원 당시 {symptom} 증상은 {no}."},
    {"absent", "{symptom}을 {denies}."},
    {"present", "내원 시 {symptom}을 {reports}."},
    {"act", "환자는 {date} {act}을 받았다."},
    {"allergy", "{drug}에 대한 알레르기가 기록되어 있다."},
    {"order", "{act} 검사는 {status} 상태이다."},
};

const std::vector<Template> kKoreanHeldOut = {
    {"result", "{date} 채혈 결과 {name} 값은 {value} {unit}임."},
    {"result", "{name} 측정치: {value} {unit}."},
    {"result", "{date} 당시 {name}은 {value} {unit}로 기록되어 있다."},
    {"two_results", "{name}({value} {unit})와 {name2}({value2} {unit2})가 보고되었다."},
    {"two_results", "{date} 결과: {name} {value} {unit}, {name2} {value2} {unit2}"},
    {"change", "{name}은 {date}에 {value} {unit}였으나 {date2}에는 {value2} {unit}로 {trend}하였다."},
    {"change", "{name}이 {value} {unit}에서 {value2} {unit}까지 {trend}함을 알 수 있다."},
    {"pressure", "{date} 방문 시 측정한 혈압: {value} mmHg."},
    {"disease", "현재 문제 중 {problem}은 {status}으로 분류된다."},
    {"disease", "{problem}은 {date}에 처음 진단되었다."},
    {"medicine", "{drug}({dose}, {frequency})이 {date} 시작되었다."},
    {"medicine_active", "환자는 {drug} {dose}을 {frequency} 복용하고 있다."},
    {"medicine_stopped", "{drug} {dose} 처방은 {status}됨."},
    {"person", "{sex} {age}세 환자, {problem} 진단."},
    {"sided", "{side} {site}에 {finding}이 있었다."},
    {"sided", "{date} 외상으로 {side} {site} {finding} 진단됨."},
    {"absent", "진료 시 {symptom}은 {no}."},
    {"absent", "환자는 최근 {symptom}을 {denies}."},
    {"present", "주 증상으로 {symptom}을 {reports}."},
    {"act", "{date} {act} 완료."},
    {"allergy", "{drug} 알레르기 기록 있음."},
    {"order", "{act} 결과는 {status}으로 표시됨."},
};

}  // namespace

const std::vector<Template>& Templates(Part part, Tongue tongue) {
  if (tongue == Tongue::kEnglish) return part == Part::kDevelopment ? kEnglishDevelopment : kEnglishHeldOut;
  return part == Part::kDevelopment ? kKoreanDevelopment : kKoreanHeldOut;
}

std::string Fill(const char* pattern, const Slots& slots) {
  std::string out;
  for (const char* at = pattern; *at != 0; ++at) {
    if (*at != '{') {
      out += *at;
      continue;
    }
    std::string slot;
    for (++at; *at != '}'; ++at) slot += *at;
    bool capital = std::isupper(static_cast<unsigned char>(slot[0])) != 0;
    slot[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(slot[0])));
    std::string words = slots.at(slot);
    if (capital && !words.empty()) words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
    out += words;
  }
  // A result without a unit leaves a gap.
  for (std::size_t gap = out.find("  "); gap != std::string::npos; gap = out.find("  ")) out.erase(gap, 1);
  for (const char* mark : {" .", " ,", " )"})
    for (std::size_t gap = out.find(mark); gap != std::string::npos; gap = out.find(mark)) out.erase(gap, 1);
  return out;
}

bool Uses(const char* pattern, const Slots& changed) {
  std::string text(pattern);
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& [slot, words] : changed)
    if (text.find("{" + slot + "}") == std::string::npos) return false;
  return !changed.empty();
}

}  // namespace aegle::seeded
