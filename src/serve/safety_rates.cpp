#include "serve/safety_rates.h"

#include <map>
#include <nlohmann/json.hpp>

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr Instant kWeekMs = 7 * kDayMs;
// 1970-01-01 was a Thursday; weeks begin on Monday.
constexpr Instant kFirstMonday = -3 * kDayMs;

struct Week {
  int answers = 0, planned = 0, said = 0, struck = 0, fell_back = 0, edited = 0, removed = 0;
};

Instant WeekOf(Instant time) { return kFirstMonday + (time - kFirstMonday) / kWeekMs * kWeekMs; }

int Number(const Json& json, const char* name) { return json.is_object() && json.contains(name) && json[name].is_number_integer() ? json[name].get<int>() : 0; }

std::string Text(const Json& json, const char* name) { return json.is_object() && json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : std::string(); }

void Count(const StoredAnswer& stored, std::map<Instant, Week>& weeks) {
  Json answer = Json::parse(stored.json, nullptr, false);
  if (!answer.is_object() || !answer.contains("model")) return;
  const Json& model = answer["model"];
  Week& week = weeks[WeekOf(stored.created)];
  ++week.answers;
  week.planned += Number(model, "planned");
  week.said += Number(model, "said");
  week.struck += Number(model, "refused");
  week.fell_back += Number(model, "fell_back");
}

struct Changes {
  int edited = 0, removed = 0;
};

Changes ChangesOf(const Json& draft) {
  Changes changes;
  if (!draft.contains("sections")) return changes;
  for (const Json& section : draft["sections"]) {
    if (!section.contains("statements")) continue;
    for (const Json& statement : section["statements"]) {
      const bool removed = statement.contains("removed") && statement["removed"] == true;
      const bool whole = statement.contains("drafted") && statement.contains("now");
      if (removed) ++changes.removed;
      else if (whole && Text(statement["now"], "text") != Text(statement["drafted"], "text")) ++changes.edited;
    }
  }
  return changes;
}

}  // namespace

Result<Json> SafetyRates(const Services& services) {
  Store& store = services.site_store;
  std::map<Instant, Week> weeks;
  PatientQuery query;
  query.limit = 1000;
  AEGLE_TRY(patients, store.Patients(query));
  for (const PatientSummary& each : patients) {
    AEGLE_TRY(answers, store.Answers(each.patient.id));
    for (const StoredAnswer& answer : answers) Count(answer, weeks);
  }
  int drafts = 0, finished = 0, overrides = 0;
  AEGLE_TRY(entities, store.Entities("draft"));
  for (const Entity& entity : entities) {
    Json draft = Json::parse(entity.json, nullptr, false);
    if (!draft.is_object()) continue;
    Changes changes = ChangesOf(draft);
    Week& week = weeks[WeekOf(entity.updated)];
    week.edited += changes.edited;
    week.removed += changes.removed;
    ++drafts;
    const std::string state = Text(draft, "state");
    if (state != "signed" && state != "exported") continue;
    ++finished;
    if (changes.edited + changes.removed > 0) ++overrides;
  }
  Json list = Json::array();
  for (const auto& [start, week] : weeks)
    list.push_back({{"start_ms", start}, {"answers", week.answers}, {"planned", week.planned}, {"said", week.said}, {"struck", week.struck}, {"fell_back", week.fell_back}, {"edited", week.edited}, {"removed", week.removed}});
  return Json{{"weeks", list}, {"drafts", drafts}, {"signed", finished}, {"overrides", overrides}};
}

}  // namespace aegle
