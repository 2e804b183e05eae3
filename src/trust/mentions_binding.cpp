// Which statement belongs to which name: values to their analyte, dates to values, status, trend and side words to their problem.
//
// A clause ends at ; , a terminator, a Korean connective, and at an "and" that joins two complete statements. Names that are joined by
// list signs only form a chain, and what is said of one is said of all. Within a clause the order decides: if the first word of a kind
// stands before the first name, it speaks of what follows ("resolved asthma"), otherwise of what precedes ("asthma is resolved").
#include <algorithm>
#include <array>

#include "trust/mentions.h"

namespace aegle::verify {
namespace {

constexpr int kNone = -1;

class Binder {
 public:
  explicit Binder(Draft& draft) : draft_(draft), s_(draft.sentence) {
    MarkClauses();
    MarkChains();
  }

  void Run() {
    BindMeasures();
    ShareUnits();
    BindWords();
    BindDates();
    BindDoses();
    BindDurations();
  }

 private:
  [[nodiscard]] bool Mark(std::size_t at, char mark) const {
    return at < s_.lexemes.size() && s_.lexemes[at].kind == LexemeKind::kMark && s_.lexemes[at].mark == mark;
  }
  [[nodiscard]] bool IsStatement(std::size_t at) const {
    Role role = draft_.RoleAt(at);
    if (role == Role::kVerb || role == Role::kStatus || role == Role::kTrend || role == Role::kInterpretation) return true;
    return std::any_of(s_.measures.begin(), s_.measures.end(), [&](const Measure& m) { return m.lexeme == at; });
  }
  [[nodiscard]] bool HasNameAndStatement(std::size_t first, std::size_t last) const {
    bool name = std::any_of(s_.groups.begin(), s_.groups.end(), [&](const Group& g) { return g.first >= first && g.last <= last; });
    if (!name) return false;
    for (std::size_t at = first; at < last; ++at)
      if (IsStatement(at)) return true;
    return false;
  }
  [[nodiscard]] std::size_t NextBreak(std::size_t at) const {
    while (at < s_.lexemes.size() && !Mark(at, ';') && !Mark(at, ',') && draft_.RoleAt(at) != Role::kTerminator) ++at;
    return at;
  }

  void MarkClauses() {
    clause_.assign(s_.lexemes.size(), 0);
    segment_.assign(s_.lexemes.size(), 0);
    int clause = 0, segment = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < s_.lexemes.size(); ++at) {
      clause_[at] = clause;
      segment_[at] = segment;
      if (draft_.used[at]) continue;
      bool strong = Mark(at, ';') || draft_.RoleAt(at) == Role::kTerminator || draft_.EndsKoreanClause(at);
      bool joins = draft_.RoleAt(at) == Role::kList && HasNameAndStatement(begin, at) && HasNameAndStatement(at + 1, NextBreak(at + 1));
      if (!strong && !joins && !Mark(at, ',')) continue;
      ++clause;
      if (strong) ++segment;
      begin = at + 1;
    }
  }

  [[nodiscard]] bool IsListGlue(std::size_t at) const {
    const Lexeme& lexeme = s_.lexemes[at];
    if (draft_.used[at]) return false;
    if (Mark(at, ',') || Mark(at, '/') || Mark(at, '&')) return true;
    Role role = draft_.RoleAt(at);
    return role == Role::kList || role == Role::kConnector ||
           (lexeme.kind == LexemeKind::kHangul && role == Role::kNone && !lexeme.space_before);
  }

  void MarkChains() {
    chain_.assign(s_.groups.size(), 0);
    for (std::size_t i = 1; i < s_.groups.size(); ++i) {
      bool glued = s_.groups[i].first > s_.groups[i - 1].last;
      for (std::size_t at = s_.groups[i - 1].last; at < s_.groups[i].first; ++at) glued = glued && IsListGlue(at);
      chain_[i] = glued ? chain_[i - 1] : static_cast<int>(i);
    }
  }

  // ---- measures ----
  [[nodiscard]] static bool IsDoseUnit(const std::string& unit) {
    static constexpr std::array<std::string_view, 9> kUnits = {"mg", "ug", "g", "{tablet}", "{capsule}", "{puff}", "mL", "[IU]", "U"};
    return std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
  }
  [[nodiscard]] bool CanHaveValue(const Group& group, const Measure& measure) const {
    if (group.head == Role::kAnalyte) return !IsDoseUnit(measure.unit) || !HasDrug();
    if (group.head == Role::kDrug)
      return measure.unit.empty() || IsDoseUnit(measure.unit) || measure.unit.find('/') != std::string::npos || !HasAnalyte();
    return false;
  }
  [[nodiscard]] bool HasDrug() const { return Has(Role::kDrug); }
  [[nodiscard]] bool HasAnalyte() const { return Has(Role::kAnalyte); }
  [[nodiscard]] bool Has(Role head) const {
    return std::any_of(s_.groups.begin(), s_.groups.end(), [&](const Group& g) { return g.head == head; });
  }

