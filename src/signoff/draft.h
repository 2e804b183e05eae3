// Draft: an answer on its way to a signature, and the signed document. Read this first.
//
//   draft ──► reviewed ──► edited ──► signed ──► exported        superseded: a newer draft of the same document came before anyone opened it
//                 ◄───────────┘                                  discarded: nobody wants it
//
// A draft belongs to one stored answer, which never changes; the draft holds the wording as it stands. Plain data; changed only by
// the functions of change.h and signing_desk.h. No clock, no store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "trust/answer.h"

namespace aegle {

// Who reviews, edits and signs. Only a clinician with a name signs.
struct Signer {
  std::string id;           // of the account: "u3"; "local" and "os:NAME" where there are no accounts
  std::string name;         // as it stands under the document
  std::string role;         // "clinician", "nurse", ...
  std::string credentials;  // "MD, licence 12345", empty where none are recorded
};

enum class DraftState : std::uint8_t { kDraft, kReviewed, kEdited, kSigned, kExported, kSuperseded, kDiscarded };
[[nodiscard]] std::string_view Name(DraftState state);  // "draft", "reviewed" ...
[[nodiscard]] std::optional<DraftState> ParseDraftState(std::string_view name);
[[nodiscard]] constexpr bool IsWaiting(DraftState state) { return state <= DraftState::kEdited; }
[[nodiscard]] constexpr bool IsSigned(DraftState state) { return state == DraftState::kSigned || state == DraftState::kExported; }

// One sentence of the document: as drafted, and as it stands now.
struct Statement {
  std::string id;                    // "s2.3": the third sentence of the second section; "s2+1": one that was added
  Claim drafted;                     // empty text for one that was added
  std::string text;                  // as it stands
  std::vector<std::string> cites;
  Verdict verdict = Verdict::kFloor;  // of the text as it stands
  std::vector<Finding> why;
  bool removed = false;
  std::string edited_by;             // account; empty: nobody touched it

  [[nodiscard]] bool added() const { return drafted.text.empty(); }
  [[nodiscard]] bool edited() const { return !removed && text != drafted.text; }
};

struct DraftSection {
  std::string id;     // "s2"
  std::string kind;   // "action_list"
  std::string title;
  std::vector<Statement> statements;
};

// A yes to one high-risk item (risks.h). Void when the words that it was given to change.
struct Confirmation {
  std::string key;
  std::string sha256;   // of the item as it was confirmed
  std::string by;       // account
  Instant at = 0;
};

struct Step {
  DraftState state = DraftState::kDraft;
  Instant at = 0;
  std::string by, name;
};

struct ExportRecord {
  std::string format;   // "fhir", "pdf", "text"
  Instant at = 0;
  std::string by;
  std::string sha256;   // of the exported bytes
};

// Who the document is about, as the record said at the signature; later imports do not change a signed document.
struct DocumentHead {
  std::string patient_name, patient_identifier, birth_date, gender;   // gender: FHIR code
  friend bool operator==(const DocumentHead&, const DocumentHead&) = default;
};

struct SignatureRecord {
  Signer signer;
  Instant signed_at = 0;
  DocumentHead head;
  std::string text;          // exactly what was signed
  std::string text_sha256;
  std::string jws;           // signature.h
  std::string public_key;    // base64url of the site's Ed25519 key
};

struct Draft {
  AnswerId answer;
  std::string answer_sha256;   // of the stored answer, so that the draft cannot come to belong to another
  std::string record_sha256;   // of the patient's documents when it was drafted
  PatientId patient;
  std::string task;
  std::string question;
  Language language = Language::kEnglish;
  DateTime as_of;
  Instant created = 0;
  DraftState state = DraftState::kDraft;
  std::vector<DraftSection> sections;
  std::vector<Confirmation> confirmations;
  std::vector<Step> steps;
  std::optional<Signer> reviewed_by;   // of the review that counts; none after somebody else has edited
  std::int64_t review_seconds = 0;     // how long the reader had it open, as the reader's app says
  std::string reason;                  // of a draft that was discarded
  std::optional<SignatureRecord> signature;
  std::vector<ExportRecord> exports;
  std::int64_t version = 0;            // of the entity; given back with every change

  [[nodiscard]] Statement* Find(std::string_view statement);
  [[nodiscard]] const Statement* Find(std::string_view statement) const;
  [[nodiscard]] DraftSection* FindSection(std::string_view section);
};

// The draft of an answer as it came from its task. `answer_json` is what the store holds.
[[nodiscard]] Draft MakeDraft(const Answer& answer, std::string_view answer_json, std::string_view record_sha256);

}  // namespace aegle
