// Strings that occur again and again (codes, displays, units, categories) as small numbers. Module-internal.
//
// Only an import session interns; any thread looks up. Ids are never reused. The table holds at most kMaxStrings, a
// string after that (or a long one) is written where it is used, so memory stays bounded whatever the input.
#pragma once

#include <cstdint>
#include <deque>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/sql.h"

namespace aegle {

class StringTable {
 public:
  static constexpr std::size_t kMaxStrings = 200'000;
  static constexpr std::size_t kMaxBytes = 200;

  // Loads what is in the file and forgets what is not (an import that was rolled back).
  Result<void> Load(sql::Connection& connection);
  // Adds what another process wrote since. Not while this process imports: its own new strings are the newest.
  Result<void> LoadMore(sql::Connection& connection);
  // The number of `text`, a new one where there is none yet; 0 where it is to be written out.
  std::int64_t Intern(std::string_view text);
  // Strings that were interned since the last call: the caller writes them to the file.
  std::vector<std::pair<std::int64_t, std::string>> TakeNew();
  [[nodiscard]] std::int64_t Find(std::string_view text) const;  // 0 where it has no number
  [[nodiscard]] const std::string* Text(std::int64_t id) const;  // null where unknown
  [[nodiscard]] std::size_t size() const;

  static Result<void> Write(sql::Connection& connection, const std::vector<std::pair<std::int64_t, std::string>>& strings);

 private:
  Result<void> ReadRows(sql::Connection& connection);

  mutable std::shared_mutex mutex_;
  std::deque<std::string> texts_;  // id - 1
  std::unordered_map<std::string_view, std::int64_t> ids_;
  std::size_t written_ = 0;  // how many TakeNew has handed out
};

}  // namespace aegle