  [[nodiscard]] int NearestBefore(const Measure& measure) const {
    for (std::size_t i = s_.groups.size(); i-- > 0;)
      if (s_.groups[i].first <= measure.lexeme && SameSegment(s_.groups[i].first, measure.lexeme) && CanHaveValue(s_.groups[i], measure))
        return static_cast<int>(i);
    return kNone;
  }
  [[nodiscard]] int NearestAfter(const Measure& measure) const {
    for (std::size_t i = 0; i < s_.groups.size(); ++i)
      if (s_.groups[i].first > measure.lexeme && SameSegment(s_.groups[i].first, measure.lexeme) && CanHaveValue(s_.groups[i], measure))
        return static_cast<int>(i);
    return kNone;
  }
  [[nodiscard]] bool SameSegment(std::size_t a, std::size_t b) const { return segment_[a] == segment_[b]; }

  // "140 mmol/L sodium and 4.1 mmol/L potassium": as many values as names, a value first, taking turns.
  [[nodiscard]] bool ValuesLead(int segment) const {
    std::vector<std::pair<std::size_t, bool>> events;
    for (const Measure& m : s_.measures)
      if (segment_[m.lexeme] == segment && m.role == MeasureRole::kValue) events.emplace_back(m.lexeme, true);
    for (const Group& g : s_.groups)
      if (segment_[g.first] == segment && (g.head == Role::kAnalyte || g.head == Role::kDrug)) events.emplace_back(g.first, false);
    std::sort(events.begin(), events.end());
    if (events.size() < 2 || events.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].second != (i % 2 == 0)) return false;
    return true;
  }

  // "sodium and potassium were 140 and 4.1": a chain of names, then as many values.
  void BindInTurn() {
    for (std::size_t first = 0; first < s_.groups.size();) {
      std::size_t last = first + 1;
      while (last < s_.groups.size() && chain_[last] == chain_[first]) ++last;
      std::size_t names = last - first;
      std::size_t stop = last < s_.groups.size() ? s_.groups[last].first : s_.lexemes.size();
      std::vector<std::size_t> behind;
      for (std::size_t m = 0; m < s_.measures.size(); ++m)
        if (s_.measures[m].lexeme > s_.groups[last - 1].first && s_.measures[m].lexeme < stop && s_.measures[m].role == MeasureRole::kValue)
          behind.push_back(m);
      if (names >= 2 && behind.size() == names)
        for (std::size_t i = 0; i < names; ++i) s_.measures[behind[i]].group = static_cast<int>(first + i);
      first = last;
    }
  }

  void BindMeasures() {
    BindInTurn();
    for (Measure& measure : s_.measures) {
      if (measure.group == kNone) {
        bool lead = ValuesLead(segment_[measure.lexeme]);
        int before = NearestBefore(measure), after = NearestAfter(measure);
        measure.group = lead || before == kNone ? after : before;
        if (measure.group == kNone && before == kNone && after == kNone) measure.group = AnyNameBefore(measure);
      }
      if (measure.group != kNone && measure.role == MeasureRole::kValue) ++s_.groups[static_cast<std::size_t>(measure.group)].measures;
    }
  }
  void ShareUnits() {
    for (std::size_t i = s_.measures.size(); i-- > 1;) {
      Measure &a = s_.measures[i - 1], &b = s_.measures[i];
      if (!a.shares_unit || a.group != b.group || !a.unit.empty()) continue;
      a.unit = b.unit;
      a.unit_text = b.unit_text;
    }
  }
  // Across a clause end: "Potassium was checked; it was 4.1".
  [[nodiscard]] int AnyNameBefore(const Measure& measure) const {
    for (std::size_t i = s_.groups.size(); i-- > 0;)
      if (s_.groups[i].first < measure.lexeme && CanHaveValue(s_.groups[i], measure)) return static_cast<int>(i);
    return kNone;
  }

  // ---- status, trend, interpretation and superlative words ----
  [[nodiscard]] bool English(const Hit& hit) const { return s_.lexemes[hit.first].kind == LexemeKind::kWord; }

