#include "signoff/signing_desk.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "signoff/document_text.h"
#include "signoff/draft_json.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "draft", kKeyKind = "signing_key";

std::string KeyOf(PatientId patient, AnswerId answer) { return patient.ToString() + "/" + answer.ToString(); }

Result<Draft> FromEntity(const Entity& entity) {
  AEGLE_TRY(draft, ParseDraft(entity.json));
  if (KeyOf(draft.patient, draft.answer) != entity.key) return Fail(ErrorCode::kIntegrity, "a draft is stored under another key", entity.key);
  draft.version = entity.version;
  return draft;
}

std::string Counts(const OpenDraft& open) {
  std::size_t edited = 0, removed = 0, added = 0, struck = 0;
  DiffSize words;
  for (const DraftSection& section : open.draft.sections)
    for (const Statement& one : section.statements) {
      removed += one.removed ? 1 : 0;
      edited += one.edited() && !one.added() ? 1 : 0;
      added += one.added() && !one.removed ? 1 : 0;
      struck += !one.removed && one.verdict == Verdict::kStruck ? 1 : 0;
      DiffSize size = SizeOf(DiffWords(one.drafted.text, one.removed ? "" : one.text));
      words.removed += size.removed;
      words.added += size.added;
    }
  return Json{{"edited", edited},        {"removed", removed},      {"added", added},        {"struck_kept", struck}, {"words_removed", words.removed},
              {"words_added", words.added}, {"risks", open.risks.size()}, {"review_seconds", open.draft.review_seconds}, {"version", open.draft.version}}
      .dump();
}

std::string_view WhatHappened(const Statement& one) { return one.removed ? "removed" : one.added() ? "added" : "edited"; }

Instant LastEdit(const Draft& draft) {
  Instant at = 0;
  for (const Step& step : draft.steps)
    if (step.state == DraftState::kEdited) at = step.at;
  return at;
}

}  // namespace

std::string_view Name(DeskEvent::Act act) {
  static constexpr std::array<std::string_view, 6> kNames = {"read", "review", "edit", "discard", "sign", "export"};
  return kNames[static_cast<std::size_t>(act)];
}

Result<void> SigningDesk::Record(DeskEvent::Act act, const Draft& draft, const Signer& who, std::string detail, bool refused) {
  if (!options_.audit) return {};
  return options_.audit({act, draft.patient, draft.answer, who, refused, std::move(detail)});
}

Result<std::int64_t> SigningDesk::Save(const Draft& draft) {
  return options_.store.PutEntity({std::string(kKind), KeyOf(draft.patient, draft.answer), draft.version, ToJson(draft), 0});
}

Result<Draft> SigningDesk::Load(AnswerId answer) {
  AEGLE_TRY(stored, options_.store.GetAnswer(answer));
  AEGLE_CHECK(options_.store.GetPatient(stored.patient));
  auto entity = options_.store.GetEntity(kKind, KeyOf(stored.patient, answer));
  if (entity) return FromEntity(*entity);
  if (entity.error().code != ErrorCode::kNotFound) return tl::unexpected(entity.error());
  AEGLE_TRY(file, LoadCase(options_.store, answer));
  return MakeDraft(file.answer, file.answer_json, file.record_sha256);   // version 0: not stored yet
}

Result<OpenDraft> SigningDesk::OpenOf(Draft draft) {
  AEGLE_TRY(file, LoadCase(options_.store, draft.answer));
  OpenDraft open{std::move(draft), std::move(file), {}};
  open.risks = FindRisks(open.draft, open.file);
  return open;
}

Result<void> SigningDesk::Supersede(const Draft& newer) {
  AEGLE_TRY(entities, options_.store.Entities(kKind, newer.patient.ToString() + "/"));
  for (const Entity& entity : entities) {
    AEGLE_TRY(older, FromEntity(entity));
    bool same = older.task == newer.task && older.language == newer.language && older.question == newer.question && older.answer != newer.answer;
    if (!same || older.state != DraftState::kDraft || older.created > newer.created) continue;
    older.state = DraftState::kSuperseded;
    older.steps.push_back({DraftState::kSuperseded, newer.created, "", newer.answer.ToString()});
    auto saved = Save(older);
    if (!saved && saved.error().code != ErrorCode::kConflict) return tl::unexpected(saved.error());   // somebody opened it just now: it stays
  }
  return {};
}

Result<void> SigningDesk::Register(AnswerId answer) {
  AEGLE_TRY(draft, Load(answer));
  if (draft.version == 0) AEGLE_CHECK(Save(draft));
  return Supersede(draft);
}

