// aegle models: what there is, fetch, add, remove, verify, measure.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "model/local_engine.h"
#include "serve/views.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> names;
  std::string file, name, role = "chat", licence, licence_file, description;
  bool only_default = false, accept_terms = false;
  int tokens = 64;
};

ProgressSink Bar(Cli& cli) {
  return [&cli](const Progress& progress) {
    if (!cli.quiet) cli.terminal.Show(progress);
  };
}

Json ModelJson(const StoredModel& model) {
  const CatalogEntry& entry = model.entry;
  return {{"name", entry.name}, {"role", RoleName(entry.role)}, {"default", entry.is_default}, {"present", model.present()}, {"path", model.path.string()},
          {"bytes", entry.bytes}, {"memory", entry.memory}, {"context", entry.context}, {"licence", entry.licence}, {"sha256", entry.sha256},
          {"description", entry.description}};
}

Result<int> List(Cli& cli, Runtime& runtime) {
  AEGLE_TRY(models, runtime.models());
  if (cli.json) {
    Json list = Json::array();
    for (const auto& model : models->List()) list.push_back(ModelJson(model));
    fmt::print("{}\n", DumpJson({{"models", list}}));
    return 0;
  }
  for (const auto& model : models->List()) {
    const CatalogEntry& entry = model.entry;
    fmt::print("{} {} {} {:>10}  {}\n", model.present() ? "✓" : "·", FitColumns(entry.name, 36), FitColumns(std::string(RoleName(entry.role)) + (entry.is_default ? " *" : ""), 8),
               HumanBytes(entry.bytes), entry.licence);
    fmt::print("    {}\n", entry.description);
  }
  fmt::print("✓ on this machine   * default of its role   aegle models pull NAME fetches one\n");
  return 0;
}

Result<int> Pull(Cli& cli, Runtime& runtime, Options options) {
  AEGLE_TRY(models, runtime.models());
  if (options.only_default) options.names = {runtime.settings().Text("model.chat"), runtime.settings().Text("model.embed")};
  std::erase(options.names, "none");
  if (options.names.empty()) return Fail(ErrorCode::kBadUsage, "which model?", "NAME", "aegle models list shows them; --default takes those of the settings.");
  Json pulled = Json::array();
  for (const auto& name : options.names) {
    PullOptions pull;
    pull.accept_terms = options.accept_terms;
    pull.progress = Bar(cli);
    AEGLE_TRY(path, models->Pull(name, pull));
    cli.terminal.Clear();
    pulled.push_back({{"name", name}, {"path", path.string()}});
    if (!cli.json) fmt::print("{}  {}\n", name, path.string());
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"models", pulled}}));
  return 0;
}

Result<int> Add(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(models, runtime.models());
  AddRequest request;
  request.file = options.file;
  request.name = options.name;
  AEGLE_TRY(role, ParseRole(options.role));
  request.role = role;
  request.description = options.description;
  request.licence = options.licence;
  request.progress = Bar(cli);
  AEGLE_TRY(added, models->Add(request));
  cli.terminal.Clear();
  if (cli.json) fmt::print("{}\n", DumpJson(ModelJson(added)));
  else fmt::print("{}  {}\n  sha256 {}\n", added.entry.name, added.path.string(), added.entry.sha256);
  return 0;
}

Result<int> Remove(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(models, runtime.models());
  for (const auto& name : options.names) {
    AEGLE_CHECK(models->Remove(name));
    if (!cli.json) fmt::print("{} removed\n", name);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"removed", options.names}}));
  return 0;
}

Result<int> Verify(Cli& cli, Runtime& runtime, Options options) {
  AEGLE_TRY(models, runtime.models());
  if (options.names.empty())
    for (const auto& model : models->List())
      if (model.present()) options.names.push_back(model.entry.name);
  Json verified = Json::array();
  for (const auto& name : options.names) {
    AEGLE_TRY(summary, models->Verify(name, Bar(cli)));
    cli.terminal.Clear();
    verified.push_back({{"name", name}, {"architecture", summary.architecture}, {"quantisation", summary.quantisation}, {"parameters", summary.parameters},
                        {"context", summary.context_length}, {"bytes", summary.file_bytes}});
    if (!cli.json) fmt::print("{}  right: {}, {}, {:.2f} B parameters\n", name, summary.architecture, summary.quantisation, static_cast<double>(summary.parameters) / 1e9);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"models", verified}}));
  return 0;
}

