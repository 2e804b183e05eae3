// What a sentence mentions: numbers with units, dates, durations, ages, sex, doses, and named things with what is said of them.
//
// ReadSentence() is the one parser; it is used for the claim and for the text of notes alike, so that both sides are read in the same
// way. Offsets are bytes of the sentence. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/fact.h"
#include "record/quantity.h"
#include "trust/lexemes.h"
#include "trust/lexicon.h"

namespace aegle::verify {

struct Where {
  std::uint32_t begin = 0, end = 0;
};

enum class MeasureRole : std::uint8_t {
  kValue,      // "140 mmol/L"
  kReference,  // a number of a reference range
  kChange,     // "by 12", "a 20 % rise": the difference within a series
  kCount,      // "3 readings"
  kScale,      // the 10 of "3/10"
};

struct Measure {
  Where where;
  std::uint32_t lexeme = 0;
  double value = 0;
  int decimals = 0;       // shown
  double rounding = 0.5;  // half of the last digit shown
  Comparator comparator = Comparator::kNone;
  std::string unit;          // UCUM, empty where none is written
  std::string unit_text;     // as written
  bool readable = true;      // false: "1,8" is no number
  bool hedged = false;       // "about 140"
  bool shares_unit = false;  // "4.1 to 5.2 mmol/L": that of the next number, if both are of one name
  MeasureRole role = MeasureRole::kValue;
  std::optional<double> second;  // of a pair: 88 in 142/88
  int group = -1;                // index into Sentence::groups of what it measures, -1 none
  int date = -1;                 // index into Sentence::dates
};

struct DateMention {
  Where where;
  std::uint32_t lexeme = 0;
  int year = 0, month = 0, day = 0;  // 0: not said
  int minute_of_day = -1;
  int role = kAnyDate;
  int days_before = -1;  // "yesterday": 1, relative to as_of
};

enum class TimeUnit : std::uint8_t { kMinute, kHour, kDay, kWeek, kMonth, kYear };

struct DurationMention {
  Where where;
  std::uint32_t lexeme = 0;
  double count = 0;
  TimeUnit unit = TimeUnit::kDay;
  enum class Relation : std::uint8_t { kAgo, kOver, kPast, kPlain } relation = Relation::kPlain;
  int group = -1;
};

struct AgeMention {
  Where where;
  double years = -1, months = -1;  // one of them is set
  bool decade = false;             // "in his 60s"
  bool at_event = false;           // "at age 52"
};

struct SexMention {
  Where where;
  int sex = 0;  // 1 male, 2 female
};

struct FrequencyMention {
  Where where;
  std::uint32_t lexeme = 0;
  int per_day_thousandth = 0;  // 0: as needed
  int group = -1;
};

struct RouteMention {
  Where where;
  std::uint32_t lexeme = 0;
  int route = 0;
  int group = -1;
};

// A noun phrase that names something, and what the sentence says of it.
struct Group {
  Where where;
  std::uint32_t first = 0, last = 0;  // lexemes [first, last)
  std::vector<TermId> terms;          // all must be in what supports it
  Role head = Role::kNone;            // kProblem, kDrug, kAnalyte, kProcedure; kSite where only a site is named
  bool guessed = false;               // by its ending or place, not from a table or the evidence
  bool allergen = false;
  Assertion assertion = Assertion::kPresent;
  bool past = false;  // "previous"
  int sides = 0;
  std::vector<int> status;     // each a set of StatusBit, one of which must hold
  int interpretation = 0;      // InterpretationBits said
  int not_interpretation = 0;  // "not elevated"
  int trend = 0;
  int superlative = 0;
  std::vector<int> dates;
  int measures = 0;
};

struct Sentence {
  std::string_view text;
  std::vector<Lexeme> lexemes;
  std::vector<Group> groups;
  std::vector<Measure> measures;
  std::vector<DateMention> dates;
  std::vector<DurationMention> durations;
  std::vector<AgeMention> ages;
  std::vector<SexMention> sexes;
  std::vector<FrequencyMention> frequencies;
  std::vector<RouteMention> routes;
  int loose_interpretation = 0, loose_trend = 0;  // said of nothing that is named
  std::vector<int> loose_status;
  std::vector<std::pair<Where, TermId>> unknown;  // content words that no table has
  std::vector<TermId> content;                    // all content terms, for the overlap of sentences without checkable part
  std::vector<TermId> syllables;                  // pairs of Hangul syllables, for the same
  std::vector<Where> names;                       // "Mr. Kim", "김민준 님"
  bool has_procedure_word = false;                // screening, vaccine ...: an indirect mention is meant
  bool born = false;
};

// What the evidence of an answer calls things: words that the tables may lack.
using Vocabulary = std::unordered_map<TermId, Role>;

[[nodiscard]] Sentence ReadSentence(std::string_view text, const Vocabulary& vocabulary);

// The steps of ReadSentence, in this order. `used` marks lexemes that a step has consumed.
struct Draft {
  Sentence& sentence;
  std::vector<Hit> hits;    // the lexicon's, in order, not overlapping
  std::vector<int> hit_at;  // by lexeme: index into hits, -1 none
  std::vector<bool> used;
  [[nodiscard]] std::string_view Text(std::uint32_t lexeme) const;
  [[nodiscard]] bool Is(std::size_t lexeme, std::string_view lower) const;  // ASCII case does not matter
  [[nodiscard]] Role RoleAt(std::size_t lexeme) const;
  [[nodiscard]] const Entry* EntryAt(std::size_t lexeme) const;
  // The end of a Korean clause: a connective "-며" or "-고" before a space.
  [[nodiscard]] bool EndsKoreanClause(std::size_t lexeme) const;
  void Use(std::size_t first, std::size_t last);
};
void ReadDates(Draft& draft);
void ReadAges(Draft& draft);
void ReadDurations(Draft& draft);
void ReadFrequencies(Draft& draft);
void ReadMeasures(Draft& draft);
void ReadNames(Draft& draft);
void ReadGroups(Draft& draft, const Vocabulary& vocabulary);
void ResolveAssertions(Draft& draft);
void BindFacets(Draft& draft);

// A unit written at the start of `text`: UCUM code and length; nullopt where there is none.
struct WrittenUnit {
  std::string code;
  std::size_t length = 0;
};
[[nodiscard]] std::optional<WrittenUnit> ReadUnit(std::string_view text);
// The time unit that begins at lexeme `at`, and the lexeme behind it.
struct WrittenTimeUnit {
  TimeUnit unit;
  std::size_t next;
};
[[nodiscard]] std::optional<WrittenTimeUnit> ReadTimeUnit(const Draft& draft, std::size_t at);
// The number at a lexeme, also "three" and "세 번"; nullopt where none or not readable.
[[nodiscard]] std::optional<double> NumberAt(const Draft& draft, std::size_t at);

}  // namespace aegle::verify
