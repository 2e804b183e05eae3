#include "readers/json_tree.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace aegle {
namespace {

bool IsJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// RFC 8259 section 6: -? (0 | [1-9][0-9]*) ( . [0-9]+ )? ( [eE] [+-]? [0-9]+ )?
bool IsJsonNumber(std::string_view text) {
  std::size_t at = 0;
  auto digits = [&] {
    std::size_t first = at;
    while (at < text.size() && IsDigitAscii(text[at])) ++at;
    return at > first;
  };
  auto skip = [&](char c) { return at < text.size() && text[at] == c ? (++at, true) : false; };
  skip('-');
  if (!skip('0') && !digits()) return false;
  if (skip('.') && !digits()) return false;
  if (skip('e') || skip('E')) {
    if (!skip('+')) skip('-');
    if (!digits()) return false;
  }
  return at == text.size();
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Four hex digits at `at`, -1 where they are not.
int ReadHex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    int digit = HexValue(text[at + i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// The character of a two-character escape, 0 where there is none.
char SimpleEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

JsonError Bad(std::string message, std::uint64_t offset) { return {ErrorCode::kBadInput, std::move(message), offset}; }

// simdjson says that something is wrong in a string, but not where.
JsonError LocateStringError(std::string_view input) {
  bool in_string = false;
  std::size_t opened = 0;
  for (std::size_t at = 0; at < input.size(); ++at) {
    char c = input[at];
    if (c == '"') {
      in_string = !in_string;
      opened = at;
    } else if (in_string && c == '\\') {
      ++at;
    } else if (in_string && static_cast<unsigned char>(c) < 0x20) {
      return Bad("a control character in a string is not written as an escape", at);
    }
  }
  if (in_string) return Bad("a string has no end", opened);
  return Bad("not JSON", 0);
}

// The other encodings that JSON once allowed, told by their byte order mark or by the zero bytes beside ASCII.
bool LooksLikeUtf16Or32(std::string_view input) {
  if (input.size() < 2) return false;
  std::string_view mark = input.substr(0, 2);
  if (mark == "\xFF\xFE" || mark == "\xFE\xFF") return true;
  return (input[0] == '\0') != (input[1] == '\0');
}

}  // namespace

std::string_view Name(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kFalse:
    case JsonKind::kTrue:
      return "a boolean";
    case JsonKind::kNumber:
      return "a number";
    case JsonKind::kString:
      return "a string";
    case JsonKind::kArray:
      return "an array";
    case JsonKind::kObject:
      return "an object";
  }
  return "";
}

// Stage 1 of simdjson: the offsets of all tokens. It reads the input in blocks and copies the last one, so that the input
// needs no padding.
struct JsonTree::Tokens {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;

  // Memory for inputs of up to `size` bytes; grows in steps, so that lines of changing length do not allocate.
  simdjson::error_code Reserve(std::size_t size) {
    constexpr std::size_t kStep = std::size_t{64} << 10;
    std::size_t capacity = (size / kStep + 1) * kStep;
    if (!parser) return simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, parser);
    return parser->capacity() < capacity ? parser->allocate(capacity, 1) : simdjson::SUCCESS;
  }
};

// Stage 2: from tokens to nodes. One object, one parse.
class JsonTreeBuilder {
 public:
  JsonTreeBuilder(JsonTree& tree, const JsonOptions& options, std::uint32_t shift)
      : tree_(tree),
        options_(options),
        data_(tree.input_.data()),
        size_(static_cast<std::uint32_t>(tree.input_.size())),
        shift_(shift),
        token_(tree.tokens_->parser->structural_indexes.get()),
        last_token_(token_ + tree.tokens_->parser->n_structural_indexes) {}

  bool Build() {
    if (!ReadValue(0)) return false;
    if (token_ != last_token_) return FailAt(Here(), "there is text behind the end of the value");
    return true;
  }
  JsonError& error() { return error_; }

 private:
  using Node = JsonTree::Node;

  // Members of an object so far, to find a key that comes twice.
  struct Keys {
    static constexpr std::uint32_t kFew = 32;  // up to here each new key is compared with those before
    std::uint64_t seen = 0;                    // one bit a hash: most new keys need no comparison
    std::uint32_t count = 0;
  };

