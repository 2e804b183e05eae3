// The routes of the service, a file a group. AddRoutes is the one list.
#pragma once

#include "serve/metrics.h"
#include "serve/route.h"
#include "serve/services.h"

namespace aegle {

// `services` and `metrics` must outlive the table.
void AddRoutes(RouteTable& routes, Services& services, Metrics& metrics);

void AddSystemRoutes(RouteTable& routes, Services& services, Metrics& metrics);   // health, status, metrics, OpenAPI
void AddPatientRoutes(RouteTable& routes, Services& services);
void AddDocumentRoutes(RouteTable& routes, Services& services);
void AddImportRoutes(RouteTable& routes, Services& services);
void AddTaskRoutes(RouteTable& routes, Services& services);
void AddDraftRoutes(RouteTable& routes, Services& services);
void AddOpenAiRoutes(RouteTable& routes, Services& services);

}  // namespace aegle
