// What the routes work with: made once by the command line, shared by all requests.
#pragma once

#include <string>

#include "audit/audit_log.h"
#include "base/settings.h"
#include "model/engine.h"
#include "readers/reader.h"
#include "signoff/signature.h"
#include "store/store.h"
#include "tasks/task.h"

namespace aegle {

class ControlRegistry;

// All references outlive the server; every one may be used from any thread.
struct Services {
  Store& site_store;            // unguarded: for controls, gauges and what `access` itself keeps. Records: HttpRequest::store()
  const ReaderRegistry& readers;
  const TaskRegistry& tasks;
  const Settings& settings;
  Engine* chat = nullptr;       // null: no chat model is configured; tasks give their floor
  Engine* embed = nullptr;
  std::string version;
  SiteKey signing_key = {};     // signs documents
  AuditLog* audit = nullptr;    // null: nothing is recorded (tests)
  ControlRegistry* controls = nullptr;  // null: nothing is held back (tests, single commands)
};

}  // namespace aegle
