#include "tasks/wording/slots.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "tasks/render/phrases.h"

namespace aegle {
namespace {

// Words that join facts and assert nothing about the patient's state.
constexpr std::string_view kConnecting =
    " a an the this these those that which who and as well along together with also both while when where at to in on of for from by into"
    " after before during then following followed upon via per their its it there patient individual was were is are be been being has have"
    " had having includes include included including comprises lists list shows show showed shown reveals revealed demonstrates"
    " demonstrated indicates indicated notes noted finds found find measured measurement recorded record records documented reported"
    " reports report presents presented present presenting arrives arrived arriving came comes brought seen evaluated assessed admitted"
    " underwent undergoes receives received given administered obtained performed taken completed carried diagnosed diagnosis diagnoses"
    " treated managed living known lives clinical clinically current currently active problem problems condition conditions issue issues"
    " result results value values level levels reading readings finding findings vital sign signs laboratory lab labs test tests testing"
    " tested study studies exam examination imaging work-up workup procedure procedures department hospital emergency care facility visit"
    " encounter stay time time-point point date moment course team medical initial initially"
    " additional additionally further furthermore moreover other another same such some several multiple different respectively overall"
    " summary presentation evaluation assessment monitoring monitored observed noting showing revealing including having being data"
    " consistent alongside addition whose what all each along ";

// Pieces of which a Korean word between slots may consist: particles, endings and stems that join.
constexpr std::string_view kKoreanPieces[] = {
    "환자", "은", "는", "이", "가", "을", "를", "의", "에", "에서", "에는", "에게", "와", "과", "도", "로", "으로", "및", "그리고", "또한", "또", "함께",
    "이며", "며", "이고", "고", "이다", "다", "였다", "이었다", "임", "인", "등", "등이", "등의", "있다", "있으며", "있고", "있었다", "있었으며", "있음", "있는",
    "보였다", "보였으며", "보였고", "보임", "보이는", "보이며", "보인다", "나타났다", "나타났으며", "나타났고", "나타나", "나타남", "확인", "되었다", "되었으며",
    "되었고", "됨", "되어", "되며", "된다", "된", "하였다", "하였으며", "하였고", "했다", "했으며", "했고", "하며", "하고", "하여", "해", "함", "한", "하는", "측정",
    "기록", "진단", "시행", "실시", "받았다", "받았으며", "받았고", "받음", "받은", "받고", "내원", "방문", "입원", "응급실", "병원", "진료", "활력", "징후", "검사",
    "결과", "수치", "소견", "문제", "문제로", "현재", "활성", "앓고", "가지고", "지니고", "당시", "때", "시각", "이때", "모두", "총", "각각", "추가", "추가로", "관찰",
    "보고", "판독", "처치", "시술", "투여", "투여받았다", "투여되었다", "투여하였다", "상태", "질환", "병력", "주", "사유", "이유", "위해", "통해", "따라", "대해", "관련", "이후", "그", "해당", "다음", "같이", "같다",
    "같은", "습니다", "입니다", "했습니다", "되었습니다", "있습니다", "보였습니다", "받았습니다", "나타났습니다", "하였습니다", "였습니다", "이었습니다", "합니다", "됩니다", "으며", "으로는"};

bool IsConnecting(const std::string& word) {
  static const std::unordered_set<std::string_view> words = [] {
    std::unordered_set<std::string_view> all;
    for (std::string_view w : Split(kConnecting, ' '))
      if (!w.empty()) all.insert(w);
    return all;
  }();
  return words.contains(word);
}

// Whether the word is a sequence of allowed pieces.
bool MadeOfPieces(std::string_view word) {
  std::vector<bool> reached(word.size() + 1, false);
  reached[0] = true;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if (!reached[at]) continue;
    for (std::string_view piece : kKoreanPieces)
      if (word.substr(at).starts_with(piece)) reached[at + piece.size()] = true;
  }
  return reached[word.size()];
}

std::set<std::string> SubjectWords(const Line& line) {
  std::set<std::string> words;
  auto add = [&](std::string_view text) {
    std::string word;
    for (char c : std::string(text) + " ") {
      bool part = IsLetterAscii(c) || static_cast<unsigned char>(c) >= 0x80 || (c == '-' && !word.empty());
      if (part) word += c;
      else if (!word.empty()) words.insert(ToLowerAscii(word)), word.clear();
    }
  };
  add(line.about);
  return words;
}

constexpr unsigned Bit(FactKind kind) { return 1u << static_cast<unsigned>(kind); }
constexpr unsigned kProblems = Bit(FactKind::kCondition) | Bit(FactKind::kFamilyHistory);
constexpr unsigned kDone = Bit(FactKind::kProcedure) | Bit(FactKind::kImaging) | Bit(FactKind::kReport);
constexpr unsigned kGiven = Bit(FactKind::kMedication) | Bit(FactKind::kImmunization);
constexpr unsigned kStays = Bit(FactKind::kEncounter);
constexpr unsigned kMeasured = Bit(FactKind::kLaboratory) | Bit(FactKind::kVitalSign) | Bit(FactKind::kObservation) | Bit(FactKind::kImaging) | Bit(FactKind::kReport);
constexpr unsigned kAll = ~0u;

// What a verb or noun may govern. kAll ends the reach of the one before it.
struct Verb {
  std::string_view word;
  unsigned kinds;
};
constexpr Verb kVerbs[] = {
    {"diagnosed", kProblems}, {"diagnosis", kProblems}, {"diagnoses", kProblems}, {"problems", kProblems}, {"conditions", kProblems},
    {"underwent", kDone}, {"undergoes", kDone}, {"performed", kDone}, {"procedures", kDone}, {"imaging", kDone},
    {"received", kGiven}, {"receives", kGiven}, {"given", kGiven}, {"administered", kGiven}, {"treated", kGiven},
    {"seen", kStays}, {"admitted", kStays}, {"came", kStays}, {"arrived", kStays}, {"visit", kStays}, {"presented", kStays | kProblems},
    {"showed", kMeasured}, {"shows", kMeasured}, {"revealed", kMeasured}, {"measured", kMeasured}, {"results", kMeasured}, {"readings", kMeasured},
    {"values", kMeasured}, {"signs", kMeasured}, {"findings", kMeasured | kProblems}, {"has", kProblems | kMeasured}, {"had", kProblems | kMeasured | kDone},
    {"have", kProblems | kMeasured}, {"recorded", kAll}, {"record", kAll}, {"records", kAll}, {"noted", kAll}, {"documented", kAll}, {"includes", kAll}, {"included", kAll},
    {"진단", kProblems}, {"가지고", kProblems}, {"검사", kMeasured}, {"활력", Bit(FactKind::kVitalSign)}, {"앓고", kProblems}, {"시행", kDone | Bit(FactKind::kLaboratory)}, {"시술", kDone}, {"투여", kGiven}, {"내원", kStays}, {"방문", kStays},
    {"입원", kStays}, {"소견", kMeasured | kProblems}, {"수치", kMeasured}, {"측정", kMeasured},
};

const Verb* VerbOf(std::string_view word, Language language) {
  for (const Verb& verb : kVerbs)
    if (language == Language::kKorean ? word.starts_with(verb.word) : word == verb.word) return &verb;
  return nullptr;
}

// Words of Latin letters and Hangul, and slots ("{f4}") as they stand.
std::vector<std::string> WordsAndSlots(std::string_view worded) {
  std::vector<std::string> words;
  std::string word;
  for (char c : std::string(worded) + " ") {
    bool part = IsLetterAscii(c) || IsDigitAscii(c) || static_cast<unsigned char>(c) >= 0x80 || c == '{' || c == '-';
    if (part) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(ToLowerAscii(word) + (c == '}' ? "}" : ""));
      word.clear();
    }
  }
  return words;
}

