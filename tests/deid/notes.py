"""A seeded generator of clinical notes with gold spans, English and Korean: what the recogniser is measured with.

Written on its own: it shares no list, no template and no code with src/deid. Every second name is put together from syllables, so
that no lexicon can know it. Notes also hold what must stay: eponyms, headings, results, drugs; such spans are in `kept`.

  for note in generate("ko", SEEDS["dev"], 2000): note.text, note.spans [[begin, end, class]], note.kept [[begin, end]]
"""
import random

SEEDS = {"dev": 41, "test": 900_817}

# ---------------------------------------------------------------- English lists
EN_GIVEN = """Aaron Abigail Adrienne Agnes Aidan Alberto Alexis Alina Amir Angus Annika Antonio Arlene Armando Ashton Audrey Beatriz Bernadette Bianca Blake Bradley Bridget Brooke Caleb Camille Carlos Carmen Cassandra Cecilia
Chantal Clarence Clifford Colleen Connor Curtis Damian Daphne Darius Deborah Denise Derek Dominic Donovan Duncan Edith Eduardo Elaine Elias Emmanuel Enrique Esther Ethan Evelyn Fernando Fiona Francine Gabriel Gareth Genevieve
Gilbert Gloria Gregory Gustavo Hannah Harriet Harvey Heather Helene Ian Ingrid Isabel Ivy Jacqueline Jamal Jerome Joanna Jocelyn Kathleen Keith Kelvin Kirsten Lamar Leandro Leticia Lorenzo Lucas Mabel Malcolm Marcela Margot
Marvin Melinda Mercedes Miguel Miriam Monique Muriel Nadia Nathaniel Nigel Noelle Octavio Ophelia Owen Patricia Philippa Priscilla Rafael Ramona Reginald Roberta Rodrigo Rosalind Ruth Salvador Selena Shannon Silvia Stanley
Stefan Stephanie Sylvester Tabitha Terrence Tiffany Tobias Valerie Vernon Vivian Wallace Wesley Winifred Yolanda Yvette Zachary Anjali Deepak Farid Hiroshi Kwabena Mei Nkechi Olumide Parisa Rajiv Soo-jin Thuy Xiang Yusuf""".split()
EN_FAMILY = """Abernathy Aguilar Albright Archer Ashworth Atkins Baldwin Bancroft Barrera Beaumont Beckett Benavides Blackwood Bouchard Brennan Burgess Calhoun Callahan Cardenas Carmichael Castellanos Chaudhry Clemons Colvin Contreras Cordova
Crawford Dalton Davenport Delgado Dempsey Donahue Drummond Eastman Ellsworth Espinoza Fairchild Faulkner Ferreira Fitzgerald Fontaine Galloway Gallegos Garrison Gilmore Goodwin Granger Guerrero Hargrove Hathaway Hendricks Hidalgo Holloway
Huang Ingram Iqbal Jankowski Jimenez Kapoor Kendrick Kirkpatrick Kowalczyk Lachance Langley Lockhart Lombardi MacLeod Maldonado Marchetti McAllister McKinney Mehta Montoya Nakagawa Navarro Nguyen Nwosu O'Reilly Okonkwo Olivares Osborne
Pacheco Papadopoulos Pendleton Petrovic Pfeiffer Quintero Radcliffe Ramaswamy Reinhardt Rosenthal Rutherford Salazar Santiago Schwartz Sepulveda Sinclair Stanton Sutherland Takeda Thibodeaux Underwood Valdez Vandenberg Villanueva Wadsworth
Whitaker Winslow Yamada Zamora Zielinski Van Dyke De Leon Pham Bhatt Oduya""".replace("Van Dyke", "Van_Dyke").replace("De Leon", "De_Leon").split()
EN_CITY = """Cedar Falls|Marlow Heights|Port Clinton|Bridgewater|Oak Harbor|Fairmont|Kingsport|Ridgewood|Belleville|Stockbridge|Glenview|Lakeport|Millbrook|Ashland|Riverton|Westfield|Clayton|Harrisburg|Bellevue|Brookline|Evanston|Tallmadge|
Norwalk|Concord|Salem|Lexington|Peoria|Toledo|Boise|Fresno|Spokane|Knoxville|Baltimore|Minneapolis|Sacramento|San Mateo|Santa Rosa|El Cajon|Fort Wayne""".replace("\n", "").split("|")
EN_STATE = "OH NY CA TX FL IL PA WA OR MA GA NC VA MI CO AZ MN WI TN MO".split()
EN_STREET = "Maple Birchwood Chestnut Lakeshore Hawthorne Sycamore Prospect Meadowbrook Franklin Washington Orchard Pinecrest Willow Summit Bayview Lincoln Elmwood Harbor Kensington Juniper".split()
EN_STREET_KIND = "Street Avenue Road Lane Drive Court Boulevard St Ave Rd Blvd Dr".split()
EN_HOSPITAL = ["{c} General Hospital", "{c} Medical Center", "St. {g}'s Hospital", "{c} Community Hospital", "{f} Memorial Hospital", "{c} Family Clinic", "{f} Cancer Center", "{c} Regional Medical Center", "{c} Heart Clinic", "Holy Cross Hospital of {c}"]
EN_MONTHS = "January February March April May June July August September October November December".split()
DRUGS = "metformin lisinopril atorvastatin amlodipine warfarin apixaban furosemide levothyroxine pantoprazole gabapentin sertraline prednisone ceftriaxone azithromycin".split()
EN_KEPT = ["Parkinson's disease", "Wilson disease", "Lewy body dementia", "Crohn's disease", "Alzheimer's disease", "Hodgkin lymphoma", "Graves' disease", "Cushing syndrome", "Addison's disease", "Bell's palsy", "Creutzfeldt-Jakob disease",
           "Guillain-Barre syndrome", "Wolff-Parkinson-White syndrome", "Marfan syndrome", "Sjogren syndrome", "Raynaud phenomenon", "Babinski sign", "Murphy sign", "McBurney point", "Foley catheter", "Swan-Ganz catheter", "Hashimoto thyroiditis",
           "Charcot foot", "Barrett's esophagus", "Mallory-Weiss tear", "Glasgow Coma Scale", "Gleason score", "Apgar score", "Wells score", "Child-Pugh class B", "Colles fracture", "Baker cyst", "Zenker diverticulum", "Huntington disease",
           "LEFT ATRIUM: mild dilation", "RIGHT VENTRICLE: normal", "Chief Complaint", "History of Present Illness", "Review of Systems", "Vitamin D", "Lyme disease", "Coombs test", "Trendelenburg position", "Kussmaul respiration",
           "Kaposi sarcoma", "Ewing sarcoma", "Burkitt lymphoma", "Meckel diverticulum", "Duchenne muscular dystrophy", "Turner syndrome", "Down syndrome", "Holter monitor", "Doppler ultrasound", "Whipple procedure", "Kocher incision", "Heimlich maneuver"]
