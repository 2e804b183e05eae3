#include "model/scheduler.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/time.h"
#include "model/constraint.h"
#include "model/scheduler_job.h"

namespace aegle {
namespace {

constexpr std::size_t kChunk = 512;         // prompt tokens of a step, as many as one pass of the model takes
constexpr std::size_t kSmallestChunk = 64;  // smaller ones take longer for each token
constexpr double kStepSeconds = 0.4;        // how long a prompt may hold up the streams of others
constexpr std::size_t kHeldUp = 2048;       // prompt tokens before streams that have just begun go on
constexpr std::size_t kWorthWaiting = 32;   // tokens of a prefix that somebody else is about to compute
constexpr std::size_t kSpareCells = 64;

double Seconds(std::chrono::steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Scheduler::Scheduler(LlamaModel& model, int sequences, Outbox& outbox)
    : model_(model),
      outbox_(outbox),
      chat_(model),
      max_running_(std::clamp(sequences - kScratchSequences, 1, kMaxOutputs)),
      cache_(model.context(), sequences, model.prefix_can_be_shared()),
      batch_(llama_batch_init(static_cast<std::int32_t>(kChunk) + kMaxOutputs, 0, 1)) {}

Scheduler::~Scheduler() { llama_batch_free(batch_); }

Result<std::shared_ptr<Scheduler::Request>> Scheduler::Prepare(std::uint64_t id, GenerationRequest request) {
  auto prepared = std::make_shared<Request>();
  prepared->id = id;
  prepared->arrived = Clock::now();
  std::string text = request.prompt;
  if (!request.messages.empty()) {
    AEGLE_TRY(chat, chat_.Render(request));
    prepared->chat = std::move(chat);
    text = prepared->chat.text;
  }
  prepared->prompt = model_.Tokenize(text, LlamaModel::Special::kAdd);
  if (prepared->prompt.empty()) return Fail(ErrorCode::kBadInput, "the prompt is empty", "prompt");
  if (prepared->prompt.size() + 1 > static_cast<std::size_t>(model_.info().context))
    return Fail(ErrorCode::kTooLarge,
                "the prompt has " + std::to_string(prepared->prompt.size()) + " tokens, the model's context is " +
                    std::to_string(model_.info().context),
                "prompt", "Shorten it, or raise model.context.");
  AEGLE_TRY(grammar, GrammarOf(request.constraint));
  prepared->grammar = std::move(grammar);
  prepared->request = std::move(request);
  return prepared;
}

Result<LlamaSamplerPtr> Scheduler::MakeGrammar(const Request& request) {
  if (request.grammar.empty()) return request.chat.MakeGrammar(model_);
  LlamaSamplerPtr grammar(llama_sampler_init_grammar(model_.vocab(), request.grammar.c_str(), "root"));
  if (!grammar)
    return Fail(ErrorCode::kCannotEnforce, "the model's engine does not accept the grammar", "grammar", "Use fewer repetitions.");
  return grammar;
}

void Scheduler::Generate(std::uint64_t id, GenerationRequest request, Pieces pieces) {
  auto prepared = Prepare(id, std::move(request));
  if (!prepared) return outbox_.Failed(id, prepared.error());
  (*prepared)->pieces = pieces;
  (*prepared)->generations.resize(static_cast<std::size_t>((*prepared)->request.samples));
  EnqueueJobs(*prepared);
}

void Scheduler::EnqueueJobs(const std::shared_ptr<Request>& request) {
  const GenerationRequest& asked = request->request;
  std::vector<std::string> stop = asked.stop;
  stop.insert(stop.end(), request->chat.stop.begin(), request->chat.stop.end());
  std::vector<JobPtr> jobs;
  for (int sample = 0; sample < asked.samples; ++sample) {
    auto grammar = MakeGrammar(*request);
    if (!grammar) return outbox_.Failed(request->id, grammar.error());
    auto job = std::make_unique<Job>();
    job->request = request;
    job->sample = sample;
    job->tokens = request->prompt;
    auto forbidden = !request->grammar.empty() ? model_.control_tokens()
                     : asked.ignore_eos        ? model_.suppressed_or_end_tokens()
                                               : model_.suppressed_tokens();
    job->sampler =
        std::make_unique<TokenSampler>(model_.vocab(), asked.sampling, sample, std::move(*grammar), forbidden, asked.top_log_probabilities);
    job->stream = TextStream(stop);
    job->limit = std::min(asked.max_tokens, model_.info().context - static_cast<int>(request->prompt.size()));
    job->result.prompt_tokens = static_cast<int>(request->prompt.size());
    jobs.push_back(std::move(job));
  }
  request->open = asked.samples;
  for (JobPtr& job : jobs) waiting_.push_back(std::move(job));
}

void Scheduler::Score(std::uint64_t id, GenerationRequest request, std::vector<std::string> labels) {
  auto prepared = Prepare(id, std::move(request));
  if (!prepared) return outbox_.Failed(id, prepared.error());
  (*prepared)->labels = std::move(labels);
  (*prepared)->scores = true;
  (*prepared)->open = 1;
  auto job = std::make_unique<Job>();
  job->request = *prepared;
  job->tokens = (*prepared)->prompt;
  waiting_.push_back(std::move(job));
}

void Scheduler::Cancel(std::uint64_t id, int sample) {
  auto cancel = [&](Job& job) {
    if (job.done || job.request->id != id || (sample >= 0 && job.sample != sample)) return;
    if (sample < 0) job.request->over = true;
    ++job.request->cancelled;
    FinishJob(job, FinishReason::kLength);
  };
  for (JobPtr& job : running_) cancel(*job);
  for (JobPtr& job : waiting_) cancel(*job);
  RemoveDone();
}

void Scheduler::DropExpired() {
  const Instant now = Now();
  auto check = [&](Job& job) {
    Request& request = *job.request;
    if (!job.done && request.request.deadline && *request.request.deadline <= now)
      FailRequest(request, Error{ErrorCode::kTimeout, "the model had not finished at the deadline"});
  };
  for (JobPtr& job : running_) check(*job);
  for (JobPtr& job : waiting_) check(*job);
  RemoveDone();
}

// Whether somebody else is about to compute much more of this job's prompt than there is now.
bool Scheduler::ShouldWait(const Job& job) const {
  const Request& request = *job.request;
  if (request.leader != nullptr && !request.prompt_is_ready) return true;
  return cache_.ComingPrefix(job.tokens) >= cache_.ComputedPrefix(job.tokens) + kWorthWaiting;
}

// A reproducible request runs alone, from an empty cache.
bool Scheduler::MayRunBeside(const Request& request) {
  if (running_.empty()) {
    if (request.request.reproducible && !request.prompt_is_ready) cache_.Clear();
    return true;
  }
  const Request& other = *running_.front()->request;
  return &other == &request || (!request.request.reproducible && !other.request.reproducible);
}

bool Scheduler::HasRoom(const Job& job) const {
  if (running_.empty()) return true;
  std::size_t needed = job.tokens.size() - cache_.SharedPrefix(job.tokens) + kSpareCells;
  return cache_.BusyCells() + needed <= llama_n_ctx(model_.context());
}

void Scheduler::Admit() {
  for (auto job = waiting_.begin(); job != waiting_.end() && running_.size() < static_cast<std::size_t>(max_running_);) {
    if (!MayRunBeside(*(*job)->request)) return;
    if (ShouldWait(**job)) {
      ++job;
      continue;
    }
    if (!HasRoom(**job)) return;
    Sequence* sequence = cache_.Acquire(std::move((*job)->tokens));
    if (sequence == nullptr) return;
    (*job)->sequence = sequence;
    Request& request = *(*job)->request;
    if ((*job)->result.generated_tokens == 0) (*job)->result.reused_prompt_tokens = static_cast<int>(sequence->reused);
    if (!std::exchange(request.started, true)) outbox_.Started(request.id);
    if (request.leader == nullptr) request.leader = job->get();
    running_.push_back(std::move(*job));
    job = waiting_.erase(job);
  }
}

// Requests that came together are better computed together: while every stream has shown its first token only, prompts
// go first, up to kHeldUp tokens. Streams that flow are held up for kStepSeconds at most.
Scheduler::Plan Scheduler::MakePlan() const {
  std::size_t streams = 0, prompts = 0;
  bool all_young = true;
  for (const JobPtr& job : running_) {
    bool streaming = job->Pending() == 1;
    ++(streaming ? streams : prompts);
    all_young = all_young && (!streaming || job->result.generated_tokens <= 1);
  }
  if (streams == 0) return {kChunk, Streams::kNone};
  if (prompts > 0 && all_young && held_up_ < kHeldUp) return {kChunk, Streams::kWait};
  auto affordable = static_cast<std::size_t>(prompt_tokens_per_second_ * kStepSeconds) / kSmallestChunk * kSmallestChunk;
  return {std::clamp(affordable, kSmallestChunk, kChunk - kSmallestChunk), Streams::kGoOn};
}

void Scheduler::AddTokens(Job& job, std::size_t count) {
  const Sequence& sequence = *job.sequence;
  job.in_batch = count;
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t position = sequence.computed + i;
    bool last = position + 1 == sequence.tokens.size();
    if (last) job.row = batch_.n_tokens;
    PutToken(batch_, sequence.tokens[position], position, sequence.id, last);
  }
}

void Scheduler::BuildBatch() {
  batch_.n_tokens = 0;
  batch_prompt_tokens_ = 0;
  for (JobPtr& job : running_) {
    job->row = -1;
    job->in_batch = 0;
  }
  const Plan plan = MakePlan();
  std::size_t budget = plan.prompt_tokens;
  for (JobPtr& job : running_) {
    if (job->Pending() <= 1 || budget == 0) continue;
    std::size_t count = std::min(job->Pending(), budget);
    AddTokens(*job, count);
    budget -= count;
    batch_prompt_tokens_ += count;
  }
  held_up_ = plan.streams == Streams::kWait ? held_up_ + batch_prompt_tokens_ : 0;
  if (plan.streams == Streams::kWait) return;
  for (JobPtr& job : running_)
    if (job->Pending() == 1) AddTokens(*job, 1);
}

// Frees the cells of the youngest job, which is computed again later.
bool Scheduler::MakeRoom() {
  if (running_.size() < 2) return false;
  JobPtr youngest = std::move(running_.back());
  running_.pop_back();
  youngest->tokens = youngest->sequence->tokens;
  if (youngest->request->leader == youngest.get()) youngest->request->leader = nullptr;
  cache_.Drop(*std::exchange(youngest->sequence, nullptr));
  waiting_.push_front(std::move(youngest));
  return true;
}

bool Scheduler::Compute() {
  for (;;) {
    BuildBatch();
    if (batch_.n_tokens == 0) return false;
    auto begin = Clock::now();
    int status = llama_decode(model_.context(), batch_);
    if (status == 1 && MakeRoom()) continue;
    if (status != 0) {
      FailAll(status == 1 ? Error{ErrorCode::kTooLarge, "the KV cache is too small for this request", "model.cache_tokens",
                                  "Raise model.cache_tokens."}
                          : Error{ErrorCode::kModelFailed, "the model could not compute a batch"});
      return false;
    }
    llama_synchronize(model_.context());
    if (batch_prompt_tokens_ >= kSmallestChunk / 2) {
      double rate = static_cast<double>(batch_.n_tokens) / std::max(Seconds(Clock::now() - begin), 1e-6);
      prompt_tokens_per_second_ += 0.3 * (rate - prompt_tokens_per_second_);
    }
    return true;
  }
}

void Scheduler::FailAll(const Error& error) {
  for (JobPtr& job : running_) FailRequest(*job->request, error);
  RemoveDone();
  cache_.Clear();
}

std::span<float> Scheduler::Logits(int row) {
  return {llama_get_logits_ith(model_.context(), row), static_cast<std::size_t>(model_.vocabulary_size())};
}

void Scheduler::Step() {
  DropExpired();
  Admit();
  if (Compute()) TakeOutputs();
  RemoveDone();
  outbox_.Beat();
  outbox_.Flush();
}

void Scheduler::TakeOutputs() {
  for (JobPtr& job : running_) job->sequence->computed += job->in_batch;
  std::vector<std::pair<Job*, std::vector<float>>> to_score;
  std::vector<std::pair<Job*, std::vector<float>>> to_fork;
  for (JobPtr& job : running_) {
    if (job->row < 0 || job->done) continue;
    std::span<float> row = Logits(job->row);
    Request& request = *job->request;
    if (request.scores) {
      to_score.emplace_back(job.get(), std::vector<float>(row.begin(), row.end()));
      continue;
    }
    if (!std::exchange(request.prompt_is_ready, true) && request.open > 1)
      to_fork.emplace_back(job.get(), std::vector<float>(row.begin(), row.end()));
    TakeToken(*job, row);
  }
  for (auto& [leader, row] : to_fork) Fork(*leader, row);
  // Scoring computes batches of its own, so it comes after everything that reads this one.
  for (auto& [job, row] : to_score) {
    auto scores = ScoreLabels(*job, std::move(row));
    if (!scores) {
      FailRequest(*job->request, scores.error());
      continue;
    }
    outbox_.Scores(job->request->id, *scores);
    job->request->over = true;
    FinishJob(*job, FinishReason::kStop);
  }
}

// The other samples of the request begin from the leader's prompt and its logits, as many as there is room for.
void Scheduler::Fork(const Job& leader, const std::vector<float>& logits) {
  const std::size_t prompt = leader.request->prompt.size();
  for (auto job = waiting_.begin(); job != waiting_.end() && running_.size() < static_cast<std::size_t>(max_running_);) {
    if ((*job)->request != leader.request || (*job)->done || (*job)->result.generated_tokens > 0) {
      ++job;
      continue;
    }
    if (cache_.BusyCells() + kSpareCells > llama_n_ctx(model_.context())) return;
    Sequence* sequence = cache_.AcquireEmpty();
    if (sequence == nullptr) return;
    cache_.Share(*leader.sequence, *sequence, prompt);
    (*job)->sequence = sequence;
    (*job)->result.reused_prompt_tokens = static_cast<int>(prompt);
    running_.push_back(std::move(*job));
    job = waiting_.erase(job);
    std::vector<float> copy = logits;
    TakeToken(*running_.back(), copy);
  }
}

// The grammar engine throws where it loses its way; that must not end the other streams.
Result<ChosenToken> Scheduler::ChooseToken(Job& job, std::span<float> logits) {
  try {
    return job.sampler->Choose(logits);
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kCannotEnforce, std::string("the grammar could not be followed: ") + error.what(), "grammar");
  }
}

void Scheduler::TakeToken(Job& job, std::span<float> logits) {
  auto token = ChooseToken(job, logits);
  if (!token) return FailRequest(*job.request, token.error());
  if (job.result.generated_tokens == 0) job.result.seconds_to_first_token = Seconds(Clock::now() - job.request->arrived);
  if (llama_vocab_is_eog(model_.vocab(), token->id)) return FinishJob(job, FinishReason::kStop);
  AddToken(job, *token);
}

void Scheduler::AddToken(Job& job, const ChosenToken& token) {
  const Request& request = *job.request;
  std::string bytes = model_.Piece(token.id, request.chat.IsShown(token.id));
  ++job.result.generated_tokens;
  if (request.request.top_log_probabilities > 0) {
    TokenProbability& described = job.result.tokens.emplace_back();
    described.token = ValidUtf8(bytes);
    described.log_probability = token.log_probability;
    for (const auto& [id, log_probability] : token.alternatives)
      described.alternatives.emplace_back(ValidUtf8(model_.Piece(id, true)), log_probability);
    job.token_begins.push_back(job.stream.text().size());
  }
  bool goes_on = job.stream.Add(bytes);
  SendPiece(job);
  if (!goes_on) return FinishJob(job, FinishReason::kStop);
  if (job.result.generated_tokens >= job.limit) return FinishJob(job, FinishReason::kLength);
  job.sequence->tokens.push_back(token.id);
}

void Scheduler::SendPiece(Job& job) {
  if (job.request->pieces == Pieces::kKeep) return;
  std::string piece = job.stream.TakePiece();
  if (job.request->chat.parses_tool_calls) {
    job.raw += piece;
    const std::string content = job.request->chat.Parse(job.raw, false).content;
    if (content.size() <= job.shown) return;
    piece = content.substr(job.shown);
    job.shown = content.size();
  }
  if (!piece.empty()) outbox_.Piece(job.request->id, job.sample, piece);
}

void Scheduler::FinishJob(Job& job, FinishReason reason) {
  Request& request = *job.request;
  job.done = true;
  --request.open;
  if (request.leader == &job) request.leader = nullptr;
  if (!request.over) {
    job.stream.Finish();
    SendPiece(job);
    Generation& result = job.result;
    result.text = job.stream.text();
    result.finish = reason;
    while (!job.token_begins.empty() && job.token_begins.back() >= result.text.size() && reason == FinishReason::kStop) {
      job.token_begins.pop_back();  // belongs to the stop text
      result.tokens.pop_back();
    }
    if (request.chat.parses_tool_calls) {
      ChatPrompt::Parsed parsed = request.chat.Parse(result.text, true);
      if (request.pieces == Pieces::kSend && parsed.content.size() > job.shown)
        outbox_.Piece(request.id, job.sample, std::string_view(parsed.content).substr(job.shown));
      result.text = std::move(parsed.content);
      result.tool_calls_json = std::move(parsed.tool_calls_json);
      if (!result.tool_calls_json.empty() && reason == FinishReason::kStop) result.finish = FinishReason::kToolCalls;
    }
    result.seconds = Seconds(Clock::now() - request.arrived);
    request.generations[static_cast<std::size_t>(job.sample)] = std::move(result);
  }
  if (request.open == 0) Conclude(request);
}

void Scheduler::Conclude(Request& request) {
  if (std::exchange(request.over, true)) return;
  if (request.cancelled == request.request.samples)
    return outbox_.Failed(request.id, Error{ErrorCode::kCancelled, "every sample was cancelled"});
  outbox_.Generated(request.id, request.generations);
}

void Scheduler::FailRequest(Request& request, const Error& error) {
  if (!std::exchange(request.over, true)) outbox_.Failed(request.id, error);
}

void Scheduler::RemoveDone() {
  auto is_done = [](const JobPtr& job) { return job->done || job->request->over; };
  for (JobPtr& job : running_) {
    if (!is_done(job) || job->sequence == nullptr) continue;
    Sequence& sequence = *std::exchange(job->sequence, nullptr);
    if (job->sample == 0) {
      cache_.Release(sequence);
    } else {
      cache_.Drop(sequence);  // the prompt is kept once
    }
  }
  std::erase_if(running_, is_done);
  std::erase_if(waiting_, is_done);
}

}  // namespace aegle
