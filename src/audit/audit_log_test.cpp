#include "audit/audit_log.h"

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "audit/test_support.h"
#include "base/crash_point.h"
#include "base/file.h"
#include "base/log.h"

namespace aegle {
namespace {

// Runs `work` in a process of its own; returns its status.
template <class Work>
int InChild(Work work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

void FillDisk(const std::string& path) {
  auto file = Must(File::Open(path, FileMode::kCreate));
  std::uint64_t at = 0;
  for (std::size_t block = 1 << 20; block > 0; block /= 2)
    while (file.WriteAt(at, std::string(block, 'f'))) at += block;
}

TEST_F(AuditTest, WhatIsAppendedIsReadBack) {
  Fill(10);
  auto log = Must(AuditLog::Open(Options()));
  auto records = Must(log->Read({}));
  ASSERT_EQ(records.size(), 11u);
  EXPECT_EQ(records.front().sequence, 10u);
  EXPECT_EQ(records.front().event.actor, "anna");
  EXPECT_EQ(records.front().event.detail, R"({"number":9})");
  EXPECT_EQ(records.front().event.patient, PatientId(2));
  EXPECT_EQ(records.back().event.action, AuditAction::kSystem);
  EXPECT_EQ(log->Head().size, 11u);
  EXPECT_TRUE(HasValidSignature(log->Head()));
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, AQueryNamesPatientActionAndPlace) {
  Fill(40);
  auto log = Must(AuditLog::Open(Options()));
  AuditQuery query;
  query.patient = PatientId(1);
  EXPECT_EQ(Must(log->Read(query)).size(), 10u);
  query.action = AuditAction::kWrite;
  EXPECT_EQ(Must(log->Read(query)).size(), 4u);
  query.before = 10;
  query.limit = 1;
  EXPECT_EQ(Must(log->Read(query)).at(0).sequence, 1u);
  EXPECT_TRUE(Must(log->Read({.actor = "berta"})).empty());
}

TEST_F(AuditTest, NothingOfAnEventIsReadableOnTheDisk) {
  Fill(5);
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = ReadText(file.path().string());
    for (const char* word : {"anna", "clinician", "timeline", "treatment", "number"}) EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << file.path();
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms(0077), std::filesystem::perms::none) << file.path();
  }
}

TEST_F(AuditTest, ThePseudonymOfAPatientStaysTheSame) {
  Fill(8);
  auto log = Must(AuditLog::Open(Options()));
  std::map<PatientId, std::set<std::string>> pseudonyms;
  for (const auto& record : Must(log->Read({})))
    if (!record.event.patient.empty()) pseudonyms[record.event.patient].insert(record.pseudonym);
  ASSERT_EQ(pseudonyms.size(), 4u);
  std::set<std::string> all;
  for (const auto& [patient, names] : pseudonyms) {
    EXPECT_EQ(names.size(), 1u);
    all.insert(names.begin(), names.end());
  }
  EXPECT_EQ(all.size(), 4u);
}

TEST_F(AuditTest, ManyThreadsShareTheirWrites) {
  auto log = Must(AuditLog::Open(Options()));
  std::atomic<int> syncs = 0;
  SetFileFault([&](FileCall call) {
    syncs += call == FileCall::kSync;
    return FileFault{};
  });
  std::vector<std::thread> threads;
  std::vector<std::vector<std::uint64_t>> numbers(8);
  for (std::size_t t = 0; t < numbers.size(); ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) numbers[t].push_back(Must(log->Append(Event(i))));
    });
  for (auto& thread : threads) thread.join();
  SetFileFault({});
  std::set<std::uint64_t> all;
  for (const auto& list : numbers) {
    EXPECT_TRUE(std::is_sorted(list.begin(), list.end()));
    all.insert(list.begin(), list.end());
  }
  EXPECT_EQ(all.size(), 400u);
  EXPECT_EQ(*all.rbegin(), 400u);
  EXPECT_LT(syncs, 400);
  std::printf("400 records by 8 threads: %d syncs\n", syncs.load());
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, TwoOpenLogsTakeTurns) {
  auto one = Must(AuditLog::Open(Options())), two = Must(AuditLog::Open(Options()));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Must((i % 2 ? one : two)->Append(Event(i))), static_cast<std::uint64_t>(i + 1));
  EXPECT_TRUE(Verify().ok());
  EXPECT_EQ(Verify().records, 21u);
}

