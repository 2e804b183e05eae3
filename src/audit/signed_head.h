// A signed tree head: how many records there are and the Merkle root of all of them, signed by the site (RFC 6962 section 3.5).
//
// What is signed: version 0, signature type 1 (tree_hash), timestamp (ms, 64-bit big-endian), tree size (64-bit), root: with
// Ed25519 (RFC 8032). The public key is in the text, so that somebody without the key of the site can check heads that he kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"

namespace aegle {

struct SignedHead {
  std::uint64_t size = 0;
  Sha256Digest root{};
  Instant time = 0;
  std::uint16_t epoch = 0;    // of the signing key
  std::string public_key;     // 32 bytes
  std::string signature;      // 64 bytes
};

[[nodiscard]] std::string HeadBytesToSign(const SignedHead& head);
[[nodiscard]] bool HasValidSignature(const SignedHead& head);
// {"size":12,"root":"hex","time":"2026-03-01T08:00:00Z","timestamp":...,"epoch":1,"public_key":"hex","signature":"hex"}
[[nodiscard]] std::string HeadJson(const SignedHead& head);
// Errors: kBadInput (not a head, or its signature is wrong).
[[nodiscard]] Result<SignedHead> ParseHeadJson(std::string_view text, const std::string& place);

}  // namespace aegle
