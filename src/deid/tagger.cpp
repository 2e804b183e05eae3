#include "deid/tagger.h"

#include "deid/embedded.h"

namespace aegle {
namespace {

// Flags that tell something about names in Latin script.
constexpr std::uint32_t kUseful = word::kGivenFemale | word::kGivenMale | word::kSurname | word::kRareSurname | word::kPlain |
                                  word::kClinical | word::kCity | word::kState | word::kMonth | word::kTitle | word::kRole |
                                  word::kHospital | word::kStreet | word::kCompany | word::kEponym | word::kEponymNoun | word::kFunction |
                                  word::kKoreanSurname | word::kNationality | word::kOrganization | word::kNameParticle | word::kLabel |
                                  word::kSectionWord | word::kPhraseStart;

constexpr std::uint64_t kBorder = 0x1234567;

std::uint64_t WordOf(const Scan& scan, std::size_t i, std::ptrdiff_t offset) {
  auto at = static_cast<std::ptrdiff_t>(i) + offset;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(scan.size())) return kBorder;
  const Token& token = scan.tokens[static_cast<std::size_t>(at)];
  // Over a line end there is a border, the words behind it are another sentence.
  if (offset < 0 && scan.tokens[static_cast<std::size_t>(at + 1)].gap >= TokenGap::kLine) return kBorder + 1;
  if (offset > 0 && token.gap >= TokenGap::kLine) return kBorder + 2;
  if (token.kind == TokenKind::kMark) return static_cast<unsigned char>(token.mark);
  if (token.kind == TokenKind::kDigits) return 0x100 + token.size();
  return token.kind == TokenKind::kWord ? token.hash : 0x200 + static_cast<std::uint64_t>(token.kind);
}

std::uint64_t FlagsOf(const Scan& scan, std::size_t i, std::ptrdiff_t offset) {
  auto at = static_cast<std::ptrdiff_t>(i) + offset;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(scan.size())) return 0;
  const Token& token = scan.tokens[static_cast<std::size_t>(at)];
  return token.kind == TokenKind::kWord ? token.flags & kUseful : 1u << 31;
}

std::uint64_t ShapeOf(const Scan& scan, std::size_t i, std::ptrdiff_t offset) {
  auto at = static_cast<std::ptrdiff_t>(i) + offset;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(scan.size())) return 15;
  const Token& token = scan.tokens[static_cast<std::size_t>(at)];
  return token.kind == TokenKind::kWord ? static_cast<std::uint64_t>(token.shape) : 8 + static_cast<std::uint64_t>(token.kind);
}

std::uint64_t Ending(std::string_view text, std::size_t size) {
  return WordHash(text.size() <= size ? text : text.substr(text.size() - size));
}

// The nearest token outside of the run of capitalised words around `i`.
struct Around {
  std::uint64_t left, left_before, right;
  std::uint64_t run, position;
};
bool InRun(const Token& token) {
  return token.kind == TokenKind::kWord && token.shape >= TokenShape::kCapital && (token.flags & word::kFunction) == 0;
}
Around LookAround(const Scan& scan, std::size_t i) {
  std::ptrdiff_t left = -1, right = 1;
  while (left > -6 && -left <= static_cast<std::ptrdiff_t>(i) && InRun(scan.tokens[i - static_cast<std::size_t>(-left)]) &&
         scan.tokens[i + 1 - static_cast<std::size_t>(-left)].gap < TokenGap::kLine)
    --left;
  while (right < 6 && i + static_cast<std::size_t>(right) < scan.size() && InRun(scan.tokens[i + static_cast<std::size_t>(right)]) &&
         scan.tokens[i + static_cast<std::size_t>(right)].gap < TokenGap::kLine)
    ++right;
  return {WordOf(scan, i, left), WordOf(scan, i, left - 1), WordOf(scan, i, right), static_cast<std::uint64_t>(right - left),
          static_cast<std::uint64_t>(-left)};
}

}  // namespace

const Tagger& Tagger::BuiltIn() {
  static const Tagger kTagger(EmbeddedText("tagger.weights"));
  return kTagger;
}

Tagger::Tagger(std::string_view weights) {
  if (weights.size() != kRows * kNameTags * 2) return;
  weights_.resize(kRows);
  std::size_t at = 0;
  for (auto& row : weights_)
    for (auto& weight : row) {
      auto low = static_cast<unsigned char>(weights[at]), high = static_cast<unsigned char>(weights[at + 1]);
      weight = static_cast<std::int16_t>(static_cast<std::uint16_t>(low | high << 8));
      at += 2;
    }
}

