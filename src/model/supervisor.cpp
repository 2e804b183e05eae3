#include "model/supervisor.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace aegle {
namespace {

using std::chrono::milliseconds;
using wire::FrameType;

constexpr int kDeathsOfACall = 2;
constexpr milliseconds kLongestBackOff{5'000};

milliseconds BackOff(int failures) {
  if (failures <= 1) return milliseconds(0);
  return std::min(milliseconds(100) * (1 << std::min(failures - 1, 10)), kLongestBackOff);
}

Error ModelDied(const std::string& how) {
  return Error{ErrorCode::kModelFailed, "the model process ended while it answered (" + how + ")", "", "Send the request again."};
}

}  // namespace

LocalEngine::Supervisor::Supervisor(LocalEngineOptions options) : options_(std::move(options)) {
  info_.name = options_.name;
  info_.sha256 = options_.sha256;
  info_.context = options_.context;
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

LocalEngine::Supervisor::~Supervisor() {
  thread_.request_stop();
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    if (worker_) worker_->Kill();
    FailAll(Error{ErrorCode::kUnavailable, "the model is being closed"});
    changed_.notify_all();
  }
  thread_.join();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return calls_.empty(); });   // callers leave before what they use does
}

double LocalEngine::Supervisor::ExpectedWaitSeconds() const {
  double rounds = static_cast<double>(calls_.size()) / std::max(1, options_.parallel);
  return std::max(1.0, seconds_of_a_call_ * std::max(1.0, rounds));
}

Result<std::uint64_t> LocalEngine::Supervisor::Submit(FrameType type, const wire::Writer& payload) {
  std::lock_guard lock(mutex_);
  if (closing_) return Fail(ErrorCode::kUnavailable, "the model is being closed");
  if (calls_.size() >= static_cast<std::size_t>(options_.queue_limit))
    return Fail(ErrorCode::kBusy, fmt::format("{} requests wait for the model", calls_.size()), options_.name,
                fmt::format("Try again in {:.0f} s.", ExpectedWaitSeconds()));
  std::uint64_t id = ++last_call_;
  Call& call = calls_[id];
  call.type = type;
  wire::Writer with_id;
  with_id.U64(id);
  call.payload = with_id.bytes() + payload.bytes();
  if (worker_) SendCall(id, call);
  changed_.notify_all();
  return id;
}

void LocalEngine::Supervisor::SendCall(std::uint64_t /*id*/, Call& call) {
  call.sent_to = generation_;
  call.started = false;
  if (calls_.size() == 1) last_sign_ = Clock::now();      // the worker was idle until now
  auto size = static_cast<std::uint32_t>(call.payload.size() + 1);
  std::string frame(reinterpret_cast<const char*>(&size), sizeof size);
  frame += static_cast<char>(call.type);
  frame += call.payload;
  worker_->Send(frame);     // where it is gone, the supervising thread notices
}

void LocalEngine::Supervisor::SendWaiting() {
  for (auto& [id, call] : calls_)
    if (call.sent_to != generation_ && !call.answer && !call.error) SendCall(id, call);
}

Result<LocalEngine::Supervisor::News> LocalEngine::Supervisor::Await(std::uint64_t id, std::optional<Instant> deadline, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  Call& call = calls_.at(id);
  auto has_news = [&] { return !call.pieces.empty() || call.answer || call.error; };
  if (deadline) {
    auto left = milliseconds(std::max<Instant>(0, *deadline - Now()));
    changed_.wait_for(lock, stop, left, has_news);
  } else {
    changed_.wait(lock, stop, has_news);
  }
  std::optional<Error> error;
  if (call.error) {
    error = call.error;
  } else if (!has_news()) {
    error = stop.stop_requested() ? Error{ErrorCode::kCancelled, "the request was cancelled"}
                                  : Error{ErrorCode::kTimeout, "the model had not finished at the deadline"};
    if (worker_ && call.sent_to == generation_) {
      wire::Writer cancel;
      cancel.U64(id);
      cancel.I32(-1);
      worker_->Send(wire::Frame(FrameType::kCancel, cancel));
    }
  }
  News news{std::exchange(call.pieces, {}), std::move(call.answer)};
  if (error || news.answer) {
    calls_.erase(id);
    changed_.notify_all();
  }
  if (error) return tl::unexpected(std::move(*error));
  return news;
}

