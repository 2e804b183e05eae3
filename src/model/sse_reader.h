// Server-sent events, read as the bytes come (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.6).
//
// Only "data" is kept: that is all that OpenAI-compatible servers send. Comments and other fields are skipped, lines may end
// with LF, CR LF or CR. An event over the limit is an error (kTooLarge). One stream, one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aegle {

class SseReader {
 public:
  using OnData = std::function<Result<void>(std::string_view data)>;

  explicit SseReader(OnData on_data, std::size_t limit = std::size_t{4} << 20) : on_data_(std::move(on_data)), limit_(limit) {}

  // An error of the callback ends the feeding and is returned.
  Result<void> Feed(std::string_view bytes);

 private:
  Result<void> EndLine();

  OnData on_data_;
  std::size_t limit_;
  std::string line_, data_;
  bool has_data_ = false;
  bool after_return_ = false;      // the last byte was CR: a LF that follows belongs to it
};

}  // namespace aegle
