#include "trust/lexicon.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <string>

#include "base/text.h"

namespace aegle::verify {
namespace {

struct RoleName {
  std::string_view name;
  Role role;
  bool has_value;  // "st 1 = active": the second word is a number; otherwise terms or nothing
};

constexpr std::array<RoleName, 34> kRoles = {{
    {"P", Role::kProblem, false},
    {"D", Role::kDrug, false},
    {"A", Role::kAnalyte, false},
    {"G", Role::kProcedure, false},
    {"S", Role::kSite, false},
    {"Q", Role::kQualifier, false},
    {"glue", Role::kGlue, false},
    {"conn", Role::kConnector, false},
    {"list", Role::kList, false},
    {"end", Role::kTerminator, false},
    {"verb", Role::kVerb, false},
    {"neg<", Role::kNegationBefore, false},
    {"neg>", Role::kNegationAfter, false},
    {"neg=", Role::kNegationBoth, false},
    {"hist", Role::kHistory, false},
    {"past", Role::kPast, false},
    {"fam", Role::kFamily, false},
    {"poss", Role::kPossible, false},
    {"allergy", Role::kAllergy, false},
    {"lat", Role::kLaterality, true},
    {"sex", Role::kSex, true},
    {"st", Role::kStatus, true},
    {"tr", Role::kTrend, true},
    {"in", Role::kInterpretation, true},
    {"freq", Role::kFrequency, true},
    {"route", Role::kRoute, true},
    {"sup", Role::kSuperlative, true},
    {"hedge", Role::kHedge, false},
    {"cmp", Role::kComparator, true},
    {"ref", Role::kReference, false},
    {"role", Role::kRole, true},
    {"num", Role::kNumberWord, true},
    {"rel", Role::kRelative, true},
    {"count", Role::kCount, false},
}};

bool CarriesTerms(Role role) { return role >= Role::kProblem && role <= Role::kQualifier; }

// An abbreviation of up to three letters that the table writes with a capital must have one in the sentence as well.
bool IsShortAbbreviation(std::string_view phrase) {
  return !phrase.empty() && phrase.size() <= 3 && phrase.front() >= 'A' && phrase.front() <= 'Z';
}

bool StartsKoreanWord(const std::vector<Lexeme>& lexemes) { return lexemes.size() == 1 && lexemes.front().kind == LexemeKind::kHangul; }

constexpr std::array<std::string_view, 22> kParticles = {"이", "가", "은", "는", "을", "를", "의", "에", "도", "과", "와",
                                                         "및", "로", "만", "임", "으", "부", "측", "쪽", "염", "입", "에서"};

// A noun of one syllable counts only as a word of its own: before a space, a mark or a particle.
bool EndsKoreanWord(std::string_view text, std::span<const Lexeme> lexemes, std::size_t last) {
  if (last >= lexemes.size() || lexemes[last].space_before || lexemes[last].kind != LexemeKind::kHangul) return true;
  std::string_view next = text.substr(lexemes[last].begin, lexemes[last].end - lexemes[last].begin);
  return std::find(kParticles.begin(), kParticles.end(), next) != kParticles.end();
}

template <std::size_t N>
bool EndsWithAny(std::string_view word, const std::array<std::string_view, N>& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return word.size() >= ending.size() + 2 && word.ends_with(ending); });
}

}  // namespace

const Lexicon& Lexicon::Get() {
  static const Lexicon lexicon;
  return lexicon;
}

// Earlier tables win where two give the same phrase.
Lexicon::Lexicon() {
  for (std::string_view table : {CueTable(), MeasurementTable(), DrugTable(), ProblemTable(), SiteTable(), GlueTable()}) AddTable(table);
}

void Lexicon::AddTable(std::string_view table) {
  for (std::string_view line : Split(table, '\n'))
    if (!Trim(line).empty()) AddLine(Trim(line));
}

void Lexicon::AddLine(std::string_view line) {
  std::size_t space = line.find(' '), equals = line.find(" = ");
  std::string_view role_name = line.substr(0, space);
  auto role = std::find_if(kRoles.begin(), kRoles.end(), [&](const RoleName& r) { return r.name == role_name; });
  if (role == kRoles.end()) throw std::logic_error("lexicon: no role in: " + std::string(line));
  std::string_view left =
      equals == std::string_view::npos || equals < space ? std::string_view() : Trim(line.substr(space, equals - space));
  if (equals == std::string_view::npos) left = Trim(line.substr(space));
  Entry entry{role->role, 0, false, false, {}, left};
  if (role->has_value) {
    std::from_chars(left.data(), left.data() + left.size(), entry.value);
  } else if (CarriesTerms(entry.role)) {
    for (const Lexeme& lexeme : Lex(left)) entry.terms.push_back(lexeme.term);
    AddPhrase(left, entry);
  }
  if (equals == std::string_view::npos) return;
  for (std::string_view phrase : Split(line.substr(equals + 3), ';')) AddPhrase(Trim(phrase), entry);
}

