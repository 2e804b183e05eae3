#include "signoff/signature.h"

#include <sodium.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/hash.h"
#include "signoff/document_text.h"
#include "signoff/risks.h"

namespace aegle {
namespace {

// Object members sorted by name, no white space, integers only: the form of RFC 8785 for what stands in a payload.
using Json = nlohmann::json;
std::string Canonical(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<Json> EvidenceJson(Store& store, const Evidence& evidence) {
  Json facts = Json::array();
  for (const Fact& fact : evidence.facts) facts.push_back(fact.id.ToString());
  Json json = {{"label", evidence.label}, {"text_sha256", Sha256Hex(evidence.text)}, {"facts", std::move(facts)}};
  if (evidence.span.document.empty()) return json;
  AEGLE_TRY(bytes, store.ReadBytes(evidence.span.document, evidence.span.begin, evidence.span.end));
  json.update({{"document", evidence.span.document.ToString()}, {"begin", evidence.span.begin}, {"end", evidence.span.end}, {"bytes_sha256", Sha256Hex(bytes)}});
  return json;
}

Json EditsJson(const Draft& draft) {
  Json edits = Json::array();
  for (const DraftSection& section : draft.sections)
    for (const Statement& one : section.statements) {
      if (!one.removed && !one.edited()) continue;
      edits.push_back({{"statement", one.id}, {"what", one.removed ? "removed" : one.added() ? "added" : "edited"}, {"drafted_sha256", Sha256Hex(one.drafted.text)}});
    }
  return edits;
}

tl::unexpected<Error> Broken(std::string what) {
  return Fail(ErrorCode::kIntegrity, "the signature does not hold: " + what, "", "Restore the document from a backup; do not use this one.");
}

}  // namespace

std::string Base64Url(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();   // the terminating zero
  return text;
}

std::string Base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

Result<std::string> FromBase64Url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return Fail(ErrorCode::kBadInput, "this is not base64url");
  bytes.resize(length);
  return bytes;
}

std::string KeyFingerprint(std::string_view public_key) { return Sha256Hex(public_key).substr(0, 16); }

SiteKey MakeSiteKey(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) throw std::invalid_argument("a seed has 32 bytes");
  struct Secret {
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes{};
    ~Secret() { sodium_memzero(bytes.data(), bytes.size()); }
  };
  auto secret = std::make_shared<Secret>();   // shared by the copies of the function
  SiteKey key;
  key.public_key.resize(crypto_sign_PUBLICKEYBYTES);
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(key.public_key.data()), secret->bytes.data(), reinterpret_cast<const unsigned char*>(seed.data()));
  key.sign = [secret](std::string_view bytes) -> Result<std::string> {
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), secret->bytes.data());
    return signature;
  };
  return key;
}

Result<std::string> SignaturePayload(Store& store, const Draft& draft, const CaseFile& file, const SignatureRecord& record, std::string_view software) {
  Json evidence = Json::array(), confirmations = Json::array();
  for (const Evidence* one : CitedEvidence(draft, file.answer)) {
    AEGLE_TRY(json, EvidenceJson(store, *one));
    evidence.push_back(std::move(json));
  }
  for (const Risk& risk : FindRisks(draft, file)) confirmations.push_back({{"item", risk.key}, {"sha256", risk.sha256}});
  const ModelUse& model = file.answer.model;
  Json payload = {{"format", "aegle-signature/1"},
                  {"answer", draft.answer.ToString()},
                  {"answer_sha256", draft.answer_sha256},
                  {"patient", draft.patient.ToString()},
                  {"task", draft.task},
                  {"language", Code(draft.language)},
                  {"text_sha256", record.text_sha256},
                  {"signer", {{"id", record.signer.id}, {"name", record.signer.name}, {"role", record.signer.role}, {"credentials", record.signer.credentials}}},
                  {"signed_ms", record.signed_at},
                  {"evidence", std::move(evidence)},
                  {"confirmed", std::move(confirmations)},
                  {"edits", EditsJson(draft)},
                  {"model", {{"name", model.model}, {"sha256", model.sha256}, {"prompt_sha256", model.prompt_sha256}, {"seed", model.seed}}},
                  {"record_sha256", file.record_sha256},
                  {"drafted_from_record_sha256", draft.record_sha256},
                  {"software", std::string(software)}};
  return Canonical(payload);
}

Result<SignatureRecord> MakeSignature(Store& store, const Draft& draft, const CaseFile& file, const Signer& signer, Instant now, const SiteKey& key,
                                      std::string_view software) {
  SignatureRecord record;
  record.signer = signer;
  record.signed_at = now;
  record.head = HeadOf(file.patient);
  record.text = DocumentText(draft, file.answer, record.head);
  record.text_sha256 = Sha256Hex(record.text);
  record.public_key = Base64Url(key.public_key);
  AEGLE_TRY(payload, SignaturePayload(store, draft, file, record, software));
  Json header = {{"alg", "EdDSA"}, {"kid", KeyFingerprint(key.public_key)}, {"typ", "JOSE"}};
  std::string signing_input = Base64Url(Canonical(header)) + "." + Base64Url(payload);
  AEGLE_TRY(signature, key.sign(signing_input));
  record.jws = signing_input + "." + Base64Url(signature);
  AEGLE_CHECK(VerifySignature(record));   // what does not verify now must not be stored
  return record;
}

Result<std::string> VerifySignature(const SignatureRecord& record) {
  std::size_t last = record.jws.rfind('.'), first = record.jws.find('.');
  if (first == std::string::npos || first == last) return Broken("it is not a JSON Web Signature");
  auto signature = FromBase64Url(std::string_view(record.jws).substr(last + 1));
  auto key = FromBase64Url(record.public_key);
  auto header = FromBase64Url(std::string_view(record.jws).substr(0, first));
  auto payload = FromBase64Url(std::string_view(record.jws).substr(first + 1, last - first - 1));
  if (!signature || !key || !header || !payload || signature->size() != crypto_sign_BYTES || key->size() != crypto_sign_PUBLICKEYBYTES) return Broken("a part of it is malformed");
  Json head = Json::parse(*header, nullptr, false), body = Json::parse(*payload, nullptr, false);
  if (!head.is_object() || !body.is_object() || head.value("alg", "") != "EdDSA") return Broken("its header or payload is not what this version writes");
  if (crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature->data()), reinterpret_cast<const unsigned char*>(record.jws.data()), last,
                                  reinterpret_cast<const unsigned char*>(key->data())) != 0)
    return Broken("the key did not sign this");
  if (Sha256Hex(record.text) != record.text_sha256 || body.value("text_sha256", "") != record.text_sha256) return Broken("the text has changed");
  const Json& signer = body["signer"];
  if (signer.value("id", "") != record.signer.id || signer.value("name", "") != record.signer.name || body.value("signed_ms", Instant{0}) != record.signed_at)
    return Broken("the signer or the time has changed");
  return *payload;
}

Result<void> VerifyEvidence(Store& store, std::string_view payload) {
  Json body = Json::parse(payload, nullptr, false);
  if (!body.is_object()) return Broken("the payload is not JSON");
  for (const Json& one : body["evidence"]) {
    if (!one.contains("document")) continue;
    AEGLE_TRY(document, DocumentId::Parse(one.value("document", "")));
    AEGLE_TRY(bytes, store.ReadBytes(document, one.value("begin", std::uint64_t{0}), one.value("end", std::uint64_t{0})));
    if (Sha256Hex(bytes) != one.value("bytes_sha256", "")) return Broken("the original of " + one.value("label", "") + " has changed");
  }
  return {};
}

}  // namespace aegle
