#include "reader_target.h"
#include "readers/fhir_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto reader = aegle::MakeFhirNdjsonReader();
  return aegle::CheckReader(*reader, data, size);
}
