// AuditRecord as a FHIR R4 AuditEvent. Codes: DICOM PS3.16 CID 400 (type), audit-event-type "rest", audit-event-outcome.
#include <nlohmann/json.hpp>

#include "audit/audit_event.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

struct EventType {
  const char* system;
  const char* code;
  const char* display;
  const char* action;  // C create, R read, U update, D delete, E execute
};

constexpr const char* kDicom = "http://dicom.nema.org/resources/ontology/DCM";
constexpr const char* kRest = "http://terminology.hl7.org/CodeSystem/audit-event-type";

EventType TypeOf(AuditAction action) {
  switch (action) {
    case AuditAction::kRead: return {kDicom, "110110", "Patient Record", "R"};
    case AuditAction::kWrite: return {kDicom, "110107", "Import", "C"};
    case AuditAction::kGenerate: return {kRest, "rest", "RESTful Operation", "E"};
    case AuditAction::kExport: return {kDicom, "110106", "Export", "R"};
    case AuditAction::kSign: return {kDicom, "110110", "Patient Record", "U"};
    case AuditAction::kDeny: return {kDicom, "110113", "Security Alert", "E"};
    case AuditAction::kLogin:
    case AuditAction::kLogout: return {kDicom, "110114", "User Authentication", "E"};
    case AuditAction::kConsent: return {kDicom, "110110", "Patient Record", "U"};
    case AuditAction::kBreakGlass: return {kDicom, "110113", "Security Alert", "E"};
    case AuditAction::kAdmin: return {kDicom, "110113", "Security Alert", "U"};
    case AuditAction::kSystem: return {kDicom, "110100", "Application Activity", "E"};
  }
  return {};
}

// http://terminology.hl7.org/CodeSystem/audit-event-outcome: 0 success, 4 minor failure (refused), 8 serious failure.
const char* OutcomeOf(AuditOutcome outcome) {
  return outcome == AuditOutcome::kDone ? "0" : outcome == AuditOutcome::kRefused ? "4" : "8";
}

Json Coding(const char* system, const std::string& code, const char* display = nullptr) {
  Json coding{{"system", system}, {"code", code}};
  if (display) coding["display"] = display;
  return coding;
}

Json AgentOf(const AuditEvent& event) {
  Json agent{{"who", {{"identifier", {{"value", event.actor.empty() ? "system" : event.actor}}}}}, {"requestor", true}};
  if (!event.role.empty()) agent["role"] = Json::array({{{"text", event.role}}});
  return agent;
}

Json EntitiesOf(const AuditRecord& record) {
  const char* type = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  const char* role = "http://terminology.hl7.org/CodeSystem/object-role";
  Json entities = Json::array();
  if (!record.event.patient.empty())
    entities.push_back({{"what", {{"reference", "Patient/" + record.event.patient.ToString()}, {"identifier", {{"value", record.pseudonym}}}}},
                        {"type", Coding(type, "1", "Person")},
                        {"role", Coding(role, "1", "Patient")}});
  Json object{{"type", Coding(type, "2", "System Object")}};
  if (!record.event.resource.empty()) object["name"] = record.event.resource;
  Json details = Json::array({{{"type", "sequence"}, {"valueString", std::to_string(record.sequence)}},
                              {{"type", "record hash"}, {"valueString", record.hash}}});
  if (!record.event.detail.empty()) details.push_back({{"type", "detail"}, {"valueString", record.event.detail}});
  object["detail"] = details;
  entities.push_back(object);
  return entities;
}

}  // namespace

std::string FhirAuditEventJson(const AuditRecord& record, std::string_view site) {
  const EventType type = TypeOf(record.event.action);
  Json event{{"resourceType", "AuditEvent"}, {"id", "audit-" + std::to_string(record.sequence)}};
  event["type"] = Coding(type.system, type.code, type.display);
  event["subtype"] = Json::array({Coding("https://aegle.invalid/audit-action", std::string(Name(record.event.action)))});
  event["action"] = type.action;
  event["recorded"] = DateTime::FromInstant(record.time, TimePrecision::kMillisecond).ToString();
  event["outcome"] = OutcomeOf(record.event.outcome);
  if (!record.event.purpose.empty()) event["purposeOfEvent"] = Json::array({{{"text", record.event.purpose}}});
  event["agent"] = Json::array({AgentOf(record.event)});
  event["source"] = {{"site", site}, {"observer", {{"display", "Aegle"}}}, {"type", Json::array({Coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server")})}};
  event["entity"] = EntitiesOf(record);
  return event.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace aegle
