// /api/safety and /api/intended-use: what holds, what was struck, and what each function is for.
#include <nlohmann/json.hpp>

#include "sandbox/egress.h"
#include "serve/controls.h"
#include "serve/routes.h"
#include "serve/safety_rates.h"
#include "serve/views.h"
#include "tasks/intended_use.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Result<HttpReply> Safety(Services& services) {
  Json controls = Json::array();
  if (services.controls != nullptr)
    for (const Control& control : services.controls->Latest())
      controls.push_back({{"name", control.name}, {"ok", control.ok}, {"detail", control.detail}, {"guards", control.guards}, {"checked_ms", control.checked}, {"failing_since_ms", control.failing_since}});
  AEGLE_TRY(rates, SafetyRates(services));
  const std::string& remote = services.settings.Text("model.remote_url");
  Json egress = {{"closed", EgressIsClosed()}, {"configured", remote}, {"deidentified", services.settings.Flag("model.remote_deidentify")}};
  return HttpReply::Json(DumpJson({{"controls", controls}, {"rates", rates}, {"egress", egress}}));
}

Result<HttpReply> Uses(Services& services) {
  Json list = Json::array();
  for (const IntendedUse& use : IntendedUses())
    list.push_back({{"function", use.function}, {"class", Name(use.use)}, {"title", {{"en", use.title_en}, {"ko", use.title_ko}}}, {"users", use.users},
                    {"mfds", use.mfds}, {"fda", use.fda}, {"eu", use.eu}, {"runs", RequireUse(services.settings, use.function).has_value()}});
  return HttpReply::Json(DumpJson({{"site", services.settings.Text("site.use")}, {"functions", list}}));
}

}  // namespace

void AddSafetyRoutes(RouteTable& routes, Services& services) {
  routes.Get("/api/safety", {Resource::kStatus, Action::kRead}, [&](const HttpRequest&) { return Safety(services); })
      .Summary("The safety controls, what was struck, edited and overridden over time, and the way out").Returns("Safety").Tag("system");
  routes.Get("/api/intended-use", {Resource::kStatus, Action::kRead}, [&](const HttpRequest&) { return Uses(services); })
      .Summary("What each function is for, in the terms of the rules, and whether this site runs it").Returns("IntendedUses").Tag("system");
}

}  // namespace aegle