void LocalEngine::Supervisor::Cancel(std::uint64_t id, int sample) {
  std::lock_guard lock(mutex_);
  auto call = calls_.find(id);
  if (call == calls_.end() || !worker_ || call->second.sent_to != generation_) return;
  wire::Writer cancel;
  cancel.U64(id);
  cancel.I32(sample);
  worker_->Send(wire::Frame(FrameType::kCancel, cancel));
}

Result<ModelInfo> LocalEngine::Supervisor::Warm() {
  std::unique_lock lock(mutex_);
  wanted_ = true;
  load_error_.reset();
  changed_.notify_all();
  changed_.wait(lock, [&] { return ready_ || load_error_ || closing_; });
  wanted_ = false;
  if (ready_) return info_;
  if (load_error_) return tl::unexpected(*load_error_);
  return Fail(ErrorCode::kUnavailable, "the model is being closed");
}

ModelInfo LocalEngine::Supervisor::info() const {
  std::lock_guard lock(mutex_);
  return info_;
}

LocalEngine::Health LocalEngine::Supervisor::health() const {
  std::lock_guard lock(mutex_);
  return {ready_, worker_ ? static_cast<int>(worker_->pid()) : 0, restarts_, static_cast<int>(calls_.size()), last_death_};
}

void LocalEngine::Supervisor::FailAll(const Error& error) {
  for (auto& [id, call] : calls_)
    if (!call.answer && !call.error) call.error = error;
  changed_.notify_all();
}

void LocalEngine::Supervisor::Run(const std::stop_token& stop) {
  while (WaitForWork(stop)) {
    if (!StartWorker()) continue;
    std::string how = ServeUntilDeath(stop);
    AfterDeath(how);
  }
}

// True when a worker is needed; after a death only when its time has come.
bool LocalEngine::Supervisor::WaitForWork(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  auto back_off = BackOff(failures_);
  if (back_off.count() > 0) changed_.wait_for(lock, stop, back_off, [] { return false; });
  changed_.wait(lock, stop, [&] {
    return wanted_ || std::any_of(calls_.begin(), calls_.end(), [](const auto& call) { return !call.second.answer && !call.second.error; });
  });
  return !stop.stop_requested();
}

bool LocalEngine::Supervisor::StartWorker() {
  auto started = WorkerProcess::Start(options_.worker_command);
  std::lock_guard lock(mutex_);
  load_error_.reset();
  if (!started) {
    HandleLoadFailed(started.error());
    ++failures_;
    return false;
  }
  worker_ = std::move(*started);
  ++generation_;
  incoming_ = wire::FrameBuffer();
  last_sign_ = Clock::now();
  wire::WorkerConfig config;
  config.model_path = options_.model_path;
  config.name = options_.name;
  config.sha256 = options_.sha256;
  config.context = options_.context;
  config.cache_tokens = options_.cache_tokens > 0 ? options_.cache_tokens : 2 * options_.context;
  // llama.cpp wants a pass of an encoder to be a multiple of its sequences.
  config.sequences = options_.embedding ? 64 : options_.parallel + 16;
  config.threads = options_.threads;
  config.memory_cap_bytes = options_.memory_cap_bytes;
  config.embedding = options_.embedding;
  wire::Writer out;
  wire::Put(out, config);
  worker_->Send(wire::Frame(FrameType::kConfigure, out));
  SendWaiting();
  return true;
}

