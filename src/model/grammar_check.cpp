#include "model/grammar_check.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::size_t kTerminal = static_cast<std::size_t>(-1);
constexpr std::size_t kUnbounded = static_cast<std::size_t>(-1);

struct Item {
  std::size_t rule = kTerminal;      // the rule that it names, or kTerminal
  std::size_t characters = 1;        // of a terminal
  std::size_t least = 1, most = 1;
};
using Sequence = std::vector<Item>;
struct Rule {
  std::string name;
  std::vector<Sequence> alternatives;   // empty: not defined
};

Error Refuse(std::string message, std::string place) {
  return Error{ErrorCode::kCannotEnforce, "the grammar cannot be enforced: " + std::move(message), std::move(place),
               "Use a simpler GBNF grammar with a rule named root."};
}

class Parser {
 public:
  Parser(std::string_view text, const GrammarLimits& limits) : text_(text), limits_(limits) {}

  Result<std::vector<Rule>> Parse() {
    SkipSpace(true);
    while (at_ < text_.size() && !error_) ParseRule();
    if (error_) return tl::unexpected(*error_);
    return std::move(rules_);
  }

 private:
  void Stop(std::string message) {
    if (!error_) error_ = Refuse(std::move(message), "grammar, byte " + std::to_string(at_));
    at_ = text_.size();
  }
  [[nodiscard]] char Peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  static bool IsWord(char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '-'; }