TEST_F(AuditTest, SegmentsFollowEachOther) {
  AuditOptions options = Options();
  options.segment_bytes = 2000;
  {
    auto log = Must(AuditLog::Open(options)), other = Must(AuditLog::Open(options));
    for (int i = 0; i < 60; ++i) Must((i % 7 ? log : other)->Append(Event(i)));
    EXPECT_EQ(Must(other->Read({.limit = 1000})).size(), 61u);
  }
  EXPECT_GT(Must(ListSegments(options.folder)).size(), 5u);
  auto log = Must(AuditLog::Open(options));
  EXPECT_EQ(Must(log->Append(Event(0))), 61u);
  EXPECT_EQ(Must(log->Read({.limit = 1000})).size(), 62u);
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, AFullDiskRefusesAndLosesNothing) {
  auto log = Must(AuditLog::Open(Options()));
  Must(log->Append(Event(1)));
  SetFileFault([](FileCall call) { return FileFault{call == FileCall::kWrite ? ENOSPC : 0}; });
  auto refused = log->Append(Event(2));
  SetFileFault({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoSpace);
  EXPECT_TRUE(log->refusing());
  EXPECT_EQ(Must(log->Append(Event(3))), 2u);  // there is space again
  EXPECT_FALSE(log->refusing());
  EXPECT_TRUE(Verify().ok());
  EXPECT_EQ(Verify().records, 3u);
}

TEST_F(AuditTest, AFailedSyncIsNeverTakenForSuccess) {
  auto log = Must(AuditLog::Open(Options()));
  SetFileFault([](FileCall call) { return FileFault{call == FileCall::kSync ? EIO : 0}; });
  EXPECT_FALSE(log->Append(Event(1)));
  SetFileFault({});
  auto later = log->Append(Event(2));
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, ErrorCode::kIo);
  auto again = Must(AuditLog::Open(Options()));
  EXPECT_TRUE(again->Append(Event(3)));
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, BreakGlassUsesTheReserveAndThenTheLog) {
  auto log = Must(AuditLog::Open(Options()));
  // The segment is full, the reserve is there.
  int writes = 0;
  SetFileFault([&](FileCall call) { return FileFault{call == FileCall::kWrite && ++writes % 2 == 1 ? ENOSPC : 0}; });
  EXPECT_FALSE(log->Append(Event(1)));
  writes = 0;
  EXPECT_EQ(Must(log->Append({AuditAction::kBreakGlass, "anna", "clinician", PatientId(3), "record", AuditOutcome::kDone, "resuscitation"}, AuditReserve::kAllowed)), AuditLog::kReserved);
  SetFileFault({});
  EXPECT_EQ(Must(log->Append(Event(2))), 2u);
  auto records = Must(log->Read({}));
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].event.action, AuditAction::kBreakGlass);
  EXPECT_EQ(records[1].event.purpose, "resuscitation");
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, TheReserveStopsWhenItIsFull) {
  auto log = Must(AuditLog::Open(Options()));
  int writes = 0;
  SetFileFault([&](FileCall call) { return FileFault{call == FileCall::kWrite && ++writes % 2 == 1 ? ENOSPC : 0}; });
  int taken = 0;
  for (; taken < 10'000; ++taken) {
    writes = 0;
    if (!log->Append({AuditAction::kBreakGlass, "anna", "clinician", PatientId(3)}, AuditReserve::kAllowed)) break;
  }
  SetFileFault({});
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 10'000);
  Must(log->Append(Event(1)));
  EXPECT_EQ(Verify().records, static_cast<std::uint64_t>(taken) + 2);
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, ATornEndIsMovedAsideAndSaid) {
  Fill(3);
  const std::string whole = ReadText(LogFile());
  WriteText(LogFile(), whole + Records(LogFile()).back().substr(0, 100));
  EXPECT_TRUE(Verify().ok());
  EXPECT_EQ(Verify().torn_bytes, 100u);
  auto log = Must(AuditLog::Open(Options()));
  EXPECT_EQ(Must(log->Append(Event(9))), 5u);
  auto records = Must(log->Read({}));
  EXPECT_EQ(records[1].event.resource, "torn end moved aside");
  EXPECT_NE(records[1].event.detail.find(R"("bytes":100)"), std::string::npos);
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, ACutLogCannotBeOpened) {
  Fill(5);
  auto records = Records(LogFile());
  records.pop_back();
  WriteText(LogFile(), Joined(records));
  auto log = AuditLog::Open(Options());
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::kIntegrity);
  // Also where the head in the folder was cut with it.
  WriteText(Options().folder + "/head", "");
  log = AuditLog::Open(Options());
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::kIntegrity);
  Must(SetAuditAside(Options()));
  EXPECT_EQ(Must(Must(AuditLog::Open(Options()))->Append(Event(1))), 1u);
}

TEST_F(AuditTest, AnotherKeyIsDenied) {
  Fill(1);
  AuditOptions options = Options();
  options.key = std::string(32, 'x');
  auto log = AuditLog::Open(options);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::kDenied);
}

