// Ages ("65-year-old", "aged 65", "18 months old", "65세", "생후 8개월", "in his 60s", "60대"), durations ("3 days ago", "over 6 months",
// "3일 전") and names of people ("Mr. Kim", "김민준 님").
#include <algorithm>
#include <array>

#include "base/text.h"
#include "trust/mentions.h"

namespace aegle::verify {
namespace {

bool MarkAt(const Draft& draft, std::size_t at, char mark) {
  return at < draft.sentence.lexemes.size() && draft.sentence.lexemes[at].kind == LexemeKind::kMark &&
         draft.sentence.lexemes[at].mark == mark;
}

bool Before(const Draft& draft, std::size_t at, std::string_view word) { return at > 0 && draft.Is(at - 1, word); }

void AddAge(Draft& draft, std::size_t first, std::size_t next, AgeMention age) {
  age.where = {draft.sentence.lexemes[first].begin, draft.sentence.lexemes[next - 1].end};
  draft.sentence.ages.push_back(age);
  draft.Use(first, next);
}

// "65 year old", "65 y o", "65 years of age", "65yo", "18 month old". Returns the lexeme behind, `at` where it is none.
std::size_t EnglishAge(const Draft& draft, std::size_t at, double count, AgeMention& age) {
  std::size_t next = at + 1;
  auto size = draft.sentence.lexemes.size();
  auto is = [&](std::size_t i, std::string_view word) { return i < size && draft.Is(i, word); };
  bool months = is(next, "month") || is(next, "months") || is(next, "mo");
  bool years = is(next, "year") || is(next, "years") || is(next, "y") || is(next, "yr") || is(next, "yrs");
  bool short_form = is(next, "yo") || is(next, "y.o") || is(next, "yof") || is(next, "yom");
  if (!months && !years && !short_form) return at;
  ++next;
  if (!short_form) {
    if (MarkAt(draft, next, '/') || MarkAt(draft, next, '.')) ++next;
    bool old = is(next, "old") || (is(next, "o") && years);
    bool of_age = is(next, "of") && is(next + 1, "age");
    if (!old && !of_age) return at;
    next += of_age ? 2 : 1;
  }
  (months ? age.months : age.years) = count;
  return next;
}

// 65세, 만 65세, 65살, 생후 8개월, 60대.
std::size_t KoreanAge(const Draft& draft, std::size_t at, double count, AgeMention& age) {
  std::size_t next = at + 1;
  auto is = [&](std::size_t i, std::string_view word) { return i < draft.sentence.lexemes.size() && draft.Is(i, word); };
  if (is(next, "세") || is(next, "살")) {
    age.years = count;
    return next + 1;
  }
  if (is(next, "개") && is(next + 1, "월") && at >= 2 && draft.Is(at - 1, "후") && draft.Is(at - 2, "생")) {
    age.months = count;
    return next + 2;
  }
  bool person_follows = next + 1 < draft.sentence.lexemes.size() &&
                        (draft.RoleAt(next + 1) == Role::kSex || is(next + 1, "환") || draft.sentence.lexemes[next + 1].space_before);
  if (is(next, "대") && count >= 10 && person_follows) {
    age.years = count;
    age.decade = true;
    return next + 1;
  }
  return at;
}

std::size_t AgeAt(const Draft& draft, std::size_t at, AgeMention& age) {
  auto count = NumberAt(draft, at);
  if (!count) return at;
  if (std::size_t next = EnglishAge(draft, at, *count, age); next != at) return next;
  if (std::size_t next = KoreanAge(draft, at, *count, age); next != at) return next;
  bool aged = Before(draft, at, "aged") || Before(draft, at, "age") || (Before(draft, at, "of") && at >= 2 && draft.Is(at - 2, "age")) ||
              (MarkAt(draft, at - 1, ':') && at >= 2 && draft.Is(at - 2, "age"));
  // "a woman of 69 years"
  bool person_of = Before(draft, at, "of") && at >= 2 &&
                   (draft.RoleAt(at - 2) == Role::kSex || draft.Is(at - 2, "patient") || draft.Is(at - 2, "person"));
  if (person_of && (draft.Is(at + 1, "years") || draft.Is(at + 1, "year"))) {
    age.years = *count;
    return at + 2;
  }
  if (at > 0 && aged) {
    age.years = *count;
    return at + 1;
  }
  // "in his 60s"
  if (at + 1 < draft.sentence.lexemes.size() && draft.Is(at + 1, "s") && !draft.sentence.lexemes[at + 1].space_before) {
    age.years = *count;
    age.decade = true;
    return at + 2;
  }
  return at;
}

constexpr std::array<std::string_view, 40> kSurnames = {"김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신",
                                                        "권", "황", "안", "송", "전", "홍", "유", "고", "문", "양", "손", "배", "백", "허",
                                                        "남", "심", "노", "하", "곽", "성", "차", "주", "우", "구", "민", "류"};

// 2 to 4 syllables that begin with a surname, then 님 or 씨.
std::size_t KoreanName(const Draft& draft, std::size_t at) {
  const auto& lexemes = draft.sentence.lexemes;
  std::size_t end = at;
  while (end < lexemes.size() && lexemes[end].kind == LexemeKind::kHangul && (end == at || !lexemes[end].space_before)) ++end;
  for (std::size_t i = at + 2; i <= end && i < lexemes.size() && i <= at + 4; ++i) {
    bool title = draft.Is(i, "님") || draft.Is(i, "씨");
    bool surname = std::any_of(kSurnames.begin(), kSurnames.end(), [&](std::string_view s) { return draft.Is(at, s); });
    if (title && surname) return i;
  }
  return at;
}

DurationMention::Relation RelationOf(const Draft& draft, std::size_t first, std::size_t next) {
  using Relation = DurationMention::Relation;
  auto is = [&](std::size_t i, std::string_view word) { return i < draft.sentence.lexemes.size() && draft.Is(i, word); };
  if (is(next, "ago") || is(next, "earlier") || is(next, "prior") || is(next, "전")) return Relation::kAgo;
  if (is(next, "간") || is(next, "동") || is(next, "에")) return Relation::kOver;
  for (std::size_t back = 1; back <= 2 && back <= first; ++back) {
    std::size_t at = first - back;
    for (std::string_view word : {"past", "last", "previous"})
      if (is(at, word)) return Relation::kPast;
    for (std::string_view word : {"over", "for", "during", "across", "within", "lasting", "lasted", "after", "x"})
      if (is(at, word)) return Relation::kOver;
  }
  if (first >= 2 && is(first - 1, "근") && is(first - 2, "최")) return Relation::kPast;
  if (first >= 2 && is(first - 1, "난") && is(first - 2, "지")) return Relation::kPast;
  return Relation::kPlain;
}

}  // namespace

std::optional<double> NumberAt(const Draft& draft, std::size_t at) {
  if (at >= draft.sentence.lexemes.size() || draft.used[at]) return std::nullopt;
  const Entry* entry = draft.EntryAt(at);
  if (entry != nullptr && entry->role == Role::kNumberWord) return entry->value;
  if (draft.sentence.lexemes[at].kind != LexemeKind::kNumber) return std::nullopt;
  std::string digits(draft.Text(static_cast<std::uint32_t>(at)));
  auto value = Decimal::Parse(digits);
  if (!value) return std::nullopt;
  return value->value();
}

std::optional<WrittenTimeUnit> ReadTimeUnit(const Draft& draft, std::size_t at) {
  struct Unit {
    std::string_view word;
    TimeUnit unit;
  };
  static constexpr std::array<Unit, 21> kUnits = {
      {{"minute", TimeUnit::kMinute}, {"minutes", TimeUnit::kMinute}, {"min", TimeUnit::kMinute}, {"hour", TimeUnit::kHour},
       {"hours", TimeUnit::kHour},    {"hr", TimeUnit::kHour},        {"hrs", TimeUnit::kHour},   {"day", TimeUnit::kDay},
       {"days", TimeUnit::kDay},      {"week", TimeUnit::kWeek},      {"weeks", TimeUnit::kWeek}, {"wk", TimeUnit::kWeek},
       {"month", TimeUnit::kMonth},   {"months", TimeUnit::kMonth},   {"year", TimeUnit::kYear},  {"years", TimeUnit::kYear},
       {"yr", TimeUnit::kYear},       {"yrs", TimeUnit::kYear},       {"년", TimeUnit::kYear},    {"일", TimeUnit::kDay},
       {"주", TimeUnit::kWeek}}};
  auto size = draft.sentence.lexemes.size();
  if (at >= size) return std::nullopt;
  if (draft.Is(at, "개") && at + 1 < size && draft.Is(at + 1, "월")) return WrittenTimeUnit{TimeUnit::kMonth, at + 2};
  if (draft.Is(at, "달")) return WrittenTimeUnit{TimeUnit::kMonth, at + 1};
  if (draft.Is(at, "시") && at + 1 < size && draft.Is(at + 1, "간")) return WrittenTimeUnit{TimeUnit::kHour, at + 2};
  if (draft.Is(at, "분") && !(at + 1 < size && draft.Is(at + 1, "당"))) return WrittenTimeUnit{TimeUnit::kMinute, at + 1};
  for (const Unit& unit : kUnits) {
    if (!draft.Is(at, unit.word)) continue;
    bool weeks_of = unit.word == "주" && at + 1 < size && draft.Is(at + 1, "일");
    return WrittenTimeUnit{unit.unit, at + (weeks_of ? 2 : 1)};
  }
  return std::nullopt;
}

// "At age 52", "at the age of 52".
static bool AtEvent(const Draft& draft, std::size_t at) {
  for (std::size_t back = 2; back <= 4 && back <= at; ++back)
    if (draft.Is(at - back, "at")) return Before(draft, at, "age") || Before(draft, at, "of");
  return false;
}

void ReadAges(Draft& draft) {
  for (std::size_t at = 0; at < draft.sentence.lexemes.size(); ++at) {
    AgeMention age;
    std::size_t next = AgeAt(draft, at, age);
    if (next == at) continue;
    age.at_event = AtEvent(draft, at);
    AddAge(draft, at, next, age);
    at = next - 1;
  }
}

void ReadDurations(Draft& draft) {
  using Relation = DurationMention::Relation;
  const auto& lexemes = draft.sentence.lexemes;
  for (std::size_t at = 0; at < lexemes.size(); ++at) {
    auto count = NumberAt(draft, at);
    std::size_t unit_at = at + 1;
    bool last_unit = false;
    // "the past week" counts as one
    if (!count && (draft.Is(at, "past") || draft.Is(at, "last")) && !draft.used[at]) {
      count = 1;
      last_unit = true;
    }
    if (!count) continue;
    auto unit = ReadTimeUnit(draft, unit_at);
    if (!unit || draft.used[unit_at]) continue;
    if (last_unit && !(at > 0 && draft.Is(at - 1, "the"))) continue;
    DurationMention duration;
    duration.count = *count;
    duration.unit = unit->unit;
    duration.lexeme = static_cast<std::uint32_t>(at);
    duration.relation = last_unit ? Relation::kPast : RelationOf(draft, at, unit->next);
    std::size_t next = unit->next;
    if (duration.relation == Relation::kAgo) ++next;
    duration.where = {lexemes[at].begin, lexemes[next - 1].end};
    draft.sentence.durations.push_back(duration);
    draft.Use(at, next);
    at = next - 1;
  }
}

void ReadNames(Draft& draft) {
  const auto& lexemes = draft.sentence.lexemes;
  for (std::size_t at = 0; at < lexemes.size(); ++at) {
    if (draft.used[at]) continue;
    bool title = draft.Is(at, "mr") || draft.Is(at, "mrs") || draft.Is(at, "ms") || draft.Is(at, "miss");
    std::size_t first = at + (MarkAt(draft, at + 1, '.') ? 2 : 1), last = first;
    if (title) {
      auto capital = [&](std::size_t i) {
        return i < lexemes.size() && lexemes[i].kind == LexemeKind::kWord && draft.sentence.text[lexemes[i].begin] >= 'A' &&
               draft.sentence.text[lexemes[i].begin] <= 'Z';
      };
      while (capital(last) && last < first + 3) ++last;
    } else if (lexemes[at].kind == LexemeKind::kHangul && (at == 0 || lexemes[at].space_before)) {
      first = at;
      last = KoreanName(draft, at);
    } else {
      continue;
    }
    if (last == first) continue;
    draft.sentence.names.push_back({lexemes[first].begin, lexemes[last - 1].end});
    draft.Use(at, last);
  }
}

}  // namespace aegle::verify
