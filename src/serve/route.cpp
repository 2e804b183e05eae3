#include "serve/route.h"

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/text.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Json Reference(const std::string& schema) { return {{"$ref", "#/components/schemas/" + schema}}; }

Json JsonContent(const std::string& schema) { return {{"application/json", {{"schema", schema.empty() ? Json::object() : Reference(schema)}}}}; }

std::vector<std::string> PathParameters(std::string_view pattern) {
  std::vector<std::string> names;
  for (std::size_t at = 0; (at = pattern.find('{', at)) != std::string_view::npos;) {
    std::size_t end = pattern.find('}', at);
    names.emplace_back(pattern.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

constexpr std::array<std::string_view, 6> kOf{"", "patient", "fact", "document", "answer", "body"};

Json SecuritySchemes() {
  return {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "aegle_session"}, {"description", "POST /api/session; a change needs the header X-Aegle-Csrf"}}},
          {"token", {{"type", "http"}, {"scheme", "bearer"}, {"description", "An API token, with scopes"}}}};
}

std::string EventsText(const std::vector<std::pair<std::string, std::string>>& events) {
  std::string text = "Server-sent events:";
  for (const auto& [name, schema] : events) text += " `" + name + "` (" + schema + ")";
  return text;
}

}  // namespace

// A route that speaks of somebody names the parameter that says of whom.
Route& RouteTable::Add(std::string method, std::string pattern, Access access, RouteHandler handler) {
  if (access.of != Of::kNobody && access.of != Of::kInBody && pattern.find("{" + std::string(access.parameter) + "}") == std::string::npos)
    throw std::logic_error(pattern + " has no parameter " + access.parameter);
  return *routes_.emplace_back(std::make_unique<Route>(std::move(method), std::move(pattern), access, std::move(handler)));
}

std::string OpenApiJson(const RouteTable& routes, std::string_view version) {
  Json paths = Json::object();
  for (const auto& route : routes.all()) {
    Json operation{{"summary", route->summary_}, {"tags", {route->tag_}}};
    operation["x-aegle-access"] = {{"resource", Name(route->access_.resource)}, {"action", Name(route->access_.action)}, {"of", kOf.at(static_cast<std::size_t>(route->access_.of))}};
    if (route->access_.resource != Resource::kPublic) operation["security"] = {{{"session", Json::array()}}, {{"token", Json::array()}}};
    Json parameters = Json::array();
    for (const auto& name : PathParameters(route->pattern_))
      parameters.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
    for (const auto& [name, help] : route->query_)
      parameters.push_back({{"name", name}, {"in", "query"}, {"description", help}, {"schema", {{"type", "string"}}}});
    if (!parameters.empty()) operation["parameters"] = parameters;
    if (route->takes_bytes_) operation["requestBody"] = {{"content", {{"application/octet-stream", Json::object()}}}};
    if (!route->takes_.empty()) operation["requestBody"] = {{"content", JsonContent(route->takes_)}};
    Json ok{{"description", "Done"}};
    if (!route->events_.empty()) {
      ok["description"] = EventsText(route->events_);
      ok["content"] = {{"text/event-stream", {{"schema", {{"type", "string"}}}}}};
    } else if (!route->returns_.empty()) {
      ok["content"] = JsonContent(route->returns_);
    }
    operation["responses"]["200"] = ok;
    for (ErrorCode code : route->fails_)
      operation["responses"][std::to_string(Info(code).http_status)] = {{"description", std::string(Info(code).meaning)}, {"content", JsonContent("Error")}};
    paths[route->pattern_][ToLowerAscii(route->method_)] = operation;
  }
  Json page{{"openapi", "3.1.0"},
            {"info", {{"title", "Aegle"}, {"version", std::string(version)}, {"license", {{"name", "Apache-2.0"}}}}},
            {"paths", paths},
            {"components", {{"schemas", Json::parse(SchemasJson())}, {"securitySchemes", SecuritySchemes()}}}};
  return page.dump(2);
}

}  // namespace aegle
