// Evidence and Answer: what a task gathers, and what it shows. Every task gives the same type.
//
// Kept in `trust` because the verifier reads and writes both; `tasks` makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "record/fact.h"
#include "record/patient.h"

namespace aegle {

enum class Language : std::uint8_t { kEnglish, kKorean };
[[nodiscard]] std::string_view Code(Language language);  // "en", "ko"

enum class EvidenceKind : std::uint8_t { kFact, kNote, kComputed, kKnowledge };

// One thing that a sentence may rest on. `label` is what a citation says: [f4].
struct Evidence {
  std::string label;  // "f4" a fact, "n2" a passage of a note, "c1" computed by code, "k3" knowledge
  EvidenceKind kind = EvidenceKind::kFact;
  std::vector<Fact> facts;  // the fact; for computed evidence all facts that it was computed from, in time order
  SourceSpan span;          // bytes of the original; of computed evidence, of its newest fact
  std::string text;         // the exact value as rendered by code, in the language of the answer
};

enum class Verdict : std::uint8_t {
  kSupported,  // every checkable part is carried by the cited evidence
  kCorrected,  // supported, after its citation was replaced by the evidence that carries it
  kStruck,     // not carried by the evidence: shown as struck, never as fact
  kFloor,      // written by code from the evidence
};
[[nodiscard]] std::string_view Name(Verdict verdict);

// Why a claim was struck or corrected.
enum class FindingKind : std::uint8_t {
  kNoCitation,
  kUnknownCitation,
  kWrongCitation,
  kNumber,
  kUnit,
  kDate,
  kAge,
  kSex,
  kDrug,
  kDose,
  kProblem,
  kLaterality,
  kNegation,
  kStatus,
  kTrend,
  kInterpretation,
  kPerson,
  kUnsupported,
};
[[nodiscard]] std::string_view Name(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::kUnsupported;
  std::string found;     // what the sentence says: "80 mg"
  std::string expected;  // what the evidence says: "8 mg", empty where it says nothing
  std::string message;   // one sentence for a clinician, in the language of the answer
};

struct TextSpan {
  std::size_t begin = 0, end = 0;  // bytes of Answer::text, or of the sentence
};

// One sentence (or table row) of an answer.
struct Claim {
  std::string text;                // without citation marks
  std::vector<std::string> cites;  // evidence labels
  Verdict verdict = Verdict::kFloor;
  std::vector<Finding> why;
  bool by_model = false;  // the model worded it; otherwise code did
  std::string replaced;   // the model's wording that was refused, where the floor's sentence stands in
};

struct Section {
  std::string id;     // "illness_severity", "action_list" ...
  std::string title;  // in the language of the answer
  std::vector<Claim> claims;
};

struct ModelUse {
  std::string model;  // empty: no model was used
  std::string sha256;
  std::string prompt_sha256;   // of the instruction that the model was given: its version
  std::uint32_t seed = 0;
  int calls = 0, prompt_tokens = 0, generated_tokens = 0, reused_tokens = 0;
  double seconds = 0, seconds_to_first_sentence = 0;
  int planned = 0, said = 0, refused = 0, retried = 0, fell_back = 0;  // sentences
  int truncated = 0;  // generations that were cut off and whose words stand in the answer: it cannot be signed
};

enum class AnswerState : std::uint8_t { kDraft, kReviewed, kSigned, kExported };

struct LeftOut {
  std::string what;  // "12 older laboratory results"
  int count = 0;
};

struct Answer {
  AnswerId id;
  PatientId patient;
  std::string task;      // "handoff"
  std::string question;  // of `ask`
  Language language = Language::kEnglish;
  std::vector<Section> sections;
  std::vector<Evidence> evidence;  // everything that is cited, and what was offered to the model
  std::vector<LeftOut> left_out;   // what did not fit the budget
  ModelUse model;
  AnswerState state = AnswerState::kDraft;
  Instant created = 0;
  DateTime as_of;              // the moment that "current" refers to
  bool not_in_record = false;  // of `ask`

  [[nodiscard]] const Evidence* Find(std::string_view label) const;
};

}  // namespace aegle
