#include "access/credentials.h"

#include <gtest/gtest.h>

#include <set>

namespace aegle {
namespace {

// RFC 6238 appendix B: 8 digits, step 30 s, secrets of 20, 32 and 64 bytes.
TEST(TotpTest, VectorsOfRfc6238) {
  const std::string sha1 = "12345678901234567890";
  const std::string sha256 = "12345678901234567890123456789012";
  const std::string sha512 = "1234567890123456789012345678901234567890123456789012345678901234";
  struct Row {
    std::uint64_t seconds;
    const char *sha1, *sha256, *sha512;
  };
  for (const Row& row : {Row{59, "94287082", "46119246", "90693936"}, Row{1111111109, "07081804", "68084774", "25091201"},
                         Row{1111111111, "14050471", "67062674", "99943326"}, Row{1234567890, "89005924", "91819424", "93441116"},
                         Row{2000000000, "69279037", "90698825", "38618901"}, Row{20000000000, "65353130", "77737706", "47863826"}}) {
    EXPECT_EQ(HotpCode(sha1, row.seconds / 30, 8, TotpHash::kSha1), row.sha1) << row.seconds;
    EXPECT_EQ(HotpCode(sha256, row.seconds / 30, 8, TotpHash::kSha256), row.sha256) << row.seconds;
    EXPECT_EQ(HotpCode(sha512, row.seconds / 30, 8, TotpHash::kSha512), row.sha512) << row.seconds;
  }
}

// RFC 4226 appendix D: the first codes of 6 digits.
TEST(TotpTest, VectorsOfRfc4226) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(HotpCode("12345678901234567890", i), codes[i]);
}

TEST(TotpTest, OneStepEitherWayAndOnlyOnce) {
  const std::string secret = "12345678901234567890";
  const Instant now = 1'111'111'109'000;
  const std::uint64_t step = 1111111109 / 30;
  for (std::uint64_t at : {step - 1, step, step + 1}) EXPECT_EQ(MatchTotp(secret, HotpCode(secret, at), now, 0), at);
  EXPECT_FALSE(MatchTotp(secret, HotpCode(secret, step - 2), now, 0));
  EXPECT_FALSE(MatchTotp(secret, HotpCode(secret, step + 2), now, 0));
  EXPECT_FALSE(MatchTotp(secret, HotpCode(secret, step), now, step)) << "was used";
  EXPECT_TRUE(MatchTotp(secret, HotpCode(secret, step + 1), now, step));
  EXPECT_FALSE(MatchTotp(secret, "", now, 0));
  EXPECT_FALSE(MatchTotp("", HotpCode("", step), now, 0)) << "without a secret there is no code";
}

// RFC 4648 section 10.
TEST(Base32Test, Vectors) {
  for (auto [plain, coded] : {std::pair{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"},
                              {"foobar", "MZXW6YTBOI"}}) {
    EXPECT_EQ(ToBase32(plain), coded);
    EXPECT_EQ(*FromBase32(coded), plain);
  }
  EXPECT_EQ(*FromBase32("mzxw 6ytb oi======"), "foobar");
  EXPECT_FALSE(FromBase32("MZ1"));
}

TEST(PasswordTest, Argon2idWithItsOwnSalt) {
  auto first = HashPassword("correct horse battery"), second = HashPassword("correct horse battery");
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(first->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *first;
  EXPECT_NE(*first, *second);
  EXPECT_TRUE(VerifyPassword(*first, "correct horse battery"));
  EXPECT_FALSE(VerifyPassword(*first, "correct horse batterz"));
  EXPECT_FALSE(VerifyPassword(*first, ""));
  EXPECT_FALSE(VerifyPassword("", "")) << "a user without a password cannot sign in";
  EXPECT_FALSE(VerifyPassword("", "the password of nobody"));
  EXPECT_FALSE(VerifyPassword(*first, std::string(100'000, 'x')));
}

TEST(PasswordTest, Rules) {
  EXPECT_TRUE(CheckPasswordRules("네 단어로 된 긴 암호입니다", "kim"));
  EXPECT_TRUE(CheckPasswordRules("four words are enough", "kim"));
  for (const char* weak : {"short", "비밀번호", "Password1234!", "aaaaaaaaaaaa", "qwertyuiop12", "123456789012", "kimminjun!!1", "Hospital2026!!"})
    EXPECT_FALSE(CheckPasswordRules(weak, "kimminjun")) << weak;
  EXPECT_FALSE(CheckPasswordRules(std::string(201, 'x') + "y", "kim"));
}

TEST(SecretTest, RandomAndCompared) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(RandomSecret());
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(seen.begin()->size(), 43u);
  EXPECT_TRUE(EqualSecrets("abc", "abc"));
  EXPECT_FALSE(EqualSecrets("abc", "abd"));
  EXPECT_FALSE(EqualSecrets("abc", "abcd"));
}

}  // namespace
}  // namespace aegle
