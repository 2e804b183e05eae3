// Persons of Latin script: titles, labels and the tagger; then every other mention of a name that is sure.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "deid/scan.h"
#include "deid/tagger.h"

namespace aegle {
namespace {

constexpr std::uint32_t kGiven = word::kGivenFemale | word::kGivenMale;
constexpr std::uint32_t kAnySurname = word::kSurname | word::kRareSurname | word::kKoreanSurname;
constexpr std::uint32_t kNeverName = word::kFunction | word::kUnit | word::kHospital | word::kSectionWord;

class Names {
 public:
  explicit Names(Scan& scan) : scan_(scan) {}

  void Run() {
    Tagger::BuiltIn().Tag(scan_, tags_);
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind != TokenKind::kWord) continue;
      if ((token.flags & word::kTitle) != 0 && token.shape != TokenShape::kLower) Title(i);
      if ((token.flags & word::kLabel) != 0) Label(i);
      if (token.shape == TokenShape::kUpper || token.shape == TokenShape::kCapital) SurnameFirst(i);
    }
    Tagged();
    Repeat();
  }

 private:
  [[nodiscard]] std::string_view Text(std::size_t i) const { return scan_.Text(i); }
  [[nodiscard]] bool IsCapital(std::size_t i) const {
    return scan_.IsKind(i, TokenKind::kWord) && scan_.tokens[i].shape >= TokenShape::kCapital;
  }
  [[nodiscard]] bool MayBeName(std::size_t i) const { return IsCapital(i) && (scan_.tokens[i].flags & kNeverName) == 0; }

  // The last token of a name that begins at `i`: capitalised words, initials with a dot, particles, hyphens.
  [[nodiscard]] std::size_t NameEnd(std::size_t i, std::size_t most) const {
    std::size_t last = i, words = 1;
    while (words < most) {
      std::size_t next = last + 1;
      if (scan_.IsMark(next, '.') && scan_.tokens[last].size() <= 2 && scan_.Joined(next) && scan_.SameLine(next + 1) &&
          MayBeName(next + 1))
        ++next;
      else if (scan_.IsMark(next, '-') && scan_.Joined(next) && scan_.Joined(next + 1) && scan_.IsKind(next + 1, TokenKind::kWord)) {
        last = next + 1;
        continue;
      }
      if (!scan_.Has(next) || !scan_.SameLine(next)) break;
      const Token& token = scan_.tokens[next];
      bool particle = token.shape == TokenShape::kLower && (token.flags & word::kNameParticle) != 0 &&
                      (MayBeName(next + 1) || scan_.Is(next + 1, word::kNameParticle));
      if (!particle && !MayBeName(next)) break;
      if (!particle &&
          (token.flags & (word::kClinical | word::kMonth | word::kWeekday | word::kTitle | word::kLabel | word::kRole | word::kCompany)) !=
              0 &&
          (token.flags & kAnySurname) == 0)
        break;
      last = next;
      words += !particle;
    }
    return last;
  }

  // "Dr. Sarah Brown", "Nurse Lee": the title is a part of the span, and stays in the output.
  void Title(std::size_t i) {
    std::size_t next = scan_.IsMark(i + 1, '.') && scan_.Joined(i + 1) ? i + 2 : i + 1;
    if (!scan_.SameLine(next)) return;
    if (scan_.Is(next, word::kTitle) && IsCapital(next)) return;
    bool person_title = !EqualsIgnoreCase(Text(i), "doctor") && !EqualsIgnoreCase(Text(i), "judge") && !EqualsIgnoreCase(Text(i), "fr") &&
                        !EqualsIgnoreCase(Text(i), "hon");
    if (!MayBeName(next)) return;
    std::uint32_t flags = scan_.tokens[next].flags;
    if (!person_title && (flags & (kGiven | kAnySurname)) == 0) return;
    if (!person_title && (flags & word::kPlain) != 0 && tags_[next] != NameTag::kPerson) return;
    std::size_t last = NameEnd(next, 4);
    bool drive = EqualsIgnoreCase(Text(i), "dr") && i > 0 && scan_.SameLine(i) && IsCapital(i - 1) && tags_[i - 1] == NameTag::kPlace &&
                 !scan_.IsMark(i + 1, '.');
    if (drive) return;
    scan_.Add(i, last, PhiClass::kName, Sureness::kSure);
    Remember(next, last);
  }

