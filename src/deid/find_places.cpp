// Addresses, cities, states, ZIP codes, hospitals and organizations of Latin script, by rules. The tagger (find_names.cpp) adds what
// only the context tells.
#include <array>

#include "base/text.h"
#include "deid/scan.h"

namespace aegle {
namespace {

constexpr std::string_view kStateCodes =
    " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT "
    "VT VA WA WV WI WY DC PR ";

class Places {
 public:
  explicit Places(Scan& scan) : scan_(scan), lexicon_(PhiLexicon::BuiltIn()) {}

  void Run() {
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.kind == TokenKind::kDigits) {
        if (token.size() <= 5) Street(i);
        if (token.size() == 5) Zip(i);
        continue;
      }
      if (token.kind != TokenKind::kWord) continue;
      if ((token.flags & word::kStreet) != 0 && token.shape != TokenShape::kLower) NamedStreet(i);
      if (token.shape == TokenShape::kLower) continue;
      if ((token.flags & word::kHospital) != 0) Hospital(i);
      if ((token.flags & word::kCompany) != 0) Organization(i);
      if ((token.flags & word::kOrganization) != 0 && (token.shape != TokenShape::kCapital || (token.flags & word::kPlain) == 0) &&
          !EqualsIgnoreCase(Text(i), "who"))
        scan_.Add(i, i, PhiClass::kOrganization, Sureness::kLikely);
      if (EqualsIgnoreCase(Text(i), "box") && i >= 2) PostBox(i);
      if (EqualsIgnoreCase(Text(i), "apt") || EqualsIgnoreCase(Text(i), "suite") || EqualsIgnoreCase(Text(i), "apartment") ||
          EqualsIgnoreCase(Text(i), "ste"))
        Flat(i);
      if ((token.flags & (word::kPhraseStart | word::kCity | word::kState)) != 0)
        i = NamedPlace(i);
      else if (token.shape == TokenShape::kUpper && token.size() == 2)
        StateCode(i);
    }
  }

 private:
  [[nodiscard]] std::string_view Text(std::size_t i) const { return scan_.Text(i); }
  [[nodiscard]] bool IsName(std::size_t i) const {
    return scan_.IsKind(i, TokenKind::kWord) && scan_.tokens[i].shape >= TokenShape::kCapital;
  }
  [[nodiscard]] bool IsStateCode(std::size_t i) const {
    if (!scan_.IsKind(i, TokenKind::kWord) || scan_.tokens[i].size() != 2 || scan_.tokens[i].shape != TokenShape::kUpper) return false;
    std::array<char, 4> code{' ', Text(i)[0], Text(i)[1], ' '};
    return kStateCodes.find(std::string_view(code.data(), code.size())) != std::string_view::npos;
  }

  // "Chicago, IL": the code of a state behind a place.
  void StateCode(std::size_t i) {
    if (!IsStateCode(i) || i < 2 || scan_.tokens[i - 1].mark != ',' || !IsName(i - 2)) return;
    bool id = EqualsIgnoreCase(Text(i), "id") && scan_.Has(i + 1) && !scan_.IsMark(i + 1, '.') &&
              !(scan_.IsKind(i + 1, TokenKind::kDigits) && scan_.tokens[i + 1].size() == 5 && scan_.SameLine(i + 1));
    if (id) return;
    // "Shannon Archer, MD": a degree, unless a ZIP code or a known city says otherwise
    bool degree = EqualsIgnoreCase(Text(i), "md") || EqualsIgnoreCase(Text(i), "pa") || EqualsIgnoreCase(Text(i), "ma") ||
                  EqualsIgnoreCase(Text(i), "ms");
    bool zip = scan_.IsKind(i + 1, TokenKind::kDigits) && scan_.tokens[i + 1].size() == 5;
    if (degree && !zip && !scan_.Is(i - 2, word::kCity)) return;
    scan_.Add(i, i, PhiClass::kState, Sureness::kLikely);
    if ((scan_.tokens[i - 2].flags & (word::kStreet | word::kClinical | word::kTitle)) == 0)
      scan_.Add(i - 2, i - 2, PhiClass::kCity, Sureness::kLikely);
  }

