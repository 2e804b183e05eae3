// Word lists of the seeded-error test. Kept apart from the verifier's own tables on purpose.
#include "trust/seeded_person.h"

namespace aegle::seeded {

const AnalyteWords* FindAnalyte(const std::string& loinc) {
  static const std::vector<AnalyteWords> kWords = {
      {"2339-0", "glucose", "혈당", "blood glucose|serum glucose", 1 / 18.016, "mmol/L"},
      {"2345-7", "glucose", "혈당", "blood glucose|serum glucose", 1 / 18.016, "mmol/L"},
      {"6299-2", "blood urea nitrogen", "혈중요소질소", "BUN|urea nitrogen", 0, ""},
      {"3094-0", "blood urea nitrogen", "혈중요소질소", "BUN|urea nitrogen", 0, ""},
      {"38483-4", "creatinine", "크레아티닌", "serum creatinine", 88.42, "umol/L"},
      {"2160-0", "creatinine", "크레아티닌", "serum creatinine", 88.42, "umol/L"},
      {"49765-1", "calcium", "칼슘", "serum calcium", 0.2495, "mmol/L"},
      {"17861-6", "calcium", "칼슘", "serum calcium", 0.2495, "mmol/L"},
      {"2947-0", "sodium", "나트륨", "serum sodium|Na", 1, "mEq/L"},
      {"2951-2", "sodium", "나트륨", "serum sodium|Na", 1, "mEq/L"},
      {"6298-4", "potassium", "칼륨", "serum potassium|K", 1, "mEq/L"},
      {"2823-3", "potassium", "칼륨", "serum potassium|K", 1, "mEq/L"},
      {"2069-3", "chloride", "염소", "serum chloride", 1, "mEq/L"},
      {"20565-8", "carbon dioxide", "이산화탄소", "total CO2|bicarbonate", 1, "mEq/L"},
      {"4548-4", "hemoglobin A1c", "당화혈색소", "HbA1c|A1c", 0, ""},
      {"2093-3", "total cholesterol", "총콜레스테롤", "cholesterol", 1 / 38.67, "mmol/L"},
      {"2571-8", "triglycerides", "중성지방", "triglyceride level", 1 / 88.57, "mmol/L"},
      {"18262-6", "LDL cholesterol", "LDL 콜레스테롤", "LDL|LDL-C", 1 / 38.67, "mmol/L"},
      {"2085-9", "HDL cholesterol", "HDL 콜레스테롤", "HDL|HDL-C", 1 / 38.67, "mmol/L"},
      {"8302-2", "height", "키", "body height", 0.01, "m"},
      {"29463-7", "weight", "체중", "body weight", 2.20462, "lb"},
      {"39156-5", "body mass index", "체질량지수", "BMI", 0, ""},
      {"72514-3", "pain score", "통증 점수", "pain severity score", 0, ""},
      {"787-2", "MCV", "MCV", "mean corpuscular volume", 0, ""},
      {"785-6", "MCH", "MCH", "mean corpuscular hemoglobin", 0, ""},
      {"4544-3", "hematocrit", "헤마토크릿", "Hct", 0, ""},
      {"33914-3", "eGFR", "사구체여과율", "estimated GFR|glomerular filtration rate", 0, ""},
      {"2885-2", "total protein", "총단백", "serum protein, total", 10, "g/L"},
      {"1751-7", "albumin", "알부민", "serum albumin", 10, "g/L"},
      {"1975-2", "total bilirubin", "총빌리루빈", "bilirubin", 17.1, "umol/L"},
      {"6768-6", "alkaline phosphatase", "알칼리인산분해효소", "ALP", 0, ""},
      {"1742-6", "ALT", "ALT", "alanine aminotransferase", 0, ""},
      {"1920-8", "AST", "AST", "aspartate aminotransferase", 0, ""},
      {"718-7", "hemoglobin", "혈색소", "Hgb|haemoglobin", 10, "g/L"},
      {"777-3", "platelets", "혈소판", "platelet count|PLT", 1, "K/uL"},
      {"6690-2", "white blood cells", "백혈구", "WBC|leukocytes|white blood cell count", 1, "K/uL"},
      {"789-8", "red blood cells", "적혈구", "RBC|erythrocytes", 0, ""},
      {"8331-1", "temperature", "체온", "oral temperature|body temperature", 0, ""},
      {"8867-4", "heart rate", "심박수", "pulse", 0, ""},
      {"9279-1", "respiratory rate", "호흡수", "breathing rate|RR", 0, ""},
      {"33762-6", "NT-proBNP", "NT-proBNP", "NT proBNP", 0, ""},
      {"10230-1", "ejection fraction", "좌심실 박출률", "LVEF|left ventricular ejection fraction", 0, ""},
  };
  for (const AnalyteWords& words : kWords)
    if (loinc == words.loinc) return &words;
  return nullptr;
}

const std::vector<NamePair>& DiseaseWords() {
  static const std::vector<NamePair> kWords = {
      {"viral sinusitis", "바이러스성 부비동염", "sinusitis"},
      {"prediabetes", "당뇨병 전단계", ""},
      {"anemia", "빈혈", "anaemia"},
      {"acute bronchitis", "급성 기관지염", "bronchitis"},
      {"acute viral pharyngitis", "급성 바이러스성 인두염", "viral pharyngitis"},
      {"chronic sinusitis", "만성 부비동염", ""},
      {"streptococcal sore throat", "연쇄상구균 인두염", "strep throat"},
      {"hypertension", "고혈압", "HTN|high blood pressure"},
      {"hyperlipidemia", "고지혈증", "hyperlipidaemia"},
      {"stroke", "뇌졸중", "CVA"},
      {"otitis media", "중이염", ""},
      {"polyp of colon", "대장용종", "colon polyp|colonic polyp"},
      {"osteoporosis", "골다공증", ""},
      {"chronic congestive heart failure", "만성 울혈성 심부전", "congestive heart failure|CHF"},
      {"rheumatoid arthritis", "류마티스 관절염", "RA"},
      {"atrial fibrillation", "심방세동", "AF|AFib"},
      {"childhood asthma", "소아 천식", "asthma"},
      {"chronic pain", "만성 통증", ""},
      {"appendicitis", "충수염", ""},
      {"type 2 diabetes mellitus", "제2형 당뇨병", "T2DM|type 2 diabetes|diabetes"},
      {"chronic kidney disease stage 3", "만성 신장질환 3기", "CKD stage 3|CKD"},
      {"chronic obstructive pulmonary disease", "만성 폐쇄성 폐질환", "COPD"},
      {"coronary artery disease", "관상동맥질환", "CAD"},
      {"pneumonia", "폐렴", ""},
      {"gout", "통풍", ""},
      {"hypothyroidism", "갑상선기능저하증", ""},
      {"depression", "우울증", "major depressive disorder"},
      {"migraine", "편두통", ""},
      {"urinary tract infection", "요로감염", "UTI"},
      {"gastroesophageal reflux disease", "위식도역류질환", "GERD"},
      {"osteoarthritis", "골관절염", ""},
      {"psoriasis", "건선", ""},
      {"epilepsy", "뇌전증", ""},
      {"glaucoma", "녹내장", ""},
      {"pulmonary embolism", "폐색전증", ""},
      {"cellulitis", "봉와직염", ""},
  };
  return kWords;
}

const std::vector<NamePair>& MedicineWords() {
  static const std::vector<NamePair> kWords = {
      {"simvastatin", "심바스타틴", ""},
      {"acetaminophen", "아세트아미노펜", ""},
      {"ibuprofen", "이부프로펜", ""},
      {"hydrochlorothiazide", "하이드로클로로티아지드", ""},
      {"naproxen", "나프록센", ""},
      {"clopidogrel", "클로피도그렐", ""},
      {"metoprolol", "메토프롤롤", ""},
      {"furosemide", "푸로세미드", ""},
      {"verapamil", "베라파밀", ""},
      {"digoxin", "디곡신", ""},
      {"warfarin", "와파린", ""},
      {"metformin", "메트포르민", ""},
      {"lisinopril", "리시노프릴", ""},
      {"amlodipine", "암로디핀", ""},
      {"atorvastatin", "아토르바스타틴", ""},
      {"losartan", "로사르탄", ""},
      {"levothyroxine", "레보티록신", ""},
      {"omeprazole", "오메프라졸", ""},
      {"apixaban", "아픽사반", ""},
      {"gabapentin", "가바펜틴", ""},
      {"sertraline", "설트랄린", ""},
      {"prednisone", "프레드니손", ""},
      {"allopurinol", "알로푸리놀", ""},
      {"carvedilol", "카르베딜롤", ""},
      {"montelukast", "몬테루카스트", ""},
      {"tramadol", "트라마돌", ""},
      {"amoxicillin", "아목시실린", ""},
      {"ciprofloxacin", "시프로플록사신", ""},
      {"spironolactone", "스피로노락톤", ""},
      {"empagliflozin", "엠파글리플로진", ""},
  };
  return kWords;
}

const NamePair* FindDisease(const std::string& name) {
  for (const NamePair& pair : DiseaseWords())
    if (name == pair.name) return &pair;
  return nullptr;
}

std::vector<std::string> SplitBar(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  for (char c : text + "|") {
    if (c != '|') {
      part += c;
    } else if (!part.empty()) {
      parts.push_back(part);
      part.clear();
    }
  }
  return parts;
}

std::string FixedDecimals(double value, int decimals) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  return buffer;
}

}  // namespace aegle::seeded
