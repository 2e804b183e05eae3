// The time that a question is about: "since 2020", "in March 2024", "between 2019 and 2021", "last year", "지난 6개월", "2024년 3월".
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace aegle {

struct AskedPeriod {
  std::optional<Instant> from, to;   // [from, to)
  std::string words;                 // what was recognised, as asked
};

// Takes the words of the time out of `text` (lower case). Nothing is set where there are none. Days are those of UTC.
[[nodiscard]] AskedPeriod TakePeriod(std::string& text, const DateTime& as_of);

}  // namespace aegle
