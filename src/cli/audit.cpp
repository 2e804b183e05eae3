// aegle audit: read, check and export the record of who did what.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "audit/merkle.h"
#include "base/file.h"
#include "cli/verb.h"
#include "serve/views.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string patient, actor, action, outcome, from, to, format = "fhir", reason;
  std::vector<std::string> heads;
  std::size_t limit = 50;
  std::uint64_t number = 0;
};

Result<AuditQuery> ToQuery(const Options& options) {
  AuditQuery query;
  query.actor = options.actor;
  query.limit = options.limit;
  query.action = ParseAuditAction(options.action);
  query.outcome = ParseAuditOutcome(options.outcome);
  if (!options.patient.empty()) {
    AEGLE_TRY(id, PatientId::Parse(options.patient));
    query.patient = id;
  }
  if (!options.from.empty()) {
    AEGLE_TRY(from, DateTime::Parse(options.from));
    query.from = from.start();
  }
  if (!options.to.empty()) {
    AEGLE_TRY(to, DateTime::Parse(options.to));
    query.to = to.end();
  }
  return query;
}

Json QueryJson(const Options& options) {
  Json json = Json::object();
  for (const auto& [name, value] : {std::pair{"patient", options.patient}, {"actor", options.actor}, {"action", options.action}, {"from", options.from}, {"to", options.to}})
    if (!value.empty()) json[name] = value;
  return json;
}

void PrintRecord(const AuditRecord& record, const Terminal& terminal) {
  const AuditEvent& event = record.event;
  fmt::print("{:>8}  {}  {} {} {} {} {}{}{}\n", record.sequence, DateTime::FromInstant(record.time).Readable(), FitColumns(std::string(Name(event.action)), 11),
             FitColumns(event.actor.empty() ? "system" : event.actor, 16), FitColumns(event.patient.empty() ? "" : event.patient.ToString(), 6),
             FitColumns(event.resource, std::max(20, terminal.width() - 84)), Name(event.outcome), event.purpose.empty() ? "" : "  " + event.purpose,
             event.detail.empty() ? "" : "  " + event.detail);
}

Result<int> Show(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(query, ToQuery(options));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kRead, .resource = "audit", .detail = QueryJson(options).dump()}));
  AEGLE_TRY(log, runtime.audit());
  AEGLE_TRY(records, log->Read(query));
  if (cli.json) {
    std::string list;
    for (const auto& record : records) list += (list.empty() ? "" : ",") + AuditRecordJson(record);
    fmt::print("{{\"records\":[{}]}}\n", list);
    return 0;
  }
  for (auto record = records.rbegin(); record != records.rend(); ++record) PrintRecord(*record, cli.terminal);
  return 0;
}

Result<int> Export(Runtime& runtime, Options options) {
  options.limit = std::numeric_limits<std::size_t>::max();
  AEGLE_TRY(query, ToQuery(options));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kExport, .resource = "audit", .detail = QueryJson(options).dump()}));
  AEGLE_TRY(log, runtime.audit());
  AEGLE_TRY(records, log->Read(query));
  for (auto record = records.rbegin(); record != records.rend(); ++record)
    fmt::print("{}\n", options.format == "fhir" ? FhirAuditEventJson(*record, "aegle") : AuditRecordJson(*record));
  return 0;
}

Result<std::vector<SignedHead>> KeptHeads(Runtime& runtime, const Options& options) {
  std::vector<SignedHead> heads;
  for (const auto& path : options.heads) {
    AEGLE_TRY(text, ReadWholeFile(path, std::size_t{1} << 16));
    AEGLE_TRY(head, ParseHeadJson(text, path));
    heads.push_back(head);
  }
  // The third place: a setting of the store. A store that cannot be opened is another matter.
  auto store = runtime.store();
  auto text = store ? (*store)->GetSetting("audit.head") : std::optional<std::string>{};
  if (text && *text) {
    AEGLE_TRY(head, ParseHeadJson(**text, "the setting audit.head of the store"));
    heads.push_back(head);
  }
  return heads;
}

Json ReportJson(const AuditReport& report, double seconds) {
  Json findings = Json::array();
  for (const auto& finding : report.findings)
    findings.push_back({{"fault", Name(finding.fault)}, {"first", finding.first}, {"last", finding.last}, {"place", finding.place}, {"message", finding.message}});
  return {{"ok", report.ok()}, {"records", report.records}, {"heads", report.heads}, {"torn_bytes", report.torn_bytes},
          {"root", ToHex({reinterpret_cast<const char*>(report.root.data()), report.root.size()})}, {"seconds", seconds}, {"findings", findings}};
}

Result<int> Verify(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(where, runtime.audit_options());
  AEGLE_TRY(kept, KeptHeads(runtime, options));
  auto start = std::chrono::steady_clock::now();
  AEGLE_TRY(report, VerifyAudit({where.folder, where.second_head, where.key, kept}));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const int code = report.ok() ? 0 : Info(ErrorCode::kIntegrity).exit_code;
  if (cli.json) {
    fmt::print("{}\n", DumpJson(ReportJson(report, seconds)));
    return code;
  }
  fmt::print("{} records, {} signed heads, {:.2f} s\n", report.records, report.heads, seconds);
  for (const auto& finding : report.findings) fmt::print("✗ {}: {}\n    {}\n", Name(finding.fault), finding.message, finding.place);
  if (report.torn_bytes > 0) fmt::print("· {} bytes at the end were half written by a killed process and never acknowledged\n", report.torn_bytes);
  fmt::print("{}\n", report.ok() ? "✓ every record is what was written, in its place; none is missing" : "The log was changed or damaged. Restore it from a backup.");
  return code;
}

