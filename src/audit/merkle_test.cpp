#include "audit/merkle.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aegle {
namespace {

// The leaves and roots of the reference implementation of RFC 6962 (certificate-transparency, merkle tree tests).
const std::vector<std::string> kLeafData{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kRoots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Sha256Digest> Leaves(std::size_t count) {
  std::vector<Sha256Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(MerkleLeafHash(*HexToBytes(kLeafData[i])));
  return leaves;
}

std::string Hex(const Sha256Digest& digest) { return ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()}); }

std::vector<std::string> Hex(const std::vector<Sha256Digest>& proof) {
  std::vector<std::string> text;
  for (const auto& hash : proof) text.push_back(Hex(hash));
  return text;
}

TEST(MerkleTest, RootsOfTheVectors) {
  for (std::size_t n = 0; n < kRoots.size(); ++n) EXPECT_EQ(Hex(MerkleRoot(Leaves(n))), kRoots[n]) << n;
}

TEST(MerkleTest, InclusionProofsOfTheVectors) {
  EXPECT_EQ(Hex(MerkleInclusionProof(Leaves(8), 0)),
            (std::vector<std::string>{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(Hex(MerkleInclusionProof(Leaves(8), 5)),
            (std::vector<std::string>{"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(Hex(MerkleInclusionProof(Leaves(3), 2)), std::vector<std::string>{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"});
}

TEST(MerkleTest, ConsistencyProofsOfTheVectors) {
  EXPECT_EQ(Hex(MerkleConsistencyProof(Leaves(8), 1)), Hex(MerkleInclusionProof(Leaves(8), 0)));
  EXPECT_EQ(Hex(MerkleConsistencyProof(Leaves(8), 6)),
            (std::vector<std::string>{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(Hex(MerkleConsistencyProof(Leaves(5), 2)),
            (std::vector<std::string>{"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

// Every proof of every tree up to 33 leaves verifies, and no other leaf, place or root does.
TEST(MerkleTest, ProofsProveAndNothingElse) {
  std::vector<Sha256Digest> leaves;
  for (int i = 0; i < 33; ++i) leaves.push_back(MerkleLeafHash(std::to_string(i)));
  for (std::size_t n = 1; n <= leaves.size(); ++n) {
    std::span<const Sha256Digest> tree(leaves.data(), n);
    const Sha256Digest root = MerkleRoot(tree);
    for (std::size_t i = 0; i < n; ++i) {
      auto proof = MerkleInclusionProof(tree, i);
      EXPECT_TRUE(VerifyMerkleInclusion(leaves[i], i, n, proof, root)) << i << " of " << n;
      EXPECT_FALSE(VerifyMerkleInclusion(MerkleLeafHash("x"), i, n, proof, root));
      EXPECT_TRUE(n == 1 || !VerifyMerkleInclusion(leaves[i], (i + 1) % n, n, proof, root));
      auto consistency = MerkleConsistencyProof(tree, i + 1);
      const Sha256Digest older = MerkleRoot(tree.first(i + 1));
      EXPECT_TRUE(VerifyMerkleConsistency(i + 1, n, consistency, older, root)) << i + 1 << " of " << n;
      EXPECT_FALSE(VerifyMerkleConsistency(i + 1, n, consistency, MerkleLeafHash("x"), root));
    }
  }
}

TEST(MerkleTest, AFrontierGoesOnFromItsPeaks) {
  MerkleFrontier whole, resumed;
  for (int i = 0; i < 100; ++i) {
    whole.Append(MerkleLeafHash(std::to_string(i)));
    resumed = MerkleFrontier(resumed.size(), resumed.peaks());
    resumed.Append(MerkleLeafHash(std::to_string(i)));
    ASSERT_EQ(whole.Root(), resumed.Root());
  }
}

}  // namespace
}  // namespace aegle
