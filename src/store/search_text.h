// What full-text search finds of a fact, and how hits are scored and shown. Module-internal, pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/fact.h"

namespace aegle {

// The words of a fact that people search by: names, coded and text values, words of the source. No numbers of results.
[[nodiscard]] std::string SearchText(const Fact& fact);

// The distinct terms of a text (base/text.h SearchTerms), separated by blanks: a row of the index. A term is at most kMaxTermBytes long.
inline constexpr std::size_t kMaxTermBytes = 64;
[[nodiscard]] std::string IndexTerms(std::string_view text);
// The term that ties a row of the index to one patient. No text contains it.
[[nodiscard]] std::string PatientTerm(PatientId patient);

// A query: its distinct terms; the last is a prefix where the text does not end in a separator.
struct SearchQuery {
  std::vector<std::string> terms;
  bool last_is_prefix = false;
};
[[nodiscard]] SearchQuery ParseSearch(std::string_view text);
enum class Match : std::uint8_t { kAll, kAny };
// The query for FTS5, limited to rows of any of the `patients`.
[[nodiscard]] std::string FtsExpression(const SearchQuery& query, const std::vector<PatientId>& patients, Match match);

// How often each term of the query occurs in `text`.
[[nodiscard]] std::vector<int> CountTerms(const SearchQuery& query, std::string_view text);
// BM25 (Robertson and Zaragoza, 2009; k1 = 1.2, b = 0) over the hits of one record; `rows` of it, `found` rows with each term.
[[nodiscard]] double ScoreHit(const std::vector<int>& counts, const std::vector<int>& found, std::uint64_t rows);
// At most about 200 bytes around the first found word, found words between \x02 and \x03.
[[nodiscard]] std::string MakeSnippet(const SearchQuery& query, std::string_view text);

}  // namespace aegle
