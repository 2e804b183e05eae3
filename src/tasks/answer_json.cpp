#include "tasks/answer_json.h"

#include <array>
#include <nlohmann/json.hpp>

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kEvidenceKinds = {"fact", "note", "computed", "knowledge"};
constexpr std::array<std::string_view, 4> kStates = {"draft", "reviewed", "signed", "exported"};
constexpr std::array<std::string_view, 3> kDispositions = {"facts", "document", "refused"};

// Bytes of a source that are not UTF-8 become U+FFFD instead of an error.
std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string IdText(auto id) { return id.empty() ? std::string() : id.ToString(); }

Json Of(const Finding& finding) {
  return {{"kind", Name(finding.kind)}, {"found", finding.found}, {"expected", finding.expected}, {"message", finding.message}};
}

Json Of(const Claim& claim) {
  Json why = Json::array();
  for (const Finding& finding : claim.why) why.push_back(Of(finding));
  return {{"text", claim.text}, {"cites", claim.cites}, {"verdict", Name(claim.verdict)}, {"by_model", claim.by_model}, {"replaced", claim.replaced}, {"why", std::move(why)}};
}

Json Of(const Evidence& evidence) {
  Json facts = Json::array();
  for (const Fact& fact : evidence.facts) facts.push_back(IdText(fact.id));
  return {{"label", evidence.label},       {"kind", kEvidenceKinds.at(static_cast<std::size_t>(evidence.kind))},
          {"text", evidence.text},         {"facts", std::move(facts)},
          {"document", IdText(evidence.span.document)}, {"begin", evidence.span.begin},
          {"end", evidence.span.end}};
}

Json Of(const ModelUse& use) {
  return {{"model", use.model}, {"sha256", use.sha256}, {"prompt_sha256", use.prompt_sha256}, {"seed", use.seed}, {"calls", use.calls}, {"prompt_tokens", use.prompt_tokens},
          {"generated_tokens", use.generated_tokens}, {"reused_tokens", use.reused_tokens}, {"seconds", use.seconds},
          {"seconds_to_first_sentence", use.seconds_to_first_sentence}, {"planned", use.planned}, {"said", use.said},
          {"refused", use.refused}, {"retried", use.retried}, {"fell_back", use.fell_back}, {"truncated", use.truncated}};
}

Json Of(const Answer& answer) {
  Json sections = Json::array(), evidence = Json::array(), left_out = Json::array();
  for (const Section& section : answer.sections) {
    Json claims = Json::array();
    for (const Claim& claim : section.claims) claims.push_back(Of(claim));
    sections.push_back({{"id", section.id}, {"title", section.title}, {"claims", std::move(claims)}});
  }
  for (const Evidence& item : answer.evidence) evidence.push_back(Of(item));
  for (const LeftOut& item : answer.left_out) left_out.push_back({{"what", item.what}, {"count", item.count}});
  return {{"id", IdText(answer.id)},
          {"patient", IdText(answer.patient)},
          {"task", answer.task},
          {"question", answer.question},
          {"language", Code(answer.language)},
          {"created_ms", answer.created},
          {"as_of", answer.as_of.ToString()},
          {"state", kStates.at(static_cast<std::size_t>(answer.state))},
          {"not_in_record", answer.not_in_record},
          {"sections", std::move(sections)},
          {"evidence", std::move(evidence)},
          {"left_out", std::move(left_out)},
          {"model", Of(answer.model)}};
}

Json Milliseconds(const DateTime& time) { return time.empty() ? Json() : Json(time.start()); }

Json Of(const Fact& fact, bool superseded) {
  Json json = {{"id", IdText(fact.id)}, {"patient", IdText(fact.patient)}, {"kind", Name(fact.kind)}, {"name", fact.name()},
               {"code", {{"system", fact.code.system}, {"code", fact.code.code}, {"display", fact.code.display}}},
               {"value", ValueText(fact.value)}};
  if (const auto* quantity = std::get_if<Quantity>(&fact.value); quantity && !quantity->value.empty()) {
    json["number"] = quantity->value.value();
    json["unit"] = quantity->unit_text.empty() ? quantity->unit : quantity->unit_text;
  }
  json.update({{"reference", fact.reference_range.ToString()},
               {"interpretation", Name(fact.interpretation)},
               {"start", fact.effective.start.ToString()},
               {"end", fact.effective.end.ToString()},
               {"start_ms", Milliseconds(fact.effective.start)},
               {"end_ms", Milliseconds(fact.effective.end)},
               {"status", Name(fact.status)},
               {"assertion", Name(fact.assertion)},
               {"category", fact.category},
               {"text", fact.text},
               {"section", fact.section},
               {"body_site", fact.body_site},
               {"resource", fact.resource.ToString()},
               {"source", {{"document", IdText(fact.source.document)}, {"begin", fact.source.begin}, {"end", fact.source.end}}},
               {"superseded", superseded}});
  return json;
}

// -- reading back

template <std::size_t N>
std::size_t IndexOf(const std::array<std::string_view, N>& names, const Json& name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name.get_ref<const std::string&>()) return i;
  throw std::out_of_range("unknown name");
}

// Enums are stored by their Name(): the number is found by trying them.
template <class Enum>
Enum EnumNamed(const Json& name, int count) {
  for (int i = 0; i < count; ++i)
    if (Name(static_cast<Enum>(i)) == name.get_ref<const std::string&>()) return static_cast<Enum>(i);
  throw std::out_of_range("unknown name");
}

