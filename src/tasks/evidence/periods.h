// A record that is longer than the context, as a few periods: map each year to what stands out in it, then reduce neighbouring years
// to one period, ranking anew, until there are few enough. No fact is cut; what a period does not show is counted.
#pragma once

#include <vector>

#include "tasks/chart/chart.h"
#include "trust/answer.h"

namespace aegle {

struct PeriodDigest {
  DateTime first, last;      // years
  FactList facts;            // what stands out, oldest first
  int total = 0;             // dated facts of the period
};

// Points of what stands out: an emergency or inpatient stay 6, a critical result 6, a problem that is still active 5, another problem 3,
// a procedure 3, a report with a conclusion 3, a medication that is still current 3, another medication 1, an abnormal result 2; the
// rest 0 and never shown. Of equal points the newest; of one thing only the first entry of the period.
[[nodiscard]] int SaliencePoints(const Fact& fact, const Chart& chart);

// At most `periods` periods with at most `facts_each` facts.
[[nodiscard]] std::vector<PeriodDigest> DigestPeriods(const Chart& chart, std::size_t periods, std::size_t facts_each);

// Tokens of the whole record rendered as evidence in this language; stops counting above `limit`.
[[nodiscard]] int RecordTokens(const Chart& chart, Language language, int limit);

}  // namespace aegle
