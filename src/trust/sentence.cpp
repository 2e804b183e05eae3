// ReadSentence: the order of the steps, and the words that are left.
#include <algorithm>

#include "base/text.h"
#include "trust/mentions.h"

namespace aegle::verify {

std::string_view Draft::Text(std::uint32_t lexeme) const {
  const Lexeme& l = sentence.lexemes[lexeme];
  return sentence.text.substr(l.begin, l.end - l.begin);
}

bool Draft::Is(std::size_t lexeme, std::string_view lower) const {
  if (lexeme >= sentence.lexemes.size()) return false;
  return EqualsIgnoreCase(Text(static_cast<std::uint32_t>(lexeme)), lower);
}

const Entry* Draft::EntryAt(std::size_t lexeme) const {
  if (lexeme >= hit_at.size() || hit_at[lexeme] < 0) return nullptr;
  return hits[static_cast<std::size_t>(hit_at[lexeme])].entry;
}

Role Draft::RoleAt(std::size_t lexeme) const {
  const Entry* entry = EntryAt(lexeme);
  return entry == nullptr ? Role::kNone : entry->role;
}

bool Draft::EndsKoreanClause(std::size_t lexeme) const {
  const auto& all = sentence.lexemes;
  if (lexeme == 0 || lexeme + 1 >= all.size() || all[lexeme].kind != LexemeKind::kHangul || all[lexeme].space_before) return false;
  bool boundary = all[lexeme + 1].space_before || all[lexeme + 1].kind == LexemeKind::kMark;
  return boundary && (Is(lexeme, "며") || Is(lexeme, "고"));
}

void Draft::Use(std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last && i < used.size(); ++i) used[i] = true;
}

namespace {

void LookUp(Draft& draft) {
  const Lexicon& lexicon = Lexicon::Get();
  auto& lexemes = draft.sentence.lexemes;
  draft.hit_at.assign(lexemes.size(), -1);
  draft.used.assign(lexemes.size(), false);
  for (std::size_t at = 0; at < lexemes.size();) {
    Hit hit = lexicon.Match(draft.sentence.text, lexemes, at);
    if (hit.entry == nullptr) {
      ++at;
      continue;
    }
    for (std::size_t i = hit.first; i < hit.last; ++i) draft.hit_at[i] = static_cast<int>(draft.hits.size());
    draft.hits.push_back(hit);
    at = hit.last;
  }
}

bool HasContent(Role role) {
  switch (role) {
    case Role::kNone:
    case Role::kProblem:
    case Role::kDrug:
    case Role::kAnalyte:
    case Role::kProcedure:
    case Role::kSite:
    case Role::kQualifier:
    case Role::kStatus:
    case Role::kInterpretation:
    case Role::kTrend:
    case Role::kAllergy:
      return true;
    default:
      return false;
  }
}

void CollectContent(Draft& draft) {
  const auto& lexemes = draft.sentence.lexemes;
  for (std::size_t at = 0; at < lexemes.size(); ++at) {
    if (lexemes[at].kind == LexemeKind::kWord && HasContent(draft.RoleAt(at)) && !draft.used[at] &&
        lexemes[at].end - lexemes[at].begin > 2) {
      const Entry* entry = draft.EntryAt(at);
      if (entry != nullptr && !entry->terms.empty())
        draft.sentence.content.insert(draft.sentence.content.end(), entry->terms.begin(), entry->terms.end());
      else
        draft.sentence.content.push_back(lexemes[at].term);
    }
    bool pair = at + 1 < lexemes.size() && lexemes[at].kind == LexemeKind::kHangul && lexemes[at + 1].kind == LexemeKind::kHangul &&
                !lexemes[at + 1].space_before;
    if (pair && HasContent(draft.RoleAt(at))) draft.sentence.syllables.push_back(Extend(lexemes[at].term, lexemes[at + 1].term));
  }
}

bool IsProcedureWord(const Draft& draft, const Hit& hit) {
  if (hit.entry->role == Role::kProcedure) return true;
  std::string_view word = draft.Text(hit.first);
  return EqualsIgnoreCase(word, "test") || EqualsIgnoreCase(word, "tests") || EqualsIgnoreCase(word, "examination");
}

}  // namespace

Sentence ReadSentence(std::string_view text, const Vocabulary& vocabulary) {
  Sentence sentence;
  sentence.text = text;
  sentence.lexemes = Lex(text);
  Draft draft{sentence, {}, {}, {}};
  LookUp(draft);
  for (const Hit& hit : draft.hits) sentence.has_procedure_word = sentence.has_procedure_word || IsProcedureWord(draft, hit);
  for (std::size_t at = 0; at < sentence.lexemes.size(); ++at)
    sentence.born = sentence.born || draft.Is(at, "born") || draft.Is(at, "birth") || draft.Is(at, "dob") ||
                    (draft.Is(at, "생") && draft.Is(at + 1, "년")) || (draft.Is(at, "출") && draft.Is(at + 1, "생"));
  ReadDates(draft);
  ReadAges(draft);
  ReadNames(draft);
  ReadFrequencies(draft);
  ReadDurations(draft);
  ReadMeasures(draft);
  ReadGroups(draft, vocabulary);
  ResolveAssertions(draft);
  BindFacets(draft);
  CollectContent(draft);
  return sentence;
}

}  // namespace aegle::verify
