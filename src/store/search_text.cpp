#include "store/search_text.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::size_t kSnippetBytes = 200, kLeadBytes = 60;

void AppendPart(std::string& out, std::string_view part) {
  if (part.empty()) return;
  if (!out.empty()) out += " · ";
  out += part;
}

std::string_view CutTerm(std::string_view term) {
  if (term.size() <= kMaxTermBytes) return term;
  std::size_t end = kMaxTermBytes;
  while (end > 0 && (static_cast<unsigned char>(term[end]) & 0xC0) == 0x80) --end;
  return term.substr(0, end);
}

// FTS5's "ascii" tokenizer splits at every ASCII character that is no letter or digit; terms have none of those.
std::string Quoted(std::string_view term) { return '"' + std::string(term) + '"'; }

bool IsWordCharacter(char32_t c) {
  if (c >= 0x80) return c >= 0xC0 && c < 0x2000;
  return IsLetterAscii(static_cast<char>(c)) || IsDigitAscii(static_cast<char>(c));
}

struct Span {
  std::size_t begin, end;
};

// The next Latin word or pair of CJK characters at or after `at`; false at the end.
bool NextWord(std::string_view text, std::size_t& at, Span& word) {
  while (at < text.size()) {
    std::size_t begin = at, next = at;
    char32_t c = NextCodePoint(text, next);
    if (IsCjk(c)) {
      at = next;
      std::size_t second = next;
      if (next < text.size() && IsCjk(NextCodePoint(text, second))) next = second;
      word = {begin, next};
      return true;
    }
    if (!IsWordCharacter(c)) {
      at = next;
      continue;
    }
    while (next < text.size()) {
      std::size_t after = next;
      char32_t following = NextCodePoint(text, after);
      if (IsCjk(following) || !IsWordCharacter(following)) break;
      next = after;
    }
    at = next;
    word = {begin, next};
    return true;
  }
  return false;
}

// Which term of the query a word is, or -1.
int TermOf(const SearchQuery& query, std::string_view word) {
  std::string lower = ToLowerAscii(word);
  std::string_view term = CutTerm(lower);
  for (std::size_t i = 0; i < query.terms.size(); ++i) {
    bool prefix = query.last_is_prefix && i + 1 == query.terms.size();
    if (term == query.terms[i] || (prefix && term.starts_with(query.terms[i]))) return static_cast<int>(i);
  }
  return -1;
}

std::size_t CharacterStart(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

std::string SearchText(const Fact& fact) {
  std::string text;
  AppendPart(text, fact.name());
  if (fact.name() != fact.code.code) AppendPart(text, fact.code.code);
  if (const auto* coding = std::get_if<Coding>(&fact.value)) AppendPart(text, coding->display.empty() ? coding->code : coding->display);
  if (const auto* words = std::get_if<std::string>(&fact.value)) AppendPart(text, *words);
  if (fact.name() != fact.text) AppendPart(text, fact.text);
  AppendPart(text, fact.section);
  AppendPart(text, fact.body_site);
  for (const Coding& coding : fact.more_codes) {
    if (coding.display != fact.code.display) AppendPart(text, coding.display);
    if (coding.code != fact.code.code) AppendPart(text, coding.code);
  }
  return text;
}

std::string IndexTerms(std::string_view text) {
  std::vector<std::string> terms = SearchTerms(text);
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  std::string row;
  for (const std::string& term : terms) {
    if (!row.empty()) row += ' ';
    row += CutTerm(term);
  }
  return row;
}

std::string PatientTerm(PatientId patient) {
  std::string term = "\xC2\xB6";  // U+00B6, which SearchTerms takes as a separator
  term += patient.ToString();
  return term;
}

SearchQuery ParseSearch(std::string_view text) {
  SearchQuery query;
  std::vector<std::string> terms = SearchTerms(text);
  if (terms.empty()) return query;
  std::string last(CutTerm(terms.back()));
  for (const std::string& term : terms) {
    std::string cut(CutTerm(term));
    if (cut != last && std::find(query.terms.begin(), query.terms.end(), cut) == query.terms.end()) query.terms.push_back(std::move(cut));
  }
  query.terms.push_back(last);
  query.last_is_prefix = text == Trim(text);
  return query;
}

std::string FtsExpression(const SearchQuery& query, const std::vector<PatientId>& patients, Match match) {
  std::string expression = "(";
  for (PatientId patient : patients) {
    if (expression.size() > 1) expression += " OR ";
    expression += Quoted(PatientTerm(patient));
  }
  expression += ") AND (";
  for (std::size_t i = 0; i < query.terms.size(); ++i) {
    if (i > 0) expression += match == Match::kAll ? " AND " : " OR ";
    expression += Quoted(query.terms[i]);
    if (query.last_is_prefix && i + 1 == query.terms.size()) expression += " *";
  }
  return expression + ")";
}

std::vector<int> CountTerms(const SearchQuery& query, std::string_view text) {
  std::vector<int> counts(query.terms.size(), 0);
  std::size_t at = 0;
  for (Span word{}; NextWord(text, at, word);) {
    int term = TermOf(query, text.substr(word.begin, word.end - word.begin));
    if (term >= 0) ++counts[static_cast<std::size_t>(term)];
  }
  return counts;
}

double ScoreHit(const std::vector<int>& counts, const std::vector<int>& found, std::uint64_t rows) {
  constexpr double kSaturation = 1.2;
  double score = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    double frequency = counts[i], documents = found[i];
    double all = std::max(static_cast<double>(rows), documents);
    double rarity = std::log(1 + (all - documents + 0.5) / (documents + 0.5));
    score += rarity * frequency * (kSaturation + 1) / (frequency + kSaturation);
  }
  return score;
}

std::string MakeSnippet(const SearchQuery& query, std::string_view text) {
  std::vector<Span> found;
  std::size_t at = 0;
  for (Span word{}; NextWord(text, at, word);) {
    if (TermOf(query, text.substr(word.begin, word.end - word.begin)) < 0) continue;
    if (!found.empty() && word.begin < found.back().end)
      found.back().end = std::max(found.back().end, word.end);  // overlapping pairs of a CJK word
    else
      found.push_back(word);
  }
  std::size_t first = found.empty() ? 0 : found.front().begin;
  std::size_t begin = CharacterStart(text, first > kLeadBytes ? first - kLeadBytes : 0);
  std::size_t end = CharacterStart(text, begin + kSnippetBytes);
  std::string snippet = begin > 0 ? "…" : "";
  std::size_t copied = begin;
  for (const Span& word : found) {
    if (word.begin >= end) break;
    end = std::max(end, word.end);
    snippet.append(text, copied, word.begin - copied);
    snippet += '\x02';
    snippet.append(text, word.begin, word.end - word.begin);
    snippet += '\x03';
    copied = word.end;
  }
  snippet.append(text, copied, end - copied);
  if (end < text.size()) snippet += "…";
  return snippet;
}

}  // namespace aegle
