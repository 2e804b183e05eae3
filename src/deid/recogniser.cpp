#include "deid/recogniser.h"

#include <algorithm>

#include "base/text.h"
#include "deid/folded_text.h"

namespace aegle {
namespace {

bool HasHangul(const std::vector<Token>& tokens) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [](const Token& token) { return token.kind == TokenKind::kHangul || token.kind == TokenKind::kHan; });
}
bool HasLatin(const std::vector<Token>& tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.kind == TokenKind::kWord; });
}

bool IsSurer(const Candidate& a, const Candidate& b) {
  if (a.sureness != b.sureness) return a.sureness > b.sureness;
  std::uint32_t size_a = a.end - a.begin, size_b = b.end - b.begin;
  if (size_a != size_b) return size_a > size_b;
  return a.begin < b.begin;
}

// Appends the candidates of one group without overlaps, in order.
void Settle(std::vector<Candidate> group, std::vector<Candidate>& kept) {
  std::sort(group.begin(), group.end(), IsSurer);
  auto start = static_cast<std::ptrdiff_t>(kept.size());
  for (const Candidate& candidate : group) {
    // What others have left of it, from left to right.
    std::uint32_t at = candidate.begin;
    std::vector<Candidate> pieces;
    std::sort(kept.begin() + start, kept.end(), [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; });
    for (auto taken = kept.begin() + start; taken != kept.end() && at < candidate.end; ++taken) {
      if (taken->end <= at) continue;
      if (taken->begin > at) pieces.push_back({at, std::min(taken->begin, candidate.end), candidate.phi_class, candidate.sureness});
      at = std::max(at, taken->end);
    }
    if (at < candidate.end) pieces.push_back({at, candidate.end, candidate.phi_class, candidate.sureness});
    kept.insert(kept.end(), pieces.begin(), pieces.end());
  }
  std::sort(kept.begin() + start, kept.end(), [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; });
}

bool IsWordByte(char c) { return IsLetterAscii(c) || IsDigitAscii(c) || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

const std::vector<FoundPhi>& Recogniser::Find(std::string_view text, const KnownPerson* known) {
  found_.clear();
  FoldedText folded(text);
  scan_.text = folded.text();
  scan_.found.clear();
  Tokenise(scan_.text, scan_.tokens);
  FindContacts(scan_);
  FindDates(scan_);
  FindNumbers(scan_);
  FindMixedIds(scan_);
  if (HasLatin(scan_.tokens)) {
    FindPlaces(scan_);
    FindNames(scan_);
  }
  if (HasHangul(scan_.tokens)) {
    FindKoreanPlaces(scan_);
    FindKoreanNames(scan_);
  }
  if (known) FindKnown(*known);
  Resolve();
  for (const Candidate& candidate : scan_.found)
    found_.push_back({folded.SourceBegin(candidate.begin), folded.SourceEnd(candidate.end), candidate.phi_class});
  return found_;
}

// Whole words only; Hangul names may have a particle behind them.
void Recogniser::FindKnown(const KnownPerson& known) {
  auto search = [this](const std::string& value, PhiClass phi_class) {
    bool hangul = !value.empty() && static_cast<unsigned char>(value[0]) >= 0xEA;
    if (value.size() < (hangul ? 6u : 3u)) return;
    for (std::size_t at = scan_.text.find(value); at != std::string_view::npos; at = scan_.text.find(value, at + 1)) {
      std::size_t end = at + value.size();
      bool before = at > 0 && IsWordByte(scan_.text[at - 1]);
      bool behind = end < scan_.text.size() && IsWordByte(scan_.text[end]) && !hangul;
      if (!before && !behind) scan_.AddBytes(at, end, phi_class, Sureness::kCertain);
    }
  };
  for (const std::string& name : known.names) search(name, PhiClass::kName);
  for (const std::string& number : known.numbers) search(number, PhiClass::kOtherId);
}

// The surest candidates keep their bytes; what is left of the others is kept where it is more than marks. Candidates that overlap,
// directly or through others, are settled together: there are few in each such group.
void Recogniser::Resolve() {
  auto& found = scan_.found;
  std::sort(found.begin(), found.end(),
            [](const Candidate& a, const Candidate& b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
  std::vector<Candidate> kept;
  kept.reserve(found.size());
  for (std::size_t first = 0; first < found.size();) {
    std::size_t behind = first + 1;
    std::uint32_t end = found[first].end;
    for (; behind < found.size() && found[behind].begin < end; ++behind) end = std::max(end, found[behind].end);
    if (behind - first == 1)
      kept.push_back(found[first]);
    else
      Settle({found.begin() + static_cast<std::ptrdiff_t>(first), found.begin() + static_cast<std::ptrdiff_t>(behind)}, kept);
    first = behind;
  }
  // Without the marks and spaces that a cut has left at the ends.
  auto trim = [this](Candidate& candidate) {
    auto space = [this](std::uint32_t at) { return std::string_view(" \t\r\n,;:").find(scan_.text[at]) != std::string_view::npos; };
    while (candidate.begin < candidate.end && space(candidate.begin)) ++candidate.begin;
    while (candidate.begin < candidate.end && space(candidate.end - 1)) --candidate.end;
    std::string_view rest = scan_.text.substr(candidate.begin, candidate.end - candidate.begin);
    return std::none_of(rest.begin(), rest.end(), IsWordByte);
  };
  kept.erase(std::remove_if(kept.begin(), kept.end(), trim), kept.end());
  found = std::move(kept);
}

}  // namespace aegle
