// Principal: who asks, in what role, for what purpose. Made by sign-in, a token, or the command line; never by a request's body.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "record/sensitivity.h"

namespace aegle {

enum class Role : std::uint8_t {
  kNone,        // may do nothing
  kClinician,   // reads, drafts and signs for people in care
  kNurse,       // as a clinician, but does not sign or export
  kResearcher,  // sees what is de-identified and consented to
  kPatient,     // sees the own record
  kOperator,    // runs the site: users, imports, settings; no record
  kAuditor,     // reads the audit and reviews emergency access; no record
  kOwner,       // holds the key file: the command line, and the app while there are no users. Does not sign
};
inline constexpr std::array<Role, 8> kRoles{Role::kNone,    Role::kClinician, Role::kNurse,   Role::kResearcher,
                                            Role::kPatient, Role::kOperator,  Role::kAuditor, Role::kOwner};
[[nodiscard]] std::string_view Name(Role role);  // "clinician"
// The roles that a user may have: not kNone and not kOwner.
[[nodiscard]] std::optional<Role> ParseUserRole(std::string_view name);

enum class Purpose : std::uint8_t { kTreatment, kResearch, kTraining };
inline constexpr std::array<Purpose, 3> kPurposes{Purpose::kTreatment, Purpose::kResearch, Purpose::kTraining};
[[nodiscard]] std::string_view Name(Purpose purpose);
[[nodiscard]] std::optional<Purpose> ParsePurpose(std::string_view name);

// What an API token may be used for. A session has all.
enum class Scope : std::uint8_t { kRead = 1, kGenerate = 2, kChat = 4, kImport = 8, kExport = 16, kAdmin = 32, kAudit = 64, kStatus = 128 };
inline constexpr std::array<Scope, 8> kScopes{Scope::kRead,   Scope::kGenerate, Scope::kChat,  Scope::kImport,
                                              Scope::kExport, Scope::kAdmin,    Scope::kAudit, Scope::kStatus};
using ScopeBits = std::uint8_t;
inline constexpr ScopeBits kAllScopes = 255;
[[nodiscard]] std::string_view Name(Scope scope);
[[nodiscard]] std::optional<Scope> ParseScope(std::string_view name);

struct Principal {
  std::string name = {};  // of the user; "local" in single-person mode; "os:anna" on the command line
  Role role = Role::kNone;
  PatientId self = {};  // of a patient: the own record
  Purpose purpose = Purpose::kTreatment;
  SensitivitySet clearance = {};  // labels that may be seen of people in care
  bool by_token = false;
  ScopeBits scopes = kAllScopes;  // of a token

  static Principal Local() { return Owner("local"); }
  static Principal Owner(std::string name) { return {std::move(name), Role::kOwner, {}, Purpose::kTreatment, SensitivitySet::All()}; }
};

}  // namespace aegle
