#include "signoff/pdf_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <stdexcept>

#include "base/hash.h"
#include "base/text.h"

namespace aegle {
namespace {

std::string Deflate(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION) != Z_OK)
    throw std::runtime_error("zlib has no memory");
  out.resize(size);
  return out;
}

}  // namespace

int PdfFile::Reserve() {
  objects_.emplace_back("null");
  return static_cast<int>(objects_.size());
}

int PdfFile::Add(std::string body) {
  objects_.push_back(std::move(body));
  return static_cast<int>(objects_.size());
}

void PdfFile::Set(int number, std::string body) { objects_.at(static_cast<std::size_t>(number) - 1) = std::move(body); }

int PdfFile::AddStream(std::string_view dictionary, std::string_view bytes) {
  std::string packed = Deflate(bytes);
  std::string body = fmt::format("<<{} /Filter /FlateDecode /Length {}>>\nstream\n", dictionary, packed.size());
  body += packed;
  body += "\nendstream";
  return Add(std::move(body));
}

std::string PdfFile::Finish(int root, int info) const {
  std::string file = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    offsets.push_back(file.size());
    file += fmt::format("{} 0 obj\n", i + 1);
    file += objects_[i];
    file += "\nendobj\n";
  }
  std::string id = Sha256Hex(file).substr(0, 32);
  std::size_t table = file.size();
  file += fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects_.size() + 1);
  for (std::size_t offset : offsets) file += fmt::format("{:010} 00000 n \n", offset);
  file += fmt::format("trailer\n<</Size {} /Root {} 0 R /Info {} 0 R /ID [<{}> <{}>]>>\nstartxref\n{}\n%%EOF\n", objects_.size() + 1, root, info, id, id, table);
  return file;
}

std::string PdfReference(int number) { return std::to_string(number) + " 0 R"; }

std::string PdfText(std::string_view utf8) {
  std::string text = "<FEFF";
  for (std::size_t at = 0; at < utf8.size();) {
    char32_t c = NextCodePoint(utf8, at);
    if (c >= 0x10000) {
      text += fmt::format("{:04X}{:04X}", 0xD800 + ((c - 0x10000) >> 10U), 0xDC00 + ((c - 0x10000) & 0x3FFU));
    } else {
      text += fmt::format("{:04X}", static_cast<unsigned>(c));
    }
  }
  return text + ">";
}

std::string PdfDate(Instant instant) {
  std::string digits;
  for (char c : DateTime::FromInstant(instant).ToString())
    if (IsDigitAscii(c)) digits += c;
  return "(D:" + digits.substr(0, 14) + "Z)";
}

std::string PdfNumber(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace aegle
