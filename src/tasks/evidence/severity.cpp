#include "tasks/evidence/severity.h"

#include "base/text.h"

namespace aegle {

int AcuityLevel(const Fact& fact) {
  if (const auto* level = std::get_if<std::int64_t>(&fact.value)) return static_cast<int>(*level);
  if (const auto* quantity = std::get_if<Quantity>(&fact.value)) return static_cast<int>(quantity->value.value());
  for (char c : ValueText(fact.value))
    if (IsDigitAscii(c)) return c - '0';
  return 0;
}

Severity AssessSeverity(const Selection& s) {
  int acuity = s.acuity ? AcuityLevel(*s.acuity) : 0;
  if (s.news2 && s.news2->total >= 7) return {SeverityLevel::kUnstable, SeverityRule::kNews2High};
  if (acuity == 1) return {SeverityLevel::kUnstable, SeverityRule::kAcuity1};
  if (s.news2 && s.news2->Red()) return {SeverityLevel::kWatcher, SeverityRule::kNews2Red};
  if (s.news2 && s.news2->total >= 5) return {SeverityLevel::kWatcher, SeverityRule::kNews2Medium};
  if (!s.critical.empty()) return {SeverityLevel::kWatcher, SeverityRule::kCritical};
  if (acuity == 2) return {SeverityLevel::kWatcher, SeverityRule::kAcuity2};
  if (s.news2) return {SeverityLevel::kStable, SeverityRule::kNoneFired};
  return {};
}

}  // namespace aegle
