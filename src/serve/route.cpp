#include "serve/route.h"

#include <nlohmann/json.hpp>

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

std::string EventsText(const std::vector<std::pair<std::string, std::string>>& events) {
  std::string text = "Server-sent events:";
  for (const auto& [name, schema] : events) text += " `" + name + "` (" + schema + ")";
  return text;
}

}  // namespace

Route& RouteTable::Add(std::string method, std::string pattern, RouteHandler handler) {
  return *routes_.emplace_back(std::make_unique<Route>(std::move(method), std::move(pattern), std::move(handler)));
}

std::string OpenApiJson(const RouteTable& routes, std::string_view version) {
  Json paths = Json::object();
  for (const auto& route : routes.all()) {
    Json operation{{"summary", route->summary_}, {"tags", {route->tag_}}};
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
            {"components", {{"schemas", Json::parse(SchemasJson())}}}};
  return page.dump(2);
}

}  // namespace aegle
