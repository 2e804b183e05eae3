// The words that the verifier knows, English and Korean, and what each does in a sentence.
//
// A phrase is looked up by its lexemes, the longest first; problems, drugs, analytes and body sites are rewritten to their canonical
// English terms ("HTN", "고혈압" -> hypertension), so that wordings and languages compare. The tables are the lexicon_*.cpp files.
// Built once on first use, then only read: thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trust/lexemes.h"

namespace aegle::verify {

enum class Role : std::uint8_t {
  kNone,  // not in the lexicon
  kProblem,
  kDrug,
  kAnalyte,
  kProcedure,
  kSite,
  kQualifier,   // carry `terms`
  kGlue,        // narrative word without content of its own
  kConnector,   // of, the, in: keeps a noun phrase together
  kList,        // and, or
  kTerminator,  // but, however: ends the reach of a cue
  kVerb,        // has, was: ends the reach of a negation over a list
  kNegationBefore,
  kNegationAfter,
  kNegationBoth,
  kHistory,  // "history of"
  kPast,     // "previous": no longer so
  kFamily,
  kPossible,
  kAllergy,         // "allergic to": what is named is an allergen
  kLaterality,      // value: Side bits
  kSex,             // value: 1 male, 2 female
  kStatus,          // value: StatusWord bits, any of which is enough
  kTrend,           // value: TrendWord
  kInterpretation,  // value: InterpretationWord bit
  kFrequency,       // value: thousandths of a time a day; 0 "as needed"
  kRoute,           // value: RouteWord
  kSuperlative,     // value: SuperlativeWord
  kHedge,           // about, approximately
  kComparator,      // value: Comparator
  kReference,       // "reference range"
  kRole,            // value: DateRole: what the date beside it is
  kBorn,
  kNumberWord,  // value: the number
  kRelative,    // value: days before as_of: "yesterday"
  kCount,       // readings, results, times
};

enum SideBit : int { kLeft = 1, kRight = 2, kBilateral = 3 };
enum StatusBit : int {
  kSaysActive = 1,
  kSaysResolved = 2,
  kSaysInactive = 4,
  kSaysRemission = 8,
  kSaysStopped = 16,
  kSaysCompleted = 32,
  kSaysPending = 64,
  kSaysPlanned = 128,
  kSaysOnHold = 256,
  kSaysCancelled = 512,
  kSaysPreliminary = 1024,
  kSaysFinal = 2048,
  kSaysAmended = 4096,
  kSaysNow = 8192,  // "takes", "has": so at present, whatever the status is called
};
enum TrendWord : int { kNoTrend, kRising, kFalling, kStable, kImproving, kWorsening, kDoubled, kHalved };
enum InterpretationBit : int {
  kSaysHigh = 1,
  kSaysLow = 2,
  kSaysNormal = 4,
  kSaysAbnormal = 8,
  kSaysCritical = 16,
  kSaysPositive = 32,
  kSaysNegative = 64
};
enum RouteWord : int { kOral = 1, kIntravenous, kSubcutaneous, kIntramuscular, kInhaled, kTopical, kRectal, kSublingual, kNasal };
enum SuperlativeWord : int { kLatest = 1, kEarliest, kHighest, kLowest };
enum DateRole : int { kAnyDate, kStartDate, kEndDate, kComparedDate };

struct Entry {
  Role role = Role::kNone;
  int value = 0;
  bool upper_case = false;    // an abbreviation that is a common word in lower case: only "MI", not "mi"
  bool short_hangul = false;  // one or two syllables, found only where a word begins
  std::vector<TermId> terms;
  std::string_view canonical;  // the left side of its line
};

struct Hit {
  std::uint32_t first = 0, last = 0;  // lexemes [first, last)
  const Entry* entry = nullptr;
};

class Lexicon {
 public:
  static const Lexicon& Get();
  // The longest phrase that begins at lexeme `at`; entry == nullptr where none does.
  [[nodiscard]] Hit Match(std::string_view text, std::span<const Lexeme> lexemes, std::size_t at) const;

 private:
  Lexicon();
  void AddTable(std::string_view table);
  void AddLine(std::string_view line);
  void AddPhrase(std::string_view phrase, const Entry& entry);

  std::unordered_map<TermId, Entry> phrases_;
  std::unordered_map<TermId, int> longest_;  // by the first lexeme: the most lexemes that a phrase has
};

// One line a canonical name: "P hypertension = HTN; high blood pressure; 고혈압".
[[nodiscard]] std::string_view ProblemTable();
[[nodiscard]] std::string_view DrugTable();
[[nodiscard]] std::string_view MeasurementTable();
[[nodiscard]] std::string_view SiteTable();
[[nodiscard]] std::string_view CueTable();
[[nodiscard]] std::string_view GlueTable();

// A Korean word of three or more syllables that ends like a disease ("-염", "-암", "-증후군") and is in no table.
// `term` is that of the word; first == last where there is none.
struct KoreanWord {
  std::uint32_t first = 0, last = 0;
  TermId term = 0;
};
[[nodiscard]] KoreanWord KoreanDisease(std::string_view text, std::span<const Lexeme> lexemes, std::size_t at);

// Latin endings of problem and drug names, for words that no table has ("-itis", "-statin").
[[nodiscard]] Role RoleByEnding(std::string_view word);

}  // namespace aegle::verify
