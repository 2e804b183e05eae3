// Whatever is changed in a log is found, with its number.
#include "audit/verify.h"

#include <chrono>
#include <thread>

#include "audit/merkle.h"
#include "audit/test_support.h"
#include "base/random.h"

namespace aegle {
namespace {

constexpr int kRecords = 12;  // and the first, which says that the log began

class AuditVerifyTest : public AuditTest {
 protected:
  void SetUp() override {
    Fill(kRecords);
    records_ = Records(LogFile());
    ASSERT_EQ(records_.size(), kRecords + 1u);
  }
  // The findings after the records were replaced.
  AuditReport With(const std::vector<std::string>& records) {
    WriteText(LogFile(), Joined(records));
    return Verify();
  }
  std::vector<std::string> records_;
};

bool Has(const AuditReport& report, AuditFault fault, std::uint64_t number) {
  for (const auto& finding : report.findings)
    if (finding.fault == fault && finding.first <= number && number <= finding.last) return true;
  return false;
}

std::string Text(const AuditReport& report) {
  std::string text;
  for (const auto& finding : report.findings) text += std::string(Name(finding.fault)) + " " + std::to_string(finding.first) + ": " + finding.message + "\n";
  return text;
}

TEST_F(AuditVerifyTest, OneBitInEveryRecord) {
  Random random(7);
  for (std::size_t i = 0; i < records_.size(); ++i) {
    for (int round = 0; round < 8; ++round) {
      auto changed = records_;
      const auto at = static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(changed[i].size()) - 1));
      changed[i][at] = static_cast<char>(changed[i][at] ^ (1 << random.Integer(0, 7)));
      auto report = With(changed);
      EXPECT_TRUE(Has(report, AuditFault::kDamaged, i)) << "record " << i << ", byte " << at << "\n" << Text(report);
      EXPECT_EQ(report.findings.size(), 1u) << "record " << i << ", byte " << at << "\n" << Text(report);
    }
  }
}

TEST_F(AuditVerifyTest, EachByteOfOneRecord) {
  for (std::size_t at = 0; at < records_[4].size(); ++at) {
    auto changed = records_;
    changed[4][at] = static_cast<char>(changed[4][at] ^ 1);
    auto report = With(changed);
    ASSERT_TRUE(Has(report, AuditFault::kDamaged, 4)) << "byte " << at << "\n" << Text(report);
  }
}

TEST_F(AuditVerifyTest, DeletedRecords) {
  for (std::size_t i = 0; i + 1 < records_.size(); ++i) {
    auto changed = records_;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    auto report = With(changed);
    EXPECT_TRUE(Has(report, AuditFault::kMissing, i)) << Text(report);
    EXPECT_EQ(report.findings.size(), 1u) << Text(report);
  }
}

TEST_F(AuditVerifyTest, ExchangedRecords) {
  for (std::size_t i = 0; i + 1 < records_.size(); ++i) {
    auto changed = records_;
    std::swap(changed[i], changed[i + 1]);
    auto report = With(changed);
    EXPECT_TRUE(Has(report, AuditFault::kReordered, i)) << Text(report);
  }
}

TEST_F(AuditVerifyTest, RepeatedRecords) {
  auto changed = records_;
  changed.insert(changed.begin() + 6, records_[3]);
  EXPECT_TRUE(Has(With(changed), AuditFault::kReordered, 3));
}

TEST_F(AuditVerifyTest, ACutEnd) {
  for (std::size_t keep = 0; keep < records_.size(); ++keep) {
    auto report = With({records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(keep)});
    EXPECT_TRUE(Has(report, AuditFault::kTruncated, keep)) << Text(report);
    EXPECT_EQ(report.findings.back().last, static_cast<std::uint64_t>(kRecords));
  }
  // Somebody who also takes the older head of the folder meets the second one.
  WriteText(LogFile(), Joined({records_.begin(), records_.begin() + 5}));
  std::filesystem::remove(Options().folder + "/head");
  EXPECT_TRUE(Has(Verify(), AuditFault::kTruncated, 5));
}

TEST_F(AuditVerifyTest, ALostSegment) {
  std::filesystem::remove(LogFile());
  EXPECT_TRUE(Has(Verify(), AuditFault::kTruncated, 0));
}

TEST_F(AuditVerifyTest, AHeadOfAnotherSite) {
  SignedHead head = Must(AuditLog::Open(Options()))->Head();
  head.public_key[0] = static_cast<char>(head.public_key[0] ^ 1);
  EXPECT_TRUE(Has(Verify({head}), AuditFault::kBadHead, 0));
}

// Whoever has the keys can write a log that is sound in itself. A head that was kept elsewhere tells them apart.
TEST_F(AuditVerifyTest, ARewrittenLogIsToldByAKeptHead) {
  const SignedHead kept = Must(AuditLog::Open(Options()))->Head();
  std::filesystem::remove(Options().folder + "/head");
  std::filesystem::remove(Options().second_head);
  WriteText(LogFile(), Joined({records_.begin(), records_.begin() + 6}));
  {
    auto log = Must(AuditLog::Open(Options()));
    for (int i = 0; i < 10; ++i) Must(log->Append(Event(100 + i)));
  }
  EXPECT_TRUE(Verify().ok());
  EXPECT_TRUE(Has(Verify({kept}), AuditFault::kForked, 5));
}

TEST_F(AuditVerifyTest, DamagedKeysAndHeads) {
  std::string head = ReadText(Options().folder + "/head");
  for (char& c : head) c = c == 'a' ? 'b' : c;
  WriteText(Options().folder + "/head", head);
  EXPECT_TRUE(Has(Verify(), AuditFault::kBadHead, 0));
  std::string keys = ReadText(Options().folder + "/keys");
  const std::size_t at = keys.find("sealed") + 30;
  keys[at] = keys[at] == '0' ? '1' : '0';
  WriteText(Options().folder + "/keys", keys);
  EXPECT_FALSE(VerifyAudit({Options().folder, Options().second_head, Options().key, {}}));
}

TEST_F(AuditVerifyTest, TheRestIsStillRead) {
  auto changed = records_;
  changed[3][90] = static_cast<char>(changed[3][90] ^ 4);
  changed[8][10] = static_cast<char>(changed[8][10] ^ 4);
  auto report = With(changed);
  EXPECT_TRUE(Has(report, AuditFault::kDamaged, 3)) << Text(report);
  EXPECT_TRUE(Has(report, AuditFault::kDamaged, 8)) << Text(report);
  EXPECT_EQ(report.findings.size(), 2u) << Text(report);
}

TEST_F(AuditVerifyTest, ProofsOfTheLog) {
  auto log = Must(AuditLog::Open(Options()));
  auto leaves = Must(AuditLeaves(Options().folder));
  ASSERT_EQ(leaves.size(), log->Head().size);
  EXPECT_TRUE(VerifyMerkleInclusion(leaves[5], 5, leaves.size(), MerkleInclusionProof(leaves, 5), log->Head().root));
}

TEST_F(AuditTest, VerifyIsQuick) {
  constexpr int kMany = 20'000;
  auto log = Must(AuditLog::Open(Options()));
  std::vector<std::thread> threads;
  for (int t = 0; t < 50; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < kMany / 50; ++i) Must(log->Append(Event(i)));
    });
  for (auto& thread : threads) thread.join();
  auto start = std::chrono::steady_clock::now();
  auto report = Verify();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.records, kMany + 1u);
  std::printf("%d records verified in %.3f s: %.1f s for a million\n", kMany, seconds, seconds * 1e6 / kMany);
}

}  // namespace
}  // namespace aegle