// A prompt of some 500 tokens that the cache has not seen, then `tokens` tokens, three times; the median counts.
Result<int> Bench(Cli& cli, Runtime& runtime, const Options& options) {
  if (!options.names.empty()) AEGLE_CHECK(runtime.settings().Set("model.chat", options.names.front(), "NAME"));
  std::string note;
  AEGLE_TRY(engine, runtime.chat(&note));
  if (!engine) return Fail(ErrorCode::kUnavailable, note.empty() ? "no chat model is configured" : note);
  std::vector<double> prompt_rates, token_rates;
  for (int round = 0; round < 4; ++round) {
    GenerationRequest request;
    for (int i = 0; i < 250; ++i) request.prompt += " word" + std::to_string((i * 7919 + round * 104729) % 9973);
    request.max_tokens = options.tokens;
    AEGLE_TRY(generation, GenerateOne(*engine, request));
    if (round == 0) continue;   // loads the model
    prompt_rates.push_back((generation.prompt_tokens - generation.reused_prompt_tokens) / generation.seconds_to_first_token);
    if (generation.generated_tokens > 1) token_rates.push_back((generation.generated_tokens - 1) / (generation.seconds - generation.seconds_to_first_token));
  }
  auto median = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0.0 : values[values.size() / 2];
  };
  ModelInfo info = engine->info();
  if (cli.json) fmt::print("{}\n", DumpJson({{"name", info.name}, {"prompt_tokens_per_second", median(prompt_rates)}, {"generated_tokens_per_second", median(token_rates)}}));
  else fmt::print("{} ({}): {:.0f} prompt tokens/s, {:.1f} generated tokens/s\n", info.name, info.description, median(prompt_rates), median(token_rates));
  return 0;
}

using Action = Result<int> (*)(Cli&, Runtime&, Options);

CLI::App& AddAction(CLI::App& models, Cli& cli, const std::shared_ptr<Options>& options, const char* name, const char* description, std::vector<Example> examples, Action action) {
  CLI::App& verb = AddVerb(models, cli, name, description, examples);
  verb.callback([&cli, options, action] { cli.run = [&cli, options, action](Runtime& runtime) { return action(cli, runtime, *options); }; });
  return verb;
}

}  // namespace

void AddModelsVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& models = AddVerb(app, cli, "models", "Models on this machine and in the catalogue",
                             {{"aegle models list", "what there is"}, {"aegle models pull --default", "fetch the models of the settings"},
                              {"aegle models add FILE.gguf --licence Apache-2.0", "take in a model of your own"}, {"aegle models bench", "tokens per second here"}});
  models.require_subcommand(1);
  AddAction(models, cli, options, "list", "Show the catalogue", {{"aegle models list --json", "for programs"}}, [](Cli& c, Runtime& r, Options) { return List(c, r); });
  CLI::App& pull = AddAction(models, cli, options, "pull", "Fetch models; resumes where it stopped", {{"aegle models pull smollm2-135m-instruct-q4_1", "one"}, {"aegle models pull --default", "those of the settings"}}, Pull);
  pull.parse_complete_callback([&cli] { cli.keeps_network = true; });  // the one verb that is asked to reach out
  pull.add_option("name", options->names, "Names of the catalogue");
  pull.add_flag("--default", options->only_default, "The chat and embedding model of the settings");
  pull.add_flag("--accept-terms", options->accept_terms, "I have read and accept the licence of the model");
  CLI::App& add = AddAction(models, cli, options, "add", "Take in a GGUF file", {{"aegle models add own.gguf --licence Apache-2.0 --name own-7b", "a chat model"}},
                            [](Cli& c, Runtime& r, Options o) { return Add(c, r, o); });
  add.add_option("file", options->file, "GGUF file")->required()->check(CLI::ExistingFile);
  add.add_option("--name", options->name, "Name (default: the file's)");
  add.add_option("--role", options->role, "chat, embed, vision or speech");
  add.add_option("--licence", options->licence, "SPDX id of its licence")->required();
  add.add_option("--description", options->description, "One sentence");
  CLI::App& remove = AddAction(models, cli, options, "remove", "Delete models from this machine", {{"aegle models remove own-7b", "one"}},
                               [](Cli& c, Runtime& r, Options o) { return Remove(c, r, o); });
  remove.add_option("name", options->names, "Names")->required();
  CLI::App& verify = AddAction(models, cli, options, "verify", "Hash the files and check their structure", {{"aegle models verify", "all that are here"}}, Verify);
  verify.add_option("name", options->names, "Names (default: all that are here)");
  CLI::App& bench = AddAction(models, cli, options, "bench", "Measure tokens per second", {{"aegle models bench", "the chat model of the settings"}},
                              [](Cli& c, Runtime& r, Options o) { return Bench(c, r, o); });
  bench.add_option("name", options->names, "Name")->expected(0, 1);
  bench.add_option("--tokens", options->tokens, "Tokens to generate")->check(CLI::Range(2, 4096));
}

}  // namespace aegle
