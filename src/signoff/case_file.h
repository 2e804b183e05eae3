// CaseFile: what a draft rests on, read from the store: the answer with the facts of its evidence, the patient, the originals.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"
#include "trust/answer.h"

namespace aegle {

struct CaseFile {
  Answer answer;                 // its evidence has the facts themselves
  std::string answer_json;       // as stored
  Patient patient;
  std::map<DocumentId, Document> documents;   // the patient's originals
  std::string record_sha256;     // RecordVersion of them
};

// Errors: kNotFound, kBadInput (not a stored answer), those of the store.
[[nodiscard]] Result<CaseFile> LoadCase(Store& store, AnswerId answer);

// The version of a record: SHA-256 over the hashes of its originals in the order of their ids. Another import makes another version.
[[nodiscard]] std::string RecordVersion(const std::vector<Document>& documents);

}  // namespace aegle
