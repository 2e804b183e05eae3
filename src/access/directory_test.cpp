// Users, relations and tokens; signing in.
#include "access/credentials.h"
#include "access/sign_in.h"
#include "access/test_site.h"

namespace aegle::test {
namespace {

class DirectoryTest : public SiteTest {};

TEST_F(DirectoryTest, NamesThatCannotBe) {
  for (const char* bad : {"", "Kim", "kim park", "kim/p1", "900101-1234567", "9001011234567", "local", "system", "a\nb", "../x"})
    EXPECT_EQ(CodeOf(directory_->Add({.name = bad, .role = Role::kNurse})), ErrorCode::kBadUsage) << bad;
  Must(directory_->Add({.name = "김민준", .role = Role::kNurse}));
  EXPECT_EQ(CodeOf(directory_->Add({.name = "kim", .role = Role::kNurse})), ErrorCode::kConflict);
  EXPECT_EQ(CodeOf(directory_->Add({.name = "x", .role = Role::kOwner})), ErrorCode::kBadUsage);
  EXPECT_EQ(CodeOf(directory_->Add({.name = "y", .role = Role::kPatient})), ErrorCode::kBadUsage) << "whose record?";
}

TEST_F(DirectoryTest, SomebodyCanAlwaysAddOthers) {
  User root = Must(directory_->Find("root"));
  root.disabled = true;
  EXPECT_EQ(CodeOf(directory_->Update(root)), ErrorCode::kConflict);
  Must(directory_->Add({.name = "second", .role = Role::kOperator}));
  Must(directory_->Update(root));
  EXPECT_EQ(Must(directory_->Find("root")).principal().role, Role::kNone) << "who is disabled may do nothing";
  TempFolder other;
  auto store = Must(OpenSqliteStore(other.File("store.db"), TestKey()));
  EXPECT_FALSE(Must(Directory(*store).HasUsers()));
  EXPECT_EQ(CodeOf(Directory(*store).Add({.name = "kim", .role = Role::kClinician})), ErrorCode::kBadUsage);
}

TEST_F(DirectoryTest, TokensAreKeptAsHashes) {
  std::string token = Must(directory_->AddToken("kim", "report", static_cast<ScopeBits>(Scope::kRead), kNow + 1000, kNow));
  EXPECT_EQ(token.size(), 49u);
  Principal principal = Must(directory_->PrincipalOfToken(token, kNow));
  EXPECT_EQ(principal.name, "kim");
  EXPECT_TRUE(principal.by_token);
  EXPECT_EQ(principal.scopes, static_cast<ScopeBits>(Scope::kRead));
  for (const Entity& entity : Must(store_->Entities("token"))) EXPECT_EQ((entity.key + entity.json).find(token.substr(6)), std::string::npos);
  auto denied = [&](const std::string& text, Instant now) { return CodeOf(directory_->PrincipalOfToken(text, now)) == ErrorCode::kDenied; };
  EXPECT_TRUE(denied(token, kNow + 1000)) << "expired";
  EXPECT_TRUE(denied(token + "x", kNow));
  EXPECT_TRUE(denied("", kNow));
  User kim = Must(directory_->Find("kim"));
  kim.disabled = true;
  Must(directory_->Update(kim));
  EXPECT_TRUE(denied(token, kNow));
  Must(directory_->RemoveToken(Must(directory_->Tokens("kim")).at(0).id));
  EXPECT_TRUE(Must(directory_->Tokens("")).empty());
}

TEST_F(DirectoryTest, SignInBacksOffAndSaysTheSameToEverybody) {
  std::int64_t now = 0;
  SignIn sign_in(*directory_, [&] { return now; });
  User kim = Must(directory_->Find("kim"));
  kim.password = Must(HashPassword("four words of kim"));
  Must(directory_->Update(kim));
  EXPECT_EQ(Must(sign_in.Check("kim", "four words of kim", "", kNow)).name, "kim");
  auto wrong = sign_in.Check("kim", "wrong", "", kNow), unknown = sign_in.Check("nobody", "wrong", "", kNow);
  EXPECT_EQ(wrong.error().ToString(), unknown.error().ToString());
  EXPECT_EQ(CodeOf(sign_in.Check("choi", "", "", kNow)), ErrorCode::kDenied) << "no password, no sign-in";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(CodeOf(sign_in.Check("kim", "wrong", "", kNow)), ErrorCode::kDenied);
  EXPECT_EQ(CodeOf(sign_in.Check("kim", "four words of kim", "", kNow)), ErrorCode::kBusy) << "even with the right one";
  now += 30'000;
  Must(sign_in.Check("kim", "four words of kim", "", kNow));
}

TEST_F(DirectoryTest, ASecondFactorIsNeededOnceSet) {
  SignIn sign_in(*directory_);
  User kim = Must(directory_->Find("kim"));
  kim.password = Must(HashPassword("four words of kim"));
  kim.totp = "12345678901234567890";
  Must(directory_->Update(kim));
  EXPECT_EQ(CodeOf(sign_in.Check("kim", "four words of kim", "", kNow)), ErrorCode::kDenied);
  std::string code = HotpCode(kim.totp, static_cast<std::uint64_t>(kNow / 30'000));
  EXPECT_EQ(CodeOf(sign_in.Check("kim", "wrong", code, kNow)), ErrorCode::kDenied) << "a code alone is nothing, and is not used up";
  Must(sign_in.Check("kim", "four words of kim", code, kNow));
  EXPECT_EQ(CodeOf(sign_in.Check("kim", "four words of kim", code, kNow)), ErrorCode::kDenied) << "a code works once";
}

TEST_F(DirectoryTest, EmergencyAccessIsNarrowAndReviewed) {
  BreakGlassBook book(*store_);
  EXPECT_EQ(CodeOf(book.Open(As("lee"), cho_, "emergency", "unconscious in the emergency room", kNow)), ErrorCode::kDenied);
  EXPECT_EQ(CodeOf(book.Open(As("root"), cho_, "emergency", "unconscious in the emergency room", kNow)), ErrorCode::kDenied);
  EXPECT_EQ(CodeOf(book.Open(As("kim"), cho_, "curious", "unconscious in the emergency room", kNow)), ErrorCode::kBadUsage);
  EXPECT_EQ(CodeOf(book.Open(As("kim"), cho_, "emergency", "   why    ", kNow)), ErrorCode::kBadUsage);
  BreakGlass entry = Must(book.Open(As("kim"), cho_, "emergency", "unconscious in the emergency room", kNow));
  EXPECT_EQ(entry.until - entry.from, 60 * kMinuteMs);
  EXPECT_TRUE(Guard(As("kim"), kNow + 1)->GetPatient(cho_));
  EXPECT_TRUE(Guard(As("kim"), kNow + kBreakGlassMs - 1)->Facts(cho_, {}));
  EXPECT_EQ(CodeOf(Guard(As("kim"), kNow + kBreakGlassMs)->GetPatient(cho_)), ErrorCode::kNotFound) << "an hour later";
  EXPECT_EQ(CodeOf(Guard(As("kim"), kNow - 1)->GetPatient(cho_)), ErrorCode::kNotFound) << "a clock that was set back opens nothing";
  EXPECT_EQ(CodeOf(Guard("kim")->GetPatient(bob_)), ErrorCode::kNotFound) << "one person only";
  EXPECT_EQ(CodeOf(Guard("choi")->GetPatient(cho_)), ErrorCode::kNotFound) << "one user only";
  Principal token = As("kim");
  token.by_token = true;
  EXPECT_EQ(CodeOf(Guard(token)->GetPatient(cho_)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(book.Review(entry.id, "kim", "justified", kNow)), ErrorCode::kDenied);
  EXPECT_EQ(Must(book.Review(entry.id, "yoon", "not-justified", kNow)).reviewed_by, "yoon");
  EXPECT_EQ(CodeOf(book.Review(entry.id, "yoon", "justified", kNow)), ErrorCode::kConflict);
}

}  // namespace
}  // namespace aegle::test
