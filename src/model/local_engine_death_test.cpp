// What happens when the worker process dies, hangs or cannot start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include "model/local_engine.h"
#include "model/test_model.h"

namespace aegle {
namespace {

using testing::HasSubstr;

GenerationRequest Continue(const std::string& text, int max_tokens) {
  GenerationRequest request;
  request.prompt = text;
  request.max_tokens = max_tokens;
  return request;
}

class LocalEngineDeathTest : public testing::Test {
 protected:
  void SetUp() override { AEGLE_NEEDS_TEST_MODEL(); }

  void Start(LocalEngineOptions options) {
    auto made = MakeLocalEngine(std::move(options));
    ASSERT_TRUE(made) << made.error().ToString();
    engine_ = std::move(*made);
    auto warm = engine_->Warm();
    ASSERT_TRUE(warm) << warm.error().ToString();
  }

  // A long answer; `begun` is set with its first piece.
  std::future<Result<Generation>> Stream(std::atomic<bool>& begun) {
    return std::async(std::launch::async, [this, &begun]() -> Result<Generation> {
      auto answer = engine_->Generate(Continue("An endless list of words:", 1500), [&](int, std::string_view) {
        begun = true;
        begun.notify_all();
        return true;
      }, {});
      if (!answer) return tl::unexpected(answer.error());
      return answer->front();
    });
  }

