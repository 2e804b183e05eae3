// aegle synth: invented patients with notes and the truth behind them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "serve/views.h"
#include "synth/generator.h"

namespace aegle {
namespace {

struct Options {
  std::string folder, language = "both";
  SynthOptions synth;
};

Result<int> Run(Cli& cli, Options options) {
  options.synth.language = options.language == "en" ? SynthLanguage::kEnglish : options.language == "ko" ? SynthLanguage::kKorean : SynthLanguage::kBoth;
  AEGLE_TRY(patients, Generate(options.synth));
  auto progress = [&cli](const Progress& now) {
    if (!cli.quiet) cli.terminal.Show(now);
  };
  AEGLE_CHECK(WritePatients(patients, options.folder, progress));
  cli.terminal.Clear();
  nlohmann::ordered_json slugs = nlohmann::ordered_json::array();
  for (const auto& patient : patients) {
    slugs.push_back(patient.slug);
    if (!cli.json) fmt::print("{}/{}: bundle.json, truth.json, {} notes\n", options.folder, patient.slug, patient.notes.size());
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"folder", options.folder}, {"seed", options.synth.seed}, {"patients", slugs}}));
  return 0;
}

std::string ScenarioNames() {
  std::string names;
  for (const auto& name : SynthScenarios()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

void AddSynthVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "synth", "Write invented patients: FHIR bundle, notes, and the truth behind them",
                           {{"aegle synth people", "10 patients into the folder people"}, {"aegle synth people --count 100 --seed 7 --lang ko", "100 Korean ones"},
                            {"aegle synth people --scenario stroke", "only strokes"}});
  verb.add_option("folder", options->folder, "Where to write")->required();
  verb.add_option("--count", options->synth.count, "How many")->check(CLI::Range(1, 1'000'000));
  verb.add_option("--seed", options->synth.seed, "The same seed gives the same bytes");
  verb.add_option("--lang", options->language, "Language of names and notes: en, ko or both")->check(CLI::IsMember({"en", "ko", "both"}));
  verb.add_option("--scenario", options->synth.scenario, "Only this one: " + ScenarioNames());
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime&) { return Run(cli, *options); }; });
}

}  // namespace aegle
