#include "store/key_index.h"

#include <algorithm>
#include <utility>

namespace aegle {
namespace {

constexpr std::size_t kMergeAt = 128 * 1024;
// 8 bits a key and 4 probes: 2 % false alarms (Bloom 1970). At most 32 MiB, for 32 million keys; more keys, more alarms.
constexpr std::uint64_t kMinFilterWords = std::uint64_t{1} << 14, kMaxFilterWords = std::uint64_t{1} << 22;
constexpr int kProbes = 4;

}  // namespace

Result<void> KeyIndex::Load(sql::Connection& connection) {
  tail_.clear();
  AEGLE_TRY(indexed, connection.Number("SELECT value FROM counter WHERE name='indexed'"));
  AEGLE_TRY(query, connection.Use("SELECT id, hash FROM resource WHERE id > ? ORDER BY id"));
  query.Bind(indexed);
  last_id_ = indexed;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) break;
    Add(static_cast<std::uint64_t>(query.Int(1)), query.Int(0));
  }
  return LoadFilter(connection);
}

Result<void> KeyIndex::LoadFilter(sql::Connection& connection) {
  AEGLE_TRY(count, connection.Number("SELECT count(*) FROM resource_index"));
  in_table_ = static_cast<std::uint64_t>(count);
  std::uint64_t words = kMinFilterWords;
  while (words < kMaxFilterWords && words * 8 < in_table_ * 2) words *= 2;   // room to double
  filter_.assign(words, 0);
  AEGLE_TRY(query, connection.Use("SELECT hash FROM resource_index"));
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return {};
    AddToFilter(static_cast<std::uint64_t>(query.Int(0)));
  }
}

void KeyIndex::AddToFilter(std::uint64_t hash) {
  std::uint64_t bits = filter_.size() * 64, step = (hash >> 33) | 1;
  for (int i = 0; i < kProbes; ++i, hash += step) filter_[(hash % bits) / 64] |= std::uint64_t{1} << (hash % 64);
}

bool KeyIndex::MayBeInTable(std::uint64_t hash) const {
  std::uint64_t bits = filter_.size() * 64, step = (hash >> 33) | 1;
  for (int i = 0; i < kProbes; ++i, hash += step)
    if ((filter_[(hash % bits) / 64] >> (hash % 64) & 1) == 0) return false;
  return true;
}

Result<void> KeyIndex::Find(sql::Connection& connection, std::uint64_t hash, std::vector<std::int64_t>& ids) {
  ids.clear();
  if (MayBeInTable(hash)) {
    AEGLE_TRY(query, connection.Use("SELECT resource FROM resource_index WHERE hash = ? ORDER BY resource"));
    query.Bind(static_cast<std::int64_t>(hash));
    for (;;) {
      AEGLE_TRY(row, query.Step());
      if (!row) break;
      ids.push_back(query.Int(0));
    }
  }
  std::size_t first = ids.size();
  auto [begin, end] = tail_.equal_range(hash);
  for (auto it = begin; it != end; ++it) ids.push_back(it->second);
  std::sort(ids.begin() + static_cast<std::ptrdiff_t>(first), ids.end());
  return {};
}

void KeyIndex::Add(std::uint64_t hash, std::int64_t id) {
  tail_.emplace(hash, id);
  last_id_ = id;
}

Result<void> KeyIndex::MaybeMerge(sql::Connection& connection) {
  if (tail_.size() < kMergeAt) return {};
  return Merge(connection);
}

Result<void> KeyIndex::Merge(sql::Connection& connection) {
  // The order of the table: SQLite compares the hash as a signed number.
  std::vector<std::pair<std::int64_t, std::int64_t>> sorted;
  sorted.reserve(tail_.size());
  for (const auto& [hash, id] : tail_) sorted.emplace_back(static_cast<std::int64_t>(hash), id);
  std::sort(sorted.begin(), sorted.end());
  {
    AEGLE_TRY(insert, connection.Use("INSERT INTO resource_index(hash, resource) VALUES(?, ?)"));
    for (const auto& [hash, id] : sorted) AEGLE_CHECK(insert.Bind(hash).Bind(id).Run());
  }
  AEGLE_TRY(counter, connection.Use("INSERT INTO counter(name, value) VALUES('indexed', ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value"));
  AEGLE_CHECK(counter.Bind(last_id_).Run());
  in_table_ += tail_.size();
  for (const auto& [hash, id] : sorted) AddToFilter(static_cast<std::uint64_t>(hash));
  tail_.clear();
  if (filter_.size() < kMaxFilterWords && in_table_ > filter_.size() * 8) return LoadFilter(connection);
  return {};
}

}  // namespace aegle
