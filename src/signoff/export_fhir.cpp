// A signed document as a FHIR R4 document Bundle, tagged after AI Transparency on FHIR (hl7.fhir.uv.aitransparency 1.0.0-ballot).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "signoff/document_text.h"
#include "signoff/export.h"
#include "signoff/signature.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kGuide = "http://hl7.org/fhir/uv/aitransparency/";
constexpr std::string_view kInlineLabel = "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label";

Json Coding(std::string_view system, std::string_view code, std::string_view display) { return {{"system", system}, {"code", code}, {"display", display}}; }
Json Concept(Json coding) { return {{"coding", Json::array({std::move(coding)})}}; }

// "Artificial Intelligence asserted", HL7 v3 ObservationValue: security provenance metadata that an artificial intelligence asserted the content.
Json AiLabel() { return Coding("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "AIAST", "Artificial Intelligence asserted"); }
Json ParticipantType(std::string_view code, std::string_view display) { return Concept(Coding("http://terminology.hl7.org/CodeSystem/provenance-participant-type", code, display)); }
Json DeviceType(std::string_view code, std::string_view display) { return Concept(Coding(std::string(kGuide) + "CodeSystem/AIdeviceTypeCS", code, display)); }
Json Loinc(std::string_view code, std::string_view display) { return Concept(Coding("http://loinc.org", code, display)); }

Json DocumentType(std::string_view task) {
  if (task == "handoff") return Loinc("18761-7", "Transfer summary note");
  if (task == "summarize") return Loinc("34133-9", "Summary of episode note");
  return Loinc("34109-9", "Note");
}

Json SectionCode(std::string_view kind) {
  static const std::map<std::string_view, std::pair<std::string_view, std::string_view>> kCodes = {{"allergies", {"48765-2", "Allergies and adverse reactions Document"}},
                                                                                                  {"medications", {"10160-0", "History of Medication use Narrative"}},
                                                                                                  {"problems", {"11450-4", "Problem list - Reported"}},
                                                                                                  {"course", {"8648-8", "Hospital course Narrative"}},
                                                                                                  {"action_list", {"18776-5", "Plan of care note"}}};
  auto found = kCodes.find(kind);
  return found == kCodes.end() ? Json() : Loinc(found->second.first, found->second.second);
}

std::string Escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

// Hash of bytes as a name (RFC 6920): tells whether one has the same bytes, without telling them.
std::string HashName(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return "ni:///sha-256;" + Base64Url(bytes);
}

class Writer {
 public:
  Writer(const Draft& draft, const CaseFile& file, std::string_view software) : draft_(draft), record_(*draft.signature), answer_(file.answer), software_(software) {
    std::size_t at = 0;
    for (const DraftSection& section : draft.sections) {
      bool live = std::any_of(section.statements.begin(), section.statements.end(), [](const Statement& one) { return !one.removed; });
      if (!live) continue;
      bool model = std::any_of(section.statements.begin(), section.statements.end(), [](const Statement& one) { return !one.removed && !one.edited() && one.drafted.by_model; });
      if (model) worded_.push_back(at);
      ++at;
    }
  }

  std::string Bundle() {
    Json entries = Json::array();
    auto add = [&](std::string_view name, Json resource) {
      resource["id"] = Uuid(name);
      entries.push_back({{"fullUrl", "urn:uuid:" + Uuid(name)}, {"resource", std::move(resource)}});
    };
    add("composition", Composition());
    add("patient", PatientResource());
    add("practitioner", Practitioner());
    add("device", Device());
    add("model-card", ModelCard());
    add("text", SignedText());
    add("provenance", Provenance());
    Json bundle = {{"resourceType", "Bundle"},
                   {"meta", {{"security", Json::array({AiLabel()})}}},
                   {"identifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:uuid:" + Uuid("bundle")}}},
                   {"type", "document"},
                   {"timestamp", Signed()},
                   {"entry", std::move(entries)}};
    return bundle.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  // The same document gives the same identifiers (RFC 9562, version 8).
  [[nodiscard]] std::string Uuid(std::string_view name) const {
    std::string hex = Sha256Hex(record_.text_sha256 + record_.jws + std::string(name));
    hex[12] = '8';
    hex[16] = "89ab"[static_cast<std::size_t>(hex[16]) % 4];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20, 12);
  }
  [[nodiscard]] Json Reference(std::string_view name, std::string display = {}) const {
    Json reference = {{"reference", "urn:uuid:" + Uuid(name)}};
    if (!display.empty()) reference["display"] = std::move(display);
    return reference;
  }
  [[nodiscard]] std::string Signed() const { return DateTime::FromInstant(record_.signed_at).ToString(); }
  [[nodiscard]] Json Meta(std::string_view profile = {}) const {
    Json meta = Json::object();
    if (!profile.empty()) meta["profile"] = Json::array({std::string(kGuide) + "StructureDefinition/" + std::string(profile)});
    meta["security"] = Json::array({AiLabel()});
    return meta;
  }
  [[nodiscard]] Json Narrative(const std::string& inner) const {
    return {{"status", "generated"}, {"div", fmt::format("<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"{0}\" lang=\"{0}\">{1}</div>", Code(draft_.language), inner)}};
  }

  Json Composition() {
    Json sections = Json::array();
    for (const DraftSection& section : draft_.sections) {
      std::string items;
      bool worded = std::find(worded_.begin(), worded_.end(), sections.size()) != worded_.end();
      for (const Statement& one : section.statements) {
        if (one.removed) continue;
        std::string cites = CitationText(one);
        items += "<li>" + Escape(one.text) + (cites.empty() ? "" : " " + Escape(cites)) + "</li>";
      }
      if (items.empty()) continue;
      Json text = Narrative("<ul>" + items + "</ul>");
      if (worded) text["extension"] = Json::array({{{"url", kInlineLabel}, {"valueCoding", AiLabel()}}});
      Json json = {{"title", section.title}};
      if (Json code = SectionCode(section.kind); !code.is_null()) json["code"] = std::move(code);
      json["text"] = std::move(text);
      sections.push_back(std::move(json));
    }
    sections.push_back(SourceSection());
    Json meta = Meta();
    if (!worded_.empty()) meta["security"].push_back(Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PROCESSINLINELABEL", "process inline security label"));
    return {{"resourceType", "Composition"},
            {"meta", std::move(meta)},
            {"language", Code(draft_.language)},
            {"identifier", {{"system", "urn:ietf:rfc:3986"}, {"value", HashName(record_.text_sha256)}}},
            {"status", "final"},
            {"type", DocumentType(draft_.task)},
            {"subject", Reference("patient")},
            {"date", Signed()},
            {"author", Json::array({Reference("practitioner", record_.signer.name), Reference("device", "Aegle")})},
            {"title", DocumentTitle(draft_.task, draft_.language)},
            {"attester", Json::array({{{"mode", "legal"}, {"time", Signed()}, {"party", Reference("practitioner", record_.signer.name)}}})},
            {"section", std::move(sections)}};
  }

  // What the sentences rest on, and the signed text itself.
  Json SourceSection() {
    std::string items;
    for (const Evidence* one : CitedEvidence(draft_, answer_)) items += "<li>[" + one->label + "] " + Escape(one->text) + "</li>";
    std::string inner = items.empty() ? "" : "<ul>" + items + "</ul>";
    for (const std::string& line : AuthorshipLines(draft_, answer_)) inner += "<p>" + Escape(line) + "</p>";
    return {{"title", Word(DocumentWord::kSources, draft_.language)}, {"text", Narrative(inner)}, {"entry", Json::array({Reference("text")})}};
  }

  Json PatientResource() {
    const DocumentHead& head = record_.head;
    Json patient = {{"resourceType", "Patient"}};
    if (!head.patient_identifier.empty()) patient["identifier"] = Json::array({{{"value", head.patient_identifier}}});
    if (!head.patient_name.empty()) patient["name"] = Json::array({{{"text", head.patient_name}}});
    patient["gender"] = head.gender.empty() ? "unknown" : head.gender;
    if (!head.birth_date.empty()) patient["birthDate"] = head.birth_date.substr(0, 10);
    return patient;
  }

  Json Practitioner() {
    Json practitioner = {{"resourceType", "Practitioner"}, {"identifier", Json::array({{{"value", record_.signer.id}}})}, {"name", Json::array({{{"text", record_.signer.name}}})}};
    if (!record_.signer.credentials.empty()) practitioner["qualification"] = Json::array({{{"code", {{"text", record_.signer.credentials}}}}});
    return practitioner;
  }

  Json Device() {
    Json extensions = Json::array(), versions = Json::array({{{"value", std::string(software_)}}});
    auto kind = [&](std::string_view code, std::string_view display) {
      extensions.push_back({{"url", std::string(kGuide) + "StructureDefinition/aitransparency.AIKind"}, {"valueCodeableConcept", DeviceType(code, display)}});
    };
    auto version = [&](std::string_view type, const std::string& value) {
      if (!value.empty()) versions.push_back({{"type", {{"text", type}}}, {"value", value}});
    };
    kind("Rule-Based-Systems", "Rule-Based Systems");
    if (!answer_.model.model.empty()) kind("Large-Language-Models", "Large Language Models");
    extensions.push_back({{"url", std::string(kGuide) + "StructureDefinition/aitransparency.modelCardDescription"}, {"valueReference", Reference("model-card")}});
    version("language model", answer_.model.model);
    version("SHA-256 of the model's weights", answer_.model.sha256);
    version("SHA-256 of the prompt", answer_.model.prompt_sha256);
    return {{"resourceType", "Device"}, {"meta", {{"profile", Json::array({std::string(kGuide) + "StructureDefinition/AI-Device"})}}},
            {"extension", std::move(extensions)}, {"manufacturer", "Aegle"}, {"deviceName", Json::array({{{"name", "Aegle"}, {"type", "user-friendly-name"}}})},
            {"type", DeviceType("Artificial-Intelligence", "All kinds of Artificial Intelligence")}, {"version", std::move(versions)}};
  }

  std::string CardText() const {
    const ModelUse& model = answer_.model;
    std::string card = "# Aegle\n\n## Intended use\nDrafts for clinicians from records that they hold. Not a medical device. A clinician reads, corrects and signs each document.\n\n"
                       "## How a document is made\nRules choose the facts. Code writes each sentence and every number from them. ";
    card += model.model.empty() ? "No language model was used for this document.\n"
                                : fmt::format("The language model may only word joining text around those values; each of its sentences was compared with its sources by code, and what they do "
                                              "not carry was struck or replaced.\n\n## Language model\nName: {}\nSHA-256 of the weights: {}\nSHA-256 of the instruction: {}\nSeed: {}\nSentences planned {}, accepted {}, refused {}, by code instead {}\n",
                                              model.model, model.sha256, model.prompt_sha256, model.seed, model.planned, model.said, model.refused, model.fell_back);
    return card + "\n## Limits\nErrors of the record are repeated with their source. What was not imported is not known. The comparison with the sources is measured and not perfect.\n";
  }

  Json ModelCard() {
    return {{"resourceType", "DocumentReference"},
            {"meta", {{"profile", Json::array({std::string(kGuide) + "StructureDefinition/AI-ModelCard"})}}},
            {"status", "current"},
            {"type", Concept(Coding(std::string(kGuide) + "CodeSystem/AIinputsCS", "AIModelCard", "AI Model-Card"))},
            {"category", Json::array({Concept(Coding(std::string(kGuide) + "CodeSystem/AIinputsCS", "AIModelCardMarkdownFormat", "Markdown Format"))})},
            {"content", Json::array({{{"attachment", {{"contentType", "text/markdown"}, {"data", Base64(CardText())}, {"title", "Model card"}}}}})}};
  }

  Json SignedText() {
    Json attachment = {{"contentType", "text/plain; charset=utf-8"}, {"language", Code(draft_.language)}, {"data", Base64(record_.text)}, {"size", record_.text.size()},
                       {"title", DocumentTitle(draft_.task, draft_.language)}, {"creation", Signed()}};
    return {{"resourceType", "DocumentReference"}, {"meta", Meta()}, {"identifier", Json::array({{{"system", "urn:ietf:rfc:3986"}, {"value", HashName(record_.text_sha256)}}})},
            {"status", "current"}, {"docStatus", "final"}, {"type", DocumentType(draft_.task)}, {"subject", Reference("patient")}, {"date", Signed()},
            {"author", Json::array({Reference("practitioner"), Reference("device")})}, {"authenticator", Reference("practitioner")}, {"securityLabel", Json::array({Concept(AiLabel())})},
            {"content", Json::array({{{"attachment", std::move(attachment)}}})}};
  }

  Json Provenance() {
    Json targets = Json::array({Reference("composition"), Reference("text")});
    for (std::size_t at : worded_) {
      Json target = Reference("composition");
      target["extension"] = Json::array({{{"url", "http://hl7.org/fhir/StructureDefinition/targetPath"}, {"valueString", fmt::format("Composition.section[{}].text", at)}}});
      targets.push_back(std::move(target));
    }
    Json ai = {{"type", ParticipantType("author", "Author")}, {"role", Json::array({DeviceType("Artificial-Intelligence", "All kinds of Artificial Intelligence")})}, {"who", Reference("device", "Aegle")}};
    Json human = {{"type", ParticipantType("verifier", "Verifier")}, {"who", Reference("practitioner", record_.signer.name)}};
    Json legal = {{"type", ParticipantType("legal", "Legal Authenticator")}, {"who", Reference("practitioner", record_.signer.name)}};
    Json entities = Json::array({{{"role", "derivation"}, {"what", Reference("model-card")}}});
    Json payload = Payload();
    for (const Json& one : payload["evidence"])
      if (one.contains("bytes_sha256")) entities.push_back({{"role", "source"}, {"what", {{"identifier", {{"system", "urn:ietf:rfc:3986"}, {"value", HashName(one["bytes_sha256"].get<std::string>())}}}, {"display", one["label"]}}}});
    return {{"resourceType", "Provenance"},
            {"meta", Meta("AI-Provenance")},
            {"target", std::move(targets)},
            {"occurredDateTime", DateTime::FromInstant(answer_.created).ToString()},
            {"recorded", Signed()},
            {"reason", Json::array({Concept(AiLabel())})},
            {"activity", Concept(Coding("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create"))},
            {"agent", Json::array({std::move(ai), std::move(human), std::move(legal)})},
            {"entity", std::move(entities)},
            {"signature", Json::array({{{"type", Json::array({Coding("urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.1", "Author's Signature")})},
                                        {"when", Signed()},
                                        {"who", Reference("practitioner", record_.signer.name)},
                                        {"targetFormat", "application/json"},
                                        {"sigFormat", "application/jose"},
                                        {"data", Base64(record_.jws)}}})}};
  }

  [[nodiscard]] Json Payload() const {
    auto payload = VerifySignature(record_);
    return payload ? Json::parse(*payload) : Json{{"evidence", Json::array()}};
  }

  const Draft& draft_;
  const SignatureRecord& record_;
  const Answer& answer_;
  std::string_view software_;
  std::vector<std::size_t> worded_;   // sections with words of the model, counted as in the Composition
};

}  // namespace

std::string FhirDocument(const Draft& draft, const CaseFile& file, std::string_view software) { return Writer(draft, file, software).Bundle(); }

}  // namespace aegle
