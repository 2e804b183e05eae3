#include "model/zip_member.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "model/zip_test_file.h"

namespace aegle {
namespace {

class ZipMember : public testing::Test {
 protected:
  ~ZipMember() override { std::filesystem::remove(path_); }
  Result<std::string> Read(const std::string& archive, std::string_view member, const ZipLimits& limits = {}) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << archive;
    std::string out;
    Result<void> read = ReadZipMember(path_, member, [&](std::string_view bytes) -> Result<void> { out += bytes; return {}; }, limits);
    if (!read) return tl::unexpected(read.error());
    return out;
  }
  std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / "aegle_member.zip";
};

TEST_F(ZipMember, ReadsStoredAndDeflatedMembers) {
  Random random(3);
  std::string noise;
  for (int i = 0; i < 700'000; ++i) noise += static_cast<char>(random.Next());
  std::string zeros(3'000'000, '\0');
  std::string archive = ZipTestFile().Add("a/stored.bin", noise, ZipTestFile::kStored).Add("a/deflated.bin", noise, ZipTestFile::kDeflated).Add("zeros", zeros, ZipTestFile::kDeflated).Add("empty", "", ZipTestFile::kDeflated).Bytes("a comment");
  EXPECT_EQ(*Read(archive, "a/stored.bin"), noise);
  EXPECT_EQ(*Read(archive, "a/deflated.bin"), noise);
  EXPECT_EQ(*Read(archive, "zeros"), zeros);
  EXPECT_EQ(*Read(archive, "empty"), "");
  EXPECT_EQ(Read(archive, "a/other").error().code, ErrorCode::kNotFound);
}

TEST_F(ZipMember, RefusesWhatLies) {
  std::string text = "some text that is long enough to be deflated deflated deflated";
  auto with = [&](auto change) {
    ZipTestFile zip;
    zip.Add("m", text, ZipTestFile::kDeflated);
    change(zip.members.front());
    return Read(zip.Bytes(), "m");
  };
  EXPECT_EQ(*with([](auto&) {}), text);
  EXPECT_EQ(with([](auto& m) { m.crc ^= 1; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.unpacked += 1; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.unpacked -= 1; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.packed -= 1; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.packed = 0x7fffffff; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.packed = 0xffffffff; }).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(with([](auto& m) { m.method = 12; }).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(with([](auto& m) { m.flags = 1; }).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(with([](auto& m) { m.local_at = 5000; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.local_name = "n"; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([](auto& m) { m.data[4] = static_cast<char>(~m.data[4]); }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(with([&](auto& m) { m.method = ZipTestFile::kStored; }).error().code, ErrorCode::kBadInput);
  EXPECT_EQ(Read("not a zip", "m").error().code, ErrorCode::kBadInput);
  EXPECT_EQ(Read("", "m").error().code, ErrorCode::kBadInput);
}

TEST_F(ZipMember, BombIsBounded) {
  std::string archive = ZipTestFile().Add("bomb", std::string(20'000'000, '\0'), ZipTestFile::kDeflated).Bytes();
  ZipLimits limits;
  limits.member_bytes = 1'000'000;
  EXPECT_EQ(Read(archive, "bomb", limits).error().code, ErrorCode::kTooLarge);
}

TEST_F(ZipMember, SurvivesTruncationAndDamage) {
  std::string archive = ZipTestFile().Add("m", "hello hello hello hello", ZipTestFile::kDeflated).Add("n", "x", ZipTestFile::kStored).Bytes();
  for (std::size_t size = 0; size < archive.size(); ++size) EXPECT_FALSE(Read(archive.substr(0, size), "m").has_value()) << size;
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    std::string damaged = archive;
    damaged[static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(damaged.size()) - 1))] = static_cast<char>(random.Next());
    Result<std::string> read = Read(damaged, "m");
    EXPECT_TRUE(!read || *read == "hello hello hello hello");
  }
}

}  // namespace
}  // namespace aegle