  void SkipSpace(bool over_lines) {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
      } else if (c == ' ' || c == '\t' || (over_lines && (c == '\n' || c == '\r'))) {
        ++at_;
      } else {
        return;
      }
    }
  }

  std::size_t RuleNamed(std::string_view name) {
    auto [found, is_new] = names_.try_emplace(std::string(name), rules_.size());
    if (is_new) AddRule(std::string(name));
    return found->second;
  }

  std::size_t AddRule(std::string name) {
    if (rules_.size() >= limits_.rules) Stop("it has too many rules");
    rules_.push_back({std::move(name), {}});
    return rules_.size() - 1;
  }

  std::string_view Word() {
    std::size_t begin = at_;
    while (at_ < text_.size() && IsWord(text_[at_])) ++at_;
    if (begin == at_) Stop("a rule name is missing");
    return text_.substr(begin, at_ - begin);
  }

  void ParseRule() {
    std::size_t rule = RuleNamed(Word());
    SkipSpace(false);
    if (text_.substr(at_, 3) != "::=") return Stop("::= is missing");
    at_ += 3;
    if (!rules_[rule].alternatives.empty()) return Stop("rule " + rules_[rule].name + " is there twice");
    SkipSpace(true);
    ParseAlternatives(rule, 0);
    if (at_ < text_.size() && Peek() != '\n' && Peek() != '\r') return Stop("the rule does not end where the line ends");
    SkipSpace(true);
  }

  void ParseAlternatives(std::size_t rule, int depth) {
    std::vector<Sequence> alternatives{ParseSequence(depth)};
    while (Peek() == '|') {
      ++at_;
      SkipSpace(true);
      alternatives.push_back(ParseSequence(depth));
    }
    rules_[rule].alternatives = std::move(alternatives);
  }

  Sequence ParseSequence(int depth) {
    Sequence sequence;
    bool can_repeat = false;
    while (at_ < text_.size()) {
      char c = Peek();
      Item item;
      if (c == '*' || c == '+' || c == '?' || c == '{') {
        if (!can_repeat) {
          Stop("there is nothing to repeat");
        } else {
          ParseRepetition(sequence.back());
        }
        can_repeat = false;   // a second one would multiply
        SkipSpace(depth > 0);
        continue;
      }
      if (c == '"') {
        item.characters = ParseLiteral();
      } else if (c == '[') {
        ParseClass();
      } else if (c == '.') {
        ++at_;
      } else if (IsWord(c)) {
        item.rule = RuleNamed(Word());
      } else if (c == '(') {
        item.rule = ParseGroup(depth + 1);
      } else if (c == '<' || c == '!') {
        Stop("it names tokens of the model");
      } else {
        break;
      }
      SkipSpace(depth > 0);
      can_repeat = item.rule != kTerminal || item.characters > 0;
      if (can_repeat) sequence.push_back(item);
    }
    return sequence;
  }

  std::size_t ParseGroup(int depth) {
    if (depth > limits_.depth) {
      Stop("it is nested too deeply");
      return 0;
    }
    ++at_;
    SkipSpace(true);
    std::size_t rule = AddRule("(group)");
    ParseAlternatives(rule, depth);
    if (Peek() != ')') Stop("a ) is missing");
    ++at_;
    return rule;
  }

  // One character of a literal or a class, escaped or not.
  void ParseCharacter() {
    if (Peek() != '\\') {
      static_cast<void>(NextCodePoint(text_, at_));
      return;
    }
    char kind = Peek(1);
    std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (digits == 0 && (kind == '\0' || std::string_view("trn\\\"[]-").find(kind) == std::string_view::npos))
      return Stop("there is an unknown escape");
    for (std::size_t i = 0; i < digits; ++i)
      if (std::string_view("0123456789abcdefABCDEF").find(Peek(2 + i)) == std::string_view::npos || Peek(2 + i) == '\0')
        return Stop("an escape has too few digits");
    at_ += 2 + digits;
  }

  std::size_t ParseLiteral() {
    ++at_;
    std::size_t characters = 0;
    for (; at_ < text_.size() && Peek() != '"'; ++characters) ParseCharacter();
    if (Peek() != '"') Stop("a \" is missing");
    ++at_;
    return characters;
  }

  void ParseClass() {
    ++at_;
    if (Peek() == '^') ++at_;
    std::size_t characters = 0;
    for (; at_ < text_.size() && Peek() != ']'; ++characters) ParseCharacter();
    if (Peek() != ']') return Stop("a ] is missing");
    if (characters == 0) return Stop("a character class is empty");
    ++at_;
  }

  std::size_t ParseNumber() {
    std::size_t value = 0, begin = at_;
    for (; IsDigitAscii(Peek()); ++at_) value = std::min<std::size_t>(value * 10 + static_cast<std::size_t>(Peek() - '0'), 1'000'000);
    if (begin == at_) Stop("a number is missing");
    return value;
  }

  void ParseRepetition(Item& item) {
    char kind = Peek();
    ++at_;
    item.least = kind == '+' ? 1 : 0;
    item.most = kind == '?' ? 1 : kUnbounded;
    if (kind == '{') {
      SkipSpace(false);
      item.least = item.most = ParseNumber();
      SkipSpace(false);
      if (Peek() == ',') {
        ++at_;
        SkipSpace(false);
        item.most = IsDigitAscii(Peek()) ? ParseNumber() : kUnbounded;
        SkipSpace(false);
      }
      if (Peek() != '}') return Stop("a } is missing");
      ++at_;
    }
    std::size_t written_out = item.most == kUnbounded ? item.least : item.most;
    if (written_out > limits_.repetitions) Stop("an item is repeated too often");
    if (item.most < item.least) Stop("a repetition has its limits the wrong way round");
  }

  std::string_view text_;
  const GrammarLimits& limits_;
  std::size_t at_ = 0;
  std::vector<Rule> rules_;
  std::map<std::string, std::size_t> names_;
  std::optional<Error> error_;
};

// What can be said about a parsed grammar as a whole.
class Analysis {
 public:
  Analysis(const std::vector<Rule>& rules, const GrammarLimits& limits)
      : rules_(rules), limits_(limits), nullable_(rules.size()), state_(rules.size()), choices_(rules.size()), chain_(rules.size()) {}

