#include "parser/parser_pool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace aegle {
namespace {

using item_wire::Message;

constexpr std::size_t kMostIdle = 4;
constexpr std::size_t kSmallMessage = std::size_t{64} << 20;
// A program of this size with its libraries, and what a reader may take: ten times its input, and some.
constexpr std::uint64_t kMemoryOfAProgram = std::uint64_t{1} << 30, kMemoryOfAByte = 12;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitMemory = false;   // a sanitizer reserves terabytes of addresses
#else
constexpr bool kLimitMemory = true;
#endif

bool Within(std::uint64_t begin, std::uint64_t end, const item_wire::Request& request) {
  const std::uint64_t first = request.context.base_offset, last = first + request.size;
  return begin <= end && begin >= first && end <= last;
}

// An item can only speak about the bytes that were handed over.
bool Plausible(const ReadItem& item, const item_wire::Request& request) {
  if (!Within(item.begin, item.end, request)) return false;
  for (const Fact& fact : item.facts)
    if (!Within(fact.source.begin, fact.source.end, request)) return false;
  return true;
}

}  // namespace

Result<std::unique_ptr<ParserProcess>> ParserProcess::Start(const ParserOptions& options) {
  int memory = ::memfd_create("aegle-parser", MFD_CLOEXEC);
  if (memory < 0) return Fail(ErrorCode::kUnavailable, "no shared memory for a parser process");
  // The worker gets the same memory by a descriptor that cannot write.
  int readable = ::open(("/proc/self/fd/" + std::to_string(memory)).c_str(), O_RDONLY | O_CLOEXEC);
  auto worker = readable < 0 ? Result<std::unique_ptr<WorkerProcess>>(Fail(ErrorCode::kUnavailable, "no shared memory for a parser process")) : WorkerProcess::Start(options.command, readable);
  if (readable >= 0) ::close(readable);
  if (!worker) {
    ::close(memory);
    return tl::unexpected<Error>(std::move(worker).error());
  }
  return std::unique_ptr<ParserProcess>(new ParserProcess(std::move(*worker), memory, options));
}

ParserProcess::ParserProcess(std::unique_ptr<WorkerProcess> worker, int memory, const ParserOptions& options)
    : worker_(std::move(worker)), channel_(worker_->socket()), memory_(memory), options_(options) {}

ParserProcess::~ParserProcess() { ::close(memory_); }

bool ParserProcess::LayDown(std::string_view bytes) {
  off_t at = 0;
  while (!bytes.empty()) {
    ssize_t written = ::pwrite(memory_, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// By the service: the worker may not change its limits.
void ParserProcess::LimitMemory(std::size_t input) {
  rlimit limit{};
  if (!kLimitMemory || ::prlimit(worker_->pid(), RLIMIT_AS, nullptr, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(kMemoryOfAProgram + kMemoryOfAByte * input, limit.rlim_max);
  ::prlimit(worker_->pid(), RLIMIT_AS, &limit, nullptr);
}

ParserProcess::Reply ParserProcess::Died(const char* why) {
  worker_->Kill();
  std::string how = worker_->Reap();
  return {Death{why != nullptr ? std::string(why) : how}, {}, {}, 0};
}

// Nothing where all were taken.
std::optional<ParserProcess::Reply> ParserProcess::TakeItems(std::string_view payload, const item_wire::Request& request,
                                                             const std::function<Result<void>(ReadItem&&)>& take) {
  item_wire::In in(payload);
  while (!in.AtEnd()) {
    auto item = item_wire::GetItem(in);
    if (!item || !Plausible(*item, request)) return Died("it said what makes no sense");
    if (auto taken = take(std::move(*item)); !taken) {
      worker_->Kill();
      return Reply{{}, std::move(taken).error(), {}, 0};
    }
  }
  return std::nullopt;
}

ParserProcess::Reply ParserProcess::Ask(Message kind, const item_wire::Request& request, std::string_view bytes, const std::function<Result<void>(ReadItem&&)>& take) {
  LimitMemory(bytes.size());
  item_wire::Out out;
  item_wire::Put(out, request);
  if (!LayDown(bytes) || !channel_.Send(kind, out.bytes())) return Died();
  const auto patience = options_.patience + std::chrono::milliseconds(bytes.size() / 1024);
  for (;;) {
    auto received = channel_.Receive(static_cast<int>(patience.count()), kSmallMessage + 4 * bytes.size());
    if (received.outcome == ParserChannel::Outcome::kSilent) return Died("it gave no sign of life");
    if (received.outcome == ParserChannel::Outcome::kDamaged) return Died("it said what makes no sense");
    if (received.outcome == ParserChannel::Outcome::kClosed) return Died();
    item_wire::In in(received.payload);
    if (received.kind == Message::kItems) {
      if (auto end = TakeItems(received.payload, request, take)) return std::move(*end);
      continue;
    }
    Reply reply;
    if (received.kind == Message::kSure) reply.sure = static_cast<int>(in.U8());
    else if (received.kind == Message::kLedger) {
      auto ledger = item_wire::GetLedger(in);
      if (!ledger) return Died("it said what makes no sense");
      reply.ledger = std::move(*ledger);
    } else {
      auto error = item_wire::GetError(in);
      reply.error = error ? std::move(*error) : error.error();
    }
    return reply;
  }
}

Result<std::unique_ptr<ParserProcess>> ParserPool::Borrow() {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto process = std::move(idle_.back());
      idle_.pop_back();
      return process;
    }
  }
  return ParserProcess::Start(options_);
}

void ParserPool::Return(std::unique_ptr<ParserProcess> process) {
  std::lock_guard lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(process));
}

}  // namespace aegle
