// One text while it is read: its tokens and what was found so far. Internal to the recogniser.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "deid/lexicon.h"
#include "deid/phi_class.h"
#include "deid/tokens.h"

namespace aegle {

// How sure a rule is. Where two candidates overlap, the surer one keeps its bytes, then the longer one.
enum class Sureness : std::uint8_t { kGuess, kLikely, kSure, kCertain };

struct Candidate {
  std::uint32_t begin = 0, end = 0;  // bytes of the folded text
  PhiClass phi_class = PhiClass::kName;
  Sureness sureness = Sureness::kLikely;
};

struct Scan {
  std::string_view text;  // folded
  std::vector<Token> tokens;
  std::vector<Candidate> found;
  bool day_first = false;  // 02/03/2024 is the 2nd of March

  [[nodiscard]] std::string_view Text(std::size_t i) const { return text.substr(tokens[i].begin, tokens[i].size()); }
  [[nodiscard]] std::string_view Text(const Token& token) const { return text.substr(token.begin, token.size()); }
  [[nodiscard]] std::size_t size() const { return tokens.size(); }
  [[nodiscard]] bool Has(std::size_t i) const { return i < tokens.size(); }
  [[nodiscard]] bool IsMark(std::size_t i, char mark) const { return Has(i) && tokens[i].mark == mark; }
  [[nodiscard]] bool Is(std::size_t i, std::uint32_t flags) const { return Has(i) && (tokens[i].flags & flags) != 0; }
  [[nodiscard]] bool IsKind(std::size_t i, TokenKind kind) const { return Has(i) && tokens[i].kind == kind; }
  // Whether token `i` follows the one before it without a line end.
  [[nodiscard]] bool SameLine(std::size_t i) const { return Has(i) && tokens[i].gap < TokenGap::kLine; }
  [[nodiscard]] bool Joined(std::size_t i) const { return Has(i) && tokens[i].gap == TokenGap::kNone; }

  void Add(std::size_t first, std::size_t last, PhiClass phi_class, Sureness sureness) {
    found.push_back({tokens[first].begin, tokens[last].end, phi_class, sureness});
  }
  void AddBytes(std::size_t begin, std::size_t end, PhiClass phi_class, Sureness sureness) {
    found.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), phi_class, sureness});
  }
};

// The detectors, in the order in which they run. Each appends candidates.
void FindContacts(Scan& scan);  // e-mail, URL, IP, MAC, UUID, handles
void FindDates(Scan& scan);     // dates, times, relative times, years, ages
void FindNumbers(Scan& scan);   // identifiers made of digits, with check digits and labels
void FindMixedIds(Scan& scan);  // identifiers of letters and digits
void FindPlaces(Scan& scan);    // streets, cities, ZIP codes, hospitals, organizations (Latin script)
void FindNames(Scan& scan);     // persons (Latin script), by rules and by the tagger
void FindKoreanPlaces(Scan& scan);
void FindKoreanNames(Scan& scan);

// Words around a number that say what it is.
enum class Cue : std::uint8_t {
  kNone,
  kPhone,
  kFax,
  kMedicalRecord,
  kSsn,
  kResident,
  kForeigner,
  kPassport,
  kDriverLicence,
  kHealthPlan,
  kAccount,
  kBusiness,
  kLicence,
  kVehicle,
  kDevice,
  kId,
  kZip,
  kBirth,
  kAge,
  kMessenger,
  kDate,
  kName,
  kMeasure,
};
// The nearest cue in front of token `i`, within its line (or the line before, where that ends with a label).
[[nodiscard]] Cue CueBefore(const Scan& scan, std::size_t i);
[[nodiscard]] PhiClass ClassOf(Cue cue);

}  // namespace aegle
