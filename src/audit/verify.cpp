#include "audit/verify.h"

#include <algorithm>
#include <array>

#include "audit/head_file.h"
#include "audit/segments.h"

namespace aegle {
namespace {

constexpr std::size_t kMostFindings = 1000;
constexpr std::size_t kMostSegment = std::size_t{1} << 30;

std::string Numbers(std::uint64_t first, std::uint64_t last) {
  return first == last ? "record " + std::to_string(first) : "records " + std::to_string(first) + " to " + std::to_string(last);
}

// Walks through the log and keeps what is needed to judge the next record.
class AuditVerifier {
 public:
  AuditVerifier(const AuditVerifyOptions& options, const AuditKeys& keys) : options_(options), keys_(keys) {}

  Result<AuditReport> Run();

 private:
  void AddHead(const SignedHead& head, const std::string& place);
  void AddHeadFile(const std::string& path);
  void AddFinding(AuditFault fault, std::uint64_t first, std::uint64_t last, std::string place, std::string message);
  void Visit(const SegmentItem& item, const Segment& segment, bool last_segment);
  void VisitRecord(const SegmentItem& item, const std::string& place);
  void VisitOutOfOrder(std::uint64_t sequence, const std::string& place);
  void Append(const Sha256Digest& hash);
  void CheckHeads();
  void CheckEnd();

  struct KnownHead {
    SignedHead head;
    std::string place;
  };
  const AuditVerifyOptions& options_;
  const AuditKeys& keys_;
  AuditReport report_;
  std::vector<KnownHead> heads_;  // by size
  std::size_t next_head_ = 0;
  MerkleFrontier tree_;
  Sha256Digest last_{};
  std::uint64_t due_ = 0;      // the sequence number that comes next
  bool doubtful_ = false;  // the record before is not to be trusted, so a link to it says nothing
};

void AuditVerifier::AddFinding(AuditFault fault, std::uint64_t first, std::uint64_t last, std::string place, std::string message) {
  if (report_.findings.size() < kMostFindings) report_.findings.push_back({fault, first, last, std::move(place), std::move(message)});
}

void AuditVerifier::AddHead(const SignedHead& head, const std::string& place) {
  if (keys_.IsOurs(head)) heads_.push_back({head, place});
  else AddFinding(AuditFault::kBadHead, 0, 0, place, "The head was not signed by this site");
}

void AuditVerifier::AddHeadFile(const std::string& path) {
  auto state = ReadHeadFile(path, keys_);
  if (!state) AddFinding(AuditFault::kBadHead, 0, 0, path, state.error().message);
  else if (!*state) AddFinding(AuditFault::kBadHead, 0, 0, path, "The file with the signed head is not there");
  else AddHead((*state)->head, path);
}

Result<AuditReport> AuditVerifier::Run() {
  AddHeadFile(options_.folder + "/head");
  if (!options_.second_head.empty()) AddHeadFile(options_.second_head);
  for (const SignedHead& head : options_.kept) AddHead(head, "a head that was kept elsewhere");
  std::stable_sort(heads_.begin(), heads_.end(), [](const KnownHead& a, const KnownHead& b) { return a.head.size < b.head.size; });
  report_.heads = heads_.size();
  AEGLE_TRY(segments, ListSegments(options_.folder));
  CheckHeads();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    auto bytes = ReadWholeFile(segments[i].path, kMostSegment);
    if (!bytes) {
      AddFinding(AuditFault::kDamaged, due_, due_, segments[i].path, bytes.error().message);
      doubtful_ = true;
      continue;
    }
    WalkSegment(*bytes, segments[i].first, [&](const SegmentItem& item) {
      Visit(item, segments[i], i + 1 == segments.size());
      return true;
    });
  }
  CheckEnd();
  report_.root = tree_.Root();
  return std::move(report_);
}

void AuditVerifier::Visit(const SegmentItem& item, const Segment& segment, bool last_segment) {
  const std::string place = segment.path + ", byte " + std::to_string(item.offset);
  if (item.header) return VisitRecord(item, place);
  const std::uint64_t known = heads_.empty() ? 0 : heads_.back().head.size;
  if (!item.whole && last_segment && due_ >= known) {
    report_.torn_bytes = item.bytes.size();
    return;
  }
  AddFinding(AuditFault::kDamaged, due_, due_, place, "The bytes of record " + std::to_string(due_) + " are not what was written");
  Append(MerkleLeafHash(item.bytes));
  last_ = {};
  doubtful_ = true;
  ++due_;
}

void AuditVerifier::VisitRecord(const SegmentItem& item, const std::string& place) {
  const RecordHeader& header = *item.header;
  const Sha256Digest hash = MerkleLeafHash(item.bytes);
  ++report_.records;
  if (!UnsealRecord(keys_, header, item.bytes)) {
    // Its own number may be what was changed.
    AddFinding(AuditFault::kDamaged, due_, due_, place, "The bytes of record " + std::to_string(due_) + " are not what was written");
    doubtful_ = true;
    ++due_;
  } else if (header.sequence != due_) {
    VisitOutOfOrder(header.sequence, place);
  } else {
    if (!doubtful_ && header.previous != last_)
      AddFinding(AuditFault::kBroken, due_, due_, place, "Record " + std::to_string(due_) + " does not continue the record before it");
    doubtful_ = false;
    ++due_;
  }
  last_ = hash;
  Append(hash);
}

void AuditVerifier::VisitOutOfOrder(std::uint64_t sequence, const std::string& place) {
  if (sequence < due_) {
    AddFinding(AuditFault::kReordered, sequence, sequence, place, Numbers(sequence, sequence) + " stands behind record " + std::to_string(due_ - 1));
    // Where it should stand it was reported as missing.
    std::erase_if(report_.findings, [&](const AuditFinding& f) { return f.fault == AuditFault::kMissing && f.first == sequence && f.last == sequence; });
    doubtful_ = true;
    return;
  }
  AddFinding(AuditFault::kMissing, due_, sequence - 1, place, Numbers(due_, sequence - 1) + " missing before this place");
  doubtful_ = false;
  due_ = sequence + 1;
}

void AuditVerifier::Append(const Sha256Digest& hash) {
  tree_.Append(hash);
  CheckHeads();
}

// The root is compared while nothing is wrong yet; after that it cannot be right.
void AuditVerifier::CheckHeads() {
  for (; next_head_ < heads_.size() && heads_[next_head_].head.size <= tree_.size(); ++next_head_) {
    const KnownHead& known = heads_[next_head_];
    const bool found = std::any_of(report_.findings.begin(), report_.findings.end(), [](const AuditFinding& f) { return f.fault != AuditFault::kBadHead; });
    if (found || known.head.size != tree_.size() || tree_.Root() == known.head.root) continue;
    AddFinding(AuditFault::kForked, 0, known.head.size == 0 ? 0 : known.head.size - 1, known.place,
               "The first " + std::to_string(known.head.size) + " records are not those that the head speaks of");
  }
}

void AuditVerifier::CheckEnd() {
  const auto known = heads_.empty() ? std::uint64_t{0} : heads_.back().head.size;
  if (due_ < known)
    AddFinding(AuditFault::kTruncated, due_, known - 1, heads_.back().place, Numbers(due_, known - 1) + " are missing at the end: a signed head speaks of them");
}

}  // namespace

