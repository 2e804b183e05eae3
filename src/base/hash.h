// SHA-256 for what must be proven, a fast 64-bit hash for look-ups. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace aegle {

using Sha256Digest = std::array<unsigned char, 32>;

// Incremental SHA-256 (FIPS 180-4); one object, one message, one thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void Update(std::string_view bytes);
  [[nodiscard]] Sha256Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Sha256Digest Sha256Of(std::string_view bytes);
[[nodiscard]] std::string ToHex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> HexToBytes(std::string_view hex);  // lower or upper case; nullopt: not hex
[[nodiscard]] std::string Sha256Hex(std::string_view bytes);

// Not for security: stable over machines and versions, so that it may be stored.
[[nodiscard]] std::uint64_t Hash64(std::string_view bytes);

}  // namespace aegle