bool Tagger::IsCandidate(const Token& token) {
  if (token.kind != TokenKind::kWord) return false;
  constexpr std::uint32_t kNames = word::kGivenFemale | word::kGivenMale | word::kSurname | word::kRareSurname;
  constexpr std::uint32_t kNever = word::kFunction | word::kUnit | word::kTitle | word::kMonth | word::kWeekday | word::kNumber |
                                   word::kSectionWord | word::kClinical | word::kLabel;
  if ((token.flags & kNever) != 0 && (token.flags & kNames) == 0) return false;
  if (token.shape >= TokenShape::kCapital) return true;
  bool name = (token.flags & (word::kGivenFemale | word::kGivenMale | word::kSurname | word::kKoreanSurname)) != 0;
  return name &&
         (token.flags &
          (word::kPlain | word::kFunction | word::kClinical | word::kUnit | word::kRole | word::kTitle | word::kNameParticle)) == 0 &&
         token.size() >= 3;
}

void Tagger::Extract(const Scan& scan, std::size_t i, NameTag previous, Features& rows) {
  std::size_t count = 0;
  auto add = [&rows, &count](std::uint64_t value) {
    std::uint64_t hash = (value + (count + 1) * 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
    rows[count++] = static_cast<std::uint32_t>((hash ^ hash >> 29) * 0x94d049bb133111ebULL >> 48);
  };
  const Token& token = scan.tokens[i];
  std::string_view text = scan.Text(token);
  std::uint64_t flags = FlagsOf(scan, i, 0), shape = static_cast<std::uint64_t>(token.shape), before = static_cast<std::uint64_t>(previous);
  std::uint64_t left1 = WordOf(scan, i, -1), right1 = WordOf(scan, i, 1);
  std::uint64_t flags_left = FlagsOf(scan, i, -1), flags_right = FlagsOf(scan, i, 1);
  Around around = LookAround(scan, i);
  std::uint64_t gap = static_cast<std::uint64_t>(token.gap);
  add(shape);
  add(token.hash);
  add(left1);
  add(right1);
  add(WordOf(scan, i, -2) * 3);
  add(WordOf(scan, i, 2) * 5);
  add(flags);
  add(flags_left * 31 + shape);
  add(flags_right * 37 + shape);
  add(ShapeOf(scan, i, -1) * 256 + shape * 16 + ShapeOf(scan, i, 1));
  add(before * 8 + shape);
  add(before * 0x100000001b3ULL + flags);
  add(before * 0x100000001b3ULL + left1);
  add(Ending(text, 3));
  add(Ending(text, 2) * 7 + before);
  add(around.left);
  add(around.right * 11);
  add(around.left * 0x100000001b3ULL + flags);
  add(around.right * 0x100000001b3ULL + flags * 13);
  add(left1 * 0x100000001b3ULL + flags * 17);
  add(right1 * 0x100000001b3ULL + flags * 19);
  add(gap * 64 + around.run * 8 + around.position);
  add(flags * 0x100000001b3ULL + flags_right);
  add(flags_left * 0x100000001b3ULL + flags * 23);
  add(around.left * 0x100000001b3ULL + around.left_before);
  add(around.left * 0x100000001b3ULL + around.right * 29);
  add(text.size() * 8 + shape);
}

void Tagger::Tag(const Scan& scan, std::vector<NameTag>& tags) const {
  tags.assign(scan.size(), NameTag::kNone);
  if (weights_.empty()) return;
  Features rows;
  for (std::size_t i = 0; i < scan.size(); ++i) {
    if (!IsCandidate(scan.tokens[i])) continue;
    Extract(scan, i, i > 0 ? tags[i - 1] : NameTag::kNone, rows);
    std::array<std::int32_t, kNameTags> scores{};
    for (std::uint32_t row : rows)
      for (std::size_t tag = 0; tag < kNameTags; ++tag) scores[tag] += weights_[row][tag];
    std::size_t best = 0;
    for (std::size_t tag = 1; tag < kNameTags; ++tag)
      if (scores[tag] > scores[best]) best = tag;
    tags[i] = static_cast<NameTag>(best);
  }
}

}  // namespace aegle
