// How people write units, and how units are shown to people.
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "record/ucum.h"

namespace aegle {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;
using Table = std::map<std::string_view, std::string_view>;

// Characters that stand for several, and look-alikes. Longer ones first.
constexpr Pair kSymbols[] = {
    {"10¹²", "10*12"}, {"10⁹", "10*9"}, {"10⁶", "10*6"}, {"10³", "10*3"}, {"µ", "u"},   {"μ", "u"},        {"²", "2"},   {"³", "3"},
    {"×", "x"},        {"㎎", "mg"},    {"㎍", "ug"},    {"㎏", "kg"},    {"㎖", "mL"}, {"㎗", "dL"},      {"㎕", "uL"}, {"ℓ", "L"},
    {"㎜", "mm"},      {"㎝", "cm"},    {"㎛", "um"},    {"㎡", "m2"},    {"㎥", "m3"}, {"㎐", "Hz"},      {"℃", "Cel"}, {"℉", "[degF]"},
    {"º", "°"},        {"˚", "°"},      {"％", "%"},     {"／", "/"},     {"·", "."},   {"\xC2\xA0", " "},
};

// Whole units whose letters mean something else in UCUM (kelvin, farad, picotonne ...). Case matters.
const Table& Traps() {
  static const Table table{
      {"C", "Cel"},         {"°C", "Cel"},         {"F", "[degF]"},     {"°F", "[degF]"},     {"in", "[in_i]"},
      {"ft", "[ft_i]"},     {"pt", "[pt_us]"},     {"pH", "[pH]"},      {"PH", "[pH]"},       {"G", "g"},
      {"G/L", "10*9/L"},    {"T/L", "10*12/L"},    {"M", "mol/L"},      {"mM", "mmol/L"},     {"uM", "umol/L"},
      {"nM", "nmol/L"},     {"pM", "pmol/L"},      {"K/uL", "10*3/uL"}, {"k/uL", "10*3/uL"},  {"K/mcL", "10*3/uL"},
      {"K/mm3", "10*3/uL"}, {"K/cumm", "10*3/uL"}, {"M/uL", "10*6/uL"}, {"M/mcL", "10*6/uL"}, {"M/mm3", "10*6/uL"},
      {"Cal", "[Cal]"},     {"\"", "[in_i]"},      {"'", "[ft_i]"},     {"#/uL", "/uL"},      {"천/uL", "10*3/uL"},
      {"만/uL", "10*4/uL"},
  };
  return table;
}

// Whole units in lower case, without spaces.
const Table& Wholes() {
  static const Table table{
      {"bpm", "/min"},
      {"rpm", "/min"},
      {"cpm", "/min"},
      {"beatsperminute", "/min"},
      {"breathsperminute", "/min"},
      {"perminute", "/min"},
      {"perhour", "/h"},
      {"perday", "/d"},
      {"mmhg", "mm[Hg]"},
      {"mmofhg", "mm[Hg]"},
      {"수은주밀리미터", "mm[Hg]"},
      {"cmh2o", "cm[H2O]"},
      {"torr", "mm[Hg]"},
      {"celsius", "Cel"},
      {"degreescelsius", "Cel"},
      {"degc", "Cel"},
      {"섭씨", "Cel"},
      {"섭씨도", "Cel"},
      {"도", "Cel"},
      {"fahrenheit", "[degF]"},
      {"degf", "[degF]"},
      {"화씨", "[degF]"},
      {"mg%", "mg/dL"},
      {"gm%", "g/dL"},
      {"vol%", "%"},
      {"%vol", "%"},
      {"ml/min/1.73m2", "mL/min/{1.73_m2}"},
      {"ml/min/1.73", "mL/min/{1.73_m2}"},
      {"ml/min/{1.73m2}", "mL/min/{1.73_m2}"},
      {"ml/min/1.73sqm", "mL/min/{1.73_m2}"},
      {"cumm", "mm3"},
      {"/cumm", "/mm3"},
      {"mcg", "ug"},
      {"fr", "[Ch]"},
      {"french", "[Ch]"},
      {"dyn.s/cm5", "dyn.s/cm5"},
      {"psi", "[psi]"},
      {"ppm", "[ppm]"},
      {"ppb", "[ppb]"},
      {"mets", "[MET]"},
      {"met", "[MET]"},
  };
  return table;
}

// One factor of a unit, in lower case.
const Table& Parts() {
  static const Table table{
      {"kg", "kg"},
      {"kgs", "kg"},
      {"kilogram", "kg"},
      {"kilograms", "kg"},
      {"킬로그램", "kg"},
      {"g", "g"},
      {"gm", "g"},
      {"gms", "g"},
      {"gr", "g"},
      {"gram", "g"},
      {"grams", "g"},
      {"그램", "g"},
      {"mg", "mg"},
      {"mgs", "mg"},
      {"milligram", "mg"},
      {"milligrams", "mg"},
      {"밀리그램", "mg"},
      {"mcg", "ug"},
      {"ug", "ug"},
      {"microgram", "ug"},
      {"micrograms", "ug"},
      {"마이크로그램", "ug"},
      {"ng", "ng"},
      {"pg", "pg"},
      {"lb", "[lb_av]"},
      {"lbs", "[lb_av]"},
      {"pound", "[lb_av]"},
      {"pounds", "[lb_av]"},
      {"파운드", "[lb_av]"},
      {"oz", "[oz_av]"},
      {"ounce", "[oz_av]"},
      {"ounces", "[oz_av]"},
      {"floz", "[foz_us]"},
      {"inch", "[in_i]"},
      {"inches", "[in_i]"},
      {"인치", "[in_i]"},
      {"foot", "[ft_i]"},
      {"feet", "[ft_i]"},
      {"cm", "cm"},
      {"centimeter", "cm"},
      {"centimeters", "cm"},
      {"센티미터", "cm"},
      {"mm", "mm"},
      {"millimeter", "mm"},
      {"meter", "m"},
      {"meters", "m"},
      {"l", "L"},
      {"liter", "L"},
      {"liters", "L"},
      {"litre", "L"},
      {"리터", "L"},
      {"dl", "dL"},
      {"ml", "mL"},
      {"cc", "mL"},
      {"milliliter", "mL"},
      {"milliliters", "mL"},
      {"밀리리터", "mL"},
      {"ul", "uL"},
      {"mcl", "uL"},
      {"cumm", "mm3"},
      {"mm3", "mm3"},
      {"fl", "fL"},
      {"hr", "h"},
      {"hrs", "h"},
      {"hour", "h"},
      {"hours", "h"},
      {"시간", "h"},
      {"min", "min"},
      {"mins", "min"},
      {"minute", "min"},
      {"minutes", "min"},
      {"분", "min"},
      {"sec", "s"},
      {"secs", "s"},
      {"second", "s"},
      {"seconds", "s"},
      {"초", "s"},
      {"msec", "ms"},
      {"day", "d"},
      {"days", "d"},
      {"일", "d"},
      {"week", "wk"},
      {"weeks", "wk"},
      {"wks", "wk"},
      {"주", "wk"},
      {"month", "mo"},
      {"months", "mo"},
      {"개월", "mo"},
      {"달", "mo"},
      {"year", "a"},
      {"years", "a"},
      {"yr", "a"},
      {"yrs", "a"},
      {"년", "a"},
      {"세", "a"},
      {"살", "a"},
      {"iu", "[IU]"},
      {"miu", "m[IU]"},
      {"uiu", "u[IU]"},
      {"kiu", "k[IU]"},
      {"u", "U"},
      {"unit", "U"},
      {"units", "U"},
      {"단위", "U"},
      {"meq", "meq"},
      {"eq", "eq"},
      {"mosm", "mosm"},
      {"mosmol", "mosm"},
      {"osm", "osm"},
      {"mmol", "mmol"},
      {"umol", "umol"},
      {"nmol", "nmol"},
      {"pmol", "pmol"},
      {"mol", "mol"},
      {"mmhg", "mm[Hg]"},
      {"cmh2o", "cm[H2O]"},
      {"hpf", "[HPF]"},
      {"lpf", "[LPF]"},
      {"gtt", "[drp]"},
      {"drop", "[drp]"},
      {"drops", "[drp]"},
      {"방울", "[drp]"},
      {"cfu", "[CFU]"},
      {"kcal", "kcal"},
      {"percent", "%"},
      {"퍼센트", "%"},
      {"프로", "%"},
      {"beat", "1"},
      {"beats", "1"},
      {"breath", "1"},
      {"breaths", "1"},
      {"회", "1"},
      {"번", "1"},
      {"박동", "1"},
      {"cell", "1"},
      {"cells", "1"},
      {"개", "{count}"},
      {"ea", "{count}"},
      {"tab", "{tablet}"},
      {"tabs", "{tablet}"},
      {"tablet", "{tablet}"},
      {"tablets", "{tablet}"},
      {"tbl", "{tablet}"},
      {"정", "{tablet}"},
      {"cap", "{capsule}"},
      {"caps", "{capsule}"},
      {"capsule", "{capsule}"},
      {"capsules", "{capsule}"},
      {"캡슐", "{capsule}"},
      {"puff", "{puff}"},
      {"puffs", "{puff}"},
      {"point", "{score}"},
      {"points", "{score}"},
      {"score", "{score}"},
      {"점", "{score}"},
      {"pack-years", "{pack}.a"},
      {"갑년", "{pack}.a"},
      {"갑", "{pack}"},
  };
  return table;
}

const std::string_view* Find(const Table& table, std::string_view key) {
  auto found = table.find(key);
  return found == table.end() ? nullptr : &found->second;
}

std::string Clean(std::string_view written) {
  std::string text(written);
  for (auto [from, to] : kSymbols) text = ReplaceAll(std::move(text), from, to);
  return std::string(Trim(text));
}

std::string WithoutSpaces(std::string text) {
  text = ReplaceAll(std::move(text), " per ", "/");
  std::erase(text, ' ');
  return text;
}

// "x10^3", "10e3", "10E3", "10**3", "10^3", "x10*3" -> "10*3"; empty where it is no power of ten.
std::string PowerOfTen(std::string_view part) {
  if (!part.empty() && (part.front() == 'x' || part.front() == 'X' || part.front() == '*')) part.remove_prefix(1);
  if (!part.starts_with("10")) return {};
  part.remove_prefix(2);
  for (std::string_view mark : {"**", "*", "^", "e", "E"}) {
    if (!part.starts_with(mark)) continue;
    part.remove_prefix(mark.size());
    if (part.starts_with('+')) part.remove_prefix(1);
    bool digits = !part.empty() && part.size() <= 2;
    for (char c : part) digits = digits && IsDigitAscii(c);
    return digits ? "10*" + std::string(part) : std::string();
  }
  return {};
}

std::string NormalisePart(std::string_view part) {
  if (std::string power = PowerOfTen(part); !power.empty()) return power;
  if (const auto* code = Find(Parts(), ToLowerAscii(part))) return std::string(*code);
  return std::string(part);
}

std::string NormaliseParts(const std::string& text) {
  std::string code;
  std::vector<std::string_view> factors = Split(text, '/');
  for (std::size_t i = 0; i < factors.size(); ++i) {
    std::string part = NormalisePart(factors[i]);
    if (i == 0 && part == "1" && factors.size() > 1) part.clear();
    if (i > 0) code += '/';
    code += part;
  }
  return code;
}

// UCUM reads "500" and "1.5" as units (five hundred, one times five); a person who writes them means a value.
bool StartsWithValue(std::string_view text) {
  return IsDigitAscii(text.front()) && !text.starts_with("10*") && !text.starts_with("10^") &&
         PowerOfTen(text.substr(0, text.find('/'))).empty() && !text.starts_with("1/");
}

bool IsUcum(std::string_view code) { return UcumUnit::Parse(code).has_value(); }

constexpr std::string_view kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

std::string Superscript(std::string_view digits) {
  std::string text;
  for (char c : digits) {
    if (c == '-') text += "⁻";
    if (IsDigitAscii(c)) text += kSuperscripts[static_cast<std::size_t>(c - '0')];
  }
  return text;
}

const Table& ShownAtoms() {
  static const Table table{
      {"mm[Hg]", "mmHg"},
      {"cm[H2O]", "cmH2O"},
      {"mm[H2O]", "mmH2O"},
      {"m[H2O]", "mH2O"},
      {"m[Hg]", "mHg"},
      {"Cel", "°C"},
      {"[degF]", "°F"},
      {"[in_i]", "in"},
      {"[ft_i]", "ft"},
      {"[mi_i]", "mi"},
      {"[lb_av]", "lb"},
      {"[oz_av]", "oz"},
      {"[stone_av]", "st"},
      {"[foz_us]", "fl oz"},
      {"[foz_m]", "fl oz"},
      {"[tsp_us]", "tsp"},
      {"[tbs_us]", "tbsp"},
      {"[cup_us]", "cup"},
      {"[IU]", "IU"},
      {"[iU]", "IU"},
      {"m[IU]", "mIU"},
      {"m[iU]", "mIU"},
      {"u[IU]", "µIU"},
      {"u[iU]", "µIU"},
      {"k[IU]", "kIU"},
      {"k[iU]", "kIU"},
      {"[arb'U]", "arb. U"},
      {"[CFU]", "CFU"},
      {"[pH]", ""},
      {"[ppm]", "ppm"},
      {"[ppb]", "ppb"},
      {"[ppth]", "‰"},
      {"[HPF]", "HPF"},
      {"[LPF]", "LPF"},
      {"[drp]", "drops"},
      {"[Ch]", "Fr"},
      {"[MET]", "MET"},
      {"[psi]", "psi"},
      {"meq", "mEq"},
      {"ueq", "µEq"},
      {"eq", "Eq"},
      {"mosm", "mOsm"},
      {"osm", "Osm"},
      {"Ohm", "Ω"},
      {"a", "years"},
      {"mo", "months"},
      {"wk", "weeks"},
      {"[anti'Xa'U]", "anti-Xa U"},
      {"[PFU]", "PFU"},
      {"[EU]", "EU"},
      {"[AU]", "AU"},
      {"[BAU]", "BAU"},
      {"[GPL'U]", "GPL U"},
      {"[MPL'U]", "MPL U"},
      {"1", ""},
  };
  return table;
}

std::string DisplayAtom(std::string_view atom) {
  if (const auto* shown = Find(ShownAtoms(), atom)) return std::string(*shown);
  if (atom.starts_with("10*") || atom.starts_with("10^")) return "10" + Superscript(atom.substr(3));
  std::size_t symbol_end = atom.size();
  while (symbol_end > 0 && IsDigitAscii(atom[symbol_end - 1])) --symbol_end;
  if (symbol_end > 0 && symbol_end < atom.size() && atom[symbol_end - 1] == '-') --symbol_end;
  if (symbol_end == 0) return std::string(atom);  // a number
  std::string exponent = Superscript(atom.substr(symbol_end));
  std::string_view symbol = atom.substr(0, symbol_end);
  if (const auto* shown = Find(ShownAtoms(), symbol)) return std::string(*shown) + exponent;
  if (symbol.size() > 1 && symbol[0] == 'u') return "µ" + std::string(symbol.substr(1)) + exponent;
  return std::string(symbol) + exponent;
}

// Moves `at` behind the next factor, its brackets and its annotation; returns the factor without the annotation.
std::string NextFactor(std::string_view code, std::size_t& at) {
  std::string atom;
  while (at < code.size() && std::string_view("./()").find(code[at]) == std::string_view::npos) {
    char close = code[at] == '[' ? ']' : code[at] == '{' ? '}' : '\0';
    std::size_t end = close ? code.find(close, at) : at;
    if (end == std::string_view::npos) end = code.size() - 1;
    std::string_view piece = code.substr(at, end - at + 1);
    if (piece == "{1.73_m2}")
      atom += "1.73 m²";
    else if (close != '}')
      atom += piece;
    at = end + 1;
  }
  return atom.find("1.73 m²") != std::string::npos ? atom : DisplayAtom(atom);
}

}  // namespace

