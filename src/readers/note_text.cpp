#include "readers/note_text.h"

#include <iconv.h>

#include <memory>

#include "base/text.h"

namespace aegle {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

unsigned char Byte(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::string Place(std::size_t at) { return "byte " + std::to_string(at); }

struct IconvCloser {
  void operator()(void* handle) const { iconv_close(handle); }
};

Result<std::string> Convert(std::string_view bytes) {
  iconv_t opened = iconv_open("UTF-8", "CP949");
  if (opened == reinterpret_cast<iconv_t>(-1))
    return Fail(ErrorCode::kUnavailable, "this system cannot decode CP949", "", "Save the note as UTF-8.");
  std::unique_ptr<void, IconvCloser> handle(opened);
  std::string text(bytes.size() * 3, '\0');
  char* in = const_cast<char*>(bytes.data());  // iconv does not write to its input
  std::size_t in_left = bytes.size();
  char* out = text.data();
  std::size_t out_left = text.size();
  if (iconv(handle.get(), &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1))
    return Fail(ErrorCode::kBadInput, "neither UTF-8 nor CP949 (EUC-KR) text", Place(bytes.size() - in_left), "Save the note as UTF-8.");
  text.resize(text.size() - out_left);
  return text;
}

// One or two bytes of CP949 are one code point, so the two texts are walked side by side.
Result<NoteText> DecodeCp949(std::string_view bytes) {
  NoteText note;
  note.encoding = NoteEncoding::kCp949;
  AEGLE_TRY(text, Convert(bytes));
  note.utf8 = std::move(text);
  note.origin.reserve(note.utf8.size() + 1);
  std::size_t from = 0;
  for (std::size_t at = 0; at < note.utf8.size();) {
    std::size_t start = at;
    (void)NextCodePoint(note.utf8, at);
    for (std::size_t i = start; i < at; ++i) note.origin.push_back(static_cast<std::uint32_t>(from));
    from += Byte(bytes, from) < 0x80 ? 1 : 2;
  }
  note.origin.push_back(static_cast<std::uint32_t>(from));
  return note;
}

}  // namespace

std::size_t FindBinaryByte(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    unsigned char c = Byte(bytes, at);
    bool line_or_tab = c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
    if ((c < 0x20 && !line_or_tab) || c == 0x7F) return at;
  }
  return std::string_view::npos;
}

bool LooksLikeCp949(std::string_view bytes) {
  std::size_t pairs = 0, common = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    unsigned char lead = Byte(bytes, at);
    if (lead < 0x80) continue;
    if (lead == 0x80 || lead == 0xFF) return false;
    if (++at == bytes.size()) break;
    unsigned char trail = Byte(bytes, at);
    bool letter = (trail >= 'A' && trail <= 'Z') || (trail >= 'a' && trail <= 'z');
    if (!letter && (trail < 0x81 || trail == 0xFF)) return false;
    ++pairs;
    if (lead >= 0xB0 && lead <= 0xC8 && trail >= 0xA1) ++common;  // the 2,350 syllables of KS X 1001
  }
  return pairs > 0 && common * 2 >= pairs;
}

Result<NoteText> DecodeNote(std::string_view bytes) {
  if (std::size_t at = FindBinaryByte(bytes); at != std::string_view::npos)
    return Fail(ErrorCode::kBadInput, "binary bytes in what should be a text", Place(at), "Import the note as plain text.");
  std::size_t invalid = FindInvalidUtf8(bytes);
  if (invalid == std::string_view::npos) {
    NoteText note;
    note.skipped = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    note.utf8 = bytes.substr(note.skipped);
    return note;
  }
  if (LooksLikeCp949(bytes) && bytes.size() <= UINT32_MAX) return DecodeCp949(bytes);
  return Fail(ErrorCode::kBadInput, "neither UTF-8 nor CP949 (EUC-KR) text", Place(invalid), "Save the note as UTF-8.");
}

}  // namespace aegle
