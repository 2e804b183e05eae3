#include "access/break_glass.h"

#include <algorithm>

#include "access/json.h"
#include "base/text.h"

namespace aegle {
namespace {

constexpr std::string_view kKind = "break-glass";
constexpr std::size_t kShortestText = 10, kLongestText = 2000;

Result<BreakGlass> Parse(const Entity& entity) {
  return ParseAccessJson<BreakGlass>(entity.json, "emergency access", [&](const AccessJson& in) {
    BreakGlass entry;
    entry.id = entity.key;
    entry.user = in.at("user");
    entry.patient = PatientId::Parse(in.at("patient").get<std::string>()).value();
    entry.reason = in.at("reason");
    entry.text = in.at("text");
    entry.from = in.at("from");
    entry.until = in.at("until");
    entry.reviewed_by = in.at("reviewed_by");
    entry.reviewed = in.at("reviewed");
    entry.finding = in.at("finding");
    return entry;
  });
}

}  // namespace

std::string ToJson(const BreakGlass& entry) {
  return DumpAccessJson({{"id", entry.id},
                         {"user", entry.user},
                         {"patient", entry.patient.ToString()},
                         {"reason", entry.reason},
                         {"text", entry.text},
                         {"from", entry.from},
                         {"until", entry.until},
                         {"reviewed_by", entry.reviewed_by},
                         {"reviewed", entry.reviewed},
                         {"finding", entry.finding}});
}

Result<BreakGlass> BreakGlassBook::Open(const Principal& principal, PatientId id, const std::string& reason, const std::string& text,
                                        Instant now) {
  if (principal.by_token || (principal.role != Role::kClinician && principal.role != Role::kNurse))
    return Fail(ErrorCode::kDenied, "Only a clinician or nurse who is signed in has emergency access");
  if (std::find(kBreakGlassReasons.begin(), kBreakGlassReasons.end(), reason) == kBreakGlassReasons.end())
    return Fail(ErrorCode::kBadUsage, "A reason is needed", "reason", "emergency, covering, patient-request or other");
  std::string_view words = Trim(text);
  if (words.size() < kShortestText || words.size() > kLongestText || FindInvalidUtf8(words) != std::string_view::npos)
    return Fail(ErrorCode::kBadUsage, "Say in words why: 10 to 2,000 characters", "text");
  AEGLE_TRY(patient, store_.GetPatient(id));
  AEGLE_TRY(before, All(principal.name));
  BreakGlass entry;
  entry.id = principal.name + "/" + patient.id.ToString() + "/g" + std::to_string(before.size() + 1);
  entry.user = principal.name;
  entry.patient = patient.id;
  entry.reason = reason;
  entry.text = words;
  entry.from = now;
  entry.until = now + kBreakGlassMs;
  AEGLE_CHECK(store_.PutEntity({std::string(kKind), entry.id, 0, ToJson(entry), 0}));
  return entry;
}

Result<std::vector<BreakGlass>> BreakGlassBook::All(std::string_view user) {
  AEGLE_TRY(entities, store_.Entities(kKind, user.empty() ? std::string() : std::string(user) + "/"));
  std::vector<BreakGlass> entries;
  for (const Entity& entity : entities) {
    AEGLE_TRY(entry, Parse(entity));
    entries.push_back(std::move(entry));
  }
  std::stable_sort(entries.begin(), entries.end(), [](const BreakGlass& a, const BreakGlass& b) { return a.from > b.from; });
  return entries;
}

Result<BreakGlass> BreakGlassBook::Review(std::string_view id, const std::string& by, const std::string& finding, Instant now) {
  if (finding != "justified" && finding != "not-justified")
    return Fail(ErrorCode::kBadUsage, "A finding is needed", "finding", "justified or not-justified");
  AEGLE_TRY(entity, store_.GetEntity(kKind, id));
  AEGLE_TRY(entry, Parse(entity));
  if (!entry.reviewed_by.empty()) return Fail(ErrorCode::kConflict, "It was reviewed by " + entry.reviewed_by, std::string(id));
  if (entry.user == by) return Fail(ErrorCode::kDenied, "Nobody reviews the own emergency access", std::string(id));
  entry.reviewed_by = by;
  entry.reviewed = now;
  entry.finding = finding;
  AEGLE_CHECK(store_.PutEntity({entity.kind, entity.key, entity.version, ToJson(entry), 0}));
  return entry;
}

}  // namespace aegle
