// Small text functions on UTF-8. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aegle {

[[nodiscard]] std::string_view Trim(std::string_view text);
[[nodiscard]] std::string ToLowerAscii(std::string_view text);
[[nodiscard]] bool EqualsIgnoreCase(std::string_view a, std::string_view b);   // ASCII letters only
[[nodiscard]] std::vector<std::string_view> Split(std::string_view text, char separator);
[[nodiscard]] std::string Join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::string ReplaceAll(std::string text, std::string_view from, std::string_view to);

// Offset of the first byte that is not well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates),
// or npos.
[[nodiscard]] std::size_t FindInvalidUtf8(std::string_view text);

// Decodes the code point at `at` and moves `at` behind it; U+FFFD and one byte for a malformed one.
[[nodiscard]] char32_t NextCodePoint(std::string_view text, std::size_t& at);
void AppendUtf8(std::string& out, char32_t code_point);
// At most `count` code points, never a cut one.
[[nodiscard]] std::string_view Utf8Prefix(std::string_view text, std::size_t count);

[[nodiscard]] constexpr bool IsHangul(char32_t c) {
  return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F);
}
[[nodiscard]] constexpr bool IsCjk(char32_t c) { return IsHangul(c) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x4E00 && c <= 0x9FFF); }
[[nodiscard]] constexpr bool IsDigitAscii(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool IsLetterAscii(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
[[nodiscard]] constexpr bool IsSpaceAscii(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The words under which a text is found: Latin words in lower case, runs of Hangul and other CJK as bigrams
// (a single one as itself). Used the same way for indexing and for queries.
[[nodiscard]] std::vector<std::string> SearchTerms(std::string_view text);

}  // namespace aegle
