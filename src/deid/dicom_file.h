// The elements of a DICOM Part 10 file (PS3.10), or of a data set without a file header. Read and written here, nothing is decoded.
//
// Transfer syntaxes: implicit little endian, explicit little and big endian, and every encapsulated one (pixel data is copied as it
// is). Not the deflated one. Limits: 16 levels of sequences, 1 million elements.
// Pure. Views into the bytes that were given to ReadDicom.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aegle {

struct DicomElement;
using DicomDataSet = std::vector<DicomElement>;

struct DicomElement {
  std::uint32_t tag = 0;   // group << 16 | element
  std::string vr;          // two letters; of an implicit data set from the dictionary, "UN" where it is not in it
  std::string_view value;  // without items
  std::string own;         // a value that was made here; used instead of `value` where is_own is set
  bool is_own = false;
  bool encapsulated = false;  // pixel data in fragments: `value` is all of them, with the delimiter
  std::vector<DicomDataSet> items;

  [[nodiscard]] std::string_view Bytes() const { return is_own ? std::string_view(own) : value; }
  void Set(std::string text) {
    own = std::move(text);
    is_own = true;
  }
};

enum class DicomEncoding : std::uint8_t { kImplicitLittle, kExplicitLittle, kExplicitBig };

struct DicomFile {
  bool has_header = false;  // preamble and group 0002
  std::string transfer_syntax;
  DicomEncoding encoding = DicomEncoding::kExplicitLittle;
  DicomDataSet meta, data;  // group 0002, and the rest
};

// Errors: kBadInput (with the byte), kUnsupported (deflated), kTooLarge.
[[nodiscard]] Result<DicomFile> ReadDicom(std::string_view bytes);
[[nodiscard]] std::string WriteDicom(const DicomFile& file);

// VR of a tag that the de-identification profile names; "UN" for others.
[[nodiscard]] std::string_view DicomVr(std::uint32_t tag);
[[nodiscard]] const DicomElement* Find(const DicomDataSet& data, std::uint32_t tag);

}  // namespace aegle
