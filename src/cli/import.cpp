// aegle import: files, folders or standard input into the store, with the ledger of each.
#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "serve/http.h"
#include "serve/views.h"
#include "store/importer.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> paths;
  ImportOptions import;
  std::string date;
};

std::stop_source& InterruptSource() {
  static std::stop_source source;
  return source;
}

void OnInterrupt(int) {
  InterruptSource().request_stop();
  std::signal(SIGINT, SIG_DFL);
}

// What became of each item of one file, for people.
void PrintReport(const std::string& path, const ImportReport& report, const Terminal& terminal) {
  const ImportLedger& ledger = report.ledger;
  if (report.already_there) {
    fmt::print("{}\n  already there as {}: nothing changed\n", path, report.document.id.ToString());
    return;
  }
  fmt::print("{}  ({}, {}, {:.2f} s)\n", path, ledger.format, HumanBytes(ledger.bytes), report.seconds);
  fmt::print("  {} in = {} with facts + {} kept as document + {} refused; {} facts ({} items new, {} updated, {} unchanged)\n", ledger.in, ledger.kept, ledger.kept_as_document,
             ledger.refused, ledger.facts, report.counts.added, report.counts.updated, report.counts.unchanged);
  int shown = 0;
  for (const auto& line : ledger.lines) {
    if (line.disposition != Disposition::kRefused || ++shown > 20) continue;
    fmt::print("  refused at byte {}: {}  {}\n", line.offset, line.type.empty() ? "?" : line.type + "/" + line.logical_id, FitColumns(line.reason, terminal.width() - 20));
  }
  if (shown > 20) fmt::print("  ... and {} more refusals; --json lists them\n", shown - 20);
}

Json FileJson(const std::string& path, const ImportReport& report) {
  Json file = Json::parse(ImportReportJson(report));
  file["path"] = path;
  return file;
}

// Something else than a record: a picture, a program, JSON that is not FHIR. In a folder it is passed over with a note.
bool IsForeign(const FolderReport::File& file) {
  if (file.error) return file.error->code == ErrorCode::kUnsupported;
  const ImportLedger& ledger = file.report->ledger;
  return ledger.in > 0 && ledger.refused == ledger.in && ledger.by_type.size() == 1 && ledger.by_type.begin()->first.empty();
}

// A damaged record is a failure everywhere, something else than a record where it was named.
bool IsFailure(const FolderReport::File& file, bool named) {
  if (IsForeign(file)) return named;
  return file.error || (file.report->ledger.in > 0 && file.report->ledger.refused == file.report->ledger.in);
}

struct Outcome {
  std::vector<FolderReport::File> files;
  bool failed = false;

  void Add(FolderReport::File file, bool named) {
    failed = failed || IsFailure(file, named);
    files.push_back(std::move(file));
  }
};

Result<Outcome> ImportAll(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(store, runtime.store());
  auto progress = [&cli](const Progress& now) {
    if (!cli.quiet) cli.terminal.Show(now);
  };
  Outcome outcome;
  for (const auto& path : options.paths) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      AEGLE_TRY(folder, ImportFolder(*store, runtime.readers(), path, options.import, progress, InterruptSource().get_token()));
      for (auto& file : folder.files) {
        file.path = path + "/" + file.path;
        outcome.Add(std::move(file), false);
      }
      continue;
    }
    AEGLE_TRY(report, ImportFile(*store, runtime.readers(), path, options.import, progress, InterruptSource().get_token()));
    outcome.Add({path, std::move(report), std::nullopt}, true);
  }
  return outcome;
}

void PrintOutcome(const Outcome& outcome, const Terminal& terminal) {
  std::uint64_t items = 0, facts = 0;
  for (const auto& file : outcome.files) {
    if (IsForeign(file)) {
      fmt::print("{}\n  passed over: not a record that Aegle reads\n", file.path);
    } else if (file.report) {
      PrintReport(file.path, *file.report, terminal);
      items += file.report->ledger.in;
      facts += file.report->ledger.facts;
    } else {
      fmt::print("{}\n  not imported: {}\n", file.path, file.error->ToString());
    }
  }
  if (outcome.files.size() > 1) fmt::print("{} files, {} items, {} facts\n", outcome.files.size(), items, facts);
}

// One record for each document: which bytes came in, without their name.
Result<void> AuditDocuments(Runtime& runtime, const Outcome& outcome) {
  std::vector<AuditEvent> events;
  for (const auto& file : outcome.files) {
    if (!file.report || file.report->already_there) continue;
    const ImportReport& report = *file.report;
    Json detail{{"sha256", report.document.sha256}, {"bytes", report.ledger.bytes}, {"format", report.ledger.format}, {"in", report.ledger.in}, {"facts", report.ledger.facts}, {"refused", report.ledger.refused}};
    events.push_back({.action = AuditAction::kWrite, .resource = "document " + report.document.id.ToString(), .detail = detail.dump()});
  }
  return runtime.AuditAll(std::move(events));
}

Result<int> Run(Cli& cli, Runtime& runtime, Options options) {
  if (!options.date.empty()) {
    AEGLE_TRY(date, DateTime::Parse(options.date));
    options.import.date = date;
  }
  std::signal(SIGINT, OnInterrupt);
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kWrite, .resource = "import", .detail = Json{{"paths", options.paths.size()}, {"source", options.import.source}}.dump()}));
  AEGLE_TRY(outcome, ImportAll(cli, runtime, options));
  AEGLE_CHECK(AuditDocuments(runtime, outcome));
  cli.terminal.Clear();
  Json files = Json::array();
  for (const auto& file : outcome.files) {
    if (file.report) files.push_back(FileJson(file.path, *file.report));
    else files.push_back({{"path", file.path}, {"error", Json::parse(ErrorJson(*file.error))["error"]}});
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"files", files}}));
  else PrintOutcome(outcome, cli.terminal);
  return outcome.failed ? Info(ErrorCode::kBadInput).exit_code : 0;
}

}  // namespace

void AddImportVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "import", "Import records: FHIR R4 (JSON, NDJSON, also gzip) and plain-text notes",
                           {{"aegle import bundle.json note.txt", "files"}, {"aegle import export/", "a folder with all its files"}, {"zcat big.ndjson.gz | aegle import - --format fhir-ndjson", "a stream"},
                            {"aegle import note.txt --patient MRN-17 --date 2026-03-01", "a note that does not say whose it is"}});
  verb.add_option("path", options->paths, "Files, folders, or - for standard input")->required();
  verb.add_option("--source", options->import.source, "Name of the system that the records come from; ids are unique within it");
  verb.add_option("--format", options->import.format, "fhir-bundle, fhir-ndjson, note ... (default: recognised)");
  verb.add_option("--patient", options->import.subject, "Record number or FHIR id of the patient, where the file does not name one");
  verb.add_option("--date", options->date, "Date of the file, where it does not say");
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime& runtime) { return Run(cli, runtime, *options); }; });
}

}  // namespace aegle