template <class Tag>
Id<Tag> IdOf(const Json& text) {
  const auto& written = text.get_ref<const std::string&>();
  if (written.empty()) return {};
  auto id = Id<Tag>::Parse(written);
  if (!id) throw std::out_of_range("not an id");
  return *id;
}

Claim ClaimOf(const Json& json) {
  constexpr int kVerdicts = static_cast<int>(Verdict::kFloor) + 1, kFindings = static_cast<int>(FindingKind::kUnsupported) + 1;
  Claim claim{json.at("text"), json.at("cites"), EnumNamed<Verdict>(json.at("verdict"), kVerdicts), {}, json.at("by_model"), json.at("replaced")};
  for (const Json& why : json.at("why"))
    claim.why.push_back({EnumNamed<FindingKind>(why.at("kind"), kFindings), why.at("found"), why.at("expected"), why.at("message")});
  return claim;
}

Evidence EvidenceOf(const Json& json) {
  Evidence evidence;
  evidence.label = json.at("label");
  evidence.kind = static_cast<EvidenceKind>(IndexOf(kEvidenceKinds, json.at("kind")));
  evidence.text = json.at("text");
  evidence.span = {IdOf<DocumentTag>(json.at("document")), json.at("begin"), json.at("end")};
  for (const Json& id : json.at("facts")) {
    Fact fact;
    fact.id = IdOf<FactTag>(id);
    evidence.facts.push_back(std::move(fact));
  }
  return evidence;
}

ModelUse ModelUseOf(const Json& json) {
  ModelUse use;
  use.model = json.at("model");
  use.sha256 = json.at("sha256");
  use.calls = json.at("calls");
  use.prompt_tokens = json.at("prompt_tokens");
  use.generated_tokens = json.at("generated_tokens");
  use.reused_tokens = json.at("reused_tokens");
  use.seconds = json.at("seconds");
  use.seconds_to_first_sentence = json.at("seconds_to_first_sentence");
  use.planned = json.at("planned");
  use.said = json.at("said");
  use.refused = json.at("refused");
  use.retried = json.at("retried");
  use.fell_back = json.at("fell_back");
  use.prompt_sha256 = json.value("prompt_sha256", "");   // answers of version 0.1 have neither of these
  use.seed = json.value("seed", 0u);
  use.truncated = json.value("truncated", 0);
  return use;
}

Answer AnswerOf(const Json& json) {
  Answer answer;
  answer.id = IdOf<AnswerTag>(json.at("id"));
  answer.patient = IdOf<PatientTag>(json.at("patient"));
  answer.task = json.at("task");
  answer.question = json.at("question");
  answer.language = json.at("language") == "ko" ? Language::kKorean : Language::kEnglish;
  answer.created = json.at("created_ms");
  if (const auto& as_of = json.at("as_of").get_ref<const std::string&>(); !as_of.empty()) {
    auto parsed = DateTime::Parse(as_of);
    if (!parsed) throw std::out_of_range("as_of is not a date");
    answer.as_of = *parsed;
  }
  answer.state = static_cast<AnswerState>(IndexOf(kStates, json.at("state")));
  answer.not_in_record = json.at("not_in_record");
  for (const Json& section : json.at("sections")) {
    answer.sections.push_back({section.at("id"), section.at("title"), {}});
    for (const Json& claim : section.at("claims")) answer.sections.back().claims.push_back(ClaimOf(claim));
  }
  for (const Json& item : json.at("evidence")) answer.evidence.push_back(EvidenceOf(item));
  for (const Json& item : json.at("left_out")) answer.left_out.push_back({item.at("what"), item.at("count")});
  answer.model = ModelUseOf(json.at("model"));
  return answer;
}

}  // namespace

std::string ToJson(const Answer& answer) { return Dump(Of(answer)); }
std::string ToJson(const Claim& claim) { return Dump(Of(claim)); }
std::string ToJson(const Fact& fact, bool superseded) { return Dump(Of(fact, superseded)); }

std::string ToJson(const ImportLedger& ledger) {
  Json by_type = Json::object(), lines = Json::array();
  for (const auto& [type, count] : ledger.by_type)
    by_type[type] = {{"facts", count.facts}, {"document", count.document}, {"refused", count.refused}, {"fact_count", count.fact_count}};
  for (const LedgerLine& line : ledger.lines)
    lines.push_back({{"disposition", kDispositions.at(static_cast<std::size_t>(line.disposition))},
                     {"type", line.type},
                     {"logical_id", line.logical_id},
                     {"reason", line.reason},
                     {"offset", line.offset}});
  return Dump({{"format", ledger.format},
               {"in", ledger.in},
               {"kept", ledger.kept},
               {"kept_as_document", ledger.kept_as_document},
               {"refused", ledger.refused},
               {"facts", ledger.facts},
               {"bytes", ledger.bytes},
               {"by_type", std::move(by_type)},
               {"lines", std::move(lines)},
               {"lines_left_out", ledger.lines_left_out}});
}

Result<Claim> ParseClaim(std::string_view json) {
  try {
    return ClaimOf(Json::parse(json));
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kBadInput, std::string("this is not a stored claim: ") + error.what());
  }
}

Result<Answer> ParseAnswer(std::string_view json) {
  try {
    return AnswerOf(Json::parse(json));
  } catch (const std::exception& error) {   // of the JSON library: an element that is missing or of another type
    return Fail(ErrorCode::kBadInput, std::string("this is not a stored answer: ") + error.what());
  }
}

}  // namespace aegle