Result<std::vector<Draft>> SigningDesk::List(const DraftFilter& filter) {
  AEGLE_TRY(entities, options_.store.Entities(kKind, filter.patient ? filter.patient->ToString() + "/" : std::string()));
  std::vector<Draft> drafts;
  for (const Entity& entity : entities) {
    AEGLE_TRY(draft, FromEntity(entity));
    if (!filter.all && !IsWaiting(draft.state)) continue;
    if (!options_.store.GetPatient(draft.patient)) continue;   // not a patient of this principal
    drafts.push_back(std::move(draft));
  }
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) { return a.created > b.created; });
  return drafts;
}

Result<OpenDraft> SigningDesk::Open(AnswerId answer) {
  AEGLE_TRY(draft, Load(answer));
  if (draft.version == 0) {
    AEGLE_TRY(version, Save(draft));
    draft.version = version;
  }
  return OpenOf(std::move(draft));
}

Result<OpenDraft> SigningDesk::Begin(AnswerId answer, std::int64_t version) {
  AEGLE_TRY(open, Open(answer));
  if (open.draft.version != version)
    return Fail(ErrorCode::kConflict, "the draft was changed by somebody else in the meantime", answer.ToString(), "Load it again.");
  return open;
}

Result<OpenDraft> SigningDesk::Finish(OpenDraft open, DeskEvent::Act act, const Signer& who, std::string detail) {
  AEGLE_CHECK(Record(act, open.draft, who, std::move(detail)));
  AEGLE_TRY(version, Save(open.draft));
  open.draft.version = version;
  open.risks = FindRisks(open.draft, open.file);
  return open;
}

Result<OpenDraft> SigningDesk::Review(AnswerId answer, std::int64_t version, const Signer& who, Instant now, std::int64_t seconds) {
  AEGLE_TRY(open, Begin(answer, version));
  AEGLE_CHECK(aegle::Review(open.draft, who, now, seconds));
  std::string detail = Counts(open);
  return Finish(std::move(open), DeskEvent::Act::kReview, who, std::move(detail));
}

Result<OpenDraft> SigningDesk::Edit(AnswerId answer, std::int64_t version, const DraftEdit& edit, const Signer& who, Instant now) {
  AEGLE_TRY(open, Begin(answer, version));
  AEGLE_CHECK(aegle::Edit(open.draft, open.file, edit, who, now));
  std::string detail = Counts(open);
  return Finish(std::move(open), DeskEvent::Act::kEdit, who, std::move(detail));
}

Result<OpenDraft> SigningDesk::Discard(AnswerId answer, std::int64_t version, const Signer& who, Instant now, std::string reason) {
  AEGLE_TRY(open, Begin(answer, version));
  AEGLE_CHECK(aegle::Discard(open.draft, who, now, std::move(reason)));
  return Finish(std::move(open), DeskEvent::Act::kDiscard, who, "{}");
}

// The public keys of this site stay known when its key is rotated.
Result<void> SigningDesk::RememberKey(Instant now) {
  std::string name = KeyFingerprint(options_.key.public_key);
  Store& site = options_.site ? *options_.site : options_.store;
  auto known = site.GetEntity(kKeyKind, name);
  if (known) return {};
  if (known.error().code != ErrorCode::kNotFound) return tl::unexpected(known.error());
  auto saved = site.PutEntity({std::string(kKeyKind), name, 0, Json{{"public_key", Base64Url(options_.key.public_key)}, {"first_used_ms", now}}.dump(), 0});
  if (!saved && saved.error().code != ErrorCode::kConflict) return tl::unexpected(saved.error());
  return {};
}

Result<void> SigningDesk::CheckKey(const SignatureRecord& record) {
  AEGLE_TRY(key, FromBase64Url(record.public_key));
  auto known = (options_.site ? *options_.site : options_.store).GetEntity(kKeyKind, KeyFingerprint(key));
  if (known && Json::parse(known->json, nullptr, false).value("public_key", "") == record.public_key) return {};
  if (!known && known.error().code != ErrorCode::kNotFound) return tl::unexpected(known.error());
  return Fail(ErrorCode::kIntegrity, "the signature was made with a key that this site does not know", KeyFingerprint(key), "Restore the document from a backup.");
}

