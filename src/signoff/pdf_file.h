// The container of a PDF (ISO 32000-1): numbered objects, compressed streams, cross-reference table. Module-internal; no clock, no randomness:
// the same objects give the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace aegle {

class PdfFile {
 public:
  // Numbers start at 1. A reserved object is set later.
  int Reserve();
  int Add(std::string body);
  void Set(int number, std::string body);
  // `dictionary` without << >> and without the length; the bytes are compressed (Flate).
  int AddStream(std::string_view dictionary, std::string_view bytes);

  // The whole file. The identifier of the trailer is the hash of the objects.
  [[nodiscard]] std::string Finish(int root, int info) const;

 private:
  std::vector<std::string> objects_;
};

[[nodiscard]] std::string PdfReference(int number);            // "12 0 R"
[[nodiscard]] std::string PdfText(std::string_view utf8);       // a text string: UTF-16BE in hexadecimal
[[nodiscard]] std::string PdfDate(Instant instant);             // (D:20260302140500Z)
[[nodiscard]] std::string PdfNumber(double value);              // at most two decimals

}  // namespace aegle