  void BindWords() {
    for (Role role : {Role::kStatus, Role::kTrend, Role::kInterpretation, Role::kSuperlative})
      for (const Hit& hit : draft_.hits)
        if (hit.entry->role == role && !draft_.used[hit.first] && !InsideGroup(hit)) BindWord(hit);
  }
  [[nodiscard]] bool InsideGroup(const Hit& hit) const {
    return std::any_of(s_.groups.begin(), s_.groups.end(), [&](const Group& g) { return g.first <= hit.first && hit.last <= g.last; });
  }

  void BindWord(const Hit& hit) {
    std::vector<std::size_t> targets = Targets(hit);
    bool negated = NegatedWord(hit);
    if (targets.empty()) SayLoosely(hit);
    for (std::size_t index : targets) Say(hit, negated, s_.groups[index]);
  }

  // "not elevated", "정상이 아님"
  [[nodiscard]] bool NegatedWord(const Hit& hit) const {
    for (std::size_t back = 1; back <= 2 && back <= hit.first; ++back) {
      Role role = draft_.RoleAt(hit.first - back);
      if (role == Role::kNegationBoth || draft_.Is(hit.first - back, "no")) return true;
    }
    for (std::size_t at = hit.last; at < s_.lexemes.size() && at < hit.last + 4; ++at)
      if (draft_.RoleAt(at) == Role::kNegationAfter && s_.lexemes[at].kind == LexemeKind::kHangul) return true;
    return false;
  }

  static void Say(const Hit& hit, bool negated, Group& group) {
    int value = hit.entry->value;
    switch (hit.entry->role) {
      case Role::kStatus:
        group.status.push_back(value);
        break;
      case Role::kTrend:
        // A medicine that is kept up is a current one.
        if (group.head == Role::kDrug && value == kStable)
          group.status.push_back(kSaysActive | kSaysNow);
        else
          group.trend = value;
        break;
      case Role::kSuperlative:
        group.superlative = value;
        break;
      default:
        (negated ? group.not_interpretation : group.interpretation) |= value;
        break;
    }
  }
  void SayLoosely(const Hit& hit) {
    if (hit.entry->role == Role::kStatus) s_.loose_status.push_back(hit.entry->value);
    if (hit.entry->role == Role::kTrend) s_.loose_trend = hit.entry->value;
    if (hit.entry->role == Role::kInterpretation) s_.loose_interpretation |= hit.entry->value;
  }

