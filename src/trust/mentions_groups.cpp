// Noun phrases that name something: a problem, a medicine, an analyte, a procedure, with its qualifiers, body sites and side.
#include <algorithm>

#include "base/text.h"
#include "trust/mentions.h"

namespace aegle::verify {
namespace {

bool IsHead(Role role) { return role == Role::kProblem || role == Role::kDrug || role == Role::kAnalyte || role == Role::kProcedure; }
bool NamesSomething(Role role) { return role >= Role::kProblem && role <= Role::kQualifier; }

struct Element {
  std::size_t first = 0, last = 0;
  Role role = Role::kNone;
  std::vector<TermId> terms;
  int side = 0;
  bool guessed = false;
};

class Builder {
 public:
  Builder(Draft& draft, const Vocabulary& vocabulary) : draft_(draft), vocabulary_(vocabulary) {}

  void Run() {
    const auto& lexemes = draft_.sentence.lexemes;
    for (std::size_t at = 0; at < lexemes.size();) {
      Element element = ElementAt(at);
      Take(element);
      at = element.last;
    }
    Close();
    if (pending_side_ != 0 && !draft_.sentence.groups.empty()) draft_.sentence.groups.back().sides |= pending_side_;
  }

 private:
  // The next named thing, side, or something that ends a phrase (role kNone) or keeps it (kConnector).
  Element ElementAt(std::size_t at) {
    const Lexeme& lexeme = draft_.sentence.lexemes[at];
    Element element{at, at + 1, Role::kNone, {}, 0, false};
    if (draft_.used[at]) return element;
    int hit = draft_.hit_at[at];
    if (hit >= 0) {
      const Hit& found = draft_.hits[static_cast<std::size_t>(hit)];
      element.last = found.last;
      element.role = found.entry->role;
      if (NamesSomething(element.role)) element.terms = found.entry->terms;
      if (element.role == Role::kLaterality) element.side = found.entry->value;
      return element;
    }
    if (KoreanWord word = KoreanDisease(draft_.sentence.text, draft_.sentence.lexemes, at); word.last > word.first) {
      element.last = word.last;
      element.role = Role::kProblem;
      element.terms = {word.term};
      element.guessed = true;
      return element;
    }
    if (lexeme.kind != LexemeKind::kWord) return element;
    std::string_view word = draft_.Text(static_cast<std::uint32_t>(at));
    auto known = vocabulary_.find(lexeme.term);
    element.terms = {lexeme.term};
    if (known != vocabulary_.end()) {
      element.role = known->second;
    } else if (Role guess = RoleByEnding(word); guess != Role::kNone) {
      element.role = guess;
      element.guessed = true;
    } else if (BeforeDose(at) && word.size() >= 4) {
      element.role = Role::kDrug;
      element.guessed = true;
    } else {
      element.terms.clear();
      NoteUnknown(at, word);
    }
    return element;
  }

  // "Zyxin 20 mg": an unknown word in the place of a medicine.
  [[nodiscard]] bool BeforeDose(std::size_t at) const {
    for (const Measure& measure : draft_.sentence.measures)
      if (measure.lexeme == at + 1 && (measure.unit == "mg" || measure.unit == "ug" || measure.unit == "g" || measure.unit == "{tablet}"))
        return true;
    return false;
  }

  void NoteUnknown(std::size_t at, std::string_view word) {
    const Lexeme& lexeme = draft_.sentence.lexemes[at];
    if (word.size() < 3) return;
    std::string lower = ToLowerAscii(word);
    bool grammar = lower.ends_with("ly") || lower.ends_with("ing") || (lower.ends_with("ed") && lower.size() > 4) ||
                   lower.ends_with("able") || lower.ends_with("ible") || lower.ends_with("ful") || lower.ends_with("ment") ||
                   lower.ends_with("ness");
    if (grammar) return;
    draft_.sentence.unknown.push_back({{lexeme.begin, lexeme.end}, lexeme.term});
  }

  void Take(Element& element) {
    switch (element.role) {
      case Role::kConnector:
        gap_ = true;
        return;
      case Role::kLaterality:
        Side(element);
        return;
      case Role::kProblem:
      case Role::kDrug:
      case Role::kAnalyte:
      case Role::kProcedure:
      case Role::kSite:
      case Role::kQualifier:
        Name(element);
        return;
      default:
        Close();
        // "both knees", but "both sodium and potassium"
        if (draft_.Is(element.first, "both") && draft_.RoleAt(element.last) == Role::kSite)
          Side({element.first, element.last, Role::kLaterality, {}, kBilateral, false});
        return;
    }
  }

  void Side(const Element& element) {
    if (open_) {
      group_.sides |= element.side;
      group_.last = static_cast<std::uint32_t>(element.last);
    } else {
      pending_side_ |= element.side;
      pending_at_ = element.last;
    }
  }

  // A salt or an ester behind its medicine: "warfarin sodium".
  [[nodiscard]] bool IsSalt(const Element& element) const {
    if (group_.head != Role::kDrug || element.role != Role::kAnalyte || gap_) return false;
    std::string_view word = draft_.Text(static_cast<std::uint32_t>(element.first));
    return EqualsIgnoreCase(word, "sodium") || EqualsIgnoreCase(word, "potassium") || EqualsIgnoreCase(word, "calcium") ||
           EqualsIgnoreCase(word, "magnesium");
  }

