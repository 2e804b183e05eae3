#include "model/regex_grammar.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"

namespace aegle {
namespace {

constexpr int kMaxDepth = 20;
constexpr std::size_t kMaxBytes = 4096;
constexpr int kMaxRepeat = 1000;
constexpr char32_t kLast = 0x10FFFF;

using Range = std::pair<char32_t, char32_t>;

// Characters as sorted ranges that do not touch.
std::vector<Range> Normalised(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<Range> merged;
  for (const Range& range : ranges) {
    if (!merged.empty() && range.first <= merged.back().second + 1) {
      merged.back().second = std::max(merged.back().second, range.second);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

std::vector<Range> Complement(const std::vector<Range>& ranges) {
  std::vector<Range> rest;
  char32_t next = 0;
  for (const Range& range : ranges) {
    if (range.first > next) rest.emplace_back(next, range.first - 1);
    next = range.second + 1;
  }
  if (next <= kLast) rest.emplace_back(next, kLast);
  return rest;
}

// Leaves out what a JSON string cannot hold as it is: quote, backslash, control characters, surrogates.
std::vector<Range> PlainInJson(const std::vector<Range>& ranges) {
  std::vector<Range> forbidden = Complement(ranges);
  for (Range range : {Range{0, 0x1F}, Range{'"', '"'}, Range{'\\', '\\'}, Range{0x7F, 0x7F}, Range{0xD800, 0xDFFF}})
    forbidden.push_back(range);
  return Complement(Normalised(std::move(forbidden)));
}

bool Contains(const std::vector<Range>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) { return range.first <= c && c <= range.second; });
}

class Translator {
 public:
  explicit Translator(std::string_view pattern) : text_(pattern) {}

  Result<std::string> Translate() {
    if (text_.size() > kMaxBytes) Stop("it is too long");
    if (FindInvalidUtf8(text_) != std::string_view::npos) Stop("it is not text");
    bool begins = Eat('^');
    bool ends = EndsWithAnchor();
    if (ends) text_.remove_suffix(1);
    anchored_ = begins || ends;
    std::string body = Alternatives(0);
    if (!error_ && at_ < text_.size()) Stop("a ) has no (");
    if (error_) return tl::unexpected(*error_);
    const std::string any = fmt::format("{}{{0,64}}", kJsonCharacter);
    std::string grammar = "(" + body + ")";
    if (!begins) grammar = any + " " + grammar;
    if (!ends) grammar += " " + any;
    return grammar;
  }

 private:
  void Stop(std::string_view message) {
    if (!error_)
      error_ = Error{ErrorCode::kCannotEnforce, fmt::format("a pattern of the schema cannot be enforced: {}", message),
                     fmt::format("pattern, byte {}", at_), "Use a simpler regular expression."};
    at_ = text_.size();
  }
  [[nodiscard]] char Peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool Eat(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] bool EndsWithAnchor() const {
    if (text_.size() <= at_ || text_.back() != '$') return false;
    std::size_t backslashes = 0;
    while (backslashes + 1 < text_.size() && text_[text_.size() - 2 - backslashes] == '\\') ++backslashes;
    return backslashes % 2 == 0;
  }

  std::string Alternatives(int depth) {
    if (depth > kMaxDepth) Stop("its groups are nested too deeply");
    std::string out = Sequence(depth);
    while (Eat('|')) {
      // "^a|b$" means (^a)|(b$), not ^(a|b)$.
      if (depth == 0 && anchored_) Stop("an | beside anchors needs a group around it");
      out += " | " + Sequence(depth);
    }
    return out;
  }

  std::string Sequence(int depth) {
    std::string out;
    while (at_ < text_.size() && Peek() != '|' && Peek() != ')') {
      std::string item = Item(depth);
      item += Quantifier();
      out += (out.empty() ? "" : " ") + item;
    }
    return out.empty() ? "\"\"" : out;
  }

  std::string Item(int depth) {
    char c = Peek();
    if (c == '(') return Group(depth);
    if (c == '[') return Class();
    if (c == '.') {
      ++at_;
      return Set(Complement({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}));
    }
    if (c == '\\') return Set(Escape());
    if (c == '^' || c == '$') Stop("an anchor stands inside of it");
    if (c == '*' || c == '+' || c == '?' || c == '{') Stop("there is nothing to repeat");
    if (c == ']' || c == '}') Stop("a bracket has no beginning");
    if (at_ >= text_.size()) return "";
    char32_t literal = NextCodePoint(text_, at_);
    return Set({{literal, literal}});
  }

  std::string Group(int depth) {
    ++at_;
    if (Eat('?')) {
      bool named = Peek() == '<' && Peek(1) != '=' && Peek(1) != '!';
      if (named) {
        while (at_ < text_.size() && Peek() != '>') ++at_;
        if (!Eat('>')) Stop("a group name does not end");
      } else if (!Eat(':')) {
        Stop("it looks ahead or behind");
      }
    }
    std::string body = Alternatives(depth + 1);
    if (!error_ && !Eat(')')) Stop("a ) is missing");
    return "(" + body + ")";
  }

  std::optional<char32_t> Hex(std::size_t digits) {
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      char c = Peek(i);
      int digit = IsDigitAscii(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    at_ += digits;
    return value;
  }

  // At a backslash: the characters that the escape stands for.
  std::vector<Range> Escape() {
    ++at_;
    char c = Peek();
    if (at_ < text_.size()) ++at_;
    const std::vector<Range> digits{{'0', '9'}}, words{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    const std::vector<Range> spaces{{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x3000, 0x3000}};
    switch (c) {
      case 'd': return digits;
      case 'D': return Complement(digits);
      case 'w': return words;
      case 'W': return Complement(words);
      case 's': return spaces;
      case 'S': return Complement(spaces);
      case 't': return {{'\t', '\t'}};
      case 'n': return {{'\n', '\n'}};
      case 'r': return {{'\r', '\r'}};
      case 'f': return {{'\f', '\f'}};
      case 'x':
      case 'u': {
        std::optional<char32_t> value = Hex(c == 'x' ? 2 : 4);
        if (value && (*value < 0xD800 || *value > 0xDFFF)) return {{*value, *value}};
        Stop("an escape is not understood");
        return {};
      }
      default: break;
    }
    if (c == '\0' || IsLetterAscii(c) || IsDigitAscii(c) || static_cast<unsigned char>(c) >= 0x80) {
      Stop("an escape is not understood");
      return {};
    }
    auto self = static_cast<char32_t>(static_cast<unsigned char>(c));
    return {{self, self}};
  }

  std::string Class() {
    ++at_;
    bool negated = Eat('^');
    std::vector<Range> all;
    while (at_ < text_.size() && Peek() != ']') {
      std::vector<Range> first = ClassMember();
      bool single = first.size() == 1 && first[0].first == first[0].second;
      if (single && Peek() == '-' && Peek(1) != ']' && at_ + 1 < text_.size()) {
        ++at_;
        std::vector<Range> last = ClassMember();
        if (last.size() != 1 || last[0].first != last[0].second || last[0].first < first[0].first) Stop("a range is the wrong way round");
        if (!error_) first[0].second = last[0].first;
      }
      all.insert(all.end(), first.begin(), first.end());
    }
    if (!error_ && !Eat(']')) Stop("a ] is missing");
    all = Normalised(std::move(all));
    return Set(negated ? Complement(all) : all);
  }

  std::vector<Range> ClassMember() {
    if (Peek() == '\\') return Escape();
    char32_t literal = NextCodePoint(text_, at_);
    return {{literal, literal}};
  }

  // The characters as a GBNF class; those that JSON writes with a backslash as alternatives of their own.
  std::string Set(const std::vector<Range>& ranges) {
    if (error_) return "";
    std::vector<Range> plain = PlainInJson(ranges);
    std::string out;
    if (!plain.empty()) {
      out = "[";
      for (const Range& range : plain) {
        out += GrammarCharacter(range.first);
        if (range.second > range.first) out += "-" + GrammarCharacter(range.second);
      }
      out += "]";
    }
    static constexpr std::pair<char32_t, std::string_view> kEscapes[] = {
        {'"', R"("\\\"")"}, {'\\', R"("\\\\")"}, {'\t', R"("\\t")"}, {'\n', R"("\\n")"}, {'\r', R"("\\r")"}, {'\f', R"("\\f")"}};
    int alternatives = out.empty() ? 0 : 1;
    for (const auto& [character, written] : kEscapes) {
      if (!Contains(ranges, character)) continue;
      out += (alternatives++ == 0 ? "" : " | ") + std::string(written);
    }
    if (alternatives == 0) Stop("a class has no character that JSON can hold");
    return alternatives > 1 ? "(" + out + ")" : out;
  }

  int Number() {
    int value = 0;
    for (; IsDigitAscii(Peek()); ++at_) value = std::min(value * 10 + (Peek() - '0'), kMaxRepeat + 1);
    return value;
  }

  std::string Quantifier() {
    std::string out;
    if (char c = Peek(); c == '*' || c == '+' || c == '?') {
      ++at_;
      out = std::string(1, c);
    } else if (Eat('{')) {
      if (!IsDigitAscii(Peek())) Stop("a repetition has no number");
      int least = Number(), most = least;
      bool open = false;
      if (Eat(',')) {
        open = !IsDigitAscii(Peek());
        if (!open) most = Number();
      }
      if (!Eat('}')) Stop("a } is missing");
      if (least > kMaxRepeat || most > kMaxRepeat || most < least) Stop("a repetition is too large");
      out = open ? fmt::format("{{{},}}", least) : fmt::format("{{{},{}}}", least, most);
    }
    if (!out.empty()) Eat('?');   // a lazy one matches the same texts
    if (!out.empty() && (Peek() == '*' || Peek() == '+' || Peek() == '?' || Peek() == '{')) Stop("there is nothing to repeat");
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool anchored_ = false;
  std::optional<Error> error_;
};

}  // namespace

std::string GrammarCharacter(char32_t c) {
  if (c < 0x80 && (IsLetterAscii(static_cast<char>(c)) || IsDigitAscii(static_cast<char>(c)))) return std::string(1, static_cast<char>(c));
  auto value = static_cast<std::uint32_t>(c);
  if (value < 0x100) return fmt::format("\\x{:02X}", value);
  if (value < 0x10000) return fmt::format("\\u{:04X}", value);
  return fmt::format("\\U{:08X}", value);
}

Result<std::string> RegexToGrammar(std::string_view pattern) { return Translator(pattern).Translate(); }

}  // namespace aegle
