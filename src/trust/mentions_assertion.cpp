// Whether what is named is present, denied, possible, of the family or of the past, by cues and their reach.
//
// A cue before its phrase reaches over a list ("no fever, cough or chills") until a terminator (but, ;) or, behind a list sign, a verb;
// a cue after its phrase ("fever was absent", "흉통과 발열은 없음") reaches back over the list in front of it.
// The idea is that of NegEx (Chapman et al., J Biomed Inform 2001;34:301-310).
#include "trust/mentions.h"

namespace aegle::verify {
namespace {

struct Reach {
  const Draft& draft;

  [[nodiscard]] bool Ends(std::size_t at) const {
    const Lexeme& lexeme = draft.sentence.lexemes[at];
    if (lexeme.kind == LexemeKind::kMark && (lexeme.mark == ';' || lexeme.mark == '.' || lexeme.mark == ':')) return true;
    if (draft.EndsKoreanClause(at)) return true;
    if (draft.used[at]) return false;
    return draft.RoleAt(at) == Role::kTerminator || (draft.RoleAt(at) == Role::kVerb && IsKorean(at));
  }
  [[nodiscard]] bool IsVerb(std::size_t at) const {
    return !draft.used[at] && draft.RoleAt(at) == Role::kVerb && draft.sentence.lexemes[at].kind == LexemeKind::kWord;
  }
  [[nodiscard]] bool IsKorean(std::size_t at) const { return draft.sentence.lexemes[at].kind == LexemeKind::kHangul; }

  // The nearest cue of one of two roles in front of the group; nullptr where none reaches it.
  [[nodiscard]] const Hit* Before(const Group& group, Role role, Role other) const {
    for (std::size_t at = group.first; at-- > 0;) {
      int index = draft.hit_at[at];
      if (index >= 0) {
        const Hit& hit = draft.hits[static_cast<std::size_t>(index)];
        if (hit.entry->role == role || hit.entry->role == other) return &hit;
      }
      if (Ends(at) || IsVerb(at)) return nullptr;
    }
    return nullptr;
  }

  // The nearest cue behind the group. English: within the clause and not beyond another group's verb; Korean: to the end of the clause.
  [[nodiscard]] const Hit* After(const Group& group, Role role, Role other) const {
    int verbs = 0, commas = 0;
    for (std::size_t at = group.last; at < draft.sentence.lexemes.size(); ++at) {
      int index = draft.hit_at[at];
      if (index >= 0 && !draft.used[at]) {
        const Hit& hit = draft.hits[static_cast<std::size_t>(index)];
        if (hit.entry->role == role || hit.entry->role == other) return commas > 0 && verbs == 0 && !IsKorean(at) ? nullptr : &hit;
        if (hit.entry->role == Role::kNegationBefore) return nullptr;
      }
      if (Ends(at) || draft.sentence.lexemes[at].kind == LexemeKind::kNumber) return nullptr;
      if (IsVerb(at) && ++verbs > 1) return nullptr;
      if (draft.sentence.lexemes[at].mark == ',') ++commas;
      if (commas > 0 && verbs > 0) return nullptr;
    }
    return nullptr;
  }
};

bool Near(const Hit* hit, const Group& group, std::size_t reach) {
  if (hit == nullptr) return false;
  std::size_t distance = hit->first >= group.last ? hit->first - group.last : group.first >= hit->last ? group.first - hit->last : 0;
  return distance <= reach;
}

bool InKorean(const Draft& draft, const Hit* hit) {
  return hit != nullptr && draft.sentence.lexemes[hit->first].kind == LexemeKind::kHangul;
}

// Korean nouns follow what they are of: "고혈압 가족력", "폐렴 의심".
bool KoreanAfter(const Draft& draft, const Reach& reach, const Group& group, Role role, std::size_t distance) {
  const Hit* hit = reach.After(group, role, role);
  return InKorean(draft, hit) && Near(hit, group, distance);
}

bool EnglishBefore(const Draft& draft, const Reach& reach, const Group& group, Role role) {
  const Hit* hit = reach.Before(group, role, role);
  return hit != nullptr && !InKorean(draft, hit);
}

bool Negated(const Draft& draft, const Reach& reach, const Group& group) {
  const Hit* before = reach.Before(group, Role::kNegationBefore, Role::kNegationBoth);
  if (before != nullptr) {
    // "did not improve the pain" is about the verb; a plain "not" must stand close to the noun.
    if (before->entry->role != Role::kNegationBoth || Near(before, group, 4)) return true;
  }
  const Hit* after = reach.After(group, Role::kNegationAfter, Role::kNegationAfter);
  if (after == nullptr) return false;
  return InKorean(draft, after) || Near(after, group, 14);
}

}  // namespace

void ResolveAssertions(Draft& draft) {
  Reach reach{draft};
  for (Group& group : draft.sentence.groups) {
    bool korean_family = KoreanAfter(draft, reach, group, Role::kFamily, 6);
    const Hit* family_before = reach.Before(group, Role::kFamily, Role::kFamily);
    // A relative is the subject of the verb behind it: "mother had breast cancer".
    bool relative = false;
    for (const Hit& hit : draft.hits)
      if (hit.entry->role == Role::kFamily && hit.last <= group.first) {
        bool ended = false;
        for (std::size_t at = hit.last; at < group.first; ++at) ended = ended || reach.Ends(at);
        relative = relative || !ended;
      }
    bool possible = EnglishBefore(draft, reach, group, Role::kPossible) || KoreanAfter(draft, reach, group, Role::kPossible, 12);
    const Hit* english_possible = reach.After(group, Role::kPossible, Role::kPossible);
    possible = possible || (english_possible != nullptr && !InKorean(draft, english_possible) && Near(english_possible, group, 3));
    bool history = EnglishBefore(draft, reach, group, Role::kHistory) || KoreanAfter(draft, reach, group, Role::kHistory, 6);
    const Hit* past = reach.Before(group, Role::kPast, Role::kPast);
    group.past = Near(past, group, 2) || KoreanAfter(draft, reach, group, Role::kPast, 6);
    if (Negated(draft, reach, group))
      group.assertion = Assertion::kNegated;
    else if (korean_family || family_before != nullptr || relative)
      group.assertion = Assertion::kFamily;
    else if (possible)
      group.assertion = Assertion::kPossible;
    else if (history || group.past)
      group.assertion = Assertion::kHistorical;
  }
}

}  // namespace aegle::verify
