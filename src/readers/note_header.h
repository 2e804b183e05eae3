// What the first lines of a note say about it: its date and whose it is. Internal to readers.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace aegle {

struct NoteHeader {
  DateTime date;        // empty where none is named
  std::string subject;  // an identifier as written, never a name; empty where none is named
};

// Looks at the first 40 lines of `text` (UTF-8).
[[nodiscard]] NoteHeader ReadNoteHeader(std::string_view text);

// A date as people write it at the start of `text`, with the time of day that may follow: "2026-03-01 14:20", "2026.3.1.",
// "2026년 3월 1일 오후 2시 20분", "March 1, 2026", "1 Mar 2026". Empty where it is none, or could be two ("03/04/2026").
[[nodiscard]] DateTime ParseWrittenDate(std::string_view text);

}  // namespace aegle
