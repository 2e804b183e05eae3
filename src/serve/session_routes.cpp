// /api/session: signing in and out, who is signed in, the own password and second factor; /api/tokens: the own API tokens.
#include "access/break_glass.h"
#include "access/credentials.h"
#include "serve/access_json.h"
#include "serve/gate.h"
#include "serve/routes.h"
#include "serve/views.h"

namespace aegle {
namespace {

constexpr Instant kLongestToken = 366;   // days

std::string CookieHeader(std::string_view value, bool secure, bool end) {
  return "aegle_session=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "") + (end ? "; Max-Age=0" : "");
}

// What the role may do at all, for an app that shows only that: "user.write".
AccessView PermissionsOf(const Principal& principal) {
  AccessView all = AccessView::array();
  for (const TableRow& row : AccessTable())
    if (row.role == principal.role) all.push_back(std::string(Name(row.resource)) + "." + std::string(Name(row.action)));
  return all;
}

Result<AccessView> EmergenciesOf(Store& store, const Principal& principal, Instant now) {
  BreakGlassBook book(store);
  AccessView mine = AccessView::array();
  int unreviewed = 0;
  const bool reviews = RuleOf(principal.role, Resource::kBreakGlass, Action::kSign) != Rule::kNever;
  AEGLE_TRY(entries, book.All(reviews ? std::string_view() : std::string_view(principal.name)));
  for (const BreakGlass& entry : entries) {
    if (entry.user == principal.name && entry.active(now)) mine.push_back({{"patient", entry.patient.ToString()}, {"until_ms", entry.until}});
    unreviewed += entry.reviewed_by.empty() ? 1 : 0;
  }
  return AccessView{{"active", mine}, {"unreviewed", reviews ? unreviewed : 0}};
}

Result<AccessView> SessionView(Store& store, Directory& directory, const Caller& caller) {
  AccessView view{{"mode", caller.single_person ? "single" : "users"}, {"signed_in", !caller.principal.name.empty()}, {"user", caller.principal.name},
                  {"role", Name(caller.principal.role)}, {"may", PermissionsOf(caller.principal)}};
  if (caller.principal.name.empty() || caller.single_person) return view;
  AEGLE_TRY(user, directory.Find(caller.principal.name));
  AEGLE_TRY(emergencies, EmergenciesOf(store, caller.principal, Now()));
  view["display"] = user.display;
  view["totp"] = !user.totp.empty();
  view["patient"] = user.self.empty() ? AccessView(nullptr) : AccessView(user.self.ToString());
  view["csrf"] = caller.session.csrf;
  view["emergency"] = emergencies["active"];
  view["unreviewed"] = emergencies["unreviewed"];
  return view;
}

AuditEvent SessionEvent(AuditAction action, const std::string& actor, Role role, AuditOutcome outcome) {
  AuditEvent event;
  event.action = action;
  event.actor = actor;
  event.role = Name(role);
  event.resource = "session";
  event.outcome = outcome;
  return event;
}

Result<HttpReply> SignInRoute(Gate& gate, Store& store, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(name, TextIn(body, "user"));
  AEGLE_TRY(password, TextIn(body, "password"));
  AEGLE_TRY(code, TextIn(body, "code"));
  AEGLE_TRY(single_person, gate.SinglePerson());
  if (single_person) return Fail(ErrorCode::kConflict, "There are no users to sign in", "", "aegle users add NAME --role operator");
  auto user = gate.sign_in().Check(name, password, code, Now());
  if (!user) {
    // Only the name of a user is written down: what was typed in its place may be a password.
    const bool known = gate.directory().Find(name).has_value();
    AEGLE_CHECK(gate.Record(SessionEvent(AuditAction::kLogin, known ? name : "unknown", Role::kNone, AuditOutcome::kRefused)));
    return tl::unexpected(user.error());
  }
  AEGLE_CHECK(gate.Record(SessionEvent(AuditAction::kLogin, user->name, user->role, AuditOutcome::kDone)));
  gate.sessions().End(request.caller->session.id);
  auto started = gate.sessions().Start(user->name);
  Caller caller;
  caller.principal = user->principal();
  caller.session = started.session;
  AEGLE_TRY(view, SessionView(store, gate.directory(), caller));
  HttpReply reply = HttpReply::Json(DumpJson(view));
  reply.headers.emplace_back("Set-Cookie", CookieHeader(started.cookie, request.secure, false));
  return reply;
}

Result<HttpReply> SignOut(Gate& gate, const HttpRequest& request) {
  const Caller& caller = *request.caller;
  if (!caller.session.id.empty()) AEGLE_CHECK(gate.Record(SessionEvent(AuditAction::kLogout, caller.principal.name, caller.principal.role, AuditOutcome::kDone)));
  gate.sessions().End(caller.session.id);
  HttpReply reply = HttpReply::Json("{}");
  reply.headers.emplace_back("Set-Cookie", CookieHeader("", request.secure, true));
  return reply;
}

// Who changes how he signs in shows once more that he can.
Result<User> CheckAgain(Gate& gate, const HttpRequest& request, const AccessView& body) {
  if (request.caller->session.id.empty()) return Fail(ErrorCode::kSignIn, "Nobody is signed in", "", "Sign in first.");
  AEGLE_TRY(password, TextIn(body, "password"));
  AEGLE_TRY(user, gate.directory().Find(request.caller->principal.name));
  if (VerifyPassword(user.password, password)) return std::move(user);
  return Fail(ErrorCode::kDenied, "The password is wrong", "password");
}

Result<HttpReply> ChangePassword(Gate& gate, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(user, CheckAgain(gate, request, body));
  AEGLE_TRY(next, TextIn(body, "new_password"));
  AEGLE_CHECK(CheckPasswordRules(next, user.name));
  AEGLE_TRY(hash, HashPassword(next));
  AEGLE_CHECK(gate.Record(SessionEvent(AuditAction::kAdmin, user.name, user.role, AuditOutcome::kDone)));
  user.password = hash;
  AEGLE_CHECK(gate.directory().Update(user));
  gate.sessions().EndAllOf(user.name);
  auto started = gate.sessions().Start(user.name);
  HttpReply reply = HttpReply::Json(DumpJson({{"csrf", started.session.csrf}}));
  reply.headers.emplace_back("Set-Cookie", CookieHeader(started.cookie, request.secure, false));
  return reply;
}

// Without a code: a new secret to show. With secret and code: it is set, if the code is right.
Result<HttpReply> SetSecondFactor(Gate& gate, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(user, CheckAgain(gate, request, body));
  AEGLE_TRY(code, TextIn(body, "code"));
  AEGLE_TRY(text, TextIn(body, "secret"));
  if (code.empty()) {
    const std::string secret = RandomBytes(20);
    return HttpReply::Json(DumpJson({{"secret", ToBase32(secret)}, {"uri", TotpUri(user.name, secret)}}));
  }
  AEGLE_TRY(secret, FromBase32(text));
  auto step = secret.size() < 16 ? std::nullopt : MatchTotp(secret, code, Now(), 0);
  if (!step) return Fail(ErrorCode::kDenied, "The code is wrong", "code", "Check the clock of the device that shows the code.");
  AEGLE_CHECK(gate.Record(SessionEvent(AuditAction::kAdmin, user.name, user.role, AuditOutcome::kDone)));
  user.totp = secret;
  user.totp_step = *step;
  AEGLE_CHECK(gate.directory().Update(user));
  return HttpReply::Json(DumpJson({{"totp", true}}));
}

Result<ScopeBits> ScopesIn(const AccessView& body) {
  AEGLE_TRY(names, TextsIn(body, "scopes"));
  ScopeBits scopes = 0;
  for (const std::string& name : names) {
    auto scope = ParseScope(name);
    if (!scope) return Fail(ErrorCode::kBadUsage, "there is no scope of this name", "scopes", "read, generate, chat, import, export, admin, audit or status");
    scopes = static_cast<ScopeBits>(scopes | static_cast<ScopeBits>(*scope));
  }
  return scopes;
}

Result<HttpReply> MakeToken(Gate& gate, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(name, TextIn(body, "name"));
  AEGLE_TRY(scopes, ScopesIn(body));
  AEGLE_TRY(days, NumberIn(body, "days", 90));
  if (days < 1 || days > kLongestToken) return Fail(ErrorCode::kBadUsage, "days must be from 1 to 366", "days");
  const Instant now = Now();
  AEGLE_TRY(token, gate.directory().AddToken(request.caller->principal.name, name.substr(0, 100), scopes, now + days * kDayMs, now));
  return HttpReply::Json(DumpJson({{"token", token}}));
}

Result<HttpReply> DropToken(Gate& gate, const HttpRequest& request) {
  AEGLE_TRY(tokens, gate.directory().Tokens(request.caller->principal.name));
  for (const ApiToken& token : tokens)
    if (token.id == request.Parameter("id")) {
      AEGLE_CHECK(gate.directory().RemoveToken(token.id));
      return HttpReply::Json("{}");
    }
  return tl::unexpected(UnknownError());
}

void AddTokenRoutes(RouteTable& routes, Gate& gate) {
  routes.Get("/api/tokens", {Resource::kToken, Action::kRead}, [&gate](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(tokens, gate.directory().Tokens(request.caller->principal.name));
          AccessView list = AccessView::array();
          for (const ApiToken& token : tokens) list.push_back(TokenView(token));
          return HttpReply::Json(DumpJson({{"tokens", list}}));
        }).Summary("The own API tokens, without their secret").Returns("TokenList").Tag("access");
  routes.Post("/api/tokens", {Resource::kToken, Action::kWrite}, [&gate](const HttpRequest& request) { return MakeToken(gate, request); })
      .Summary("Makes an API token; it is shown once").Takes("TokenRequest").Returns("NewToken").Tag("access").Fails(ErrorCode::kBadUsage);
  routes.Delete("/api/tokens/{id}", {Resource::kToken, Action::kWrite}, [&gate](const HttpRequest& request) { return DropToken(gate, request); })
      .Summary("Ends one of the own API tokens").Tag("access").Fails(ErrorCode::kNotFound);
}

}  // namespace

void AddSessionRoutes(RouteTable& routes, Gate& gate, Services& services) {
  Store& store = services.site_store;
  routes.Get("/api/session", {Resource::kPublic, Action::kRead}, [&gate, &store](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(view, SessionView(store, gate.directory(), *request.caller));
          return HttpReply::Json(DumpJson(view));
        }).Summary("Who is signed in, and what the role may do").Returns("Session").Tag("access");
  routes.Post("/api/session", {Resource::kPublic, Action::kRead}, [&gate, &store](const HttpRequest& request) { return SignInRoute(gate, store, request); })
      .Summary("Signs in; the reply sets the cookie of the session").Takes("SignIn").Returns("Session").Tag("access").Fails(ErrorCode::kDenied).Fails(ErrorCode::kBusy);
  routes.Delete("/api/session", {Resource::kPublic, Action::kRead}, [&gate](const HttpRequest& request) { return SignOut(gate, request); })
      .Summary("Signs out; running streams of the session end").Tag("access");
  routes.Post("/api/session/password", {Resource::kPublic, Action::kRead}, [&gate](const HttpRequest& request) { return ChangePassword(gate, request); })
      .Summary("Changes the own password; all other sessions end").Takes("PasswordChange").Tag("access").Fails(ErrorCode::kDenied).Fails(ErrorCode::kSignIn);
  routes.Post("/api/session/totp", {Resource::kPublic, Action::kRead}, [&gate](const HttpRequest& request) { return SetSecondFactor(gate, request); })
      .Summary("The own second factor: a new secret, then the same with its first code").Takes("TotpRequest").Tag("access").Fails(ErrorCode::kDenied).Fails(ErrorCode::kSignIn);
  AddTokenRoutes(routes, gate);
}

void AddAccessRoutes(RouteTable& routes, Gate& gate, Services& services) {
  AddSessionRoutes(routes, gate, services);
  AddUserRoutes(routes, gate);
  AddConsentRoutes(routes, gate, services);
  AddBreakGlassRoutes(routes, gate, services);
}

}  // namespace aegle
