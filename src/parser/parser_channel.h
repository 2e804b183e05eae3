// Messages over the socket of a parser worker: u32 size, u8 kind, payload. Both ends; internal to the module. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "parser/item_wire.h"

namespace aegle {

class ParserChannel {
 public:
  explicit ParserChannel(int socket) : socket_(socket) {}

  enum class Outcome : std::uint8_t { kMessage, kClosed, kSilent, kDamaged };
  struct Received {
    Outcome outcome = Outcome::kClosed;
    item_wire::Message kind{};
    std::string_view payload;   // until the next Receive
  };
  // `patience_ms` without a byte is kSilent (negative: waits). A message over `most` bytes is kDamaged.
  Received Receive(int patience_ms, std::size_t most);
  bool Send(item_wire::Message kind, std::string_view payload);

 private:
  Outcome Fill(std::size_t size, int patience_ms);
  bool SendAll(std::string_view bytes);

  const int socket_;
  std::string read_;            // bytes that have arrived
  std::size_t used_ = 0;        // of them
};

}  // namespace aegle