std::string_view Name(AuditFault fault) {
  static constexpr std::array<std::string_view, 7> kNames{"damaged", "missing", "reordered", "broken", "truncated", "forked", "bad-head"};
  return kNames[static_cast<std::size_t>(fault)];
}

Result<AuditReport> VerifyAudit(const AuditVerifyOptions& options) {
  auto keys = AuditKeys::Load(options.folder + "/keys", options.key);
  if (!keys) return tl::unexpected(keys.error());
  return AuditVerifier(options, *keys).Run();
}

Result<std::vector<Sha256Digest>> AuditLeaves(const std::string& folder) {
  AEGLE_TRY(segments, ListSegments(folder));
  std::vector<Sha256Digest> leaves;
  bool damaged = false;
  for (const Segment& segment : segments) {
    AEGLE_TRY(bytes, ReadWholeFile(segment.path, kMostSegment));
    WalkSegment(bytes, segment.first, [&](const SegmentItem& item) {
      if (!item.header) return item.whole ? (damaged = true, false) : false;
      damaged = damaged || item.header->sequence != leaves.size();
      leaves.push_back(MerkleLeafHash(item.bytes));
      return !damaged;
    });
  }
  if (damaged) return Fail(ErrorCode::kIntegrity, "The audit log is damaged", folder, "aegle audit verify says more.");
  return leaves;
}

}  // namespace aegle
