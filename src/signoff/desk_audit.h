// What a desk does, as a record of the audit.
#pragma once

#include "audit/audit_event.h"
#include "signoff/signing_desk.h"

namespace aegle {

[[nodiscard]] AuditEvent ToAuditEvent(const DeskEvent& event);

}  // namespace aegle
