#include "wording_judge.h"

#include <cctype>

namespace aegle::bench {
namespace {

constexpr const char* kChanging[] = {
    "no ",      "not ",    "without ",     "denie",   "denied",     "negative", "absent", "never",      "none ",    "severe",   "mild",
    "moderate", "acute ",  "chronic ",     "stable",  "unstable",   "critical", "improv", "worsen",     "resolv",   "rising",   "falling",
    "increas",  "decreas", "elevated",     "reduced", " normal",    "left ",    "right ", "bilateral",  "possible", "probable", "suspected",
    "likely",   "family",  "mother",       "father",  "history of", "previous", "former", "male",       "female",   "man ",     "woman",
    "year",     "stopped", "discontinued", "high ",   "low ",       "due to",   "caused", "because of", "없",       "아니",     "않",
    "심한",     "경미",    "호전",         "악화",    "안정",       "상승",     "하락",   "증가",       "감소",     "정상",     "좌측",
    "우측",     "양측",    "의심",         "가족력",  "과거",       "중단",     "남성",   "여성",       "때문",     "인해"};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

JudgedSentence Judge(const std::string& worded, const std::vector<std::string>& labels, const std::string& facts) {
  JudgedSentence judged;
  std::string rest = worded + " ";
  for (const std::string& label : labels) {
    std::string slot = "{" + label + "}";
    auto at = rest.find(slot);
    if (at == std::string::npos) continue;
    ++judged.said;
    rest.replace(at, slot.size(), " ");
    if (rest.find(slot) != std::string::npos) judged.why = slot + " stands twice";
  }
  for (char c : rest)
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '{') judged.why = "a digit or slot of its own";
  std::string own = Lower(rest), known = Lower(facts) + " ";
  for (const char* word : kChanging)
    if (own.find(word) != std::string::npos && known.find(word) == std::string::npos)
      judged.why = std::string("\"") + word + "\" is in none of the facts";
  if (!judged.why.empty()) judged.wrong = judged.said;
  return judged;
}

}  // namespace aegle::bench
