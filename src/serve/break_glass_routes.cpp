// /api/break-glass: emergency access to one record, and its review.
#include "access/break_glass.h"

#include <algorithm>

#include "base/log.h"
#include "serve/access_json.h"
#include "serve/gate.h"
#include "serve/routes.h"
#include "serve/views.h"

namespace aegle {
namespace {

// By id, or by the exact record number: who has nobody in care cannot look people up by name.
Result<PatientId> PersonIn(Store& store, const AccessView& body) {
  AEGLE_TRY(id, TextIn(body, "patient"));
  if (!id.empty()) return PatientId::Parse(id);
  AEGLE_TRY(identifier, TextIn(body, "identifier"));
  if (identifier.empty()) return Fail(ErrorCode::kBadUsage, "whose record?", "patient", "An id as p17, or the record number.");
  AEGLE_TRY(found, store.Patients({.text = identifier, .limit = 100}));
  const AuditedAccess access("emergency access");
  for (const PatientSummary& summary : found)
    if (summary.patient.identifier.Reveal(access) == identifier) return summary.patient.id;
  return tl::unexpected(UnknownError());
}

AuditEvent EventOfEmergency(const Principal& principal, PatientId patient, const std::string& reason, AuditOutcome outcome) {
  AuditEvent event;
  event.action = outcome == AuditOutcome::kDone ? AuditAction::kBreakGlass : AuditAction::kDeny;
  event.actor = principal.name;
  event.role = Name(principal.role);
  event.patient = patient;
  event.resource = "break-glass";
  event.outcome = outcome;
  event.purpose = reason;
  return event;
}

Result<HttpReply> OpenRecord(Gate& gate, Store& store, const HttpRequest& request) {
  const Principal& principal = request.caller->principal;
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(reason, TextIn(body, "reason"));
  AEGLE_TRY(text, TextIn(body, "text"));
  AEGLE_TRY(password, TextIn(body, "password"));
  AEGLE_TRY(code, TextIn(body, "code"));
  const bool known_reason = std::find(kBreakGlassReasons.begin(), kBreakGlassReasons.end(), reason) != kBreakGlassReasons.end();
  const std::string recorded = known_reason ? reason : "other";
  auto again = gate.sign_in().Check(principal.name, password, code, Now());
  if (!again) {
    AEGLE_CHECK(gate.Record(EventOfEmergency(principal, {}, recorded, AuditOutcome::kRefused), true));
    return tl::unexpected(again.error());
  }
  AEGLE_TRY(patient, PersonIn(store, body));
  AEGLE_CHECK(gate.Record(EventOfEmergency(principal, patient, recorded, AuditOutcome::kDone), true));
  AEGLE_TRY(entry, BreakGlassBook(store).Open(principal, patient, reason, text, Now()));
  Log(LogLevel::kWarning, "emergency access was opened", {{"patient", entry.patient}});
  return HttpReply::Json(ToJson(entry));
}

Result<HttpReply> ListEmergencies(Store& store) {
  AEGLE_TRY(entries, BreakGlassBook(store).All());
  AccessView list = AccessView::array();
  for (const BreakGlass& entry : entries) list.push_back(AccessView::parse(ToJson(entry)));
  return HttpReply::Json(DumpJson({{"entries", list}}));
}

Result<HttpReply> ReviewEmergency(Store& store, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(id, TextIn(body, "id"));
  AEGLE_TRY(finding, TextIn(body, "finding"));
  AEGLE_TRY(entry, BreakGlassBook(store).Review(id, request.caller->principal.name, finding, Now()));
  return HttpReply::Json(ToJson(entry));
}

}  // namespace

void AddBreakGlassRoutes(RouteTable& routes, Gate& gate, Services& services) {
  Store& store = services.site_store;
  routes.Post("/api/break-glass", {Resource::kBreakGlass, Action::kWrite, Of::kInBody}, [&gate, &store](const HttpRequest& request) { return OpenRecord(gate, store, request); })
      .Summary("Opens one record for an hour in an emergency, with the password once more; it is reviewed").Takes("BreakGlassRequest").Returns("BreakGlass").Tag("access")
      .Fails(ErrorCode::kDenied).Fails(ErrorCode::kNotFound).Fails(ErrorCode::kBadUsage);
  routes.Get("/api/break-glass", {Resource::kBreakGlass, Action::kRead}, [&store](const HttpRequest&) { return ListEmergencies(store); })
      .Summary("Emergency accesses, the newest first").Returns("BreakGlassList").Tag("access");
  routes.Post("/api/break-glass/review", {Resource::kBreakGlass, Action::kSign}, [&store](const HttpRequest& request) { return ReviewEmergency(store, request); })
      .Summary("The finding of the review of one emergency access").Takes("ReviewRequest").Returns("BreakGlass").Tag("access").Fails(ErrorCode::kConflict).Fails(ErrorCode::kDenied);
}

}  // namespace aegle
