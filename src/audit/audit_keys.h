// The keys of an audit log: one epoch after another, each with a key that seals payloads and one that signs heads.
//
// File <folder>/keys: JSON; the secrets of each epoch are sealed (XChaCha20-Poly1305) with the key of the site. When that key is
// rotated, the secrets are sealed again and a new epoch begins; the records themselves never change.
// The key for pseudonyms is the same in all epochs, so that a patient keeps his pseudonym. Module-internal; immutable between
// calls of its own; the secrets are wiped from memory when it goes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/signed_head.h"
#include "base/id.h"
#include "base/result.h"

namespace aegle {

class AuditKeys {
 public:
  static constexpr std::size_t kNonceBytes = 24, kSealBytes = 16;

  static AuditKeys Create();  // with a first epoch
  // Errors: kDenied (sealed with another key), kIntegrity, kNotFound, kIo.
  static Result<AuditKeys> Load(const std::string& path, std::string_view site_key);
  AuditKeys(AuditKeys&&) = default;
  AuditKeys& operator=(AuditKeys&&) = default;
  ~AuditKeys();

  Result<void> Save(const std::string& path, std::string_view site_key) const;
  void BeginEpoch();

  [[nodiscard]] std::uint16_t epoch() const { return static_cast<std::uint16_t>(epochs_.size()); }
  [[nodiscard]] std::string Seal(std::string_view nonce, std::string_view header, std::string_view payload) const;
  // Errors: kIntegrity.
  [[nodiscard]] Result<std::string> Unseal(std::uint16_t epoch, std::string_view nonce, std::string_view header, std::string_view sealed) const;
  void Sign(SignedHead& head) const;
  [[nodiscard]] bool IsOurs(const SignedHead& head) const;  // signed with a key of one of the epochs
  [[nodiscard]] std::string Pseudonym(PatientId patient) const;  // hex of HMAC-SHA-256, 16 bytes
  [[nodiscard]] static std::string RandomNonce();

 private:
  struct Epoch {
    std::string payload_key, signing_seed, public_key;
  };
  AuditKeys() = default;
  std::vector<Epoch> epochs_;  // number 1 first
  std::string pseudonym_key_;
};

}  // namespace aegle
