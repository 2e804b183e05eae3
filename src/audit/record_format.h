// One record of the log on disk (docs/formats/audit.md). Module-internal; pure.
//
//   0 "AEGA"  4 version (1)  5 zero  6 epoch (2)  8 payload bytes (4)  12 sequence (8)  20 time (8)  28 hash of the record before (32)
//   60 nonce (24)  84 sealed payload (payload bytes, the last 16 are the seal)  then: bytes of the whole record (4)
// Little-endian. The first 84 bytes are authenticated with the payload. The hash of a record is its Merkle leaf hash, over all bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/audit_event.h"
#include "audit/audit_keys.h"
#include "base/hash.h"

namespace aegle {

inline constexpr std::string_view kRecordMagic = "AEGA";
inline constexpr std::size_t kRecordHeader = 84, kRecordTrailer = 4, kMostRecord = std::size_t{128} << 10;

struct RecordHeader {
  std::uint16_t epoch = 0;
  std::uint32_t payload_bytes = 0;
  std::uint64_t sequence = 0;
  Instant time = 0;
  Sha256Digest previous{};
  [[nodiscard]] std::size_t record_bytes() const { return kRecordHeader + payload_bytes + kRecordTrailer; }
};

[[nodiscard]] std::string EncodeRecord(const AuditKeys& keys, std::uint64_t sequence, Instant time, const Sha256Digest& previous,
                                       std::string_view payload);
// nullopt: not the begin of a record.
[[nodiscard]] std::optional<RecordHeader> ParseRecordHeader(std::string_view bytes);
// The payload of a whole record. Errors: kIntegrity.
[[nodiscard]] Result<std::string> UnsealRecord(const AuditKeys& keys, const RecordHeader& header, std::string_view bytes);
// With its event. Errors: kIntegrity.
[[nodiscard]] Result<AuditRecord> DecodeRecord(const AuditKeys& keys, const RecordHeader& header, std::string_view bytes);

[[nodiscard]] std::uint32_t ReadU32(std::string_view bytes, std::size_t at);
void AppendU32(std::string& out, std::uint32_t value);

}  // namespace aegle
