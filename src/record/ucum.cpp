#include "record/ucum.h"

#include <cmath>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "record/ucum_table.h"

namespace aegle {
namespace {

constexpr std::size_t kLongestCode = 256;
constexpr int kDeepest = 16;
constexpr int kLargestExponent = 100;
constexpr double kIcePoint = 273.15;  // of Cel and [degRe], in K

// A product of powers of base units.
struct Term {
  double factor = 1, offset = 0;
  bool special = false;
  std::array<int, kUcumDimensions> dimension{};
  int moles = 0, equivalents = 0;
  std::map<std::string, int, std::less<>> arbitrary;

  void Multiply(const Term& other, int sign) {
    factor = sign > 0 ? factor * other.factor : factor / other.factor;
    for (std::size_t i = 0; i < dimension.size(); ++i) dimension[i] += sign * other.dimension[i];
    moles += sign * other.moles;
    equivalents += sign * other.equivalents;
    for (const auto& [code, exponent] : other.arbitrary) arbitrary[code] += sign * exponent;
    special = special || other.special;
  }
  void Raise(int exponent) {
    factor = std::pow(factor, exponent);
    for (int& d : dimension) d *= exponent;
    moles *= exponent;
    equivalents *= exponent;
    for (auto& [code, power] : arbitrary) power *= exponent;
  }
};

struct Atom {
  Term term;
  bool metric = false;
};

using AtomMap = std::unordered_map<std::string_view, Atom>;
const AtomMap& Atoms();

bool IsAtomChar(char c) { return IsLetterAscii(c) || c == '%' || c == '\'' || c == '_' || c == '*' || c == '^'; }

}  // namespace

// Recursive descent over the grammar of UCUM section 2.3 (table 1 of the specification).
class UcumParser {
 public:
  UcumParser(std::string_view code, const AtomMap& atoms) : code_(code), atoms_(atoms) {}

  Result<Term> ParseAll() {
    if (code_.empty()) return Bad("an empty unit");
    if (code_.size() > kLongestCode) return Bad("a unit longer than 256 bytes");
    AEGLE_TRY(term, ParseTerm(0));
    if (at_ != code_.size()) return Bad("unexpected character");
    return term;
  }

  static Result<UcumUnit> ToUnit(std::string_view code, const Term& term) {
    UcumUnit unit;
    unit.code_ = code;
    unit.factor_ = term.factor;
    unit.offset_ = term.offset;
    for (std::size_t i = 0; i < term.dimension.size(); ++i) unit.dimension_[i] = static_cast<signed char>(term.dimension[i]);
    unit.moles_ = static_cast<signed char>(term.moles);
    unit.equivalents_ = static_cast<signed char>(term.equivalents);
    for (const auto& [name, exponent] : term.arbitrary)
      if (exponent != 0) unit.arbitrary_ += name + std::to_string(exponent);
    return unit;
  }

 private:
  tl::unexpected<Error> Bad(std::string_view what) const { return Refuse(ErrorCode::kBadInput, what); }
  tl::unexpected<Error> Refuse(ErrorCode error, std::string_view what) const {
    return Fail(error, "\"" + std::string(Utf8Prefix(code_, 40)) + "\" is not a known UCUM unit: " + std::string(what),
                "byte " + std::to_string(at_));
  }
  [[nodiscard]] char Peek(std::size_t ahead = 0) const { return at_ + ahead < code_.size() ? code_[at_ + ahead] : '\0'; }

  Result<Term> ParseTerm(int depth) {
    if (depth > kDeepest) return Bad("nested too deep");
    Term term;
    int sign = 1;
    if (Peek() == '/') {
      ++at_;
      sign = -1;
    }
    for (int count = 0;; ++count) {
      AEGLE_TRY(component, ParseComponent(depth));
      bool alone = count == 0 && sign > 0 && Peek() != '.' && Peek() != '/';
      if (component.special && !alone) return Bad("a unit with its own zero cannot be part of a product");
      if (alone) {
        term = std::move(component);
      } else {
        term.Multiply(component, sign);
      }
      AEGLE_CHECK(CheckSize(term));
      if (Peek() != '.' && Peek() != '/') return term;
      sign = Peek() == '/' ? -1 : 1;
      ++at_;
    }
  }

