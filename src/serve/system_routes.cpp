// /health, /metrics, /api/status and the API's own description.
#include <nlohmann/json.hpp>

#include "serve/controls.h"
#include "serve/routes.h"
#include "serve/views.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Json ModelJson(const Engine* engine) {
  if (!engine) return nullptr;
  ModelInfo info = engine->info();
  return {{"name", info.name}, {"description", info.description}, {"ready", true}, {"context", info.context}, {"remote", info.remote}};
}

Result<HttpReply> Health(Services& services) {
  Json controls = Json::array();
  bool all_ok = true;
  if (services.controls != nullptr) {
    for (const auto& control : services.controls->Latest()) {
      controls.push_back({{"name", control.name}, {"ok", control.ok}, {"detail", control.detail}, {"guards", control.guards}, {"checked_ms", control.checked}});
      all_ok = all_ok && control.ok;
    }
  }
  return HttpReply::Json(DumpJson({{"status", all_ok ? "ok" : "degraded"}, {"version", services.version}, {"chat", ModelJson(services.chat)},
                                   {"embed", ModelJson(services.embed)}, {"controls", controls}}),
                         all_ok ? 200 : 503);
}

Result<HttpReply> Status(Services& services, Store& store) {
  AEGLE_TRY(statistics, store.Statistics());
  return HttpReply::Json(DumpJson({{"version", services.version}, {"language", services.settings.Text("ui.language")}, {"chat", ModelJson(services.chat)},
                                   {"embed", ModelJson(services.embed)},
                                   {"store", {{"patients", statistics.patients}, {"documents", statistics.documents}, {"facts", statistics.facts}}}}));
}

}  // namespace

void AddSystemRoutes(RouteTable& routes, Services& services, Metrics& metrics) {
  routes.Get("/health", {Resource::kPublic, Action::kRead}, [&](const HttpRequest&) { return Health(services); })
      .Summary("Whether the service works, with the positive control of each safety function").Returns("Health").Tag("system").Fails(ErrorCode::kUnavailable);
  routes.Get("/api/status", {Resource::kStatus, Action::kRead}, [&](const HttpRequest& request) { return Status(services, request.store()); }).Summary("Version, models and size of the store").Returns("Status").Tag("system");
  routes.Get("/metrics", {Resource::kStatus, Action::kRead}, [&](const HttpRequest&) -> Result<HttpReply> { return HttpReply::Text(metrics.Render(), "text/plain; version=0.0.4"); })
      .Summary("Counters for Prometheus, without personal data").Tag("system");
  routes.Get("/api/openapi.json", {Resource::kPublic, Action::kRead}, [&](const HttpRequest&) -> Result<HttpReply> { return HttpReply::Json(OpenApiJson(routes, services.version)); })
      .Summary("This description").Tag("system");
}

void AddRoutes(RouteTable& routes, Services& services, Gate& gate, Metrics& metrics) {
  AddSystemRoutes(routes, services, metrics);
  AddAccessRoutes(routes, gate, services);
  AddAuditRoutes(routes, services);
  AddPatientRoutes(routes);
  AddDocumentRoutes(routes);
  AddImportRoutes(routes, services);
  AddTaskRoutes(routes, services);
  AddDraftRoutes(routes, services);
  AddOpenAiRoutes(routes, services);
  AddSafetyRoutes(routes, services);
}

}  // namespace aegle
