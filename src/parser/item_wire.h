// What a reader produced, as bytes between two processes of the same program. Internal to the module; nothing is stored.
//
// Numbers are in the byte order of the machine, texts have their length before them. Decoding trusts nobody: a short,
// overlong or impossible input gives kBadInput, and no count is believed beyond the bytes that are there. Pure.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "readers/reader.h"

namespace aegle::item_wire {

enum class Message : std::uint8_t {
  // service to worker
  kRecognise, kRead,
  // worker to service
  kSure, kItems, kLedger, kError,
};

// Everything of a read but its bytes, which lie in the shared memory.
struct Request {
  std::string format;       // Reader::format
  ReadContext context;
  Limits limits;
  std::uint64_t size = 0;   // bytes
  bool each = false;        // each item is sent at once, so that one knows where a crash was
};

class Out {
 public:
  void U8(unsigned value) { bytes_.push_back(static_cast<char>(value)); }
  void U64(std::uint64_t value) { Raw(&value, sizeof value); }
  void U32(std::uint32_t value) { Raw(&value, sizeof value); }
  void Text(std::string_view text) {
    U32(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
  }
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  void Raw(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }
  std::string bytes_;
};

// After the first short read everything is zero and ok() is false.
class In {
 public:
  explicit In(std::string_view bytes) : rest_(bytes) {}
  unsigned U8() { return Plain<std::uint8_t>(); }
  std::uint64_t U64() { return Plain<std::uint64_t>(); }
  std::uint32_t U32() { return Plain<std::uint32_t>(); }
  std::string_view View() { return Take(U32()); }
  std::string Text() { return std::string(View()); }
  // Of items that are each at least `least` bytes.
  std::uint32_t Count(std::size_t least = 1);
  void Spoil() { ok_ = false; rest_ = {}; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view Take(std::size_t size);
  template <class T>
  T Plain() {
    T value{};
    std::string_view bytes = Take(sizeof(T));
    if (ok_) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  std::string_view rest_;
  bool ok_ = true;
};

void Put(Out& out, const ReadItem& item);
void Put(Out& out, const ImportLedger& ledger);
void Put(Out& out, const Error& error);
void Put(Out& out, const Request& request);
[[nodiscard]] Result<ReadItem> GetItem(In& in);
[[nodiscard]] Result<ImportLedger> GetLedger(In& in);
[[nodiscard]] Result<Error> GetError(In& in);
[[nodiscard]] Result<Request> GetRequest(In& in);

}  // namespace aegle::item_wire