  Result<void> Check() {
    AEGLE_CHECK(CheckNames());
    AEGLE_CHECK(CheckEnds());
    AEGLE_CHECK(CheckSize());
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) AEGLE_CHECK(CheckBeginnings(rule, 0));
    return {};
  }

 private:
  [[nodiscard]] bool MayBeEmpty(const Item& item) const { return item.least == 0 || (item.rule != kTerminal && nullable_[item.rule]); }

  Result<void> CheckNames() {
    bool has_root = false;
    for (const Rule& rule : rules_) {
      if (rule.alternatives.empty()) return tl::unexpected(Refuse("rule " + rule.name + " is not defined", "rule " + rule.name));
      has_root |= rule.name == "root";
    }
    if (!has_root) return tl::unexpected(Refuse("there is no rule root", "grammar"));
    return {};
  }

  // Fixed points: which rules may match nothing, and which can come to an end at all.
  Result<void> CheckEnds() {
    std::vector<bool> ends(rules_.size());
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
        for (const Sequence& sequence : rules_[rule].alternatives) {
          bool finishes = std::all_of(sequence.begin(), sequence.end(),
                                      [&](const Item& item) { return item.rule == kTerminal || item.least == 0 || ends[item.rule]; });
          bool empty = std::all_of(sequence.begin(), sequence.end(), [&](const Item& item) { return MayBeEmpty(item); });
          if (finishes && !ends[rule]) ends[rule] = changed = true;
          if (empty && !nullable_[rule]) nullable_[rule] = changed = true;
        }
      }
    }
    for (std::size_t rule = 0; rule < rules_.size(); ++rule)
      if (!ends[rule]) return tl::unexpected(Refuse("rule " + rules_[rule].name + " never ends", "rule " + rules_[rule].name));
    return {};
  }

  Result<void> CheckSize() {
    std::size_t elements = 0;
    for (const Rule& rule : rules_) {
      for (const Sequence& sequence : rule.alternatives) {
        for (const Item& item : sequence) {
          if (item.most == kUnbounded && item.rule != kTerminal && nullable_[item.rule])
            return tl::unexpected(Refuse("it repeats without end what may be empty", "rule " + rule.name));
          elements += item.characters * (1 + (item.most == kUnbounded ? item.least + 1 : item.most));
          if (elements > limits_.elements) return tl::unexpected(Refuse("it is too large", "rule " + rule.name));
        }
      }
    }
    return {};
  }

  enum class State : std::uint8_t { kNew, kOpen, kDone };

  // Left recursion, and in how many ways a rule can begin. Each rule is looked at once.
  Result<void> CheckBeginnings(std::size_t rule, int depth) {
    if (state_[rule] == State::kDone) return {};
    const std::string place = "rule " + rules_[rule].name;
    if (state_[rule] == State::kOpen) return tl::unexpected(Refuse("it is left recursive", place));
    if (depth > limits_.chain) return tl::unexpected(Refuse("its rules are nested too deeply", place));
    state_[rule] = State::kOpen;
    std::size_t choices = 1;
    for (const Sequence& sequence : rules_[rule].alternatives) {
      for (const Item& item : sequence) {
        if (item.rule == kTerminal) {
          ++choices;
        } else if (item.most > 0) {
          AEGLE_CHECK(CheckBeginnings(item.rule, depth + 1));
          choices += choices_[item.rule];
          chain_[rule] = std::max(chain_[rule], chain_[item.rule] + 1);
        }
        if (!MayBeEmpty(item)) break;
      }
    }
    if (chain_[rule] > limits_.chain) return tl::unexpected(Refuse("its rules are nested too deeply", place));
    if (choices > limits_.choices) return tl::unexpected(Refuse("it can begin in too many ways", place));
    choices_[rule] = choices;
    state_[rule] = State::kDone;
    return {};
  }

  const std::vector<Rule>& rules_;
  const GrammarLimits& limits_;
  std::vector<bool> nullable_;
  std::vector<State> state_;
  std::vector<std::size_t> choices_;
  std::vector<int> chain_;
};

}  // namespace

Result<void> CheckGrammar(std::string_view gbnf, const GrammarLimits& limits) {
  if (gbnf.size() > limits.bytes) return tl::unexpected(Refuse("it is too long", "grammar"));
  if (FindInvalidUtf8(gbnf) != std::string_view::npos || gbnf.find('\0') != std::string_view::npos)
    return tl::unexpected(Refuse("it is not text", "grammar"));
  AEGLE_TRY(rules, Parser(gbnf, limits).Parse());
  return Analysis(rules, limits).Check();
}

}  // namespace aegle
