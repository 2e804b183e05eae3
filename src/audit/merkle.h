// The Merkle tree of RFC 6962 section 2.1 (the same in RFC 9162): SHA-256, leaf prefix 0x00, node prefix 0x01.
// Pure; the functions on `leaves` take leaf hashes in order.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace aegle {

[[nodiscard]] Sha256Digest MerkleLeafHash(std::string_view data);
[[nodiscard]] Sha256Digest MerkleNodeHash(const Sha256Digest& left, const Sha256Digest& right);
[[nodiscard]] Sha256Digest MerkleRoot(std::span<const Sha256Digest> leaves);  // of no leaves: SHA-256("")
// Inclusion of leaf `index` in the tree of all leaves (2.1.1), from the leaf up. Needs index < leaves.size().
[[nodiscard]] std::vector<Sha256Digest> MerkleInclusionProof(std::span<const Sha256Digest> leaves, std::size_t index);
// That the tree of the first `older` leaves is a prefix of the tree of all (2.1.2). Needs 0 < older <= leaves.size().
[[nodiscard]] std::vector<Sha256Digest> MerkleConsistencyProof(std::span<const Sha256Digest> leaves, std::size_t older);

// RFC 9162 sections 2.1.3.2 and 2.1.4.2.
[[nodiscard]] bool VerifyMerkleInclusion(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Sha256Digest> proof,
                                         const Sha256Digest& root);
[[nodiscard]] bool VerifyMerkleConsistency(std::uint64_t older, std::uint64_t newer, std::span<const Sha256Digest> proof,
                                           const Sha256Digest& older_root, const Sha256Digest& newer_root);

// The right edge of a growing tree: enough to go on and to tell the root, at most 64 hashes. One thread.
class MerkleFrontier {
 public:
  MerkleFrontier() = default;
  // `peaks`: roots of the perfect subtrees from left to right; must be as many as `size` has bits that are set.
  MerkleFrontier(std::uint64_t size, std::vector<Sha256Digest> peaks) : size_(size), peaks_(std::move(peaks)) {}

  void Append(const Sha256Digest& leaf);
  [[nodiscard]] Sha256Digest Root() const;
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::vector<Sha256Digest>& peaks() const { return peaks_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Sha256Digest> peaks_;
};

}  // namespace aegle
