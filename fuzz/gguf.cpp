#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/gguf_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)aegle::CheckGgufBytes({reinterpret_cast<const char*>(data), size});
  return 0;
}
