// aegle patients: who is in the store.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "serve/views.h"

namespace aegle {
namespace {

struct Options {
  std::string text;
  int limit = 50, offset = 0;
};

void PrintTable(const std::vector<PatientSummary>& patients, std::uint64_t total, const Terminal& terminal) {
  static const AuditedAccess kAccess("list of patients on the command line");
  int name_width = std::max(16, terminal.width() - 66);
  fmt::print("{} {} {:>4} {:7} {:>7}  {:10}  {:10}  {}\n", FitColumns("id", 6), FitColumns("name", name_width), "age", "sex", "facts", "first", "last", "identifier");
  for (const auto& summary : patients) {
    const Patient& patient = summary.patient;
    std::string age = patient.birth_date.empty() ? "?" : std::to_string(AgeInYears(patient.birth_date, patient.deceased_date.empty() ? DateTime::FromInstant(Now()) : patient.deceased_date));
    fmt::print("{} {} {:>4} {:7} {:>7}  {:10}  {:10}  {}\n", FitColumns(patient.id.ToString(), 6), FitColumns(patient.name.Reveal(kAccess), name_width), age + (patient.deceased ? "†" : ""),
               Name(patient.gender), summary.facts, summary.first.DateString(), summary.last.DateString(), patient.identifier.Reveal(kAccess));
  }
  if (total > patients.size()) fmt::print("{} of {}; --limit and --offset show others\n", patients.size(), total);
  if (total == 0) fmt::print("No patients. Import some: aegle import FILE\n");
}

Result<int> Run(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kRead, .resource = "patients"}));
  AEGLE_TRY(store, runtime.store());
  PatientQuery query{options.text, options.limit, options.offset};
  AEGLE_TRY(total, store->CountPatients(query));
  AEGLE_TRY(patients, store->Patients(query));
  if (!cli.json) {
    PrintTable(patients, total, cli.terminal);
    return 0;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& summary : patients) list.push_back(PatientView(summary, Now()));
  fmt::print("{}\n", DumpJson({{"total", total}, {"patients", list}}));
  return 0;
}

}  // namespace

void AddPatientsVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "patients", "List the patients in the store",
                           {{"aegle patients", "all"}, {"aegle patients kim", "whose name or identifier has \"kim\""}, {"aegle patients --json", "for programs"}});
  verb.add_option("text", options->text, "Part of a name or identifier");
  verb.add_option("--limit", options->limit, "How many to show")->check(CLI::Range(1, 100000));
  verb.add_option("--offset", options->offset, "How many to pass over")->check(CLI::NonNegativeNumber);
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime& runtime) { return Run(cli, runtime, *options); }; });
}

}  // namespace aegle
