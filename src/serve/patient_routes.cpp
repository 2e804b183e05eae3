// /api/patients: the list, one person, timeline, series, search.
#include <nlohmann/json.hpp>

#include "serve/routes.h"
#include "serve/views.h"
#include "tasks/answer_json.h"
#include "tasks/chart/rules.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

Result<PatientId> PatientOf(const HttpRequest& request) { return PatientId::Parse(request.Parameter("id")); }

Result<HttpReply> ListPatients(Store& store, const HttpRequest& request) {
  AEGLE_TRY(limit, request.QueryNumber("limit", 50, 1, 1000));
  AEGLE_TRY(offset, request.QueryNumber("offset", 0, 0, 1'000'000'000));
  PatientQuery query{std::string(request.Query("text")), static_cast<int>(limit), static_cast<int>(offset)};
  AEGLE_TRY(total, store.CountPatients(query));
  AEGLE_TRY(patients, store.Patients(query));
  Json list = Json::array();
  for (const auto& summary : patients) list.push_back(PatientView(summary, Now()));
  return HttpReply::Json(DumpJson({{"total", total}, {"patients", list}}));
}

Json FactsJson(const FactList& facts) {
  Json list = Json::array();
  for (const Fact* fact : facts) list.push_back(Json::parse(ToJson(*fact)));
  return list;
}

Result<HttpReply> OnePatient(Store& store, const HttpRequest& request) {
  AEGLE_TRY(id, PatientOf(request));
  AEGLE_TRY(summary, store.GetPatientSummary(id));
  FactQuery query;
  query.kinds = {FactKind::kCondition, FactKind::kAllergy, FactKind::kMedication};
  // Whom it is about may be seen though the person does not consent to the use of the record. The lists are then empty, and it is said that
  // this does not mean that there is nothing.
  auto found = store.Facts(id, query);
  if (!found && found.error().code != ErrorCode::kDenied) return tl::unexpected(found.error());
  std::vector<Fact> facts = found ? std::move(*found) : std::vector<Fact>();
  Chart chart(summary.patient, std::move(facts), summary.last.empty() ? std::nullopt : std::optional(summary.last), Now());
  Allergies allergies = FindAllergies(chart);
  allergies.present.insert(allergies.present.end(), allergies.none_known.begin(), allergies.none_known.end());
  Json view = PatientView(summary, Now());
  view["refused"] = !found;
  view["problems"] = FactsJson(FindProblems(chart).active);
  view["allergies"] = FactsJson(allergies.present);
  view["medications"] = FactsJson(FindMedications(chart).current);
  return HttpReply::Json(DumpJson(view));
}

Result<HttpReply> Timeline(Store& store, const HttpRequest& request) {
  AEGLE_TRY(id, PatientOf(request));
  AEGLE_CHECK(store.GetPatient(id));
  AEGLE_TRY(facts, store.Facts(id, {}));
  return HttpReply::Json(TimelineJson(facts));
}

Result<HttpReply> ResultSeries(Store& store, const HttpRequest& request) {
  AEGLE_TRY(id, PatientOf(request));
  AEGLE_CHECK(store.GetPatient(id));
  FactQuery query;
  query.kinds = {FactKind::kLaboratory, FactKind::kVitalSign, FactKind::kObservation};
  AEGLE_TRY(facts, store.Facts(id, query));
  std::string_view code = request.Query("code");
  return HttpReply::Json(code.empty() ? SeriesListJson(facts) : SeriesJson(facts, code));
}

Result<HttpReply> Search(Store& store, const HttpRequest& request) {
  AEGLE_TRY(id, PatientOf(request));
  AEGLE_CHECK(store.GetPatient(id));
  AEGLE_TRY(limit, request.QueryNumber("limit", 50, 1, 1000));
  AEGLE_TRY(hits, store.Search(id, request.Query("q"), static_cast<int>(limit)));
  Json list = Json::array();
  for (const auto& hit : hits)
    list.push_back({{"fact", hit.fact.empty() ? Json(nullptr) : Json(hit.fact.ToString())}, {"document", hit.document.ToString()}, {"begin", hit.span.begin},
                    {"end", hit.span.end}, {"score", hit.score}, {"snippet", hit.snippet}});
  return HttpReply::Json(DumpJson({{"hits", list}}));
}

}  // namespace

void AddPatientRoutes(RouteTable& routes) {
  routes.Get("/api/patients", {Resource::kPatient, Action::kRead}, [](const HttpRequest& request) { return ListPatients(request.store(), request); })
      .Summary("Patients, by part of a name or identifier").Query("text", "part of a name or identifier").Query("limit", "1 to 1000, default 50")
      .Query("offset", "how many to pass over").Returns("PatientList").Fails(ErrorCode::kBadUsage);
  routes.Get("/api/patients/{id}", {Resource::kPatient, Action::kRead, Of::kPatient}, [](const HttpRequest& request) { return OnePatient(request.store(), request); })
      .Summary("One patient with current problems, allergies and medication").Returns("PatientDetail").Fails(ErrorCode::kNotFound);
  routes.Get("/api/patients/{id}/timeline", {Resource::kRecord, Action::kRead, Of::kPatient}, [](const HttpRequest& request) { return Timeline(request.store(), request); })
      .Summary("All facts of a patient in columns, oldest first").Returns("Timeline").Fails(ErrorCode::kNotFound);
  routes.Get("/api/patients/{id}/series", {Resource::kRecord, Action::kRead, Of::kPatient}, [](const HttpRequest& request) { return ResultSeries(request.store(), request); })
      .Summary("Results over time: without a code the list of series, with one its points").Query("code", "code of the result, as in the list").Returns("Series")
      .Fails(ErrorCode::kNotFound);
  routes.Get("/api/patients/{id}/search", {Resource::kRecord, Action::kRead, Of::kPatient}, [](const HttpRequest& request) { return Search(request.store(), request); })
      .Summary("Full-text search in one record").Query("q", "words").Query("limit", "1 to 1000, default 50").Returns("SearchHits").Fails(ErrorCode::kNotFound);
  routes.Get("/api/facts/{id}", {Resource::kRecord, Action::kRead, Of::kFact}, [](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(id, FactId::Parse(request.Parameter("id")));
          AEGLE_TRY(fact, request.store().GetFact(id));
          return HttpReply::Json(ToJson(fact));
        }).Summary("One fact with its source").Returns("Fact").Fails(ErrorCode::kNotFound);
}

}  // namespace aegle
