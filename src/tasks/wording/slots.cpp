#include "tasks/wording/slots.h"

#include <algorithm>
#include <array>
#include <set>
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
    " encounter stay time time-point point date moment course team history medical chief complaint reason because due initial initially"
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
    "보고", "판독", "처치", "시술", "상태", "질환", "병력", "주", "사유", "이유", "위해", "통해", "따라", "대해", "관련", "이후", "그", "해당", "다음", "같이", "같다",
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

std::set<std::string> CarriedWords(const Line& line) {
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
  for (const Slot& slot : line.slots) add(slot.text);
  return words;
}

std::string ReplaceFirst(std::string text, const std::string& from, const std::string& to, std::size_t& at) {
  text.replace(at, from.size(), to);
  at += to.size();
  return text;
}

std::string EnglishGrammar(const Line& line) {
  std::string root = "root ::= head";
  for (std::size_t i = 0; i < line.slots.size(); ++i)
    root += std::string(i == 0 ? "" : " mid") + " \"{" + line.slots[i].label + "}\"";
  return root + " tail \".\"\n" +
         "head ::= ([A-Z] [a-z]{0,12} \" \" word{0,9})?\n"
         "mid ::= \", \" word{0,6} | \" \" word{1,7}\n"
         "tail ::= ((\",\")? (\" \" [a-z]{1,13}){1,6})?\n"
         "word ::= [a-z]{1,13} \" \"\n";
}

std::string KoreanGrammar(const Line& line) {
  std::string root = "root ::= head";
  for (std::size_t i = 0; i < line.slots.size(); ++i)
    root += std::string(i == 0 ? "" : " mid") + " \"{" + line.slots[i].label + "}\"";
  return root + " tail \".\"\n" +
         "head ::= (word \" \"){0,5}\n"
         "mid ::= [가-힣]{0,4} \",\"? \" \" (word \" \"){0,4}\n"
         "tail ::= [가-힣]{0,8} (\" \" word){0,4}\n"
         "word ::= [가-힣]{1,8}\n";
}

}  // namespace

std::string SlotGrammar(const Line& line, Language language) {
  return language == Language::kKorean ? KoreanGrammar(line) : EnglishGrammar(line);
}

std::string UncarriedWord(std::string_view words, const Line& line, Language language) {
  std::set<std::string> carried = CarriedWords(line);
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

Filled FillSlots(std::string_view worded, const Line& line, Language language) {
  Filled filled{std::string(Trim(worded)), std::nullopt};
  std::string bare;   // the model's own words
  std::size_t at = 0;
  for (const Slot& slot : line.slots) {
    std::string mark = "{" + slot.label + "}";
    std::size_t found = filled.text.find(mark, at);
    if (found == std::string::npos) {
      filled.fault = "the wording lacks " + mark;
      return filled;
    }
    bare += filled.text.substr(at, found - at) + " ";
    at = found;
    filled.text = ReplaceFirst(std::move(filled.text), mark, slot.text, at);
  }
  bare += filled.text.substr(at);
  if (std::any_of(bare.begin(), bare.end(), [](char c) { return IsDigitAscii(c) || c == '{' || c == '}'; })) {
    filled.fault = "a number or a slot that is not of this sentence";
    return filled;
  }
  if (!filled.text.ends_with('.')) {
    filled.fault = "the sentence has no end";
    return filled;
  }
  std::string uncarried = UncarriedWord(bare, line, language);
  if (!uncarried.empty()) filled.fault = "\"" + uncarried + "\" is not in the evidence";
  filled.text = line.lead + filled.text;
  return filled;
}

}  // namespace aegle
