#include <algorithm>
#include <optional>
#include <string>

#include "store/originals.h"
#include "store/patients.h"
#include "store/queries.h"
#include "store/search_text.h"

namespace aegle {
namespace {

constexpr std::int64_t kMaxCandidates = 20'000;  // newest entries first; more would not be read by anyone
constexpr std::size_t kMaxText = std::size_t{256} << 20;

struct Candidate {
  SearchHit hit;
  std::string text;
  std::vector<int> counts;
};

Result<std::vector<std::int64_t>> FindEntries(sql::Connection& connection, const std::string& expression) {
  AEGLE_TRY(query, connection.Use("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"));
  query.Bind(expression).Bind(kMaxCandidates);
  std::vector<std::int64_t> entries;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return entries;
    entries.push_back(query.Int(0));
  }
}

// Whether all facts of an item may be seen, or its text where it has none.
Result<bool> MaySeeItem(sql::Connection& connection, StringTable& strings, FactId first, std::int64_t facts, Fact text,
                        const FactFilter& keep) {
  if (!keep) return true;
  if (facts == 0) return keep(text);
  for (std::int64_t i = 0; i < facts; ++i) {
    AEGLE_TRY(fact, QueryFact(connection, strings, FactId(first.value() + i)));
    if (!keep(fact)) return false;
  }
  return true;
}

// A hit in the text of an item: its span is the whole item, its fact the first that came of the item.
Result<std::optional<Candidate>> ReadTextHit(sql::Connection& connection, StringTable& strings, std::int64_t entry, const FactFilter& keep) {
  AEGLE_TRY(query, connection.Use("SELECT t.text, r.document, r.span_begin, r.span_length, r.entry, r.facts, r.superseded, r.type, r.patient "
                                  "FROM item_text t JOIN resource r ON r.id = t.resource WHERE t.entry = ?"));
  AEGLE_TRY(row, query.Bind(entry).Step());
  if (!row || query.Int(6) != 0) return std::optional<Candidate>();
  Candidate candidate;
  AEGLE_TRY(text, DecodeItemText(query.Bytes(0)));
  candidate.text = std::move(text);
  auto begin = static_cast<std::uint64_t>(query.Int(2));
  candidate.hit.document = DocumentId(query.Int(1));
  candidate.hit.span = {candidate.hit.document, begin, begin + static_cast<std::uint64_t>(query.Int(3))};
  if (query.Int(5) > 0) candidate.hit.fact = FactId(query.Int(4));
  Fact as_fact;
  as_fact.patient = PatientId(query.Int(8));
  as_fact.text = candidate.text;
  as_fact.source = candidate.hit.span;
  if (const std::string* type = strings.Text(query.Int(7))) as_fact.resource.type = *type;
  AEGLE_TRY(visible, MaySeeItem(connection, strings, FactId(query.Int(4)), query.Int(5), std::move(as_fact), keep));
  if (!visible) return std::optional<Candidate>();
  return std::optional(std::move(candidate));
}

Result<std::optional<Candidate>> ReadHit(sql::Connection& connection, StringTable& strings, std::int64_t entry, const FactFilter& keep) {
  bool is_fact = false;
  {
    AEGLE_TRY(query, connection.Use("SELECT superseded FROM fact WHERE id = ?"));
    AEGLE_TRY(row, query.Bind(entry).Step());
    if (row && query.Int(0) != 0) return std::optional<Candidate>();
    is_fact = row;
  }
  if (!is_fact) return ReadTextHit(connection, strings, entry, keep);
  AEGLE_TRY(fact, QueryFact(connection, strings, FactId(entry)));
  if (keep && !keep(fact)) return std::optional<Candidate>();
  Candidate candidate;
  candidate.hit.fact = fact.id;
  candidate.hit.document = fact.source.document;
  candidate.hit.span = fact.source;
  candidate.text = SearchText(fact);
  return std::optional(std::move(candidate));
}

void Score(const SearchQuery& query, std::uint64_t rows, std::vector<Candidate>& candidates) {
  std::vector<int> found(query.terms.size(), 0);
  for (Candidate& candidate : candidates) {
    candidate.counts = CountTerms(query, candidate.text);
    for (std::size_t i = 0; i < found.size(); ++i) found[i] += candidate.counts[i] > 0 ? 1 : 0;
  }
  for (Candidate& candidate : candidates) candidate.hit.score = ScoreHit(candidate.counts, found, rows);
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.hit.score > b.hit.score; });
}

}  // namespace

Result<std::string> DecodeItemText(std::string_view stored) {
  if (stored.empty()) return std::string();
  if (stored[0] == '\0') return std::string(stored.substr(1));
  return Decompress(stored.substr(1), kMaxText);
}

Result<std::vector<SearchHit>> SearchRecord(sql::Connection& connection, StringTable& strings, PatientId patient, std::string_view text,
                                            int limit, const FactFilter& keep) {
  std::vector<SearchHit> hits;
  const SearchQuery query = ParseSearch(text);
  AEGLE_TRY(patients, WithMerged(connection, patient));
  if (query.terms.empty() || patients.empty() || limit <= 0) return hits;
  AEGLE_TRY(entries, FindEntries(connection, FtsExpression(query, patients, Match::kAll)));
  if (entries.size() < static_cast<std::size_t>(limit) && query.terms.size() > 1) {
    AEGLE_TRY(any, FindEntries(connection, FtsExpression(query, patients, Match::kAny)));
    entries = std::move(any);  // those with all the terms are among them and score highest
  }
  std::vector<Candidate> candidates;
  for (std::int64_t entry : entries) {
    AEGLE_TRY(candidate, ReadHit(connection, strings, entry, keep));
    if (candidate) candidates.push_back(std::move(*candidate));
  }
  AEGLE_TRY(total, connection.Use("SELECT facts FROM patient WHERE id = ?"));
  AEGLE_TRY(row, total.Bind(patients.front().value()).Step());
  Score(query, static_cast<std::uint64_t>(row ? total.Int(0) : 0), candidates);
  for (Candidate& candidate : candidates) {
    if (static_cast<int>(hits.size()) >= limit) break;
    candidate.hit.snippet = MakeSnippet(query, candidate.text);
    hits.push_back(std::move(candidate.hit));
  }
  return hits;
}

}  // namespace aegle
