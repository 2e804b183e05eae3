#include "tasks/wording/wording.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/hash.h"
#include "tasks/wording/prompts.h"
#include "tasks/wording/slots.h"

namespace aegle {
namespace {

using Clock = std::chrono::steady_clock;

struct Job {
  std::size_t section, line;
};

struct Decided {
  Job job;
  Claim claim;
};

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Shared by the worker threads; `mutex` guards all but `next`.
class Batch {
 public:
  Batch(Engine& engine, const Plan& plan, const Verifier& verifier, const WordingOptions& options, std::stop_token stop)
      : engine_(engine), plan_(plan), verifier_(verifier), options_(options), stop_(std::move(stop)) {
    for (std::size_t s = 0; s < plan.sections.size(); ++s)
      for (std::size_t l = 0; l < plan.sections[s].lines.size(); ++l)
        if (!plan.sections[s].lines[l].slots.empty()) jobs_.push_back({s, l});
    use_.model = engine.info().name;
    use_.sha256 = engine.info().sha256;
    use_.prompt_sha256 = Sha256Hex(WordingInstruction(options.language));
    use_.seed = options.seed;
    use_.planned = static_cast<int>(jobs_.size());
  }

  Result<ModelUse> Run(const ClaimSink& sink) {
    auto begin = Clock::now();
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(jobs_.size(), options_.concurrent); ++i) threads.emplace_back([this] { Work(); });
    for (std::size_t done = 0; done < jobs_.size(); ++done) {
      Decided decided = Wait();
      if (decided.claim.by_model && use_.seconds_to_first_sentence == 0) use_.seconds_to_first_sentence = SecondsSince(begin);
      sink(decided.job.section, decided.job.line, std::move(decided.claim));
    }
    threads.clear();
    use_.seconds = SecondsSince(begin);
    if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "the document was cancelled while the model was wording it");
    return use_;
  }

 private:
  void Work() {
    for (std::size_t i = next_++; i < jobs_.size(); i = next_++) {
      Decided decided{jobs_[i], Word(jobs_[i])};
      std::lock_guard lock(mutex_);
      decided_.push_back(std::move(decided));
      ready_.notify_one();
    }
  }

  Decided Wait() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return !decided_.empty(); });
    Decided first = std::move(decided_.front());
    decided_.pop_front();
    return first;
  }

  // At most two attempts; then what code wrote.
  Claim Word(const Job& job) {
    const Line& line = plan_.sections[job.section].lines[job.line];
    Claim floor = FloorClaim(line);
    for (int attempt = 0; attempt < 2 && !stop_.stop_requested(); ++attempt) {
      auto generation = GenerateOne(engine_, Request(line, attempt), stop_);
      Count(generation);
      if (!generation) break;
      WordingTrial trial{job.section, job.line, attempt, generation->text, {}, false, {}};
      Claim claim = Check(line, trial);
      Observe(trial, attempt);
      if (trial.accepted) return claim;
      floor.replaced = trial.filled;
      floor.why = claim.why;
    }
    std::lock_guard lock(mutex_);
    ++use_.fell_back;
    return floor;
  }

  GenerationRequest Request(const Line& line, int attempt) const {
    GenerationRequest request;
    request.messages = {{"system", WordingInstruction(options_.language), "", ""}, {"user", WordingRequest(line, options_.language), "", ""}};
    request.constraint = {Constraint::Kind::kGrammar, SlotGrammar(line, options_.language)};
    request.sampling.temperature = attempt == 0 ? 0.0f : 0.7f;
    request.sampling.seed = options_.seed + static_cast<std::uint32_t>(attempt);
    request.max_tokens = 80 + 24 * static_cast<int>(line.slots.size());
    return request;
  }

  Claim Check(const Line& line, WordingTrial& trial) const {
    Filled filled = FillSlots(trial.worded, line, options_.language);
    trial.filled = filled.text;
    Claim claim{trial.filled, line.cites, Verdict::kStruck, {}, true, {}};
    if (filled.fault) {
      trial.reason = *filled.fault;
      claim.why = {{FindingKind::kUnsupported, "", "", *filled.fault}};
      return claim;
    }
    VerifyResult result = verifier_.Check({claim.text, claim.cites});
    claim.verdict = result.verdict;
    claim.cites = result.cites;
    claim.why = result.why;
    trial.accepted = result.verdict == Verdict::kSupported || result.verdict == Verdict::kCorrected;
    if (!trial.accepted && !result.why.empty()) trial.reason = result.why.front().message;
    return claim;
  }

  void Count(const Result<Generation>& generation) {
    std::lock_guard lock(mutex_);
    ++use_.calls;
    if (!generation) return;
    use_.prompt_tokens += generation->prompt_tokens;
    use_.generated_tokens += generation->generated_tokens;
    use_.reused_tokens += generation->reused_prompt_tokens;
  }

  void Observe(const WordingTrial& trial, int attempt) {
    std::lock_guard lock(mutex_);
    if (trial.accepted) ++use_.said;
    else ++use_.refused;
    if (attempt > 0) ++use_.retried;
    if (options_.observe) options_.observe(trial);
  }

  Engine& engine_;
  const Plan& plan_;
  const Verifier& verifier_;
  const WordingOptions& options_;
  std::stop_token stop_;
  std::vector<Job> jobs_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Decided> decided_;
  ModelUse use_;
};

}  // namespace

Claim FloorClaim(const Line& line) { return Claim{line.text, line.cites, Verdict::kFloor, {}, false, {}}; }

Result<ModelUse> WordLines(Engine& engine, const Plan& plan, const Verifier& verifier, const WordingOptions& options, const ClaimSink& sink,
                           std::stop_token stop) {
  return Batch(engine, plan, verifier, options, std::move(stop)).Run(sink);
}

}  // namespace aegle
