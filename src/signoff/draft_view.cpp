#include "signoff/draft_view.h"

#include <nlohmann/json.hpp>

#include "signoff/document_text.h"
#include "signoff/draft_json.h"
#include "tasks/answer_json.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json HeadJson(PatientId id, const DocumentHead& head) {
  return {{"id", id.ToString()}, {"name", head.patient_name}, {"identifier", head.patient_identifier}, {"birth_date", head.birth_date}, {"gender", head.gender}};
}

Json StatementJson(const Statement& one) {
  Json now = Json::parse(ToJson(Claim{one.text, one.cites, one.verdict, one.why, one.drafted.by_model, one.drafted.replaced}));
  Json json = {{"id", one.id}};
  json.update(now);
  json["removed"] = one.removed;
  json["edited"] = one.edited();
  json["added"] = one.added();
  json["edited_by"] = one.edited_by;
  json["drafted"] = {{"text", one.drafted.text}, {"cites", one.drafted.cites}, {"verdict", one.added() ? "" : std::string(Name(one.drafted.verdict))}};
  if (one.edited() && !one.added()) json["diff"] = Json::parse(ToJson(DiffWords(one.drafted.text, one.text)));
  return json;
}

Json SignatureJson(const SignatureRecord& record) {
  auto valid = VerifySignature(record);
  auto key = FromBase64Url(record.public_key);
  return {{"signer", {{"id", record.signer.id}, {"name", record.signer.name}, {"role", record.signer.role}, {"credentials", record.signer.credentials}}},
          {"signed_ms", record.signed_at},
          {"text", record.text},
          {"text_sha256", record.text_sha256},
          {"key", key ? KeyFingerprint(*key) : ""},
          {"public_key", record.public_key},
          {"jws", record.jws},
          {"valid", valid.has_value()},
          {"problem", valid ? "" : valid.error().message}};
}

Json StepsJson(const Draft& draft) {
  Json steps = Json::array();
  for (const Step& one : draft.steps) steps.push_back({{"state", Name(one.state)}, {"at_ms", one.at}, {"by", one.by}, {"name", one.name}});
  return steps;
}

Json MaySign(const OpenDraft& open, const Signer& viewer) {
  auto may = CheckMaySign(open.draft, open.file, viewer);
  if (may) return {{"ok", true}, {"code", ""}, {"message", ""}, {"remedy", ""}};
  return {{"ok", false}, {"code", Info(may.error().code).name}, {"message", may.error().message}, {"remedy", may.error().remedy}};
}

StatementEdit EditOf(const Json& json) {
  StatementEdit edit;
  edit.statement = json.value("id", "");
  edit.section = json.value("section", "");
  if (json.contains("text")) edit.text = json.at("text").get<std::string>();
  if (json.contains("cites")) edit.cites = json.at("cites").get<std::vector<std::string>>();
  if (json.contains("removed")) edit.removed = json.at("removed").get<bool>();
  return edit;
}

}  // namespace

std::string DraftViewJson(const OpenDraft& open, const Signer& viewer) {
  const Draft& draft = open.draft;
  Json answer = Json::parse(ToJson(open.file.answer));
  Json sections = Json::array(), risks = Json::array(), exports = Json::array();
  for (const DraftSection& section : draft.sections) {
    Json statements = Json::array();
    for (const Statement& one : section.statements) statements.push_back(StatementJson(one));
    sections.push_back({{"id", section.id}, {"kind", section.kind}, {"title", section.title}, {"statements", std::move(statements)}});
  }
  for (const Risk& risk : open.risks) risks.push_back(Json::parse(ToJson(risk)));
  for (const ExportRecord& one : draft.exports) exports.push_back({{"format", one.format}, {"at_ms", one.at}, {"by", one.by}, {"sha256", one.sha256}});
  return Dump({{"id", draft.answer.ToString()},
               {"version", draft.version},
               {"state", Name(draft.state)},
               {"patient", HeadJson(draft.patient, draft.signature ? draft.signature->head : HeadOf(open.file.patient))},
               {"task", draft.task},
               {"title", DocumentTitle(draft.task, draft.language)},
               {"question", draft.question},
               {"language", Code(draft.language)},
               {"as_of", draft.as_of.ToString()},
               {"created_ms", draft.created},
               {"record_changed", draft.record_sha256 != open.file.record_sha256},
               {"sections", std::move(sections)},
               {"evidence", answer["evidence"]},
               {"left_out", answer["left_out"]},
               {"model", answer["model"]},
               {"risks", std::move(risks)},
               {"reviewed_by", draft.reviewed_by ? Json{{"id", draft.reviewed_by->id}, {"name", draft.reviewed_by->name}} : Json()},
               {"review_seconds", draft.review_seconds},
               {"viewer", {{"id", viewer.id}, {"name", viewer.name}, {"role", viewer.role}}},
               {"may_sign", MaySign(open, viewer)},
               {"reason", draft.reason},
               {"steps", StepsJson(draft)},
               {"signature", draft.signature ? SignatureJson(*draft.signature) : Json()},
               {"exports", std::move(exports)}});
}

