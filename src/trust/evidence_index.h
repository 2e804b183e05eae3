// The evidence of one answer as statements that a claim can be compared with. Built once, then only read.
//
// A fact gives one statement with its value, dates, status and reference range; each named thing in the text of a note, a report or a
// computed line gives one as well, read by the same parser as the claim.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "trust/answer.h"
#include "trust/mentions.h"

namespace aegle::verify {

struct Value {
  double value = 0;
  int decimals = 0;
  Comparator comparator = Comparator::kNone;
  std::string unit;   // UCUM, empty where the source gives none
  std::string shown;  // "4.1 mmol/L", for findings
};

struct Day {
  int year = 0, month = 0, day = 0, minute_of_day = -1;  // 0 or -1: not said
  int role = kAnyDate;
  std::string shown;
};

struct Duration {
  double count = 0;
  TimeUnit unit = TimeUnit::kDay;
};

struct Statement {
  std::uint32_t evidence = 0;
  const Fact* fact = nullptr;  // null for knowledge and for computed text
  FactKind kind = FactKind::kOther;
  bool from_text = false;
  bool indirect = false;  // a screening, test or vaccination: naming a disease in it does not assert the disease
  bool screens = false;
  std::vector<TermId> terms;  // sorted
  std::string name;           // for findings
  Assertion assertion = Assertion::kPresent;
  bool past = false;
  int sides = 0;
  int status = 0;          // StatusBits that may be said of it
  int interpretation = 0;  // InterpretationBits that may be said of it
  int trends = 0;          // 1 << TrendWord, said by text
  std::vector<Value> values, references;
  std::vector<Day> days;
  std::vector<int> frequencies;  // thousandths of a time a day
  int routes = 0;                // 1 << RouteWord
  std::vector<Duration> durations;
  std::optional<ReferenceRange> range;

  [[nodiscard]] bool Has(TermId term) const;
  [[nodiscard]] bool HasAll(std::span<const TermId> wanted) const;
};

// What one piece of evidence says as a whole.
struct EvidenceWords {
  std::vector<TermId> words, syllables;  // sorted
  std::vector<AgeMention> ages;
  int sexes = 0;               // bits: 1 male, 2 female
  std::vector<Value> numbers;  // of the text, bound to nothing
  std::vector<Day> days;
  std::vector<Duration> durations;
  bool other_person = false;
};

class EvidenceIndex {
 public:
  EvidenceIndex(const Patient& patient, std::span<const Evidence> evidence, DateTime as_of);

  [[nodiscard]] std::span<const Statement> statements() const { return statements_; }
  [[nodiscard]] std::span<const Statement> Of(std::size_t evidence) const;
  [[nodiscard]] const EvidenceWords& Words(std::size_t evidence) const { return words_[evidence]; }
  [[nodiscard]] std::size_t size() const { return evidence_.size(); }
  [[nodiscard]] const Evidence& evidence(std::size_t i) const { return evidence_[i]; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return vocabulary_; }
  [[nodiscard]] int Find(std::string_view label) const;  // -1 where there is none

  // Of the patient, or of a demographic fact of the evidence; empty and 0 where unknown.
  [[nodiscard]] const DateTime& birth() const { return birth_; }
  [[nodiscard]] int sex() const { return sex_; }
  [[nodiscard]] const DateTime& as_of() const { return as_of_; }
  [[nodiscard]] const Patient& patient() const { return patient_; }

 private:
  void LearnWords(const Evidence& evidence);
  void LearnName(std::string_view name, FactKind kind, bool numeric);
  void LearnDemographics(const Fact& fact);
  void Add(std::uint32_t index);
  void AddFact(std::uint32_t index, const Fact& fact);
  void AddText(std::uint32_t index, std::string_view text, const Fact* fact, EvidenceKind kind);
  void AddWords(std::uint32_t index);

  const Patient& patient_;
  std::span<const Evidence> evidence_;
  DateTime as_of_, birth_;
  int sex_ = 0;
  Vocabulary vocabulary_;
  std::vector<Statement> statements_;
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;  // of statements, by evidence
  std::vector<EvidenceWords> words_;
  std::unordered_map<std::string_view, int> labels_;
};

[[nodiscard]] Day DayOf(const DateTime& time, int role);
[[nodiscard]] Value ValueOf(const Measure& measure);

}  // namespace aegle::verify
