#include "sandbox/probe.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "sandbox/attacks.h"
#include "sandbox/landlock.h"

namespace aegle {
namespace {

// Names of the attacks that succeed in a child without any profile: the control that the attacks are real.
std::set<std::string> SucceedUnconfined() {
  std::string folder = (std::filesystem::temp_directory_path() / "aegle-attacks-XXXXXX").string();
  EXPECT_NE(::mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/secret") << "a secret";
  std::set<std::string> names;
  for (const Attack& attack : AllAttacks()) {
    pid_t child = ::fork();
    if (child == 0) {
      AttackTargets targets;
      targets.folder = folder;
      targets.parent = ::getppid();
      targets.channel = STDERR_FILENO;
      ::_exit(attack.run(targets).outcome == AttackOutcome::kSucceeded ? 77 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    // A child that became another program ends with 0 of its own.
    bool replaced = std::string_view(attack.name).starts_with("run a") && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (replaced || (WIFEXITED(status) && WEXITSTATUS(status) == 77)) names.insert(attack.name);
    if (!std::filesystem::exists(folder + "/secret")) std::ofstream(folder + "/secret") << "a secret";
  }
  std::filesystem::remove_all(folder);
  return names;
}

TEST(Sandbox, NoAttackSucceedsInAnyProfile) {
  SandboxReport report = TestSandbox({.home = {}, .command = {AEGLE_SANDBOX_PROBE, "sandbox-probe"}});
  std::cout << report.Summary() << "\n";
  ASSERT_EQ(report.runs.size(), ::geteuid() == 0 ? 6u : 3u);
  for (const ProbeRun& run : report.runs) {
    EXPECT_EQ(run.error, "") << Name(run.profile) << " as " << run.user;
    EXPECT_GE(run.stopped, 90) << Name(run.profile) << " as " << run.user;
    for (const std::string& name : run.succeeded) ADD_FAILURE() << name << " succeeded in " << Name(run.profile) << (run.sealed ? ", sealed" : "") << " as " << run.user;
  }
  EXPECT_TRUE(report.ok());
  EXPECT_GE(report.attacks(), 60);
}

TEST(Sandbox, TheAttacksAreReal) {
  auto names = SucceedUnconfined();
  std::cout << names.size() << " of " << AllAttacks().size() << " attacks succeed outside of the sandbox\n";
  for (const char* name : {"read a file of the same user", "change a file of the same user", "create a file in /tmp", "TCP over IPv4", "UNIX stream", "fork", "run a program",
                           "memory that is written and run", "signal the service", "a file in memory"})
    EXPECT_TRUE(names.contains(name)) << name;
  EXPECT_GE(names.size(), 40u);
  // Nothing that is stopped in the sandbox may be stopped only because it cannot work at all: as root nearly all do.
  if (::geteuid() == 0) {
    EXPECT_GE(names.size(), 70u);
  }
}

TEST(Sandbox, AReportWithoutRunsIsNotOk) {
  SandboxReport nothing;
  EXPECT_FALSE(nothing.ok());
  SandboxReport broken = TestSandbox({.home = {}, .command = {"/bin/true"}});
  EXPECT_FALSE(broken.ok());
  EXPECT_NE(broken.Summary().find("ended early"), std::string::npos) << broken.Summary();
}

TEST(Sandbox, TheKernelIsAskedForItsLandlock) {
  EXPECT_GE(LandlockAbi(), 0);
  if (LandlockAbi() == 0) std::cout << "this kernel has no Landlock\n";
}

}  // namespace
}  // namespace aegle