Result<int> Head(Runtime& runtime) {
  AEGLE_TRY(log, runtime.audit());
  fmt::print("{}\n", HeadJson(log->Head()));
  return 0;
}

Json HashesJson(const std::vector<Sha256Digest>& hashes) {
  Json list = Json::array();
  for (const auto& hash : hashes) list.push_back(ToHex({reinterpret_cast<const char*>(hash.data()), hash.size()}));
  return list;
}

Result<int> Proof(Runtime& runtime, const Options& options) {
  AEGLE_TRY(log, runtime.audit());
  const SignedHead head = log->Head();
  AEGLE_TRY(leaves, AuditLeaves(runtime.home() + "/audit"));
  leaves.resize(std::min<std::size_t>(leaves.size(), head.size));
  if (options.number >= leaves.size()) return Fail(ErrorCode::kNotFound, "There is no record " + std::to_string(options.number), "audit", "The newest is " + std::to_string(leaves.size() - 1) + ".");
  Json json{{"sequence", options.number}, {"leaf", HashesJson({leaves[options.number]})[0]}, {"inclusion", HashesJson(MerkleInclusionProof(leaves, options.number))}, {"head", Json::parse(HeadJson(head))}};
  fmt::print("{}\n", json.dump());
  return 0;
}

Result<int> Begin(Runtime& runtime, const Options& options) {
  AEGLE_TRY(where, runtime.audit_options());
  AEGLE_TRY(aside, SetAuditAside(where));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kAdmin, .resource = "audit", .purpose = options.reason, .detail = Json{{"set_aside", aside}}.dump()}));
  AEGLE_CHECK(runtime.store());
  AEGLE_CHECK(runtime.KeepAuditHead());
  fmt::print("A new audit log begins. The old one is in {}\n", aside);
  return 0;
}

CLI::App& AddQuery(CLI::App& verb, Options& options) {
  verb.add_option("--patient", options.patient, "Only this patient's record (p1)");
  verb.add_option("--actor", options.actor, "Only this user");
  std::vector<std::string> actions;
  for (int i = 0; i < kAuditActionCount; ++i) actions.emplace_back(Name(static_cast<AuditAction>(i)));
  verb.add_option("--action", options.action, "Only this action")->check(CLI::IsMember(actions));
  verb.add_option("--outcome", options.outcome, "done, refused or failed")->check(CLI::IsMember({"done", "refused", "failed"}));
  verb.add_option("--from", options.from, "Not before this date");
  verb.add_option("--to", options.to, "Not after this date");
  return verb;
}

}  // namespace

void AddAuditVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& audit = AddVerb(app, cli, "audit", "Who did what: show, check and export the audit log",
                            {{"aegle audit show --patient p1", "who saw p1"}, {"aegle audit verify", "is every record what was written"}, {"aegle audit export > audit.ndjson", "as FHIR AuditEvents"}});
  audit.require_subcommand(1);
  auto run = [&cli, options](CLI::App& verb, auto work) {
    verb.callback([&cli, options, work] { cli.run = [&cli, options, work](Runtime& runtime) { return work(cli, runtime, *options); }; });
  };
  CLI::App& show = AddQuery(AddVerb(audit, cli, "show", "Print the newest records", {{"aegle audit show --limit 20", "the last 20"}, {"aegle audit show --actor kim --action read", "what kim read"}}), *options);
  show.add_option("--limit", options->limit, "At most so many")->check(CLI::PositiveNumber);
  run(show, [](Cli& c, Runtime& runtime, const Options& o) { return Show(c, runtime, o); });
  CLI::App& verify = AddVerb(audit, cli, "verify", "Check every record, the chain and the signed heads",
                             {{"aegle audit verify", "against the heads in the data folder and the store"}, {"aegle audit verify --head printed.json", "also against a head that was kept elsewhere"}});
  verify.add_option("--head", options->heads, "File with a head, as `aegle audit head` printed it");
  run(verify, [](Cli& c, Runtime& runtime, const Options& o) { return Verify(c, runtime, o); });
  CLI::App& exported = AddQuery(AddVerb(audit, cli, "export", "Print records, one a line, the oldest first", {{"aegle audit export", "FHIR R4 AuditEvents"}, {"aegle audit export --format aegle", "as they are"}}), *options);
  exported.add_option("--format", options->format, "fhir or aegle")->check(CLI::IsMember({"fhir", "aegle"}));
  run(exported, [](Cli&, Runtime& runtime, const Options& o) { return Export(runtime, o); });
  CLI::App& head = AddVerb(audit, cli, "head", "Print the signed head, to be kept elsewhere", {{"aegle audit head > /media/usb/head.json", "on another volume"}});
  run(head, [](Cli&, Runtime& runtime, const Options&) { return Head(runtime); });
  CLI::App& proof = AddVerb(audit, cli, "proof", "Print the proof that a record is in the log (RFC 6962)", {{"aegle audit proof 17", "hashes from the record to the root"}});
  proof.add_option("number", options->number, "Sequence number")->required();
  run(proof, [](Cli&, Runtime& runtime, const Options& o) { return Proof(runtime, o); });
  CLI::App& begin = AddVerb(audit, cli, "begin", "Begin a new log after the old one was damaged", {{"aegle audit begin --reason \"disk failed on 3 May\"", "the old one is kept aside"}});
  begin.add_option("--reason", options->reason, "Why")->required();
  run(begin, [](Cli&, Runtime& runtime, const Options& o) { return Begin(runtime, o); });
}

}  // namespace aegle
