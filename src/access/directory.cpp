#include "access/directory.h"

#include <algorithm>

#include "access/credentials.h"
#include "access/json.h"
#include "base/hash.h"
#include "base/text.h"

namespace aegle {
namespace {

constexpr std::string_view kUser = "user", kRelation = "relation", kToken = "token";

std::string ToJson(const User& user) {
  return DumpAccessJson({{"display", user.display},
                         {"role", Name(user.role)},
                         {"self", user.self.value()},
                         {"clearance", LabelsJson(user.clearance)},
                         {"password", user.password},
                         {"totp", user.totp.empty() ? "" : ToBase32(user.totp)},
                         {"totp_step", user.totp_step},
                         {"disabled", user.disabled},
                         {"created", user.created}});
}

Result<User> ParseUser(const Entity& entity) {
  return ParseAccessJson<User>(entity.json, "user", [&](const AccessJson& in) {
    User user;
    user.name = entity.key;
    user.version = entity.version;
    user.display = in.at("display");
    user.role = ParseUserRole(in.at("role").get<std::string>()).value();
    user.self = PatientId(in.at("self").get<std::int64_t>());
    user.clearance = LabelsOfJson(in.at("clearance"));
    user.password = in.at("password");
    user.totp = FromBase32(in.at("totp").get<std::string>()).value();
    user.totp_step = in.at("totp_step");
    user.disabled = in.at("disabled");
    user.created = in.at("created");
    return user;
  });
}

Result<CareRelation> ParseRelation(const Entity& entity) {
  return ParseAccessJson<CareRelation>(entity.json, "relation", [&](const AccessJson& in) {
    return CareRelation{in.at("user"), PatientId(in.at("patient").get<std::int64_t>()), in.at("kind"), in.at("until"), in.at("created")};
  });
}

Result<ApiToken> ParseToken(const Entity& entity) {
  return ParseAccessJson<ApiToken>(entity.json, "token", [&](const AccessJson& in) {
    return ApiToken{entity.key, in.at("user"), in.at("name"), in.at("scopes"), in.at("expires"), in.at("created")};
  });
}

std::string RelationKey(std::string_view user, PatientId patient) { return std::string(user) + "/" + patient.ToString(); }

// 6 digits, maybe a dash, 7 digits.
bool LooksLikeResidentNumber(std::string_view name) {
  std::string digits;
  for (char c : name) {
    if (IsDigitAscii(c)) digits += c;
    else if (c != '-' && c != '.' && c != '_') return false;
  }
  return digits.size() == 13;
}

tl::unexpected<Error> FailToken() { return Fail(ErrorCode::kDenied, "The token is not valid", "Authorization header", "Make a new one: aegle users token."); }

}  // namespace

Principal User::principal() const {
  Principal principal;
  principal.name = name;
  principal.role = disabled ? Role::kNone : role;
  principal.self = self;
  principal.purpose = role == Role::kResearcher ? Purpose::kResearch : Purpose::kTreatment;
  principal.clearance = clearance;
  return principal;
}

Result<void> CheckUserName(std::string_view name) {
  auto refuse = [](const char* why) { return Fail(ErrorCode::kBadUsage, why, "user name", "Use letters and digits, and . _ - between them."); };
  if (name.empty() || name.size() > 64) return refuse("A user name has 1 to 64 bytes");
  if (FindInvalidUtf8(name) != std::string_view::npos) return refuse("A user name is UTF-8");
  if (LooksLikeResidentNumber(name)) return refuse("A resident registration number cannot be a user name");
  for (char c : name) {
    bool allowed = IsLetterAscii(c) || IsDigitAscii(c) || c == '.' || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
    if (!allowed) return refuse("A user name has a character that it cannot have");
  }
  if (ToLowerAscii(name) != name) return refuse("A user name is in lower case");
  for (const char* taken : {"local", "system", "none"})
    if (name == taken) return refuse("This user name is taken by Aegle itself");
  return {};
}

Result<bool> Directory::HasUsers() {
  AEGLE_TRY(users, store_.Entities(kUser));
  return !users.empty();
}

Result<std::vector<User>> Directory::Users() {
  AEGLE_TRY(entities, store_.Entities(kUser));
  std::vector<User> users;
  for (const Entity& entity : entities) {
    AEGLE_TRY(user, ParseUser(entity));
    users.push_back(std::move(user));
  }
  return users;
}

Result<User> Directory::Find(std::string_view name) {
  AEGLE_TRY(entity, store_.GetEntity(kUser, name));
  return ParseUser(entity);
}

Result<void> Directory::Add(User user) {
  AEGLE_CHECK(CheckUserName(user.name));
  if (!ParseUserRole(Name(user.role))) return Fail(ErrorCode::kBadUsage, "A user needs a role", "role");
  if (user.role == Role::kPatient) {
    if (user.self.empty()) return Fail(ErrorCode::kBadUsage, "A user with the role patient needs the record that is the own one", "patient");
    AEGLE_TRY(own, store_.GetPatient(user.self));
    user.self = own.id;
  }
  AEGLE_TRY(any, HasUsers());
  if (!any && user.role != Role::kOperator)
    return Fail(ErrorCode::kBadUsage, "The first user must be an operator, who can add the others", "role", "aegle users add NAME --role operator");
  auto put = store_.PutEntity({std::string(kUser), user.name, 0, ToJson(user), 0});
  if (!put && put.error().code == ErrorCode::kConflict) return Fail(ErrorCode::kConflict, "There is a user of this name", user.name);
  if (!put) return tl::unexpected(put.error());
  return {};
}

Result<void> Directory::KeepAnOperator(const User& user) {
  if (user.role == Role::kOperator && !user.disabled) return {};
  AEGLE_TRY(users, Users());
  bool other = std::any_of(users.begin(), users.end(),
                           [&](const User& one) { return one.name != user.name && one.role == Role::kOperator && !one.disabled; });
  if (other) return {};
  return Fail(ErrorCode::kConflict, "Nobody could add or change users any more", user.name, "Add another operator first.");
}

Result<void> Directory::Update(const User& user) {
  AEGLE_CHECK(KeepAnOperator(user));
  AEGLE_CHECK(store_.PutEntity({std::string(kUser), user.name, user.version, ToJson(user), 0}));
  return {};
}

Result<std::vector<CareRelation>> Directory::Relations(std::string_view user) {
  AEGLE_TRY(entities, store_.Entities(kRelation, user.empty() ? std::string() : std::string(user) + "/"));
  std::vector<CareRelation> relations;
  for (const Entity& entity : entities) {
    AEGLE_TRY(relation, ParseRelation(entity));
    relations.push_back(std::move(relation));
  }
  return relations;
}

Result<void> Directory::Relate(const CareRelation& relation) {
  AEGLE_CHECK(Find(relation.user));
  AEGLE_TRY(patient, store_.GetPatient(relation.patient));
  const std::string key = RelationKey(relation.user, patient.id);
  auto before = store_.GetEntity(kRelation, key);
  std::string json = DumpAccessJson({{"user", relation.user},
                                     {"patient", patient.id.value()},
                                     {"kind", relation.kind},
                                     {"until", relation.until},
                                     {"created", relation.created}});
  AEGLE_CHECK(store_.PutEntity({std::string(kRelation), key, before ? before->version : 0, std::move(json), 0}));
  return {};
}

Result<void> Directory::Unrelate(std::string_view user, PatientId patient) {
  AEGLE_TRY(entity, store_.GetEntity(kRelation, RelationKey(user, patient)));
  return store_.RemoveEntity(kRelation, entity.key, entity.version);
}

Result<std::vector<ApiToken>> Directory::Tokens(std::string_view user) {
  AEGLE_TRY(entities, store_.Entities(kToken));
  std::vector<ApiToken> tokens;
  for (const Entity& entity : entities) {
    AEGLE_TRY(token, ParseToken(entity));
    if (user.empty() || token.user == user) tokens.push_back(std::move(token));
  }
  return tokens;
}

Result<std::string> Directory::AddToken(std::string_view user, const std::string& name, ScopeBits scopes, Instant expires, Instant now) {
  AEGLE_CHECK(Find(user));
  if (scopes == 0) return Fail(ErrorCode::kBadUsage, "A token needs a scope", "scopes", "read, generate, chat, import, export, admin, audit or status");
  std::string token = "aegle_" + RandomSecret();
  std::string json = DumpAccessJson({{"user", user}, {"name", name}, {"scopes", scopes}, {"expires", expires}, {"created", now}});
  AEGLE_CHECK(store_.PutEntity({std::string(kToken), Sha256Hex(token), 0, std::move(json), 0}));
  return token;
}

Result<void> Directory::RemoveToken(std::string_view id) {
  AEGLE_TRY(entity, store_.GetEntity(kToken, id));
  return store_.RemoveEntity(kToken, id, entity.version);
}

Result<Principal> Directory::PrincipalOfToken(std::string_view token, Instant now) {
  auto entity = store_.GetEntity(kToken, Sha256Hex(token));
  if (!entity && entity.error().code == ErrorCode::kNotFound) return FailToken();
  if (!entity) return tl::unexpected(entity.error());
  AEGLE_TRY(known, ParseToken(*entity));
  if (known.expires != 0 && now >= known.expires) return FailToken();
  auto user = Find(known.user);
  if (!user || user->disabled) return FailToken();
  Principal principal = user->principal();
  principal.by_token = true;
  principal.scopes = known.scopes;
  return principal;
}

}  // namespace aegle