void Lexicon::AddPhrase(std::string_view phrase, const Entry& entry) {
  std::vector<Lexeme> lexemes = Lex(phrase);
  if (lexemes.empty()) return;
  Entry own = entry;
  own.upper_case = IsShortAbbreviation(phrase);
  own.short_hangul = StartsKoreanWord(lexemes) && CarriesTerms(entry.role);
  TermId hash = 0;
  for (const Lexeme& lexeme : lexemes) hash = Extend(hash, lexeme.term);
  phrases_.emplace(hash, std::move(own));
  int& longest = longest_[lexemes.front().term];
  longest = std::max(longest, static_cast<int>(lexemes.size()));
}

Hit Lexicon::Match(std::string_view text, std::span<const Lexeme> lexemes, std::size_t at) const {
  Hit best{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at), nullptr};
  auto longest = longest_.find(lexemes[at].term);
  if (longest == longest_.end()) return best;
  TermId hash = 0;
  std::size_t end = std::min(lexemes.size(), at + static_cast<std::size_t>(longest->second));
  bool inside_word =
      at > 0 && lexemes[at].kind == LexemeKind::kHangul && !lexemes[at].space_before && lexemes[at - 1].kind == LexemeKind::kHangul;
  for (std::size_t i = at; i < end; ++i) {
    // A particle and the next word make no word: "혈당과 체중" is not "과체중".
    if (inside_word && i > at && lexemes[i].space_before) break;
    hash = Extend(hash, lexemes[i].term);
    auto found = phrases_.find(hash);
    if (found == phrases_.end()) continue;
    const Entry& entry = found->second;
    if (entry.upper_case && text[lexemes[at].begin] >= 'a') continue;
    if (entry.short_hangul &&
        (!(at == 0 || lexemes[at].space_before || lexemes[at - 1].kind != LexemeKind::kHangul) || !EndsKoreanWord(text, lexemes, i + 1)))
      continue;
    best.last = static_cast<std::uint32_t>(i + 1);
    best.entry = &entry;
  }
  return best;
}

KoreanWord KoreanDisease(std::string_view text, std::span<const Lexeme> lexemes, std::size_t at) {
  static constexpr std::array<std::string_view, 16> kEndings = {"염",   "암",   "증",   "병",   "골절", "증후군", "종양", "경색",
                                                                "결석", "출혈", "부전", "궤양", "마비", "협착",   "위축", "종"};
  static constexpr std::array<std::string_view, 8> kOthers = {"합병증", "후유증", "유행병",     "전염병",
                                                              "만성병", "부작용", "기저질환병", "확인증"};
  KoreanWord none{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at), 0};
  bool begins =
      lexemes[at].kind == LexemeKind::kHangul && (at == 0 || lexemes[at].space_before || lexemes[at - 1].kind != LexemeKind::kHangul);
  if (!begins) return none;
  KoreanWord best = none;
  TermId term = 0;
  for (std::size_t i = at;
       i < lexemes.size() && i < at + 12 && lexemes[i].kind == LexemeKind::kHangul && (i == at || !lexemes[i].space_before); ++i) {
    term = Extend(term, lexemes[i].term);
    std::string_view word = text.substr(lexemes[at].begin, lexemes[i].end - lexemes[at].begin);
    bool ends = std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
    if (std::find(kOthers.begin(), kOthers.end(), word) != kOthers.end()) return none;
    if (ends && i - at >= 2) best.last = static_cast<std::uint32_t>(i + 1), best.term = term;
  }
  return best;
}

Role RoleByEnding(std::string_view word) {
  static constexpr std::array<std::string_view, 23> kProblemEndings = {
      "itis",  "itides", "osis",   "emia",    "aemia", "oma",       "omas",   "pathy",   "algia", "uria",      "penia", "plegia",
      "rrhea", "rrhoea", "trophy", "ectasis", "cele",  "lithiasis", "phobia", "paresis", "pnea",  "sclerosis", "ectomy"};
  static constexpr std::array<std::string_view, 40> kDrugEndings = {
      "pril",    "sartan",   "statin",    "olol",    "dipine",  "azole",   "cillin",  "mycin",   "micin",    "oxacin",
      "cycline", "gliptin",  "gliflozin", "glutide", "formin",  "prazole", "tidine",  "triptan", "setron",   "parin",
      "xaban",   "gatran",   "mab",       "tinib",   "ciclib",  "vir",     "oxetine", "azepam",  "barbital", "caine",
      "profen",  "thiazide", "semide",    "terol",   "tropium", "lukast",  "sone",    "solone",  "platin",   "rubicin"};
  std::string lower = ToLowerAscii(word);
  if (lower.size() < 5) return Role::kNone;
  if (EndsWithAny(lower, kDrugEndings)) return Role::kDrug;
  if (EndsWithAny(lower, kProblemEndings)) return Role::kProblem;
  return Role::kNone;
}

}  // namespace aegle::verify
