#include "store/key_index.h"

#include <algorithm>
#include <utility>

namespace aegle {
namespace {

constexpr std::size_t kPortion = 128 * 1024;
// Bloom filter (Bloom 1970) of one portion: 16 bits a key and 8 probes, 0.06 % false alarms; 2 bytes of memory a key.
constexpr std::size_t kFilterBytes = kPortion * 2;
constexpr std::uint64_t kFilterBits = kFilterBytes * 8;
constexpr int kProbes = 8;

// Double hashing (Kirsch and Mitzenmacher 2006): the probes are hash + i * step.
template <class Visit>
bool EachBit(std::uint64_t hash, Visit visit) {
  const std::uint64_t step = (hash >> 32) | 1;
  for (int i = 0; i < kProbes; ++i, hash += step)
    if (!visit((hash % kFilterBits) / 8, 1u << (hash % 8))) return false;
  return true;
}

void AddToFilter(std::string& filter, std::uint64_t hash) {
  EachBit(hash, [&](std::size_t byte, unsigned bit) {
    filter[byte] = static_cast<char>(static_cast<unsigned char>(filter[byte]) | bit);
    return true;
  });
}

bool InFilter(const std::string& filter, std::uint64_t hash) {
  return EachBit(hash, [&](std::size_t byte, unsigned bit) { return (static_cast<unsigned char>(filter[byte]) & bit) != 0; });
}

}  // namespace

Result<void> KeyIndex::Load(sql::Connection& connection, std::uint64_t generation) {
  AEGLE_TRY(version, connection.Number("PRAGMA data_version"));  // changes when another connection commits
  const Stamp now{version, generation};
  if (loaded_ == now) return {};
  loaded_.reset();
  tail_.clear();
  filters_.clear();
  {
    AEGLE_TRY(query, connection.Use("SELECT bits FROM key_filter ORDER BY id"));
    for (;;) {
      AEGLE_TRY(row, query.Step());
      if (!row) break;
      filters_.push_back(query.Text(0));
      if (filters_.back().size() != kFilterBytes) return Fail(ErrorCode::kIntegrity, "The key index of the store is damaged", "store.db");
    }
  }
  AEGLE_TRY(indexed, connection.Number("SELECT value FROM counter WHERE name='indexed'"));
  AEGLE_TRY(query, connection.Use("SELECT id, hash FROM resource WHERE id > ? ORDER BY id"));
  query.Bind(indexed);
  last_id_ = indexed;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) break;
    Add(static_cast<std::uint64_t>(query.Int(1)), query.Int(0));
  }
  loaded_ = now;
  return {};
}

bool KeyIndex::MayBeInTable(std::uint64_t hash) const {
  return std::any_of(filters_.begin(), filters_.end(), [&](const std::string& filter) { return InFilter(filter, hash); });
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
  const auto first = static_cast<std::ptrdiff_t>(ids.size());
  auto [begin, end] = tail_.equal_range(hash);
  for (auto it = begin; it != end; ++it) ids.push_back(it->second);
  std::sort(ids.begin() + first, ids.end());
  return {};
}

void KeyIndex::Add(std::uint64_t hash, std::int64_t id) {
  tail_.emplace(hash, id);
  last_id_ = id;
}

Result<void> KeyIndex::MaybeMerge(sql::Connection& connection) {
  if (tail_.size() < kPortion) return {};
  return Merge(connection);
}

Result<void> KeyIndex::Merge(sql::Connection& connection) {
  // The order of the table: SQLite compares the hash as a signed number.
  std::vector<std::pair<std::int64_t, std::int64_t>> sorted;
  sorted.reserve(tail_.size());
  std::string filter(kFilterBytes, '\0');
  for (const auto& [hash, id] : tail_) {
    sorted.emplace_back(static_cast<std::int64_t>(hash), id);
    AddToFilter(filter, hash);
  }
  std::sort(sorted.begin(), sorted.end());
  {
    AEGLE_TRY(insert, connection.Use("INSERT INTO resource_index(hash, resource) VALUES(?, ?)"));
    for (const auto& [hash, id] : sorted) AEGLE_CHECK(insert.Bind(hash).Bind(id).Run());
  }
  AEGLE_TRY(portion, connection.Use("INSERT INTO key_filter(bits) VALUES(?)"));
  AEGLE_CHECK(portion.BindBlob(filter).Run());
  AEGLE_TRY(counter,
            connection.Use("INSERT INTO counter(name, value) VALUES('indexed', ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value"));
  AEGLE_CHECK(counter.Bind(last_id_).Run());
  filters_.push_back(std::move(filter));
  tail_.clear();
  return {};
}

}  // namespace aegle