  // "Tolbi, Porcon   MRN 123", "RE: Jane Doe, DOB ...": the words in front of such a label on its line.
  void BeforeLabel(std::size_t i) {
    std::size_t last = i;
    while (last > 0 && i - last < 3 && scan_.SameLine(last) &&
           (scan_.tokens[last - 1].mark == ',' || scan_.tokens[last - 1].mark == '(' || scan_.tokens[last - 1].mark == '-' ||
            scan_.tokens[last - 1].mark == '|'))
      --last;
    if (last == 0 || !scan_.SameLine(last)) return;
    --last;
    std::size_t first = last + 1, words = 0;
    while (first > 0 && words < 4 && scan_.SameLine(first < scan_.size() ? first : last)) {
      std::size_t at = first - 1;
      bool joiner = words > 0 && (scan_.tokens[at].mark == ',' || scan_.tokens[at].mark == '-' || scan_.tokens[at].mark == '.');
      bool name = MayBeName(at) && (scan_.tokens[at].flags &
                                    (word::kClinical | word::kLabel | word::kRole | word::kTitle | word::kMonth | word::kCompany)) == 0;
      if (!joiner && !name) break;
      first = at;
      words += name;
      if (scan_.tokens[at].gap >= TokenGap::kLine) break;
    }
    while (first <= last && !IsCapital(first)) ++first;
    if (words < 2 || first >= last) return;
    scan_.Add(first, last, PhiClass::kName, Sureness::kLikely);
    Remember(first, last);
  }

  // "Name: Smith, John", "Patient Name John Smith"
  void Label(std::size_t i) {
    if (EqualsIgnoreCase(Text(i), "dob") || EqualsIgnoreCase(Text(i), "mrn")) return BeforeLabel(i);
    if (!EqualsIgnoreCase(Text(i), "name") && !EqualsIgnoreCase(Text(i), "author") && !EqualsIgnoreCase(Text(i), "physician") &&
        !EqualsIgnoreCase(Text(i), "attending") && !EqualsIgnoreCase(Text(i), "provider"))
      return;
    std::size_t next = i + 1;
    if (!scan_.IsMark(next, ':') && !scan_.IsMark(next, '=')) return;
    ++next;
    if (!scan_.SameLine(next) || !IsCapital(next) || scan_.Is(next, word::kFunction)) return;
    std::size_t last = NameEnd(next, 4);
    if (scan_.IsMark(last + 1, ',') && MayBeName(last + 2) && scan_.SameLine(last + 2)) last = NameEnd(last + 2, 3);
    scan_.Add(next, last, PhiClass::kName, Sureness::kSure);
    Remember(next, last);
  }

  // "SMITH, JOHN Q", "Smith, John"
  void SurnameFirst(std::size_t i) {
    if (!scan_.IsMark(i + 1, ',') || !scan_.SameLine(i + 2) || !IsCapital(i + 2)) return;
    const Token& surname = scan_.tokens[i];
    const Token& given = scan_.tokens[i + 2];
    if ((given.flags & kGiven) == 0 || (surname.flags & kAnySurname) == 0 ||
        (surname.flags & (word::kCity | word::kState | word::kFunction)) != 0)
      return;
    bool plain = ((surname.flags | given.flags) & word::kPlain) != 0;
    bool surname_is_given = (surname.flags & kGiven) != 0;  // "Mary, John and ..."
    bool alone = i == 0 || scan_.tokens[i].gap >= TokenGap::kLine || scan_.tokens[i - 1].mark == ':' || scan_.tokens[i - 1].mark == '(';
    if ((plain || surname_is_given) && !alone) return;
    std::size_t last = NameEnd(i + 2, 2);
    scan_.Add(i, last, PhiClass::kName, Sureness::kLikely);
    Remember(i, last);
  }

