// SplitClaims: text into sentences, with the citation marks taken out.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "trust/verifier.h"

namespace aegle {
namespace {

// "f12": one letter and digits.
bool IsLabel(std::string_view text) {
  if (text.size() < 2 || text.size() > 8 || !IsLetterAscii(text.front())) return false;
  return std::all_of(text.begin() + 1, text.end(), IsDigitAscii);
}

// The labels of "[f1, n3]" at `at`, and its length; nothing where it is no citation mark.
std::size_t ReadMark(std::string_view text, std::size_t at, std::vector<std::string>& labels) {
  if (text[at] != '[') return 0;
  std::size_t close = text.find(']', at);
  if (close == std::string_view::npos || close - at > 120) return 0;
  std::vector<std::string> found;
  std::string inside(text.substr(at + 1, close - at - 1));
  std::replace(inside.begin(), inside.end(), ';', ',');
  for (std::string_view part : Split(inside, ',')) {
    if (!IsLabel(Trim(part))) return 0;
    found.emplace_back(Trim(part));
  }
  labels.insert(labels.end(), found.begin(), found.end());
  return close - at + 1;
}

std::string_view WordBefore(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && (IsLetterAscii(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  return text.substr(begin, at - begin);
}

bool IsAbbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 27> kWords = {"dr",  "mr",  "mrs", "ms",  "vs",  "approx", "e.g",   "i.e",   "etc",
                                                              "no",  "fig", "st",  "pt",  "q.d", "b.i.d",  "t.i.d", "q.i.d", "p.r.n",
                                                              "p.o", "i.v", "a.m", "p.m", "ca",  "cf",     "prof",  "jr",    "dx"};
  std::string lower = ToLowerAscii(word);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end() || (lower.size() == 1 && lower != "i");
}

// The next character that is not a space or a citation mark.
std::size_t SkipMarks(std::string_view text, std::size_t at) {
  std::vector<std::string> ignored;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == '\t') {
      ++at;
      continue;
    }
    std::size_t length = ReadMark(text, at, ignored);
    if (length == 0) break;
    at += length;
  }
  return at;
}

bool AtListNumeral(std::string_view text, std::size_t begin, std::size_t dot) {
  std::string_view before = Trim(text.substr(begin, dot - begin));
  return !before.empty() && before.size() <= 2 && std::all_of(before.begin(), before.end(), IsDigitAscii);
}

// Does the sentence end behind the '.', '!' or '?' at `at`?
bool EndsSentence(std::string_view text, std::size_t begin, std::size_t at) {
  if (text[at] != '.') return true;
  bool digit_before = at > 0 && IsDigitAscii(text[at - 1]), digit_after = at + 1 < text.size() && IsDigitAscii(text[at + 1]);
  if (digit_before && digit_after) return false;
  if (AtListNumeral(text, begin, at)) return false;
  if (at + 1 < text.size() && text[at + 1] != ' ' && text[at + 1] != '[' && text[at + 1] != '\n' && text[at + 1] != ')' &&
      text[at + 1] != '"') {
    // "b.i.d", "www.x.org"; a Korean sentence may follow without a space.
    std::size_t next = at + 1;
    return IsHangul(NextCodePoint(text, next));
  }
  std::size_t next = SkipMarks(text, at + 1);
  if (next >= text.size() || text[next] == '\n') return true;
  if (!IsAbbreviation(WordBefore(text, at))) return true;
  // "twice daily b.i.d. Started": an abbreviation ends the sentence only where a capital follows one of several letters.
  std::string_view word = WordBefore(text, at);
  bool title = word.size() <= 3 && word.find('.') == std::string_view::npos;
  return !title && text[next] >= 'A' && text[next] <= 'Z';
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<SplitClaim> Run() {
    std::size_t at = 0;
    while (at < text_.size()) at = Step(at);
    Close(text_.size());
    return std::move(out_);
  }

 private:
  std::size_t Step(std::size_t at) {
    if (std::size_t length = ReadMark(text_, at, cites_); length != 0) {
      while (!current_.empty() && current_.back() == ' ') current_.pop_back();
      return at + length;
    }
    char c = text_[at];
    if (c == '\n') {
      Close(at);
      begin_ = at + 1;
      return at + 1;
    }
    current_ += c;
    bool stop = (c == '.' || c == '!' || c == '?') && EndsSentence(text_, begin_, at);
    if (text_.substr(at).starts_with("。")) {
      current_ += text_.substr(at + 1, 2);
      return CloseBehind(at + 3);
    }
    return stop ? CloseBehind(at + 1) : at + 1;
  }

  // Marks that stand behind the full stop belong to the sentence before it.
  std::size_t CloseBehind(std::size_t at) {
    while (at < text_.size() && (text_[at] == ')' || text_[at] == '"')) current_ += text_[at++];
    std::size_t end = at, next = at;
    while (next < text_.size()) {
      std::size_t spaces = next;
      while (spaces < text_.size() && text_[spaces] == ' ') ++spaces;
      std::size_t length = spaces < text_.size() ? ReadMark(text_, spaces, cites_) : 0;
      if (length == 0) break;
      end = next = spaces + length;
    }
    Close(end);
    begin_ = end;
    return end;
  }

  void Close(std::size_t end) {
    std::string_view trimmed = Trim(current_);
    while (trimmed.starts_with("- ") || trimmed.starts_with("* ") || trimmed.starts_with("• "))
      trimmed = Trim(trimmed.substr(trimmed.starts_with("•") ? 3 : 1));
    bool empty = trimmed.empty() || (trimmed.find_first_not_of(" .,;-*") == std::string_view::npos);
    if (!empty) {
      std::size_t begin = begin_;
      while (begin < end && IsSpaceAscii(text_[begin])) ++begin;
      std::sort(cites_.begin(), cites_.end(), [this](const std::string& a, const std::string& b) { return Position(a) < Position(b); });
      cites_.erase(std::unique(cites_.begin(), cites_.end()), cites_.end());
      out_.push_back({std::string(trimmed), std::move(cites_), {begin, end}});
    } else if (!cites_.empty() && !out_.empty()) {
      // Marks on their own belong to what stands before them.
      for (std::string& label : cites_)
        if (std::find(out_.back().cites.begin(), out_.back().cites.end(), label) == out_.back().cites.end())
          out_.back().cites.push_back(std::move(label));
      out_.back().where.end = end;
    }
    cites_.clear();
    current_.clear();
  }
  [[nodiscard]] std::size_t Position(const std::string& label) const { return text_.find(label, begin_); }

  std::string_view text_;
  std::string current_;
  std::vector<std::string> cites_;
  std::vector<SplitClaim> out_;
  std::size_t begin_ = 0;
};

}  // namespace

std::vector<SplitClaim> SplitClaims(std::string_view text) { return Splitter(text).Run(); }

}  // namespace aegle
