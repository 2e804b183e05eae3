#include "serve/controls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

namespace aegle {
namespace {

TEST(Controls, AFailingOneBlocksWhatItGuardsAndNothingElse) {
  ControlRegistry controls;
  bool holds = true;
  controls.Add("sandbox", {"import", "model"}, [&]() -> ControlRegistry::Finding { return {holds, holds ? "" : "an attack succeeded"}; });
  controls.Add("verifier", {"tasks"}, []() -> ControlRegistry::Finding { return {true, ""}; });
  EXPECT_FALSE(controls.Holds("import"));    // not run yet: nothing is proven
  controls.RunAll();
  EXPECT_TRUE(controls.Holds("import"));
  holds = false;
  controls.RunAll();
  auto blocked = controls.Require("import");
  ASSERT_FALSE(blocked.has_value());
  EXPECT_EQ(blocked.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(blocked.error().message.find("sandbox"), std::string::npos);
  EXPECT_TRUE(controls.Holds("tasks"));
  EXPECT_GT(controls.Latest()[0].failing_since, 0);
  holds = true;
  controls.RunAll();
  EXPECT_TRUE(controls.Holds("model"));
  EXPECT_EQ(controls.Latest()[0].failing_since, 0);
}

TEST(Controls, OneThatThrowsHasFailed) {
  ControlRegistry controls;
  controls.Add("broken", {"tasks"}, []() -> ControlRegistry::Finding { throw std::runtime_error("no"); });
  controls.RunAll();
  EXPECT_FALSE(controls.Holds("tasks"));
}

TEST(Controls, TheyRunAgainByThemselves) {
  std::promise<void> again;
  std::atomic<int> runs{0};
  ControlRegistry controls;
  controls.Add("counted", {}, [&]() -> ControlRegistry::Finding {
    if (++runs == 2) again.set_value();
    return {true, ""};
  });
  controls.RunEvery(std::chrono::milliseconds(5));
  EXPECT_EQ(again.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace aegle