  // "Parkinson's disease", "Lewy body", "Creutzfeldt-Jakob", "Wilson disease": not the person.
  [[nodiscard]] bool IsEponym(std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i <= last; ++i)
      if (scan_.tokens[i].kind == TokenKind::kWord && (scan_.tokens[i].flags & word::kEponym) == 0) return false;
    std::size_t next = last + 1;
    if (scan_.IsMark(next, '\'')) next = scan_.Has(next + 1) && scan_.Joined(next + 1) && Text(next + 1) == "s" ? next + 2 : next + 1;
    bool possessive = next > last + 1;
    if (scan_.Is(next, word::kEponymNoun | word::kClinical) || scan_.IsMark(next, '-')) return true;
    if (first != last && scan_.IsMark(first + 1, '-')) return true;
    if (scan_.Has(next + 1) && scan_.Is(next + 1, word::kEponymNoun) && !scan_.IsMark(next, ','))
      return possessive || scan_.tokens[next].shape == TokenShape::kLower;
    // "history of Parkinson's.", "has Crohn's"
    return possessive && first > 0 && scan_.tokens[first - 1].shape == TokenShape::kLower &&
           (!scan_.Has(next) || scan_.tokens[next].kind == TokenKind::kMark);
  }

  // "Glasgow Coma Scale", "McBurney point", tagged as a place or an organization.
  [[nodiscard]] bool BeginsWithEponym(std::size_t first, std::size_t last) const {
    return (scan_.tokens[first].flags & word::kEponym) != 0 &&
           (IsEponym(first, first) || (first < last && scan_.Is(first + 1, word::kEponymNoun)));
  }

  // "Crohn" of "Crohn colitis" is an eponym where no title or given name is near.
  void Tagged() {
    for (std::size_t i = 0; i < scan_.size();) {
      NameTag tag = tags_[i];
      if (tag == NameTag::kNone) {
        ++i;
        continue;
      }
      std::size_t last = RunEnd(i, tag);
      std::size_t first = i;
      i = last + 1;
      if (tag == NameTag::kPerson)
        Person(first, last);
      else if (tag == NameTag::kPlace)
        Place(first, last);
      else
        Organization(first, last);
    }
  }

  // Tokens of the same tag, also over a dot behind an initial, a hyphen, "'s" within an organization, particles.
  [[nodiscard]] std::size_t RunEnd(std::size_t i, NameTag tag) const {
    std::size_t last = i;
    while (true) {
      std::size_t next = last + 1;
      if (scan_.IsMark(next, '.') && scan_.tokens[last].size() <= 2 && scan_.Joined(next))
        ++next;
      else if ((scan_.IsMark(next, '-') || scan_.IsMark(next, '&') || (tag == NameTag::kOrganization && scan_.IsMark(next, '/'))) &&
               scan_.Has(next + 1) && tags_[next + 1] == tag)
        ++next;
      while (tag == NameTag::kPerson && scan_.Has(next + 1) && scan_.tokens[next].shape == TokenShape::kLower &&
             (scan_.tokens[next].flags & word::kNameParticle) != 0 && scan_.SameLine(next))
        ++next;
      if (tag == NameTag::kOrganization && scan_.Has(next + 1) && (Text(next) == "of" || Text(next) == "and") && tags_[next + 1] == tag)
        ++next;
      if (!scan_.Has(next) || !scan_.SameLine(next) || tags_[next] != tag) return last;
      last = next;
    }
  }

  void Person(std::size_t first, std::size_t last) {
    bool titled = first > 0 && scan_.Is(first - 1 - (scan_.tokens[first - 1].mark == '.' && first > 1), word::kTitle);
    if (!titled && IsEponym(first, last)) return;
    if (!titled && IsNoName(first, last)) return;
    while (first < last && (scan_.tokens[first].flags & (word::kFunction | word::kRole | word::kLabel | word::kSectionWord)) != 0 &&
           (scan_.tokens[first].flags & (kGiven | word::kSurname)) == 0)
      ++first;
    // "Attorney Kasun Fernando": the role is a part of the span, and stays in the output, as titles do
    bool role = first > 0 && scan_.SameLine(first) && scan_.tokens[first - 1].shape == TokenShape::kCapital &&
                scan_.Is(first - 1, word::kRole) && tags_[first - 1] != NameTag::kPerson;
    std::uint32_t any = 0;
    for (std::size_t i = first; i <= last; ++i) any |= scan_.tokens[i].flags;
    if (first == last && (any & (word::kClinical | word::kSectionWord | word::kHospital)) != 0 && (any & (kGiven | word::kSurname)) == 0)
      return;
    bool known = (any & (kGiven | kAnySurname)) != 0;
    scan_.Add(role ? first - 1 : first, last, PhiClass::kName, known && first != last ? Sureness::kLikely : Sureness::kGuess);
    if (known && (first != last || (any & (word::kPlain | word::kClinical | word::kCity | word::kState | word::kEponym)) == 0))
      Remember(first, last);
  }

  // Units, single letters, short abbreviations that no lexicon has, words that hold sentences together.
  [[nodiscard]] bool IsNoName(std::size_t first, std::size_t last) const {
    bool only_letters = true, only_units = true;
    for (std::size_t i = first; i <= last; ++i) {
      if (scan_.tokens[i].kind != TokenKind::kWord) continue;
      only_letters = only_letters && scan_.tokens[i].size() == 1;
      only_units = only_units && (scan_.tokens[i].flags & word::kUnit) != 0;
    }
    if (only_letters || only_units) return true;
    if (first != last) return false;
    const Token& token = scan_.tokens[first];
    if ((token.flags & (word::kFunction | word::kNumber)) != 0) return true;
    bool heading = (token.flags & (word::kLabel | word::kSectionWord | word::kClinical | word::kRole | word::kHospital)) != 0 &&
                   (token.flags & kGiven) == 0;
    if (heading &&
        !(scan_.SameLine(first) && first > 0 && scan_.tokens[first - 1].kind == TokenKind::kWord && (token.flags & kAnySurname) != 0))
      return true;
    bool abbreviation = token.shape == TokenShape::kUpper && token.size() <= 5 && (token.flags & (kGiven | kAnySurname)) == 0;
    bool hyphen = token.size() <= 4 && scan_.IsMark(last + 1, '-') && scan_.Joined(last + 1) && (token.flags & kGiven) == 0;
    return abbreviation || hyphen || (token.size() == 2 && token.shape == TokenShape::kMixed);
  }

  // A tagged organization with what belongs behind it: "Mountainview Cardiology", "Thornebrook General", "Lincoln County".
  void Organization(std::size_t first, std::size_t last) {
    if (BeginsWithEponym(first, last)) return;
    if (IsNoName(first, last) && first == last && scan_.tokens[first].shape != TokenShape::kUpper) return;
    if (first == last && (scan_.tokens[first].flags & (word::kUnit | word::kClinical)) != 0) return;
    while (IsCapital(last + 1) && scan_.SameLine(last + 1) &&
           scan_.Is(last + 1, word::kHospital | word::kCompany | word::kClinical | word::kPlain) &&
           !scan_.Is(last + 1, word::kFunction | word::kTitle | word::kMonth))
      ++last;
    scan_.Add(first, last, PhiClass::kOrganization, Sureness::kGuess);
  }

  void Place(std::size_t first, std::size_t last) {
    if (IsNoName(first, last) || BeginsWithEponym(first, last)) return;
    bool specialty = IsCapital(last + 1) && scan_.SameLine(last + 1) && scan_.tokens[last + 1].shape == TokenShape::kCapital &&
                     (EqualsIgnoreCase(Text(last + 1), "general") || EqualsIgnoreCase(Text(last + 1), "cardiology"));
    if (specialty) return scan_.Add(first, last + 1, PhiClass::kHospital, Sureness::kGuess);
    std::uint32_t all = ~0u;
    for (std::size_t i = first; i <= last; ++i) all &= scan_.tokens[i].flags;
    if ((all & word::kClinical) != 0 || IsEponym(first, last)) return;
    scan_.Add(first, last, (all & word::kState) != 0 ? PhiClass::kState : PhiClass::kCity, Sureness::kGuess);
  }

  // Words of a name that is sure: other mentions in the text are the same person.
  void Remember(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i <= last; ++i) {
      const Token& token = scan_.tokens[i];
      bool word_of_name = token.kind == TokenKind::kWord && token.size() >= 3 && token.shape >= TokenShape::kCapital;
      if (word_of_name && (token.flags & (word::kTitle | word::kFunction | word::kMonth | word::kClinical | word::kRole | word::kCompany |
                                          word::kSectionWord | word::kEponym)) == 0)
        remembered_.push_back(token.hash);
    }
  }

  void Repeat() {
    if (remembered_.empty()) return;
    std::sort(remembered_.begin(), remembered_.end());
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind != TokenKind::kWord || token.shape < TokenShape::kCapital ||
          !std::binary_search(remembered_.begin(), remembered_.end(), token.hash))
        continue;
      if (tags_[i] == NameTag::kPerson) continue;
      bool plain = (token.flags & word::kPlain) != 0;
      bool starts = i == 0 || scan_.tokens[i].gap >= TokenGap::kLine || scan_.tokens[i - 1].mark == '.' || scan_.tokens[i - 1].mark == ':';
      if (plain && (starts || token.shape == TokenShape::kUpper)) continue;
      scan_.Add(i, i, PhiClass::kName, Sureness::kGuess);
    }
  }

  Scan& scan_;
  std::vector<NameTag> tags_;
  std::vector<std::uint64_t> remembered_;
};

}  // namespace

void FindNames(Scan& scan) { Names(scan).Run(); }

}  // namespace aegle
