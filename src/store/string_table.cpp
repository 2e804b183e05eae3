#include "store/string_table.h"

#include <mutex>

namespace aegle {

Result<void> StringTable::Load(sql::Connection& connection) {
  std::unique_lock lock(mutex_);
  AEGLE_TRY(last, connection.Number("SELECT max(id) FROM string"));
  while (texts_.size() > static_cast<std::size_t>(last)) {
    ids_.erase(texts_.back());
    texts_.pop_back();
  }
  return ReadRows(connection);
}

Result<void> StringTable::LoadMore(sql::Connection& connection) {
  std::unique_lock lock(mutex_);
  if (written_ < texts_.size()) return {};  // an import of this process holds the lock on new strings
  return ReadRows(connection);
}

Result<void> StringTable::ReadRows(sql::Connection& connection) {
  AEGLE_TRY(query, connection.Use("SELECT id, text FROM string WHERE id > ? ORDER BY id"));
  query.Bind(static_cast<std::int64_t>(texts_.size()));
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) break;
    if (static_cast<std::size_t>(query.Int(0)) <= texts_.size()) continue;
    texts_.push_back(query.Text(1));
    ids_.emplace(texts_.back(), static_cast<std::int64_t>(texts_.size()));
  }
  written_ = texts_.size();
  return {};
}

std::int64_t StringTable::Intern(std::string_view text) {
  if (text.size() > kMaxBytes) return 0;
  {
    std::shared_lock lock(mutex_);
    if (auto found = ids_.find(text); found != ids_.end()) return found->second;
    if (texts_.size() >= kMaxStrings) return 0;
  }
  std::unique_lock lock(mutex_);
  texts_.emplace_back(text);
  auto id = static_cast<std::int64_t>(texts_.size());
  ids_.emplace(texts_.back(), id);
  return id;
}

std::vector<std::pair<std::int64_t, std::string>> StringTable::TakeNew() {
  std::vector<std::pair<std::int64_t, std::string>> fresh;
  std::unique_lock lock(mutex_);
  for (; written_ < texts_.size(); ++written_) fresh.emplace_back(static_cast<std::int64_t>(written_ + 1), texts_[written_]);
  return fresh;
}

std::int64_t StringTable::Find(std::string_view text) const {
  std::shared_lock lock(mutex_);
  auto found = ids_.find(text);
  return found == ids_.end() ? 0 : found->second;
}

const std::string* StringTable::Text(std::int64_t id) const {
  std::shared_lock lock(mutex_);
  if (id < 1 || static_cast<std::size_t>(id) > texts_.size()) return nullptr;
  return &texts_[static_cast<std::size_t>(id - 1)];
}

std::size_t StringTable::size() const {
  std::shared_lock lock(mutex_);
  return texts_.size();
}

Result<void> StringTable::Write(sql::Connection& connection, const std::vector<std::pair<std::int64_t, std::string>>& strings) {
  AEGLE_TRY(query, connection.Use("INSERT INTO string(id, text) VALUES(?, ?)"));
  for (const auto& [id, text] : strings) AEGLE_CHECK(query.Bind(id).Bind(text).Run());
  return {};
}

}  // namespace aegle
