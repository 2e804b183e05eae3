// aegle timeline: the facts of one patient in the order of time.
#include <fmt/color.h>
#include <fmt/format.h>

#include "base/text.h"
#include "cli/verb.h"
#include "tasks/answer_json.h"

namespace aegle {
namespace {

struct Options {
  std::string patient, from, to, code, search;
  std::vector<std::string> kinds;
  std::int64_t limit = -1;
  bool newest_first = false, superseded = false;
};

Result<FactQuery> ToQuery(const Options& options) {
  FactQuery query;
  for (const auto& name : options.kinds) {
    auto kind = ParseFactKind(name);
    if (!kind) return Fail(ErrorCode::kBadUsage, "there is no kind \"" + name + "\"", "--kind", "aegle timeline --help lists them.");
    query.kinds.push_back(*kind);
  }
  if (!options.from.empty()) {
    AEGLE_TRY(from, DateTime::Parse(options.from));
    query.from = from.start();
  }
  if (!options.to.empty()) {
    AEGLE_TRY(to, DateTime::Parse(options.to));
    query.to = to.end();
  }
  query.code = options.code;
  query.limit = options.limit;
  query.newest_first = options.newest_first;
  query.superseded = options.superseded;
  return query;
}

Result<std::vector<Fact>> FindFacts(Store& store, PatientId patient, const Options& options) {
  if (options.search.empty()) {
    AEGLE_TRY(query, ToQuery(options));
    return store.Facts(patient, query);
  }
  AEGLE_TRY(hits, store.Search(patient, options.search, options.limit > 0 ? static_cast<int>(options.limit) : 50));
  std::vector<Fact> facts;
  for (const auto& hit : hits) {
    if (hit.fact.empty()) continue;
    AEGLE_TRY(fact, store.GetFact(hit.fact));
    facts.push_back(std::move(fact));
  }
  return facts;
}

bool IsAbnormal(Interpretation interpretation) { return interpretation != Interpretation::kNone && interpretation != Interpretation::kNormal && interpretation != Interpretation::kNegative; }

void PrintFact(const Fact& fact, const Terminal& terminal) {
  std::string value = ValueText(fact.value);
  if (value.empty()) value = std::string(Utf8Prefix(fact.text, 160));
  for (char& c : value)
    if (c == '\n') c = ' ';
  std::string flag{Name(fact.interpretation)};
  std::string line = fmt::format("{:16}  {} {} {}", fact.effective.start.Readable(), FitColumns(std::string(Name(fact.kind)), 14), FitColumns(fact.name(), 38),
                                 FitColumns(value + (flag.empty() ? "" : " " + flag), std::max(20, terminal.width() - 86)));
  if (terminal.colour() && IsAbnormal(fact.interpretation)) line = fmt::format(fmt::emphasis::bold, "{}", line);
  std::string state = fact.assertion != Assertion::kPresent ? std::string(Name(fact.assertion)) : std::string(Name(fact.status));
  fmt::print("{} {}\n", line, state);
}

Result<int> Run(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(store, runtime.store());
  AEGLE_TRY(id, PatientId::Parse(options.patient));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kRead, .patient = id, .resource = options.search.empty() ? "timeline" : "search"}));
  AEGLE_TRY(patient, store->GetPatient(id));
  AEGLE_TRY(facts, FindFacts(*store, id, options));
  if (cli.json) {
    std::string list;
    for (const auto& fact : facts) list += (list.empty() ? "" : ",") + ToJson(fact);
    fmt::print("{{\"patient\":\"{}\",\"facts\":[{}]}}\n", id.ToString(), list);
    return 0;
  }
  static const AuditedAccess kAccess("timeline on the command line");
  fmt::print("{} ({}, born {}), {} facts\n", patient.name.Reveal(kAccess), Name(patient.gender), patient.birth_date.DateString(), facts.size());
  for (const auto& fact : facts) PrintFact(fact, cli.terminal);
  return 0;
}

std::string KindNames() {
  std::string names;
  for (int kind = 0; kind < kFactKindCount; ++kind) names += (kind ? ", " : "") + std::string(Name(static_cast<FactKind>(kind)));
  return names;
}

}  // namespace

void AddTimelineVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "timeline", "Show the facts of one patient in the order of time",
                           {{"aegle timeline p1", "everything"},
                            {"aegle timeline p1 --kind laboratory --from 2025", "results since 2025"},
                            {"aegle timeline p1 --search \"chest pain\"", "what mentions it"},
                            {"aegle timeline p1 --code 4548-4 --json", "HbA1c for a program"}});
  verb.add_option("patient", options->patient, "Id of the patient, as p1")->required();
  verb.add_option("--kind", options->kinds, "Only these kinds: " + KindNames())->delimiter(',');
  verb.add_option("--from", options->from, "Not before this date (2025, 2025-03, 2025-03-01)");
  verb.add_option("--to", options->to, "Not after this date");
  verb.add_option("--code", options->code, "Only this code (LOINC, SNOMED CT, RxNorm ...)");
  verb.add_option("--search", options->search, "Full-text search");
  verb.add_option("--limit", options->limit, "At most so many")->check(CLI::PositiveNumber);
  verb.add_flag("--newest-first", options->newest_first, "The newest at the top");
  verb.add_flag("--superseded", options->superseded, "Also versions that were replaced");
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime& runtime) { return Run(cli, runtime, *options); }; });
}

}  // namespace aegle