// Words as one grammar expression that shares beginnings: ("a" ("nd " | "t ") | "the "). `words` sorted, without doubles.
std::string Trie(std::span<const std::string> words, std::size_t depth) {
  std::string out = "(";
  for (std::size_t at = 0; at < words.size();) {
    std::size_t end = at;
    while (end < words.size() && words[end].substr(0, depth + 1) == words[at].substr(0, depth + 1)) ++end;
    if (at > 0) out += " | ";
    if (end - at == 1) out += "\"" + words[at].substr(depth) + "\"";
    else out += "\"" + words[at].substr(depth, 1) + "\" " + Trie(words.subspan(at, end - at), depth + 1);
    at = end;
  }
  return out + ")";
}

std::string WordsExpression(const Line& line) {
  std::set<std::string> words;
  for (std::string_view word : Split(kConnecting, ' '))
    if (!word.empty()) words.insert(std::string(word) + " ");
  for (const std::string& word : SubjectWords(line)) words.insert(word + " ");
  std::vector<std::string> sorted(words.begin(), words.end());
  return Trie(sorted, 0);
}

std::string Slots(const Line& line) {
  std::string slots;
  for (std::size_t i = 0; i < line.slots.size(); ++i) slots += std::string(i == 0 ? "" : " mid ") + "\"{" + line.slots[i].label + "}\"";
  return slots;
}

