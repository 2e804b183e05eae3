#include "access/credentials.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <semaphore>
#include <stdexcept>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::size_t kFewestCharacters = 12, kMostBytes = 200;
constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemory = std::size_t{64} << 20;
constexpr std::int64_t kStepMs = 30 * kSecondMs;

// What people choose most where twelve characters are asked for; compared without case and without trailing digits and signs.
constexpr std::string_view kCommon[] = {"password", "passwordpassword", "administrator", "qwertyuiop", "qwertyuiopas", "letmeinletmein",
                                        "welcomewelcome", "changeme", "changemechangeme", "iloveyou", "iloveyouiloveyou", "hospital",
                                        "hospitalhospital", "비밀번호", "1q2w3e4r5t6y", "abcdefghijkl", "aegle", "aegleaegle"};

void StartSodium() {
  static const int started = sodium_init();
  if (started < 0) throw std::runtime_error("libsodium cannot start");
}

// Each takes 64 MiB: many sign-ins at once must not take all the memory.
std::counting_semaphore<2>& Turns() {
  static std::counting_semaphore<2> turns(2);
  return turns;
}

class Turn {
 public:
  Turn() { Turns().acquire(); }
  ~Turn() { Turns().release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) (void)NextCodePoint(text, at);
  return count;
}

std::string WithoutTail(std::string_view password) {
  std::string lower = ToLowerAscii(password);
  while (!lower.empty() && !IsLetterAscii(lower.back()) && static_cast<unsigned char>(lower.back()) < 0x80) lower.pop_back();
  return lower;
}

const std::string& Dummy() {
  static const std::string hash = HashPassword("the password of nobody").value_or("");
  return hash;
}

const EVP_MD* Digest(TotpHash hash) {
  switch (hash) {
    case TotpHash::kSha1: return EVP_sha1();
    case TotpHash::kSha256: return EVP_sha256();
    case TotpHash::kSha512: return EVP_sha512();
  }
  return EVP_sha1();
}

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

Result<void> CheckPasswordRules(std::string_view password, std::string_view user) {
  const std::string_view remedy = "Use at least 12 characters, for instance four words.";
  auto refuse = [&](const char* why) { return Fail(ErrorCode::kBadUsage, why, "password", std::string(remedy)); };
  if (password.size() > kMostBytes) return refuse("The password is longer than 200 bytes");
  if (CountCharacters(password) < kFewestCharacters) return refuse("The password is shorter than 12 characters");
  std::string core = WithoutTail(password), name = ToLowerAscii(user);
  bool common = core.empty() || std::find(std::begin(kCommon), std::end(kCommon), core) != std::end(kCommon);
  if (common || std::all_of(password.begin(), password.end(), [&](char c) { return c == password[0]; }))
    return refuse("The password is among those that are tried first");
  if (!name.empty() && (core == name || core == name + name)) return refuse("The password is the name of the user");
  return {};
}

Result<std::string> HashPassword(std::string_view password) {
  StartSodium();
  Turn turn;
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return Fail(ErrorCode::kNoSpace, "There is not enough memory to hash a password");
  return std::string(out.data());
}

bool VerifyPassword(std::string_view stored, std::string_view password) {
  StartSodium();
  const std::string hash(stored.empty() ? Dummy() : stored);
  if (password.size() > kMostBytes) password = {};
  Turn turn;
  bool same = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  return same && !stored.empty();
}

std::string HotpCode(std::string_view secret, std::uint64_t step, int digits, TotpHash hash) {
  std::array<unsigned char, 8> counter{};
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<std::size_t>(i)] = static_cast<unsigned char>(step);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(Digest(hash), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &size);
  std::size_t offset = mac[size - 1] & 15u;
  std::uint32_t value = (mac[offset] & 127u) << 24 | static_cast<std::uint32_t>(mac[offset + 1]) << 16 |
                        static_cast<std::uint32_t>(mac[offset + 2]) << 8 | mac[offset + 3];
  std::string code;
  for (int i = 0; i < digits; ++i, value /= 10) code.insert(code.begin(), static_cast<char>('0' + value % 10));
  return code;
}

std::optional<std::uint64_t> MatchTotp(std::string_view secret, std::string_view code, Instant now, std::uint64_t last_step) {
  if (secret.empty() || code.size() != 6 || now < kStepMs) return std::nullopt;
  const auto current = static_cast<std::uint64_t>(now / kStepMs);
  for (std::uint64_t step : {current, current - 1, current + 1})
    if (step > last_step && EqualSecrets(HotpCode(secret, step), code)) return step;
  return std::nullopt;
}

std::string TotpUri(std::string_view user, std::string_view secret) {
  std::string name;
  for (char c : user) {
    bool plain = IsLetterAscii(c) || IsDigitAscii(c) || c == '-' || c == '.' || c == '_';
    if (plain) {
      name += c;
    } else {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      auto byte = static_cast<unsigned char>(c);
      name += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return "otpauth://totp/Aegle:" + name + "?secret=" + ToBase32(secret) + "&issuer=Aegle";
}

std::string ToBase32(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int have = 0;
  for (char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (have += 8; have >= 5; have -= 5) text += kBase32[(bits >> (have - 5)) & 31];
  }
  if (have > 0) text += kBase32[(bits << (5 - have)) & 31];
  return text;
}

Result<std::string> FromBase32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int have = 0;
  for (char c : text) {
    if (c == ' ' || c == '=') continue;
    std::size_t value = kBase32.find(static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
    if (value == std::string_view::npos) return Fail(ErrorCode::kBadUsage, "This is not base32", "secret", "It has the letters A to Z and the digits 2 to 7.");
    bits = (bits << 5) | static_cast<std::uint32_t>(value);
    if ((have += 5) < 8) continue;
    have -= 8;
    bytes += static_cast<char>((bits >> have) & 255);
  }
  return bytes;
}

std::string RandomBytes(std::size_t count) {
  StartSodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string RandomSecret(std::size_t bytes) {
  const std::string random = RandomBytes(bytes);
  std::string text(sodium_base64_ENCODED_LEN(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(random.data()), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the zero at the end
  return text;
}

bool EqualSecrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace aegle