  Result<void> CheckSize(const Term& term) const {
    bool fits = std::isfinite(term.factor) && term.factor > 0;
    for (int d : term.dimension) fits = fits && std::abs(d) <= kLargestExponent;
    fits = fits && std::abs(term.moles) <= kLargestExponent && std::abs(term.equivalents) <= kLargestExponent;
    for (const auto& [code, power] : term.arbitrary) fits = fits && std::abs(power) <= kLargestExponent;
    if (!fits) return Bad("out of range");
    return {};
  }

  Result<Term> ParseComponent(int depth) {
    if (Peek() == '(') {
      ++at_;
      AEGLE_TRY(term, ParseTerm(depth + 1));
      if (Peek() != ')') return Bad("a missing ')'");
      ++at_;
      AEGLE_CHECK(SkipAnnotation());
      return term;
    }
    if (Peek() == '{') {
      AEGLE_CHECK(SkipAnnotation());
      return Term{};
    }
    bool power_of_ten = Peek() == '1' && Peek(1) == '0' && (Peek(2) == '*' || Peek(2) == '^');
    if (IsDigitAscii(Peek()) && !power_of_ten) return ParseNumber();
    return ParseAnnotatable();
  }

  Result<Term> ParseNumber() {
    Term term;
    double value = 0;
    int digits = 0;
    for (; IsDigitAscii(Peek()); ++at_, ++digits) value = value * 10 + (Peek() - '0');
    if (value <= 0 || digits > 18) return Bad("a factor must be a positive whole number");
    term.factor = value;
    AEGLE_CHECK(SkipAnnotation());
    return term;
  }

  Result<Term> ParseAnnotatable() {
    AEGLE_TRY(term, ParseAtom());
    AEGLE_TRY(exponent, ParseExponent());
    if (exponent != 1) {
      if (term.special) return Bad("a unit with its own zero has no powers");
      term.Raise(exponent);
      AEGLE_CHECK(CheckSize(term));
    }
    AEGLE_CHECK(SkipAnnotation());
    return term;
  }

  Result<int> ParseExponent() {
    bool sign = Peek() == '-' || Peek() == '+';
    if (!sign && !IsDigitAscii(Peek())) return 1;
    int factor = Peek() == '-' ? -1 : 1;
    if (sign) ++at_;
    if (!IsDigitAscii(Peek())) return Bad("an exponent without digits");
    int value = 0;
    for (; IsDigitAscii(Peek()); ++at_)
      if ((value = value * 10 + (Peek() - '0')) > kLargestExponent) return Bad("an exponent out of range");
    return factor * value;
  }

  Result<void> SkipAnnotation() {
    if (Peek() != '{') return {};
    for (++at_; at_ < code_.size() && Peek() != '}'; ++at_)
      if (Peek() == '{' || Peek() < 0x20) return Bad("an annotation may not hold this character");
    if (Peek() != '}') return Bad("a missing '}'");
    ++at_;
    return {};
  }

  // The symbol of an atom: letters, and anything within square brackets.
  Result<std::string_view> ScanSymbol() {
    std::size_t start = at_;
    if (Peek() == '1') at_ += 2;  // "10*", "10^"
    while (IsAtomChar(Peek()) || Peek() == '[') {
      if (Peek() == '[') {
        std::size_t end = code_.find(']', at_);
        if (end == std::string_view::npos) return Bad("a missing ']'");
        at_ = end;
      }
      ++at_;
    }
    if (at_ == start) return Bad(at_ == code_.size() ? "a unit is missing at the end" : "unexpected character");
    return code_.substr(start, at_ - start);
  }