  [[nodiscard]] bool StartsNew(const Element& element) const {
    if (!open_) return true;
    if (element.role == Role::kProblem && IsAllergyWord(element) && group_.head == Role::kDrug) return false;
    if (group_.head == Role::kDrug) return true;
    if (group_.head == Role::kAnalyte) return element.role != Role::kSite;
    if (group_.head == Role::kProblem || group_.head == Role::kProcedure)
      return element.role == Role::kDrug || element.role == Role::kAnalyte;
    return element.role == Role::kDrug;
  }

  [[nodiscard]] bool IsAllergyWord(const Element& element) const {
    static const TermId kAllergyTerm = TermOf("allergy");
    return element.terms.size() == 1 && element.terms.front() == kAllergyTerm;
  }

  void Name(Element& element) {
    if (open_ && IsSalt(element)) {
      group_.last = static_cast<std::uint32_t>(element.last);
      return;
    }
    if (StartsNew(element)) {
      Close();
      Open(element);
    }
    if (IsAllergyWord(element)) group_.allergen = true;
    for (TermId term : element.terms)
      if (std::find(group_.terms.begin(), group_.terms.end(), term) == group_.terms.end()) group_.terms.push_back(term);
    if (IsHead(element.role) && group_.head != Role::kDrug) group_.head = element.role;
    if (element.role == Role::kSite && group_.head == Role::kNone) group_.head = Role::kSite;
    group_.guessed = group_.guessed || element.guessed;
    group_.last = static_cast<std::uint32_t>(element.last);
    gap_ = false;
  }

  void Open(const Element& element) {
    open_ = true;
    group_ = Group{};
    group_.first = static_cast<std::uint32_t>(element.first);
    if (pending_side_ != 0) {
      group_.sides = pending_side_;
      group_.first = static_cast<std::uint32_t>(pending_at_ - 1);
    }
    pending_side_ = 0;
  }

  void Close() {
    gap_ = false;
    if (!open_) return;
    open_ = false;
    // Qualifiers alone ("acute", "severe") name nothing.
    if (group_.head == Role::kNone) return;
    const auto& lexemes = draft_.sentence.lexemes;
    group_.where = {lexemes[group_.first].begin, lexemes[group_.last - 1].end};
    draft_.sentence.groups.push_back(std::move(group_));
  }

  Draft& draft_;
  const Vocabulary& vocabulary_;
  Group group_;
  bool open_ = false, gap_ = false;
  int pending_side_ = 0;
  std::size_t pending_at_ = 0;
};

// "Allergic to penicillin and latex": what is named behind the cue, up to a terminator, is an allergen.
void MarkAllergens(Draft& draft) {
  for (const Hit& hit : draft.hits) {
    if (hit.entry->role != Role::kAllergy) continue;
    for (Group& group : draft.sentence.groups) {
      if (group.first < hit.last) continue;
      bool ended = false;
      for (std::size_t at = hit.last; at < group.first; ++at)
        ended = ended || draft.RoleAt(at) == Role::kTerminator ||
                (draft.sentence.lexemes[at].kind == LexemeKind::kMark && draft.sentence.lexemes[at].mark == ';');
      if (!ended) group.allergen = true;
    }
  }
  static const TermId kAllergyTerm = TermOf("allergy");
  auto& groups = draft.sentence.groups;
  // "Allergies: penicillin": what stands behind the heading.
  for (std::size_t i = 0; i < groups.size(); ++i) {
    bool heading = groups[i].terms.size() <= 2 && groups[i].allergen && groups[i].last < draft.sentence.lexemes.size() &&
                   draft.sentence.lexemes[groups[i].last].mark == ':';
    for (std::size_t j = i + 1; heading && j < groups.size(); ++j) groups[j].allergen = true;
  }
  // "페니실린에 알레르기가 있다", "penicillin is listed as an allergen": the name before the word.
  for (std::size_t i = 1; i < groups.size(); ++i) {
    bool word = groups[i].terms.size() == 1 && groups[i].terms.front() == kAllergyTerm;
    bool korean = draft.sentence.lexemes[groups[i].first].kind == LexemeKind::kHangul;
    bool near = groups[i].first <= groups[i - 1].last + (korean ? 4 : 5) && groups[i - 1].head == Role::kDrug;
    if (word && near) groups[i - 1].allergen = true;
  }
}

void CollectSex(Draft& draft) {
  for (const Hit& hit : draft.hits) {
    if (hit.entry->role != Role::kSex || draft.used[hit.first]) continue;
    draft.sentence.sexes.push_back({{draft.sentence.lexemes[hit.first].begin, draft.sentence.lexemes[hit.last - 1].end}, hit.entry->value});
  }
  // "65세 남", "72세/여"
  const auto& lexemes = draft.sentence.lexemes;
  for (const AgeMention& age : draft.sentence.ages) {
    for (std::size_t at = 0; at < lexemes.size(); ++at) {
      if (lexemes[at].begin < age.where.end || lexemes[at].begin > age.where.end + 3 || draft.hit_at[at] >= 0) continue;
      if (draft.Is(at, "남")) draft.sentence.sexes.push_back({{lexemes[at].begin, lexemes[at].end}, 1});
      if (draft.Is(at, "여")) draft.sentence.sexes.push_back({{lexemes[at].begin, lexemes[at].end}, 2});
      if (draft.Is(at, "m") || draft.Is(at, "f"))
        draft.sentence.sexes.push_back({{lexemes[at].begin, lexemes[at].end}, draft.Is(at, "m") ? 1 : 2});
    }
  }
}

}  // namespace

void ReadGroups(Draft& draft, const Vocabulary& vocabulary) {
  Builder(draft, vocabulary).Run();
  MarkAllergens(draft);
  CollectSex(draft);
}

}  // namespace aegle::verify
