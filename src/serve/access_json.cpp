#include "serve/access_json.h"

namespace aegle {
namespace {

tl::unexpected<Error> FailType(const char* name, const char* type) {
  return Fail(ErrorCode::kBadUsage, std::string(name) + " must be " + type, name);
}

}  // namespace

Result<AccessView> BodyOf(const HttpRequest& request) {
  AccessView body = request.body.empty() ? AccessView::object() : AccessView::parse(request.body, nullptr, false);
  if (!body.is_object()) return Fail(ErrorCode::kBadUsage, "the body is not a JSON object", "body");
  return body;
}

Result<std::string> TextIn(const AccessView& body, const char* name, std::string fallback) {
  auto found = body.find(name);
  if (found == body.end()) return fallback;
  if (!found->is_string()) return FailType(name, "a text");
  return found->get<std::string>();
}

Result<std::int64_t> NumberIn(const AccessView& body, const char* name, std::int64_t fallback) {
  auto found = body.find(name);
  if (found == body.end()) return fallback;
  if (!found->is_number_integer()) return FailType(name, "a whole number");
  return found->get<std::int64_t>();
}

Result<std::vector<std::string>> TextsIn(const AccessView& body, const char* name) {
  auto found = body.find(name);
  std::vector<std::string> texts;
  if (found == body.end()) return texts;
  if (!found->is_array() || found->size() > 100) return FailType(name, "a list of texts");
  for (const auto& text : *found) {
    if (!text.is_string()) return FailType(name, "a list of texts");
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

Result<SensitivitySet> LabelsIn(const AccessView& body, const char* name) {
  AEGLE_TRY(names, TextsIn(body, name));
  SensitivitySet labels;
  for (const std::string& text : names) {
    auto label = ParseSensitivity(text);
    if (!label) return Fail(ErrorCode::kBadUsage, "there is no label of this name", name, "psychiatry, hiv, substance-use, reproductive or restricted");
    labels |= *label;
  }
  return labels;
}

AccessView LabelNames(SensitivitySet labels) {
  AccessView names = AccessView::array();
  for (Sensitivity label : kSensitivities)
    if (labels.Contains(label)) names.push_back(Name(label));
  return names;
}

AccessView UserView(const User& user) {
  return {{"name", user.name}, {"display", user.display}, {"role", Name(user.role)}, {"patient", user.self.empty() ? AccessView(nullptr) : AccessView(user.self.ToString())},
          {"labels", LabelNames(user.clearance)}, {"has_password", !user.password.empty()}, {"totp", !user.totp.empty()}, {"disabled", user.disabled},
          {"created_ms", user.created}, {"version", user.version}};
}

AccessView RelationView(const CareRelation& relation) {
  return {{"user", relation.user}, {"patient", relation.patient.ToString()}, {"kind", relation.kind}, {"until_ms", relation.until}, {"created_ms", relation.created}};
}

AccessView TokenView(const ApiToken& token) {
  AccessView scopes = AccessView::array();
  for (Scope scope : kScopes)
    if (token.scopes & static_cast<ScopeBits>(scope)) scopes.push_back(Name(scope));
  return {{"id", token.id}, {"user", token.user}, {"name", token.name}, {"scopes", scopes}, {"expires_ms", token.expires}, {"created_ms", token.created}};
}

}  // namespace aegle
