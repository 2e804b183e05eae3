// SigningDesk: drafts in the store, from the first reading to the signed document and its exports. The one way to change or export a draft.
//
//   SigningDesk desk({store, key, audit, "aegle 0.2"});
//   AEGLE_CHECK(desk.Register(answer.id));                      // by whatever saved the answer
//   AEGLE_TRY(open, desk.Review("a7", version, anna, now, 95));  // ... Edit, Sign
//   AEGLE_TRY(file, desk.Export("a7", ExportFormat::kPdf, anna, now));
//
// `store` may be the guarded store of one principal: who cannot see the patient sees no draft. Each act is recorded through `audit` before
// it is done; what cannot be recorded is not done. `version` is that of the draft that the caller has seen: kConflict where another came
// first. Any thread. A draft is an entity of kind "draft" with key "p3/a7" (docs/formats/signature.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "signoff/case_file.h"
#include "signoff/change.h"
#include "signoff/draft.h"
#include "signoff/export.h"
#include "signoff/risks.h"
#include "signoff/signature.h"
#include "signoff/word_diff.h"
#include "store/store.h"

namespace aegle {

// What is recorded of an act. No words of the document: ids, counts and hashes.
struct DeskEvent {
  enum class Act : std::uint8_t { kRead, kReview, kEdit, kDiscard, kSign, kExport } act = Act::kRead;
  PatientId patient;
  AnswerId draft;
  Signer who;
  bool refused = false;
  std::string detail;   // JSON object
};
[[nodiscard]] std::string_view Name(DeskEvent::Act act);

struct DeskOptions {
  Store& store;
  SiteKey key;                                               // `sign` empty: nothing can be signed (kUnavailable)
  std::function<Result<void>(const DeskEvent&)> audit;       // empty: not recorded (tests)
  std::string software;                                      // name and version of this program
  PdfFonts fonts;
  Store* site = nullptr;                                     // the store itself, for the public keys of the site; null: `store`
};

struct OpenDraft {
  Draft draft;
  CaseFile file;
  std::vector<Risk> risks;
};

struct DraftFilter {
  bool all = false;                    // also signed, superseded and discarded ones; otherwise those that wait for a signature
  std::optional<PatientId> patient;
};

// One changed sentence, as evaluation data.
struct EditRecord {
  AnswerId answer;
  PatientId patient;
  std::string task, language, state, statement, section;
  std::string what;               // "edited", "added", "removed"
  std::string drafted, text;
  WordDiff diff;
  bool by_model = false;
  std::string drafted_verdict, verdict;
  std::string model, model_sha256, prompt_sha256;
  Instant at = 0;
};

class SigningDesk {
 public:
  explicit SigningDesk(DeskOptions options) : options_(std::move(options)) {}

  // The draft of a stored answer. Earlier drafts of the same document that nobody has touched become superseded.
  Result<void> Register(AnswerId answer);
  [[nodiscard]] Result<std::vector<Draft>> List(const DraftFilter& filter);   // newest first
  // A stored answer that is no draft yet becomes one. Errors: kNotFound.
  [[nodiscard]] Result<OpenDraft> Open(AnswerId answer);

  Result<OpenDraft> Review(AnswerId answer, std::int64_t version, const Signer& who, Instant now, std::int64_t seconds);
  Result<OpenDraft> Edit(AnswerId answer, std::int64_t version, const DraftEdit& edit, const Signer& who, Instant now);
  Result<OpenDraft> Discard(AnswerId answer, std::int64_t version, const Signer& who, Instant now, std::string reason);
  Result<OpenDraft> Sign(AnswerId answer, std::int64_t version, const Signer& who, Instant now);

  // Signed documents only; the signature is verified first. Errors: kDenied (not signed), kIntegrity.
  Result<ExportedFile> Export(AnswerId answer, ExportFormat format, const Signer& who, Instant now);
  // Errors: kConflict (not signed), kIntegrity (signature, text or evidence does not hold).
  [[nodiscard]] Result<void> Verify(AnswerId answer);

  [[nodiscard]] Result<std::vector<EditRecord>> Edits();

 private:
  Result<Draft> Load(AnswerId answer);
  Result<OpenDraft> OpenOf(Draft draft);
  Result<OpenDraft> Begin(AnswerId answer, std::int64_t version);
  Result<OpenDraft> Finish(OpenDraft open, DeskEvent::Act act, const Signer& who, std::string detail);
  Result<std::int64_t> Save(const Draft& draft);
  Result<void> Supersede(const Draft& newer);
  Result<void> Record(DeskEvent::Act act, const Draft& draft, const Signer& who, std::string detail, bool refused = false);
  Result<void> CheckSigned(const OpenDraft& open);
  Result<void> RememberKey(Instant now);
  Result<void> CheckKey(const SignatureRecord& record);

  DeskOptions options_;
};

}  // namespace aegle
