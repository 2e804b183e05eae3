// /api/audit: what was done with whose record, and whether the log is what was written.
#include <nlohmann/json.hpp>

#include "audit/audit_log.h"
#include "base/hash.h"
#include "serve/routes.h"
#include "serve/views.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Result<AuditQuery> QueryOf(const HttpRequest& request) {
  AuditQuery query;
  AEGLE_TRY(limit, request.QueryNumber("limit", 100, 1, 1000));
  AEGLE_TRY(before, request.QueryNumber("before", 0, 0, INT64_MAX));
  query.limit = static_cast<std::size_t>(limit);
  if (before > 0) query.before = static_cast<std::uint64_t>(before);
  query.actor = request.Query("actor");
  if (std::string_view id = request.Query("patient"); !id.empty()) {
    AEGLE_TRY(patient, PatientId::Parse(id));
    query.patient = patient;
  }
  if (std::string_view name = request.Query("action"); !name.empty()) {
    query.action = ParseAuditAction(name);
    if (!query.action) return Fail(ErrorCode::kBadUsage, "there is no action of this name", "query parameter action");
  }
  if (std::string_view name = request.Query("outcome"); !name.empty()) {
    query.outcome = ParseAuditOutcome(name);
    if (!query.outcome) return Fail(ErrorCode::kBadUsage, "there is no outcome of this name", "query parameter outcome");
  }
  return query;
}

Result<AuditLog*> LogOf(Services& services) {
  if (!services.audit) return Fail(ErrorCode::kUnavailable, "there is no audit here", "audit");
  return services.audit;
}

Result<HttpReply> ListRecords(Services& services, const HttpRequest& request) {
  AEGLE_TRY(query, QueryOf(request));
  AEGLE_TRY(log, LogOf(services));
  AEGLE_TRY(records, log->Read(query));
  Json list = Json::array();
  for (const AuditRecord& record : records) list.push_back(Json::parse(AuditRecordJson(record)));
  return HttpReply::Json(DumpJson({{"records", list}}));
}

Result<HttpReply> CheckLog(Services& services) {
  AEGLE_TRY(log, LogOf(services));
  AEGLE_TRY(report, log->Verify());
  Json findings = Json::array();
  for (const AuditFinding& finding : report.findings)
    findings.push_back({{"fault", Name(finding.fault)}, {"first", finding.first}, {"last", finding.last}, {"place", finding.place}, {"message", finding.message}});
  const std::string_view root(reinterpret_cast<const char*>(report.root.data()), report.root.size());
  return HttpReply::Json(DumpJson({{"ok", report.ok()}, {"records", report.records}, {"root", ToHex(root)}, {"heads", report.heads}, {"findings", findings}}));
}

}  // namespace

void AddAuditRoutes(RouteTable& routes, Services& services) {
  routes.Get("/api/audit", {Resource::kAudit, Action::kRead}, [&services](const HttpRequest& request) { return ListRecords(services, request); })
      .Summary("Records of the audit, the newest first").Query("actor", "user name").Query("patient", "id, as p17").Query("action", "read, write, generate, deny ...")
      .Query("outcome", "done, refused or failed").Query("before", "only records with a smaller sequence number").Query("limit", "1 to 1000, default 100").Returns("AuditList").Tag("audit").Fails(ErrorCode::kBadUsage);
  routes.Get("/api/audit/verify", {Resource::kAudit, Action::kRead}, [&services](const HttpRequest&) { return CheckLog(services); })
      .Summary("Reads the whole log and says what is wrong with it, and where").Returns("AuditCheck").Tag("audit");
}

}  // namespace aegle
