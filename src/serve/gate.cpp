#include "serve/gate.h"

#include "access/credentials.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"

namespace aegle {
namespace {

constexpr std::string_view kBearer = "Bearer ";

SessionLimits LimitsOf(const Settings& settings) {
  SessionLimits limits;
  limits.idle_ms = static_cast<std::int64_t>(settings.Number("access.idle_minutes") * 60'000);
  limits.absolute_ms = static_cast<std::int64_t>(settings.Number("access.session_hours") * 3'600'000);
  return limits;
}

tl::unexpected<Error> FailSignIn() { return Fail(ErrorCode::kSignIn, "Nobody is signed in", "", "Sign in, or send an API token."); }

// Whose the request is about, and whether the principal may touch it. An id that cannot be read is left to the route, which says so.
struct Verdict {
  PatientId patient;
  Decision decision;
};

Result<Verdict> DecideAbout(const Route& route, const HttpRequest& request, GuardedStore& store) {
  const Access& access = route.access();
  const std::string_view id = request.Parameter(access.parameter);
  Verdict verdict;
  auto check = [&](PatientId patient) -> Result<Verdict> {
    AEGLE_TRY(decision, store.Check(access.resource, access.action, patient));
    return Verdict{patient, decision};
  };
  AEGLE_TRY(anybody, store.Check(access.resource, access.action, {}));
  verdict.decision = anybody;
  if (!anybody.allowed()) return verdict;
  if (access.of == Of::kPatient)
    if (auto patient = PatientId::Parse(id)) return check(*patient);
  if (access.of == Of::kFact)
    if (auto fact = FactId::Parse(id)) {
      const PatientId owner = store.OwnerOf(*fact);
      if (!store.GetFact(*fact)) return Verdict{owner, {Reason::kRelation}};
      return check(owner);
    }
  if (access.of == Of::kAnswer)
    if (auto answer = AnswerId::Parse(id)) {
      const PatientId owner = store.OwnerOf(*answer);
      if (owner.empty()) return Verdict{owner, {Reason::kRelation}};
      return check(owner);
    }
  if (access.of == Of::kDocument)
    if (auto document = DocumentId::Parse(id); document && !store.GetDocument(*document)) return Verdict{{}, {Reason::kRelation}};
  return verdict;
}

AuditAction ActionOf(const Access& access) {
  if (access.action == Action::kGenerate) return AuditAction::kGenerate;
  if (access.action == Action::kSign) return AuditAction::kSign;
  if (access.action == Action::kExport) return AuditAction::kExport;
  if (access.action == Action::kRead) return AuditAction::kRead;
  switch (access.resource) {
    case Resource::kConsent: return AuditAction::kConsent;
    case Resource::kBreakGlass: return AuditAction::kBreakGlass;
    case Resource::kUser:
    case Resource::kSite:
    case Resource::kToken: return AuditAction::kAdmin;
    default: return AuditAction::kWrite;
  }
}

// What everybody may ask, and the state of the machine, is not about anybody.
bool IsRecorded(Resource resource) { return resource != Resource::kPublic && resource != Resource::kStatus; }

// The ids of the path, without what a person typed.
std::string IdsOf(const HttpRequest& request) {
  std::string json = "{";
  for (const auto& [name, value] : request.parameters) {
    const bool is_id = value.size() <= 20 && value.find_first_not_of("0123456789", 1) == std::string::npos && value.size() > 1 && IsLetterAscii(value[0]);
    if (is_id) json += (json.size() > 1 ? "," : "") + ("\"" + name + "\":\"" + value + "\"");
  }
  return json + "}";
}

}  // namespace

AuditEvent EventOf(const Route& route, const HttpRequest& request, const Principal& principal, PatientId patient, const Decision& decision) {
  AuditEvent event;
  event.action = decision.allowed() ? ActionOf(route.access()) : AuditAction::kDeny;
  event.actor = principal.name;
  event.role = Name(principal.role);
  event.patient = patient;
  event.resource = route.method() + " " + route.pattern();
  event.outcome = decision.allowed() ? AuditOutcome::kDone : AuditOutcome::kRefused;
  event.purpose = decision.emergency ? "emergency" : std::string(Name(principal.purpose));
  event.detail = IdsOf(request);
  if (!decision.allowed()) event.detail.insert(event.detail.size() - 1, std::string(event.detail.size() > 2 ? "," : "") + "\"reason\":\"" + std::string(Name(decision.reason)) + "\"");
  return event;
}

Gate::Gate(Store& store, const Settings& settings, AuditRecorder record, MonotonicClock clock)
    : store_(store), record_(std::move(record)), directory_(store), sessions_(LimitsOf(settings), clock), sign_in_(directory_, clock),
      by_user_(settings.Number("access.requests_per_minute"), settings.Number("access.requests_per_minute") / 4, clock),
      by_client_(240, 120, clock) {}

Result<bool> Gate::SinglePerson() {
  if (has_users_) return false;
  AEGLE_TRY(any, directory_.HasUsers());
  if (any) has_users_ = true;   // the last user cannot be removed, so it stays so
  return !any;
}

bool Gate::Knows(const HttpRequest& head) {
  auto single = SinglePerson();
  if (single && *single) return true;
  const std::string_view authorization = head.Header("authorization");
  if (authorization.starts_with(kBearer)) return directory_.PrincipalOfToken(authorization.substr(kBearer.size()), Now()).has_value();
  return sessions_.Alive(Sha256Hex(head.Cookie("aegle_session")));
}

Result<void> Gate::Record(const AuditEvent& event, bool emergency) const {
  if (!record_) return {};
  auto done = record_(event, emergency);
  if (done) return {};
  Log(LogLevel::kError, "the audit cannot be written", {{"error", done.error().code}});
  return Fail(ErrorCode::kUnavailable, "This cannot be recorded, so it is not done", "audit", "An operator of this site has to look after the disk.");
}

Result<std::shared_ptr<Caller>> Gate::BySession(const HttpRequest& request) {
  const std::string_view cookie = request.Cookie("aegle_session");
  if (cookie.empty()) return FailSignIn();
  auto session = sessions_.Use(cookie);
  if (!session) return FailSignIn();
  auto user = directory_.Find(session->user);
  if (!user || user->disabled) {
    sessions_.End(session->id);
    return FailSignIn();
  }
  const bool changes = request.method != "GET" && request.method != "HEAD";
  if (changes && !EqualSecrets(request.Header("x-aegle-csrf"), session->csrf))
    return Fail(ErrorCode::kDenied, "The request does not come from this app", "X-Aegle-Csrf header", "GET /api/session has the token of the session.");
  auto caller = std::make_shared<Caller>();
  caller->principal = user->principal();
  caller->session = *session;
  return caller;
}

Result<std::shared_ptr<Caller>> Gate::Authenticate(const HttpRequest& request, Resource resource) {
  AEGLE_TRY(single, SinglePerson());
  if (single) {
    auto caller = std::make_shared<Caller>();
    caller->principal = Principal::Local();
    caller->single_person = true;
    return caller;
  }
  const std::string_view authorization = request.Header("authorization");
  if (authorization.starts_with(kBearer)) {
    auto principal = directory_.PrincipalOfToken(authorization.substr(kBearer.size()), Now());
    if (!principal && principal.error().code == ErrorCode::kDenied) return Fail(ErrorCode::kSignIn, "The token is not valid", "Authorization header", "Make a new one: aegle users token.");
    if (!principal) return tl::unexpected(principal.error());
    auto caller = std::make_shared<Caller>();
    caller->principal = std::move(*principal);
    return caller;
  }
  auto caller = BySession(request);
  // Signing in and asking who is signed in work without a session, and with one that is over.
  if (!caller && caller.error().code == ErrorCode::kSignIn && resource == Resource::kPublic) return std::make_shared<Caller>();
  return caller;
}

// In single-person mode there is nobody to protect from anybody.
Result<void> Gate::LimitRate(const Caller& caller, const HttpRequest& request) {
  if (caller.single_person) return {};
  std::int64_t wait = 0;
  const bool known = !caller.principal.name.empty();
  if (known ? by_user_.Take(caller.principal.name, &wait) : by_client_.Take(request.client, &wait)) return {};
  return Fail(ErrorCode::kBusy, "Too many requests", std::to_string((wait + 999) / 1000) + " s", "Wait, then try again.");
}

Result<HttpReply> Gate::Answer(const Route& route, HttpRequest& request) {
  auto authenticated = Authenticate(request, route.access().resource);
  if (!authenticated) {
    if (!by_client_.Take(request.client)) return Fail(ErrorCode::kBusy, "Too many requests", "", "Wait, then try again.");
    AEGLE_CHECK(Record(EventOf(route, request, {"unknown"}, {}, {Reason::kRole})));
    return tl::unexpected(authenticated.error());
  }
  std::shared_ptr<Caller> caller = *authenticated;
  AEGLE_CHECK(LimitRate(*caller, request));
  caller->store = std::make_shared<GuardedStore>(store_, caller->principal, Now());
  request.caller = caller;
  AEGLE_TRY(verdict, DecideAbout(route, request, *caller->store));
  const bool by_route = route.access().of == Of::kInBody && verdict.decision.allowed();
  if (IsRecorded(route.access().resource) && !by_route)
    AEGLE_CHECK(Record(EventOf(route, request, caller->principal, verdict.patient, verdict.decision), verdict.decision.emergency));
  if (!verdict.decision.allowed()) return tl::unexpected(DeniedError(verdict.decision));
  auto reply = route.handler()(request);
  if (reply && reply->stream && !caller->session.id.empty())
    reply->alive = [this, id = caller->session.id] { return sessions_.Alive(id); };
  return reply;
}

}  // namespace aegle
