// Laboratory analytes, vital signs and scores. Left: canonical terms. LOINC names are given as sources write them.
#include "trust/lexicon.h"

namespace aegle::verify {

std::string_view MeasurementTable() {
  return R"(
A hba1c = hemoglobin a1c; haemoglobin a1c; a1c; glycated hemoglobin; glycosylated hemoglobin; glycohemoglobin; hgb a1c; hb a1c; hemoglobin a1c/hemoglobin.total in blood; 당화혈색소; 당화 헤모글로빈; 당화헤모글로빈
A hemoglobin = haemoglobin; hgb; Hb; 혈색소; 헤모글로빈
A hematocrit = haematocrit; hct; 적혈구용적률; 헤마토크릿
A wbc = white blood cell; white blood cell count; white blood cells; white cell count; white count; leukocyte; leukocyte count; leucocytes; wbc count; wbc auto; 백혈구; 백혈구 수; 백혈구수
A rbc = red blood cell; red blood cell count; red cell count; erythrocyte; erythrocyte count; rbc auto; 적혈구; 적혈구 수; 적혈구수
A platelet = platelet count; plt; plts; thrombocyte; 혈소판; 혈소판 수; 혈소판수
A pdw = platelet distribution width
A mpv = platelet mean volume; mean platelet volume
A rdw = erythrocyte distribution width; red cell distribution width; rdw erythrocyte distribution width
A mcv = mean corpuscular volume; 평균적혈구용적
A mch = mean corpuscular hemoglobin; 평균적혈구혈색소량
A mchc = mean corpuscular hemoglobin concentration; 평균적혈구혈색소농도
A neutrophil = neutrophil count; anc; absolute neutrophil count; 호중구
A lymphocyte = lymphocyte count; 림프구
A eosinophil = 호산구
A blood culture = bacteria identified in blood by culture; blood cultures; 혈액배양; 혈액 배양
A urine culture = bacteria identified in urine by culture; urine cultures; 소변배양; 소변 배양; 요배양
A sodium = Na; serum sodium; 나트륨; 소듐; 혈청 나트륨
A potassium = K; serum potassium; 칼륨; 포타슘; 혈청 칼륨
A chloride = Cl; 염소; 클로라이드
A bicarbonate = carbon dioxide; total carbon dioxide; hco3; co2; tco2; serum bicarbonate; 중탄산염; 중탄산; 이산화탄소
A calcium = Ca; serum calcium; 칼슘
A magnesium = serum magnesium; 마그네슘
A phosphate = phosphorus; serum phosphate; 인산; 인산염
A glucose = blood glucose; blood sugar; serum glucose; plasma glucose; fasting glucose; fasting blood glucose; fbs; 혈당; 포도당; 공복 혈당; 공복혈당; 글루코스
A bun = urea nitrogen; blood urea nitrogen; 혈중요소질소; 혈액요소질소; 요소질소; 혈중 요소 질소; 요소 질소
A urea = 요소
A creatinine = Cr; scr; serum creatinine; 크레아티닌; 혈청 크레아티닌
A egfr = gfr; glomerular filtration rate; estimated glomerular filtration rate; estimated gfr; glomerular filtration rate/1.73 sq m.predicted; 사구체여과율; 추정 사구체여과율; 추정사구체여과율; 사구체 여과율; 추정 사구체 여과율
A cholesterol total = total cholesterol; cholesterol; 총콜레스테롤; 총 콜레스테롤; 콜레스테롤
A ldl = ldl cholesterol; ldl c; low density lipoprotein cholesterol; low density lipoprotein; 저밀도지단백 콜레스테롤; 저밀도 지단백 콜레스테롤; ldl 콜레스테롤; 저밀도지단백
A hdl = hdl cholesterol; hdl c; high density lipoprotein cholesterol; high density lipoprotein; 고밀도지단백 콜레스테롤; 고밀도 지단백 콜레스테롤; hdl 콜레스테롤; 고밀도지단백
A triglyceride = trigs; tg; 중성지방; 트리글리세리드
A albumin = serum albumin; 알부민
A globulin = 글로불린
A protein total = total protein; protein, total; serum protein; protein [mass/volume] in serum or plasma; 총단백; 총 단백
A bilirubin total = total bilirubin; bilirubin, total; bilirubin; bilirubin.total; tbil; 총빌리루빈; 빌리루빈; 총 빌리루빈
A alp = alkaline phosphatase; alk phos; 알칼리인산분해효소; 알칼리 인산분해효소; 알칼리성 인산분해효소
A alt = alanine aminotransferase; alanine transaminase; sgpt; 알라닌아미노전이효소; 알라닌 아미노전이효소
A ast = aspartate aminotransferase; aspartate transaminase; sgot; 아스파르테이트아미노전이효소; 아스파르테이트 아미노전이효소
A ggt = gamma glutamyl transferase; gamma gt
A troponin = troponin i; troponin t; high sensitivity troponin; hs troponin; tni; 트로포닌
A bnp ntpro = nt probnp; ntprobnp; n terminal probnp; probnp
A bnp = brain natriuretic peptide
A crp = c reactive protein; c-반응단백; c 반응단백; c반응단백; c 반응성 단백; c반응성단백
A esr = erythrocyte sedimentation rate; sed rate; 적혈구침강속도
A procalcitonin = pct; 프로칼시토닌
A lactate = lactic acid; serum lactate; 젖산; 락테이트
A inr = international normalized ratio; international normalised ratio; pt inr; 국제정상화비율
A ptt = aptt; partial thromboplastin time
A dimer = d dimer; d-이합체; d이합체; ddimer
A tsh = thyrotropin; thyroid stimulating hormone; 갑상선자극호르몬; 갑상샘자극호르몬
A t4 free = free t4; ft4; free thyroxine; 유리 t4
A ferritin = 페리틴
A iron serum = serum iron; 혈청 철
A uricacid = uric acid; urate; 요산
A amylase = 아밀라아제
A lipase = 리파아제
A ckmb = ck mb
A ck = creatine kinase; cpk
A ldh = lactate dehydrogenase
A psa = prostate specific antigen; prostate specific ag; 전립선특이항원
A vitamin d = 25 hydroxyvitamin d; 비타민 d
A b12 = vitamin b12; vitamin b 12; cobalamin; 비타민 b12
A folate = 엽산
A ammonia = 암모니아
A ph = blood ph
A pco2 = paco2; arterial pco2; 동맥혈 이산화탄소분압; 이산화탄소분압
A po2 = pao2; arterial po2; 동맥혈 산소분압; 산소분압
A anion gap = 음이온차
A osmolality = 삼투압
A microalbumin creatinine ratio = albumin creatinine ratio; uacr; acr; microalbumin/creatinine; 알부민 크레아티닌 비
A fobt = hemoglobin.gastrointestinal; hemoglobin.gastrointestinal [presence] in stool; fecal occult blood; 분변잠혈
A bp = blood pressure; 혈압
A sbp = systolic blood pressure; systolic bp; systolic; systolic pressure; 수축기 혈압; 수축기혈압; 수축기
A dbp = diastolic blood pressure; diastolic bp; diastolic; diastolic pressure; 이완기 혈압; 이완기혈압; 이완기; 확장기 혈압; 확장기혈압
A meanarterialpressure = MAP; mean arterial pressure; 평균동맥압
A heartrate = heart rate; HR; pulse; pulse rate; 심박수; 맥박; 맥박수; 심박동수; 심장 박동수
A resprate = respiratory rate; respiration rate; RR; 호흡수; 분당 호흡수
A temperature = temp; body temperature; oral temperature; 체온; 구강 체온
A spo2 = oxygen saturation; o2 sat; o2 saturation; sao2; pulse oximetry; oxygen saturation in arterial blood; oxygen saturation in arterial blood by pulse oximetry; 산소포화도; 산소 포화도
A weight = body weight; wt; 체중; 몸무게
A height = body height; ht; 신장 길이; 키
A bmi = body mass index; 체질량지수; 체질량 지수
A bsa = body surface area; 체표면적
A head circumference = head occipital-frontal circumference; 머리둘레; 두위
A waist circumference = 허리둘레
A painscore = pain severity; pain score; pain level; pain intensity; pain rating; pain was rated; pain is rated; pain rated; rated pain; rated the pain; reported pain of; pain of; pain severity - 0-10 verbal numeric rating [score] - reported; 통증 점수; 통증점수; 통증 강도
A lvef = left ventricular ejection fraction; ejection fraction; EF; lv ef; left ventricular ef; 좌심실 박출률; 좌심실박출률; 박출률; 좌심실 구출률; 구출률; 좌심실 박출계수
A tscore = dxa [t-score] bone density; t score; bone density t score; dxa t score; bone density; t 점수; t점수; 골밀도
A polyp size = polyp size greatest dimension by cap cancer protocols; polyp size; size of the polyp; polyp diameter; 용종 크기
A gcs = glasgow coma scale; glasgow coma score; 글래스고 혼수 척도
A phq9 = phq 9; phq 9 score; patient health questionnaire 9; phq 9 total score
A phq2 = phq 2; phq 2 score
A gad7 = gad 7; gad 7 score
A mmse = mini mental state examination; mini mental
A auditc = audit c; audit c score
A urine output = 소변량
A qtc = qtc interval
A koos = knee injury and osteoarthritis outcome score; knee injury and osteoarthritis outcome score [koos]
A fev1 = forced expiratory volume
A peak flow = peak expiratory flow; 최고호기유속
A stepcount = step count; daily steps; 걸음 수
)";
}

}  // namespace aegle::verify
