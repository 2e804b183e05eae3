#include "readers/fhir_reader.h"
#include "readers/notes_reader.h"
#include "readers/reader.h"

namespace aegle {

void RegisterBuiltInReaders(ReaderRegistry& registry) {
  registry.Add(MakeFhirReader());
  registry.Add(MakeFhirNdjsonReader());
  registry.Add(MakeNotesReader());
}

}  // namespace aegle