  // The longest place of the lexicon at `i`; returns the last token that was used.
  std::size_t NamedPlace(std::size_t i) {
    std::array<std::uint64_t, 4> hashes{};
    std::array<std::size_t, 4> at{};
    int count = 0;
    for (std::size_t next = i; scan_.Has(next) && count < 4 && (next == i || scan_.SameLine(next)); ++next) {
      if (scan_.tokens[next].mark == '.' && scan_.Joined(next)) continue;  // "St. Louis"
      if (scan_.tokens[next].kind != TokenKind::kWord) break;
      at[static_cast<std::size_t>(count)] = next;
      hashes[static_cast<std::size_t>(count++)] = scan_.tokens[next].hash;
    }
    bool state = false;
    int length = lexicon_.PhraseLength(hashes.data(), count, &state);
    if (length > 1) {
      std::size_t last = at[static_cast<std::size_t>(length - 1)];
      scan_.Add(i, last, state ? PhiClass::kState : PhiClass::kCity, Sureness::kLikely);
      return last;
    }
    const Token& token = scan_.tokens[i];
    if ((token.flags & (word::kCity | word::kState)) == 0) return i;
    // "Washington, D.C."
    std::size_t d = scan_.IsMark(i + 1, ',') ? i + 2 : i + 1;
    if (EqualsIgnoreCase(Text(i), "washington") && scan_.Has(d + 2) && Text(d) == "D" && scan_.IsMark(d + 1, '.') && Text(d + 2) == "C") {
      std::size_t last = scan_.IsMark(d + 3, '.') ? d + 3 : d + 2;
      scan_.Add(i, last, PhiClass::kCity, Sureness::kSure);
      return last;
    }
    // A word that is also a name or a plain word is left to the tagger.
    constexpr std::uint32_t kDoubtful =
        word::kPlain | word::kGivenFemale | word::kGivenMale | word::kSurname | word::kEponym | word::kClinical;
    bool sure = (token.flags & kDoubtful) == 0 || scan_.IsMark(i + 1, ',');
    bool comma_state = scan_.IsMark(i + 1, ',') && (IsStateCode(i + 2) || scan_.Is(i + 2, word::kState));
    bool in = i > 0 &&
              (EqualsIgnoreCase(Text(i - 1), "in") || EqualsIgnoreCase(Text(i - 1), "from") || EqualsIgnoreCase(Text(i - 1), "to")) &&
              token.shape == TokenShape::kCapital;
    if (((token.flags & kDoubtful) == 0 && sure) || comma_state || (in && (token.flags & (word::kPlain | word::kEponym)) == 0))
      scan_.Add(i, i, (token.flags & word::kState) != 0 ? PhiClass::kState : PhiClass::kCity,
                comma_state ? Sureness::kSure : Sureness::kGuess);
    return i;
  }