TEST_F(AuditTest, RotatedKeysReadTheOldRecords) {
  Fill(4);
  const std::string before = ReadText(LogFile());
  Must(PrepareAuditKeys(Options(), std::string(32, 'n'), Options().folder + "/keys.next"));
  Must(RenameFile(Options().folder + "/keys.next", Options().folder + "/keys"));
  EXPECT_FALSE(AuditLog::Open(Options()));
  AuditOptions options = Options();
  options.key = std::string(32, 'n');
  auto log = Must(AuditLog::Open(options));
  Must(log->Append(Event(7)));
  EXPECT_EQ(log->Head().epoch, 2);
  EXPECT_EQ(Must(log->Read({})).size(), 6u);
  EXPECT_TRUE(ReadText(LogFile()).starts_with(before)) << "records are never rewritten";
  EXPECT_TRUE(Must(VerifyAudit({options.folder, options.second_head, options.key, {}})).ok());
}

// The clock may jump; the order is that of the sequence numbers.
TEST_F(AuditTest, OrderDoesNotComeFromTheClock) {
  AuditOptions options = Options();
  Instant now = 1'700'000'000'000;
  options.now = [&] { return now; };
  auto log = Must(AuditLog::Open(options));
  // Back an hour, ten years on, a leap day, 2038, 9999.
  for (Instant at : {now - kHourMs, now + 3650 * kDayMs, Instant{1'709'164'800'000}, Instant{2'147'483'648'000}, Instant{253'402'300'799'000}}) {
    now = at;
    Must(log->Append(Event(1)));
  }
  auto records = Must(log->Read({}));
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(records[i].sequence, records.size() - 1 - i);
  EXPECT_TRUE(nlohmann::json::parse(AuditRecordJson(records[0]))["time"].get<std::string>().starts_with("9999-12-31"));
  EXPECT_TRUE(Verify().ok());
}

TEST_F(AuditTest, DetailMustBeAnObject) {
  auto log = Must(AuditLog::Open(Options()));
  AuditEvent event = Event(1);
  event.detail = "not json";
  EXPECT_FALSE(log->Append(event));
  event.detail = "[1]";
  EXPECT_FALSE(log->Append(event));
  event.detail.clear();
  EXPECT_TRUE(log->Append(event));
}

TEST_F(AuditTest, TheFhirViewNamesAgentPatientAndOutcome) {
  Fill(1);
  auto log = Must(AuditLog::Open(Options()));
  auto json = nlohmann::json::parse(FhirAuditEventJson(Must(log->Read({})).front(), "site"));
  EXPECT_EQ(json["resourceType"], "AuditEvent");
  EXPECT_EQ(json["outcome"], "0");
  EXPECT_EQ(json["agent"][0]["who"]["identifier"]["value"], "anna");
  EXPECT_EQ(json["entity"][0]["what"]["reference"], "Patient/p1");
  EXPECT_EQ(json["agent"][0]["requestor"], true);
  EXPECT_TRUE(json["recorded"].is_string());
}

// Each call of the system fails once, with each way of failing, and then for good: nothing is acknowledged that is not there.
TEST_F(AuditTest, TheNthCallFails) {
  SetLogLevel(LogLevel::kOff);
  TemporaryFolder folder(std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string());
  const AuditOptions options = OptionsIn(folder);
  struct Way {
    int error;
    bool cut, sticky;
  };
  for (Way way : {Way{EIO, false, false}, Way{EIO, false, true}, Way{ENOSPC, false, false}, Way{ENOSPC, false, true}, Way{EINTR, false, false}, Way{0, true, false}}) {
    int n = 1;
    for (bool reached = true; reached; ++n) {
      std::filesystem::remove_all(options.folder);
      std::filesystem::remove(options.second_head);
      int calls = 0;
      std::vector<std::uint64_t> acknowledged;
      SetFileFault([&](FileCall) {
        ++calls;
        const bool now = way.sticky ? calls >= n : calls == n;
        return now ? FileFault{way.error, way.cut} : FileFault{};
      });
      auto log = AuditLog::Open(options);
      for (int i = 0; log && i < 3; ++i)
        if (auto number = (*log)->Append(Event(i))) acknowledged.push_back(*number);
      reached = calls >= n;
      SetFileFault({});
      if (log) log->reset();
      if (acknowledged.empty()) continue;
      auto again = AuditLog::Open(options);
      ASSERT_TRUE(again) << "call " << n << ": " << again.error().ToString();
      auto records = Must((*again)->Read({}));
      for (std::uint64_t number : acknowledged)
        EXPECT_TRUE(std::any_of(records.begin(), records.end(), [&](const AuditRecord& r) { return r.sequence == number && r.event.actor == "anna"; })) << "call " << n;
      for (const AuditFinding& finding : Must(VerifyAudit({options.folder, options.second_head, options.key, {}})).findings) ADD_FAILURE() << "call " << n << ": " << finding.message;
    }
    EXPECT_GT(n, 10);
    std::printf("error %d%s%s: %d calls\n", way.error, way.cut ? " short" : "", way.sticky ? " for good" : "", n - 1);
  }
  SetLogLevel(LogLevel::kInfo);
}

