#include "access/decide.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, kResourceCount> kResourceNames{
    "public", "status",  "patient", "record", "answer", "task",        "chat",  "import", "signature",
    "export", "consent", "user",    "token",  "break-glass", "audit", "site",  "deidentify"};
constexpr std::array<std::string_view, 5> kActionNames{"read", "write", "generate", "sign", "export"};
constexpr std::array<std::string_view, 5> kRuleNames{"never", "always", "in care", "own", "de-identified"};
constexpr std::array<std::string_view, 6> kReasonNames{"allowed", "role", "scope", "relation", "consent", "label"};

// The scope that a token needs; none: a token cannot do it at all.
ScopeBits ScopeFor(Resource resource, Action action) {
  auto bit = [](Scope scope) { return static_cast<ScopeBits>(scope); };
  switch (resource) {
    case Resource::kStatus: return bit(Scope::kStatus);
    case Resource::kPatient:
    case Resource::kRecord: return bit(Scope::kRead);
    case Resource::kAnswer: return bit(action == Action::kRead ? Scope::kRead : Scope::kGenerate);
    case Resource::kTask: return bit(Scope::kGenerate);
    case Resource::kChat:
    case Resource::kDeidentify: return bit(Scope::kChat);
    case Resource::kImport: return bit(Scope::kImport);
    case Resource::kExport: return bit(Scope::kExport);
    case Resource::kUser:
    case Resource::kSite: return bit(Scope::kAdmin);
    case Resource::kAudit: return bit(Scope::kAudit);
    case Resource::kConsent: return action == Action::kRead ? bit(Scope::kRead) : ScopeBits{0};
    case Resource::kPublic:
    case Resource::kSignature:
    case Resource::kToken:
    case Resource::kBreakGlass: return 0;
  }
  return 0;
}

bool BoundByConsent(Resource resource) {
  return resource == Resource::kRecord || resource == Resource::kAnswer || resource == Resource::kTask || resource == Resource::kSignature ||
         resource == Resource::kExport;
}

// Emergency access is for reading and drafting.
bool OpensInEmergency(Role role, Resource resource, Action action) {
  if (role != Role::kClinician && role != Role::kNurse) return false;
  bool reads = action == Action::kRead && (resource == Resource::kPatient || resource == Resource::kRecord || resource == Resource::kAnswer);
  return reads || (resource == Resource::kTask && action == Action::kGenerate);
}

Reason CheckRelation(const Principal& principal, const Target& target, Rule rule) {
  switch (rule) {
    case Rule::kAlways: return Reason::kAllowed;
    case Rule::kInCare: return target.patient.empty() || target.in_care ? Reason::kAllowed : Reason::kRelation;
    case Rule::kOwn:
      return target.patient.empty() || (!principal.self.empty() && principal.self == target.patient) ? Reason::kAllowed : Reason::kRelation;
    case Rule::kDeidentified: return target.deidentified ? Reason::kAllowed : Reason::kRelation;
    case Rule::kNever: break;
  }
  return Reason::kRole;
}

// The own record is open to its person whatever was agreed on about others.
Reason CheckConsent(const Target& target, Rule rule) {
  if (target.patient.empty() || rule == Rule::kOwn || !BoundByConsent(target.resource)) return Reason::kAllowed;
  if (target.consent == ConsentVerdict::kDenied) return Reason::kConsent;
  bool must_be_asked = rule == Rule::kDeidentified;
  return must_be_asked && target.consent != ConsentVerdict::kPermitted ? Reason::kConsent : Reason::kAllowed;
}

Reason CheckLabels(const Principal& principal, const Target& target, Rule rule) {
  if (rule == Rule::kOwn || principal.clearance.Contains(target.labels)) return Reason::kAllowed;
  return Reason::kLabel;
}

}  // namespace

std::string_view Name(Resource resource) { return kResourceNames.at(static_cast<std::size_t>(resource)); }
std::string_view Name(Action action) { return kActionNames.at(static_cast<std::size_t>(action)); }
std::string_view Name(Rule rule) { return kRuleNames.at(static_cast<std::size_t>(rule)); }
std::string_view Name(Reason reason) { return kReasonNames.at(static_cast<std::size_t>(reason)); }

Rule RuleOf(Role role, Resource resource, Action action) {
  if (resource == Resource::kPublic) return Rule::kAlways;
  for (const TableRow& row : AccessTable())
    if (row.role == role && row.resource == resource && row.action == action) return row.rule;
  return Rule::kNever;
}

Decision Decide(const Principal& principal, const Target& target, Action action) {
  const Rule rule = RuleOf(principal.role, target.resource, action);
  if (rule == Rule::kNever) return {Reason::kRole};
  if (target.resource == Resource::kPublic) return {Reason::kAllowed};
  if (principal.by_token && (principal.scopes & ScopeFor(target.resource, action)) == 0) return {Reason::kScope};
  Reason reason = CheckRelation(principal, target, rule);
  if (reason == Reason::kAllowed) reason = CheckConsent(target, rule);
  if (reason == Reason::kAllowed) reason = CheckLabels(principal, target, rule);
  if (reason == Reason::kAllowed) return {reason};
  const bool opens = target.break_glass && !principal.by_token && OpensInEmergency(principal.role, target.resource, action);
  return opens ? Decision{Reason::kAllowed, true} : Decision{reason};
}

}  // namespace aegle
