// What is known of a word without its context: whether it is a name, a place, a plain word, a clinical term ...
//
// Sources: lexicon/*.txt, embedded. given_female, given_male, surnames, words are made by tools/deid_lexicon.py; terms.txt is
// written by hand (its sections are named after the flags). Immutable after construction; any number of threads.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace aegle {

// Flags of a word; a word may have many ("May": month, given name, plain word).
namespace word {
inline constexpr std::uint32_t kGivenFemale = 1u << 0;
inline constexpr std::uint32_t kGivenMale = 1u << 1;
inline constexpr std::uint32_t kSurname = 1u << 2;  // among the 2,000 most frequent, or written by hand
inline constexpr std::uint32_t kRareSurname = 1u << 3;
inline constexpr std::uint32_t kPlain = 1u << 4;     // an English word in lower case
inline constexpr std::uint32_t kClinical = 1u << 5;  // diseases, drugs, tests, headings: never a name on its own
inline constexpr std::uint32_t kCity = 1u << 6;
inline constexpr std::uint32_t kState = 1u << 7;  // states, provinces, countries
inline constexpr std::uint32_t kMonth = 1u << 8;
inline constexpr std::uint32_t kWeekday = 1u << 9;
inline constexpr std::uint32_t kTitle = 1u << 10;          // Dr, Mr, Prof
inline constexpr std::uint32_t kRole = 1u << 11;           // nurse, physician, patient, mother
inline constexpr std::uint32_t kHospital = 1u << 12;       // Hospital, Clinic
inline constexpr std::uint32_t kStreet = 1u << 13;         // Street, Road, Ave
inline constexpr std::uint32_t kCompany = 1u << 14;        // Inc, University, Department
inline constexpr std::uint32_t kEponym = 1u << 15;         // Parkinson, Wilson
inline constexpr std::uint32_t kEponymNoun = 1u << 16;     // disease, sign, syndrome, fracture
inline constexpr std::uint32_t kFunction = 1u << 17;       // of, the, and
inline constexpr std::uint32_t kPhraseStart = 1u << 18;    // begins a place of several words
inline constexpr std::uint32_t kKoreanSurname = 1u << 19;  // Kim, Park (romanised)
inline constexpr std::uint32_t kNationality = 1u << 20;
inline constexpr std::uint32_t kNumber = 1u << 21;        // one, twenty
inline constexpr std::uint32_t kUnit = 1u << 22;          // mg, weeks
inline constexpr std::uint32_t kOrganization = 1u << 23;  // FDA, Google
inline constexpr std::uint32_t kNameParticle = 1u << 24;  // van, de, bin
inline constexpr std::uint32_t kKoreanWord = 1u << 25;    // a Hangul word that is no name
inline constexpr std::uint32_t kKoreanCity = 1u << 26;
inline constexpr std::uint32_t kKoreanTitle = 1u << 27;  // follows a name: 님, 환자, 교수
inline constexpr std::uint32_t kKoreanRole = 1u << 28;   // stands before a name: 환자, 보호자, 주치의
inline constexpr std::uint32_t kKoreanGiven = 1u << 29;
inline constexpr std::uint32_t kLabel = 1u << 30;        // "Name", "DOB", "MRN": heads a field
inline constexpr std::uint32_t kSectionWord = 1u << 31;  // heading words: Assessment, Plan
}  // namespace word

class PhiLexicon {
 public:
  static const PhiLexicon& BuiltIn();

  // Of a word's hash (tokens.h); 0 where it is not known.
  [[nodiscard]] std::uint32_t Flags(std::uint64_t hash) const {
    std::size_t at = hash & mask_;
    while (slots_[at].hash != 0) {
      if (slots_[at].hash == hash) return slots_[at].flags;
      at = (at + 1) & mask_;
    }
    return 0;
  }
  // The same, and kPlain where the word without its ending (-s, -ed, -ing, -ly, -er, -ness) is one.
  [[nodiscard]] std::uint32_t WordFlags(std::string_view word, std::uint64_t hash) const;
  // Words that the place of several words beginning at `word` (a token index into `hashes`) has; 0 for none. `state`: set where it is
  // a state or country.
  [[nodiscard]] int PhraseLength(const std::uint64_t* hashes, int count, bool* state) const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t flags = 0;
  };
  PhiLexicon();
  void Add(std::string_view word, std::uint32_t flags);
  void AddPhrase(std::string_view phrase, std::uint32_t flags);
  void AddSections(std::string_view text);
  void Insert(std::uint64_t hash, std::uint32_t flags);

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
};

// Calls `each` for each line of a list; lines that begin with '#' are comments.
template <class Each>
void ForEachLine(std::string_view text, Each each) {
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.front() != '#') each(line);
  }
}

}  // namespace aegle