bool LocalEngine::Supervisor::IsHung() const {
  auto limit = ready_ ? options_.hang_timeout : options_.load_timeout;
  bool has_work = !ready_ || !calls_.empty();
  return has_work && Clock::now() - last_sign_ > limit;
}

std::string LocalEngine::Supervisor::ServeUntilDeath(const std::stop_token& stop) {
  bool hung = false;
  for (;;) {
    pollfd waiting{worker_->socket(), POLLIN, 0};
    int readable = ::poll(&waiting, 1, 250);
    if (stop.stop_requested()) break;
    if (readable > 0) {
      if (!ReadOnce()) break;
      continue;
    }
    // Only when nothing is left to read: a sleep of this machine must not look like a silent worker.
    std::lock_guard lock(mutex_);
    hung = IsHung();
    if (hung) break;
  }
  std::lock_guard lock(mutex_);
  worker_->Kill();
  std::string how = worker_->Reap();
  return hung ? "it gave no sign of life" : how;
}

bool LocalEngine::Supervisor::ReadOnce() {
  char bytes[std::size_t{64} << 10];
  ssize_t count = ::recv(worker_->socket(), bytes, sizeof bytes, MSG_DONTWAIT);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (count <= 0) return false;
  std::lock_guard lock(mutex_);
  last_sign_ = Clock::now();
  incoming_.Add(std::string_view(bytes, static_cast<std::size_t>(count)));
  for (;;) {
    auto frame = incoming_.Next();
    if (!frame) return false;
    if (!*frame) break;
    if (!Handle(std::move(**frame))) return false;
  }
  changed_.notify_all();
  return true;
}

// False where the worker says what makes no sense, or that it cannot go on.
bool LocalEngine::Supervisor::Handle(wire::ReceivedFrame frame) {
  wire::Reader in(frame.payload);
  switch (frame.type) {
    case FrameType::kBeat: return true;
    case FrameType::kReady:
      info_ = wire::GetModelInfo(in);
      ready_ = in.ok();
      return ready_;
    case FrameType::kLoadFailed:
      HandleLoadFailed(wire::GetError(in));
      return false;
    default: break;
  }
  auto found = calls_.find(in.U64());
  if (found == calls_.end()) return in.ok();      // cancelled meanwhile
  Call& call = found->second;
  switch (frame.type) {
    case FrameType::kStarted: call.started = true; return true;
    case FrameType::kPiece: {
      int sample = in.I32();
      call.pieces.push_back({sample, in.Text()});
      call.showed_text = true;
      return in.ok();
    }
    case FrameType::kFailed: call.error = wire::GetError(in); return in.ok();
    case FrameType::kGenerated:
    case FrameType::kScores:
    case FrameType::kEmbeddings:
    case FrameType::kCounted:
      failures_ = 0;
      call.answer = Answer{frame.type, frame.payload.substr(sizeof(std::uint64_t))};
      return true;
    default: return false;
  }
}

void LocalEngine::Supervisor::HandleLoadFailed(const Error& error) {
  load_error_ = error;
  FailAll(error);
}

void LocalEngine::Supervisor::AfterDeath(const std::string& how) {
  std::lock_guard lock(mutex_);
  worker_.reset();
  if (closing_) return;
  bool was_ready = std::exchange(ready_, false);
  ++failures_;
  ++restarts_;
  last_death_ = how;
  for (auto& [id, call] : calls_) {
    if (call.answer || call.error) continue;
    if (call.started) ++call.deaths;
    if (call.showed_text || call.deaths >= kDeathsOfACall) call.error = ModelDied(how);
  }
  // It died before the model was there, and again: the model itself is what kills it.
  if (!was_ready && !load_error_ && failures_ >= kDeathsOfACall)
    HandleLoadFailed(Error{ErrorCode::kModelFailed, "the model process ends while it loads the model (" + how + ")", options_.model_path,
                           "Check the file and the memory that is free."});
  changed_.notify_all();
}

}  // namespace aegle