EN_SENTENCE = ["Blood pressure was {a}/{b} mmHg and heart rate {c}.", "Potassium {p} mmol/L, creatinine {q} mg/dL, WBC {w} K/uL.", "Lungs are clear to auscultation bilaterally.", "No acute distress.", "Continue {d} {m} mg daily.", "Start {d} {m} mg twice a day.",
               "Abdomen is soft and nontender.", "Denies chest pain, dyspnea or palpitations.", "The wound is healing well.", "CT of the chest showed a {n} mm nodule in the right upper lobe.", "ECG: sinus rhythm, rate {c}, no ST changes.", "Ejection fraction {e}%.", "Will repeat labs in {n} weeks.",
               "Strength 5/5 in all extremities.", "Pain {n}/10.", "SpO2 {s}% on room air at 08:51:06.", "ICD-10 I21.4, E11.9.", "Plan: physical therapy, follow up with Cardiology.", "Hemoglobin A1c {p}%.", "Urine output 1200 mL over 24 hours.", "Platelets 245000 /uL.", "Skin is warm and dry."]

# ---------------------------------------------------------------- Korean lists
KO_FAMILY = list("김이박최정강조윤장임한오서신권황안송류전홍고문양손배조백허유남심노하곽성차주우구민진지엄채원천방공") + ["남궁", "황보", "제갈"]
KO_GIVEN = """민준 서연 지훈 하은 도윤 수빈 예린 현우 지원 은서 성민 미영 영수 정희 상철 순자 경숙 재현 동욱 혜진 태윤 승호 나연 유진 다은 준영 광수 명숙 춘자 말순 병철 종현 기태 선영 은정 보람 아름 세진 소희 채원 규리 윤아 진우 건호 찬영 태희 석진 용식 복순 영자 옥희 철호 만수 덕수
창민 희정 연주 시우 하준 이안 로운 가을 봄이 슬기 한결 두리 무열 필립 관우 학수 정아 인숙 금희 점례 귀남 혁재""".split()
KO_SYLLABLE_1 = list("가건경규나누다담도라려루리마명모미바범보비사새설소수슬시아안여영예오우유율은을이인자재정조주지찬채초태하한해호휘")
KO_SYLLABLE_2 = list("강겸경곤규나늘다담라람련로루리린림마명미민별빈빛상서선설섭솔수슬아연영오온우욱운울원유율은을이인일재정주준진찬철평하학현형호환희")
KO_REGION = [("서울특별시", ["강남구", "마포구", "노원구", "은평구", "송파구"]), ("부산광역시", ["해운대구", "사하구", "동래구"]), ("경기도", ["수원시 영통구", "성남시 분당구", "용인시 수지구", "김포시", "파주시"]), ("대전시", ["유성구", "서구"]), ("충청북도", ["청주시 상당구", "제천시"]),
             ("전라남도", ["여수시", "순천시"]), ("경상북도", ["포항시 남구", "안동시"]), ("강원도", ["춘천시", "속초시"]), ("서울", ["관악구", "종로구"]), ("인천", ["연수구", "부평구"])]
