// Questions about one person's record with answers that are computed here, to measure `ask` and other readers of records.
//
// The answers come from the truth of a generated patient, or straight from a FHIR R4 bundle by code of its own: nothing of
// readers, store or the timeline is used, so that an error there cannot hide itself. Each question comes in English and Korean.
// Kinds and their typed answers (JSON):
//   latest        {"value", "unit", "date"}                      what was the latest result of a test, and when
//   count         {"number"}                                     how many results, or visits of one kind
//   minimum, maximum {"value", "unit", "date"}                   first date where it was reached
//   mean          {"number", "unit", "tolerance"}
//   trend         {"direction": "rising"|"falling"}              asked only where it is plain, see PlainTrend in questions.cpp
//   exists        {"yes"}                                        has the record any such result, problem
//   date          {"date"}                                       when was a problem diagnosed
//   list          {"items": [...], "items_ko": [...]}            active medications, allergies, in both languages
//   taking        {"yes", "reason"}                              is a drug taken now; reason "active", "stopped"
//   active        {"yes", "reason"}                              is a problem active; reason "active", "resolved"
//   age           {"years"}                                      at diagnosis
//   interval      {"days"}                                       between two diagnoses
//   negated       {"yes": false, "reason": "negated"}            a symptom that is recorded as not there
//   family        {"yes": false, "reason": "family"}             a disease that only a relative has
//   absent        {"not_in_record": true}                        nothing is recorded
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

struct RecordQuestion {
  std::string id;       // unique: "<patient>-en-latest-3"
  std::string patient;  // logical id
  std::string question;
  std::string language;  // "en", "ko"
  std::string kind;
  std::string answer;                 // JSON, as above
  std::vector<std::string> evidence;  // resource keys that prove it: "Observation/1"; empty for absent
};

struct QuestionOptions {
  int per_kind = 4;  // at most so many of one kind, patient and language; spread over the record
};

// Errors: kBadInput (not such JSON). Pure and deterministic.
[[nodiscard]] Result<std::vector<RecordQuestion>> QuestionsFromTruth(std::string_view truth_json, const QuestionOptions& options = {});
[[nodiscard]] Result<std::vector<RecordQuestion>> QuestionsFromBundle(std::string_view bundle_json, const QuestionOptions& options = {});

// One JSON object a line: {"id","patient","question","language","kind","answer","evidence"}.
[[nodiscard]] std::string ToJsonLines(const std::vector<RecordQuestion>& questions);

}  // namespace aegle
