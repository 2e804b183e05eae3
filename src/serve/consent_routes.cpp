// /api/patients/{id}/consents: what a person agreed to. A change counts from the next request on.
#include "access/consent_book.h"
#include "serve/access_json.h"
#include "serve/gate.h"
#include "serve/routes.h"
#include "serve/views.h"

namespace aegle {
namespace {

Result<AccessView> ConsentsView(Store& store, PatientId patient) {
  ConsentBook book(store);
  const Instant now = Now();
  AEGLE_TRY(consents, book.Of(patient));
  AEGLE_TRY(left, book.CountLeft(patient));
  AccessView list = AccessView::array(), verdicts = AccessView::object();
  for (const Consent& consent : consents) {
    AccessView view = AccessView::parse(ToJson(consent));
    view["in_force"] = IsInForce(consent, now);
    list.push_back(std::move(view));
  }
  constexpr std::string_view kVerdicts[] = {"silent", "permitted", "denied"};
  for (Purpose purpose : kPurposes)
    verdicts[std::string(Name(purpose))] = kVerdicts[static_cast<std::size_t>(Evaluate(consents, {purpose, "", "", {}, now}))];
  return AccessView{{"consents", list}, {"verdicts", verdicts}, {"indexed", {{"search", left.left.search}, {"vectors", left.left.vectors}, {"training", left.queue_left}}}};
}

Result<Purpose> PurposeOf(const std::string& name) {
  auto purpose = ParsePurpose(name);
  if (!purpose) return Fail(ErrorCode::kBadUsage, "there is no purpose of this name", "purpose", "treatment, research or training");
  return *purpose;
}

Result<Consent> ConsentIn(const AccessView& body) {
  Consent consent;
  AEGLE_TRY(kind, TextIn(body, "kind", "permit"));
  if (kind != "permit" && kind != "refuse") return Fail(ErrorCode::kBadUsage, "kind must be permit or refuse", "kind");
  consent.kind = kind == "permit" ? ConsentKind::kPermit : ConsentKind::kRefuse;
  AEGLE_TRY(purposes, TextsIn(body, "purposes"));
  for (const std::string& name : purposes) {
    AEGLE_TRY(purpose, PurposeOf(name));
    consent.purposes.push_back(purpose);
  }
  AEGLE_TRY(actors, TextsIn(body, "actors"));
  AEGLE_TRY(labels, LabelsIn(body, "labels"));
  AEGLE_TRY(from, NumberIn(body, "from_ms", 0));
  AEGLE_TRY(until, NumberIn(body, "until_ms", 0));
  AEGLE_TRY(note, TextIn(body, "note"));
  if (until != 0 && until <= from) return Fail(ErrorCode::kBadUsage, "a consent ends after it began", "until_ms");
  consent.actors = actors;
  consent.labels = labels;
  consent.from = from;
  consent.until = until;
  consent.note = note.substr(0, 2000);
  return consent;
}

Result<HttpReply> GiveConsent(Store& store, const HttpRequest& request) {
  AEGLE_TRY(patient, PatientId::Parse(request.Parameter("id")));
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(consent, ConsentIn(body));
  consent.patient = patient;
  consent.recorded_by = request.caller->principal.name;
  AEGLE_CHECK(ConsentBook(store).Grant(std::move(consent), Now()));
  AEGLE_TRY(view, ConsentsView(store, patient));
  return HttpReply::Json(DumpJson(view));
}

// The count of what is left goes on record, whatever it is.
Result<HttpReply> WithdrawConsent(Gate& gate, Store& store, const HttpRequest& request) {
  AEGLE_TRY(patient, PatientId::Parse(request.Parameter("id")));
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(name, TextIn(body, "purpose"));
  AEGLE_TRY(purpose, PurposeOf(name));
  AEGLE_TRY(note, TextIn(body, "note"));
  const std::string& user = request.caller->principal.name;
  auto proof = ConsentBook(store).Withdraw(patient, purpose, user, note.substr(0, 2000), Now());
  AuditEvent event;
  event.action = AuditAction::kSystem;
  event.actor = user;
  event.patient = patient;
  event.resource = "withdrawal proof";
  event.purpose = name;
  event.outcome = proof ? AuditOutcome::kDone : AuditOutcome::kFailed;
  if (proof) event.detail = ToJson(*proof);
  AEGLE_CHECK(gate.Record(event));
  if (!proof) return tl::unexpected(proof.error());
  AEGLE_TRY(view, ConsentsView(store, patient));
  view["proof"] = AccessView::parse(ToJson(*proof));
  return HttpReply::Json(DumpJson(view));
}

}  // namespace

void AddConsentRoutes(RouteTable& routes, Gate& gate, Services& services) {
  Store& store = services.site_store;
  routes.Get("/api/patients/{id}/consents", {Resource::kConsent, Action::kRead, Of::kPatient}, [&store](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(patient, PatientId::Parse(request.Parameter("id")));
          AEGLE_TRY(view, ConsentsView(store, patient));
          return HttpReply::Json(DumpJson(view));
        }).Summary("What a person agreed to or refused, and what follows now").Returns("ConsentList").Tag("access").Fails(ErrorCode::kNotFound);
  routes.Post("/api/patients/{id}/consents", {Resource::kConsent, Action::kWrite, Of::kPatient}, [&store](const HttpRequest& request) { return GiveConsent(store, request); })
      .Summary("Writes a permission or refusal down").Takes("ConsentRequest").Returns("ConsentList").Tag("access").Fails(ErrorCode::kNotFound).Fails(ErrorCode::kBadUsage);
  routes.Post("/api/patients/{id}/consents/withdraw", {Resource::kConsent, Action::kWrite, Of::kPatient},
              [&gate, &store](const HttpRequest& request) { return WithdrawConsent(gate, store, request); })
      .Summary("Withdraws the consent for one purpose; indexes and queues are emptied and counted").Takes("WithdrawRequest").Returns("ConsentList").Tag("access")
      .Fails(ErrorCode::kNotFound).Fails(ErrorCode::kIntegrity);
}

}  // namespace aegle
