#include "audit/record_format.h"

#include <algorithm>

#include "audit/merkle.h"

namespace aegle {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kEpochAt = 6, kLengthAt = 8, kSequenceAt = 12, kTimeAt = 20, kPreviousAt = 28, kNonceAt = 60;

std::uint64_t Read(std::string_view bytes, std::size_t at, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)])} << (8 * i);
  return value;
}

void Append(std::string& out, std::uint64_t value, int count) {
  for (int i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i));
}

}  // namespace

std::uint32_t ReadU32(std::string_view bytes, std::size_t at) { return static_cast<std::uint32_t>(Read(bytes, at, 4)); }
void AppendU32(std::string& out, std::uint32_t value) { Append(out, value, 4); }

std::string EncodeRecord(const AuditKeys& keys, std::uint64_t sequence, Instant time, const Sha256Digest& previous, std::string_view payload) {
  const std::size_t sealed = payload.size() + AuditKeys::kSealBytes;
  std::string bytes(kRecordMagic);
  bytes += kVersion;
  bytes += '\0';
  Append(bytes, keys.epoch(), 2);
  Append(bytes, sealed, 4);
  Append(bytes, sequence, 8);
  Append(bytes, static_cast<std::uint64_t>(time), 8);
  bytes.append(reinterpret_cast<const char*>(previous.data()), previous.size());
  bytes += AuditKeys::RandomNonce();
  bytes += keys.Seal(std::string_view(bytes).substr(kNonceAt), bytes, payload);
  Append(bytes, bytes.size() + kRecordTrailer, 4);
  return bytes;
}

std::optional<RecordHeader> ParseRecordHeader(std::string_view bytes) {
  if (bytes.size() < kRecordHeader || !bytes.starts_with(kRecordMagic) || bytes[4] != kVersion || bytes[5] != 0) return std::nullopt;
  RecordHeader header;
  header.epoch = static_cast<std::uint16_t>(Read(bytes, kEpochAt, 2));
  header.payload_bytes = static_cast<std::uint32_t>(Read(bytes, kLengthAt, 4));
  header.sequence = Read(bytes, kSequenceAt, 8);
  header.time = static_cast<Instant>(Read(bytes, kTimeAt, 8));
  std::copy_n(bytes.begin() + kPreviousAt, header.previous.size(), reinterpret_cast<char*>(header.previous.data()));
  if (header.payload_bytes < AuditKeys::kSealBytes || header.record_bytes() > kMostRecord) return std::nullopt;
  return header;
}

Result<std::string> UnsealRecord(const AuditKeys& keys, const RecordHeader& header, std::string_view bytes) {
  if (ReadU32(bytes, bytes.size() - kRecordTrailer) != bytes.size()) return Fail(ErrorCode::kIntegrity, "The length of the record is wrong");
  return keys.Unseal(header.epoch, bytes.substr(kNonceAt, AuditKeys::kNonceBytes), bytes.substr(0, kRecordHeader),
                     bytes.substr(kRecordHeader, header.payload_bytes));
}

Result<AuditRecord> DecodeRecord(const AuditKeys& keys, const RecordHeader& header, std::string_view bytes) {
  AEGLE_TRY(payload, UnsealRecord(keys, header, bytes));
  AuditRecord record;
  record.sequence = header.sequence;
  record.time = header.time;
  const Sha256Digest hash = MerkleLeafHash(bytes);
  record.hash = ToHex({reinterpret_cast<const char*>(hash.data()), hash.size()});
  AEGLE_CHECK(DecodeAuditEvent(payload, record));
  return record;
}

}  // namespace aegle