  [[nodiscard]] std::uint32_t Here() const { return token_ < last_token_ ? *token_ + shift_ : size_; }
  [[nodiscard]] char Peek() const { return token_ < last_token_ ? data_[Here()] : '\0'; }

  bool FailAt(std::uint64_t offset, std::string message, ErrorCode code = ErrorCode::kBadInput) {
    error_ = {code, std::move(message), offset};
    return false;
  }
  bool Unexpected(const char* wanted) {
    if (token_ >= last_token_) return FailAt(size_, std::string("the input ends where ") + wanted + " should be");
    return FailAt(Here(), std::string("this should be ") + wanted);
  }

  // End of the token that begins at `token_`: only white space lies between it and the next one.
  [[nodiscard]] std::uint32_t TokenEnd() const {
    std::uint32_t end = token_ + 1 < last_token_ ? token_[1] + shift_ : size_;
    while (IsJsonSpace(data_[end - 1])) --end;
    return end;
  }

  std::uint32_t AddNode(JsonKind kind, std::uint32_t begin, std::uint32_t end) {
    auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
    tree_.nodes_.push_back({begin, end, index + 1, 0, 0, kind, false});
    return index;
  }
  // Ends the container at its closing bracket. Always true.
  bool Close(std::uint32_t index, std::uint32_t count) {
    Node& node = tree_.nodes_[index];
    node.end = Here() + 1;
    node.next = static_cast<std::uint32_t>(tree_.nodes_.size());
    node.count = count;
    ++token_;
    return true;
  }

  bool ReadValue(int depth) {
    switch (Peek()) {
      case '{':
        return ReadObject(depth);
      case '[':
        return ReadArray(depth);
      case '"':
        return ReadString();
      case 't':
        return ReadWord("true", JsonKind::kTrue);
      case 'f':
        return ReadWord("false", JsonKind::kFalse);
      case 'n':
        return ReadWord("null", JsonKind::kNull);
      default:
        return ReadNumber();
    }
  }

  bool ReadWord(std::string_view word, JsonKind kind) {
    std::uint32_t begin = Here(), end = TokenEnd();
    if (std::string_view(data_ + begin, end - begin) != word) return Unexpected("a value");
    AddNode(kind, begin, end);
    ++token_;
    return true;
  }

  bool ReadNumber() {
    char c = Peek();
    if (c != '-' && !IsDigitAscii(c)) return Unexpected("a value");
    std::uint32_t begin = Here(), end = TokenEnd();
    if (!IsJsonNumber({data_ + begin, end - begin})) return FailAt(begin, "not a number as JSON writes it");
    AddNode(JsonKind::kNumber, begin, end);
    ++token_;
    return true;
  }

  bool ReadArray(int depth) {
    if (depth >= options_.depth) return FailAt(Here(), "nested too deep", ErrorCode::kTooLarge);
    std::uint32_t index = AddNode(JsonKind::kArray, Here(), 0);
    ++token_;
    std::uint32_t count = 0;
    if (Peek() == ']') return Close(index, 0);
    for (;;) {
      if (!ReadValue(depth + 1)) return false;
      ++count;
      char c = Peek();
      if (c == ']') return Close(index, count);
      if (c != ',') return Unexpected("a comma or the end of an array");
      ++token_;
    }
  }

  bool ReadObject(int depth) {
    if (depth >= options_.depth) return FailAt(Here(), "nested too deep", ErrorCode::kTooLarge);
    std::uint32_t index = AddNode(JsonKind::kObject, Here(), 0);
    ++token_;
    Keys keys;
    if (Peek() == '}') return Close(index, 0);
    for (;;) {
      if (!ReadMember(index, keys, depth)) return false;
      char c = Peek();
      if (c == '}') break;
      if (c != ',') return Unexpected("a comma or the end of an object");
      ++token_;
    }
    Close(index, keys.count);
    return keys.count <= Keys::kFew || options_.duplicate_keys == JsonDuplicateKeys::kAllow || CheckManyKeys(index);
  }

  bool ReadMember(std::uint32_t object, Keys& keys, int depth) {
    if (Peek() != '"') return Unexpected("the name of a member");
    auto key = static_cast<std::uint32_t>(tree_.nodes_.size());
    if (!ReadString()) return false;
    if (options_.duplicate_keys == JsonDuplicateKeys::kRefuse && !CheckKey(object, key, keys)) return false;
    ++keys.count;
    if (Peek() != ':') return Unexpected("a colon");
    ++token_;
    return ReadValue(depth + 1);
  }

