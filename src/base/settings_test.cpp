#include "base/settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace aegle {
namespace {

class SettingsTest : public ::testing::Test {
 protected:
  std::string File(const std::string& text) {
    std::ofstream(path_) << text;
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }
  std::string path_ = std::filesystem::temp_directory_path() / ("aegle_settings_" + std::to_string(getpid()) + ".toml");
};

TEST_F(SettingsTest, DefaultsHoldWithoutAFile) {
  auto settings = Settings::Load("/does/not/exist.toml");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->Text("serve.address"), "127.0.0.1");
  EXPECT_EQ(settings->Integer("serve.port"), 8080);
}

TEST_F(SettingsTest, FileThenEnvironmentThenFlag) {
  std::string file = File("[serve]\nport = 9001\n[model]\nchat = \"none\"\n");
  EXPECT_EQ(Settings::Load(file)->Integer("serve.port"), 9001);
  setenv("AEGLE_SERVE_PORT", "9002", 1);
  auto settings = Settings::Load(file);
  unsetenv("AEGLE_SERVE_PORT");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->Integer("serve.port"), 9002);
  EXPECT_EQ(settings->Text("model.chat"), "none");
  ASSERT_TRUE(settings->Set("serve.port", "9003", "--port"));
  EXPECT_EQ(settings->Integer("serve.port"), 9003);
}

TEST_F(SettingsTest, ErrorsNameFileLineAndSetting) {
  auto unknown = Settings::Load(File("[serve]\nprot = 1\n"));
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("serve.prot"), std::string::npos);
  EXPECT_NE(unknown.error().place.find("line 2"), std::string::npos);
  EXPECT_FALSE(Settings::Load(File("[serve]\nport = 70000\n")));
  EXPECT_FALSE(Settings::Load(File("[serve]\nport = \"many\"\n")));
  auto syntax = Settings::Load(File("[serve\n"));
  ASSERT_FALSE(syntax);
  EXPECT_EQ(syntax.error().code, ErrorCode::kBadInput);
}

TEST(AllSettings, DefaultsFitTheirOwnRange) {
  for (const auto& info : AllSettings()) {
    auto settings = Settings::Load("/does/not/exist.toml");
    EXPECT_TRUE(settings->Set(info.name, info.fallback, "default")) << info.name;
    EXPECT_FALSE(info.help.empty()) << info.name;
  }
}

}  // namespace
}  // namespace aegle
