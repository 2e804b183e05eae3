#include "audit/audit_keys.h"

#include <sodium.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/file.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kKey = 32;
constexpr const char* kFormat = "aegle audit keys 1";

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string RandomBytes(std::size_t count) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), count);
  return bytes;
}

void Wipe(std::string& secret) { sodium_memzero(secret.data(), secret.size()); }

std::string SealWith(std::string_view key, std::string_view nonce, std::string_view header, std::string_view payload) {
  std::string sealed(payload.size() + AuditKeys::kSealBytes, '\0');
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed), &size, Bytes(payload), payload.size(), Bytes(header), header.size(), nullptr,
                                             Bytes(nonce), Bytes(key));
  return sealed;
}

std::optional<std::string> UnsealWith(std::string_view key, std::string_view nonce, std::string_view header, std::string_view sealed) {
  if (sealed.size() < AuditKeys::kSealBytes || nonce.size() != AuditKeys::kNonceBytes) return std::nullopt;
  std::string payload(sealed.size() - AuditKeys::kSealBytes, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(payload), &size, nullptr, Bytes(sealed), sealed.size(), Bytes(header), header.size(),
                                                 Bytes(nonce), Bytes(key)) != 0)
    return std::nullopt;
  return payload;
}

std::string SecretKeyOf(const std::string& seed, std::string& public_key) {
  public_key.assign(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(Bytes(public_key), Bytes(secret), Bytes(seed));
  return secret;
}

std::string EpochHeader(std::size_t number, std::string_view public_key) {
  return std::string(kFormat) + " epoch " + std::to_string(number) + " " + ToHex(public_key);
}

tl::unexpected<Error> FailDamaged(const std::string& path) {
  return Fail(ErrorCode::kIntegrity, "The keys of the audit log are damaged", path, "Restore the file from a backup.");
}

}  // namespace

std::string AuditKeys::RandomNonce() { return RandomBytes(kNonceBytes); }

AuditKeys AuditKeys::Create() {
  AuditKeys keys;
  keys.pseudonym_key_ = RandomBytes(kKey);
  keys.BeginEpoch();
  return keys;
}

AuditKeys::~AuditKeys() {
  for (Epoch& epoch : epochs_) {
    Wipe(epoch.payload_key);
    Wipe(epoch.signing_seed);
  }
  Wipe(pseudonym_key_);
}

void AuditKeys::BeginEpoch() {
  Epoch epoch{RandomBytes(kKey), RandomBytes(kKey), {}};
  std::string secret = SecretKeyOf(epoch.signing_seed, epoch.public_key);
  Wipe(secret);
  epochs_.push_back(std::move(epoch));
}

Result<void> AuditKeys::Save(const std::string& path, std::string_view site_key) const {
  Json list = Json::array();
  for (std::size_t i = 0; i < epochs_.size(); ++i) {
    const Epoch& epoch = epochs_[i];
    std::string nonce = RandomNonce();
    std::string secrets = epoch.payload_key + epoch.signing_seed + pseudonym_key_;
    std::string sealed = nonce + SealWith(site_key, nonce, EpochHeader(i + 1, epoch.public_key), secrets);
    Wipe(secrets);
    list.push_back({{"epoch", i + 1}, {"public_key", ToHex(epoch.public_key)}, {"sealed", ToHex(sealed)}});
  }
  return ReplaceFile(path, Json{{"format", kFormat}, {"epochs", list}}.dump(1) + "\n");
}

Result<AuditKeys> AuditKeys::Load(const std::string& path, std::string_view site_key) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  AEGLE_TRY(text, ReadWholeFile(path, std::size_t{1} << 20));
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", "") != kFormat || !json["epochs"].is_array() || json["epochs"].empty()) return FailDamaged(path);
  AuditKeys keys;
  for (const Json& item : json["epochs"]) {
    if (!item.is_object() || !item.contains("public_key") || !item.contains("sealed")) return FailDamaged(path);
    auto public_key = HexToBytes(item["public_key"].is_string() ? item["public_key"].get<std::string>() : "");
    auto sealed = HexToBytes(item["sealed"].is_string() ? item["sealed"].get<std::string>() : "");
    if (!public_key || !sealed || sealed->size() < kNonceBytes) return FailDamaged(path);
    std::string_view view = *sealed;
    auto secrets = UnsealWith(site_key, view.substr(0, kNonceBytes), EpochHeader(keys.epochs_.size() + 1, *public_key), view.substr(kNonceBytes));
    if (!secrets || secrets->size() != 3 * kKey)
      return Fail(ErrorCode::kDenied, "The audit log was sealed with another key, or its keys are damaged", path,
                  "Use the key file that it was made with, or restore the file from a backup.");
    keys.epochs_.push_back({secrets->substr(0, kKey), secrets->substr(kKey, kKey), *public_key});
    keys.pseudonym_key_ = secrets->substr(2 * kKey);
    Wipe(*secrets);
  }
  return keys;
}

std::string AuditKeys::Seal(std::string_view nonce, std::string_view header, std::string_view payload) const {
  return SealWith(epochs_.back().payload_key, nonce, header, payload);
}

Result<std::string> AuditKeys::Unseal(std::uint16_t epoch, std::string_view nonce, std::string_view header, std::string_view sealed) const {
  if (epoch == 0 || epoch > epochs_.size()) return Fail(ErrorCode::kIntegrity, "The record names a key that there is not");
  auto payload = UnsealWith(epochs_[epoch - 1u].payload_key, nonce, header, sealed);
  if (!payload) return Fail(ErrorCode::kIntegrity, "The seal of the record is broken");
  return std::move(*payload);
}

void AuditKeys::Sign(SignedHead& head) const {
  head.epoch = epoch();
  std::string secret = SecretKeyOf(epochs_.back().signing_seed, head.public_key);
  const std::string bytes = HeadBytesToSign(head);
  head.signature.assign(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(head.signature), nullptr, Bytes(bytes), bytes.size(), Bytes(secret));
  Wipe(secret);
}

bool AuditKeys::IsOurs(const SignedHead& head) const {
  for (const Epoch& epoch : epochs_)
    if (epoch.public_key == head.public_key) return HasValidSignature(head);
  return false;
}

std::string AuditKeys::Pseudonym(PatientId patient) const {
  if (patient.empty()) return {};
  const std::string id = patient.ToString();
  std::string code(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256(Bytes(code), Bytes(id), id.size(), Bytes(pseudonym_key_));
  return ToHex(std::string_view(code).substr(0, 16));
}

}  // namespace aegle