  bool CheckKey(std::uint32_t object, std::uint32_t key, Keys& keys) {
    if (keys.count > Keys::kFew) return true;  // CheckManyKeys does it at the end
    std::string_view text = tree_.TextOf(tree_.nodes_[key]);
    unsigned hash = static_cast<unsigned>(text.size()) * 11;
    if (!text.empty()) hash += static_cast<unsigned char>(text.front()) * 7u + static_cast<unsigned char>(text.back()) * 3u;
    std::uint64_t bit = std::uint64_t{1} << (hash & 63);
    if (keys.seen & bit) {
      for (std::uint32_t other = object + 1; other < key; other = tree_.nodes_[other + 1].next)
        if (tree_.TextOf(tree_.nodes_[other]) == text) return FailAt(tree_.nodes_[key].begin, "the same name comes twice in one object");
    }
    keys.seen |= bit;
    return true;
  }

  bool CheckManyKeys(std::uint32_t object) {
    std::vector<std::uint32_t> keys;
    const auto& nodes = tree_.nodes_;
    for (std::uint32_t key = object + 1; key < nodes[object].next; key = nodes[key + 1].next) keys.push_back(key);
    std::sort(keys.begin(), keys.end(), [&](std::uint32_t a, std::uint32_t b) {
      int order = tree_.TextOf(nodes[a]).compare(tree_.TextOf(nodes[b]));
      return order != 0 ? order < 0 : a < b;
    });
    for (std::size_t i = 1; i < keys.size(); ++i)
      if (tree_.TextOf(nodes[keys[i - 1]]) == tree_.TextOf(nodes[keys[i]]))
        return FailAt(nodes[keys[i]].begin, "the same name comes twice in one object");
    return true;
  }

  bool ReadString() {
    std::uint32_t begin = Here(), end = TokenEnd();
    if (end - begin < 2 || data_[end - 1] != '"') return FailAt(begin, "a string has no end");
    if (end - begin - 2 > options_.string_bytes) return FailAt(begin, "a string is too long", ErrorCode::kTooLarge);
    std::uint32_t index = AddNode(JsonKind::kString, begin, end);
    tree_.nodes_[index].count = end - begin - 2;
    ++token_;
    std::string_view inside(data_ + begin + 1, end - begin - 2);
    std::size_t escape = inside.find('\\');
    return escape == std::string_view::npos || Unescape(index, inside, escape);
  }

  bool Unescape(std::uint32_t index, std::string_view inside, std::size_t escape) {
    std::string& out = tree_.unescaped_;
    std::uint64_t origin = tree_.nodes_[index].begin + 1;
    auto start = static_cast<std::uint32_t>(out.size());
    std::size_t at = 0;
    while (escape != std::string_view::npos) {
      out.append(inside, at, escape - at);
      at = escape;
      if (!AppendEscape(inside, at, origin)) return false;
      escape = inside.find('\\', at);
    }
    out.append(inside, at, inside.size() - at);
    Node& node = tree_.nodes_[index];
    node.escaped = true;
    node.unescaped = start;
    node.count = static_cast<std::uint32_t>(out.size()) - start;
    return true;
  }

  // The escape at `at`, which moves behind it.
  bool AppendEscape(std::string_view inside, std::size_t& at, std::uint64_t origin) {
    std::uint64_t offset = origin + at;
    if (at + 1 >= inside.size()) return FailAt(offset, "an escape has no end");
    char letter = inside[at + 1];
    if (letter != 'u') {
      char c = SimpleEscape(letter);
      if (c == 0) return FailAt(offset, "not an escape of JSON");
      tree_.unescaped_ += c;
      at += 2;
      return true;
    }
    int unit = ReadHex4(inside, at + 2);
    if (unit < 0) return FailAt(offset, "\\u without four hexadecimal digits");
    at += 6;
    auto code_point = static_cast<char32_t>(unit);
    if (unit >= 0xD800 && unit <= 0xDFFF) {
      int low = unit <= 0xDBFF && at + 1 < inside.size() && inside[at] == '\\' && inside[at + 1] == 'u' ? ReadHex4(inside, at + 2) : -1;
      if (low < 0xDC00 || low > 0xDFFF) return FailAt(offset, "half of a surrogate pair");
      code_point = static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      at += 6;
    }
    if (code_point == 0 && options_.nul == JsonNul::kRefuse) return FailAt(offset, "a string holds the character U+0000");
    AppendUtf8(tree_.unescaped_, code_point);
    return true;
  }

