#include "base/hash.h"

#include <gtest/gtest.h>

#include <set>

namespace aegle {
namespace {

// Example messages of FIPS 180-4 (NIST Cryptographic Standards, "SHA256.pdf") and of RFC 6234.
TEST(Sha256, KnownMessages) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsGiveTheWhole) {
  std::string message = "The quick brown fox jumps over the lazy dog";
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    Sha256 hash;
    hash.Update(std::string_view(message).substr(0, cut));
    hash.Update(std::string_view(message).substr(cut));
    EXPECT_EQ(hash.Finish(), Sha256Of(message));
  }
}

TEST(Hash64, IsStableAndTellsApart) {
  EXPECT_EQ(Hash64("Observation/1"), 0xb9995adc839acfcULL);  // stored by earlier versions
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100'000; ++i) seen.insert(Hash64(std::to_string(i)));
  EXPECT_EQ(seen.size(), 100'000u);
  EXPECT_NE(Hash64(std::string_view("a\0", 2)), Hash64("a"));
}

}  // namespace
}  // namespace aegle