  Result<Term> ParseAtom() {
    std::size_t start = at_;
    AEGLE_TRY(symbol, ScanSymbol());
    if (auto whole = atoms_.find(symbol); whole != atoms_.end()) return whole->second.term;
    for (const UcumPrefix& prefix : UcumPrefixes()) {
      if (!symbol.starts_with(prefix.code)) continue;
      auto atom = atoms_.find(symbol.substr(prefix.code.size()));
      if (atom == atoms_.end() || !atom->second.metric) continue;
      Term term = atom->second.term;
      term.factor *= prefix.factor;
      return term;
    }
    at_ = start;
    return Refuse(ErrorCode::kUnsupported, "\"" + std::string(Utf8Prefix(symbol, 24)) + "\" is not in the table");
  }

  std::string_view code_;
  const AtomMap& atoms_;
  std::size_t at_ = 0;
};

namespace {

Term ArbitraryTerm(const UcumAtom& atom) {
  Term term;
  term.dimension[kUcumDimensions - 1] = 1;
  term.arbitrary[std::string(atom.definition.empty() ? atom.code : atom.definition)] = 1;
  return term;
}

Term DefinedTerm(const UcumAtom& atom, const AtomMap& above) {
  Term term = UcumParser(atom.definition, above).ParseAll().value();  // a mistake in the table is a bug: it throws
  term.factor *= atom.value;
  if (atom.kind == UcumKind::kAmount) term.moles = 1;
  if (atom.kind == UcumKind::kEquivalent) term.equivalents = 1;
  if (atom.kind == UcumKind::kCelsius || atom.kind == UcumKind::kReaumur) term.offset = kIcePoint;
  if (atom.kind == UcumKind::kFahrenheit) term.offset = 459.67 * 5 / 9;
  term.special = term.offset != 0;
  return term;
}

AtomMap BuildAtoms() {
  AtomMap atoms;
  for (const UcumAtom& atom : UcumAtoms()) {
    Atom built;
    built.metric = atom.kind != UcumKind::kPlain && atom.kind != UcumKind::kArbitrary && atom.kind != UcumKind::kFahrenheit &&
                   atom.kind != UcumKind::kReaumur;
    if (atom.kind == UcumKind::kBase) {
      built.term.dimension[static_cast<std::size_t>(atom.value)] = 1;
    } else if (atom.kind == UcumKind::kArbitrary || atom.kind == UcumKind::kArbitraryMetric) {
      built.term = ArbitraryTerm(atom);
    } else {
      built.term = DefinedTerm(atom, atoms);
    }
    atoms.emplace(atom.code, std::move(built));
  }
  return atoms;
}

const AtomMap& Atoms() {
  static const AtomMap atoms = BuildAtoms();
  return atoms;
}

}  // namespace

Result<UcumUnit> UcumUnit::Parse(std::string_view code) {
  AEGLE_TRY(term, UcumParser(code, Atoms()).ParseAll());
  return UcumParser::ToUnit(code, term);
}

bool UcumUnit::CommensurableWith(const UcumUnit& other) const {
  return dimension_ == other.dimension_ && moles_ == other.moles_ && equivalents_ == other.equivalents_ && arbitrary_ == other.arbitrary_;
}

Result<double> ConvertUnit(double value, std::string_view from, std::string_view to) {
  AEGLE_TRY(source, UcumUnit::Parse(from));
  AEGLE_TRY(target, UcumUnit::Parse(to));
  if (!source.CommensurableWith(target))
    return Fail(ErrorCode::kUnsupported, source.code() + " does not convert to " + target.code() + ": they measure different things");
  if (from == to) return value;
  if (source.offset() == target.offset()) return value * (source.factor() / target.factor());
  return (value * source.factor() + source.offset() - target.offset()) / target.factor();
}

}  // namespace aegle
