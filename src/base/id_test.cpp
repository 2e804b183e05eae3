#include "base/id.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace aegle {
namespace {

static_assert(!std::is_convertible_v<PatientId, FactId>);
static_assert(!std::is_convertible_v<std::int64_t, PatientId>);

TEST(Id, ParsesItsOwnText) {
  EXPECT_EQ(PatientId::Parse("p17").value(), PatientId(17));
  EXPECT_EQ(PatientId::Parse("17").value(), PatientId(17));
  EXPECT_EQ(PatientId(17).ToString(), "p17");
  EXPECT_EQ(FactId::Parse("f9223372036854775807")->value(), INT64_MAX);
}

TEST(Id, RefusesEverythingElse) {
  for (const char* text : {"", "p", "0", "p0", "-1", "p-1", "f17", "17p", "p17 ", " p17", "p1.5", "pp17", "p9223372036854775808", "p１"}) {
    auto id = PatientId::Parse(text);
    ASSERT_FALSE(id.has_value()) << text;
    EXPECT_EQ(id.error().code, ErrorCode::kBadUsage);
  }
}

TEST(Id, NoneIsZero) {
  EXPECT_TRUE(PatientId().empty());
  EXPECT_FALSE(PatientId(1).empty());
  EXPECT_LT(PatientId(1), PatientId(2));
}

}  // namespace
}  // namespace aegle
