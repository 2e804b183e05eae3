// Bodies and shapes that the routes of users, sessions and consent share. Module-internal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "access/consent_book.h"
#include "access/directory.h"
#include "serve/http.h"

namespace aegle {

using AccessView = nlohmann::ordered_json;

// The body as an object. Errors: kBadUsage.
[[nodiscard]] Result<AccessView> BodyOf(const HttpRequest& request);
// Members with their type; the fallback where absent. Errors: kBadUsage, naming the member.
[[nodiscard]] Result<std::string> TextIn(const AccessView& body, const char* name, std::string fallback = {});
[[nodiscard]] Result<std::int64_t> NumberIn(const AccessView& body, const char* name, std::int64_t fallback);
[[nodiscard]] Result<std::vector<std::string>> TextsIn(const AccessView& body, const char* name);
[[nodiscard]] Result<SensitivitySet> LabelsIn(const AccessView& body, const char* name);

[[nodiscard]] AccessView LabelNames(SensitivitySet labels);
[[nodiscard]] AccessView UserView(const User& user);          // without anything secret
[[nodiscard]] AccessView RelationView(const CareRelation& relation);
[[nodiscard]] AccessView TokenView(const ApiToken& token);

}  // namespace aegle
