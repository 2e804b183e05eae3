#include "base/encoding.h"

#include <iconv.h>

#include <memory>

#include "base/text.h"

namespace aegle {
namespace {

std::string CleanUtf8(std::string_view bytes) {
  if (FindInvalidUtf8(bytes) == std::string_view::npos) return std::string(bytes);
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) AppendUtf8(out, NextCodePoint(bytes, at));
  return out;
}

struct CloseIconv {
  void operator()(void* handle) const { iconv_close(handle); }
};

}  // namespace

std::string DecodeForDisplay(std::string_view bytes, std::string_view encoding) {
  if (encoding != "cp949") return CleanUtf8(bytes);
  iconv_t handle = iconv_open("UTF-8", "CP949");
  if (handle == reinterpret_cast<iconv_t>(-1)) return CleanUtf8(bytes);
  std::unique_ptr<void, CloseIconv> closer(handle);
  std::string input(bytes), out(bytes.size() * 3 + 16, '\0');
  char* from = input.data();
  char* to = out.data();
  std::size_t left = input.size(), room = out.size();
  while (left > 0) {
    if (iconv(handle, &from, &left, &to, &room) != static_cast<std::size_t>(-1)) break;
    if (room < 4) break;
    for (char c : {'\xEF', '\xBF', '\xBD'}) *to++ = c;
    room -= 3;
    ++from;
    --left;
  }
  out.resize(out.size() - room);
  return out;
}

}  // namespace aegle
