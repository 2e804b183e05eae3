// Decide: whether a principal may do something. The one place where it is decided; pure, no I/O, no clock.
//
// The table (decide_table.cpp) says for role x resource x action under which condition; what is not in it is refused.
// Then, in this order: the scopes of a token, the relation to the person, consent (a denial wins), sensitivity labels.
// Emergency access (break-glass) stands in for the relation, for a denied consent and for labels, of one person, and only to
// read and to draft; never to sign, export or change consent.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "access/principal.h"

namespace aegle {

enum class Resource : std::uint8_t {
  kPublic,      // sign-in, health, the API's description: for everyone
  kStatus,      // version, models, counters, controls
  kPatient,     // that there is a person: name, birth date, in lists and by id
  kRecord,      // facts, timeline, search, documents and their bytes
  kAnswer,      // drafts and what became of them
  kTask,        // making a draft from a record
  kChat,        // the model without a record
  kImport,      // putting data in
  kSignature,   // signing a draft
  kExport,      // handing out signed text or a record
  kConsent,
  kUser,        // users, their roles, passwords, relations
  kToken,       // the own API tokens
  kBreakGlass,  // emergency access
  kAudit,
  kSite,        // settings, functions that are switched on, backups
  kDeidentify,  // text in, text without identifiers out; no record
};
inline constexpr std::size_t kResourceCount = 17;
[[nodiscard]] std::string_view Name(Resource resource);

enum class Action : std::uint8_t { kRead, kWrite, kGenerate, kSign, kExport };
inline constexpr std::array<Action, 5> kActions{Action::kRead, Action::kWrite, Action::kGenerate, Action::kSign, Action::kExport};
[[nodiscard]] std::string_view Name(Action action);

// The condition of a row of the table.
enum class Rule : std::uint8_t {
  kNever,
  kAlways,
  kInCare,        // a care relation with the person, or emergency access
  kOwn,           // the person asks about himself or herself
  kDeidentified,  // the rows carry no identifier, and the person consented to research
};
[[nodiscard]] std::string_view Name(Rule rule);

struct TableRow {
  Role role;
  Resource resource;
  Action action;
  Rule rule;
};
[[nodiscard]] std::span<const TableRow> AccessTable();
[[nodiscard]] Rule RuleOf(Role role, Resource resource, Action action);

enum class ConsentVerdict : std::uint8_t { kSilent, kPermitted, kDenied };

// What is to be touched. Where a request is about nobody in particular (a list), `patient` is empty and rows are filtered later.
struct Target {
  Resource resource = Resource::kPublic;
  PatientId patient = {};
  bool in_care = false;      // the principal has a care relation with the patient
  bool break_glass = false;  // the principal has emergency access to the patient now
  bool deidentified = false;
  ConsentVerdict consent = ConsentVerdict::kSilent;  // for the purpose of the principal
  SensitivitySet labels = {};
};

enum class Reason : std::uint8_t { kAllowed, kRole, kScope, kRelation, kConsent, kLabel };
[[nodiscard]] std::string_view Name(Reason reason);

struct Decision {
  Reason reason = Reason::kRole;
  bool emergency = false;  // allowed by break-glass only: recorded as such
  [[nodiscard]] bool allowed() const { return reason == Reason::kAllowed; }
  // The principal may not even know that it exists: answered as an unknown id.
  [[nodiscard]] bool hidden() const { return reason == Reason::kRelation || reason == Reason::kLabel; }
};

[[nodiscard]] Decision Decide(const Principal& principal, const Target& target, Action action);

}  // namespace aegle
