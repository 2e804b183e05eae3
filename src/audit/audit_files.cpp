#include "audit/audit_files.h"

#include <algorithm>
#include <filesystem>

#include "base/crash_point.h"
#include "base/log.h"

namespace aegle {
namespace {

constexpr std::size_t kReadBlock = std::size_t{1} << 20;
constexpr std::uint64_t kSpaceAhead = std::uint64_t{1} << 20;

tl::unexpected<Error> FailTruncated(std::uint64_t known, std::uint64_t there, const std::string& place) {
  return Fail(ErrorCode::kIntegrity,
              "The audit log has " + std::to_string(there) + " records, but a signed head speaks of " + std::to_string(known), place,
              "aegle audit verify says more. Restore the folder from a backup, or begin a new log: aegle audit begin");
}

Result<AuditFiles::Entry> SystemEntry(Instant time, const std::string& resource, const std::string& detail) {
  AEGLE_TRY(payload, EncodeAuditEvent({AuditAction::kSystem, "system", "", {}, resource, AuditOutcome::kDone, "", detail}, ""));
  return AuditFiles::Entry{time, payload};
}

Result<AuditKeys> LoadOrCreateKeys(const AuditOptions& options) {
  const std::string path = options.folder + "/keys";
  auto keys = AuditKeys::Load(path, options.key);
  if (keys || keys.error().code != ErrorCode::kNotFound) return keys;
  AEGLE_TRY(segments, ListSegments(options.folder));
  if (!segments.empty())
    return Fail(ErrorCode::kIntegrity, "The keys of the audit log are gone", path, "Restore the file from a backup, or begin a new log: aegle audit begin");
  AuditKeys fresh = AuditKeys::Create();
  AEGLE_CHECK(fresh.Save(path, options.key));
  return fresh;
}

}  // namespace

Result<AuditFiles> AuditFiles::Open(const AuditOptions& options) {
  AEGLE_CHECK(MakeFolder(options.folder));
  AEGLE_TRY(lock, File::Open(options.folder + "/lock", FileMode::kCreate));
  AEGLE_CHECK(lock.Lock());
  AEGLE_TRY(keys, LoadOrCreateKeys(options));
  AEGLE_TRY(reserve, AuditReserveFile::Open(options.folder + "/reserve", options.reserve_bytes));
  AuditFiles files(options, std::move(keys), std::move(lock), std::move(reserve));
  AEGLE_CHECK(files.ReadHeads());
  AEGLE_CHECK(files.OpenSegment(FileMode::kReadWrite));
  AEGLE_CHECK(files.CheckLastRecord());
  AEGLE_CHECK(files.CatchUp());
  if (files.tree_.size() == 0) {
    AEGLE_TRY(begin, SystemEntry(options.now(), "audit begun", R"({"format":1})"));
    AEGLE_CHECK(files.Write({begin}));
  }
  files.Unlock();
  return files;
}

// Goes on from the head in the folder; the second one only says how much there must be.
Result<void> AuditFiles::ReadHeads() {
  AEGLE_TRY(head, ReadHeadFile(options_.folder + "/head", keys_));
  AEGLE_TRY(second, ReadHeadFile(options_.second_head, keys_));
  if (second) known_size_ = second->head.size;
  if (!head) return {};
  known_size_ = std::max(known_size_, head->head.size);
  state_ = std::move(*head);
  tree_ = MerkleFrontier(state_.head.size, state_.peaks);
  return {};
}

Result<void> AuditFiles::OpenSegment(FileMode mode) {
  const std::string path = SegmentPath(options_.folder, state_.segment);
  auto opened = File::Open(path, mode);
  if (!opened && opened.error().code == ErrorCode::kNotFound) {
    if (state_.segment != 0 || state_.end != 0) return FailTruncated(known_size_, state_.segment, path);
    opened = File::Open(path, FileMode::kCreate);
    if (opened) AEGLE_CHECK(SyncFolder(options_.folder));
  }
  if (!opened) return tl::unexpected(opened.error());
  segment_ = std::move(*opened);
  return {};
}

// The record in front of the place where the head says that the log goes on must be the last one that the head covers.
Result<void> AuditFiles::CheckLastRecord() {
  if (state_.end == 0) return {};
  AEGLE_TRY(size, segment_->Size());
  if (size < state_.end) return FailTruncated(known_size_, 0, segment_->path() + ", byte " + std::to_string(size));
  const std::uint64_t begin = state_.end > kMostRecord ? state_.end - kMostRecord : 0;
  AEGLE_TRY(bytes, segment_->ReadAt(begin, static_cast<std::size_t>(state_.end - begin)));
  const std::size_t record = bytes.size() < kRecordHeader ? 0 : ReadU32(bytes, bytes.size() - kRecordTrailer);
  if (record > kRecordHeader && record <= bytes.size() && MerkleLeafHash(std::string_view(bytes).substr(bytes.size() - record)) == state_.last) return {};
  return Fail(ErrorCode::kIntegrity, "The last records of the audit log are not what was written", segment_->path() + ", before byte " + std::to_string(state_.end),
              "aegle audit verify says more. Restore the folder from a backup, or begin a new log: aegle audit begin");
}

void AuditFiles::Accept(const Sha256Digest& hash, std::uint64_t bytes) {
  tree_.Append(hash);
  state_.last = hash;
  state_.end += bytes;
}

Result<void> AuditFiles::CatchUp() {
  for (bool more = true; more;) {
    AEGLE_TRY(read, ReadMore());
    AEGLE_TRY(next, NextSegment());
    more = read || next;
  }
  if (tree_.size() < known_size_) return FailTruncated(known_size_, tree_.size(), segment_->path());
  if (state_.head.size != tree_.size()) SignAndWriteHeads();
  return {};
}

Result<bool> AuditFiles::ReadMore() {
  AEGLE_TRY(size, segment_->Size());
  if (size < state_.end) return FailTruncated(std::max(known_size_, tree_.size()), 0, segment_->path() + ", byte " + std::to_string(size));
  if (size == state_.end) return false;
  AEGLE_TRY(block, segment_->ReadAt(state_.end, static_cast<std::size_t>(std::min<std::uint64_t>(size - state_.end, kReadBlock))));
  std::string_view rest = block;
  while (!rest.empty()) {
    auto header = ParseRecordHeader(rest);
    const std::size_t needed = header ? header->record_bytes() : kRecordHeader;
    if (needed > rest.size() && size - state_.end > rest.size()) break;  // goes on in the next block
    if (header && header->sequence == tree_.size() && header->epoch > keys_.epoch())
      return Fail(ErrorCode::kDenied, "The key of the site was rotated", options_.folder, "Start the program again.");
    const bool good = header && header->record_bytes() <= rest.size() && header->sequence == tree_.size() && header->previous == state_.last &&
                      UnsealRecord(keys_, *header, rest.substr(0, header->record_bytes()));
    if (!good) {
      AEGLE_CHECK(MoveTornEnd(size));
      return true;
    }
    Accept(MerkleLeafHash(rest.substr(0, header->record_bytes())), header->record_bytes());
    rest.remove_prefix(header->record_bytes());
  }
  return true;
}

Result<bool> AuditFiles::NextSegment() {
  if (state_.end == 0) return false;
  AEGLE_TRY(size, segment_->Size());
  if (size != state_.end || !std::filesystem::exists(SegmentPath(options_.folder, tree_.size()))) return false;
  state_.segment = tree_.size();
  state_.end = 0;
  AEGLE_CHECK(OpenSegment(FileMode::kReadWrite));
  return true;
}

// No head speaks of these bytes, so nobody was told that they are durable: a process was killed while it wrote.
Result<void> AuditFiles::MoveTornEnd(std::uint64_t size) {
  const std::string place = segment_->path() + ", byte " + std::to_string(state_.end);
  if (tree_.size() < known_size_)
    return Fail(ErrorCode::kIntegrity, "Record " + std::to_string(tree_.size()) + " of the audit log is damaged", place,
                "aegle audit verify says more. Restore the folder from a backup, or begin a new log: aegle audit begin");
  AEGLE_TRY(bytes, segment_->ReadAt(state_.end, static_cast<std::size_t>(size - state_.end)));
  const Instant now = options_.now();
  const std::string aside = "torn-" + std::to_string(tree_.size()) + "-" + std::to_string(now);
  AEGLE_CHECK(ReplaceFile(options_.folder + "/" + aside, bytes));
  AEGLE_CHECK(segment_->Truncate(state_.end));
  AEGLE_CHECK(segment_->Sync());
  AEGLE_TRY(note, SystemEntry(now, "torn end moved aside",
                              R"({"file":")" + aside + R"(","bytes":)" + std::to_string(bytes.size()) + R"(,"sha256":")" + Sha256Hex(bytes) + R"("})"));
  notes_.push_back(note);
  Log(LogLevel::kWarning, "a half-written end of the audit log was moved aside", {{"file", Operational(aside)}, {"bytes", std::uint64_t{bytes.size()}}});
  return {};
}

Result<std::vector<AuditFiles::Entry>> AuditFiles::Waiting() {
  std::vector<Entry> waiting = notes_;
  AEGLE_TRY(empty, reserve_.Empty());
  if (empty) return waiting;
  AEGLE_TRY(entries, reserve_.Entries(keys_));
  for (auto& entry : entries) waiting.push_back({entry.time, std::move(entry.payload)});
  return waiting;
}

Result<std::uint64_t> AuditFiles::Write(const std::vector<Entry>& entries) {
  if (broken_)
    return Fail(ErrorCode::kIo, "The audit log refuses records since a write could not be made durable", options_.folder, "Check the disk, then start again.");
  AEGLE_CHECK(CatchUp());
  AEGLE_TRY(all, Waiting());
  const std::size_t waiting = all.size(), notes = notes_.size();
  const std::uint64_t first = tree_.size() + waiting;
  all.insert(all.end(), entries.begin(), entries.end());
  if (all.empty()) return first;
  AEGLE_CHECK(Append(all));
  notes_.clear();
  if (waiting > notes) {
    CrashPoint("audit.reserve_moved_before_reset");
    if (auto cleared = reserve_.Clear(); !cleared) Log(LogLevel::kError, "the reserve of the audit cannot be cleared", {{"error", Operational(cleared.error().ToString())}});
  }
  SignAndWriteHeads();
  return first;
}

Result<void> AuditFiles::Append(const std::vector<Entry>& entries) {
  if (state_.end >= options_.segment_bytes) {
    AEGLE_TRY(next, File::Open(SegmentPath(options_.folder, tree_.size()), FileMode::kCreate));
    AEGLE_CHECK(SyncFolder(options_.folder));
    CrashPoint("audit.new_segment");
    segment_ = std::move(next);
    reserved_to_ = 0;
    state_.segment = tree_.size();
    state_.end = 0;
  }
  std::string bytes;
  std::vector<std::pair<Sha256Digest, std::size_t>> records;
  Sha256Digest last = state_.last;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string record = EncodeRecord(keys_, tree_.size() + i, entries[i].time, last, entries[i].payload);
    last = MerkleLeafHash(record);
    records.emplace_back(last, record.size());
    bytes += record;
  }
  SetSpaceAside(bytes.size());
  CrashPoint("audit.before_write");
  if (auto written = segment_->WriteAt(state_.end, bytes); !written) {
    broken_ = !segment_->Truncate(state_.end);
    reserved_to_ = 0;
    return written;
  }
  CrashPoint("audit.after_write_before_sync");
  if (auto synced = segment_->Sync(); !synced) {
    broken_ = true;  // what is on the disk is not known any more: https://www.usenix.org/conference/atc20/presentation/rebello
    (void)segment_->Truncate(state_.end);
    return synced;
  }
  CrashPoint("audit.after_sync");
  for (const auto& [hash, size] : records) Accept(hash, size);
  return {};
}

// So that reads can still be recorded, and therefore answered, when something else has filled the disk.
void AuditFiles::SetSpaceAside(std::uint64_t bytes) {
  if (state_.end + bytes + kSpaceAhead / 2 <= reserved_to_) return;
  const std::uint64_t to = state_.end + bytes + kSpaceAhead;
  if (segment_->ReserveBeyond(state_.end, to)) reserved_to_ = to;
}

void AuditFiles::SignAndWriteHeads() {
  state_.head.size = tree_.size();
  state_.head.root = tree_.Root();
  state_.head.time = options_.now();
  state_.peaks = tree_.peaks();
  keys_.Sign(state_.head);
  known_size_ = std::max(known_size_, tree_.size());
  auto write = [&](const std::string& path) {
    if (path.empty()) return;
    if (auto written = WriteHeadFile(path, state_); !written)
      Log(LogLevel::kWarning, "a head of the audit log cannot be written", {{"error", Operational(written.error().ToString())}});
  };
  write(options_.folder + "/head");
  CrashPoint("audit.between_heads");
  write(options_.second_head);
}

Result<void> AuditFiles::WriteReserve(const Entry& entry) { return reserve_.Add(keys_, {entry.time, entry.payload}); }

}  // namespace aegle
