#include "signoff/draft_json.h"

#include <nlohmann/json.hpp>

#include "tasks/answer_json.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json Of(const Signer& who) { return {{"id", who.id}, {"name", who.name}, {"role", who.role}, {"credentials", who.credentials}}; }

// The wording as it stands goes through the JSON of a claim, so that verdicts and findings have one form.
Json Of(const Statement& one) {
  Claim now{one.text, one.cites, one.verdict, one.why, one.drafted.by_model, {}};
  return {{"id", one.id}, {"drafted", Json::parse(ToJson(one.drafted))}, {"now", Json::parse(ToJson(now))}, {"removed", one.removed}, {"edited_by", one.edited_by}};
}

Json Of(const SignatureRecord& record) {
  return {{"signer", Of(record.signer)},
          {"signed_ms", record.signed_at},
          {"head",
           {{"patient_name", record.head.patient_name}, {"patient_identifier", record.head.patient_identifier}, {"birth_date", record.head.birth_date}, {"gender", record.head.gender}}},
          {"text", record.text},
          {"text_sha256", record.text_sha256},
          {"jws", record.jws},
          {"public_key", record.public_key}};
}

Signer SignerOf(const Json& json) { return {json.at("id"), json.at("name"), json.at("role"), json.at("credentials")}; }

Statement StatementOf(const Json& json) {
  Statement one;
  one.id = json.at("id");
  auto drafted = ParseClaim(json.at("drafted").dump()), now = ParseClaim(json.at("now").dump());
  if (!drafted || !now) throw std::out_of_range("statement " + one.id);
  one.drafted = std::move(*drafted);
  one.text = std::move(now->text);
  one.cites = std::move(now->cites);
  one.verdict = now->verdict;
  one.why = std::move(now->why);
  one.removed = json.at("removed");
  one.edited_by = json.at("edited_by");
  return one;
}

SignatureRecord SignatureOf(const Json& json) {
  const Json& head = json.at("head");
  return {SignerOf(json.at("signer")), json.at("signed_ms"), {head.at("patient_name"), head.at("patient_identifier"), head.at("birth_date"), head.at("gender")},
          json.at("text"),             json.at("text_sha256"), json.at("jws"), json.at("public_key")};
}

template <class T>
T IdOf(const Json& text) {
  auto id = T::Parse(text.get_ref<const std::string&>());
  if (!id) throw std::out_of_range("not an id");
  return *id;
}

DraftState StateOf(const Json& name) {
  auto state = ParseDraftState(name.get_ref<const std::string&>());
  if (!state) throw std::out_of_range("unknown state");
  return *state;
}

Draft DraftOf(const Json& json) {
  Draft draft;
  draft.answer = IdOf<AnswerId>(json.at("answer"));
  draft.answer_sha256 = json.at("answer_sha256");
  draft.record_sha256 = json.at("record_sha256");
  draft.patient = IdOf<PatientId>(json.at("patient"));
  draft.task = json.at("task");
  draft.question = json.at("question");
  draft.language = json.at("language") == "ko" ? Language::kKorean : Language::kEnglish;
  if (const auto& as_of = json.at("as_of").get_ref<const std::string&>(); !as_of.empty()) {
    auto parsed = DateTime::Parse(as_of);
    if (!parsed) throw std::out_of_range("as_of is not a date");
    draft.as_of = *parsed;
  }
  draft.created = json.at("created_ms");
  draft.state = StateOf(json.at("state"));
  for (const Json& section : json.at("sections")) {
    draft.sections.push_back({section.at("id"), section.at("kind"), section.at("title"), {}});
    for (const Json& one : section.at("statements")) draft.sections.back().statements.push_back(StatementOf(one));
  }
  for (const Json& one : json.at("confirmations")) draft.confirmations.push_back({one.at("key"), one.at("sha256"), one.at("by"), one.at("at_ms")});
  for (const Json& one : json.at("steps")) draft.steps.push_back({StateOf(one.at("state")), one.at("at_ms"), one.at("by"), one.at("name")});
  if (const Json& who = json.at("reviewed_by"); !who.is_null()) draft.reviewed_by = SignerOf(who);
  draft.review_seconds = json.at("review_seconds");
  draft.reason = json.at("reason");
  if (const Json& signature = json.at("signature"); !signature.is_null()) draft.signature = SignatureOf(signature);
  for (const Json& one : json.at("exports")) draft.exports.push_back({one.at("format"), one.at("at_ms"), one.at("by"), one.at("sha256")});
  return draft;
}

}  // namespace

std::string ToJson(const Draft& draft) {
  Json sections = Json::array(), confirmations = Json::array(), steps = Json::array(), exports = Json::array();
  for (const DraftSection& section : draft.sections) {
    Json statements = Json::array();
    for (const Statement& one : section.statements) statements.push_back(Of(one));
    sections.push_back({{"id", section.id}, {"kind", section.kind}, {"title", section.title}, {"statements", std::move(statements)}});
  }
  for (const Confirmation& one : draft.confirmations) confirmations.push_back({{"key", one.key}, {"sha256", one.sha256}, {"by", one.by}, {"at_ms", one.at}});
  for (const Step& one : draft.steps) steps.push_back({{"state", Name(one.state)}, {"at_ms", one.at}, {"by", one.by}, {"name", one.name}});
  for (const ExportRecord& one : draft.exports) exports.push_back({{"format", one.format}, {"at_ms", one.at}, {"by", one.by}, {"sha256", one.sha256}});
  return Dump({{"answer", draft.answer.ToString()},
               {"answer_sha256", draft.answer_sha256},
               {"record_sha256", draft.record_sha256},
               {"patient", draft.patient.ToString()},
               {"task", draft.task},
               {"question", draft.question},
               {"language", Code(draft.language)},
               {"as_of", draft.as_of.ToString()},
               {"created_ms", draft.created},
               {"state", Name(draft.state)},
               {"sections", std::move(sections)},
               {"confirmations", std::move(confirmations)},
               {"steps", std::move(steps)},
               {"reviewed_by", draft.reviewed_by ? Of(*draft.reviewed_by) : Json()},
               {"review_seconds", draft.review_seconds},
               {"reason", draft.reason},
               {"signature", draft.signature ? Of(*draft.signature) : Json()},
               {"exports", std::move(exports)}});
}

Result<Draft> ParseDraft(std::string_view json) {
  try {
    return DraftOf(Json::parse(json));
  } catch (const std::exception& error) {   // of the JSON library: an element that is missing or of another type
    return Fail(ErrorCode::kIntegrity, std::string("this is not a stored draft: ") + error.what());
  }
}

std::string ToJson(const WordDiff& diff) {
  Json parts = Json::array();
  for (const DiffPart& part : diff) parts.push_back({std::string(1, static_cast<char>(part.kind)), part.text});
  return Dump(parts);
}

std::string ToJson(const Risk& risk) {
  return Dump({{"kind", Name(risk.kind)}, {"key", risk.key}, {"text", risk.text}, {"statements", risk.statements}, {"evidence", risk.evidence}, {"confirmed", risk.confirmed}});
}

}  // namespace aegle
