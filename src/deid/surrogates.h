// Surrogates: what stands for an identifier. Each is a function of the key, the class and the normalised original. Internal.
#pragma once

#include <string>
#include <string_view>

#include "deid/deid.h"

namespace aegle {

// Random-looking numbers that follow from the key and a message.
class SurrogateStream {
 public:
  SurrogateStream(const ProjectKey& key, std::string_view purpose, std::string_view message);
  // In [0, below).
  std::uint32_t Next(std::uint32_t below);

 private:
  void Refill();
  const ProjectKey& key_;
  std::string purpose_, message_;
  std::array<unsigned char, 32> block_{};
  std::size_t used_ = 32;
  std::uint32_t blocks_ = 0;
};

// A technical id: another UUID for a UUID, else "id-" and 16 hexadecimal digits.
[[nodiscard]] std::string IdSurrogate(SurrogateStream& stream, std::string_view original);
// Letters for letters, digits for digits, everything else as it is. `message` seeds it.
[[nodiscard]] std::string ShapeSurrogate(SurrogateStream& stream, std::string_view original);
// One word of a Latin name: a given name of the same sex where the original is one, else a family name; capitals as in the original.
[[nodiscard]] std::string LatinNameSurrogate(SurrogateStream& stream, std::string_view original);
// A Hangul name: family name for family name, syllable for syllable.
[[nodiscard]] std::string HangulFamilySurrogate(SurrogateStream& stream, std::string_view original);
[[nodiscard]] std::string HangulGivenSurrogate(SurrogateStream& stream, std::size_t syllables);
[[nodiscard]] std::string HanjaNameSurrogate(SurrogateStream& stream, std::size_t characters);
[[nodiscard]] std::string HospitalSurrogate(SurrogateStream& stream, bool hangul, std::string_view original);
[[nodiscard]] std::string OrganizationSurrogate(SurrogateStream& stream, bool hangul);
[[nodiscard]] std::string CitySurrogate(SurrogateStream& stream, bool hangul, std::string_view original);
[[nodiscard]] std::string AddressSurrogate(SurrogateStream& stream, bool hangul);
[[nodiscard]] std::string EmailSurrogate(SurrogateStream& stream);
[[nodiscard]] std::string UrlSurrogate(SurrogateStream& stream);
[[nodiscard]] std::string IpSurrogate(SurrogateStream& stream, std::string_view original);
// A number that no telephone has: 010-0... in Korea, 555-01.. in North America; layout as in the original.
[[nodiscard]] std::string PhoneSurrogate(SurrogateStream& stream, std::string_view original);
// A resident registration number with the birth date moved by `days`, the century and sex kept, and a wrong check digit.
[[nodiscard]] std::string ResidentNumberSurrogate(SurrogateStream& stream, std::string_view original, int days);
// ZIP codes: the first three digits where more than 20,000 people live there (2000 Census), else zeros.
[[nodiscard]] std::string ZipSurrogate(std::string_view original);

}  // namespace aegle
