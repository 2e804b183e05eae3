#include "signoff/word_diff.h"

#include <algorithm>

#include "base/text.h"

namespace aegle {
namespace {

using Tokens = std::vector<std::string_view>;

bool IsWordByte(char c) { return IsLetterAscii(c) || IsDigitAscii(c) || (static_cast<unsigned char>(c) & 0x80U) != 0; }

// A point or comma between digits belongs to the number: "4.5".
bool JoinsDigits(std::string_view text, std::size_t at) {
  return (text[at] == '.' || text[at] == ',') && at > 0 && at + 1 < text.size() && IsDigitAscii(text[at - 1]) && IsDigitAscii(text[at + 1]);
}

std::size_t TokenEnd(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  if (IsSpaceAscii(text[at])) {
    while (end < text.size() && IsSpaceAscii(text[end])) ++end;
  } else if (IsWordByte(text[at])) {
    while (end < text.size() && (IsWordByte(text[end]) || JoinsDigits(text, end))) ++end;
  }
  return end;
}

void Append(WordDiff& diff, DiffPart::Kind kind, std::string_view text) {
  if (text.empty()) return;
  if (!diff.empty() && diff.back().kind == kind) diff.back().text += text;
  else diff.push_back({kind, std::string(text)});
}

// The furthest reaching paths of each number of differences, until both ends are reached or there are too many.
struct Trace {
  std::vector<std::vector<int>> reached;  // by number of differences, then by diagonal + offset
  bool complete = false;
};

Trace Search(const Tokens& a, const Tokens& b) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  const int most = std::min(n + m, static_cast<int>(kMostDiffering));
  Trace trace;
  std::vector<int> x_of(2 * static_cast<std::size_t>(most) + 3, 0);
  auto at = [&](int diagonal) -> int& { return x_of[static_cast<std::size_t>(diagonal + most + 1)]; };
  for (int d = 0; d <= most; ++d) {
    trace.reached.push_back({x_of.begin() + (most + 1 - d - 1), x_of.begin() + (most + 1 + d + 2)});
    for (int k = -d; k <= d; k += 2) {
      int x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      int y = x - k;
      while (x < n && y < m && y >= 0 && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]) ++x, ++y;
      at(k) = x;
      if (x >= n && y >= m) {
        trace.complete = true;
        return trace;
      }
    }
  }
  return trace;
}

// Walks the trace back from the ends; steps come out last first.
WordDiff Script(const Trace& trace, const Tokens& a, const Tokens& b) {
  struct Step {
    DiffPart::Kind kind;
    std::string_view text;
  };
  std::vector<Step> steps;
  int x = static_cast<int>(a.size()), y = static_cast<int>(b.size());
  for (int d = static_cast<int>(trace.reached.size()) - 1; d >= 0; --d) {
    const std::vector<int>& before = trace.reached[static_cast<std::size_t>(d)];
    auto at = [&](int diagonal) { return before[static_cast<std::size_t>(diagonal + d + 1)]; };
    int k = x - y;
    bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
    int previous_k = down ? k + 1 : k - 1;
    int previous_x = d == 0 ? 0 : at(previous_k), previous_y = d == 0 ? 0 : previous_x - previous_k;
    while (x > previous_x && y > previous_y) steps.push_back({DiffPart::Kind::kSame, a[static_cast<std::size_t>(--x)]}), --y;
    if (d == 0) break;
    if (down) steps.push_back({DiffPart::Kind::kAdded, b[static_cast<std::size_t>(--y)]});
    else steps.push_back({DiffPart::Kind::kRemoved, a[static_cast<std::size_t>(--x)]});
  }
  WordDiff diff;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) Append(diff, step->kind, step->text);
  return diff;
}

bool IsBlank(const DiffPart& part) { return Trim(part.text).empty(); }

// "old1 new1 old2 new2" reads badly: a white space that is alone between two changes goes with them, and what was removed stands first.
WordDiff Readable(const WordDiff& diff) {
  WordDiff out;
  std::string removed, added;
  auto flush = [&] {
    Append(out, DiffPart::Kind::kRemoved, removed);
    Append(out, DiffPart::Kind::kAdded, added);
    removed.clear();
    added.clear();
  };
  for (std::size_t i = 0; i < diff.size(); ++i) {
    const DiffPart& part = diff[i];
    bool changing = !removed.empty() || !added.empty();
    if (part.kind == DiffPart::Kind::kRemoved) removed += part.text;
    else if (part.kind == DiffPart::Kind::kAdded) added += part.text;
    else if (changing && IsBlank(part) && i + 1 < diff.size()) removed += part.text, added += part.text;
    else {
      flush();
      Append(out, part.kind, part.text);
    }
  }
  flush();
  return out;
}

}  // namespace

std::vector<std::string_view> DiffTokens(std::string_view text) {
  Tokens tokens;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = TokenEnd(text, at);
    tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

WordDiff DiffWords(std::string_view before, std::string_view after) {
  Tokens a = DiffTokens(before), b = DiffTokens(after);
  Trace trace = Search(a, b);
  if (trace.complete) return Readable(Script(trace, a, b));
  WordDiff diff;
  Append(diff, DiffPart::Kind::kRemoved, before);
  Append(diff, DiffPart::Kind::kAdded, after);
  return diff;
}

Result<std::string> ApplyDiff(std::string_view before, const WordDiff& diff) {
  std::string after;
  std::size_t at = 0;
  for (const DiffPart& part : diff) {
    if (part.kind != DiffPart::Kind::kAdded) {
      if (before.substr(at, part.text.size()) != part.text) return Fail(ErrorCode::kIntegrity, "the difference is not one of this text");
      at += part.text.size();
    }
    if (part.kind != DiffPart::Kind::kRemoved) after += part.text;
  }
  if (at != before.size()) return Fail(ErrorCode::kIntegrity, "the difference is not one of this text");
  return after;
}

DiffSize SizeOf(const WordDiff& diff) {
  DiffSize size;
  for (const DiffPart& part : diff) {
    std::size_t words = 0;
    for (std::string_view token : DiffTokens(part.text)) words += Trim(token).empty() ? 0 : 1;
    (part.kind == DiffPart::Kind::kSame ? size.same : part.kind == DiffPart::Kind::kRemoved ? size.removed : size.added) += words;
  }
  return size;
}

}  // namespace aegle
