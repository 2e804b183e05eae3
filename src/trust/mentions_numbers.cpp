// Numbers with their units: "140 mmol/L", "142/88 mmHg", "<0.01", "3.5-5.1", "7.2 %", "2 of 3", "1,250". A decimal comma ("1,8") is kept
// as an unreadable number, because in a record it is either a slip or one thousand eight hundred cut short.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "record/ucum.h"
#include "trust/mentions.h"

namespace aegle::verify {
namespace {

struct Reader {
  Draft& draft;
  const std::vector<Lexeme>& lexemes = draft.sentence.lexemes;

  [[nodiscard]] bool Mark(std::size_t at, char mark) const {
    return at < lexemes.size() && lexemes[at].kind == LexemeKind::kMark && lexemes[at].mark == mark;
  }
  [[nodiscard]] bool TextIs(std::size_t at, std::string_view text) const { return at < lexemes.size() && draft.Is(at, text); }
  [[nodiscard]] Role RoleOf(std::size_t at) const { return at < lexemes.size() ? draft.RoleAt(at) : Role::kNone; }
  [[nodiscard]] bool IsDash(std::size_t at) const {
    return Mark(at, '-') || Mark(at, '~') || TextIs(at, "–") || TextIs(at, "—") || TextIs(at, "→");
  }
  [[nodiscard]] bool FreeNumber(std::size_t at) const {
    if (at >= lexemes.size() || draft.used[at] || lexemes[at].kind != LexemeKind::kNumber) return false;
    int hit = draft.hit_at[at];
    return hit < 0 || draft.hits[static_cast<std::size_t>(hit)].last - draft.hits[static_cast<std::size_t>(hit)].first == 1;
  }
  [[nodiscard]] std::size_t LexemeAtByte(std::size_t from, std::size_t byte) const {
    while (from < lexemes.size() && lexemes[from].begin < byte) ++from;
    return from;
  }
};

// Digits of the text: value, decimals shown; false for "1,8" and "1.2.3".
bool ReadDigits(std::string_view text, Measure& measure) {
  std::string plain;
  std::size_t point = text.find('.');
  std::string_view whole = text.substr(0, point);
  auto groups = Split(whole, ',');
  for (std::size_t i = 1; i < groups.size(); ++i)
    if (groups[i].size() != 3 || groups[0].size() > 3) return false;
  for (std::string_view group : groups) plain += group;
  if (point != std::string_view::npos) {
    std::string_view rest = text.substr(point + 1);
    if (rest.find_first_not_of("0123456789") != std::string_view::npos) return false;
    measure.decimals = static_cast<int>(rest.size());
    plain += text.substr(point);
  }
  while (plain.size() > 1 && plain[0] == '0' && plain[1] != '.') plain.erase(0, 1);
  auto value = Decimal::Parse(plain);
  if (!value) return false;
  measure.value = value->value();
  measure.rounding = 0.5 * std::pow(10.0, -measure.decimals);
  return true;
}

Comparator ComparatorBefore(const Reader& in, std::size_t at, std::size_t& first) {
  if (at == 0) return Comparator::kNone;
  bool equal = in.Mark(at - 1, '=') && at >= 2;
  std::size_t sign = equal ? at - 2 : at - 1;
  auto mark = [&](Comparator strict, Comparator loose) {
    first = sign;
    return equal ? loose : strict;
  };
  if (in.Mark(sign, '<')) return mark(Comparator::kLess, Comparator::kLessOrEqual);
  if (in.Mark(sign, '>')) return mark(Comparator::kGreater, Comparator::kGreaterOrEqual);
  if (in.TextIs(at - 1, "≤")) return first = at - 1, Comparator::kLessOrEqual;
  if (in.TextIs(at - 1, "≥")) return first = at - 1, Comparator::kGreaterOrEqual;
  const Entry* entry = in.draft.EntryAt(at - 1);
  if (entry != nullptr && entry->role == Role::kComparator) return static_cast<Comparator>(entry->value);
  return Comparator::kNone;
}

// "140 이상", "200mg/dL 미만"
Comparator ComparatorAfter(const Reader& in, std::size_t next) {
  struct Word {
    std::string_view a, b;
    Comparator comparator;
  };
  static constexpr std::array<Word, 4> kWords = {{{"이", "상", Comparator::kGreaterOrEqual},
                                                  {"이", "하", Comparator::kLessOrEqual},
                                                  {"미", "만", Comparator::kLess},
                                                  {"초", "과", Comparator::kGreater}}};
  for (const Word& word : kWords)
    if (in.TextIs(next, word.a) && in.TextIs(next + 1, word.b)) return word.comparator;
  return Comparator::kNone;
}

bool Hedged(const Reader& in, std::size_t first, std::size_t next) {
  if (first > 0 && in.RoleOf(first - 1) == Role::kHedge) return true;
  return in.RoleOf(next) == Role::kHedge && in.lexemes[next].kind == LexemeKind::kHangul;
}

// The number is of a reference range: "(reference 3.5-5.1)", "normal range 3.5 to 5.1".
bool AfterReferenceWord(const Reader& in, std::size_t first) {
  for (std::size_t back = 1; back <= 4 && back <= first; ++back) {
    std::size_t at = first - back;
    if (in.RoleOf(at) == Role::kReference) return true;
    bool filler = in.TextIs(at, "of") || in.TextIs(at, "is") || in.TextIs(at, "range") || in.Mark(at, ':') || in.Mark(at, '<') ||
                  in.Mark(at, '>') || in.RoleOf(at) == Role::kComparator || in.TextIs(at, "는") || in.TextIs(at, "은") ||
                  in.Mark(at, '=') || in.TextIs(at, "to");
    if (!filler) return false;
  }
  return false;
}

bool IsCountNoun(const Reader& in, std::size_t at) {
  if (in.RoleOf(at) != Role::kCount) return false;
  return in.lexemes[at].kind != LexemeKind::kHangul || !in.lexemes[at].space_before;
}

MeasureRole RoleFor(const Reader& in, const Measure& measure, std::size_t first, std::size_t next) {
  if (AfterReferenceWord(in, first)) return MeasureRole::kReference;
  if (measure.unit.empty() && IsCountNoun(in, next)) return MeasureRole::kCount;
  bool by = first > 0 && in.TextIs(first - 1, "by");
  bool relative = measure.unit == "%" && in.RoleOf(next) == Role::kTrend;
  bool absolute_ko = !measure.unit.empty() && in.RoleOf(next) == Role::kTrend && in.lexemes[next].kind == LexemeKind::kHangul;
  return by || relative || absolute_ko ? MeasureRole::kChange : MeasureRole::kValue;
}

void ReadUnitBehind(const Reader& in, std::size_t& next, Measure& measure) {
  std::size_t end = in.lexemes[next - 1].end;
  std::string_view rest = in.draft.sentence.text.substr(end);
  std::size_t skipped = 0;
  while (skipped < rest.size() && rest[skipped] == ' ') ++skipped;
  if (rest.substr(skipped).starts_with("\xC2\xA0")) skipped += 2;
  auto unit = ReadUnit(rest.substr(skipped));
  if (!unit) return;
  measure.unit = unit->code;
  measure.unit_text = std::string(rest.substr(skipped, unit->length));
  measure.where.end = static_cast<std::uint32_t>(end + skipped + unit->length);
  next = in.LexemeAtByte(next, measure.where.end);
}

// The second number of "142/88", "3/10", "3 out of 10", "2 of 3".
std::size_t SecondOfPair(const Reader& in, std::size_t next) {
  if (in.Mark(next, '/') && in.FreeNumber(next + 1)) return next + 1;
  if (in.TextIs(next, "of") && in.FreeNumber(next + 1)) return next + 1;
  if (in.TextIs(next, "out") && in.TextIs(next + 1, "of") && in.FreeNumber(next + 2)) return next + 2;
  return 0;
}

bool IsListNumeral(const Reader& in, std::size_t at) {
  return at == 0 && (in.Mark(1, '.') || in.Mark(1, ')')) && in.lexemes.size() > 2 && in.lexemes[2].space_before;
}

bool IsOrdinal(const Reader& in, std::size_t at) {
  for (std::string_view ending : {"st", "nd", "rd", "th"})
    if (in.TextIs(at + 1, ending) && !in.lexemes[at + 1].space_before) return true;
  return false;
}

bool NegativeSign(const Reader& in, std::size_t at) {
  if (at == 0 || !(in.Mark(at - 1, '-') || in.TextIs(at - 1, "−")) || in.lexemes[at].space_before) return false;
  return at == 1 || in.lexemes[at - 1].space_before || in.Mark(at - 2, '(');
}

std::size_t ReadOne(Reader& in, std::size_t at) {
  Measure measure;
  std::size_t first = at, next = at + 1;
  measure.lexeme = static_cast<std::uint32_t>(at);
  measure.where = {in.lexemes[at].begin, in.lexemes[at].end};
  measure.readable = ReadDigits(in.draft.Text(static_cast<std::uint32_t>(at)), measure);
  if (NegativeSign(in, at)) {
    measure.value = -measure.value;
    first = at - 1;
    measure.where.begin = in.lexemes[first].begin;
  }
  measure.comparator = ComparatorBefore(in, first, first);
  if (std::size_t second = SecondOfPair(in, next); second != 0 && measure.readable) {
    Measure other;
    if (ReadDigits(in.draft.Text(static_cast<std::uint32_t>(second)), other)) {
      measure.second = other.value;
      if (in.TextIs(next, "of")) measure.role = MeasureRole::kCount;
      next = second + 1;
      measure.where.end = in.lexemes[second].end;
    }
  }
  ReadUnitBehind(in, next, measure);
  if (measure.comparator == Comparator::kNone) measure.comparator = ComparatorAfter(in, next);
  measure.hedged = Hedged(in, first, next);
  if (measure.role == MeasureRole::kValue) measure.role = RoleFor(in, measure, first, next);
  in.draft.sentence.measures.push_back(std::move(measure));
  in.draft.Use(at, next);
  return next;
}

// "4.1 to 5.2 mmol/L", "3.5-5.1": the first number shares the unit of the second, if both turn out to be of one analyte.
void MarkRanges(Reader& in) {
  auto& measures = in.draft.sentence.measures;
  for (std::size_t i = measures.size(); i-- > 1;) {
    Measure &a = measures[i - 1], &b = measures[i];
    bool linked = in.IsDash(a.lexeme + 1) || in.TextIs(a.lexeme + 1, "to") || in.TextIs(a.lexeme + 1, "and") ||
                  in.TextIs(a.lexeme + 1, "에") || in.Mark(a.lexeme + 1, ',') || in.TextIs(a.lexeme + 1, "or");
    std::uint32_t reach = in.TextIs(a.lexeme + 1, "에") ? 3 : 2;  // nothing but the link stands between them
    if (!linked || b.lexeme - a.lexeme > reach) continue;
    a.shares_unit = a.unit.empty() && !b.unit.empty() && a.role != MeasureRole::kCount;
    bool bare_range = in.IsDash(a.lexeme + 1) && a.lexeme > 0 && in.Mark(a.lexeme - 1, '(') && i >= 2 && a.role == MeasureRole::kValue;
    if (bare_range) a.role = MeasureRole::kReference;
    bool ranged = in.IsDash(a.lexeme + 1) || in.TextIs(a.lexeme + 1, "to");
    if (ranged && (a.role == MeasureRole::kReference || b.role == MeasureRole::kReference)) a.role = b.role = MeasureRole::kReference;
  }
}

// "two readings": a number word that counts.
void ReadCountWords(Reader& in) {
  for (std::size_t at = 0; at + 1 < in.lexemes.size(); ++at) {
    if (in.draft.used[at] || in.RoleOf(at) != Role::kNumberWord || in.RoleOf(at + 1) != Role::kCount) continue;
    if (in.lexemes[at].kind == LexemeKind::kHangul) continue;
    Measure measure;
    measure.where = {in.lexemes[at].begin, in.lexemes[at].end};
    measure.lexeme = static_cast<std::uint32_t>(at);
    measure.value = in.draft.EntryAt(at)->value;
    measure.role = MeasureRole::kCount;
    in.draft.sentence.measures.push_back(std::move(measure));
    in.draft.Use(at, at + 1);
  }
}

bool EndsUnit(char c) {
  return c == ' ' || c == ',' || c == ';' || c == '(' || c == ')' || c == '\n' || c == '\t' || c == ':' || c == '"' || c == '=';
}

// Words that stand behind a number without being its unit, though UCUM would read them.
bool IsNoUnit(std::string_view word) {
  static constexpr std::array<std::string_view, 27> kWords = {"am",   "pm",    "in",  "a",    "an",   "at",    "d",  "h",   "s",
                                                              "t",    "b",     "of",  "on",   "to",   "as",    "or", "and", "K",
                                                              "year", "years", "day", "days", "week", "month", "by", "is",  "no"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// What stands behind "167 in": a mark, the end, a particle, or a word that no "in" governs.
bool IsInches(std::string_view behind) {
  if (behind.empty() || behind.front() != ' ') return true;
  std::string_view word = behind.substr(1);
  if (word.starts_with('(')) return true;
  static constexpr std::array<std::string_view, 14> kWords = {"on ",  "at ",   "and ", "from ", "tall",   "when ",  "as ",
                                                              "was ", "were ", "is ",  "with ", "which ", "while ", "by "};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view w) { return word.starts_with(w); });
}

std::size_t LatinUnitLength(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && !EndsUnit(text[length])) {
    std::size_t next = length;
    if (static_cast<unsigned char>(text[length]) >= 0x80 && IsHangul(NextCodePoint(text, next))) break;
    length = std::max(next, length + 1);
  }
  while (length > 0 && (text[length - 1] == '.' || text[length - 1] == '!' || text[length - 1] == '?' || text[length - 1] == ']')) --length;
  return length;
}

std::optional<WrittenUnit> KoreanUnit(std::string_view text) {
  static constexpr std::array<std::string_view, 21> kUnits = {
      "밀리그램", "마이크로그램", "킬로그램", "그램",    "센티미터", "밀리미터", "밀리리터", "리터",   "퍼센트", "프로", "단위",
      "캡슐",     "회/분",        "회/min",   "박동/분", "정",       "점",       "도",       "파운드", "인치",   "방울"};
  for (std::string_view unit : kUnits) {
    if (!text.starts_with(unit)) continue;
    if (unit == "도" && text.starts_with("도 ")) continue;
    if (unit.starts_with("회/")) return WrittenUnit{"/min", unit.size()};
    if (auto code = NormaliseUnit(unit)) return WrittenUnit{*code, unit.size()};
  }
  return std::nullopt;
}

// Units of two or three words.
std::optional<WrittenUnit> UnitOfWords(std::string_view text) {
  struct Words {
    std::string_view words, code;
  };
  static constexpr std::array<Words, 22> kUnits = {{{"beats per minute", "/min"},
                                                    {"breaths per minute", "/min"},
                                                    {"beats a minute", "/min"},
                                                    {"breaths/min", "/min"},
                                                    {"beats/min", "/min"},
                                                    {"per minute", "/min"},
                                                    {"mm Hg", "mm[Hg]"},
                                                    {"degrees Celsius", "Cel"},
                                                    {"degrees C", "Cel"},
                                                    {"° C", "Cel"},
                                                    {"degrees Fahrenheit", "[degF]"},
                                                    {"degrees F", "[degF]"},
                                                    {"° F", "[degF]"},
                                                    {"mL/min/1.73 m2", "mL/min/{1.73_m2}"},
                                                    {"mL/min/1.73 m²", "mL/min/{1.73_m2}"},
                                                    {"mL/min/1.73m²", "mL/min/{1.73_m2}"},
                                                    {"mL/min/1.73m^2", "mL/min/{1.73_m2}"},
                                                    {"ml/min/1.73 m2", "mL/min/{1.73_m2}"},
                                                    {"mL per minute", "mL/min"},
                                                    {"mg per dL", "mg/dL"},
                                                    {"mL/min/1.73 m^2", "mL/min/{1.73_m2}"},
                                                    {"per cent", "%"}}};
  for (const Words& unit : kUnits)
    if (text.size() >= unit.words.size() && EqualsIgnoreCase(text.substr(0, unit.words.size()), unit.words))
      return WrittenUnit{std::string(unit.code), unit.words.size()};
  return std::nullopt;
}

}  // namespace

