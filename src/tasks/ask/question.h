// A question in English or Korean, as code understands it: what is asked for, about what, and of which time. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/fact.h"
#include "trust/answer.h"

namespace aegle {

enum class Intent : std::uint8_t {
  kUnknown,
  kWhy,     // a reason: in the words of a note, not in a value
  kLatest,  // "what is the latest ...", also where nothing else is said of a measurement
  kFirst,
  kCount,  // "how many", "몇 번"
  kMin,
  kMax,
  kMean,
  kTrend,   // "is it rising", "추세"
  kExists,  // "is there any", "does she have", "있나요"
  kWhen,    // "when", "on which date", "언제"
  kList,    // "which medications", "list the problems", "목록"
  kAge,     // of the patient
  kSex,
  kBirthDate,
  kInterval,  // "how long between", "how many days since", "얼마나 지났"
};

// Which end of the course of a problem or medication a "when" asks for.
enum class WhenOf : std::uint8_t { kNewest, kFirst, kStart, kEnd };

struct Question {
  Intent intent = Intent::kUnknown;
  WhenOf when = WhenOf::kNewest;
  std::optional<FactKind> kind;        // "medications": the list that is asked for
  bool active_only = false;            // "current", "현재"
  bool stopped_only = false;           // "stopped", "resolved", "과거"
  bool abnormal_only = false;          // "abnormal results"
  std::optional<double> above, below;  // "above 140"
  std::optional<Instant> from, to;     // [from, to)
  std::string period;                  // as asked: "since 2020"
  std::string text;                    // lower case, without marks and the words of the period
  std::string subject;                 // the question without the words above, lower case: what it is about
  bool other_person = false;           // names somebody else ("patient p7", "his wife's ...")
  bool family = false;                 // "family history", "mother"
};

// Lower case, one space between words and around the whole, marks of punctuation as spaces; "은(는)" as "은".
[[nodiscard]] std::string NormaliseQuestion(std::string_view text);

// `as_of`: what "last year" and "지난 6개월" count from.
[[nodiscard]] Question ParseQuestion(std::string_view text, const DateTime& as_of);

}  // namespace aegle
