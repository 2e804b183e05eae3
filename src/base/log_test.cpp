#include "base/log.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "base/phi.h"

namespace aegle {
namespace {

TEST(Log, OneJsonObjectALine) {
  EXPECT_EQ(FormatLogLine(LogLevel::kInfo, "import done",
                          {{"facts", 12}, {"seconds", 1.5}, {"patient", PatientId(3)}, {"code", ErrorCode::kBusy}, {"ok", true}}, "T"),
            R"({"time":"T","level":"info","event":"import done","facts":12,"seconds":1.5,"patient":"p3","code":"busy","ok":true})");
}

TEST(Log, TextIsEscaped) {
  EXPECT_EQ(FormatLogLine(LogLevel::kError, "x", {{"path", Operational("a\"b\n")}}, "T"),
            "{\"time\":\"T\",\"level\":\"error\",\"event\":\"x\",\"path\":\"a\\\"b\\u000a\"}");
}

TEST(Log, TextOfARecordHasNoWayIn) {
  static_assert(!std::is_constructible_v<LogField, const char*, std::string>);
  static_assert(!std::is_constructible_v<LogField, const char*, Phi<std::string>>);
}

}  // namespace
}  // namespace aegle