std::optional<WrittenUnit> ReadUnit(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.front() == '%') return WrittenUnit{"%", 1};
  if (auto unit = UnitOfWords(text)) return unit;
  if (auto unit = KoreanUnit(text)) return unit;
  std::size_t length = LatinUnitLength(text);
  bool power =
      text.starts_with("10*") || text.starts_with("10^") || text.starts_with("10³") || text.starts_with("10⁶") || text.starts_with("10⁹");
  if (length == 0 || length > 24 || (IsDigitAscii(text.front()) && !power) || text.front() == '-' || text.front() == '.')
    return std::nullopt;
  std::string_view word = text.substr(0, length);
  // "167 in." and "66 in, 70 kg" are inches, "3 in total" is not.
  if (word == "in" && IsInches(text.substr(length))) return WrittenUnit{"[in_i]", length};
  if (IsNoUnit(word)) return std::nullopt;
  if (auto code = NormaliseUnit(word)) return WrittenUnit{*code, length};
  return std::nullopt;
}

void ReadMeasures(Draft& draft) {
  Reader in{draft};
  if (IsListNumeral(in, 0) && in.FreeNumber(0)) draft.Use(0, 2);
  ReadCountWords(in);
  for (std::size_t at = 0; at < in.lexemes.size(); ++at) {
    if (!in.FreeNumber(at)) continue;
    if (IsOrdinal(in, at)) {
      draft.Use(at, at + 2);
      continue;
    }
    at = ReadOne(in, at) - 1;
  }
  std::sort(draft.sentence.measures.begin(), draft.sentence.measures.end(),
            [](const Measure& a, const Measure& b) { return a.lexeme < b.lexeme; });
  MarkRanges(in);
}

}  // namespace aegle::verify
