// Which rows may hold a resource, by the 64-bit hash of its key. Module-internal; used under the writer's lock.
//
// Hashes come in random order, and a tree that takes each one alone would rewrite one page for each. So new ones wait in
// memory and go into the table resource_index in sorted portions; those that are not in it yet are read from the
// resource rows after counter 'indexed', which makes the tail as durable as the rows themselves.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "store/sql.h"

namespace aegle {

class KeyIndex {
 public:
  Result<void> Load(sql::Connection& connection);
  // Ids of resource rows with this hash, oldest first.
  Result<void> Find(sql::Connection& connection, std::uint64_t hash, std::vector<std::int64_t>& ids);
  void Add(std::uint64_t hash, std::int64_t id);
  // Writes the tail into the table where it is long enough to be worth it. In a transaction.
  Result<void> MaybeMerge(sql::Connection& connection);

 private:
  Result<void> Merge(sql::Connection& connection);
  Result<void> LoadFilter(sql::Connection& connection);
  [[nodiscard]] bool MayBeInTable(std::uint64_t hash) const;
  void AddToFilter(std::uint64_t hash);

  std::unordered_multimap<std::uint64_t, std::int64_t> tail_;
  std::int64_t last_id_ = 0;
  std::uint64_t in_table_ = 0;            // entries of the table
  std::vector<std::uint64_t> filter_;     // Bloom filter over the table: says "not there" without a read
};

}  // namespace aegle
