// E-mail addresses, URLs, IP and MAC addresses, UUIDs, handles; also where they are taken apart ("hong (at) naver dot com").
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "deid/scan.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, 49> kTopLevel{
    "com", "org", "net", "edu", "gov", "info", "io",  "kr",  "uk",     "lk",   "de",  "fr",  "jp", "cn", "in",    "au", "ca",
    "us",  "eu",  "co",  "me",  "tv",  "biz",  "mil", "int", "health", "care", "app", "dev", "ai", "ch", "nl",    "se", "no",
    "es",  "it",  "ru",  "br",  "ie",  "nz",   "sg",  "hk",  "ac",     "or",   "go",  "be",  "at", "dk", "museum"};
// What a URL without "http" or "www" may end with: the others are words too.
constexpr std::size_t kSureTopLevel = 10;

bool IsTopLevel(std::string_view text, std::size_t count = kTopLevel.size()) {
  for (std::size_t i = 0; i < count; ++i)
    if (EqualsIgnoreCase(text, kTopLevel[i])) return true;
  return false;
}

bool IsLocal(char c) {
  return IsLetterAscii(c) || IsDigitAscii(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-' || c == '\'';
}
bool IsHost(char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '.' || c == '-'; }
bool IsPath(char c) {
  return IsLetterAscii(c) || IsDigitAscii(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

class Contacts {
 public:
  explicit Contacts(Scan& scan) : scan_(scan), text_(scan.text) {}

  void Run() {
    for (std::size_t i = 0; i < scan_.size(); ++i) {
      const Token& token = scan_.tokens[i];
      if (token.mark == '@')
        At(i);
      else if (token.mark == ':' && token.gap == TokenGap::kNone)
        Colon(i);
      else if (token.mark == '.' && token.gap == TokenGap::kNone)
        Dot(i);
      else if (token.mark == '-' && token.gap == TokenGap::kNone)
        Dash(i);
      else if (token.kind == TokenKind::kWord && (token.size() == 2 || token.size() == 3))
        SpelledAt(i);
    }
  }

 private:
  // Bytes of host behind `at`, ending with a letter or digit; empty where there is no dot in it.
  [[nodiscard]] std::size_t HostEnd(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && IsHost(text_[end])) ++end;
    while (end > at && (text_[end - 1] == '.' || text_[end - 1] == '-')) --end;
    return end;
  }

  void At(std::size_t i) {
    const Token& token = scan_.tokens[i];
    std::size_t begin = token.begin, end = token.end;
    // "hong @ naver . com"
    if (scan_.Has(i + 1) && scan_.tokens[i + 1].gap == TokenGap::kSpace && i > 0 && scan_.tokens[i].gap == TokenGap::kSpace)
      return SpacedAt(i, i);
    while (begin > 0 && IsLocal(text_[begin - 1])) --begin;
    while (begin < token.begin && (text_[begin] == '.' || text_[begin] == '\'')) ++begin;
    end = HostEnd(end);
    bool host = text_.substr(token.end, end - token.end).find('.') != std::string_view::npos;
    if (begin < token.begin && host)
      scan_.AddBytes(begin, end, PhiClass::kEmail, Sureness::kCertain);
    else if (begin < token.begin && end > token.end)
      scan_.AddBytes(begin, end, PhiClass::kEmail, Sureness::kSure);
    else if (begin == token.begin && end > token.end + 2 && (token.gap != TokenGap::kNone || i == 0))
      scan_.AddBytes(begin, Handle(token.end), PhiClass::kMessenger, Sureness::kSure);
  }
  [[nodiscard]] std::size_t Handle(std::size_t at) const {
    while (at < text_.size() && (IsLetterAscii(text_[at]) || IsDigitAscii(text_[at]) || text_[at] == '_')) ++at;
    return at;
  }

  // "hong (at) naver (dot) com", "hong [at] naver.com", "hong AT naver DOT com"
  void SpelledAt(std::size_t i) {
    if (!EqualsIgnoreCase(scan_.Text(i), "at") || i == 0) return;
    bool bracket = (scan_.IsMark(i - 1, '(') && scan_.IsMark(i + 1, ')')) || (scan_.IsMark(i - 1, '[') && scan_.IsMark(i + 1, ']')) ||
                   (scan_.IsMark(i - 1, '{') && scan_.IsMark(i + 1, '}'));
    if (bracket && i >= 2) return SpacedAt(i - 1, i + 1);
    if (!scan_.Has(i + 3)) return;
    bool dot = scan_.tokens[i].shape == TokenShape::kUpper && scan_.tokens[i + 1].kind == TokenKind::kWord;
    if (dot || EqualsIgnoreCase(scan_.Text(i + 2), "dot")) SpacedAt(i, i);
  }
  // `first`..`last` stand for '@'; behind it words joined by dots, also spelled.
  void SpacedAt(std::size_t first, std::size_t last) {
    std::size_t end = last + 1, top = 0;
    for (; scan_.Has(end) && scan_.SameLine(end) && end < last + 14; ++end) {
      const Token& token = scan_.tokens[end];
      bool dot = token.mark == '.' || EqualsIgnoreCase(scan_.Text(end), "dot") || token.mark == '(' || token.mark == ')' ||
                 token.mark == '[' || token.mark == ']' || token.mark == '-';
      if (token.kind == TokenKind::kWord && !dot && IsTopLevel(scan_.Text(end)) && end > last + 2) top = end;
      if (!dot && token.kind != TokenKind::kWord && token.kind != TokenKind::kDigits) break;
      bool after_word = end > last + 1 && !dot && scan_.tokens[end - 1].kind == TokenKind::kWord &&
                        !EqualsIgnoreCase(scan_.Text(end - 1), "dot") && token.gap != TokenGap::kNone;
      if (after_word) break;
    }
    if (top == 0) return;
    std::size_t begin = scan_.tokens[first - 1].begin;
    while (begin > 0 && IsLocal(text_[begin - 1])) --begin;
    scan_.AddBytes(begin, scan_.tokens[top].end, PhiClass::kEmail, Sureness::kCertain);
  }

  // http://..., and rows of hexadecimal numbers
  void Colon(std::size_t i) {
    if (scan_.IsMark(i + 1, '/') && scan_.IsMark(i + 2, '/') && scan_.Joined(i + 1) && scan_.Joined(i + 2) && i > 0 &&
        scan_.tokens[i - 1].kind == TokenKind::kWord) {
      std::string_view scheme = scan_.Text(i - 1);
      bool known = EqualsIgnoreCase(scheme, "http") || EqualsIgnoreCase(scheme, "https") || EqualsIgnoreCase(scheme, "ftp") ||
                   EqualsIgnoreCase(scheme, "hxxp") || EqualsIgnoreCase(scheme, "sftp");
      if (known) scan_.AddBytes(scan_.tokens[i - 1].begin, PathEnd(scan_.tokens[i + 2].end), PhiClass::kUrl, Sureness::kCertain);
      return;
    }
    if (scan_.tokens[i].begin >= done_) HexRow(scan_.tokens[i].begin, ':');
  }
  void Dash(std::size_t i) {
    if (scan_.tokens[i].begin >= done_) HexRow(scan_.tokens[i].begin, '-');
  }

  [[nodiscard]] std::size_t PathEnd(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && IsPath(text_[end])) ++end;
    while (end > at && std::string_view(".,;:!?)]'\"").find(text_[end - 1]) != std::string_view::npos) --end;
    return end;
  }

  // MAC address (6 pairs), IPv6 (RFC 4291), UUID (8-4-4-4-12): a row of hexadecimal groups around `at`.
  void HexRow(std::size_t at, char separator) {
    auto inside = [separator](char c) { return IsDigitAscii(c) || ((c | 32) >= 'a' && (c | 32) <= 'f') || c == separator; };
    std::size_t begin = at, end = at;
    while (begin > 0 && inside(text_[begin - 1])) --begin;
    while (end < text_.size() && inside(text_[end])) ++end;
    done_ = end;
    auto joined = [this](std::size_t byte) { return IsLetterAscii(text_[byte]) || IsDigitAscii(text_[byte]); };
    if (end - begin < 11 || (begin > 0 && joined(begin - 1)) || (end < text_.size() && joined(end))) return;
    std::string_view row = text_.substr(begin, end - begin);
    std::size_t groups = 1, pairs = 0;
    std::array<std::size_t, 40> sizes{};
    for (char c : row) {
      if (c == separator)
        ++groups;
      else if (groups < sizes.size())
        ++sizes[groups];
    }
    if (groups >= sizes.size()) return;
    for (std::size_t i = 1; i <= groups; ++i) pairs += sizes[i] == 2;
    if (groups == 6 && pairs == 6) return scan_.AddBytes(begin, end, PhiClass::kDevice, Sureness::kCertain);
    bool uuid = separator == '-' && groups == 5 && sizes[1] == 8 && sizes[2] == 4 && sizes[3] == 4 && sizes[4] == 4 && sizes[5] == 12;
    if (uuid) return scan_.AddBytes(begin, end, PhiClass::kOtherId, Sureness::kCertain);
    bool short_groups = *std::max_element(sizes.begin(), sizes.end()) <= 4;
    if (separator == ':' && short_groups && (groups == 8 || (groups >= 3 && row.find("::") != std::string_view::npos)))
      scan_.AddBytes(begin, end, PhiClass::kIp, Sureness::kCertain);
  }

  void Dot(std::size_t i) {
    if (!scan_.Joined(i + 1) || i == 0) return;
    const Token& next = scan_.tokens[i + 1];
    if (next.kind == TokenKind::kDigits && scan_.tokens[i - 1].kind == TokenKind::kDigits) return IpV4(i);
    if (next.kind != TokenKind::kWord || (scan_.Has(i + 2) && scan_.Joined(i + 2) && scan_.tokens[i + 2].kind == TokenKind::kDigits))
      return;
    std::size_t begin = scan_.tokens[i].begin;
    while (begin > 0 && IsHost(text_[begin - 1])) --begin;
    bool www = text_.substr(begin).starts_with("www.") || text_.substr(begin).starts_with("WWW.");
    bool last = !(scan_.IsMark(i + 2, '.') && scan_.Joined(i + 2) && scan_.Has(i + 3) && scan_.Joined(i + 3) &&
                  scan_.tokens[i + 3].kind == TokenKind::kWord);
    if (!www && (!last || begin >= scan_.tokens[i].begin)) return;
    std::size_t end = HostEnd(begin);
    std::string_view host = text_.substr(begin, end - begin);
    std::string_view top = host.substr(host.rfind('.') + 1);
    bool sure = IsTopLevel(top, kSureTopLevel) || (IsTopLevel(top) && std::count(host.begin(), host.end(), '.') >= 2);
    bool slash = end < text_.size() && text_[end] == '/' && IsTopLevel(top);
    if (!www && !sure && !slash) return;
    if (begin > 0 && text_[begin - 1] == '@') return;
    if (!www && host.size() - top.size() < 4) return;
    std::size_t path = end < text_.size() && (text_[end] == '/' || text_[end] == '?' || text_[end] == ':') ? PathEnd(end) : end;
    scan_.AddBytes(begin, path, PhiClass::kUrl, Sureness::kSure);
  }

  // Four numbers up to 255; not a part of a longer row (an OID, a section).
  void IpV4(std::size_t i) {
    std::size_t at = i - 1;
    if (at > 0 && scan_.Joined(at) && (scan_.tokens[at - 1].mark == '.' || scan_.tokens[at - 1].kind == TokenKind::kWord)) return;
    for (int group = 0; group < 4; ++group) {
      std::size_t digits = at + static_cast<std::size_t>(group) * 2;
      if (!scan_.IsKind(digits, TokenKind::kDigits) || scan_.tokens[digits].size() > 3) return;
      if (group > 0 && !scan_.Joined(digits)) return;
      int value = 0;
      std::from_chars(text_.data() + scan_.tokens[digits].begin, text_.data() + scan_.tokens[digits].end, value);
      if (value > 255) return;
      if (group < 3 && !(scan_.IsMark(digits + 1, '.') && scan_.Joined(digits + 1))) return;
    }
    std::size_t behind = at + 7;
    if (scan_.IsMark(behind, '.') && scan_.Joined(behind) && scan_.Joined(behind + 1) && scan_.IsKind(behind + 1, TokenKind::kDigits))
      return;
    scan_.Add(at, at + 6, PhiClass::kIp, Sureness::kCertain);
  }

  Scan& scan_;
  std::string_view text_;
  std::size_t done_ = 0;
};

}  // namespace

void FindContacts(Scan& scan) { Contacts(scan).Run(); }

}  // namespace aegle