std::string DraftListJson(Store& store, const std::vector<Draft>& drafts) {
  Json list = Json::array();
  for (const Draft& draft : drafts) {
    std::size_t statements = 0, by_model = 0, struck = 0, edited = 0;
    for (const DraftSection& section : draft.sections)
      for (const Statement& one : section.statements) {
        if (one.removed) continue;
        ++statements;
        by_model += one.drafted.by_model && !one.edited() ? 1 : 0;
        struck += one.verdict == Verdict::kStruck ? 1 : 0;
        edited += one.edited() ? 1 : 0;
      }
    auto patient = store.GetPatient(draft.patient);
    DocumentHead head = draft.signature ? draft.signature->head : patient ? HeadOf(*patient) : DocumentHead{};
    list.push_back({{"id", draft.answer.ToString()},
                    {"version", draft.version},
                    {"state", Name(draft.state)},
                    {"patient", HeadJson(draft.patient, head)},
                    {"task", draft.task},
                    {"title", DocumentTitle(draft.task, draft.language)},
                    {"question", draft.question},
                    {"language", Code(draft.language)},
                    {"created_ms", draft.created},
                    {"changed_ms", draft.steps.empty() ? draft.created : draft.steps.back().at},
                    {"by", draft.signature ? draft.signature->signer.name : draft.steps.empty() ? "" : draft.steps.back().name},
                    {"statements", statements},
                    {"by_model", by_model},
                    {"struck", struck},
                    {"edited", edited}});
  }
  return Dump({{"drafts", std::move(list)}});
}

std::string EditsJson(const std::vector<EditRecord>& edits) {
  Json list = Json::array();
  for (const EditRecord& one : edits)
    list.push_back({{"draft", one.answer.ToString()}, {"patient", one.patient.ToString()}, {"task", one.task}, {"language", one.language}, {"state", one.state}, {"statement", one.statement},
                    {"section", one.section}, {"what", one.what}, {"drafted", one.drafted}, {"text", one.text}, {"diff", Json::parse(ToJson(one.diff))}, {"by_model", one.by_model},
                    {"drafted_verdict", one.drafted_verdict}, {"verdict", one.verdict}, {"model", one.model}, {"model_sha256", one.model_sha256}, {"prompt_sha256", one.prompt_sha256}, {"at_ms", one.at}});
  return Dump({{"edits", std::move(list)}});
}

Result<DraftEdit> ParseDraftEdit(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Fail(ErrorCode::kBadUsage, "the change is not a JSON object", "body");
  try {
    DraftEdit edit;
    for (const Json& one : json.value("statements", Json::array())) edit.statements.push_back(EditOf(one));
    edit.confirm = json.value("confirm", std::vector<std::string>());
    edit.withdraw = json.value("withdraw", std::vector<std::string>());
    return edit;
  } catch (const Json::exception& error) {
    return Fail(ErrorCode::kBadUsage, std::string("the change has a wrong element: ") + error.what(), "body");
  }
}

}  // namespace aegle
