// De-identification of whole records: FHIR JSON and NDJSON, HL7 v2, CSV, DICOM Part 10, plain text.
//
//   PersonIndex persons;
//   for each file: CollectPersons(bytes, format, persons);          // first pass: who is who, over all files
//   persons.Finish();
//   for each file: DeidentifyRecord(bytes, format, options, persons, deid);
//
// Structured fields go by an allow-list: what is not known to be harmless is replaced, read as free text, or dropped. Free text
// within a record is read with what the record says of its person. Dates move with the person. Nothing is kept because it was
// not understood: bytes that do not parse are an error.
// Pure but for the Deidentifier's book. Limits: 64 levels of JSON, 1 GiB.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "deid/deid.h"
#include "deid/persons.h"

namespace aegle {

enum class DeidFormat : std::uint8_t { kText, kFhir, kNdjson, kHl7, kCsv, kDicom };
[[nodiscard]] std::string_view Name(DeidFormat format);
[[nodiscard]] Result<DeidFormat> ParseDeidFormat(std::string_view name);
// By the first bytes, then by the ending of the name.
[[nodiscard]] DeidFormat RecogniseDeidFormat(std::string_view bytes, std::string_view file_name);

struct RecordOptions {
  std::string person;    // whose record it is where the bytes do not say; empty: by what they say
  int this_year = 2026;  // for birth years of people above 89
};

struct DeidRecord {
  std::string bytes;
  std::map<std::string, std::size_t> replaced;  // by class or kind of field
  std::vector<std::string> warnings;            // what a person should look at ("pixel data may show text")
};

void CollectPersons(std::string_view bytes, DeidFormat format, PersonIndex& persons);
// Errors: kBadInput (place is a byte offset), kUnsupported (a compressed transfer syntax of DICOM data sets), kTooLarge.
[[nodiscard]] Result<DeidRecord> DeidentifyRecord(std::string_view bytes, DeidFormat format, const RecordOptions& options,
                                                  const PersonIndex& persons, Deidentifier& deid);

// A file name without identifiers: its ending stays, what is found in the rest is replaced.
[[nodiscard]] std::string DeidentifyFileName(std::string_view name, const RecordOptions& options, const PersonIndex& persons,
                                             Deidentifier& deid);

// The formats, each in its file.
void CollectFhir(std::string_view bytes, PersonIndex& persons);
Result<DeidRecord> DeidentifyFhir(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid);
void CollectHl7(std::string_view bytes, PersonIndex& persons);
Result<DeidRecord> DeidentifyHl7(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid);
void CollectCsv(std::string_view bytes, PersonIndex& persons);
Result<DeidRecord> DeidentifyCsv(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid);
void CollectDicom(std::string_view bytes, PersonIndex& persons);
Result<DeidRecord> DeidentifyDicom(std::string_view bytes, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid);

}  // namespace aegle
