#include "audit/audit_log.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>

#include "audit/audit_files.h"
#include "base/log.h"

namespace aegle {
namespace {

// One caller of Append, waiting on its own stack.
struct Waiter {
  std::vector<AuditFiles::Entry> entries;  // none: it only wants to know what other processes wrote
  AuditReserve reserve = AuditReserve::kNo;
  bool done = false;
  Result<std::uint64_t> result = std::uint64_t{0};
};

bool Matches(const AuditQuery& query, const AuditRecord& record) {
  const AuditEvent& event = record.event;
  return (!query.from || record.time >= *query.from) && (!query.to || record.time < *query.to) &&
         (query.patient.empty() || event.patient == query.patient) && (query.actor.empty() || event.actor == query.actor) &&
         (!query.action || event.action == *query.action) && (!query.outcome || event.outcome == *query.outcome);
}

}  // namespace

struct AuditLog::State {
  State(AuditOptions all_options, AuditFiles opened) : options(std::move(all_options)), files(std::move(opened)) { published = files.state(); }

  Result<std::uint64_t> WriteGroup(const std::vector<Waiter*>& group);
  Result<std::uint64_t> WriteLocked(const std::vector<Waiter*>& group);
  void Wait(Waiter& waiter);

  const AuditOptions options;
  mutable std::mutex mutex;  // of what follows; `files` belongs to the thread that has set `writing`
  std::condition_variable turn;
  std::vector<Waiter*> queue;
  bool writing = false;
  bool refusing = false;
  HeadState published;
  std::function<void(const SignedHead&)> on_head;
  AuditFiles files;
};

Result<std::unique_ptr<AuditLog>> AuditLog::Open(AuditOptions options) {
  AEGLE_TRY(files, AuditFiles::Open(options));
  return std::unique_ptr<AuditLog>(new AuditLog(std::make_unique<State>(std::move(options), std::move(files))));
}

AuditLog::AuditLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
AuditLog::~AuditLog() = default;

Result<std::uint64_t> AuditLog::State::WriteLocked(const std::vector<Waiter*>& group) {
  std::vector<AuditFiles::Entry> entries;
  for (const Waiter* waiter : group) entries.insert(entries.end(), waiter->entries.begin(), waiter->entries.end());
  auto first = files.Write(entries);
  if (first || (first.error().code != ErrorCode::kNoSpace && first.error().code != ErrorCode::kIo)) return first;
  for (Waiter* waiter : group) {
    if (waiter->reserve == AuditReserve::kNo) continue;
    auto reserved = files.WriteReserve(waiter->entries.front());
    waiter->result = reserved ? Result<std::uint64_t>(kReserved) : tl::unexpected(reserved.error());
    waiter->done = true;
    Log(LogLevel::kError, "a break-glass record went into the reserve of the audit", {{"ok", reserved.has_value()}});
  }
  return first;
}

Result<std::uint64_t> AuditLog::State::WriteGroup(const std::vector<Waiter*>& group) {
  Result<std::uint64_t> first = std::uint64_t{0};
  if (auto locked = files.Lock(); locked) {
    first = WriteLocked(group);
    files.Unlock();
  } else {
    first = tl::unexpected(locked.error());
  }
  std::uint64_t next = first ? *first : 0;
  for (Waiter* waiter : group) {
    if (waiter->done) continue;
    waiter->result = first;
    if (first) *waiter->result = next;
    next += waiter->entries.size();
  }
  return first;
}

// Waits until the record of `waiter` was written by another thread, or writes it together with all that wait.
void AuditLog::State::Wait(Waiter& waiter) {
  std::unique_lock lock(mutex);
  queue.push_back(&waiter);
  turn.wait(lock, [&] { return waiter.done || !writing; });
  if (waiter.done) return;
  writing = true;
  std::vector<Waiter*> group;
  group.swap(queue);
  lock.unlock();
  auto written = WriteGroup(group);
  lock.lock();
  const bool grown = files.state().head.size != published.head.size;
  published = files.state();
  const bool tried = std::any_of(group.begin(), group.end(), [](const Waiter* each) { return !each->entries.empty(); });
  if (!written && !refusing)
    Log(LogLevel::kError, "the audit cannot be written: actions are refused", {{"error", Operational(written.error().ToString())}});
  if (tried) refusing = !written;
  for (Waiter* each : group) each->done = true;
  writing = false;
  turn.notify_all();
  auto callback = grown ? on_head : nullptr;
  SignedHead head = published.head;
  lock.unlock();
  if (callback) callback(head);
}

Result<std::uint64_t> AuditLog::Append(const AuditEvent& event, AuditReserve reserve) {
  Waiter waiter;
  AEGLE_TRY(payload, EncodeAuditEvent(event, state_->files.keys().Pseudonym(event.patient)));
  waiter.entries.push_back({state_->options.now(), std::move(payload)});
  waiter.reserve = reserve;
  state_->Wait(waiter);
  return waiter.result;
}

Result<std::uint64_t> AuditLog::AppendAll(const std::vector<AuditEvent>& events) {
  Waiter waiter;
  for (const AuditEvent& event : events) {
    AEGLE_TRY(payload, EncodeAuditEvent(event, state_->files.keys().Pseudonym(event.patient)));
    waiter.entries.push_back({state_->options.now(), std::move(payload)});
  }
  state_->Wait(waiter);
  return waiter.result;
}

SignedHead AuditLog::Head() const {
  std::lock_guard lock(state_->mutex);
  return state_->published.head;
}

Result<AuditReport> AuditLog::Verify(std::vector<SignedHead> kept) const {
  return VerifyAudit({state_->options.folder, state_->options.second_head, state_->options.key, std::move(kept)});
}

Result<AuditExtent> AuditLog::Extent() const {
  HeadState end;
  {
    std::lock_guard lock(state_->mutex);
    end = state_->published;
  }
  AEGLE_TRY(segments, ListSegments(state_->options.folder));
  AuditExtent extent{end.head, {}};
  for (const Segment& segment : segments) {
    if (segment.first > end.segment) break;
    AEGLE_TRY(file, File::Open(segment.path, FileMode::kRead));
    AEGLE_TRY(size, file.Size());
    extent.files.emplace_back(segment.path, segment.first == end.segment ? end.end : size);
  }
  return extent;
}

bool AuditLog::refusing() const {
  std::lock_guard lock(state_->mutex);
  return state_->refusing;
}

void AuditLog::OnHead(std::function<void(const SignedHead&)> callback) {
  std::lock_guard lock(state_->mutex);
  state_->on_head = std::move(callback);
}

Result<std::vector<AuditRecord>> AuditLog::Read(const AuditQuery& query) const {
  Waiter latest;
  state_->Wait(latest);
  HeadState end;
  {
    std::lock_guard lock(state_->mutex);
    end = state_->published;
  }
  AEGLE_TRY(segments, ListSegments(state_->options.folder));
  std::size_t index = 0;
  while (index + 1 < segments.size() && segments[index].first < end.segment) ++index;
  std::vector<AuditRecord> found;
  auto visit = [&](const RecordHeader& header, std::string_view bytes) -> Result<bool> {
    if (query.before && header.sequence >= *query.before) return true;
    auto record = DecodeRecord(state_->files.keys(), header, bytes);
    if (!record) return Fail(ErrorCode::kIntegrity, "Record " + std::to_string(header.sequence) + " of the audit log is damaged", segments[0].path, "aegle audit verify says more.");
    if (Matches(query, *record)) found.push_back(std::move(*record));
    return found.size() < query.limit;
  };
  AEGLE_CHECK(WalkBack(segments, index, end.end, visit));
  return found;
}

Result<void> PrepareAuditKeys(const AuditOptions& options, std::string_view new_key, const std::string& path) {
  AEGLE_TRY(keys, AuditKeys::Load(options.folder + "/keys", options.key));
  keys.BeginEpoch();
  return keys.Save(path, new_key);
}

Result<std::string> SetAuditAside(const AuditOptions& options) {
  const std::string aside = options.folder + "-aside-" + std::to_string(options.now());
  AEGLE_CHECK(RenameFile(options.folder, aside));
  if (!options.second_head.empty() && std::filesystem::exists(options.second_head)) AEGLE_CHECK(RenameFile(options.second_head, aside + "/second-head"));
  return aside;
}

}  // namespace aegle
