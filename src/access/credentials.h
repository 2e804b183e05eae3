// Passwords, one-time codes and random secrets.
//
// Passwords: Argon2id (RFC 9106; libsodium, 3 passes, 64 MiB), stored as the PHC string with its own salt.
// Codes: TOTP (RFC 6238 on RFC 4226): HMAC-SHA-1, 30 s, 6 digits, one step either way; a step is accepted once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace aegle {

// Errors: kBadUsage (shorter than 12 characters, over 200 bytes, among the common ones, or made of the user's name).
[[nodiscard]] Result<void> CheckPasswordRules(std::string_view password, std::string_view user);
// About 0.2 s and 64 MiB; at most two run at the same time. Errors: kNoSpace.
[[nodiscard]] Result<std::string> HashPassword(std::string_view password);
// `stored` empty (no such user, or no password): takes as long, and is false.
[[nodiscard]] bool VerifyPassword(std::string_view stored, std::string_view password);

enum class TotpHash : std::uint8_t { kSha1, kSha256, kSha512 };
// The code of one step (RFC 4226 section 5.3). Pure.
[[nodiscard]] std::string HotpCode(std::string_view secret, std::uint64_t step, int digits = 6, TotpHash hash = TotpHash::kSha1);
// The step that `code` belongs to, within one step of `now` and after `last_step`; none where it is wrong or was used.
[[nodiscard]] std::optional<std::uint64_t> MatchTotp(std::string_view secret, std::string_view code, Instant now, std::uint64_t last_step);
// "otpauth://totp/Aegle:kim?secret=...&issuer=Aegle", for an authenticator app.
[[nodiscard]] std::string TotpUri(std::string_view user, std::string_view secret);
// RFC 4648 section 6 without padding; decoding ignores case and blanks. Errors: kBadUsage.
[[nodiscard]] std::string ToBase32(std::string_view bytes);
[[nodiscard]] Result<std::string> FromBase32(std::string_view text);

// Random bytes of the operating system, and as text: base64url without padding.
[[nodiscard]] std::string RandomBytes(std::size_t count);
[[nodiscard]] std::string RandomSecret(std::size_t bytes = 32);
// In constant time, for secrets.
[[nodiscard]] bool EqualSecrets(std::string_view a, std::string_view b);

}  // namespace aegle
