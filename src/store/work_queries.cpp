// Answers, jobs and vectors.
#include <cstring>
#include <string>

#include "store/queries.h"

namespace aegle {
namespace {

StoredAnswer ReadAnswer(const sql::Query& row) {
  return {AnswerId(row.Int(0)), PatientId(row.Int(1)), row.Text(2), row.Int(3), row.Text(4)};
}

}  // namespace

Result<AnswerId> InsertAnswer(sql::Connection& connection, const StoredAnswer& answer) {
  AEGLE_TRY(query,
            connection.Use("INSERT INTO answer(id, patient, task, created, json) VALUES(?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
                           "patient=excluded.patient, task=excluded.task, created=excluded.created, json=excluded.json RETURNING id"));
  query.BindOptional(answer.id.value()).Bind(answer.patient.value()).Bind(answer.task);
  AEGLE_TRY(row, query.Bind(answer.created != 0 ? answer.created : Now()).Bind(answer.json).Step());
  AnswerId id(row ? query.Int(0) : 0);
  AEGLE_CHECK(query.Run());
  return id;
}

Result<StoredAnswer> QueryAnswer(sql::Connection& connection, AnswerId id) {
  AEGLE_TRY(query, connection.Use("SELECT id, patient, task, created, json FROM answer WHERE id = ?"));
  AEGLE_TRY(row, query.Bind(id.value()).Step());
  if (!row) return Fail(ErrorCode::kNotFound, "No answer " + id.ToString());
  return ReadAnswer(query);
}

Result<std::vector<StoredAnswer>> QueryAnswers(sql::Connection& connection, PatientId patient) {
  AEGLE_TRY(query, connection.Use("SELECT id, patient, task, created, json FROM answer WHERE patient = ? ORDER BY created DESC, id DESC"));
  query.Bind(patient.value());
  std::vector<StoredAnswer> answers;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return answers;
    answers.push_back(ReadAnswer(query));
  }
}

Result<JobId> InsertJob(sql::Connection& connection, const StoredJob& job) {
  AEGLE_TRY(query, connection.Use("INSERT INTO job(id, kind, state, data, stage, done, total, unit, error, created, updated) "
                                  "VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET kind=excluded.kind, state=excluded.state, "
                                  "data=excluded.data, stage=excluded.stage, done=excluded.done, total=excluded.total, unit=excluded.unit, "
                                  "error=excluded.error, updated=excluded.updated RETURNING id"));
  const Instant now = Now();
  query.BindOptional(job.id.value()).Bind(job.kind).Bind(job.state).Bind(job.data).Bind(job.progress.stage);
  query.Bind(static_cast<std::int64_t>(job.progress.done)).Bind(static_cast<std::int64_t>(job.progress.total)).Bind(job.progress.unit);
  query.Bind(job.error).Bind(job.created != 0 ? job.created : now);
  AEGLE_TRY(row, query.Bind(job.updated != 0 ? job.updated : now).Step());
  JobId id(row ? query.Int(0) : 0);
  AEGLE_CHECK(query.Run());
  return id;
}

Result<std::vector<StoredJob>> QueryJobs(sql::Connection& connection) {
  AEGLE_TRY(query,
            connection.Use("SELECT id, kind, state, data, stage, done, total, unit, error, created, updated FROM job ORDER BY id DESC"));
  std::vector<StoredJob> jobs;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return jobs;
    StoredJob& job = jobs.emplace_back();
    job.id = JobId(query.Int(0));
    job.kind = query.Text(1);
    job.state = query.Text(2);
    job.data = query.Text(3);
    job.progress = {query.Text(4), static_cast<std::uint64_t>(query.Int(5)), static_cast<std::uint64_t>(query.Int(6)), query.Text(7)};
    job.error = query.Text(8);
    job.created = query.Int(9);
    job.updated = query.Int(10);
  }
}

Result<void> InsertVectors(sql::Connection& connection, std::string_view model, const FactVectors& vectors) {
  AEGLE_TRY(query, connection.Use("INSERT OR REPLACE INTO vector(model, fact, data) SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
                                  "(SELECT 1 FROM fact f JOIN unindexed u ON u.patient = f.patient WHERE f.id = ?2)"));
  for (const auto& [fact, values] : vectors) {
    std::string_view bytes(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    AEGLE_CHECK(query.Bind(model).Bind(fact.value()).BindBlob(bytes).Run());
  }
  return {};
}

Result<FactVectors> QueryVectors(sql::Connection& connection, PatientId patient, std::string_view model) {
  AEGLE_TRY(query, connection.Use("SELECT v.fact, v.data FROM fact f JOIN vector v ON v.model = ? AND v.fact = f.id "
                                  "WHERE f.patient = (SELECT coalesce(merged_into, id) FROM patient WHERE id = ?) AND f.superseded = 0"));
  query.Bind(model).Bind(patient.value());
  FactVectors vectors;
  for (;;) {
    AEGLE_TRY(row, query.Step());
    if (!row) return vectors;
    std::string_view bytes = query.Bytes(1);
    if (bytes.size() % sizeof(float) != 0)
      return Fail(ErrorCode::kIntegrity, "A vector of the store is damaged", FactId(query.Int(0)).ToString());
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    vectors.emplace_back(FactId(query.Int(0)), std::move(values));
  }
}

}  // namespace aegle