  std::unique_ptr<LocalEngine> engine_;
};

TEST_F(LocalEngineDeathTest, AfterAKillTheStreamFailsAndTheQueueFinishes) {
  LocalEngineOptions options = TestOptions();
  options.parallel = 1;
  Start(options);
  std::atomic<bool> begun = false;
  auto streaming = Stream(begun);
  begun.wait(false);
  std::vector<std::future<Result<Generation>>> queued;
  for (int i = 0; i < 6; ++i)
    queued.push_back(std::async(std::launch::async, [&, i] { return GenerateOne(*engine_, Continue("Number " + std::to_string(i) + ":", 4)); }));
  while (engine_->health().waiting < 7) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const int first_worker = engine_->worker_pid();
  const Instant killed = Now();
  ASSERT_EQ(::kill(first_worker, SIGKILL), 0);
  Result<Generation> cut = streaming.get();
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kModelFailed);
  EXPECT_THAT(cut.error().message, HasSubstr("signal 9"));
  for (auto& answer : queued) {
    Result<Generation> generation = answer.get();
    ASSERT_TRUE(generation) << generation.error().ToString();
    EXPECT_GT(generation->generated_tokens, 0);
  }
  EXPECT_LT(Now() - killed, 10'000);
  EXPECT_NE(engine_->worker_pid(), first_worker);
  EXPECT_EQ(engine_->health().restarts, 1);
}

TEST_F(LocalEngineDeathTest, AStoppedWorkerIsReplaced) {
  LocalEngineOptions options = TestOptions();
  options.hang_timeout = std::chrono::milliseconds(1500);
  Start(options);
  std::atomic<bool> begun = false;
  auto streaming = Stream(begun);
  begun.wait(false);
  ASSERT_EQ(::kill(engine_->worker_pid(), SIGSTOP), 0);
  Result<Generation> cut = streaming.get();
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kModelFailed);
  EXPECT_THAT(cut.error().message, HasSubstr("sign of life"));
  auto next = GenerateOne(*engine_, Continue("Next", 2));
  EXPECT_TRUE(next) << next.error().ToString();
}

TEST_F(LocalEngineDeathTest, ARequestThatKillsTwiceIsGivenUp) {
  Start(TestOptions());
  // Nobody sees the text, so it may be computed again; but not for ever.
  auto poison = std::async(std::launch::async, [&] { return GenerateOne(*engine_, Continue("An endless list of words:", 1500)); });
  std::atomic<bool> over = false;
  std::thread killer([&] {
    for (int killed = 0; !over;) {
      int pid = engine_->worker_pid();
      if (pid != 0 && pid != killed && engine_->health().ready && engine_->health().waiting > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        ::kill(killed = pid, SIGSEGV);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  Result<Generation> answer = poison.get();
  over = true;
  killer.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kModelFailed);
  EXPECT_EQ(engine_->health().restarts, 2);
}

TEST_F(LocalEngineDeathTest, AMemoryCapThatIsTooSmallIsAnError) {
  LocalEngineOptions options = TestOptions();
  options.memory_cap_bytes = std::uint64_t{120} << 20;
  auto engine = MakeLocalEngine(options);
  ASSERT_TRUE(engine);
  auto answer = GenerateOne(**engine, Continue("Hello", 2));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().code, testing::AnyOf(ErrorCode::kUnavailable, ErrorCode::kNoSpace, ErrorCode::kModelFailed));
}

TEST_F(LocalEngineDeathTest, AFileThatIsNoModelIsAnError) {
  LocalEngineOptions options = TestOptions();
  options.model_path = AEGLE_SOURCE_DIR "/CMakeLists.txt";
  auto engine = MakeLocalEngine(options);
  ASSERT_TRUE(engine);
  auto warm = (*engine)->Warm();
  ASSERT_FALSE(warm);
  EXPECT_EQ(warm.error().code, ErrorCode::kUnavailable);
  options.model_path = "/nowhere.gguf";
  EXPECT_EQ(MakeLocalEngine(options).error().code, ErrorCode::kNotFound);
}

TEST_F(LocalEngineDeathTest, AWorkerThatCannotStartIsAnError) {
  LocalEngineOptions options = TestOptions();
  options.worker_command = {"/nowhere/aegle", "model-worker"};
  auto engine = MakeLocalEngine(options);
  ASSERT_TRUE(engine);
  auto answer = GenerateOne(**engine, Continue("Hello", 2));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

TEST_F(LocalEngineDeathTest, AFullQueueIsBusyWithAHint) {
  LocalEngineOptions options = TestOptions();
  options.queue_limit = 1;
  Start(options);
  std::atomic<bool> begun = false;
  std::stop_source stop;
  auto streaming = std::async(std::launch::async, [&] {
    return engine_->Generate(Continue("An endless list:", 1500), [&](int, std::string_view) {
      begun = true;
      begun.notify_all();
      return true;
    }, stop.get_token());
  });
  begun.wait(false);
  auto refused = GenerateOne(*engine_, Continue("Hello", 2));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kBusy);
  EXPECT_THAT(refused.error().remedy, HasSubstr("Try again in"));
  stop.request_stop();
  EXPECT_EQ(streaming.get().error().code, ErrorCode::kCancelled);
}

TEST_F(LocalEngineDeathTest, ASmallCacheMakesJobsWaitButNotFail) {
  LocalEngineOptions options = TestOptions();
  options.context = 256;
  options.cache_tokens = 256;
  Start(options);
  std::vector<std::future<Result<Generation>>> answers;
  for (int i = 0; i < 4; ++i) {
    std::string text = "Part " + std::to_string(i);
    for (int word = 0; word < 100; ++word) text += " word" + std::to_string(word * (i + 1));
    answers.push_back(std::async(std::launch::async, [&, text] { return GenerateOne(*engine_, Continue(text.substr(0, 300), 120)); }));
  }
  for (auto& answer : answers) {
    Result<Generation> generation = answer.get();
    EXPECT_TRUE(generation) << generation.error().ToString();
  }
}

TEST_F(LocalEngineDeathTest, ClosingEndsWhatIsRunning) {
  Start(TestOptions());
  const int pid = engine_->worker_pid();
  std::atomic<bool> begun = false;
  auto streaming = Stream(begun);
  begun.wait(false);
  engine_.reset();
  EXPECT_EQ(streaming.get().error().code, ErrorCode::kUnavailable);
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace
}  // namespace aegle
