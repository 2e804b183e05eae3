// CheckChatTemplate of gguf_reader.h: a scanner over the code parts of a Jinja template. It bounds what a template can do
// without running it; it proves no termination, so the engine still runs templates under its own deadline.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "model/gguf_reader.h"

namespace aegle {
namespace {

constexpr int kMaxLoops = 6;
constexpr int kMaxBlocks = 64;
constexpr int kMaxBrackets = 64;
constexpr std::uint64_t kMaxNumber = 1'000'000;
constexpr std::uint64_t kMaxRepeats = 10'000;

struct Token {
  enum class Kind : std::uint8_t { kName, kNumber, kText, kSign } kind;
  std::string_view text;
  std::uint64_t number = 0;
};

bool IsNameCharacter(char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '_'; }

class TemplateScanner {
 public:
  explicit TemplateScanner(std::string_view text) : text_(text) {}

  Result<void> Scan() {
    while (at_ < text_.size()) {
      std::size_t open = text_.find('{', at_);
      if (open == std::string_view::npos || open + 1 >= text_.size()) return {};
      at_ = open + 1;
      char kind = text_[at_];
      if (kind != '{' && kind != '%' && kind != '#') continue;
      ++at_;
      if (kind == '#') {
        AEGLE_CHECK(SkipComment());
      } else {
        AEGLE_TRY(tokens, ReadCode(kind == '{' ? '}' : '%'));
        AEGLE_CHECK(kind == '%' ? CheckStatement(tokens) : CheckExpression(tokens));
      }
    }
    return {};
  }

 private:
  struct Block {
    std::string_view word;
    std::string_view macro;          // of a macro
    std::uint64_t repeats = 1;       // of a loop over a literal range
  };

  [[nodiscard]] tl::unexpected<Error> Bad(std::string message) const {
    return Fail(ErrorCode::kBadInput, std::move(message), fmt::format("chat template, byte {}", at_), "Use a model whose chat template is plain.");
  }

  Result<void> SkipComment() {
    std::size_t end = text_.find("#}", at_);
    if (end == std::string_view::npos) return Bad("a comment is not closed");
    at_ = end + 2;
    return {};
  }

  Result<Token> ReadText(char quote) {
    std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote) {
        return Token{Token::Kind::kText, text_.substr(begin, at_++ - begin)};
      }
    }
    return Bad("a text is not closed");
  }

