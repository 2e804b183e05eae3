#include "deid/lexicon.h"

#include <array>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "deid/embedded.h"
#include "deid/tokens.h"

namespace aegle {
namespace {

constexpr std::size_t kSlots = std::size_t{1} << 18;  // about 60 thousand entries: short probes
constexpr int kFrequentSurnames = 2000;
constexpr std::uint64_t kPhraseSalt = 0x9e3779b97f4a7c15ULL;

std::uint64_t JoinHashes(std::uint64_t a, std::uint64_t b) { return (a * 0x100000001b3ULL ^ b) * 0x9e3779b97f4a7c15ULL | 1; }

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 30> kSections{{
    {"given_female", word::kGivenFemale},
    {"given_male", word::kGivenMale},
    {"surname", word::kSurname},
    {"clinical", word::kClinical},
    {"city", word::kCity},
    {"state", word::kState},
    {"month", word::kMonth},
    {"weekday", word::kWeekday},
    {"title", word::kTitle},
    {"role", word::kRole},
    {"hospital", word::kHospital},
    {"street", word::kStreet},
    {"company", word::kCompany},
    {"eponym", word::kEponym},
    {"eponym_noun", word::kEponymNoun},
    {"function", word::kFunction},
    {"korean_surname", word::kKoreanSurname},
    {"nationality", word::kNationality},
    {"number", word::kNumber},
    {"unit", word::kUnit},
    {"organization", word::kOrganization},
    {"name_particle", word::kNameParticle},
    {"korean_word", word::kKoreanWord},
    {"korean_city", word::kKoreanCity},
    {"korean_title", word::kKoreanTitle},
    {"korean_role", word::kKoreanRole},
    {"korean_given", word::kKoreanGiven},
    {"label", word::kLabel},
    {"section", word::kSectionWord},
    {"plain", word::kPlain},
}};

// A word that is in no list: what its ending says.
std::uint32_t FlagsOfEnding(std::string_view text) {
  static constexpr std::array<std::string_view, 62> kClinical{
      "emia",      "aemia",   "itis",    "osis",   "mycin",   "cillin", "pril",    "sartan", "statin",  "olol",     "azole",
      "mab",       "nib",     "protein", "coccus", "bacter",  "ology",  "ectomy",  "oscopy", "gram",    "graphy",   "pathy",
      "plasty",    "otomy",   "ostomy",  "vir",    "tidine",  "azepam", "azine",   "oxacin", "cycline", "dipine",   "gliptin",
      "gliflozin", "glutide", "parin",   "xaban",  "triptan", "setron", "prazole", "profen", "caine",   "barbital", "thiazide",
      "steroid",   "sone",    "solone",  "ferase", "kinase",  "amide",  "globin",  "cyte",   "cytes",   "penia",    "philia",
      "rrhea",     "algia",   "uria",    "oma",    "plegia",  "phasia", "toid"};
  static constexpr std::array<std::string_view, 12> kPlain{"tion", "sion",  "ment", "ity",  "ness", "atory",
                                                           "ical", "ative", "able", "ible", "less", "ably"};
  for (std::string_view ending : kClinical)
    if (text.size() >= ending.size() + 3 && text.ends_with(ending)) return word::kClinical;
  for (std::string_view ending : kPlain)
    if (text.size() >= ending.size() + 3 && text.ends_with(ending)) return word::kPlain;
  return 0;
}

std::uint32_t SectionFlag(std::string_view name) {
  for (const auto& [known, flag] : kSections)
    if (known == name) return flag;
  throw std::logic_error("lexicon: no section " + std::string(name));
}

}  // namespace

const PhiLexicon& PhiLexicon::BuiltIn() {
  static const PhiLexicon kLexicon;
  return kLexicon;
}

PhiLexicon::PhiLexicon() : slots_(kSlots), mask_(kSlots - 1) {
  ForEachLine(EmbeddedText("words.txt"), [this](std::string_view line) { Add(line, word::kPlain); });
  ForEachLine(EmbeddedText("given_female.txt"), [this](std::string_view line) { Add(line, word::kGivenFemale); });
  ForEachLine(EmbeddedText("given_male.txt"), [this](std::string_view line) { Add(line, word::kGivenMale); });
  int rank = 0;
  ForEachLine(EmbeddedText("surnames.txt"),
              [this, &rank](std::string_view line) { Add(line, rank++ < kFrequentSurnames ? word::kSurname : word::kRareSurname); });
  AddSections(EmbeddedText("terms.txt"));
}

// "[city]" begins a section; entries are separated by ", " or line ends, and may have several words.
void PhiLexicon::AddSections(std::string_view text) {
  std::uint32_t flag = 0;
  ForEachLine(text, [this, &flag](std::string_view line) {
    if (line.front() == '[') {
      flag = SectionFlag(line.substr(1, line.size() - 2));
      return;
    }
    for (std::string_view part : Split(line, ',')) {
      part = Trim(part);
      if (part.empty()) continue;
      if (part.find(' ') == std::string_view::npos)
        Add(part, flag);
      else
        AddPhrase(part, flag);
    }
  });
}

void PhiLexicon::Insert(std::uint64_t hash, std::uint32_t flags) {
  std::size_t at = hash & mask_;
  while (slots_[at].hash != 0 && slots_[at].hash != hash) at = (at + 1) & mask_;
  slots_[at].hash = hash;
  slots_[at].flags |= flags;
}

void PhiLexicon::Add(std::string_view text, std::uint32_t flags) { Insert(WordHash(text), flags); }

void PhiLexicon::AddPhrase(std::string_view phrase, std::uint32_t flags) {
  std::uint64_t joined = kPhraseSalt;
  bool first = true;
  for (std::string_view part : Split(phrase, ' ')) {
    std::uint64_t hash = WordHash(part);
    if (first) Insert(hash, word::kPhraseStart);
    first = false;
    joined = JoinHashes(joined, hash);
  }
  Insert(joined, flags);
}

int PhiLexicon::PhraseLength(const std::uint64_t* hashes, int count, bool* state) const {
  std::uint64_t joined = kPhraseSalt;
  int longest = 0;
  for (int i = 0; i < count && i < 4; ++i) {
    joined = JoinHashes(joined, hashes[i]);
    std::uint32_t flags = i == 0 ? 0 : Flags(joined);
    if ((flags & (word::kCity | word::kState)) == 0) continue;
    longest = i + 1;
    *state = (flags & word::kState) != 0;
  }
  return longest;
}

std::uint32_t PhiLexicon::WordFlags(std::string_view text, std::uint64_t hash) const {
  std::uint32_t flags = Flags(hash);
  if ((flags & (word::kPlain | word::kClinical)) != 0 || text.size() < 4) return flags;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kEndings{{{"s", ""},
                                                                                           {"es", ""},
                                                                                           {"ies", "y"},
                                                                                           {"ed", ""},
                                                                                           {"ed", "e"},
                                                                                           {"ing", ""},
                                                                                           {"ing", "e"},
                                                                                           {"ly", ""},
                                                                                           {"er", ""},
                                                                                           {"er", "e"},
                                                                                           {"ness", ""}}};
  std::array<char, 32> lower{};
  if (text.size() >= lower.size()) return flags;
  for (std::size_t i = 0; i < text.size(); ++i) lower[i] = static_cast<char>(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
  std::string_view word_text(lower.data(), text.size());
  for (const auto& [ending, put] : kEndings) {
    if (!word_text.ends_with(ending) || word_text.size() - ending.size() < 3) continue;
    std::size_t stem = word_text.size() - ending.size();
    std::array<char, 32> base = lower;
    std::size_t size = stem;
    for (char c : put) base[size++] = c;
    std::uint32_t found = Flags(WordHash({base.data(), size}));
    flags |= found & word::kPlain;
    if (ending == "s" || ending == "es") flags |= found & (word::kUnit | word::kClinical | word::kRole | word::kHospital);
    if ((flags & word::kPlain) != 0) break;
  }
  return flags == 0 ? flags | FlagsOfEnding(word_text) : flags;
}

}  // namespace aegle