Result<OpenDraft> SigningDesk::Sign(AnswerId answer, std::int64_t version, const Signer& who, Instant now) {
  AEGLE_TRY(open, Begin(answer, version));
  if (auto may = CheckMaySign(open.draft, open.file, who); !may) {
    AEGLE_CHECK(Record(DeskEvent::Act::kSign, open.draft, who, Json{{"why", Info(may.error().code).name}}.dump(), true));
    return tl::unexpected(may.error());
  }
  if (!options_.key.sign) return Fail(ErrorCode::kUnavailable, "there is no key to sign with", "", "Open the data folder with its key.");
  AEGLE_CHECK(RememberKey(now));
  AEGLE_TRY(signature, MakeSignature(options_.store, open.draft, open.file, who, now, options_.key, options_.software));
  Json detail = Json::parse(Counts(open));
  detail["text_sha256"] = signature.text_sha256;
  detail["signature_sha256"] = Sha256Hex(signature.jws);
  detail["key"] = KeyFingerprint(options_.key.public_key);
  open.draft.signature = std::move(signature);
  open.draft.state = DraftState::kSigned;
  open.draft.steps.push_back({DraftState::kSigned, now, who.id, who.name});
  return Finish(std::move(open), DeskEvent::Act::kSign, who, detail.dump());
}

Result<void> SigningDesk::CheckSigned(const OpenDraft& open) {
  const Draft& draft = open.draft;
  if (!IsSigned(draft.state) || !draft.signature)
    return Fail(ErrorCode::kDenied, "this draft is not signed, so it is not exported", draft.answer.ToString() + " is " + std::string(Name(draft.state)), "A clinician reviews and signs it first.");
  AEGLE_CHECK(CheckKey(*draft.signature));
  AEGLE_CHECK(VerifySignature(*draft.signature));
  // The exports are rendered from the parts; they must be the parts of the signed text.
  if (DocumentText(draft, open.file.answer, draft.signature->head) != draft.signature->text || Sha256Hex(open.file.answer_json) != draft.answer_sha256)
    return Fail(ErrorCode::kIntegrity, "the stored document is not the one that was signed", draft.answer.ToString(), "Restore it from a backup.");
  return {};
}

Result<ExportedFile> SigningDesk::Export(AnswerId answer, ExportFormat format, const Signer& who, Instant now) {
  AEGLE_TRY(open, Open(answer));
  if (auto may = CheckSigned(open); !may) {
    AEGLE_CHECK(Record(DeskEvent::Act::kExport, open.draft, who, Json{{"format", Name(format)}, {"why", Info(may.error().code).name}}.dump(), true));
    return tl::unexpected(may.error());
  }
  ExportedFile file;
  file.name = open.draft.task + "-" + open.draft.patient.ToString() + "-" + answer.ToString();
  if (format == ExportFormat::kPdf) {
    AEGLE_TRY(pdf, PdfDocument(open.draft, open.file, options_.fonts));
    file = {file.name + ".pdf", "application/pdf", std::move(pdf)};
  } else if (format == ExportFormat::kFhir) {
    file = {file.name + ".fhir.json", "application/fhir+json", FhirDocument(open.draft, open.file, options_.software)};
  } else {
    file = {file.name + ".txt", "text/plain; charset=utf-8", TextDocument(open.draft, open.file)};
  }
  std::string hash = Sha256Hex(file.bytes);
  open.draft.exports.push_back({std::string(Name(format)), now, who.id, hash});
  if (open.draft.state == DraftState::kSigned) open.draft.steps.push_back({DraftState::kExported, now, who.id, who.name});
  open.draft.state = DraftState::kExported;
  AEGLE_CHECK(Finish(std::move(open), DeskEvent::Act::kExport, who, Json{{"format", Name(format)}, {"sha256", hash}}.dump()));
  return file;
}

Result<void> SigningDesk::Verify(AnswerId answer) {
  AEGLE_TRY(open, Open(answer));
  if (!IsSigned(open.draft.state)) return Fail(ErrorCode::kConflict, "this draft is not signed", answer.ToString());
  AEGLE_CHECK(CheckSigned(open));
  AEGLE_TRY(payload, VerifySignature(*open.draft.signature));
  return VerifyEvidence(options_.store, payload);
}

Result<std::vector<EditRecord>> SigningDesk::Edits() {
  AEGLE_TRY(drafts, List({true, std::nullopt}));
  std::vector<EditRecord> edits;
  for (const Draft& draft : drafts) {
    AEGLE_TRY(file, LoadCase(options_.store, draft.answer));
    const ModelUse& model = file.answer.model;
    for (const DraftSection& section : draft.sections)
      for (const Statement& one : section.statements) {
        if (!one.removed && !one.edited()) continue;
        std::string now = one.removed ? "" : one.text;
        edits.push_back({draft.answer, draft.patient, draft.task, std::string(Code(draft.language)), std::string(Name(draft.state)), one.id, section.kind, std::string(WhatHappened(one)),
                         one.drafted.text, now, DiffWords(one.drafted.text, now), one.drafted.by_model, one.added() ? "" : std::string(Name(one.drafted.verdict)),
                         one.removed ? "" : std::string(Name(one.verdict)), model.model, model.sha256, model.prompt_sha256, LastEdit(draft)});
      }
  }
  return edits;
}

}  // namespace aegle
