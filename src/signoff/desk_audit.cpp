#include "signoff/desk_audit.h"

namespace aegle {
namespace {

AuditAction ActionOf(DeskEvent::Act act) {
  switch (act) {
    case DeskEvent::Act::kRead: return AuditAction::kRead;
    case DeskEvent::Act::kSign: return AuditAction::kSign;
    case DeskEvent::Act::kExport: return AuditAction::kExport;
    case DeskEvent::Act::kReview:
    case DeskEvent::Act::kEdit:
    case DeskEvent::Act::kDiscard: break;
  }
  return AuditAction::kWrite;
}

}  // namespace

AuditEvent ToAuditEvent(const DeskEvent& event) {
  AuditEvent record;
  record.action = ActionOf(event.act);
  record.actor = event.who.id;
  record.role = event.who.role;
  record.patient = event.patient;
  record.resource = "draft " + event.draft.ToString() + " " + std::string(Name(event.act));
  record.outcome = event.refused ? AuditOutcome::kRefused : AuditOutcome::kDone;
  record.purpose = "treatment";
  record.detail = event.detail;
  return record;
}

}  // namespace aegle