  // 24 Station Road, Apt 4B, Springfield, IL 62704
  void Street(std::size_t i) {
    std::size_t next = i + 1;
    if (scan_.IsMark(next, '/') && scan_.Joined(next) && scan_.IsKind(next + 1, TokenKind::kDigits)) next += 2;
    if (scan_.IsKind(next, TokenKind::kWord) && scan_.Joined(next) && scan_.tokens[next].size() == 1) ++next;  // 24B
    bool comma = scan_.IsMark(next, ',');                                                                      // 56, Galle Road
    if (comma) ++next;
    std::size_t words = 0, last = 0;
    for (std::size_t at = next; scan_.Has(at) && scan_.SameLine(at) && words < 6; ++at) {
      const Token& token = scan_.tokens[at];
      if (token.mark == '.' && scan_.Joined(at) && at > next && scan_.tokens[at - 1].size() <= 3) continue;
      if (token.kind == TokenKind::kDigits && words == 0 && scan_.Has(at + 1) && scan_.tokens[at + 1].kind == TokenKind::kWord) {
        ++words;
        continue;
      }  // 12 45th Street
      if (token.kind != TokenKind::kWord) break;
      bool street = (token.flags & word::kStreet) != 0 && words > 0;
      // "31, consulted Dr. Ford": a title, not a drive
      if (street && EqualsIgnoreCase(Text(at), "dr") && scan_.IsMark(at + 1, '.') && scan_.SameLine(at + 2) && IsName(at + 2)) break;
      if (comma && token.shape == TokenShape::kLower) break;
      if (street) last = at;
      if (token.shape == TokenShape::kLower && !street && token.size() > 2 && (token.flags & word::kPlain) == 0) break;
      if (token.shape == TokenShape::kLower && !street && words > 0) break;
      if ((token.flags & (word::kUnit | word::kClinical | word::kMonth)) != 0 && !street && words == 0) return;
      if (street && token.shape != TokenShape::kLower) {
        bool more = scan_.Has(at + 1) && scan_.Is(at + 1, word::kStreet) && scan_.tokens[at + 1].shape != TokenShape::kLower;
        if (!more) break;
      }
      ++words;
    }
    if (last == 0) return;
    if (scan_.IsMark(last + 1, '.') && scan_.Joined(last + 1)) ++last;
    last = Unit(last);
    scan_.Add(i, last, PhiClass::kAddress, Sureness::kSure);
    Tail(last);
  }
  // ", Apt 4B", "Suite 200", "#12", "NW"
  std::size_t Unit(std::size_t last) const {
    static constexpr std::array<std::string_view, 9> kUnits{"apt", "apartment", "suite", "ste", "unit", "floor", "fl", "room", "rm"};
    static constexpr std::array<std::string_view, 8> kQuarters{"nw", "ne", "sw", "se", "n", "s", "e", "w"};
    std::size_t at = last + 1;
    for (std::string_view quarter : kQuarters)
      if (scan_.Has(at) && scan_.SameLine(at) && EqualsIgnoreCase(Text(at), quarter) && scan_.tokens[at].shape != TokenShape::kLower)
        last = at++;
    if (scan_.IsMark(at, ',')) ++at;
    if (!scan_.Has(at) || !scan_.SameLine(at)) return last;
    bool unit = scan_.tokens[at].mark == '#';
    for (std::string_view known : kUnits) unit = unit || EqualsIgnoreCase(Text(at), known);
    if (!unit) return last;
    ++at;
    if (scan_.IsMark(at, '.') || scan_.IsMark(at, '#')) ++at;
    if (!scan_.Has(at) || (scan_.tokens[at].kind != TokenKind::kDigits && scan_.tokens[at].shape != TokenShape::kInitial)) return last;
    if (scan_.Joined(at + 1) && (scan_.IsKind(at + 1, TokenKind::kWord) || scan_.IsKind(at + 1, TokenKind::kDigits))) ++at;
    return at;
  }
  // Behind an address: ", Springfield, IL 62704", ", Colombo 03, Sri Lanka"
  void Tail(std::size_t last) {
    std::size_t at = last + 1;
    for (int part = 0; part < 4; ++part) {
      if (scan_.IsMark(at, ','))
        ++at;
      else if (part == 0 && scan_.Has(at) && scan_.tokens[at].gap == TokenGap::kLine) {
      }  // the next line of a letter
      else if (part > 0 && scan_.Has(at) && !scan_.SameLine(at))
        return;
      if (!IsName(at) || (scan_.tokens[at].flags & (word::kFunction | word::kClinical | word::kMonth | word::kLabel | word::kTitle)) != 0) {
        if (IsStateCode(at)) scan_.Add(at, at, PhiClass::kState, Sureness::kSure);
        return;
      }
      std::size_t end = at;
      while (IsName(end + 1) && scan_.SameLine(end + 1) && end < at + 3 && !IsStateCode(end + 1)) ++end;
      bool lined = scan_.tokens[at].gap == TokenGap::kLine;
      bool comma = scan_.IsMark(end + 1, ',');
      bool known = scan_.Is(at, word::kCity | word::kState | word::kPhraseStart) || IsStateCode(at);
      if (lined && !(comma && (IsStateCode(end + 2) || scan_.Is(end + 2, word::kState)))) return;
      if (!comma && !known && part > 1) return;
      bool state = IsStateCode(at) || (scan_.tokens[at].flags & word::kState) != 0;
      if (scan_.IsKind(end + 1, TokenKind::kDigits) && scan_.SameLine(end + 1) && !state && scan_.tokens[end + 1].size() <= 2)
        ++end;  // Colombo 03
      scan_.Add(at, end, state ? PhiClass::kState : PhiClass::kCity, Sureness::kSure);
      at = end + 1;
    }
  }

