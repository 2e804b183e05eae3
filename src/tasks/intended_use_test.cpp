#include "tasks/intended_use.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tasks/task.h"

namespace aegle {
namespace {

Settings Site(const char* use, const char* general = "true") {
  auto settings = Settings::Load("/nonexistent/aegle.toml");
  EXPECT_TRUE(settings->Set("site.use", use, "test").has_value());
  EXPECT_TRUE(settings->Set("site.general", general, "test").has_value());
  return *settings;
}

TEST(IntendedUse, EveryTaskHasARow) {
  TaskRegistry tasks;
  RegisterClinicalTasks(tasks);
  for (const auto& task : tasks.all()) EXPECT_NE(FindIntendedUse(task->name()), nullptr) << task->name();
  for (const IntendedUse& use : IntendedUses())
    for (std::string_view cell : {use.function, use.title_en, use.title_ko, use.users, use.mfds, use.fda, use.eu}) EXPECT_FALSE(cell.empty()) << use.function;
}

TEST(IntendedUse, TheSwitchLetsTheAllowedClassesRunOnly) {
  for (const IntendedUse& use : IntendedUses()) {
    if (use.use == UseClass::kGeneral) continue;
    EXPECT_EQ(RequireUse(Site("records"), use.function).has_value(), use.use == UseClass::kRecords) << use.function;
    EXPECT_EQ(RequireUse(Site("documentation"), use.function).has_value(), use.use <= UseClass::kDocumentation) << use.function;
    EXPECT_TRUE(RequireUse(Site("support"), use.function).has_value()) << use.function;
  }
  EXPECT_TRUE(RequireUse(Site("records", "true"), "chat").has_value());
  EXPECT_EQ(RequireUse(Site("support", "false"), "chat").error().code, ErrorCode::kDenied);
  EXPECT_EQ(RequireUse(Site("support"), "prescribe").error().code, ErrorCode::kDenied);
}

TEST(IntendedUse, ThePageIsTheTable) {
  std::ifstream in(std::string(AEGLE_SOURCE_DIR) + "/docs/intended-use.md");
  std::stringstream page;
  page << in.rdbuf();
  EXPECT_EQ(page.str(), IntendedUseMarkdown());
}

}  // namespace
}  // namespace aegle