KO_ROAD = "테헤란로 월드컵북로 백범로 도산대로 중앙로 봉은사로 충무로 한누리대로 번영로 신촌로 솔밭길 미사강변대로 두물머리길 해안로 은행나무로".split()
KO_DONG = "역삼동 합정동 상계동 불광동 방이동 우동 하단동 명륜동 매탄동 정자동 죽전동 봉명동 둔산동 성안동 덕양리 금곡리".split()
KO_ESTATE = "래미안아파트 푸르지오 자이아파트 현대아파트 주공아파트 롯데캐슬 힐스테이트".split()
KO_HOSPITAL = "한마음병원 새빛병원 누리대학교병원 미래의원 참편한의원 해오름병원 다온의료원 성심병원 중앙보훈병원 은혜요양병원 우리들내과의원 세종바른병원 늘봄한의원 정다운약국 행복산부인과의원".split()
KO_TITLE = ["님", "씨", " 환자", " 교수", " 과장", " 간호사", " 선생님", " 원장", " 전공의", " 보호자", "님께서", "님은", "씨가", " 환자는"]
KO_KEPT = ["파킨슨병", "윌슨병", "쿠싱증후군", "크론병", "알츠하이머병", "고혈압", "이상지질혈증", "정상 소견", "강직성 척추염", "전신 쇠약", "조영제 부작용", "신장 기능", "심장 초음파", "유방암", "이상 소견 없음", "안정 시", "하지 부종", "주증상", "현병력", "과거력", "고지혈증", "황달", "배뇨 곤란", "심전도", "임상 경과", "장폐색", "구토",
           "한방 치료", "권고함", "서맥", "오심", "홍반", "양측 폐", "손목 골절", "문진", "송과체", "전립선 비대", "노인성 난청", "남성 환자", "백혈구", "허혈성 심질환", "추적 관찰", "성인형 당뇨병", "우측 상지", "진료 의뢰", "현재 복용 중", "변비", "염증 수치", "여성", "채혈", "원인 불명", "천식", "방광염", "공복 혈당", "함몰", "마취", "길랭-바레 증후군",
           "루이소체 치매", "하시모토 갑상선염", "메니에르병", "가와사키병", "그레이브스병", "홀터 검사", "도플러 초음파", "글래스고 혼수 척도", "경구로 3회", "주 2회", "3일간", "정도로 호전", "최근 3개월"]