// An English sentence ends with its last fact: what a small model adds behind it is seldom worth reading.
std::string EnglishGrammar(const Line& line) {
  return "root ::= head " + Slots(line) + " \".\"\n"
         "head ::= begin word{0,6}\n"
         "begin ::= \"The \" | \"Results \" | \"Findings \" | \"Vital signs \" | \"Laboratory results \" | \"Readings \" | \"Active problems \" | \"Care \"\n"
         "mid ::= \", \" | \" and \" | \", and \" | \" with \" | \", with \" | \" as well as \" | \", along with \" | \", followed by \" | \", then \" | "
         "\" and received \" | \" and underwent \"\n"
         "word ::= " + WordsExpression(line) + "\n";
}

std::string KoreanGrammar(const Line& line) {
  return "root ::= head " + Slots(line) + " tail \".\"\n"
         "head ::= begin{1,2}\n"
         "begin ::= \"환자는 \" | \"환자에게 \" | \"환자의 \" | \"검사에서 \" | \"검사 결과 \" | \"활력 징후에서 \" | \"이 시각에 \" | \"이때 \" | \"당시 \" | "
         "\"현재 \" | \"추가로 \" | \"응급실에서 \"\n"
         "mid ::= \", \" | \" 및 \" | \"과 \" | \"와 \" | \", 그리고 \"\n"
         "tail ::= \" 소견을 보였다\" | \" 소견이 확인되었다\" | particle (\" 보였다\" | \" 확인되었다\" | \" 측정되었다\" | \" 진단받았다\" | \" 진단되었다\" | "
         "\" 투여받았다\" | \" 투여되었다\" | \" 시행되었다\" | \" 시행받았다\" | \" 가지고 있다\" | \" 앓고 있다\" | \" 기록되었다\" | \" 있다\" | \" 있었다\") | "
         "\" 등이 확인되었다\" | \" 등이 기록되었다\"\n"
         "particle ::= \"을\" | \"를\" | \"이\" | \"가\"\n";
}

// The particle that the model put behind a slot, made to agree with what the slot became: "{f1}을" -> "혈당(을/를)".
void MarkParticle(std::string& text, std::size_t at) {
  struct Choice {
    std::string_view written, marked;
  };
  constexpr Choice kChoices[] = {{"은", "(은/는)"}, {"는", "(은/는)"}, {"이", "(이/가)"}, {"가", "(이/가)"}, {"을", "(을/를)"},
                                 {"를", "(을/를)"}, {"과", "(과/와)"}, {"와", "(과/와)"}, {"으로", "(으로/로)"}, {"로", "(으로/로)"}};
  for (const Choice& choice : kChoices) {
    std::string_view rest = std::string_view(text).substr(at);
    bool stands = rest.starts_with(choice.written) && (rest.size() == choice.written.size() || rest[choice.written.size()] == ' ');
    if (!stands) continue;
    text.replace(at, choice.written.size(), choice.marked);
    return;
  }
}

}  // namespace

