// Directory: the users of the site, whom they care for, and their API tokens. Kept as entities of the store.
//
// A change counts from the next request on: nothing is cached. Any thread.
// Errors: those of the store; kNotFound, kConflict (exists, or changed meanwhile), kBadUsage (a name or value that cannot be).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "base/time.h"
#include "store/store.h"

namespace aegle {

struct User {
  std::string name = {};     // for signing in: letters and digits of any script, . _ - ; at most 64 bytes
  std::string display = {};  // as people write it
  Role role = Role::kNone;
  PatientId self = {};            // of a patient
  SensitivitySet clearance = {};  // labels that the user may see of people in care
  std::string password = {};      // PHC string, empty: cannot sign in
  std::string totp = {};          // secret, empty: no second factor
  std::uint64_t totp_step = 0;    // the last one that was used
  bool disabled = false;
  Instant created = 0;
  std::int64_t version = 0;  // of the entity

  [[nodiscard]] Principal principal() const;
};

// A user cares for a patient until `until` (0: without end).
struct CareRelation {
  std::string user;
  PatientId patient;
  std::string kind;  // "treating", "ward", "consulting" ...: a word for people
  Instant until = 0;
  Instant created = 0;
};

// What is known of a token; the token itself is shown once and never stored.
struct ApiToken {
  std::string id;  // SHA-256 of the token, hex
  std::string user, name;
  ScopeBits scopes = 0;
  Instant expires = 0;  // 0: never
  Instant created = 0;
};

class Directory {
 public:
  explicit Directory(Store& store) : store_(store) {}

  // False while nobody was added: single-person mode.
  [[nodiscard]] Result<bool> HasUsers();
  [[nodiscard]] Result<std::vector<User>> Users();
  [[nodiscard]] Result<User> Find(std::string_view name);
  // A resident registration number cannot be a name (kBadUsage). The first user must be an operator, so that somebody can add others.
  Result<void> Add(User user);
  // Replaces the user whose version it carries. The last operator who is not disabled stays one (kConflict).
  Result<void> Update(const User& user);

  [[nodiscard]] Result<std::vector<CareRelation>> Relations(std::string_view user);
  Result<void> Relate(const CareRelation& relation);  // anew or changed
  Result<void> Unrelate(std::string_view user, PatientId patient);

  [[nodiscard]] Result<std::vector<ApiToken>> Tokens(std::string_view user);  // of all where empty
  // Returns the token: "aegle_" and 43 characters. `scopes` beyond the role are of no use.
  Result<std::string> AddToken(std::string_view user, const std::string& name, ScopeBits scopes, Instant expires, Instant now);
  Result<void> RemoveToken(std::string_view id);
  // The principal of a token that is in force. Errors: kDenied, the same for unknown, expired and disabled ones.
  [[nodiscard]] Result<Principal> PrincipalOfToken(std::string_view token, Instant now);

 private:
  Result<void> KeepAnOperator(const User& user);
  Store& store_;
};

[[nodiscard]] Result<void> CheckUserName(std::string_view name);

}  // namespace aegle