  [[nodiscard]] std::vector<std::size_t> Chain(std::size_t index) const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < s_.groups.size(); ++i)
      if (chain_[i] == chain_[index]) all.push_back(i);
    return all;
  }
  [[nodiscard]] int FirstGroupFrom(std::size_t lexeme, bool same_clause, int clause) const {
    for (std::size_t i = 0; i < s_.groups.size(); ++i)
      if (s_.groups[i].first >= lexeme && (!same_clause || clause_[s_.groups[i].first] == clause)) return static_cast<int>(i);
    return kNone;
  }
  [[nodiscard]] int LastGroupBefore(std::size_t lexeme, bool same_clause, int clause) const {
    for (std::size_t i = s_.groups.size(); i-- > 0;)
      if (s_.groups[i].last <= lexeme && (!same_clause || clause_[s_.groups[i].first] == clause)) return static_cast<int>(i);
    return kNone;
  }
  // A word of the same role stands before every name of the clause.
  [[nodiscard]] bool Leads(const Hit& hit, int clause) const {
    int first_group = FirstGroupFrom(0, true, clause);
    if (first_group == kNone) return true;
    for (const Hit& other : draft_.hits)
      if (other.entry->role == hit.entry->role && clause_[other.first] == clause && !draft_.used[other.first] && !InsideGroup(other))
        return other.first < s_.groups[static_cast<std::size_t>(first_group)].first;
    return false;
  }
  [[nodiscard]] bool IsPresentVerb(const Hit& hit) const {
    return hit.entry->role == Role::kStatus && (hit.entry->value & kSaysNow) != 0 && English(hit);
  }

  [[nodiscard]] std::vector<std::size_t> Targets(const Hit& hit) const {
    int clause = clause_[hit.first];
    int after = FirstGroupFrom(hit.last, true, clause), before = LastGroupBefore(hit.first, true, clause);
    bool adjacent = after != kNone && s_.groups[static_cast<std::size_t>(after)].first == hit.last;
    if (adjacent && English(hit)) return Chain(static_cast<std::size_t>(after));
    if (IsPresentVerb(hit) && after != kNone) return Chain(static_cast<std::size_t>(after));
    bool lead = Leads(hit, clause);
    if (lead && after != kNone) return AllUntilNext(hit, static_cast<std::size_t>(after));
    if (before != kNone) return Chain(static_cast<std::size_t>(before));
    if (after != kNone) return Chain(static_cast<std::size_t>(after));
    // A clause without a name: what was named last, else what comes ("Active problems: ...").
    before = LastGroupBefore(hit.first, false, 0);
    after = FirstGroupFrom(hit.last, false, 0);
    if (before != kNone) return Chain(static_cast<std::size_t>(before));
    if (after != kNone) return Chain(static_cast<std::size_t>(after));
    return {};
  }
  [[nodiscard]] std::vector<std::size_t> AllUntilNext(const Hit& hit, std::size_t from) const {
    std::vector<std::size_t> all = Chain(from);
    int clause = clause_[hit.first];
    std::size_t stop = s_.lexemes.size();
    for (const Hit& other : draft_.hits)
      if (other.first >= hit.last && other.entry->role == hit.entry->role && !InsideGroup(other) && !draft_.used[other.first])
        stop = std::min<std::size_t>(stop, other.first);
    for (std::size_t i = from; i < s_.groups.size(); ++i)
      if (clause_[s_.groups[i].first] == clause && s_.groups[i].first < stop && std::find(all.begin(), all.end(), i) == all.end())
        all.push_back(i);
    return all;
  }

  // ---- dates ----
  struct Item {
    std::size_t lexeme;
    int measure, group;
  };
  [[nodiscard]] std::vector<Item> ItemsOf(int clause) const {
    std::vector<Item> items;
    for (std::size_t m = 0; m < s_.measures.size(); ++m)
      if (clause_[s_.measures[m].lexeme] == clause && s_.measures[m].role == MeasureRole::kValue)
        items.push_back({s_.measures[m].lexeme, static_cast<int>(m), kNone});
    if (items.empty())
      for (std::size_t g = 0; g < s_.groups.size(); ++g)
        if (clause_[s_.groups[g].first] == clause) items.push_back({s_.groups[g].first, kNone, static_cast<int>(g)});
    return items;
  }
  void Give(const Item& item, int date) {
    bound_[static_cast<std::size_t>(date)] = true;
    if (item.measure != kNone)
      s_.measures[static_cast<std::size_t>(item.measure)].date = date;
    else
      s_.groups[static_cast<std::size_t>(item.group)].dates.push_back(date);
  }
  [[nodiscard]] bool IsDateRange(std::size_t a, std::size_t b) const {
    std::uint32_t behind = s_.dates[a].where.end;
    std::size_t between = 0;
    for (std::size_t at = s_.dates[a].lexeme; at < s_.dates[b].lexeme; ++at)
      if (s_.lexemes[at].begin >= behind) {
        ++between;
        if (std::any_of(s_.measures.begin(), s_.measures.end(), [&](const Measure& m) { return m.lexeme == at; })) return false;
      }
    return between <= 3 && clause_[s_.dates[a].lexeme] == clause_[s_.dates[b].lexeme];
  }

  // "between D1 and D2": two values take the two dates in turn; otherwise both dates are only looked for.
  bool BindDateRange() {
    for (std::size_t i = 0; i + 1 < s_.dates.size(); ++i) {
      if (!IsDateRange(i, i + 1)) continue;
      std::vector<std::size_t> values;
      for (std::size_t m = 0; m < s_.measures.size(); ++m)
        if (s_.measures[m].role == MeasureRole::kValue) values.push_back(m);
      if (values.size() == 2 && s_.dates.size() == 2) {
        s_.measures[values[0]].date = static_cast<int>(i);
        s_.measures[values[1]].date = static_cast<int>(i + 1);
        bound_[i] = bound_[i + 1] = true;
      }
      return true;
    }
    return false;
  }

  void BindDates() {
    bound_.assign(s_.dates.size(), false);
    if (s_.dates.empty()) return;
    bool range = BindDateRange();
    for (std::size_t d = 0; d < s_.dates.size(); ++d)
      if (!range) BindDate(d);
    for (std::size_t d = 0; d < s_.dates.size(); ++d)
      if (!bound_[d]) BindToNearestName(d);
  }

  // "Compared with D, it rose to 5.2", "D 이후 5.2로 상승": D is where the change began, not the date of the value.
  [[nodiscard]] bool BeginsChange(std::size_t d) const {
    bool begin = s_.dates[d].role == kStartDate || s_.dates[d].role == kComparedDate;
    if (!begin) return false;
    return std::any_of(draft_.hits.begin(), draft_.hits.end(), [](const Hit& hit) { return hit.entry->role == Role::kTrend; });
  }

  void BindDate(std::size_t d) {
    if (BeginsChange(d)) return;
    int clause = clause_[s_.dates[d].lexeme];
    std::vector<Item> items = ItemsOf(clause);
    if (items.empty()) {
      BindHeadingDate(d, clause);
      return;
    }
    std::size_t first_date = s_.lexemes.size(), previous = 0, next = s_.lexemes.size();
    for (const DateMention& other : s_.dates) {
      if (clause_[other.lexeme] != clause) continue;
      first_date = std::min<std::size_t>(first_date, other.lexeme);
      if (other.lexeme < s_.dates[d].lexeme) previous = std::max<std::size_t>(previous, other.lexeme);
      if (other.lexeme > s_.dates[d].lexeme) next = std::min<std::size_t>(next, other.lexeme);
    }
    bool leads = first_date < items.front().lexeme;
    for (const Item& item : items) {
      bool mine =
          leads ? item.lexeme > s_.dates[d].lexeme && item.lexeme < next : item.lexeme < s_.dates[d].lexeme && item.lexeme >= previous;
      if (mine) Give(item, static_cast<int>(d));
    }
  }

  // "On D, ...": holds for the clauses behind it up to the next date; "..., on D" for the clause before.
  void BindHeadingDate(std::size_t d, int clause) {
    int clauses = clause_.empty() ? 0 : clause_.back();
    bool any_before = std::any_of(s_.groups.begin(), s_.groups.end(), [&](const Group& g) { return g.last <= s_.dates[d].lexeme; });
    if (any_before) {
      for (int c = clause - 1; c >= 0; --c) {
        std::vector<Item> items = ItemsOf(c);
        if (items.empty()) continue;
        bool dated = std::any_of(s_.dates.begin(), s_.dates.end(), [&](const DateMention& o) { return clause_[o.lexeme] == c; });
        if (!dated) Give(items.back(), static_cast<int>(d));
        return;
      }
      return;
    }
    for (int c = clause + 1; c <= clauses; ++c) {
      bool dated = std::any_of(s_.dates.begin(), s_.dates.end(), [&](const DateMention& o) { return clause_[o.lexeme] == c; });
      if (dated) return;
      for (const Item& item : ItemsOf(c)) Give(item, static_cast<int>(d));
    }
  }
  void BindToNearestName(std::size_t d) {
    int clause = clause_[s_.dates[d].lexeme];
    int group = LastGroupBefore(s_.dates[d].lexeme, true, clause);
    if (group == kNone) group = FirstGroupFrom(s_.dates[d].lexeme, true, clause);
    if (group == kNone) group = LastGroupBefore(s_.dates[d].lexeme, false, 0);
    if (group == kNone) group = FirstGroupFrom(s_.dates[d].lexeme, false, 0);
    if (group != kNone) s_.groups[static_cast<std::size_t>(group)].dates.push_back(static_cast<int>(d));
  }

  // ---- doses and durations ----
  [[nodiscard]] int Owner(std::size_t lexeme, bool drugs_only) const {
    int best = kNone;
    std::size_t best_distance = 1000;
    for (std::size_t i = 0; i < s_.groups.size(); ++i) {
      if (drugs_only && s_.groups[i].head != Role::kDrug) continue;
      bool before = s_.groups[i].last <= lexeme;
      std::size_t distance = before ? lexeme - s_.groups[i].last : (s_.groups[i].first - lexeme) * 3;
      if (segment_[s_.groups[i].first] != segment_[lexeme]) distance += 200;
      if (distance < best_distance) best = static_cast<int>(i), best_distance = distance;
    }
    return best;
  }
  void BindDoses() {
    for (FrequencyMention& frequency : s_.frequencies) frequency.group = Owner(frequency.lexeme, true);
    for (RouteMention& route : s_.routes) route.group = Owner(route.lexeme, true);
  }
  void BindDurations() {
    for (DurationMention& duration : s_.durations) duration.group = Owner(duration.lexeme, false);
  }

  Draft& draft_;
  Sentence& s_;
  std::vector<int> clause_, segment_, chain_;
  std::vector<bool> bound_;
};

}  // namespace

void BindFacets(Draft& draft) { Binder(draft).Run(); }

}  // namespace aegle::verify
