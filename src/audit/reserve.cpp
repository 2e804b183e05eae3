#include "audit/reserve.h"

#include <algorithm>

#include "audit/record_format.h"

namespace aegle {
namespace {

constexpr std::size_t kLength = 4;

std::string HeaderAt(std::uint64_t offset) { return "aegle audit reserve " + std::to_string(offset); }

std::string TimeBytes(Instant time) {
  std::string bytes;
  AppendU32(bytes, static_cast<std::uint32_t>(time));
  AppendU32(bytes, static_cast<std::uint32_t>(static_cast<std::uint64_t>(time) >> 32));
  return bytes;
}

Instant TimeOf(std::string_view bytes) { return static_cast<Instant>(ReadU32(bytes, 0) | std::uint64_t{ReadU32(bytes, 4)} << 32); }

}  // namespace

Result<AuditReserveFile> AuditReserveFile::Open(const std::string& path, std::uint64_t bytes) {
  AEGLE_TRY(file, File::Open(path, FileMode::kCreate));
  AEGLE_TRY(size, file.Size());
  if (size < bytes) {
    auto written = file.Reserve(bytes);
    if (written) written = file.WriteAt(size, std::string(static_cast<std::size_t>(bytes - size), '\0'));
    if (written) written = file.Sync();
    if (!written && written.error().code != ErrorCode::kNoSpace) return tl::unexpected(written.error());
    AEGLE_TRY(got, file.Size());
    bytes = written ? bytes : got;
  }
  return AuditReserveFile(std::move(file), bytes);
}

Result<void> AuditReserveFile::Add(const AuditKeys& keys, const ReserveEntry& entry) {
  AEGLE_TRY(whole, file_.ReadAt(0, static_cast<std::size_t>(bytes_)));
  std::uint64_t at = 0;
  while (at + kLength <= whole.size() && ReadU32(whole, at) != 0) at += kLength + ReadU32(whole, at);
  const std::string nonce = AuditKeys::RandomNonce();
  const std::string body = nonce + keys.Seal(nonce, HeaderAt(at), TimeBytes(entry.time) + entry.payload);
  std::string bytes;
  AppendU32(bytes, static_cast<std::uint32_t>(body.size()));
  bytes += body;
  if (at + bytes.size() + kLength > whole.size())
    return Fail(ErrorCode::kNoSpace, "The reserve of the audit is full", file_.path(), "Free space on the disk: nothing can be done without an audit.");
  AEGLE_CHECK(file_.WriteAt(at, bytes));
  return file_.Sync();
}

Result<bool> AuditReserveFile::Empty() const {
  AEGLE_TRY(length, file_.ReadAt(0, kLength));
  return length.size() < kLength || ReadU32(length, 0) == 0;
}

Result<std::vector<ReserveEntry>> AuditReserveFile::Entries(const AuditKeys& keys) const {
  AEGLE_TRY(whole, file_.ReadAt(0, static_cast<std::size_t>(bytes_)));
  std::vector<ReserveEntry> entries;
  std::string_view rest = whole;
  for (std::uint64_t at = 0; at + kLength <= rest.size() && ReadU32(rest, at) != 0; at += kLength + ReadU32(rest, at)) {
    std::string_view body = rest.substr(at + kLength, std::min<std::size_t>(ReadU32(rest, at), rest.size() - at - kLength));
    if (body.size() < AuditKeys::kNonceBytes) break;  // cut while it was written
    auto payload = keys.Unseal(keys.epoch(), body.substr(0, AuditKeys::kNonceBytes), HeaderAt(at), body.substr(AuditKeys::kNonceBytes));
    if (!payload) break;
    entries.push_back({TimeOf(*payload), payload->substr(8)});
  }
  return entries;
}

Result<void> AuditReserveFile::Clear() {
  AEGLE_CHECK(file_.WriteAt(0, std::string(static_cast<std::size_t>(bytes_), '\0')));
  return file_.Sync();
}

}  // namespace aegle
