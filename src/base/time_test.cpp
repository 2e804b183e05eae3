#include "base/time.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace aegle {
namespace {

DateTime T(std::string_view text) {
  auto time = DateTime::Parse(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(DateTime{});
}

TEST(DateTime, RefusesWhatIsNoDateOfTheCalendar) {
  for (const char* text : {"",
                           "2023-02-29",
                           "1900-02-29",
                           "2023-04-31",
                           "2023-13-01",
                           "2023-00-10",
                           "2023-01-00",
                           "0000-01-01",
                           "0000",
                           "23-01-01",
                           "2023-1-1",
                           "20230101",
                           "2023-01-01T24:00:00Z",
                           "2023-01-01T23:60:00Z",
                           "2016-12-31T23:59:60Z",
                           "2023-01-01T10",
                           "2023-01-01T10:00:00+15:00",
                           "2023-01-01T10:00:00+1:00",
                           "2023-01-01 10:00",
                           "2023-01-01T10:00:00.Z",
                           "2023-01T10:00Z",
                           "2023-01-01Z",
                           "2023-01-01T10:00:00Zx",
                           " 2023",
                           "-2023",
                           "+2023",
                           "２０２３"}) {
    auto time = DateTime::Parse(text);
    ASSERT_FALSE(time.has_value()) << text;
    EXPECT_EQ(time.error().code, ErrorCode::kBadInput);
  }
}

TEST(DateTime, KeepsItsPrecision) {
  struct Case {
    const char* text;
    TimePrecision precision;
    Instant length;
  };
  for (const Case& c : {Case{"2024", TimePrecision::kYear, 366 * kDayMs}, Case{"2023", TimePrecision::kYear, 365 * kDayMs},
                        Case{"2024-02", TimePrecision::kMonth, 29 * kDayMs}, Case{"2023-12", TimePrecision::kMonth, 31 * kDayMs},
                        Case{"2024-02-29", TimePrecision::kDay, kDayMs}, Case{"2024-02-29T08:30Z", TimePrecision::kMinute, kMinuteMs},
                        Case{"2024-02-29T08:30:05+09:00", TimePrecision::kSecond, kSecondMs},
                        Case{"2024-02-29T08:30:05.123-05:00", TimePrecision::kMillisecond, 1},
                        Case{"2024-02-29T08:30:05", TimePrecision::kSecond, kSecondMs}}) {
    DateTime time = T(c.text);
    EXPECT_EQ(time.precision(), c.precision) << c.text;
    EXPECT_EQ(time.end() - time.start(), c.length) << c.text;
    EXPECT_EQ(time.ToString(), c.text);
  }
}

TEST(DateTime, KnowsInstants) {
  EXPECT_EQ(T("1970-01-01T00:00:00Z").start(), 0);
  EXPECT_EQ(T("2000-02-29T12:00:00Z").start(), 951825600000);
  EXPECT_EQ(T("2026-03-01T09:00:00+09:00").start(), T("2026-03-01T00:00:00Z").start());
  EXPECT_EQ(T("1969-12-31T23:59:59.999Z").start(), -1);
  EXPECT_EQ(T("0001-01-01").year(), 1);
}

TEST(DateTime, DateIsOfItsOwnZone) {
  DateTime time = T("2026-03-01T00:30:00+09:00");  // still February in UTC
  EXPECT_EQ(time.month(), 3);
  EXPECT_EQ(time.day(), 1);
  EXPECT_EQ(time.DateString(), "2026-03-01");
  EXPECT_EQ(time.Readable(), "2026-03-01 00:30");
  EXPECT_FALSE(T("2026-03-01T00:30:00").has_zone());
}

TEST(DateTime, PrintedInstantsParseToThemselves) {
  Random random(5);
  for (int i = 0; i < 5000; ++i) {
    Instant instant = random.Integer(-62'135'596'800'000, 253'402'300'799'999);  // the years 1 to 9999
    int offset = static_cast<int>(random.Integer(-48, 56)) * 15;
    DateTime time = DateTime::FromInstant(instant, TimePrecision::kMillisecond, offset);
    if (time.year() < 1 || time.year() > 9999) continue;
    EXPECT_EQ(T(time.ToString()), time) << time.ToString();
  }
}

TEST(DateTime, FromDate) {
  EXPECT_EQ(DateTime::FromDate(2024, 2, 29)->ToString(), "2024-02-29");
  EXPECT_EQ(DateTime::FromDate(2024, 2)->ToString(), "2024-02");
  EXPECT_EQ(DateTime::FromDate(2024)->ToString(), "2024");
  EXPECT_FALSE(DateTime::FromDate(2023, 2, 29).has_value());
  EXPECT_FALSE(DateTime::FromDate(0).has_value());
  EXPECT_FALSE(DateTime::FromDate(10000).has_value());
}

TEST(Age, BeginsOnTheBirthday) {
  DateTime birth = T("1956-02-29");
  EXPECT_EQ(AgeInYears(birth, T("2024-02-28")), 67);
  EXPECT_EQ(AgeInYears(birth, T("2024-02-29")), 68);
  EXPECT_EQ(AgeInYears(birth, T("2023-03-01")), 67);
  EXPECT_EQ(AgeInYears(birth, birth), 0);
}

}  // namespace
}  // namespace aegle
