#include "tasks/ask/question.h"

#include <algorithm>
#include <array>
#include <regex>

#include "base/text.h"
#include "tasks/ask/period.h"

namespace aegle {
namespace {

using Words = std::vector<std::string_view>;

bool ContainsWord(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    bool hangul = static_cast<unsigned char>(word.front()) >= 0x80;
    if (hangul) return true;
    bool begins = at == 0 || !IsLetterAscii(text[at - 1]);
    auto end = at + word.size();
    bool ends = end >= text.size() || !IsLetterAscii(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool HasAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return ContainsWord(text, word); });
}

struct KindWord {
  std::string_view word;
  FactKind kind;
};
// Words that name a lane of the record, singular and plural.
constexpr KindWord kKindWords[] = {
    {"medications", FactKind::kMedication},
    {"medication", FactKind::kMedication},
    {"medicines", FactKind::kMedication},
    {"medicine", FactKind::kMedication},
    {"drugs", FactKind::kMedication},
    {"drug", FactKind::kMedication},
    {"meds", FactKind::kMedication},
    {"prescriptions", FactKind::kMedication},
    {"prescription", FactKind::kMedication},
    {"prescribed", FactKind::kMedication},
    {"투약", FactKind::kMedication},
    {"복용", FactKind::kMedication},
    {"약물", FactKind::kMedication},
    {"처방약", FactKind::kMedication},
    {"allergies", FactKind::kAllergy},
    {"allergy", FactKind::kAllergy},
    {"allergic", FactKind::kAllergy},
    {"알레르기", FactKind::kAllergy},
    {"알러지", FactKind::kAllergy},
    {"problems", FactKind::kCondition},
    {"problem", FactKind::kCondition},
    {"conditions", FactKind::kCondition},
    {"condition", FactKind::kCondition},
    {"diagnoses", FactKind::kCondition},
    {"diagnosis", FactKind::kCondition},
    {"diseases", FactKind::kCondition},
    {"illnesses", FactKind::kCondition},
    {"문제", FactKind::kCondition},
    {"진단명", FactKind::kCondition},
    {"질환", FactKind::kCondition},
    {"질병", FactKind::kCondition},
    {"병명", FactKind::kCondition},
    {"진단", FactKind::kCondition},
    {"procedures", FactKind::kProcedure},
    {"procedure", FactKind::kProcedure},
    {"surgeries", FactKind::kProcedure},
    {"surgery", FactKind::kProcedure},
    {"operations", FactKind::kProcedure},
    {"operation", FactKind::kProcedure},
    {"시술", FactKind::kProcedure},
    {"수술", FactKind::kProcedure},
    {"immunizations", FactKind::kImmunization},
    {"immunization", FactKind::kImmunization},
    {"immunisations", FactKind::kImmunization},
    {"vaccinations", FactKind::kImmunization},
    {"vaccination", FactKind::kImmunization},
    {"vaccines", FactKind::kImmunization},
    {"vaccine", FactKind::kImmunization},
    {"vaccinated", FactKind::kImmunization},
    {"shots", FactKind::kImmunization},
    {"shot", FactKind::kImmunization},
    {"예방접종", FactKind::kImmunization},
    {"백신", FactKind::kImmunization},
    {"접종", FactKind::kImmunization},
    {"visits", FactKind::kEncounter},
    {"visit", FactKind::kEncounter},
    {"encounters", FactKind::kEncounter},
    {"encounter", FactKind::kEncounter},
    {"admissions", FactKind::kEncounter},
    {"admission", FactKind::kEncounter},
    {"admitted", FactKind::kEncounter},
    {"hospitalizations", FactKind::kEncounter},
    {"hospitalization", FactKind::kEncounter},
    {"hospitalized", FactKind::kEncounter},
    {"방문", FactKind::kEncounter},
    {"입원", FactKind::kEncounter},
    {"내원", FactKind::kEncounter},
    {"진료", FactKind::kEncounter},
    {"응급실", FactKind::kEncounter},
    {"imaging studies", FactKind::kImaging},
    {"imaging", FactKind::kImaging},
    {"scans", FactKind::kImaging},
    {"영상 검사", FactKind::kImaging},
    {"영상", FactKind::kImaging},
    {"care plans", FactKind::kCarePlan},
    {"care plan", FactKind::kCarePlan},
    {"진료 계획", FactKind::kCarePlan},
    {"orders", FactKind::kOrder},
    {"referrals", FactKind::kOrder},
    {"오더", FactKind::kOrder},
    {"vital signs", FactKind::kVitalSign},
    {"vitals", FactKind::kVitalSign},
    {"활력 징후", FactKind::kVitalSign},
    {"활력징후", FactKind::kVitalSign},
    {"laboratory results", FactKind::kLaboratory},
    {"lab results", FactKind::kLaboratory},
    {"lab tests", FactKind::kLaboratory},
    {"labs", FactKind::kLaboratory},
    {"검사 결과", FactKind::kLaboratory},
    {"검사", FactKind::kLaboratory},
    {"devices", FactKind::kDevice},
    {"implants", FactKind::kDevice},
    {"reports", FactKind::kReport},
    {"판독", FactKind::kReport},
};

// Words that carry no subject: question words, verbs, measurement words, fillers.
constexpr std::string_view kFillers =
    " what whats is are was were the a an of for in on at to and or any did do does has have had been be being ever how many much often "
    "when"
    " where which who whom why there this that these those he she his her hers him they their them it its patient patients patient's mr "
    "mrs ms"
    " latest last most recent recently newest current currently now first earliest initial oldest highest lowest maximum minimum max min "
    "peak"
    " average mean value values level levels reading readings result results measurement measurements measured recorded record records "
    "number"
    " count times time trend trending rising falling increasing decreasing changed change changing going up down over date day dates days "
    "weeks"
    " months years year list show all give me tell please find with without by from since between take takes taking taken took on using "
    "use uses"
    " used prescribed receive received receiving get got getting given undergo undergone underwent done performed diagnosed diagnose start"
    " started starts begin began stop stopped stops end ended discontinued resolve resolved active history known past previous suffer "
    "suffers"
    " documented noted old score test tests tested lab check checked blood-test abnormal normal high low elevated about has's total-number"
    " exist exists still long ago passed elapsed apart highest-ever evidence open pending someone anything something hospital did-he lately"
    " come came worse better improving worsening stable kind type types name names birth born age lie passed contains included above below "
    "exceed exceeded exceeding greater less than under"
    " more fewer ";

bool IsFiller(std::string_view word) {
  std::string padded = " " + std::string(word) + " ";
  return kFillers.find(padded) != std::string_view::npos;
}

// Endings and words of Korean questions, longest first where one begins another.
constexpr std::string_view kKoreanFillers[] = {
    "중인",       "중입니까", "중인가요",   "나이",       "당시",       "살",       "입니까", "진단일", "검사일",     "환자분",
    "환자",       "이분",     "무엇인가요", "무엇입니까", "무엇",       "뭔가요",   "뭐예요", "뭐",     "얼마인가요", "얼마입니까",
    "얼마였나요", "얼마나",   "얼마",       "언제인가요", "언제였나요", "언제",     "어떤",   "어떻게", "되나요",     "됩니까",
    "되었나요",   "됐나요",   "있습니까",   "있었습니까", "있나요",     "있었나요", "있는지", "있는가", "있어요",     "있는",
    "있음",       "인가요",   "입니까",     "였나요",     "했나요",     "하셨나요", "하나요", "합니까", "받았나요",   "받은",
    "받았",       "받고",     "맞았나요",   "맞은",       "먹고",       "먹나요",   "먹는",   "하고",   "가장",       "최근",
    "최신",       "마지막",   "현재",       "지금",       "최초",       "처음",     "첫번째", "첫",     "최고치",     "최고",
    "최대",       "최저치",   "최저",       "최소",       "높은",       "낮은",     "평균",   "추세",   "추이",       "변화",
    "상승",       "하락",     "증가",       "감소",       "오르고",     "내리고",   "몇 번",  "몇번",   "몇 회",      "몇회",
    "몇 건",      "몇 개",    "몇",         "횟수",       "수치",       "측정값",   "측정",   "결과",   "값",         "목록",
    "모든",       "모두",     "전부",       "날짜",       "시작",       "중단",     "기록",   "알려",   "주세요",     "줘",
    "보여",       "대한",     "관한",       "적이",       "적",         "과거",     "병력",   "진단받", "진단",       "비정상",
    "이상",       "이하",     "초과",       "미만",       "동안",       "사이",     "간격",   "지났",   "나요",       "습니까",
    "까요",       "총"};

constexpr std::string_view kJosa[] = {"에서는", "에게", "에서", "으로", "이나", "까지", "부터", "에는", "은", "는", "이",
                                      "가",     "을",   "를",   "의",   "에",   "와",   "과",   "도",   "로", "중"};

Intent IntentOf(const std::string& t) {
  if (HasAny(t, {"why", "for what reason", "what caused", "what is the cause", "왜", "무슨 이유", "어떤 이유", "이유는", "이유가"}))
    return Intent::kWhy;
  if (HasAny(t, {"how long between", "how long since", "how long ago", "how many days", "how many weeks", "how many months",
                 "how many years", "time between", "interval between", "며칠이 지", "얼마나 지났", "간격", "며칠 지", "며칠입니까",
                 "며칠인가요", "사이는 며칠"}))
    return Intent::kInterval;
  if (HasAny(t, {"how old", "patient's age", "age of the patient", "the age", "나이", "몇 살", "연령"})) return Intent::kAge;
  if (HasAny(t, {"date of birth", "birth date", "birthday", "born", "생년월일", "생일"})) return Intent::kBirthDate;
  if (HasAny(t, {"gender", "patient's sex", "what sex", "male or female", "sex of the patient", "성별"})) return Intent::kSex;
  if (HasAny(t, {"how many", "number of", "how often", "count of", "몇 번", "몇번", "몇 회", "몇회", "몇 건", "몇건", "몇 개", "횟수"}))
    return Intent::kCount;
  if (HasAny(t, {"average", "mean", "평균"})) return Intent::kMean;
  if (HasAny(t, {"highest", "maximum", "max", "peak", "largest", "최고", "최대", "가장 높"})) return Intent::kMax;
  if (HasAny(t, {"lowest", "minimum", "nadir", "smallest", "최저", "최소", "가장 낮"})) return Intent::kMin;
  if (HasAny(t, {"trend",   "trending", "rising",  "falling",   "increasing", "decreasing", "going up", "going down",
                 "changed", "changing", "gone up", "gone down", "추세",       "추이",       "변화",     "변했",
                 "변하",    "올라",     "내려",    "오르고",    "상승",       "하락",       "증가",     "감소"}))
    return Intent::kTrend;
  static const std::regex asks("^ (is|are|does|do|did|has|have|had|was|were|any|can) ");
  bool yes_or_no = std::regex_search(t, asks) || HasAny(t, {"있나요", "있습니까", "있는지", "하나요", "합니까", "받았나요", "맞았나요",
                                                            "먹나요", "중입니까", "중인가요", "문제입니까"});
  if (yes_or_no && !HasAny(t, {"when", "언제"})) return Intent::kExists;
  if (HasAny(t, {"when", "which date", "what date", "date of", "which day", "언제", "날짜"})) return Intent::kWhen;
  if (HasAny(t, {"first", "earliest", "initial", "oldest", "최초", "처음", "첫"})) return Intent::kFirst;
  if (HasAny(t, {"list", "which", "what are", "show all", "목록", "어떤", "나열", "무슨"})) return Intent::kList;
  if (HasAny(t, {"latest", "last", "most recent", "newest", "최근", "최신", "마지막"})) return Intent::kLatest;
  if (HasAny(t, {"what is", "what was", "what's", "how much", "how high", "how low", "얼마", "무엇", "뭐"})) return Intent::kLatest;
  if (HasAny(t, {"있나요", "있습니까", "있는지", "있었", "있어", "인가요", "했나요", "하나요", "받았", "맞았", "합니까", "먹나요", "입니까",
                 "is there", "are there"}))
    return Intent::kExists;
  return Intent::kUnknown;
}

WhenOf WhenIn(const std::string& t) {
  if (HasAny(t, {"stop", "stopped", "end", "ended", "discontinued", "resolved", "resolve", "discharged", "중단", "끝", "퇴원", "해결"}))
    return WhenOf::kEnd;
  if (HasAny(t, {"last", "latest", "most recent", "마지막", "최근"})) return WhenOf::kNewest;
  if (HasAny(t, {"first", "earliest", "처음", "최초"})) return WhenOf::kFirst;
  if (HasAny(t, {"start", "started", "begin", "began", "diagnosed", "onset", "prescribed", "시작", "발병", "진단"})) return WhenOf::kStart;
  return WhenOf::kNewest;
}

// "above 140", "140 초과"
void TakeThreshold(std::string& text, Question& question) {
  static const std::regex above(
      "(?:above|over|greater than|more than|higher than|exceed(?:ed|s|ing)?|at "
      "least)\\s+(\\d+(?:\\.\\d+)?)|(\\d+(?:\\.\\d+)?)\\s*\\S*\\s*(?:초과|이상|넘)");
  static const std::regex below(
      "(?:below|under|less than|lower than|at most)\\s+(\\d+(?:\\.\\d+)?)|(\\d+(?:\\.\\d+)?)\\s*\\S*\\s*(?:미만|이하)");
  std::smatch m;
  auto number = [&] { return std::stod(m[1].matched ? m[1].str() : m[2].str()); };
  if (std::regex_search(text, m, above)) {
    question.above = number();
    text = m.prefix().str() + " " + m.suffix().str();
  }
  if (std::regex_search(text, m, below)) {
    question.below = number();
    text = m.prefix().str() + " " + m.suffix().str();
  }
}

// The kind and the text without the word that named it.
void TakeKind(std::string& text, Question& question) {
  static const std::regex korean_medicine("(^| )약(은|이|을|들|들은)? ");  // one syllable: only as a word of its own
  if (std::regex_search(text, korean_medicine)) {
    question.kind = FactKind::kMedication;
    text = std::regex_replace(text, korean_medicine, " ");
  }
  for (const KindWord& row : kKindWords) {
    if (!ContainsWord(text, row.word)) continue;
    if (!question.kind) question.kind = row.kind;
    if (question.kind == row.kind && row.word != "응급실" && row.word != "입원") text = ReplaceAll(text, row.word, " ");
  }
}

// Somebody else than the patient of the record: another id, another person's data.
bool AsksOfOthers(const std::string& t) {
  static const std::regex id("\\b(?:patient|record|mrn)\\s*(?:no\\.?|number|id|#)?\\s*(?:p-?)?\\d+\\b|\\bp\\d+\\b");
  if (std::regex_search(t, id)) return true;
  return HasAny(t, {"other patient", "other patients", "another patient", "all patients", "every patient", "patients with",
                    "other people's", "everyone", "다른 환자", "모든 환자", "환자들"});
}

std::string_view WithoutJosa(std::string_view word) {
  for (std::string_view josa : kJosa)
    if (word.size() > josa.size() + 3 && word.ends_with(josa)) return word.substr(0, word.size() - josa.size());
  return word;
}

bool HasHangul(std::string_view word) {
  for (std::size_t at = 0; at < word.size();)
    if (IsHangul(NextCodePoint(word, at))) return true;
  return false;
}

std::string SubjectOf(std::string text) {
  for (std::string_view filler : kKoreanFillers) text = ReplaceAll(std::move(text), filler, " ");
  std::vector<std::string> kept;
  for (std::string_view word : Split(text, ' ')) {
    while (!word.empty() && std::string_view("()'.").find(word.front()) != std::string_view::npos) word.remove_prefix(1);
    if (word.ends_with("'s")) word.remove_suffix(2);
    while (!word.empty() && std::string_view("()'.").find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    if (HasHangul(word)) word = WithoutJosa(word);
    bool only_josa = std::find(std::begin(kJosa), std::end(kJosa), word) != std::end(kJosa);
    if (!word.empty() && !IsFiller(word) && !only_josa) kept.emplace_back(word);
  }
  return Join(kept, " ");
}

}  // namespace

std::string NormaliseQuestion(std::string_view text) {
  std::string lower = ToLowerAscii(text);
  for (std::string_view choice : {"(는)", "(가)", "(를)", "(와)", "(로)", "(이)", "(으)"}) lower = ReplaceAll(std::move(lower), choice, "");
  std::string out = " ";
  for (std::size_t i = 0; i < lower.size(); ++i) {
    char c = lower[i];
    bool stop = c == '.' && (i + 1 == lower.size() || IsSpaceAscii(lower[i + 1]));
    bool space = IsSpaceAscii(c) || stop || std::string_view("?!,;:\"").find(c) != std::string_view::npos;
    // "hypertension은": a particle behind a Latin word is a word of its own.
    bool particle = static_cast<unsigned char>(c) >= 0xE0 && (IsLetterAscii(out.back()) || out.back() == ')');
    if (particle) out += ' ';
    if (space && out.back() == ' ') continue;
    out += space ? ' ' : c;
  }
  return out.back() == ' ' ? out : out + " ";
}

Question ParseQuestion(std::string_view text, const DateTime& as_of) {
  Question question;
  std::string t = NormaliseQuestion(text);
  question.other_person = AsksOfOthers(t);
  question.family =
      HasAny(t, {"family history", "family", "mother", "father", "brother", "sister", "가족력", "가족", "어머니", "아버지", "부모"});
  question.active_only =
      HasAny(t, {"current", "currently", "active", "now", "taking", "takes", "take", "현재", "지금", "복용 중", "복용하는", "활성"});
  question.stopped_only = HasAny(t, {"stopped", "discontinued", "resolved", "past medications", "중단된", "중단한", "해결된", "과거"});
  question.abnormal_only = HasAny(t, {"abnormal", "out of range", "비정상", "이상 소견"});
  AskedPeriod period = TakePeriod(t, as_of);
  question.from = period.from;
  question.to = period.to;
  question.period = std::string(Trim(period.words));
  TakeThreshold(t, question);
  question.text = t;
  question.intent = IntentOf(t);
  question.when = WhenIn(t);
  TakeKind(t, question);
  for (std::string_view word :
       {"family history", "family", "mother", "father", "brother", "sister", "가족력", "가족", "어머니", "아버지", "부모"})
    if (question.family) t = ReplaceAll(t, word, " ");
  question.subject = SubjectOf(t);
  return question;
}

}  // namespace aegle
