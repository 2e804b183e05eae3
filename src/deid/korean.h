// Syllables, particles and word lists of Korean that the recogniser needs. Internal; all views are of Hangul in UTF-8, three bytes a
// syllable.
#pragma once

#include <string_view>

namespace aegle::korean {

[[nodiscard]] constexpr std::size_t Syllables(std::string_view text) { return text.size() / 3; }
[[nodiscard]] constexpr std::string_view Prefix(std::string_view text, std::size_t syllables) { return text.substr(0, syllables * 3); }
[[nodiscard]] constexpr std::string_view Behind(std::string_view text, std::size_t syllables) {
  return text.size() < syllables * 3 ? std::string_view() : text.substr(syllables * 3);
}

// Syllables of the family name at the start of `text`: 2 (남궁), 1 (김) or 0.
[[nodiscard]] int SurnameLength(std::string_view text);
// A family name that is frequent: the ones that a name without any context must begin with.
[[nodiscard]] bool IsFrequentSurname(std::string_view syllable);
[[nodiscard]] bool IsGivenFirst(std::string_view syllable);
[[nodiscard]] bool IsGivenLast(std::string_view syllable);

// "은", "에게서", "이라고" ...; the empty text counts.
[[nodiscard]] bool IsParticle(std::string_view text);
// A title that is written behind a name ("님", "씨", "교수"), with a particle behind it or not.
[[nodiscard]] bool StartsWithTitle(std::string_view text);
// A word in front of a name ("환자", "보호자", "주치의"), with a particle or not.
[[nodiscard]] bool IsRole(std::string_view text);
// A label of a name ("성명", "환자명"), which a colon or the name follows.
[[nodiscard]] bool IsNameLabel(std::string_view text);
// A word that begins like a name but is none ("정상", "고혈압"), with a particle or more behind it.
[[nodiscard]] bool IsPlainWord(std::string_view text);
// Such a word with nothing or a particle behind it ("이상은"), which a name would be read into.
[[nodiscard]] bool IsPlainWhole(std::string_view text);
// Province or metropolitan city at the start of `text`; its syllables, 0 for none.
[[nodiscard]] std::size_t ProvinceLength(std::string_view text);

}  // namespace aegle::korean
