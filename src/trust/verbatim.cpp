#include "trust/verbatim.h"

#include <algorithm>

#include "base/text.h"

namespace aegle::verify {
namespace {

constexpr std::size_t kShortest = 8;  // bytes

// Neither inside of a word nor of a number.
bool IsBoundary(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return true;
  auto inside = [](char c) { return IsLetterAscii(c) || IsDigitAscii(c) || static_cast<unsigned char>(c) >= 0x80; };
  char before = text[at - 1], here = text[at];
  if (inside(before) && inside(here)) return false;
  bool decimal = (here == '.' || here == ',' || here == '/') && IsDigitAscii(before) && at + 1 < text.size() && IsDigitAscii(text[at + 1]);
  bool behind_point = (before == '.' || before == ',' || before == '/') && IsDigitAscii(here);
  return !decimal && !behind_point;
}

std::size_t CommonLength(std::string_view a, std::string_view b) {
  std::size_t length = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  while (length > 0 && !(IsBoundary(a, length) && IsBoundary(b, length))) --length;
  return length;
}

// "2026-02-22 12:09 sodium 140 mmol/L" without its time.
std::string_view WithoutTime(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (IsDigitAscii(text[at]) || text[at] == '-' || text[at] == ':' || text[at] == ' ')) ++at;
  return at >= 4 && at < text.size() ? text.substr(at) : text;
}

void FindOf(std::string_view sentence, std::string_view text, std::uint32_t evidence, std::vector<Verbatim>& parts) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  std::string_view anchor = text.substr(0, std::min(text.size(), std::size_t{4}));
  if (text.size() < kShortest) return;
  for (std::size_t at = 0; (at = sentence.find(anchor, at)) != std::string_view::npos; ++at) {
    if (!IsBoundary(sentence, at)) continue;
    std::size_t length = CommonLength(sentence.substr(at), text);
    if (length < kShortest) continue;
    parts.push_back({{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)}, evidence, length == text.size(), {}});
    at += length - 1;
  }
}

}  // namespace

std::vector<Verbatim> FindVerbatim(std::string_view sentence, const EvidenceIndex& index, const std::vector<std::uint32_t>& cited) {
  std::vector<Verbatim> parts;
  for (std::uint32_t e : cited) {
    const std::string& text = index.evidence(e).text;
    FindOf(sentence, text, e, parts);
    if (std::string_view rest = WithoutTime(text); rest.size() < text.size()) FindOf(sentence, rest, e, parts);
    for (const Fact& fact : index.evidence(e).facts)  // "sodium chloride (1000 mL intravenously": the name with its words
      if (!fact.text.empty()) FindOf(sentence, fact.name() + " (" + fact.text, e, parts);
  }
  for (Verbatim& part : parts)
    part.alone = ReadSentence(sentence.substr(part.where.begin, part.where.end - part.where.begin), index.vocabulary());
  return parts;
}

bool Carries(const Verbatim& part, const Where& mention) { return mention.begin >= part.where.begin && mention.end <= part.where.end; }

bool CarriesGroup(const Verbatim& part, const Group& group, const EvidenceIndex& index) {
  if (!Carries(part, group.where)) return false;
  auto statements = index.Of(part.evidence);
  auto allowed = [&](int bits) {
    return std::any_of(statements.begin(), statements.end(), [&](const Statement& s) { return (s.status & bits) != 0; });
  };
  auto same = [&](const Group& alone) {
    bool status = std::all_of(group.status.begin(), group.status.end(), [&](int bits) {
      return std::find(alone.status.begin(), alone.status.end(), bits) != alone.status.end() || allowed(bits);
    });
    return status && alone.where.begin + part.where.begin == group.where.begin && alone.assertion == group.assertion &&
           alone.past == group.past && alone.trend == group.trend && alone.sides == group.sides && alone.superlative == group.superlative &&
           (group.interpretation & ~alone.interpretation) == 0 && group.not_interpretation == alone.not_interpretation;
  };
  return std::any_of(part.alone.groups.begin(), part.alone.groups.end(), same);
}

}  // namespace aegle::verify
