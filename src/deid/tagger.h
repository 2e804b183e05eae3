// A small tagger for capitalised words of Latin script: person, place, organization or none of these.
//
// Averaged perceptron (Collins, EMNLP 2002; Freund and Schapire 1999), greedy from left to right, over hashed features of the
// word, its neighbours, their lexicon flags and the words around the capitalised run. Weights: tagger.weights, made by
// `deid_train` (train/main.cpp) from synthetic sentences with a recorded seed; 16-bit, one row of four for each of kRows buckets.
// Immutable; any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "deid/scan.h"

namespace aegle {

enum class NameTag : std::uint8_t { kNone, kPerson, kPlace, kOrganization };
inline constexpr std::size_t kNameTags = 4;

class Tagger {
 public:
  static constexpr std::size_t kRows = std::size_t{1} << 16;
  static constexpr std::size_t kFeatures = 27;
  using Features = std::array<std::uint32_t, kFeatures>;  // rows

  static const Tagger& BuiltIn();
  // `weights`: kRows * kNameTags little-endian 16-bit numbers; anything else gives a tagger that tags nothing.
  explicit Tagger(std::string_view weights);

  // Fills `tags`, one for each token.
  void Tag(const Scan& scan, std::vector<NameTag>& tags) const;

  // Whether a token is tagged at all: a word that may be a part of a name.
  [[nodiscard]] static bool IsCandidate(const Token& token);
  static void Extract(const Scan& scan, std::size_t i, NameTag previous, Features& rows);

 private:
  std::vector<std::array<std::int16_t, kNameTags>> weights_;
};

}  // namespace aegle
