// The small binary encoding of a row's rarely queried fields (docs/formats/store.md, "body"). Module-internal, pure.
//
// Varints are little-endian base 128 (7 bits a byte, high bit = more); signed numbers are zigzag.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace aegle {

class StringTable;

class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}
  void Byte(unsigned value) { out_ += static_cast<char>(value); }
  void Unsigned(std::uint64_t value);
  void Signed(std::int64_t value);
  void Bytes(std::string_view text);                         // length and bytes
  void Shared(std::string_view text, StringTable& strings);  // number in the string table, or the text itself
  void Identifier(std::string_view text);                    // a UUID in 16 bytes, else the text itself
  void Time(const DateTime& time);

 private:
  std::string& out_;
};

// Reads what WireWriter wrote. A malformed input sets failed() and yields empty values; no read goes past the end.
class WireReader {
 public:
  explicit WireReader(std::string_view in) : in_(in) {}
  unsigned Byte();
  std::uint64_t Unsigned();
  std::int64_t Signed();
  std::string Bytes();
  std::string Shared(const StringTable& strings);
  std::string Identifier();
  DateTime Time();
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool AtEnd() const { return in_.empty(); }

 private:
  std::string_view Take(std::uint64_t count);
  std::string_view in_;
  bool failed_ = false;
};

[[nodiscard]] std::string EncodeTime(const DateTime& time);
[[nodiscard]] DateTime DecodeTime(std::string_view bytes);
[[nodiscard]] std::string EncodeIdentifier(std::string_view text);
// Bytes of lower-case hex digits; empty where `hex` is none.
[[nodiscard]] std::string FromHex(std::string_view hex);

}  // namespace aegle
