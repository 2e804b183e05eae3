#include "synth/catalog.h"

#include <stdexcept>
#include <string>

namespace aegle::synth {
namespace {

constexpr ProblemEntry kProblems[] = {
    {"t2dm", "44054006", "Type 2 diabetes mellitus", "E11.9", "제2형 당뇨병"},
    {"t1dm", "46635009", "Type 1 diabetes mellitus", "E10.9", "제1형 당뇨병"},
    {"hypertension", "59621000", "Essential hypertension", "I10", "본태성 고혈압"},
    {"hyperlipidemia", "55822004", "Hyperlipidemia", "E78.5", "고지혈증"},
    {"ckd3", "433144002", "Chronic kidney disease stage 3", "N18.30", "만성 콩팥병 3기"},
    {"copd", "13645005", "Chronic obstructive pulmonary disease", "J44.9", "만성 폐쇄성 폐질환"},
    {"af", "49436004", "Atrial fibrillation", "I48.91", "심방세동"},
    {"heart-failure", "84114007", "Heart failure", "I50.9", "심부전"},
    {"cad", "53741008", "Coronary arteriosclerosis", "I25.10", "관상동맥질환"},
    {"asthma", "195967001", "Asthma", "J45.909", "천식"},
    {"hypothyroidism", "40930008", "Hypothyroidism", "E03.9", "갑상선기능저하증"},
    {"gerd", "235595009", "Gastroesophageal reflux disease", "K21.9", "위식도역류질환"},
    {"osteoarthritis", "396275006", "Osteoarthritis", "M19.90", "골관절염"},
    {"pneumonia", "233604007", "Pneumonia", "J18.9", "폐렴"},
    {"uti", "68566005", "Urinary tract infectious disease", "N39.0", "요로감염"},
    {"acute-bronchitis", "10509002", "Acute bronchitis", "J20.9", "급성 기관지염"},
    {"nstemi", "401314000", "Acute non-ST segment elevation myocardial infarction", "I21.4", "비ST분절상승 심근경색"},
    {"sepsis", "91302008", "Sepsis", "A41.9", "패혈증"},
    {"dka-t1", "420270002", "Ketoacidosis due to type 1 diabetes mellitus", "E10.10", "제1형 당뇨병성 케톤산증"},
    {"gi-bleed", "74474003", "Gastrointestinal hemorrhage", "K92.2", "위장관 출혈"},
    {"stroke", "432504007", "Cerebral infarction", "I63.9", "뇌경색"},
    {"copd-exacerbation", "195951007", "Acute exacerbation of chronic obstructive airways disease", "J44.1",
     "만성 폐쇄성 폐질환 급성 악화"},
    {"asthma-exacerbation", "708038006", "Acute exacerbation of asthma", "J45.901", "천식 급성 악화"},
    {"aki", "14669001", "Acute kidney injury", "N17.9", "급성 콩팥손상"},
    {"hyperkalemia", "14140009", "Hyperkalemia", "E87.5", "고칼륨혈증"},
    {"pyelonephritis", "36689008", "Acute pyelonephritis", "N10", "급성 신우신염"},
    {"appendicitis", "85189001", "Acute appendicitis", "K35.80", "급성 충수염"},
    {"breast-cancer", "254837009", "Malignant neoplasm of breast", "C50.919", "유방암"},
    {"colon-cancer", "363406005", "Malignant neoplasm of colon", "C18.9", "대장암"},
    {"mi", "22298006", "Myocardial infarction", "I21.9", "심근경색"},
};

constexpr DrugEntry kDrugs[] = {
    {"metformin", "6809", "metformin", "메트포르민"},
    {"glargine", "274783", "insulin glargine", "인슐린 글라진"},
    {"lispro", "86009", "insulin lispro", "인슐린 리스프로"},
    {"insulin-regular", "253182", "insulin, regular, human", "속효성 인슐린"},
    {"empagliflozin", "1545653", "empagliflozin", "엠파글리플로진"},
    {"lisinopril", "29046", "lisinopril", "리시노프릴"},
    {"losartan", "52175", "losartan", "로사르탄"},
    {"amlodipine", "17767", "amlodipine", "암로디핀"},
    {"hydrochlorothiazide", "5487", "hydrochlorothiazide", "히드로클로로티아지드"},
    {"atorvastatin", "83367", "atorvastatin", "아토르바스타틴"},
    {"metoprolol", "6918", "metoprolol", "메토프롤롤"},
    {"carvedilol", "20352", "carvedilol", "카르베딜롤"},
    {"furosemide", "4603", "furosemide", "푸로세미드"},
    {"spironolactone", "9997", "spironolactone", "스피로노락톤"},
    {"aspirin", "1191", "aspirin", "아스피린"},
    {"clopidogrel", "32968", "clopidogrel", "클로피도그렐"},
    {"warfarin", "11289", "warfarin", "와파린"},
    {"apixaban", "1364430", "apixaban", "아픽사반"},
    {"heparin", "5224", "heparin", "헤파린"},
    {"nitroglycerin", "4917", "nitroglycerin", "니트로글리세린"},
    {"tiotropium", "69120", "tiotropium", "티오트로퓸"},
    {"albuterol", "435", "albuterol", "살부타몰"},
    {"ipratropium", "7213", "ipratropium", "이프라트로퓸"},
    {"budesonide", "19831", "budesonide", "부데소니드"},
    {"prednisone", "8640", "prednisone", "프레드니손"},
    {"methylprednisolone", "6902", "methylprednisolone", "메틸프레드니솔론"},
    {"levothyroxine", "10582", "levothyroxine", "레보티록신"},
    {"omeprazole", "7646", "omeprazole", "오메프라졸"},
    {"pantoprazole", "40790", "pantoprazole", "판토프라졸"},
    {"acetaminophen", "161", "acetaminophen", "아세트아미노펜"},
    {"ibuprofen", "5640", "ibuprofen", "이부프로펜"},
    {"naproxen", "7258", "naproxen", "나프록센"},
    {"morphine", "7052", "morphine", "모르핀"},
    {"ondansetron", "26225", "ondansetron", "온단세트론"},
    {"ceftriaxone", "2193", "ceftriaxone", "세프트리악손"},
    {"azithromycin", "18631", "azithromycin", "아지트로마이신"},
    {"levofloxacin", "82122", "levofloxacin", "레보플록사신"},
    {"metronidazole", "6922", "metronidazole", "메트로니다졸"},
    {"calcium-gluconate", "1908", "calcium gluconate", "글루콘산칼슘"},
    {"potassium-chloride", "8591", "potassium chloride", "염화칼륨"},
    {"sodium-chloride", "9863", "sodium chloride", "생리식염수"},
    {"phytonadione", "8308", "vitamin K1", "비타민 K"},
    {"alteplase", "8410", "alteplase", "알테플라제"},
    {"magnesium-sulfate", "6585", "magnesium sulfate", "황산마그네슘"},
    {"penicillin", "7980", "penicillin G", "페니실린"},
    {"sulfamethoxazole", "10180", "sulfamethoxazole", "설파메톡사졸"},
    {"codeine", "2670", "codeine", "코데인"},
};

constexpr LabEntry kLabs[] = {
    {"hba1c", "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", {"HbA1c", "당화혈색소"}, "%", 1, 4.0, 5.6},
    {"glucose", "2345-7", "Glucose [Mass/volume] in Serum or Plasma", {"Glucose", "혈당"}, "mg/dL", 0, 70, 99, 50, 400},
    {"creatinine", "2160-0", "Creatinine [Mass/volume] in Serum or Plasma", {"Creatinine", "크레아티닌"}, "mg/dL", 2, 0.60, 1.20, -1, 4.0},
    {"egfr",
     "98979-8",
     "Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI "
     "2021)",
     {"eGFR", "추정 사구체여과율"},
     "mL/min/{1.73_m2}",
     0,
     60,
     -1},
    {"bun", "3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma", {"Urea nitrogen", "혈액요소질소"}, "mg/dL", 0, 7, 20, -1, 100},
    {"sodium", "2951-2", "Sodium [Moles/volume] in Serum or Plasma", {"Sodium", "나트륨"}, "mmol/L", 0, 135, 145, 120, 160},
    {"potassium", "2823-3", "Potassium [Moles/volume] in Serum or Plasma", {"Potassium", "칼륨"}, "mmol/L", 1, 3.5, 5.1, 2.8, 6.2},
    {"bicarbonate", "1963-8", "Bicarbonate [Moles/volume] in Serum or Plasma", {"Bicarbonate", "중탄산염"}, "mmol/L", 0, 22, 29, 10, 40},
    {"wbc",
     "6690-2",
     "Leukocytes [#/volume] in Blood by Automated count",
     {"White blood cells", "백혈구"},
     "10*3/uL",
     1,
     4.0,
     10.0,
     1.5,
     30.0},
    {"hemoglobin", "718-7", "Hemoglobin [Mass/volume] in Blood", {"Hemoglobin", "혈색소"}, "g/dL", 1, 12.0, 16.0, 7.0, 20.0},
    {"platelets", "777-3", "Platelets [#/volume] in Blood by Automated count", {"Platelets", "혈소판"}, "10*3/uL", 0, 150, 400, 30, 1000},
    {"troponin",
     "89579-7",
     "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method",
     {"Troponin I", "트로포닌 I"},
     "ng/L",
     0,
     -1,
     26,
     -1,
     100},
    {"nt-probnp",
     "33762-6",
     "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma",
     {"NT-proBNP", "NT-proBNP"},
     "pg/mL",
     0,
     -1,
     300},
    {"lactate", "2524-7", "Lactate [Moles/volume] in Serum or Plasma", {"Lactate", "젖산"}, "mmol/L", 1, 0.5, 2.0, -1, 4.0},
    {"crp", "1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", {"C-reactive protein", "C-반응단백"}, "mg/L", 0, -1, 5},
    {"inr", "6301-6", "INR in Platelet poor plasma by Coagulation assay", {"INR", "INR"}, "{INR}", 1, 0.9, 1.1, -1, 5.0},
    {"ldl",
     "13457-7",
     "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation",
     {"LDL cholesterol", "LDL 콜레스테롤"},
     "mg/dL",
     0,
     -1,
     100},
    {"tsh", "3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", {"TSH", "갑상선자극호르몬"}, "m[IU]/L", 2, 0.40, 4.50},
    {"ph", "2744-1", "pH of Arterial blood", {"Arterial pH", "동맥혈 pH"}, "[pH]", 2, 7.35, 7.45, 7.20, 7.60},
    {"pco2",
     "2019-8",
     "Carbon dioxide [Partial pressure] in Arterial blood",
     {"Arterial pCO2", "동맥혈 pCO2"},
     "mm[Hg]",
     0,
     35,
     45,
     20,
     70},
    {"alt", "1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", {"ALT", "ALT"}, "U/L", 0, 7, 40, -1, 1000},
    {"blood-culture", "600-7", "Bacteria identified in Blood by Culture", {"Blood culture", "혈액배양"}, "", 0},
    {"urine-culture", "630-4", "Bacteria identified in Urine by Culture", {"Urine culture", "소변배양"}, "", 0},
};

constexpr FindingEntry kFindings[] = {
    {"chest-pain", "29857009", "Chest pain", {"chest pain", "흉통"}},
    {"dyspnea", "267036007", "Dyspnea", {"shortness of breath", "호흡곤란"}},
    {"fever", "386661006", "Fever", {"fever", "발열"}},
    {"chills", "43724002", "Chill", {"chills", "오한"}},
    {"cough", "49727002", "Cough", {"cough", "기침"}},
    {"abdominal-pain", "21522001", "Abdominal pain", {"abdominal pain", "복통"}},
    {"nausea", "422587007", "Nausea", {"nausea", "오심"}},
    {"vomiting", "422400008", "Vomiting", {"vomiting", "구토"}},
    {"diarrhea", "62315008", "Diarrhea", {"diarrhea", "설사"}},
    {"headache", "25064002", "Headache", {"headache", "두통"}},
    {"syncope", "271594007", "Syncope", {"syncope", "실신"}},
    {"hematemesis", "8765009", "Hematemesis", {"hematemesis", "토혈"}},
    {"melena", "2901004", "Melena", {"melena", "흑색변"}},
    {"hemoptysis", "66857006", "Hemoptysis", {"hemoptysis", "객혈"}},
    {"palpitations", "80313002", "Palpitations", {"palpitations", "심계항진"}},
    {"dysuria", "49650001", "Dysuria", {"dysuria", "배뇨통"}},
    {"wheezing", "56018004", "Wheezing", {"wheezing", "천명"}},
};

constexpr ProcedureEntry kProcedures[] = {
    {"appendectomy", "80146002", "Appendectomy", "충수절제술"},
    {"cholecystectomy", "38102005", "Cholecystectomy", "담낭절제술"},
    {"pci", "415070008", "Percutaneous coronary intervention", "경피적 관상동맥 중재술"},
    {"colonoscopy", "73761001", "Colonoscopy", "대장내시경"},
    {"cataract", "54885007", "Cataract extraction", "백내장 수술"},
    {"echo", "40701008", "Echocardiography", "심장초음파"},
};

constexpr ImagingEntry kImaging[] = {
    {"chest-xray", "30745-4", "XR Chest Views", {"Chest X-ray", "흉부 X선"}, "DX"},
    {"ct-head", "24725-4", "CT Head", {"CT head", "뇌 CT"}, "CT"},
    {"ct-abdomen", "36813-4", "CT Abdomen and Pelvis W contrast IV", {"CT abdomen and pelvis", "복부골반 CT"}, "CT"},
    {"us-kidney", "24558-9", "US Abdomen", {"Abdominal ultrasound", "복부 초음파"}, "US"},
};

constexpr VaccineEntry kVaccines[] = {
    {"influenza", "140", "Influenza, split virus, trivalent, PF", "인플루엔자 백신"},
    {"ppsv23", "33", "pneumococcal polysaccharide PPV23", "폐렴구균 다당 백신"},
    {"tdap", "115", "Tdap", "Tdap 백신"},
    {"zoster", "187", "zoster recombinant", "대상포진 백신"},
};

template <class Entry, std::size_t n>
const Entry& Find(const Entry (&table)[n], std::string_view key) {
  for (const Entry& entry : table)
    if (entry.key == key) return entry;
  throw std::out_of_range("not in the catalogue: " + std::string(key));
}

}  // namespace

const ProblemEntry& Problem(std::string_view key) { return Find(kProblems, key); }
const DrugEntry& Drug(std::string_view key) { return Find(kDrugs, key); }
const LabEntry& Lab(std::string_view key) { return Find(kLabs, key); }
const FindingEntry& Finding(std::string_view key) { return Find(kFindings, key); }
const ProcedureEntry& Procedure(std::string_view key) { return Find(kProcedures, key); }
const ImagingEntry& Imaging(std::string_view key) { return Find(kImaging, key); }
const VaccineEntry& Vaccine(std::string_view key) { return Find(kVaccines, key); }

}  // namespace aegle::synth
