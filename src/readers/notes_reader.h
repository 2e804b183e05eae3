// Free-text notes to facts: one kNote fact a section.
//
// Text is UTF-8 (with or without a byte order mark) or CP949/EUC-KR, which is recognised and decoded; every span addresses
// the bytes as they came. Sections begin at headings in English and Korean ("Chief Complaint:", "주호소", "## Plan"); a
// section longer than about 1,200 bytes is split at paragraph or sentence ends.
//
// Of each fact: code.display is the section's normalised title ("Chief complaint"), section the title as written, text
// the UTF-8 text, source the span of exactly that text, effective the note's date ("Date: 2026-03-01", "2026년 3월 1일").
// The whole note is one ReadItem of type "Note"; its logical id is the stem of the file name and a hash of its bytes.
// The subject is ReadContext::subject, else what a header line names ("Patient ID: p-17", "환자번호: 12345").
// Errors: kBadInput (binary bytes, or neither UTF-8 nor CP949; with the offset; also an empty note), kTooLarge. Thread-safe.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace aegle {

[[nodiscard]] std::unique_ptr<Reader> MakeNotesReader();

}  // namespace aegle
