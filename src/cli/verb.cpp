#include "cli/verb.h"

namespace aegle {

void AddCommonOptions(CLI::App& app, Cli& cli) {
  app.add_option("--home", cli.home, "Data folder (default: $AEGLE_HOME, else the XDG data folder)")->type_name("DIR");
  app.add_flag("--json", cli.json, "Print one machine-readable object");
  app.add_flag("--quiet", cli.quiet, "No progress on standard error");
}

CLI::App& AddVerb(CLI::App& parent, Cli& cli, const std::string& name, const std::string& description, const std::vector<Example>& examples) {
  CLI::App& verb = *parent.add_subcommand(name, description);
  AddCommonOptions(verb, cli);
  if (examples.empty()) return verb;
  std::size_t width = 0;
  for (const auto& example : examples) width = std::max(width, example.command.size());
  std::string footer = "Examples:";
  for (const auto& example : examples) footer += "\n  " + example.command + std::string(width - example.command.size() + 3, ' ') + example.meaning;
  verb.footer(footer);
  return verb;
}

}  // namespace aegle
