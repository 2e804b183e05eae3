#include "trust/answer.h"

#include <algorithm>
#include <array>

namespace aegle {

std::string_view Code(Language language) { return language == Language::kKorean ? "ko" : "en"; }

std::string_view Name(Verdict verdict) {
  static constexpr std::array<std::string_view, 4> kNames = {"supported", "corrected", "struck", "floor"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view Name(FindingKind kind) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "no_citation", "unknown_citation", "wrong_citation", "number", "unit",  "date",           "age",    "sex",        "drug", "dose",
      "problem",     "laterality",       "negation",       "status", "trend", "interpretation", "person", "unsupported"};
  return kNames[static_cast<std::size_t>(kind)];
}

const Evidence* Answer::Find(std::string_view label) const {
  auto found = std::find_if(evidence.begin(), evidence.end(), [&](const Evidence& e) { return e.label == label; });
  return found == evidence.end() ? nullptr : &*found;
}

}  // namespace aegle
