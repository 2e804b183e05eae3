#include "reader_target.h"
#include "readers/notes_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto reader = aegle::MakeNotesReader();
  return aegle::CheckReader(*reader, data, size);
}
