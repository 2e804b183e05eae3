#include "signoff/case_file.h"

#include <algorithm>

#include "base/hash.h"
#include "tasks/answer_json.h"

namespace aegle {
namespace {

// A stored answer has the ids of its facts; each fact is read once.
Result<void> LoadFacts(Store& store, Answer& answer) {
  std::map<FactId, Fact> known;
  for (Evidence& evidence : answer.evidence)
    for (Fact& fact : evidence.facts) {
      if (!known.contains(fact.id)) {
        AEGLE_TRY(loaded, store.GetFact(fact.id));
        if (loaded.patient != answer.patient) return Fail(ErrorCode::kIntegrity, "the evidence is of another patient", fact.id.ToString());
        known[fact.id] = std::move(loaded);
      }
      fact = known[fact.id];
      // Evidence of a note is one passage of it: the rest of the note carries nothing.
      if (evidence.kind == EvidenceKind::kNote) fact.text = evidence.text;
    }
  return {};
}

}  // namespace

std::string RecordVersion(const std::vector<Document>& documents) {
  std::vector<const Document*> ordered;
  for (const Document& document : documents) ordered.push_back(&document);
  std::sort(ordered.begin(), ordered.end(), [](const Document* a, const Document* b) { return a->id < b->id; });
  Sha256 hash;
  for (const Document* document : ordered) hash.Update(document->id.ToString() + " " + document->sha256 + "\n");
  Sha256Digest digest = hash.Finish();
  return ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Result<CaseFile> LoadCase(Store& store, AnswerId id) {
  AEGLE_TRY(stored, store.GetAnswer(id));
  AEGLE_TRY(answer, ParseAnswer(stored.json));
  CaseFile file;
  file.answer = std::move(answer);
  file.answer.id = id;
  file.answer_json = std::move(stored.json);
  if (file.answer.patient != stored.patient) return Fail(ErrorCode::kIntegrity, "the answer is stored with another patient", id.ToString());
  AEGLE_CHECK(LoadFacts(store, file.answer));
  AEGLE_TRY(patient, store.GetPatient(stored.patient));
  file.patient = std::move(patient);
  AEGLE_TRY(documents, store.Documents(stored.patient));
  file.record_sha256 = RecordVersion(documents);
  for (Document& document : documents) file.documents.emplace(document.id, std::move(document));
  return file;
}

}  // namespace aegle
