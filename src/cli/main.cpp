// aegle VERB: the list of verbs, and what a run ends with.
#include <fmt/format.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <span>

#include "base/log.h"
#include "cli/verb.h"
#include "model/worker.h"
#include "parser/parser_worker.h"
#include "sandbox/egress.h"
#include "sandbox/probe.h"
#include "serve/http.h"

namespace {

constexpr int kWrongUse = 2;
constexpr int kBug = 70;

int Report(const aegle::Cli& cli, const aegle::Error& error) {
  if (cli.json) fmt::print("{}\n", aegle::ErrorJson(error));
  fmt::print(stderr, "aegle: {}\n", error.message);
  if (!error.place.empty()) fmt::print(stderr, "  at: {}\n", error.place);
  if (!error.remedy.empty()) fmt::print(stderr, "  {}\n", error.remedy);
  return aegle::Info(error.code).exit_code;
}

void AddVerbs(CLI::App& app, aegle::Cli& cli) {
  aegle::AddImportVerb(app, cli);
  aegle::AddPatientsVerb(app, cli);
  aegle::AddTimelineVerb(app, cli);
  aegle::AddTaskVerbs(app, cli);
  aegle::AddSignVerb(app, cli);
  aegle::AddModelsVerb(app, cli);
  aegle::AddUsersVerb(app, cli);
  aegle::AddConsentVerb(app, cli);
  aegle::AddServeVerb(app, cli);
  aegle::AddDoctorVerb(app, cli);
  aegle::AddAuditVerb(app, cli);
  aegle::AddBackupVerb(app, cli);
  aegle::AddRestoreVerb(app, cli);
  aegle::AddVerifyVerb(app, cli);
  aegle::AddKeyVerb(app, cli);
  aegle::AddSynthVerb(app, cli);
  aegle::AddDeidVerb(app, cli);
  aegle::AddCompletionVerb(app, cli);
}

int RunVerb(aegle::Cli& cli) {
  auto runtime = aegle::Runtime::Open(cli.home);
  if (!runtime) return Report(cli, runtime.error());
  if (!cli.keeps_network) {
    auto closed = runtime->CloseEgress();
    if (!closed && closed.error().code != aegle::ErrorCode::kUnavailable) return Report(cli, closed.error());
    if (!closed) aegle::Log(aegle::LogLevel::kWarning, "outbound connections are not closed", {{"why", aegle::Operational(closed.error().ToString())}});
  }
  auto code = cli.run(*runtime);
  cli.terminal.Clear();
  if (auto kept = runtime->KeepAuditHead(); !kept) aegle::Log(aegle::LogLevel::kWarning, "the head of the audit was not kept in the store", {{"code", kept.error().code}});
  return code ? *code : Report(cli, code.error());
}

int Main(int argc, char** argv) {
  std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (argc > 1 && std::string_view(argv[1]) == "model-worker") return aegle::RunWorkerFromArguments(arguments.subspan(2));
  if (argc > 1 && std::string_view(argv[1]) == "parser-worker") return aegle::RunParserFromArguments(arguments.subspan(2));
  if (argc > 1 && std::string_view(argv[1]) == "sandbox-probe") return aegle::RunProbeFromArguments(arguments.subspan(2));
  if (argc > 1 && std::string_view(argv[1]) == "egress-broker") return aegle::RunBrokerFromArguments(arguments.subspan(2));
  CLI::App app{"Aegle: a private language-model platform for health care. Drafts for clinicians; not a medical device.", "aegle"};
  aegle::Cli cli;
  app.set_version_flag("--version", AEGLE_VERSION);
  app.require_subcommand(1);
  aegle::AddCommonOptions(app, cli);
  app.footer("aegle VERB --help shows the options of a verb, with examples.\nExit codes: 0 done, 1 the answer is no, 2 wrong use, 3 bad input, 4 not allowed, 5 busy or out of resources, 70 a bug.");
  AddVerbs(app, cli);
  if (argc == 1) {
    fmt::print(stderr, "{}", app.help());
    return kWrongUse;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUse;
  }
  return RunVerb(cli);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "aegle: this is a bug: {}\n", error.what());
    return kBug;
  }
}
