// The table of permissions. A line is a permission; there is no line that forbids.
#include "access/decide.h"

namespace aegle {
namespace {

using enum Rule;

constexpr TableRow kTable[] = {
    // -- clinician: people in care
    {Role::kClinician, Resource::kStatus, Action::kRead, kAlways},
    {Role::kClinician, Resource::kPatient, Action::kRead, kInCare},
    {Role::kClinician, Resource::kRecord, Action::kRead, kInCare},
    {Role::kClinician, Resource::kAnswer, Action::kRead, kInCare},
    {Role::kClinician, Resource::kAnswer, Action::kWrite, kInCare},
    {Role::kClinician, Resource::kTask, Action::kGenerate, kInCare},
    {Role::kClinician, Resource::kChat, Action::kGenerate, kAlways},
    {Role::kClinician, Resource::kImport, Action::kWrite, kAlways},
    {Role::kClinician, Resource::kSignature, Action::kSign, kInCare},
    {Role::kClinician, Resource::kExport, Action::kExport, kInCare},
    {Role::kClinician, Resource::kConsent, Action::kRead, kInCare},
    {Role::kClinician, Resource::kConsent, Action::kWrite, kInCare},
    {Role::kClinician, Resource::kToken, Action::kRead, kAlways},
    {Role::kClinician, Resource::kToken, Action::kWrite, kAlways},
    {Role::kClinician, Resource::kBreakGlass, Action::kWrite, kAlways},
    {Role::kClinician, Resource::kDeidentify, Action::kGenerate, kAlways},

    // -- nurse: people in care, without importing, signing and export
    {Role::kNurse, Resource::kStatus, Action::kRead, kAlways},
    {Role::kNurse, Resource::kPatient, Action::kRead, kInCare},
    {Role::kNurse, Resource::kRecord, Action::kRead, kInCare},
    {Role::kNurse, Resource::kAnswer, Action::kRead, kInCare},
    {Role::kNurse, Resource::kAnswer, Action::kWrite, kInCare},
    {Role::kNurse, Resource::kTask, Action::kGenerate, kInCare},
    {Role::kNurse, Resource::kChat, Action::kGenerate, kAlways},
    {Role::kNurse, Resource::kConsent, Action::kRead, kInCare},
    {Role::kNurse, Resource::kConsent, Action::kWrite, kInCare},
    {Role::kNurse, Resource::kToken, Action::kRead, kAlways},
    {Role::kNurse, Resource::kToken, Action::kWrite, kAlways},
    {Role::kNurse, Resource::kBreakGlass, Action::kWrite, kAlways},

    // -- researcher: rows without identifiers of people who consented
    {Role::kResearcher, Resource::kStatus, Action::kRead, kAlways},
    {Role::kResearcher, Resource::kRecord, Action::kRead, kDeidentified},
    {Role::kResearcher, Resource::kChat, Action::kGenerate, kAlways},
    {Role::kResearcher, Resource::kToken, Action::kRead, kAlways},
    {Role::kResearcher, Resource::kToken, Action::kWrite, kAlways},
    {Role::kResearcher, Resource::kDeidentify, Action::kGenerate, kAlways},

    // -- patient: the own record and consent; drafts are not for patients
    {Role::kPatient, Resource::kPatient, Action::kRead, kOwn},
    {Role::kPatient, Resource::kRecord, Action::kRead, kOwn},
    {Role::kPatient, Resource::kConsent, Action::kRead, kOwn},
    {Role::kPatient, Resource::kConsent, Action::kWrite, kOwn},

    // -- operator: the site, no record
    {Role::kOperator, Resource::kStatus, Action::kRead, kAlways},
    {Role::kOperator, Resource::kImport, Action::kWrite, kAlways},
    {Role::kOperator, Resource::kUser, Action::kRead, kAlways},
    {Role::kOperator, Resource::kUser, Action::kWrite, kAlways},
    {Role::kOperator, Resource::kToken, Action::kRead, kAlways},
    {Role::kOperator, Resource::kToken, Action::kWrite, kAlways},
    {Role::kOperator, Resource::kSite, Action::kRead, kAlways},
    {Role::kOperator, Resource::kSite, Action::kWrite, kAlways},

    // -- auditor: what was done, no record
    {Role::kAuditor, Resource::kStatus, Action::kRead, kAlways},
    {Role::kAuditor, Resource::kAudit, Action::kRead, kAlways},
    {Role::kAuditor, Resource::kAudit, Action::kExport, kAlways},
    {Role::kAuditor, Resource::kBreakGlass, Action::kRead, kAlways},
    {Role::kAuditor, Resource::kBreakGlass, Action::kSign, kAlways},  // the review
    {Role::kAuditor, Resource::kUser, Action::kRead, kAlways},
    {Role::kAuditor, Resource::kSite, Action::kRead, kAlways},
    {Role::kAuditor, Resource::kToken, Action::kRead, kAlways},
    {Role::kAuditor, Resource::kToken, Action::kWrite, kAlways},

    // -- owner: everything but a signature, which needs a named clinician
    {Role::kOwner, Resource::kStatus, Action::kRead, kAlways},
    {Role::kOwner, Resource::kPatient, Action::kRead, kAlways},
    {Role::kOwner, Resource::kRecord, Action::kRead, kAlways},
    {Role::kOwner, Resource::kAnswer, Action::kRead, kAlways},
    {Role::kOwner, Resource::kAnswer, Action::kWrite, kAlways},
    {Role::kOwner, Resource::kTask, Action::kGenerate, kAlways},
    {Role::kOwner, Resource::kChat, Action::kGenerate, kAlways},
    {Role::kOwner, Resource::kImport, Action::kWrite, kAlways},
    {Role::kOwner, Resource::kExport, Action::kExport, kAlways},
    {Role::kOwner, Resource::kConsent, Action::kRead, kAlways},
    {Role::kOwner, Resource::kConsent, Action::kWrite, kAlways},
    {Role::kOwner, Resource::kUser, Action::kRead, kAlways},
    {Role::kOwner, Resource::kUser, Action::kWrite, kAlways},
    {Role::kOwner, Resource::kToken, Action::kRead, kAlways},
    {Role::kOwner, Resource::kBreakGlass, Action::kRead, kAlways},
    {Role::kOwner, Resource::kAudit, Action::kRead, kAlways},
    {Role::kOwner, Resource::kAudit, Action::kExport, kAlways},
    {Role::kOwner, Resource::kSite, Action::kRead, kAlways},
    {Role::kOwner, Resource::kSite, Action::kWrite, kAlways},
    {Role::kOwner, Resource::kDeidentify, Action::kGenerate, kAlways},
};

}  // namespace

std::span<const TableRow> AccessTable() { return kTable; }

}  // namespace aegle