  // "Main Street", "Galle Road": a street without a number.
  void NamedStreet(std::size_t i) {
    static constexpr std::array<std::string_view, 14> kSure{"street",  "road", "avenue", "boulevard", "lane",  "highway", "mawatha",
                                                            "parkway", "blvd", "ave",    "rd",        "drive", "hwy",     "turnpike"};
    bool sure = false;
    for (std::string_view known : kSure) sure = sure || EqualsIgnoreCase(Text(i), known);
    if (!sure) return;
    std::size_t first = i;
    while (first > 0 && scan_.SameLine(first) && IsName(first - 1) && i - first < 3 &&
           (scan_.tokens[first - 1].flags & (word::kFunction | word::kTitle)) == 0)
      --first;
    if (EqualsIgnoreCase(Text(i), "highway") && scan_.IsKind(i + 1, TokenKind::kDigits))
      return scan_.Add(first, i + 1, PhiClass::kAddress, Sureness::kLikely);
    if (first < i) scan_.Add(first, i, PhiClass::kAddress, Sureness::kLikely);
  }

  // "5570 Kaarikatu 32 Apt. 353": what stands in front of a flat on its line is its street.
  void Flat(std::size_t i) {
    std::size_t number = scan_.IsMark(i + 1, '.') || scan_.IsMark(i + 1, '#') ? i + 2 : i + 1;
    if (!scan_.IsKind(number, TokenKind::kDigits) || !scan_.SameLine(number)) return;
    std::size_t first = i;
    while (first > 0 && scan_.SameLine(first) && i - first < 8) {
      const Token& before = scan_.tokens[first - 1];
      bool part = before.kind == TokenKind::kDigits || before.mark == '.' || before.mark == ',' ||
                  (before.kind == TokenKind::kWord && (before.shape >= TokenShape::kCapital || before.size() <= 3) &&
                   (before.flags & (word::kFunction | word::kLabel)) == 0);
      if (!part) break;
      --first;
    }
    while (first < i && scan_.tokens[first].kind != TokenKind::kDigits) ++first;
    scan_.Add(first, number, PhiClass::kAddress, Sureness::kSure);
    Tail(number);
  }

  void PostBox(std::size_t i) {
    std::size_t first = i - 1;
    if (scan_.tokens[first].mark == '.') --first;
    bool po = EqualsIgnoreCase(Text(first), "po") || EqualsIgnoreCase(Text(first), "o");
    if (!po || !scan_.IsKind(i + 1, TokenKind::kDigits)) return;
    if (EqualsIgnoreCase(Text(first), "o") && first >= 2) first -= 2;
    scan_.Add(first, i + 1, PhiClass::kAddress, Sureness::kSure);
    Tail(i + 1);
  }

  // 62704, 62704-1234: behind a state, or behind a label.
  void Zip(std::size_t i) {
    std::size_t last = i;
    if (scan_.IsMark(i + 1, '-') && scan_.Joined(i + 1) && scan_.Joined(i + 2) && scan_.IsKind(i + 2, TokenKind::kDigits) &&
        scan_.tokens[i + 2].size() == 4)
      last = i + 2;
    std::size_t before = i;
    if (before > 0 && scan_.tokens[before - 1].mark == ',') --before;
    bool state = before > 0 && scan_.SameLine(i) && (IsStateCode(before - 1) || scan_.Is(before - 1, word::kState));
    if (state) return scan_.Add(i, last, PhiClass::kZip, Sureness::kSure);
    if (CueBefore(scan_, i) == Cue::kZip) scan_.Add(i, last, PhiClass::kZip, Sureness::kSure);
  }

  // The first token of the run of capitalised words that ends with `last`: "St. Mary's General Hospital", "Hospital" back to "St".
  [[nodiscard]] std::size_t RunStart(std::size_t last, bool* proper) const {
    std::size_t first = last;
    *proper = false;
    while (first > 0 && scan_.SameLine(first) && last - first < 8) {
      std::size_t at = first - 1;
      const Token& token = scan_.tokens[at];
      if (token.kind == TokenKind::kWord && token.shape >= TokenShape::kCapital) {
        if ((token.flags & (word::kFunction | word::kMonth | word::kWeekday)) != 0 && !EqualsIgnoreCase(Text(at), "st")) break;
        if ((token.flags & word::kTitle) != 0 && !EqualsIgnoreCase(Text(at), "st")) break;
        if ((token.flags & (word::kClinical | word::kSectionWord)) == 0 && (token.flags & word::kRole) == 0) *proper = true;
        first = at;
        continue;
      }
      bool st = token.mark == '.' && at > 0 && EqualsIgnoreCase(Text(at - 1), "st");
      bool of = token.kind == TokenKind::kWord && token.shape == TokenShape::kLower &&
                (Text(at) == "of" || Text(at) == "and" || Text(at) == "for" || Text(at) == "the") && IsName(at - (at > 0)) && at > 0;
      bool possessive = token.kind == TokenKind::kWord && Text(at) == "s" && at >= 2 && scan_.tokens[at - 1].mark == '\'' && IsName(at - 2);
      if (possessive) {
        first = at - 1;
        continue;
      }
      bool mark = (token.mark == '&' || token.mark == '\'' || token.mark == '-' || token.mark == '/') && at > 0 && IsName(at - 1);
      if (!st && !mark && !(of && Text(at) == "of")) break;
      first = at;
    }
    while (first < last && scan_.tokens[first].kind == TokenKind::kMark) ++first;
    return first;
  }