std::optional<std::string> NormaliseUnit(std::string_view written) {
  if (written.size() > 256) return std::nullopt;
  std::string cleaned = Clean(written);
  std::string text = WithoutSpaces(cleaned);
  if (text.empty() || StartsWithValue(text)) return std::nullopt;
  if (const auto* code = Find(Traps(), text)) return std::string(*code);
  if (const auto* code = Find(Wholes(), ToLowerAscii(text))) return std::string(*code);
  std::string code = NormaliseParts(text);
  if (IsUcum(code)) return code;
  if (IsUcum(text)) return text;
  return std::nullopt;
}

std::string DisplayUnit(std::string_view ucum) {
  if (!IsUcum(ucum)) return std::string(ucum);
  std::string shown;
  for (std::size_t at = 0; at < ucum.size();) {
    if (std::string_view("./()").find(ucum[at]) != std::string_view::npos) {
      shown += ucum[at] == '.' ? "·" : std::string(1, ucum[at]);
      ++at;
      continue;
    }
    std::string factor = NextFactor(ucum, at);
    if (factor.empty() && (shown.ends_with('/') || shown.ends_with("·"))) shown.erase(shown.rfind(shown.back() == '/' ? "/" : "·"));
    shown += factor;
  }
  if (shown.starts_with("·")) shown.erase(0, std::string_view("·").size());
  return shown;
}

}  // namespace aegle