KO_SENTENCE = ["혈압 {a}/{b} mmHg, 맥박 {c}회/분이었다.", "WBC {w}, Hb {p} g/dL, CRP {q} mg/dL.", "흉부 X선에서 특이 소견 없음.", "{d} {m} mg 하루 1회 유지하기로 함.", "두통과 오심을 호소하였으나 구토는 없었다.", "복부는 부드럽고 압통 없음.", "상처 상태 양호하며 발적 없음.", "산소포화도 {s}%로 유지됨.", "통증 NRS {n}점.",
               "CT상 우상엽에 {n} mm 결절이 관찰됨.", "경구 항생제로 변경하고 경과 관찰 예정.", "수술 후 {n}일째로 식사 진행 중.", "보호자에게 검사 결과를 설명함.", "금식 유지하고 수액 공급함.", "의식 명료, 지남력 정상.", "심초음파상 구혈률 {e}%.", "혈소판 245000, PT INR 1.0.", "다음 외래에서 재평가하기로 함.", "낙상 예방 교육 시행함.", "당화혈색소 {p}%."]


class Note:
    def __init__(self):
        self.text, self.spans, self.kept = "", [], []

    def put(self, text, name=None):
        if name:
            self.spans.append([len(self.text), len(self.text) + len(text), name])
        self.text += text

    def keep(self, text):
        self.kept.append([len(self.text), len(self.text) + len(text)])
        self.text += text

    def fill(self, template, **parts):
        """'{x}' is put with the class and text of parts[x] = (text, class)."""
        while template:
            start = template.find("{")
            if start < 0:
                self.put(template)
                return
            self.put(template[:start])
            end = template.index("}", start)
            self.put(*parts[template[start + 1 : end]])
            template = template[end + 1 :]


# ---------------------------------------------------------------- identifiers
def digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def resident_number(rng, foreigner=False):
    year, month, day = rng.randint(1930, 2018), rng.randint(1, 12), rng.randint(1, 28)
    century = (7 if year >= 2000 else 5) if foreigner else (3 if year >= 2000 else 1)
    body = f"{year % 100:02}{month:02}{day:02}{century + rng.randint(0, 1)}{digits(rng, 5)}"
    check = (11 - sum(int(c) * w for c, w in zip(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])) % 11) % 10
    if foreigner:
        check = (check + 2) % 10
    if year > 2020 or rng.random() < 0.15:  # numbers given since October 2020 have no check digit
        check = rng.randint(0, 9)
    return f"{body[:6]}-{body[6:]}{check}"


def business_number(rng):
    body = digits(rng, 9)
    total = sum(int(c) * w for c, w in zip(body, [1, 3, 7, 1, 3, 7, 1, 3, 5])) + int(body[8]) * 5 // 10
    return f"{body[:3]}-{body[3:5]}-{body[5:]}{(10 - total % 10) % 10}"


WIDE = {ord(str(i)): chr(0xFF10 + i) for i in range(10)} | {ord("-"): "－"}
CIRCLED = {ord(str(i)): "⓪①②③④⑤⑥⑦⑧⑨"[i] for i in range(10)}
HANGUL = {ord(str(i)): "공일이삼사오육칠팔구"[i] for i in range(10)}


def obfuscate(rng, text):
    """A structured identifier as people and scanners distort it."""
    kind = rng.choice(["wide", "spaces", "hyphen_spaces", "dots", "zero_width", "circled", "none_joined", "line", "dash", "nbsp"])
    if kind == "wide":
        return text.translate(WIDE)
    if kind == "spaces":
        return " ".join(text.replace("-", ""))
    if kind == "hyphen_spaces":
        return text.replace("-", " - ")
    if kind == "dots":
        return text.replace("-", ".") if text.count("-") == 2 else text.replace("-", " ")
    if kind == "zero_width":
        return text[:3] + "\u200b" + text[3:]
    if kind == "circled":
        return text.translate(CIRCLED)
    if kind == "none_joined":
        return text.replace("-", "")
    if kind == "line" and "-" in text:
        return text.replace("-", "-\n", 1)
    if kind == "dash":
        return text.replace("-", "–")
    return text.replace("-", "\u00a0")


def ocr(rng, text):
    return "".join({"0": "O", "1": "l"}.get(c, c) if rng.random() < 0.7 else c for c in text[:3]) + text[3:]


