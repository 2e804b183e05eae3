#include "access/principal.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, 8> kRoleNames{"none", "clinician", "nurse", "researcher", "patient", "operator", "auditor", "owner"};
constexpr std::array<std::string_view, 3> kPurposeNames{"treatment", "research", "training"};
constexpr std::array<std::string_view, 8> kScopeNames{"read", "generate", "chat", "import", "export", "admin", "audit", "status"};

template <class T, std::size_t N>
std::optional<T> Find(const std::array<std::string_view, N>& names, const std::array<T, N>& values, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return values[i];
  return std::nullopt;
}

}  // namespace

std::string_view Name(Role role) { return kRoleNames.at(static_cast<std::size_t>(role)); }

std::optional<Role> ParseUserRole(std::string_view name) {
  auto role = Find(kRoleNames, kRoles, name);
  return role == Role::kNone || role == Role::kOwner ? std::nullopt : role;
}

std::string_view Name(Purpose purpose) { return kPurposeNames.at(static_cast<std::size_t>(purpose)); }
std::optional<Purpose> ParsePurpose(std::string_view name) { return Find(kPurposeNames, kPurposes, name); }

std::string_view Name(Scope scope) {
  for (std::size_t i = 0; i < kScopes.size(); ++i)
    if (kScopes[i] == scope) return kScopeNames[i];
  return "none";
}
std::optional<Scope> ParseScope(std::string_view name) { return Find(kScopeNames, kScopes, name); }

}  // namespace aegle
