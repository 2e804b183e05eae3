// JsonTree: one JSON value (RFC 8259), read fully and strictly, whose every part knows its bytes.
//
// simdjson finds the tokens and checks UTF-8; the tree is ours, because a fact needs what simdjson throws away: the exact
// span of each value and the text of each number (0.10 stays 0.10). Strings without escapes are views into the input.
//
//   JsonTree tree;                                     // keep it and parse again: its memory is used again
//   auto root = tree.Parse(bytes, JsonOptions{});
//   if (!root) ... root.error().offset, root.error().message
//   for (JsonValue item : (*root)["component"].Items()) Use(item["code"]["text"].Text());
//
// Lifetime: a JsonValue is a handle into its tree and the input; both must outlive it, and Parse ends the handles before.
// Threads: one tree, one thread. Handles of a finished tree may be read by many.
// Refused, each with a byte offset: anything that is not JSON, text behind the value, invalid UTF-8, UTF-16 and UTF-32, lone
// surrogates, too deep, too long, and on request duplicate keys and U+0000. A UTF-8 byte order mark is skipped.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/error.h"

namespace aegle {

enum class JsonKind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };
[[nodiscard]] std::string_view Name(JsonKind kind);  // "a string", for messages

struct JsonError {
  ErrorCode code = ErrorCode::kBadInput;  // or kTooLarge
  std::string message;
  std::uint64_t offset = 0;  // byte of the input
};

enum class JsonDuplicateKeys : bool { kAllow, kRefuse };
enum class JsonNul : bool { kAllow, kRefuse };

struct JsonOptions {
  int depth = 64;  // at most kMaxDepth
  std::size_t string_bytes = std::size_t{64} << 20;
  JsonDuplicateKeys duplicate_keys = JsonDuplicateKeys::kRefuse;
  JsonNul nul = JsonNul::kRefuse;  // \u0000 in a string
  static constexpr int kMaxDepth = 1024;
};

class JsonTree;
class JsonItems;
class JsonMembers;

// A value of a tree, or nothing: every question may be asked of nothing, and answers nothing.
class JsonValue {
 public:
  JsonValue() = default;
  [[nodiscard]] explicit operator bool() const { return tree_ != nullptr; }
  [[nodiscard]] JsonKind kind() const;  // kNull for nothing
  [[nodiscard]] bool Is(JsonKind kind) const { return tree_ != nullptr && this->kind() == kind; }
  [[nodiscard]] std::uint64_t begin() const;  // bytes [begin, end) of the input, quotes and brackets included
  [[nodiscard]] std::uint64_t end() const;
  [[nodiscard]] std::string_view Raw() const;                      // those bytes
  [[nodiscard]] std::string_view Text() const;                     // of a string, unescaped; of a number, as written; else empty
  [[nodiscard]] std::size_t size() const;                          // items of an array, members of an object
  [[nodiscard]] JsonValue operator[](std::string_view key) const;  // nothing where it is no object or has no such key
  [[nodiscard]] JsonItems Items() const;                           // of an array; of anything else, none
  [[nodiscard]] JsonMembers Members() const;                       // of an object; of anything else, none

 private:
  friend class JsonTree;
  friend class JsonItems;
  friend class JsonMembers;
  JsonValue(const JsonTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
  const JsonTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

struct JsonMember {
  JsonValue key;  // a string
  JsonValue value;
};

class JsonItems {
 public:
  class Iterator {
   public:
    JsonValue operator*() const { return {tree_, index_}; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    friend class JsonItems;
    Iterator(const JsonTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
    const JsonTree* tree_;
    std::uint32_t index_;
  };
  [[nodiscard]] Iterator begin() const { return {tree_, first_}; }
  [[nodiscard]] Iterator end() const { return {tree_, last_}; }

 private:
  friend class JsonValue;
  const JsonTree* tree_ = nullptr;
  std::uint32_t first_ = 0, last_ = 0;
};

class JsonMembers {
 public:
  class Iterator {
   public:
    JsonMember operator*() const { return {{tree_, index_}, {tree_, index_ + 1}}; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    friend class JsonMembers;
    Iterator(const JsonTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
    const JsonTree* tree_;
    std::uint32_t index_;
  };
  [[nodiscard]] Iterator begin() const { return {tree_, first_}; }
  [[nodiscard]] Iterator end() const { return {tree_, last_}; }

 private:
  friend class JsonValue;
  const JsonTree* tree_ = nullptr;
  std::uint32_t first_ = 0, last_ = 0;
};

class JsonTree {
 public:
  JsonTree();
  ~JsonTree();
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;

  [[nodiscard]] tl::expected<JsonValue, JsonError> Parse(std::string_view input, const JsonOptions& options);

 private:
  friend class JsonValue;
  friend class JsonItems;
  friend class JsonMembers;
  friend class JsonTreeBuilder;

  // In document order: a container, then its items; an object's members as key, value, key, value.
  struct Node {
    std::uint32_t begin, end;
    std::uint32_t next;       // node behind this one's last descendant
    std::uint32_t count;      // items or members; of a string its unescaped size
    std::uint32_t unescaped;  // of a string with escapes: where its text is in `unescaped_`
    JsonKind kind;
    bool escaped;
  };
  [[nodiscard]] std::string_view TextOf(const Node& node) const;

  struct Tokens;  // simdjson's
  std::unique_ptr<Tokens> tokens_;
  std::string_view input_;
  std::vector<Node> nodes_;
  std::string unescaped_;
};

// Where in `root` the byte is, as people write it: "component[2].valueQuantity.value"; empty for `root` itself.
[[nodiscard]] std::string JsonPath(JsonValue root, std::uint64_t offset);

// ---- inline: called for every element of every resource

inline std::string_view JsonTree::TextOf(const Node& node) const {
  if (node.kind == JsonKind::kNumber) return input_.substr(node.begin, node.end - node.begin);
  if (node.kind != JsonKind::kString) return {};
  if (node.escaped) return std::string_view(unescaped_).substr(node.unescaped, node.count);
  return input_.substr(node.begin + 1, node.count);
}

inline JsonKind JsonValue::kind() const { return tree_ ? tree_->nodes_[index_].kind : JsonKind::kNull; }
inline std::uint64_t JsonValue::begin() const { return tree_ ? tree_->nodes_[index_].begin : 0; }
inline std::uint64_t JsonValue::end() const { return tree_ ? tree_->nodes_[index_].end : 0; }
inline std::string_view JsonValue::Raw() const { return tree_ ? tree_->input_.substr(begin(), end() - begin()) : std::string_view(); }
inline std::string_view JsonValue::Text() const { return tree_ ? tree_->TextOf(tree_->nodes_[index_]) : std::string_view(); }
inline std::size_t JsonValue::size() const { return kind() >= JsonKind::kArray ? tree_->nodes_[index_].count : 0; }
inline JsonItems::Iterator& JsonItems::Iterator::operator++() {
  index_ = tree_->nodes_[index_].next;
  return *this;
}
inline JsonMembers::Iterator& JsonMembers::Iterator::operator++() {
  index_ = tree_->nodes_[index_ + 1].next;
  return *this;
}

}  // namespace aegle
