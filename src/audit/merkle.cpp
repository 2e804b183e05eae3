#include "audit/merkle.h"

#include <openssl/sha.h>

#include <algorithm>
#include <bit>

namespace aegle {
namespace {

// The largest power of two that is smaller than n; n > 1.
std::size_t SplitPoint(std::size_t n) { return std::bit_floor(n - 1); }

// PATH(m, D[n]) of RFC 6962, 2.1.1.
void AddPath(std::span<const Sha256Digest> leaves, std::size_t index, std::vector<Sha256Digest>& proof) {
  if (leaves.size() <= 1) return;
  const std::size_t k = SplitPoint(leaves.size());
  if (index < k) {
    AddPath(leaves.first(k), index, proof);
    proof.push_back(MerkleRoot(leaves.subspan(k)));
  } else {
    AddPath(leaves.subspan(k), index - k, proof);
    proof.push_back(MerkleRoot(leaves.first(k)));
  }
}

// SUBPROOF(m, D[n], b) of RFC 6962, 2.1.2.
void AddSubproof(std::span<const Sha256Digest> leaves, std::size_t older, bool complete, std::vector<Sha256Digest>& proof) {
  if (older == leaves.size()) {
    if (!complete) proof.push_back(MerkleRoot(leaves));
    return;
  }
  const std::size_t k = SplitPoint(leaves.size());
  if (older <= k) {
    AddSubproof(leaves.first(k), older, complete, proof);
    proof.push_back(MerkleRoot(leaves.subspan(k)));
  } else {
    AddSubproof(leaves.subspan(k), older - k, false, proof);
    proof.push_back(MerkleRoot(leaves.first(k)));
  }
}

}  // namespace

Sha256Digest MerkleLeafHash(std::string_view data) {
  static constexpr unsigned char kPrefix = 0;
  Sha256 hash;
  hash.Update({reinterpret_cast<const char*>(&kPrefix), 1});
  hash.Update(data);
  return hash.Finish();
}

Sha256Digest MerkleNodeHash(const Sha256Digest& left, const Sha256Digest& right) {
  unsigned char bytes[65];
  bytes[0] = 1;
  std::copy(left.begin(), left.end(), bytes + 1);
  std::copy(right.begin(), right.end(), bytes + 33);
  Sha256Digest digest{};
  SHA256(bytes, sizeof bytes, digest.data());
  return digest;
}

Sha256Digest MerkleRoot(std::span<const Sha256Digest> leaves) {
  MerkleFrontier frontier;
  for (const Sha256Digest& leaf : leaves) frontier.Append(leaf);
  return frontier.Root();
}

std::vector<Sha256Digest> MerkleInclusionProof(std::span<const Sha256Digest> leaves, std::size_t index) {
  std::vector<Sha256Digest> proof;
  AddPath(leaves, index, proof);
  return proof;
}

std::vector<Sha256Digest> MerkleConsistencyProof(std::span<const Sha256Digest> leaves, std::size_t older) {
  std::vector<Sha256Digest> proof;
  AddSubproof(leaves, older, true, proof);
  return proof;
}

// RFC 9162, 2.1.3.2.
bool VerifyMerkleInclusion(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Sha256Digest> proof,
                           const Sha256Digest& root) {
  if (index >= size) return false;
  std::uint64_t fn = index, sn = size - 1;
  Sha256Digest r = leaf;
  for (const Sha256Digest& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = MerkleNodeHash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = MerkleNodeHash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

// RFC 9162, 2.1.4.2.
bool VerifyMerkleConsistency(std::uint64_t older, std::uint64_t newer, std::span<const Sha256Digest> proof, const Sha256Digest& older_root,
                             const Sha256Digest& newer_root) {
  if (older == 0 || older > newer) return false;
  if (older == newer) return proof.empty() && older_root == newer_root;
  std::vector<Sha256Digest> path(proof.begin(), proof.end());
  if (std::has_single_bit(older)) path.insert(path.begin(), older_root);
  if (path.empty()) return false;
  std::uint64_t fn = older - 1, sn = newer - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  Sha256Digest fr = path[0], sr = path[0];
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = MerkleNodeHash(path[i], fr);
      sr = MerkleNodeHash(path[i], sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = MerkleNodeHash(sr, path[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == older_root && sr == newer_root;
}

void MerkleFrontier::Append(const Sha256Digest& leaf) {
  Sha256Digest hash = leaf;
  // Each bit that is set at the end of the size is a perfect subtree that the new leaf completes.
  for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    hash = MerkleNodeHash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Sha256Digest MerkleFrontier::Root() const {
  if (peaks_.empty()) return Sha256Of("");
  Sha256Digest root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = MerkleNodeHash(peaks_[i], root);
  return root;
}

}  // namespace aegle
