// The routes of the service, a file a group. AddRoutes is the one list.
#pragma once

#include "serve/gate.h"
#include "serve/metrics.h"
#include "serve/route.h"
#include "serve/services.h"

namespace aegle {

// `services`, `gate` and `metrics` must outlive the table.
void AddRoutes(RouteTable& routes, Services& services, Gate& gate, Metrics& metrics);

void AddSystemRoutes(RouteTable& routes, Services& services, Metrics& metrics);   // health, status, metrics, OpenAPI
void AddAccessRoutes(RouteTable& routes, Gate& gate, Services& services);         // sessions, users, relations, tokens, consent, emergency access
void AddSessionRoutes(RouteTable& routes, Gate& gate, Services& services);
void AddUserRoutes(RouteTable& routes, Gate& gate);
void AddConsentRoutes(RouteTable& routes, Gate& gate, Services& services);
void AddBreakGlassRoutes(RouteTable& routes, Gate& gate, Services& services);
void AddAuditRoutes(RouteTable& routes, Services& services);
void AddPatientRoutes(RouteTable& routes);
void AddDocumentRoutes(RouteTable& routes);
void AddImportRoutes(RouteTable& routes, Services& services);
void AddTaskRoutes(RouteTable& routes, Services& services);
void AddDraftRoutes(RouteTable& routes, Services& services);
void AddOpenAiRoutes(RouteTable& routes, Services& services);
void AddSafetyRoutes(RouteTable& routes, Services& services);       // controls, rates, intended use

}  // namespace aegle
