// The text of a note as UTF-8, with the way back to its original bytes. Internal to readers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

enum class NoteEncoding : std::uint8_t { kUtf8, kCp949 };

struct NoteText {
  NoteEncoding encoding = NoteEncoding::kUtf8;
  std::string utf8;                   // without a byte order mark
  std::size_t skipped = 0;            // bytes of the byte order mark
  std::vector<std::uint32_t> origin;  // of CP949: original offset of each byte of utf8, and of its end

  // Offset in the original bytes of an offset in utf8 (which must be at a character).
  [[nodiscard]] std::uint64_t Original(std::size_t at) const { return origin.empty() ? at + skipped : origin[at]; }
};

// Offset of the first byte that no text has (a control byte other than tab and line ends), or npos.
[[nodiscard]] std::size_t FindBinaryByte(std::string_view bytes);

// True where `bytes` can be Korean in CP949 (KS X 1001 with its extension, RFC 1557 calls the smaller part EUC-KR): every pair
// is one and most of them are common syllables. A pair that is cut by the end counts as whole.
[[nodiscard]] bool LooksLikeCp949(std::string_view bytes);

// Errors: kBadInput, with the offset of the byte that is no text.
[[nodiscard]] Result<NoteText> DecodeNote(std::string_view bytes);

}  // namespace aegle