// R2: at every crash point, by SIGKILL and by abort: what was acknowledged is there, nothing is half, the next record follows.
TEST_F(AuditTest, ACrashAnywhereLosesNothingAcknowledged) {
  SetLogLevel(LogLevel::kOff);
  int points = 0;
  for (std::string_view point : kCrashPoints)
    for (const char* way : {"", ":abort", ":n4"}) {
      if (!point.starts_with("audit.") || point == "audit.reserve_moved_before_reset") continue;
      ++points;
      TemporaryFolder folder;
      AuditOptions options = OptionsIn(folder);
      options.segment_bytes = 1000;  // several segments
      const std::string acknowledged = folder.path() + "/acknowledged";
      const int status = InChild([&] {
        ArmCrashPoint(std::string(point) + way);
        auto log = Must(AuditLog::Open(options));
        for (int i = 0; i < 30; ++i) {
          Must(log->Append(Event(i)));
          WriteText(acknowledged, std::to_string(i + 1));
        }
      });
      EXPECT_TRUE(WIFSIGNALED(status)) << point << way << " was never passed";
      const int told = std::atoi(ReadText(acknowledged).c_str());
      auto log = Must(AuditLog::Open(options));
      int kept = 0;
      for (const auto& record : Must(log->Read({}))) kept += record.event.actor == "anna";
      EXPECT_GE(kept, told) << point << way;
      EXPECT_LE(kept, told + 1) << point << way;
      Must(log->Append(Event(99)));
      EXPECT_TRUE(Must(log->Verify()).ok()) << point << way;
    }
  SetLogLevel(LogLevel::kInfo);
  std::printf("%d crashes\n", points);
  EXPECT_GE(points, 15);
}

TEST_F(AuditTest, ACrashWhileTheReserveIsEmptiedRepeatsButNeverLoses) {
  SetLogLevel(LogLevel::kOff);
  const int status = InChild([&] {
    auto log = Must(AuditLog::Open(Options()));
    int writes = 0;
    SetFileFault([&](FileCall call) { return FileFault{call == FileCall::kWrite && ++writes == 1 ? ENOSPC : 0}; });
    Must(log->Append({AuditAction::kBreakGlass, "anna", "clinician", PatientId(3)}, AuditReserve::kAllowed));
    SetFileFault({});
    ArmCrashPoint("audit.reserve_moved_before_reset");
    Must(log->Append(Event(1)));
  });
  EXPECT_TRUE(WIFSIGNALED(status));
  auto log = Must(AuditLog::Open(Options()));
  Must(log->Append(Event(2)));
  AuditQuery query;
  query.action = AuditAction::kBreakGlass;
  EXPECT_GE(Must(log->Read(query)).size(), 1u);
  EXPECT_TRUE(Verify().ok());
  SetLogLevel(LogLevel::kInfo);
}

// R4: something else fills the disk. The log goes on for as long as its space lasts, then it refuses, and then it works again.
TEST_F(AuditTest, AFullFileSystemFirstUsesTheSpaceThatWasSetAside) {
  TemporaryFolder folder;
  const std::string disk = folder.path() + "/disk";
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=16m") != 0) GTEST_SKIP() << "a tmpfs cannot be mounted here: " << std::strerror(errno);
  SetLogLevel(LogLevel::kOff);
  {
    AuditOptions options = Options();
    options.folder = disk + "/audit";
    options.second_head = disk + "/audit.head";
    auto log = Must(AuditLog::Open(options));
    Must(log->Append(Event(0)));
    FillDisk(disk + "/filler");
    int recorded = 0;
    AuditEvent large = Event(1);
    large.resource = std::string(4000, 'r');
    while (recorded < 10'000 && log->Append(large)) ++recorded;
    EXPECT_GT(recorded, 50) << "reads could not be recorded, and so not answered, on a full disk";
    EXPECT_LT(recorded, 10'000);
    EXPECT_TRUE(log->refusing());
    EXPECT_EQ(Must(log->Append({AuditAction::kBreakGlass, "anna", "clinician", PatientId(3), large.resource}, AuditReserve::kAllowed)), AuditLog::kReserved);
    std::filesystem::remove(disk + "/filler");
    Must(log->Append(Event(2)));
    auto report = Must(log->Verify());
    EXPECT_TRUE(report.ok());
    EXPECT_EQ(report.records, static_cast<std::uint64_t>(recorded) + 4);
    std::printf("%d records of 4 kB on a full disk\n", recorded);
  }
  SetLogLevel(LogLevel::kInfo);
  EXPECT_EQ(::umount(disk.c_str()), 0);
}

}  // namespace
}  // namespace aegle
