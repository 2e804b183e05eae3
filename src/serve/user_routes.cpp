// /api/users: users of the site and whom they care for. For operators.
#include "access/credentials.h"
#include "serve/access_json.h"
#include "serve/gate.h"
#include "serve/routes.h"
#include "serve/views.h"

namespace aegle {
namespace {

Result<void> SetPassword(User& user, const std::string& password) {
  if (password.empty()) return {};
  AEGLE_CHECK(CheckPasswordRules(password, user.name));
  AEGLE_TRY(hash, HashPassword(password));
  user.password = hash;
  return {};
}

Result<Role> RoleIn(const AccessView& body, Role fallback) {
  AEGLE_TRY(name, TextIn(body, "role"));
  if (name.empty()) return fallback;
  auto role = ParseUserRole(name);
  if (!role) return Fail(ErrorCode::kBadUsage, "there is no role of this name", "role", "clinician, nurse, researcher, patient, operator or auditor");
  return *role;
}

Result<HttpReply> AddUser(Directory& directory, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  User user;
  AEGLE_TRY(name, TextIn(body, "name"));
  user.name = name;
  AEGLE_TRY(display, TextIn(body, "display", name));
  AEGLE_TRY(role, RoleIn(body, Role::kNone));
  AEGLE_TRY(labels, LabelsIn(body, "labels"));
  AEGLE_TRY(patient, TextIn(body, "patient"));
  AEGLE_TRY(password, TextIn(body, "password"));
  user.display = display.substr(0, 200);
  user.role = role;
  user.clearance = labels;
  user.created = Now();
  if (!patient.empty()) {
    AEGLE_TRY(id, PatientId::Parse(patient));
    user.self = id;
  }
  AEGLE_CHECK(CheckUserName(user.name));
  AEGLE_CHECK(SetPassword(user, password));
  AEGLE_CHECK(directory.Add(user));
  AEGLE_TRY(added, directory.Find(user.name));
  return HttpReply::Json(DumpJson(UserView(added)));
}

Result<HttpReply> ChangeUser(Gate& gate, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(user, gate.directory().Find(request.Parameter("name")));
  AEGLE_TRY(version, NumberIn(body, "version", user.version));
  user.version = version;   // somebody else's change in between is a conflict
  AEGLE_TRY(role, RoleIn(body, user.role));
  AEGLE_TRY(display, TextIn(body, "display", user.display));
  AEGLE_TRY(password, TextIn(body, "password"));
  AEGLE_TRY(totp, TextIn(body, "totp"));
  if (body.contains("labels")) {
    AEGLE_TRY(labels, LabelsIn(body, "labels"));
    user.clearance = labels;
  }
  user.role = role;
  user.display = display.substr(0, 200);
  if (body.contains("disabled")) user.disabled = body["disabled"] == true;
  if (totp == "off") user.totp.clear();
  AEGLE_CHECK(SetPassword(user, password));
  AEGLE_CHECK(gate.directory().Update(user));
  if (user.disabled || !password.empty() || totp == "off") gate.sessions().EndAllOf(user.name);
  AEGLE_TRY(changed, gate.directory().Find(user.name));
  return HttpReply::Json(DumpJson(UserView(changed)));
}

Result<HttpReply> ListUsers(Directory& directory) {
  AEGLE_TRY(users, directory.Users());
  AccessView list = AccessView::array();
  for (const User& user : users) list.push_back(UserView(user));
  return HttpReply::Json(DumpJson({{"users", list}}));
}

Result<HttpReply> ListRelations(Directory& directory, const HttpRequest& request) {
  AEGLE_TRY(user, directory.Find(request.Parameter("name")));
  AEGLE_TRY(relations, directory.Relations(user.name));
  AccessView list = AccessView::array();
  for (const CareRelation& relation : relations) list.push_back(RelationView(relation));
  return HttpReply::Json(DumpJson({{"relations", list}}));
}

Result<HttpReply> AddRelation(Directory& directory, const HttpRequest& request) {
  AEGLE_TRY(body, BodyOf(request));
  AEGLE_TRY(text, TextIn(body, "patient"));
  AEGLE_TRY(patient, PatientId::Parse(text));
  AEGLE_TRY(kind, TextIn(body, "kind", "treating"));
  AEGLE_TRY(until, NumberIn(body, "until_ms", 0));
  AEGLE_CHECK(directory.Relate({std::string(request.Parameter("name")), patient, kind.substr(0, 60), until, Now()}));
  return ListRelations(directory, request);
}

Result<HttpReply> EndRelation(Directory& directory, const HttpRequest& request) {
  AEGLE_TRY(patient, PatientId::Parse(request.Parameter("patient")));
  AEGLE_CHECK(directory.Unrelate(request.Parameter("name"), patient));
  return ListRelations(directory, request);
}

}  // namespace

void AddUserRoutes(RouteTable& routes, Gate& gate) {
  Directory& directory = gate.directory();
  routes.Get("/api/users", {Resource::kUser, Action::kRead}, [&directory](const HttpRequest&) { return ListUsers(directory); })
      .Summary("The users of the site").Returns("UserList").Tag("access");
  routes.Post("/api/users", {Resource::kUser, Action::kWrite}, [&directory](const HttpRequest& request) { return AddUser(directory, request); })
      .Summary("Adds a user; the first one is an operator").Takes("UserRequest").Returns("User").Tag("access").Fails(ErrorCode::kBadUsage).Fails(ErrorCode::kConflict);
  routes.Post("/api/users/{name}", {Resource::kUser, Action::kWrite}, [&gate](const HttpRequest& request) { return ChangeUser(gate, request); })
      .Summary("Changes role, labels, password, or disables; counts from the next request on").Takes("UserRequest").Returns("User").Tag("access")
      .Fails(ErrorCode::kNotFound).Fails(ErrorCode::kConflict);
  routes.Get("/api/users/{name}/relations", {Resource::kUser, Action::kRead}, [&directory](const HttpRequest& request) { return ListRelations(directory, request); })
      .Summary("Whom a user cares for").Returns("RelationList").Tag("access").Fails(ErrorCode::kNotFound);
  routes.Post("/api/users/{name}/relations", {Resource::kUser, Action::kWrite}, [&directory](const HttpRequest& request) { return AddRelation(directory, request); })
      .Summary("A user cares for a patient, maybe until a day").Takes("RelationRequest").Returns("RelationList").Tag("access").Fails(ErrorCode::kNotFound);
  routes.Delete("/api/users/{name}/relations/{patient}", {Resource::kUser, Action::kWrite}, [&directory](const HttpRequest& request) { return EndRelation(directory, request); })
      .Summary("Ends the care relation of a user and a patient").Returns("RelationList").Tag("access").Fails(ErrorCode::kNotFound);
}

}  // namespace aegle