  Token ReadWord() {
    std::size_t begin = at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) ++at_;
    Token token{Token::Kind::kName, text_.substr(begin, at_ - begin)};
    if (!IsDigitAscii(token.text.front())) return token;
    token.kind = Token::Kind::kNumber;
    for (char c : token.text)
      if (IsDigitAscii(c)) token.number = std::min<std::uint64_t>(token.number * 10 + static_cast<std::uint64_t>(c - '0'), kMaxNumber + 1);
    return token;
  }

  // Up to "}}" or "%}". A closing brace inside of brackets belongs to a dictionary.
  Result<std::vector<Token>> ReadCode(char closer) {
    std::vector<Token> tokens;
    int brackets = 0;
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (brackets == 0 && c == closer && at_ + 1 < text_.size() && text_[at_ + 1] == '}') {
        at_ += 2;
        return tokens;
      }
      if (IsNameCharacter(c)) {
        tokens.push_back(ReadWord());
        continue;
      }
      ++at_;
      if (c == '"' || c == '\'') {
        AEGLE_TRY(token, ReadText(c));
        tokens.push_back(token);
      } else if (!IsSpaceAscii(c)) {
        tokens.push_back({Token::Kind::kSign, text_.substr(at_ - 1, 1)});
        if (c == '(' || c == '[' || c == '{') ++brackets;
        if ((c == ')' || c == ']' || c == '}') && brackets > 0) --brackets;
        if (brackets > kMaxBrackets) return Bad(fmt::format("brackets are nested more than {} deep", kMaxBrackets));
      }
    }
    return Bad("a block is not closed");
  }

  Result<void> CheckExpression(const std::vector<Token>& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      auto sign = [&](std::size_t index, std::string_view text) { return index < tokens.size() && tokens[index].kind == Token::Kind::kSign && tokens[index].text == text; };
      if (token.kind == Token::Kind::kName && token.text.find("__") != std::string_view::npos) return Bad("a name with \"__\" reaches into the interpreter");
      if (token.kind == Token::Kind::kText && token.text.find("__class__") != std::string_view::npos) return Bad("a name with \"__\" reaches into the interpreter");
      if (token.kind == Token::Kind::kNumber && token.number > kMaxNumber) return Bad(fmt::format("a number over {}", kMaxNumber));
      if (sign(i, "*") && sign(i + 1, "*")) return Bad("the power operator is not allowed");
      if (sign(i, "*") && i + 1 < tokens.size() && tokens[i + 1].number > kMaxRepeats) return Bad(fmt::format("a repetition over {}", kMaxRepeats));
      if (token.kind == Token::Kind::kNumber && token.number > kMaxRepeats && sign(i + 1, "*")) return Bad(fmt::format("a repetition over {}", kMaxRepeats));
      bool doubles = token.kind == Token::Kind::kName && (sign(i + 1, "~") || sign(i + 1, "+")) && i + 2 < tokens.size() && tokens[i + 2].kind == Token::Kind::kName &&
                     tokens[i + 2].text == token.text && !sign(i + 3, ".") && !sign(i + 3, "(") && !sign(i + 3, "[") && (i == 0 || !sign(i - 1, "."));
      if (doubles) return Bad("a text is doubled");
      if (token.kind == Token::Kind::kName && sign(i + 1, "(") && CallsItself(token.text)) return Bad("a macro always calls itself");
    }
    return {};
  }

  // True where the innermost block is the macro of that name: nothing stands between that could end the recursion.
  [[nodiscard]] bool CallsItself(std::string_view name) const { return !blocks_.empty() && blocks_.back().word == "macro" && blocks_.back().macro == name; }

  Result<void> CheckStatement(std::vector<Token> tokens) {
    while (!tokens.empty() && tokens.front().kind == Token::Kind::kSign && (tokens.front().text == "-" || tokens.front().text == "+")) tokens.erase(tokens.begin());
    if (tokens.empty()) return Bad("an empty statement");
    std::string_view word = tokens.front().text;
    for (std::string_view forbidden : {"include", "import", "from", "extends"})
      if (word == forbidden) return Bad(fmt::format("\"{}\" is not allowed", word));
    if (word.starts_with("end")) return Close(word.substr(3));
    if (word == "macro" && tokens.size() > 1) {
      AEGLE_CHECK(Open({word, tokens[1].text, 1}));
      return CheckExpression({tokens.begin() + 2, tokens.end()});
    }
    AEGLE_CHECK(CheckExpression(tokens));
    bool block_set = word == "set" && std::none_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.text == "=" && token.kind == Token::Kind::kSign; });
    if (word == "for") return Open({word, {}, LiteralRange(tokens)});
    if (word == "if" || word == "filter" || word == "call" || word == "generation" || word == "raw" || block_set) return Open({word, {}, 1});
    return {};
  }

  static std::uint64_t LiteralRange(const std::vector<Token>& tokens) {
    std::uint64_t largest = 1;
    bool range = false;
    for (const Token& token : tokens) {
      range |= token.kind == Token::Kind::kName && token.text == "range";
      if (range) largest = std::max(largest, token.number);
    }
    return largest;
  }

  Result<void> Open(Block block) {
    blocks_.push_back(block);
    std::uint64_t repeats = 1;
    int loops = 0;
    for (const Block& open : blocks_) {
      repeats = std::min(repeats * open.repeats, kMaxNumber);
      loops += open.word == "for";
    }
    if (repeats > kMaxRepeats) return Bad(fmt::format("loops over more than {} numbers", kMaxRepeats));
    if (loops > kMaxLoops) return Bad(fmt::format("loops are nested more than {} deep", kMaxLoops));
    if (blocks_.size() > kMaxBlocks) return Bad(fmt::format("blocks are nested more than {} deep", kMaxBlocks));
    return {};
  }

  Result<void> Close(std::string_view word) {
    if (blocks_.empty() || blocks_.back().word != word) return Bad(fmt::format("\"end{}\" closes nothing", word));
    blocks_.pop_back();
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace

Result<void> CheckChatTemplate(std::string_view text, std::uint64_t limit) {
  if (text.size() > limit) return Fail(ErrorCode::kTooLarge, fmt::format("{} bytes are over the limit of {}", text.size(), limit), "chat template");
  if (std::size_t at = FindInvalidUtf8(text); at != std::string::npos) return Fail(ErrorCode::kBadInput, "not UTF-8", fmt::format("chat template, byte {}", at));
  return TemplateScanner(text).Scan();
}

}  // namespace aegle
