#include "audit/audit_event.h"

#include <array>
#include <nlohmann/json.hpp>

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostPayload = std::size_t{64} << 10;

constexpr std::array<std::string_view, kAuditActionCount> kActions{"read", "write", "generate", "export",      "sign",  "deny",
                                                                   "login", "logout", "consent", "break-glass", "admin", "system"};
constexpr std::array<std::string_view, 3> kOutcomes{"done", "refused", "failed"};

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

void AddText(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}

Json ToJson(const AuditEvent& event, std::string_view pseudonym) {
  Json json{{"action", Name(event.action)}, {"outcome", Name(event.outcome)}};
  AddText(json, "actor", event.actor);
  AddText(json, "role", event.role);
  if (!event.patient.empty()) {
    json["patient"] = event.patient.ToString();
    json["pseudonym"] = pseudonym;
  }
  AddText(json, "resource", event.resource);
  AddText(json, "purpose", event.purpose);
  if (!event.detail.empty()) json["detail"] = Json::parse(event.detail, nullptr, false);
  return json;
}

std::string TextOf(const Json& json, const char* name) {
  auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string_view Name(AuditAction action) { return kActions[static_cast<std::size_t>(action)]; }
std::string_view Name(AuditOutcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

std::optional<AuditAction> ParseAuditAction(std::string_view name) {
  for (std::size_t i = 0; i < kActions.size(); ++i)
    if (kActions[i] == name) return static_cast<AuditAction>(i);
  return std::nullopt;
}

std::optional<AuditOutcome> ParseAuditOutcome(std::string_view name) {
  for (std::size_t i = 0; i < kOutcomes.size(); ++i)
    if (kOutcomes[i] == name) return static_cast<AuditOutcome>(i);
  return std::nullopt;
}

Result<std::string> EncodeAuditEvent(const AuditEvent& event, std::string_view pseudonym) {
  Json json = ToJson(event, pseudonym);
  if (json.contains("detail") && !json["detail"].is_object())
    return Fail(ErrorCode::kBadUsage, "The detail of an audit event is a JSON object");
  std::string payload = Dump(json);
  if (payload.size() > kMostPayload) return Fail(ErrorCode::kTooLarge, "An audit event has at most 64 KiB");
  return payload;
}

Result<void> DecodeAuditEvent(std::string_view payload, AuditRecord& record) {
  Json json = Json::parse(payload, nullptr, false);
  auto fail = [&] { return Fail(ErrorCode::kIntegrity, "An audit record cannot be read", "record " + std::to_string(record.sequence)); };
  if (!json.is_object()) return fail();
  auto action = ParseAuditAction(TextOf(json, "action"));
  auto outcome = ParseAuditOutcome(TextOf(json, "outcome"));
  if (!action || !outcome) return fail();
  record.event = {*action, TextOf(json, "actor"), TextOf(json, "role"), {}, TextOf(json, "resource"), *outcome, TextOf(json, "purpose"), ""};
  if (json.contains("detail")) record.event.detail = Dump(json["detail"]);
  record.pseudonym = TextOf(json, "pseudonym");
  const std::string patient = TextOf(json, "patient");
  if (patient.empty()) return {};
  auto id = PatientId::Parse(patient);
  if (!id) return fail();
  record.event.patient = *id;
  return {};
}

std::string AuditRecordJson(const AuditRecord& record) {
  Json json{{"sequence", record.sequence}, {"time", DateTime::FromInstant(record.time, TimePrecision::kMillisecond).ToString()}};
  json.update(ToJson(record.event, record.pseudonym));
  json["hash"] = record.hash;
  return Dump(json);
}

}  // namespace aegle
