#include "access/sessions.h"

#include <gtest/gtest.h>

#include "access/rate_limits.h"

namespace aegle {
namespace {

struct Clock {
  std::int64_t now = 1'000'000;
  MonotonicClock function() {
    return [this] { return now; };
  }
};

TEST(SessionsTest, IdleAndAbsoluteExpiry) {
  Clock clock;
  Sessions sessions({.idle_ms = 1000, .absolute_ms = 5000}, clock.function());
  auto started = sessions.Start("kim");
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(sessions.Use(started.cookie)) << i;
    clock.now += 999;
  }
  ASSERT_TRUE(sessions.Use(started.cookie));
  clock.now += 5;
  EXPECT_FALSE(sessions.Use(started.cookie)) << "12 hours end it, however busy";
  started = sessions.Start("kim");
  clock.now += 1000;
  EXPECT_FALSE(sessions.Alive(started.session.id));
  EXPECT_FALSE(sessions.Use(started.cookie)) << "idle";
  EXPECT_EQ(sessions.size(), 0u);
}

TEST(SessionsTest, LookingDoesNotProlong) {
  Clock clock;
  Sessions sessions({.idle_ms = 1000, .absolute_ms = 5000}, clock.function());
  auto started = sessions.Start("kim");
  clock.now += 600;
  EXPECT_TRUE(sessions.Alive(started.session.id));
  clock.now += 600;
  EXPECT_FALSE(sessions.Alive(started.session.id));
}

TEST(SessionsTest, EachSignInHasItsOwnCookieAndCsrf) {
  Sessions sessions({});
  auto one = sessions.Start("kim"), two = sessions.Start("kim");
  EXPECT_NE(one.cookie, two.cookie);
  EXPECT_NE(one.session.csrf, two.session.csrf);
  EXPECT_EQ(one.session.id.find(one.cookie), std::string::npos);
  EXPECT_FALSE(sessions.Use("")) << "no cookie";
  EXPECT_FALSE(sessions.Use(one.session.id)) << "the id is not the cookie";
  sessions.End(one.session.id);
  EXPECT_FALSE(sessions.Use(one.cookie));
  EXPECT_TRUE(sessions.Use(two.cookie));
  sessions.EndAllOf("kim");
  EXPECT_FALSE(sessions.Use(two.cookie));
}

TEST(SessionsTest, AUserHasAtMostSoMany) {
  Clock clock;
  Sessions sessions({.most_of_one_user = 3}, clock.function());
  auto first = sessions.Start("kim");
  auto other = sessions.Start("lee");
  for (int i = 0; i < 3; ++i) {
    ++clock.now;
    (void)sessions.Start("kim");
  }
  EXPECT_FALSE(sessions.Use(first.cookie));
  EXPECT_TRUE(sessions.Use(other.cookie));
  EXPECT_EQ(sessions.size(), 4u);
}

// Exact to the token: a burst of 5 and one each 600 ms after it.
TEST(TokenBucketTest, IsExact) {
  Clock clock;
  TokenBuckets buckets(100, 5, clock.function());
  int taken = 0;
  for (int i = 0; i < 50; ++i) taken += buckets.Take("a");
  EXPECT_EQ(taken, 5);
  std::int64_t wait = 0;
  EXPECT_FALSE(buckets.Take("a", &wait));
  EXPECT_NEAR(static_cast<double>(wait), 600, 2);
  EXPECT_TRUE(buckets.Take("b")) << "another key has its own";
  for (int i = 0; i < 60'000; i += 10) {
    clock.now += 10;
    taken += buckets.Take("a");
  }
  EXPECT_NEAR(taken, 105, 1);
}

TEST(BackOffTest, FiveAreFreeThenItDoubles) {
  Clock clock;
  BackOff back_off(clock.function());
  for (int i = 0; i < 4; ++i) back_off.Failed("kim");
  EXPECT_EQ(back_off.WaitMs("kim"), 0);
  back_off.Failed("kim");
  EXPECT_EQ(back_off.WaitMs("kim"), 30'000);
  clock.now += 30'000;
  EXPECT_EQ(back_off.WaitMs("kim"), 0);
  back_off.Failed("kim");
  EXPECT_EQ(back_off.WaitMs("kim"), 60'000);
  for (int i = 0; i < 20; ++i) back_off.Failed("kim");
  EXPECT_EQ(back_off.WaitMs("kim"), 15 * 60'000);
  EXPECT_EQ(back_off.WaitMs("lee"), 0);
  back_off.Succeeded("kim");
  EXPECT_EQ(back_off.WaitMs("kim"), 0);
}

}  // namespace
}  // namespace aegle
