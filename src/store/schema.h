// The tables of the store and how an older file becomes a newer one. The manual is docs/formats/store.md.
#pragma once

#include <string>
#include <vector>

#include "store/sql.h"

namespace aegle {

// One step: the SQL that turns version `version - 1` into `version`. A step that was released never changes.
struct Migration {
  int version;
  const char* sql;
};

[[nodiscard]] const std::vector<Migration>& Migrations();
[[nodiscard]] int SchemaVersion();  // of this program

// Brings the file to SchemaVersion(), each step in its own transaction. Errors: kUnsupported (made by a newer program).
[[nodiscard]] Result<void> Migrate(sql::Connection& connection);

}  // namespace aegle