std::string SlotGrammar(const Line& line, Language language) {
  return language == Language::kKorean ? KoreanGrammar(line) : EnglishGrammar(line);
}

std::string UncarriedWord(std::string_view words, const Line& line, Language language) {
  std::set<std::string> carried = SubjectWords(line);
  std::string word;
  for (char c : std::string(words) + " ") {
    bool part = IsLetterAscii(c) || static_cast<unsigned char>(c) >= 0x80 || (c == '-' && !word.empty());
    if (part) {
      word += c;
      continue;
    }
    if (word.empty()) continue;
    std::string lower = ToLowerAscii(word);
    bool known = carried.contains(lower) || IsConnecting(lower) || (language == Language::kKorean && MadeOfPieces(word));
    if (!known) return word;
    word.clear();
  }
  return {};
}

std::string MisusedVerb(std::string_view worded, const Line& line, Language language) {
  unsigned all = 0;
  for (const Slot& slot : line.slots) all |= slot.kind == FactKind::kOther ? 0u : Bit(slot.kind);
  const Verb* governing = nullptr;
  for (const std::string& word : WordsAndSlots(worded)) {
    if (const Verb* verb = VerbOf(word, language)) {
      if (language == Language::kKorean && (all & ~verb->kinds) != 0) return std::string(verb->word);
      bool of_record = governing && governing->kinds == kAll && word.starts_with("show");   // "the record shows" anything
      if (!of_record) governing = verb;
      continue;
    }
    auto slot = std::find_if(line.slots.begin(), line.slots.end(), [&](const Slot& s) { return word == "{" + s.label + "}"; });
    if (slot == line.slots.end() || !governing || slot->kind == FactKind::kOther) continue;
    if ((Bit(slot->kind) & ~governing->kinds) != 0) return std::string(governing->word);
  }
  return {};
}

Filled FillSlots(std::string_view worded, const Line& line, Language language) {
  std::string_view rest = Trim(worded);
  Filled filled;
  std::string bare;   // the model's own words
  auto take = [&](std::string_view words, bool behind_slot) {
    std::string own(words);
    if (behind_slot && language == Language::kKorean) MarkParticle(own, 0);
    filled.text += own;
    bare += std::string(words) + " ";
  };
  for (std::size_t i = 0; i < line.slots.size(); ++i) {
    std::string mark = "{" + line.slots[i].label + "}";
    std::size_t found = rest.find(mark);
    if (found == std::string_view::npos) {
      filled.fault = "the wording lacks " + mark;
      return filled;
    }
    take(rest.substr(0, found), i > 0);
    filled.text += line.slots[i].text;
    rest.remove_prefix(found + mark.size());
  }
  take(rest, true);
  if (language == Language::kKorean) filled.text = AgreeParticles(filled.text);
  filled.text = line.lead + filled.text;
  if (std::any_of(bare.begin(), bare.end(), [](char c) { return IsDigitAscii(c) || c == '{' || c == '}'; })) {
    filled.fault = "a number or a slot that is not of this sentence";
  } else if (!rest.ends_with('.')) {
    filled.fault = "the sentence has no end";
  } else if (std::string verb = MisusedVerb(worded, line, language); !verb.empty()) {
    filled.fault = "\"" + verb + "\" does not fit what it speaks of";
  } else if (std::string word = UncarriedWord(bare, line, language); !word.empty()) {
    filled.fault = "\"" + word + "\" is not in the evidence";
  }
  return filled;
}

}  // namespace aegle
