#include "store/key_index.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace aegle {
namespace {

constexpr std::size_t kPortion = 64 * 1024;
// Split block Bloom filter, as Apache Parquet has it (https://parquet.apache.org/docs/file-format/bloomfilter/): a key sets
// one bit in each of the eight words of one block, so that a look-up is one cache line. 16 bits a key: about 0.2 % false alarms.
constexpr std::size_t kBlocks = kPortion * 16 / 256;
constexpr std::array<std::uint32_t, 8> kSalts{0x47b6137bU, 0x44974d91U, 0x8824ad5bU, 0xa2b7289dU,
                                              0x705495c7U, 0x2df1424bU, 0x9efc4947U, 0x5c6bfb31U};

std::size_t BlockOf(std::uint64_t hash) { return static_cast<std::size_t>(hash >> 32) % kBlocks; }

KeyFilter::Block MaskOf(std::uint64_t hash) {
  KeyFilter::Block mask;
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = 1u << ((static_cast<std::uint32_t>(hash) * kSalts[i]) >> 27);
  return mask;
}

bool Contains(const KeyFilter::Block& block, const KeyFilter::Block& mask) {
  std::uint32_t missing = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) missing |= mask[i] & ~block[i];
  return missing == 0;
}

}  // namespace

Result<void> KeyIndex::Load(sql::Connection& connection, std::uint64_t generation) {
  AEGLE_TRY(version, connection.Number("PRAGMA data_version"));  // changes when another connection commits
  const Stamp now{version, generation};
  if (loaded_ == now) return {};
  loaded_.reset();
  tail_.clear();
  tail_.reserve(2 * kPortion);  // a commit is added before it is merged
  filters_.clear();
  {
    AEGLE_TRY(query, connection.Use("SELECT bits FROM key_filter ORDER BY portion"));
    for (;;) {
      AEGLE_TRY(row, query.Step());
      if (!row) break;
      KeyFilter& filter = filters_.emplace_back();
      if (query.Bytes(0).size() != kBlocks * sizeof(KeyFilter::Block))
        return Fail(ErrorCode::kIntegrity, "The key index of the store is damaged", "store.db");
      filter.blocks.resize(kBlocks);
      std::memcpy(filter.blocks.data(), query.Bytes(0).data(), query.Bytes(0).size());
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

Result<void> KeyIndex::FindInPortion(sql::Connection& connection, std::size_t portion, std::uint64_t hash, std::vector<std::int64_t>& ids) {
  AEGLE_TRY(query, connection.Use("SELECT resource FROM resource_index WHERE portion = ? AND hash = ? ORDER BY resource"));
  query.Bind(static_cast<std::int64_t>(portion)).Bind(static_cast<std::int64_t>(hash));
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return {};
    ids.push_back(query.Int(0));
  }
}

Result<void> KeyIndex::Find(sql::Connection& connection, std::uint64_t hash, std::vector<std::int64_t>& ids) {
  ids.clear();
  const KeyFilter::Block mask = MaskOf(hash);
  const std::size_t block = BlockOf(hash);
  for (std::size_t i = 0; i < filters_.size(); ++i)
    if (Contains(filters_[i].blocks[block], mask)) AEGLE_CHECK(FindInPortion(connection, i + 1, hash, ids));
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
  KeyFilter filter;
  filter.blocks.resize(kBlocks);
  for (const auto& [hash, id] : tail_) {
    sorted.emplace_back(static_cast<std::int64_t>(hash), id);
    const KeyFilter::Block mask = MaskOf(hash);
    KeyFilter::Block& block = filter.blocks[BlockOf(hash)];
    for (std::size_t i = 0; i < mask.size(); ++i) block[i] |= mask[i];
  }
  std::sort(sorted.begin(), sorted.end());
  const auto number = static_cast<std::int64_t>(filters_.size() + 1);
  {
    AEGLE_TRY(insert, connection.Use("INSERT INTO resource_index(portion, hash, resource) VALUES(?, ?, ?)"));
    for (const auto& [hash, id] : sorted) AEGLE_CHECK(insert.Bind(number).Bind(hash).Bind(id).Run());
  }
  AEGLE_TRY(portion, connection.Use("INSERT INTO key_filter(portion, bits) VALUES(?, ?)"));
  AEGLE_CHECK(
      portion.Bind(number).BindBlob({reinterpret_cast<const char*>(filter.blocks.data()), kBlocks * sizeof(KeyFilter::Block)}).Run());
  AEGLE_TRY(counter,
            connection.Use("INSERT INTO counter(name, value) VALUES('indexed', ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value"));
  AEGLE_CHECK(counter.Bind(last_id_).Run());
  filters_.push_back(std::move(filter));
  tail_.clear();
  return {};
}

}  // namespace aegle
