#include "store/wire.h"

#include "store/string_table.h"

namespace aegle {
namespace {

constexpr std::size_t kUuidText = 36;
constexpr bool IsDash(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Only the canonical lower-case form of RFC 9562, so that the text comes back exactly.
bool PackUuid(std::string_view text, char (&packed)[16]) {
  if (text.size() != kUuidText) return false;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < kUuidText; ++i) {
    if (IsDash(i)) {
      if (text[i] != '-') return false;
      continue;
    }
    int value = HexValue(text[i]);
    if (value < 0) return false;
    if (nibble % 2 == 0)
      packed[nibble / 2] = static_cast<char>(value << 4);
    else
      packed[nibble / 2] = static_cast<char>(packed[nibble / 2] | value);
    ++nibble;
  }
  return true;
}

std::string UnpackUuid(std::string_view packed) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(kUuidText);
  for (char c : packed) {
    if (IsDash(text.size())) text += '-';
    auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// Of the first byte of a time: bits 0-2 precision, 3 zone, 4 offset follows, 5-6 unit.
constexpr unsigned kZoneBit = 8, kOffsetBit = 16;
enum class TimeUnit : unsigned { kDays, kSeconds, kMilliseconds };
constexpr Instant kUnitMs[] = {kDayMs, kSecondMs, 1};

TimeUnit UnitOf(Instant start) {
  return start % kDayMs == 0 ? TimeUnit::kDays : start % kSecondMs == 0 ? TimeUnit::kSeconds : TimeUnit::kMilliseconds;
}

// DateTime::FromInstant gives a zone to every time of day; one without is made by reading its text. Without a zone the
// offset is 0, so the text ends in 'Z'.
DateTime WithoutZone(const DateTime& utc) {
  std::string text = utc.ToString();
  text.pop_back();
  auto parsed = DateTime::Parse(text);
  return parsed ? *parsed : utc;
}

}  // namespace

void WireWriter::Unsigned(std::uint64_t value) {
  while (value >= 0x80) {
    out_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out_ += static_cast<char>(value);
}

void WireWriter::Signed(std::int64_t value) {
  Unsigned((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void WireWriter::Bytes(std::string_view text) {
  Unsigned(text.size());
  out_ += text;
}

// Even: twice the number in the table. Odd: twice the length plus one, then the bytes.
void WireWriter::Shared(std::string_view text, StringTable& strings) {
  std::int64_t id = text.empty() ? 0 : strings.Intern(text);
  if (id != 0) return Unsigned(static_cast<std::uint64_t>(id) * 2);
  Unsigned(text.size() * 2 + 1);
  out_ += text;
}

void WireWriter::Identifier(std::string_view text) {
  char packed[16];
  if (PackUuid(text, packed)) {
    Unsigned(0);
    out_.append(packed, sizeof packed);
    return;
  }
  Unsigned(text.size() + 1);
  out_ += text;
}

void WireWriter::Time(const DateTime& time) {
  if (time.empty()) return Byte(0);
  TimeUnit unit = UnitOf(time.start());
  unsigned first = static_cast<unsigned>(time.precision()) | (time.has_zone() ? kZoneBit : 0) |
                   (time.offset_minutes() != 0 ? kOffsetBit : 0) | (static_cast<unsigned>(unit) << 5);
  Byte(first);
  if (time.offset_minutes() != 0) Signed(time.offset_minutes());
  Signed(time.start() / kUnitMs[static_cast<unsigned>(unit)]);
}

std::string_view WireReader::Take(std::uint64_t count) {
  if (count > in_.size()) {
    failed_ = true;
    in_ = {};
    return {};
  }
  std::string_view taken = in_.substr(0, count);
  in_.remove_prefix(count);
  return taken;
}

unsigned WireReader::Byte() {
  std::string_view byte = Take(1);
  return byte.empty() ? 0u : static_cast<unsigned char>(byte[0]);
}

std::uint64_t WireReader::Unsigned() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    unsigned byte = Byte();
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  failed_ = true;
  return 0;
}

std::int64_t WireReader::Signed() {
  std::uint64_t value = Unsigned();
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::string WireReader::Bytes() { return std::string(Take(Unsigned())); }

std::string WireReader::Shared(const StringTable& strings) {
  std::uint64_t tag = Unsigned();
  if (tag % 2 == 1) return std::string(Take(tag / 2));
  const std::string* text = strings.Text(static_cast<std::int64_t>(tag / 2));
  if (!text) failed_ = true;
  return text ? *text : std::string();
}

std::string WireReader::Identifier() {
  std::uint64_t tag = Unsigned();
  if (tag > 0) return std::string(Take(tag - 1));
  std::string_view packed = Take(16);
  return packed.empty() ? std::string() : UnpackUuid(packed);
}

DateTime WireReader::Time() {
  unsigned first = Byte();
  if (first == 0) return {};
  unsigned unit = (first >> 5) & 3, precision = first & 7;
  if (unit > 2 || precision > static_cast<unsigned>(TimePrecision::kMillisecond)) {
    failed_ = true;
    return {};
  }
  auto offset = static_cast<int>((first & kOffsetBit) != 0 ? Signed() : 0);
  DateTime time = DateTime::FromInstant(Signed() * kUnitMs[unit], static_cast<TimePrecision>(precision), offset);
  return (first & kZoneBit) == 0 && offset == 0 && time.has_zone() ? WithoutZone(time) : time;
}

std::string EncodeTime(const DateTime& time) {
  std::string bytes;
  WireWriter(bytes).Time(time);
  return bytes;
}

DateTime DecodeTime(std::string_view bytes) { return WireReader(bytes).Time(); }

std::string EncodeIdentifier(std::string_view text) {
  std::string bytes;
  WireWriter(bytes).Identifier(text);
  return bytes;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    int high = HexValue(hex[at]), low = HexValue(hex[at + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

}  // namespace aegle
