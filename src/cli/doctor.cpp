// aegle doctor: is everything in order, and if not, what to do.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/doctor_egress.h"
#include "cli/verb.h"
#include "sandbox/egress_proof.h"
#include "sandbox/probe.h"
#include "serve/controls.h"
#include "serve/views.h"

namespace aegle {
namespace {

struct Options {
  bool settings = false, errors = false, full = false, egress = false;
};

enum class Level : std::uint8_t { kOk, kNote, kFailed };

struct Check {
  std::string name;
  Level level = Level::kOk;
  std::string detail;
};

Check CheckModel(const char* name, Result<Engine*> engine, const std::string& note) {
  if (!engine) return {name, Level::kFailed, engine.error().ToString()};
  if (!*engine) return {name, Level::kNote, note.empty() ? "none is configured" : note};
  return {name, Level::kOk, (*engine)->info().name};
}

Check CheckSpace(const std::string& home) {
  std::error_code error;
  auto space = std::filesystem::space(home, error);
  if (error) return {"disk", Level::kNote, "cannot tell the free space of " + home};
  Level level = space.available < (std::uintmax_t{1} << 30) ? Level::kNote : Level::kOk;
  return {"disk", level, HumanBytes(space.available) + " free"};
}

// First, while this process itself can still set a trap for what leaves.
void CheckIsolation(Runtime& runtime, std::vector<Check>& checks) {
  const ProbeOptions options{.home = runtime.home()};
  SandboxReport sandbox = TestSandbox(options);
  checks.push_back({"sandbox", sandbox.ok() ? Level::kOk : Level::kFailed, sandbox.Summary()});
  for (const std::string& layer : sandbox.Missing()) checks.push_back({"kernel", Level::kNote, "this kernel has no " + layer + "; the other layers hold, as the attacks show"});
  EgressProof egress = ProveEgress(options);
  checks.push_back({"egress", egress.ok() ? Level::kOk : Level::kFailed, egress.Summary() + "; aegle doctor --egress lists them"});
}

std::vector<Check> RunChecks(Runtime& runtime, bool full) {
  std::vector<Check> checks;
  CheckIsolation(runtime, checks);
  if (auto closed = runtime.CloseEgress(); !closed) checks.push_back({"egress", Level::kFailed, closed.error().ToString()});
  auto store = runtime.store();
  if (!store) {
    checks.push_back({"store", Level::kFailed, store.error().ToString()});
    return checks;
  }
  checks.push_back({"key", Level::kOk, runtime.key_file() + ", only its owner can read it"});
  auto statistics = (*store)->Statistics();
  checks.push_back({"store", statistics ? Level::kOk : Level::kFailed,
                    statistics ? fmt::format("{} patients, {} facts, {}, schema {}, {}", statistics->patients, statistics->facts, HumanBytes(statistics->bytes_on_disk), statistics->schema_version, statistics->cipher)
                               : statistics.error().ToString()});
  if (full) {
    auto verified = (*store)->Verify();
    checks.push_back({"stored bytes", verified ? Level::kOk : Level::kFailed, verified ? "every original and fact is what was written" : verified.error().ToString()});
  }
  std::string chat_note, embed_note;
  auto chat = runtime.chat(&chat_note);
  checks.push_back(CheckModel("chat model", chat, chat_note));
  auto embed = runtime.embed(&embed_note);
  checks.push_back(CheckModel("embedding model", embed, embed_note));
  ControlRegistry controls;
  AddCases(controls);
  controls.RunAll();
  for (const Control& control : controls.Latest()) checks.push_back({control.name, control.ok ? Level::kOk : Level::kFailed, control.detail});
  checks.push_back(CheckSpace(runtime.home()));
  return checks;
}

int PrintChecks(const Cli& cli, const Runtime& runtime, const std::vector<Check>& checks) {
  static constexpr const char* kLevels[] = {"ok", "note", "failed"};
  static constexpr const char* kMarks[] = {"✓", "·", "✗"};
  bool ok = true;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& check : checks) {
    ok = ok && check.level != Level::kFailed;
    list.push_back({{"name", check.name}, {"level", kLevels[static_cast<int>(check.level)]}, {"detail", check.detail}});
    if (!cli.json) fmt::print("{} {} {}\n", kMarks[static_cast<int>(check.level)], FitColumns(check.name, 16), check.detail);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"version", AEGLE_VERSION}, {"home", runtime.home()}, {"ok", ok}, {"checks", list}}));
  return ok ? 0 : 1;
}

int PrintSettings(const Cli& cli, Runtime& runtime) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& info : AllSettings()) {
    list.push_back({{"name", info.name}, {"value", runtime.settings().Text(info.name)}, {"default", info.fallback}, {"unit", info.unit}, {"help", info.help}});
    if (!cli.json) fmt::print("{} = {} {}\n    {} Default: {}\n", info.name, runtime.settings().Text(info.name), info.unit, info.help, info.fallback.empty() ? "none" : info.fallback);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"settings", list}}));
  return 0;
}

int PrintErrors(const Cli& cli) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& info : kErrorTable) {
    list.push_back({{"code", info.name}, {"http", info.http_status}, {"exit", info.exit_code}, {"meaning", info.meaning}});
    if (!cli.json) fmt::print("{:16} HTTP {}  exit {:2}  {}\n", info.name, info.http_status, info.exit_code, info.meaning);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"errors", list}}));
  return 0;
}

Result<int> Run(Cli& cli, Runtime& runtime, const Options& options) {
  if (options.settings) return PrintSettings(cli, runtime);
  if (options.errors) return PrintErrors(cli);
  if (options.egress) return ShowEgress(cli, runtime);
  if (!cli.json) fmt::print("Aegle {}, data in {}\n", AEGLE_VERSION, runtime.home());
  return PrintChecks(cli, runtime, RunChecks(runtime, options.full));
}

}  // namespace

void AddDoctorVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "doctor", "Check that everything is in order",
                           {{"aegle doctor", "store, key, models, controls, disk"}, {"aegle doctor --full", "also read every stored byte"}, {"aegle doctor --egress", "prove that nothing leaves"}, {"aegle doctor --settings", "all settings with their values"}});
  verb.add_flag("--full", options->full, "Read and check everything that is stored");
  verb.add_flag("--settings", options->settings, "List all settings");
  verb.add_flag("--errors", options->errors, "List all errors with HTTP status and exit code");
  verb.add_flag("--egress", options->egress, "Try to reach the network from every kind of process, and show what was refused");
  verb.callback([&cli, options] { cli.keeps_network = true; cli.run = [&cli, options](Runtime& runtime) { return Run(cli, runtime, *options); }; });
}

}  // namespace aegle
