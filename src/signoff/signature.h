// The signature of a document: a JSON Web Signature with Ed25519 (RFC 7515, RFC 8037) over canonical JSON (RFC 8785).
//
// The payload binds the signer, the exact text, every cited piece of evidence with the hash of its bytes in the original, the model and its
// weights, the versions of prompt, record and program, each confirmed high-risk item, the edits, and the time. Any JOSE library can verify it.
// docs/formats/signature.md has the fields. Keys come from outside: SiteKey is what `audit` or a test offers. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "signoff/case_file.h"
#include "signoff/draft.h"

namespace aegle {

// Signs with the site's key. `public_key`: the 32 bytes of Ed25519.
struct SiteKey {
  std::function<Result<std::string>(std::string_view bytes)> sign;   // 64 bytes
  std::string public_key;
};

// The key of a 32-byte seed; wiped when the last copy goes.
[[nodiscard]] SiteKey MakeSiteKey(std::string_view seed);

// Canonical JSON of what is signed. `store` gives the bytes of the evidence. Errors: those of the store.
[[nodiscard]] Result<std::string> SignaturePayload(Store& store, const Draft& draft, const CaseFile& file, const SignatureRecord& record, std::string_view software);

// Fills in text, hash, signature and key. Errors: those of SignaturePayload and of the key.
[[nodiscard]] Result<SignatureRecord> MakeSignature(Store& store, const Draft& draft, const CaseFile& file, const Signer& signer, Instant now,
                                                    const SiteKey& key, std::string_view software);

// The payload of a signature that holds: by the key that it names, over this text. Errors: kIntegrity, with what does not fit.
[[nodiscard]] Result<std::string> VerifySignature(const SignatureRecord& record);

// Whether the originals still hold the bytes that the payload names. Errors: kIntegrity, with the label.
[[nodiscard]] Result<void> VerifyEvidence(Store& store, std::string_view payload);

[[nodiscard]] std::string Base64Url(std::string_view bytes);
[[nodiscard]] std::string Base64(std::string_view bytes);   // with padding, as FHIR has it
[[nodiscard]] Result<std::string> FromBase64Url(std::string_view text);
// What people compare: the first 16 hex digits of the SHA-256 of the key.
[[nodiscard]] std::string KeyFingerprint(std::string_view public_key);

}  // namespace aegle