def mobile(rng):
    number = f"010-{rng.randint(2000, 9999)}-{digits(rng, 4)}"
    roll = rng.random()
    if roll < 0.12:
        return obfuscate(rng, number)
    if roll < 0.15:
        return number.translate(HANGUL)
    return ocr(rng, number) if roll < 0.18 else number


# ---------------------------------------------------------------- English
def en_name_parts(rng):
    if rng.random() < 0.5:
        return rng.choice(EN_GIVEN), rng.choice(EN_FAMILY).replace("_", " ")
    make = lambda low, high: "".join(rng.choice(["b", "br", "c", "d", "dr", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w", "z"]) + rng.choice("aeiou") + rng.choice(["", "", "n", "l", "r", "s", "m"]) for _ in range(rng.randint(low, high))).capitalize()
    return make(2, 2), make(2, 3)


def en_date(rng):
    year, month, day = rng.randint(2009, 2025), rng.randint(1, 12), rng.randint(1, 28)
    name = EN_MONTHS[month - 1]
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return rng.choice([f"{month:02}/{day:02}/{year}", f"{month}/{day}/{year % 100:02}", f"{year}-{month:02}-{day:02}", f"{name} {day}, {year}", f"{name} {day}{ending}, {year}", f"{day} {name} {year}", f"{name[:3]} {day}, {year}", f"{day}-{name[:3]}-{year}", f"{name} {day}", f"{name} {year}"])


def en_phone(rng):
    area, exchange, line = rng.randint(201, 989), rng.randint(200, 989), digits(rng, 4)
    return rng.choice([f"({area}) {exchange}-{line}", f"{area}-{exchange}-{line}", f"{area}.{exchange}.{line}", f"+1-{area}-{exchange}-{line}", f"1-{area}-{exchange}-{line}", f"{area} {exchange} {line}"])


def numbers(rng):
    return {"a": (str(rng.randint(95, 180)),), "b": (str(rng.randint(50, 100)),), "c": (str(rng.randint(50, 120)),), "p": (f"{rng.randint(30, 99) / 10}",), "q": (f"{rng.randint(4, 40) / 10}",), "w": (f"{rng.randint(30, 200) / 10}",), "d": (rng.choice(DRUGS),),
            "m": (str(rng.choice([5, 10, 20, 40, 250, 500])),), "n": (str(rng.randint(2, 9)),), "e": (str(rng.randint(20, 70)),), "s": (str(rng.randint(88, 100)),)}


def english(rng):
    note = Note()
    given, family = en_name_parts(rng)
    full = f"{given} {family}"
    doctor_given, doctor = en_name_parts(rng)
    relative, _ = en_name_parts(rng)
    city = rng.choice(EN_CITY)
    hospital = rng.choice(EN_HOSPITAL).format(c=rng.choice(EN_CITY), g=rng.choice(EN_GIVEN), f=en_name_parts(rng)[1])
    he = rng.choice(["He", "She"])
    age = rng.randint(19, 89)
    parts = {"full": (full, "name"), "given": (given, "name"), "family": (family, "name"), "doc": (f"{doctor_given} {doctor}", "name"), "dfam": (doctor, "name"), "rel": (relative, "name"), "city": (city, "city"), "hosp": (hospital, "hospital"),
             "he": (he,), "age": (str(age),), "comma": (f"{family.upper() if rng.random() < 0.5 else family}, {given}", "name"), "street": (f"{rng.randint(1, 9999)} {rng.choice(EN_STREET)} {rng.choice(EN_STREET_KIND)}", "address"), "st": (rng.choice(EN_STATE),),
             "zip": (digits(rng, 4) + str(rng.randint(1, 9)), "zip"), "mrn": (rng.choice([digits(rng, 7), digits(rng, 8), "MR" + digits(rng, 6), f"{digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 2)}"]), "medical_record"),
             "ssn": (f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}", "ssn"), "phone": (en_phone(rng), "phone"), "fax": (en_phone(rng), "fax"), "mail": (f"{given.lower()}.{family.lower().replace(' ', '').replace(chr(39), '')}{rng.randint(1, 99)}@{rng.choice(['mailbox', 'webpost', 'inbox'])}.{rng.choice(['com', 'net', 'org'])}", "email"),
             "url": (f"https://www.{family.lower().replace(' ', '').replace(chr(39), '')}{rng.choice(['family', 'portal', 'care'])}.com/{rng.randint(1, 999)}", "url"), "ip": (f"{rng.randint(11, 223)}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}", "ip"),
             "acct": (digits(rng, 10), "account"), "plan": (rng.choice([f"{rng.choice('ABCWX')}{rng.choice('BCDX')}{digits(rng, 8)}", digits(rng, 9)]), "health_plan"), "lic": (f"{rng.choice('ABCDF')}{digits(rng, 7)}", "driver_licence"), "plate": (f"{rng.choice('BCDFGHJK')}{rng.choice('BCDFGHJK')}{rng.choice('BCDFGHJK')}-{digits(rng, 4)}", "vehicle"),
             "dev": (f"{rng.choice('ABCD')}{rng.choice('XYZ')}{digits(rng, 6)}-{digits(rng, 2)}", "device"), "acc": (f"{rng.choice('SCR')}{rng.randint(10, 25)}-{digits(rng, 5)}", "other_id"), "date1": (en_date(rng), "date"), "date2": (en_date(rng), "date"), "date3": (en_date(rng), "date"),
             "dob": (rng.choice([f"{rng.randint(1, 12):02}/{rng.randint(1, 28):02}/{rng.randint(1935, 2005)}", f"{rng.choice(EN_MONTHS)} {rng.randint(1, 28)}, {rng.randint(1935, 2005)}"]), "birth_date")}
    header = [["Patient Name: {full}\nMRN: {mrn}\nDOB: {dob}\nDate of Service: {date1}\nAttending: {doc}, MD\n", "{comma}   MRN {mrn}   DOB {dob}   {age} y/o\n{hosp}\n", "RE: {full}, DOB {dob}\n{street}, {city}, {st} {zip}\nDear Dr. {dfam},\n", "DISCHARGE SUMMARY\nName: {comma}\nAdmission date: {date1}\nDischarge date: {date2}\nFacility: {hosp}\n",
               "Pt {full} ({mrn}) seen {date1}.\n"]]
    body = ["{full} is a {age}-year-old who presented to {hosp} on {date1}.", "{he} was referred by Dr. {doc} for evaluation.", "Mr. {family} reports worsening fatigue since {date2}.", "Ms. {family} tolerated the procedure well.", "{given} lives with her sister {rel} in {city}.", "Discussed with Dr. {dfam}, who agreed with the plan.", "{he} was transferred from {hosp} on {date2}.",
            "Contact {rel} at {phone} with results.", "Fax records to {fax}.", "Portal messages go to {mail}.", "Social security number {ssn}.", "Insurance member ID: {plan}.", "Billing account number {acct}.", "Driver's license {lic}.", "The accident involved a car with license plate {plate}.", "Pacemaker serial number {dev}.", "Specimen {acc} was received on {date3}.",
            "Home address: {street}, {city}, {st} {zip}.", "Logged in from {ip}.", "Photos at {url}.", "Follow-up with Dr. {dfam} on {date3}.", "{rel} (daughter) was present for the discussion.", "According to {rel}, {he} fell on {date2}.", "Nurse {doc} administered the vaccine.", "Seen and examined with {doc}, PA-C.", "{given} has done well since {date2}.", "Spouse {rel} can be reached at {phone}.", "Surgery was performed by {doc} at {hosp}.", "cc: {doc}, MD"]
    note.fill(rng.choice(header[0]), **parts)
    for _ in range(rng.randint(5, 9)):
        roll = rng.random()
        if roll < 0.5:
            note.fill(rng.choice(body), **parts)
        elif roll < 0.75:
            note.fill(rng.choice(EN_SENTENCE), **numbers(rng))
        else:
            note.put(rng.choice(["History of ", "Diagnosis: ", "Family history of ", "Concern for ", "- ", "Evaluated for "]))
            note.keep(rng.choice(EN_KEPT))
            note.put(".")
        note.put(rng.choice([" ", " ", "\n"]))
    if rng.random() < 0.5:
        note.fill("\nElectronically signed by {doc}, MD on {date3}\n", **parts)
    return note


# ---------------------------------------------------------------- Korean
def ko_name(rng):
    family = rng.choice(KO_FAMILY[:30]) if rng.random() < 0.8 else rng.choice(KO_FAMILY)
    given = rng.choice(KO_GIVEN) if rng.random() < 0.5 else rng.choice(KO_SYLLABLE_1) + rng.choice(KO_SYLLABLE_2)
    return family, given


def ko_date(rng):
    year, month, day = rng.randint(2009, 2025), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice([f"{year}년 {month}월 {day}일", f"{year}.{month:02}.{day:02}", f"{year}-{month:02}-{day:02}", f"{year}. {month}. {day}", f"{year % 100:02}.{month:02}.{day:02}", f"{month}월 {day}일", f"{year}/{month:02}/{day:02}", f"{year}년 {month}월", f"{year}{month:02}{day:02}"])


def ko_address(rng):
    province, districts = rng.choice(KO_REGION)
    base = f"{province} {rng.choice(districts)}"
    flat = f" {rng.randint(101, 130)}동 {rng.randint(101, 2505)}호"
    return rng.choice([f"{base} {rng.choice(KO_ROAD)} {rng.randint(1, 480)}", f"{base} {rng.choice(KO_ROAD)} {rng.randint(1, 99)}번길 {rng.randint(1, 60)}", f"{base} {rng.choice(KO_DONG)} {rng.randint(1, 999)}-{rng.randint(1, 60)}", f"{base} {rng.choice(KO_DONG)} {rng.choice(KO_ESTATE)}{flat}",
                       f"{base} {rng.choice(KO_ROAD)} {rng.randint(1, 480)},{flat}", f"{rng.choice(KO_ROAD)} {rng.randint(1, 480)}-{rng.randint(1, 30)}"])


def korean(rng):
    note = Note()
    family, given = ko_name(rng)
    name = family + given
    doctor, nurse, relative = ("".join(ko_name(rng)) for _ in range(3))
    apart = rng.random() < 0.15
    shown = f"{family} {given}" if apart else name
    hospital = rng.choice(KO_HOSPITAL)
    rrn = resident_number(rng)
    rrn = obfuscate(rng, rrn) if rng.random() < 0.3 else rrn[:8] + "******" if rng.random() < 0.1 else rrn
    arn = resident_number(rng, foreigner=True)
    parts = {"name": (name, "name"), "shown": (shown, "name"), "doc": (doctor, "name"), "nurse": (nurse, "name"), "rel": (relative, "name"), "hosp": (hospital, "hospital"), "hosp2": (rng.choice(KO_HOSPITAL), "hospital"), "rrn": (rrn, "resident_number"), "arn": (arn, "foreigner_number"), "mobile": (mobile(rng), "phone"),
             "land": (f"{rng.choice(['02', '031', '042', '051', '062', '064'])}-{rng.randint(200, 9999)}-{digits(rng, 4)}", "phone"), "mrn": (digits(rng, rng.choice([7, 8, 8, 9])), "medical_record"), "addr": (ko_address(rng), "address"), "d1": (ko_date(rng), "date"), "d2": (ko_date(rng), "date"), "d3": (ko_date(rng), "date"),
             "dob": (rng.choice([f"{rng.randint(1930, 2015)}년 {rng.randint(1, 12)}월 {rng.randint(1, 28)}일", f"{rng.randint(1930, 2015)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}", f"{rng.randint(1930, 2015)}.{rng.randint(1, 12):02}.{rng.randint(1, 28):02}"]), "birth_date"), "age": (str(rng.randint(18, 89)),), "sex": (rng.choice("남여"),),
             "lic": (f"{rng.randint(11, 28)}-{rng.randint(10, 99)}-{digits(rng, 6)}-{digits(rng, 2)}", "driver_licence"), "pass": (rng.choice([f"M{digits(rng, 8)}", f"M{digits(rng, 3)}{rng.choice('ABCDEFG')}{digits(rng, 4)}"]), "passport"), "plan": (rng.choice([f"{rng.randint(1, 8)}-{digits(rng, 10)}", digits(rng, 11)]), "health_plan"), "biz": (business_number(rng), "business_number"),
             "acct": (rng.choice([f"{digits(rng, 3)}-{digits(rng, 6)}-{digits(rng, 2)}-{digits(rng, 3)}", f"{digits(rng, 6)}-{digits(rng, 2)}-{digits(rng, 6)}", f"{digits(rng, 4)}-{digits(rng, 3)}-{digits(rng, 6)}"]), "account"), "plate": (rng.choice([f"{rng.randint(10, 99)}{rng.choice('가나다라마거너더러버서어저')}{digits(rng, 4)}", f"{rng.randint(100, 699)}{rng.choice('가나다호하허')} {digits(rng, 4)}"]), "vehicle"),
             "doclic": (digits(rng, rng.choice([5, 6])), "licence"), "mail": (f"{rng.choice(['sun', 'happy', 'love', 'minji', 'star'])}{rng.randint(1, 9999)}@{rng.choice(['naver.com', 'hanmail.net', 'gmail.com', 'daum.net'])}", "email"), "kakao": (f"{rng.choice(['blue', 'moon', 'cat', 'tree'])}_{digits(rng, 4)}", "messenger"), "title": (rng.choice(KO_TITLE),)}
    headers = ["환자명: {shown}\n등록번호: {mrn}\n생년월일: {dob}\n진료일: {d1}\n담당의: {doc}\n", "성명 {name} ({sex}/{age}) 등록번호 {mrn}\n주민등록번호: {rrn}\n", "[퇴원요약] {hosp}\n환자: {name} {sex}/{age}\n입원일: {d1} 퇴원일: {d2}\n주치의: {doc} 교수\n", "{shown}{title} 외래 경과 기록 {d1}\n", "의뢰서\n{hosp} {doc} 선생님 귀하\n{name} 환자를 의뢰드립니다.\n"]
    body = ["{name}님은 {d1} {hosp}에 내원하였다.", "{name} 환자는 {d2}부터 증상이 있었다.", "{shown} 환자, {age}세 {sex}자.", "보호자 {rel}에게 설명하고 동의를 받음.", "보호자({rel}, {mobile})와 통화함.", "연락처: {mobile}", "자택 전화 {land}", "주소: {addr}", "{addr} 거주 중이다.", "주민번호 {rrn} 확인함.", "외국인등록번호 {arn}", "운전면허 {lic}", "여권번호 {pass}", "건강보험증 번호: {plan}", "사업자등록번호 {biz}",
            "입금 계좌: 한빛은행 {acct}", "차량번호 {plate} 운전 중 사고로 내원.", "의사면허번호 {doclic}", "이메일 {mail} 로 결과 발송함.", "카카오톡 아이디 {kakao}", "{hosp2}에서 {d2} 전원됨.", "{hosp2} 기록을 요청함.", "담당 간호사 {nurse}가 교육함.", "{doc} 교수와 상의 후 결정함.", "주치의 {doc}에게 보고함.", "{rel}씨가 동행함.", "간호사 {nurse} 서명", "{d3} 재진 예약함.", "{d3} 시행한 검사에서 호전됨.", "{name}{title} 상태 안정적임.", "딸 {rel}이 함께 거주함.",
            "영상의학과 전문의 {doc} 판독.", "작성자: {nurse}", "예약 문의는 {land} 로 안내함."]
    note.fill(rng.choice(headers), **parts)
    for _ in range(rng.randint(5, 9)):
        roll = rng.random()
        if roll < 0.5:
            note.fill(rng.choice(body), **parts)
        elif roll < 0.75:
            note.fill(rng.choice(KO_SENTENCE), **numbers(rng))
        else:
            note.put(rng.choice(["진단: ", "소견: ", "- ", "평가: ", "기왕력상 "]))
            note.keep(rng.choice(KO_KEPT))
            note.put(rng.choice([".", " 확인됨.", " 추정."]))
        note.put(rng.choice([" ", " ", "\n"]))
    if rng.random() < 0.4:
        note.fill("\n작성: {doc} ({d3})\n", **parts)
    return note


def generate(language, seed, count):
    rng = random.Random(f"{language}-{seed}")
    return [english(rng) if language == "en" else korean(rng) for _ in range(count)]
