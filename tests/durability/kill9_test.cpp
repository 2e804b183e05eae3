// Kills a writing process 50 times at a moment drawn by chance and looks at what is there: everything that was acknowledged,
// whole items only, their bytes, and an index that neither lacks a row nor has one too many.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>

#include "numbered_item.h"
#include "store/sql.h"
#include "store/sqlite_store.h"

namespace aegle::durability {
namespace {

constexpr int kKillsPerStore = 10;

// 50, or KILL9_KILLS.
int Kills() {
  const char* text = std::getenv("KILL9_KILLS");
  return text ? std::max(kKillsPerStore, std::atoi(text)) : 50;
}

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

StoreKey Key() { return StoreKey(std::string(StoreKey::kBytes, 'd')); }

// Starts the writer, kills it after `milliseconds`, and returns all that it said.
std::string RunAndKill(const std::string& store, std::int64_t first, std::int64_t every, int milliseconds) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  // A full pipe would stop the writer.
  ::fcntl(pipe[1], F_SETPIPE_SZ, 1 << 20);
  const std::string first_text = std::to_string(first), every_text = std::to_string(every);
  pid_t child = ::fork();
  if (child == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::execl(KILL9_WRITER, "kill9_writer", store.c_str(), first_text.c_str(), every_text.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  std::string said;
  char buffer[4096];
  for (ssize_t got; (got = ::read(pipe[0], buffer, sizeof buffer)) > 0;) said.append(buffer, static_cast<std::size_t>(got));
  ::close(pipe[0]);
  return said;
}

// The last whole line, or `before`.
std::int64_t LastAcknowledged(const std::string& said, std::int64_t before) {
  std::size_t end = said.rfind('\n');
  if (end == std::string::npos) return before;
  std::size_t begin = said.rfind('\n', end - 1);
  begin = begin == std::string::npos ? 0 : begin + 1;
  return std::stoll(said.substr(begin, end - begin));
}

// Every item that is there is whole, and its bytes are its own. Returns the numbers of the items.
std::map<std::int64_t, int> CheckItems(Store& store) {
  std::map<std::int64_t, int> parts;
  for (const PatientSummary& summary : Must(store.Patients({.limit = 100}))) {
    std::uint64_t count = 0;
    for (const Fact& fact : Must(store.Facts(summary.patient.id, {}))) {
      std::int64_t i = std::get<std::int64_t>(fact.value);
      EXPECT_EQ(fact.resource.logical_id, std::to_string(i));
      ++parts[i];
      ++count;
      if (i % 20 == 0) {
        EXPECT_EQ(Must(store.ReadBytes(fact.source.document, fact.source.begin, fact.source.end)), Bytes(i));
      }
    }
    EXPECT_EQ(count, summary.facts) << "the counter of the patient";
  }
  for (const auto& [i, count] : parts) EXPECT_EQ(count, FactCount(i)) << "half of item " << i;
  return parts;
}

void CheckIndex(const std::string& path) {
  auto connection = Must(sql::Connection::Open(path, Key(), sql::OpenMode::kExisting, {}));
  Must(
      connection->Execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search', 'instance');"
                          "CREATE TABLE temp.indexed(id INTEGER PRIMARY KEY);"
                          "INSERT INTO temp.indexed SELECT DISTINCT doc FROM temp.terms;"
                          "CREATE TABLE temp.entries(id INTEGER PRIMARY KEY);"
                          "INSERT INTO temp.entries SELECT id FROM fact UNION ALL SELECT entry FROM item_text"));
  EXPECT_EQ(Must(connection->Number("SELECT count(*) FROM temp.indexed WHERE id NOT IN (SELECT id FROM temp.entries)")), 0)
      << "orphan rows of the index";
  EXPECT_EQ(Must(connection->Number("SELECT count(*) FROM temp.entries WHERE id NOT IN (SELECT id FROM temp.indexed)")), 0)
      << "facts that are not indexed";
  EXPECT_EQ(Must(connection->Number(
                "SELECT count(*) FROM fact f WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE f.id >= r.entry AND f.id < r.entry + r.facts "
                "AND r.id > (SELECT max(id) FROM resource) - 500) AND f.id > (SELECT max(id) FROM fact) - 300")),
            0)
      << "facts without a resource";
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "aegle-kill9-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string Store() const { return path_ + "/store.db"; }

 private:
  std::string path_;
};

TEST(Kill9Test, NothingAcknowledgedIsLost) {
  const char* seed_text = std::getenv("KILL9_SEED");
  const unsigned seed = seed_text ? static_cast<unsigned>(std::atoll(seed_text)) : std::random_device()();
  std::printf("seed %u (KILL9_SEED repeats it)\n", seed);
  std::mt19937 random(seed);
  std::int64_t acknowledged_in_all = 0, kept_in_all = 0;
  for (int round = 0; round < Kills() / kKillsPerStore; ++round) {
    Folder folder;
    std::int64_t acknowledged = 0, first = 1;
    for (int kill = 0; kill < kKillsPerStore; ++kill) {
      constexpr std::int64_t kEvery[] = {1, 10, 100, 1000, 0};
      const std::int64_t every = kEvery[random() % std::size(kEvery)];
      const int milliseconds = static_cast<int>(5 + random() % 496);
      acknowledged = LastAcknowledged(RunAndKill(folder.Store(), first, every, milliseconds), acknowledged);
      auto store = Must(OpenSqliteStore(folder.Store(), Key()));
      auto items = CheckItems(*store);
      ASSERT_GE(items.empty() ? 0 : items.rbegin()->first, acknowledged) << "acknowledged items are lost";
      EXPECT_EQ(items.size(), items.empty() ? 0u : static_cast<std::size_t>(items.rbegin()->first)) << "a hole among the items";
      std::optional<std::string> last = Must(store->GetSetting("last"));
      EXPECT_GE(last ? std::stoll(*last) : 0, acknowledged);
      if (kill + 1 == kKillsPerStore) Must(store->Verify());
      store.reset();
      CheckIndex(folder.Store());
      first = items.empty() ? 1 : items.rbegin()->first + 1;
    }
    acknowledged_in_all += acknowledged;
    kept_in_all += first - 1;
  }
  std::printf("%d kills: %lld items acknowledged, %lld kept\n", Kills(), static_cast<long long>(acknowledged_in_all),
              static_cast<long long>(kept_in_all));
  EXPECT_GT(acknowledged_in_all, 0);
}

}  // namespace
}  // namespace aegle::durability