  JsonTree& tree_;
  const JsonOptions& options_;
  const char* data_;
  std::uint32_t size_;
  std::uint32_t shift_;         // bytes before the JSON text: the byte order mark
  const std::uint32_t* token_;  // simdjson's offsets
  const std::uint32_t* last_token_;
  JsonError error_;
};

JsonTree::JsonTree() : tokens_(std::make_unique<Tokens>()) {}
JsonTree::~JsonTree() = default;

tl::expected<JsonValue, JsonError> JsonTree::Parse(std::string_view input, const JsonOptions& options) {
  constexpr std::uint32_t kMarkBytes = 3;
  nodes_.clear();
  unescaped_.clear();
  input_ = input;
  auto fail = [](JsonError error) { return tl::unexpected(std::move(error)); };
  if (input.size() > simdjson::SIMDJSON_MAXSIZE_BYTES - 64) return fail({ErrorCode::kTooLarge, "a JSON value of over 4 GB", 0});
  if (LooksLikeUtf16Or32(input)) return fail(Bad("this is UTF-16 or UTF-32; JSON must be UTF-8 (RFC 8259 section 8.1)", 0));
  std::uint32_t shift = input.substr(0, kMarkBytes) == "\xEF\xBB\xBF" ? kMarkBytes : 0;
  std::string_view text = input.substr(shift);
  if (text.empty()) return fail(Bad("the input is empty", shift));
  if (tokens_->Reserve(text.size()) != simdjson::SUCCESS)
    return fail({ErrorCode::kTooLarge, "not enough memory for a JSON value of this size", 0});

  auto& parser = *tokens_->parser;
  auto code = parser.stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), simdjson::stage1_mode::regular);
  if (code == simdjson::EMPTY) return fail(Bad("the input is empty", input.size()));
  if (code != simdjson::SUCCESS) {
    std::size_t invalid = FindInvalidUtf8(text);
    JsonError error = invalid != std::string_view::npos ? Bad("invalid UTF-8", invalid) : LocateStringError(text);
    error.offset += shift;
    return fail(std::move(error));
  }
  nodes_.reserve(parser.n_structural_indexes / 2 + 1);  // a value or name is followed by a comma, a colon or an end
  JsonOptions bounded = options;
  bounded.depth = std::min(options.depth, JsonOptions::kMaxDepth);
  JsonTreeBuilder builder(*this, bounded, shift);
  if (!builder.Build()) return fail(std::move(builder.error()));
  return JsonValue(this, 0);
}

JsonValue JsonValue::operator[](std::string_view key) const {
  if (!Is(JsonKind::kObject)) return {};
  const auto& nodes = tree_->nodes_;
  for (std::uint32_t at = index_ + 1, last = nodes[index_].next; at < last; at = nodes[at + 1].next)
    if (nodes[at].count == key.size() && tree_->TextOf(nodes[at]) == key) return {tree_, at + 1};
  return {};
}

JsonItems JsonValue::Items() const {
  JsonItems items;
  if (!Is(JsonKind::kArray)) return items;
  items.tree_ = tree_;
  items.first_ = index_ + 1;
  items.last_ = tree_->nodes_[index_].next;
  return items;
}

JsonMembers JsonValue::Members() const {
  JsonMembers members;
  if (!Is(JsonKind::kObject)) return members;
  members.tree_ = tree_;
  members.first_ = index_ + 1;
  members.last_ = tree_->nodes_[index_].next;
  return members;
}

std::string JsonPath(JsonValue root, std::uint64_t offset) {
  std::string path;
  for (JsonValue here = root;;) {
    JsonValue inside;
    std::size_t position = 0;
    for (JsonValue item : here.Items()) {
      if (offset >= item.begin() && offset < item.end()) {
        path += '[' + std::to_string(position) + ']';
        inside = item;
      }
      ++position;
    }
    for (JsonMember member : here.Members()) {
      if (offset < member.key.begin() || offset >= member.value.end()) continue;
      if (!path.empty()) path += '.';
      path += Utf8Prefix(member.key.Text(), 64);
      inside = member.value;
    }
    if (!inside) return path;
    here = inside;
  }
}

}  // namespace aegle