  void Hospital(std::size_t i) {
    // "Medical Center", "Health Center": the last word of the run decides.
    std::size_t last = i;
    while (IsName(last + 1) && scan_.SameLine(last + 1) && scan_.Is(last + 1, word::kHospital | word::kCompany)) ++last;
    bool proper = false;
    std::size_t first = RunStart(i, &proper);
    bool weak = EqualsIgnoreCase(Text(i), "medical") || EqualsIgnoreCase(Text(i), "maternity") || EqualsIgnoreCase(Text(i), "oncology") ||
                EqualsIgnoreCase(Text(i), "dental") || EqualsIgnoreCase(Text(i), "rehabilitation") || EqualsIgnoreCase(Text(i), "rehab") ||
                EqualsIgnoreCase(Text(i), "diagnostics") || EqualsIgnoreCase(Text(i), "orthopedics") ||
                EqualsIgnoreCase(Text(i), "healthcare");
    if (weak && EqualsIgnoreCase(Text(i + 1 < scan_.size() ? i + 1 : i), "ward")) ++last;
    if (first == i || !proper || (weak && last == i)) return;
    if (scan_.IsMark(i + 1, ':') && first + 1 >= i) return;
    // "Stanford Hospital of Chicago"
    if (scan_.Has(last + 2) && Text(last + 1) == "of" && IsName(last + 2)) last += 2;
    scan_.Add(first, last, PhiClass::kHospital, Sureness::kSure);
  }

  void Organization(std::size_t i) {
    // "University of X", "Department of X and Y"
    static constexpr std::array<std::string_view, 12> kLeading{"university",  "department", "ministry", "institute",
                                                               "college",     "bank",       "school",   "academy",
                                                               "association", "society",    "church",   "council"};
    std::size_t last = i;
    bool leading = false;
    for (std::string_view known : kLeading) leading = leading || EqualsIgnoreCase(Text(i), known);
    if (leading && scan_.Has(i + 2) && (Text(i + 1) == "of" || Text(i + 1) == "for") && scan_.SameLine(i + 1)) {
      std::size_t at = i + 2;
      if (EqualsIgnoreCase(Text(at), "the")) ++at;
      while (IsName(at) && scan_.SameLine(at) && at < i + 8) {
        last = at++;
        if (scan_.Has(at + 1) && (Text(at) == "and" || Text(at) == "of") && IsName(at + 1)) ++at;
      }
    }
    while (IsName(last + 1) && scan_.SameLine(last + 1) && scan_.Is(last + 1, word::kCompany)) ++last;
    bool proper = false;
    std::size_t first = RunStart(i, &proper);
    // "(Pvt) Ltd", "Pvt. Ltd."
    for (int round = 0; round < 3; ++round) {
      if (scan_.IsMark(last + 1, '.') && scan_.Joined(last + 1) && scan_.Is(last + 2, word::kCompany) && scan_.SameLine(last + 2) &&
          IsName(last + 2))
        last += 2;
    }
    bool strong = last > i && leading;
    if (first == i && !strong) return;
    if (!proper && !strong) return;
    bool clinical = strong && first == i && scan_.Is(i + 2, word::kClinical);
    if (clinical) return;
    scan_.Add(first, last, PhiClass::kOrganization, Sureness::kLikely);
  }

  Scan& scan_;
  const PhiLexicon& lexicon_;
};

}  // namespace

void FindPlaces(Scan& scan) { Places(scan).Run(); }

}  // namespace aegle
