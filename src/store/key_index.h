// Which rows may hold a resource, by the 64-bit hash of its key. Module-internal; used under the writer's lock.
//
// Hashes come in random order, and a tree that takes each one alone would rewrite one page for each. So new ones wait in
// memory (the tail) and go into the table resource_index in sorted portions, each behind the one before; with each portion
// goes a Bloom filter, so that a key that is new, the usual case, costs no read. The cost of a key does not grow with the store,
// but for the filters: 2 bytes of memory and a few nanoseconds a portion. The tail is what the resource rows after counter 'indexed' say,
// which makes it as durable as the rows themselves.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "store/sql.h"

namespace aegle {

struct KeyFilter {
  using Block = std::array<std::uint32_t, 8>;
  std::vector<Block> blocks;
};

class KeyIndex {
 public:
  // At the begin of an import. Reads only what changed: all after a rollback (`generation` counts those) or when another
  // process wrote, nothing otherwise.
  Result<void> Load(sql::Connection& connection, std::uint64_t generation);
  // Ids of resource rows with this hash, oldest first.
  Result<void> Find(sql::Connection& connection, std::uint64_t hash, std::vector<std::int64_t>& ids);
  void Add(std::uint64_t hash, std::int64_t id);
  // Writes the tail into the table where it is long enough to be worth it. In a transaction.
  Result<void> MaybeMerge(sql::Connection& connection);

 private:
  Result<void> Merge(sql::Connection& connection);
  Result<void> FindInPortion(sql::Connection& connection, std::size_t portion, std::uint64_t hash, std::vector<std::int64_t>& ids);

  std::unordered_multimap<std::uint64_t, std::int64_t> tail_;
  std::int64_t last_id_ = 0;
  std::vector<KeyFilter> filters_;  // of portion 1, 2, ...
  struct Stamp {
    std::int64_t data_version;
    std::uint64_t generation;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  std::optional<Stamp> loaded_;
};

}  // namespace aegle
