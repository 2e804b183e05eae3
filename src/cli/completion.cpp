// aegle completion: words for the shell, made from the verbs themselves.
#include <fmt/format.h>

#include "cli/verb.h"

namespace aegle {
namespace {

std::string OptionWords(const CLI::App& verb) {
  std::string words;
  for (const CLI::Option* option : verb.get_options())
    for (const auto& name : option->get_lnames()) words += (words.empty() ? "--" : " --") + name;
  return words;
}

std::vector<const CLI::App*> Verbs(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* verb) { return !verb->get_group().empty(); });
}

std::string Bash(const CLI::App& app) {
  std::string verbs, cases;
  for (const CLI::App* verb : Verbs(app)) {
    verbs += verb->get_name() + " ";
    cases += fmt::format("    {}) words=\"{}\" ;;\n", verb->get_name(), OptionWords(*verb));
  }
  return fmt::format(
      "_aegle() {{\n  local words=\"\" now=\"${{COMP_WORDS[COMP_CWORD]}}\"\n  if [ \"$COMP_CWORD\" = 1 ]; then words=\"{}\"\n  else case \"${{COMP_WORDS[1]}}\" in\n{}  esac; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$now\"))\n}}\ncomplete -o default -F _aegle aegle\n",
      verbs, cases);
}

std::string Zsh(const CLI::App& app) {
  std::string verbs, cases;
  for (const CLI::App* verb : Verbs(app)) {
    verbs += verb->get_name() + " ";
    cases += fmt::format("      {}) compadd -- {}; _files ;;\n", verb->get_name(), OptionWords(*verb));
  }
  return fmt::format("#compdef aegle\n_aegle() {{\n  if (( CURRENT == 2 )); then compadd -- {}\n  else case $words[2] in\n{}    esac\n  fi\n}}\ncompdef _aegle aegle\n", verbs, cases);
}

std::string Fish(const CLI::App& app) {
  std::string lines;
  for (const CLI::App* verb : Verbs(app)) {
    lines += fmt::format("complete -c aegle -n __fish_use_subcommand -a {} -d '{}'\n", verb->get_name(), verb->get_description());
    for (const CLI::Option* option : verb->get_options())
      for (const auto& name : option->get_lnames()) lines += fmt::format("complete -c aegle -n '__fish_seen_subcommand_from {}' -l {}\n", verb->get_name(), name);
  }
  return lines;
}

}  // namespace

void AddCompletionVerb(CLI::App& app, Cli& cli) {
  auto shell = std::make_shared<std::string>();
  CLI::App& verb = AddVerb(app, cli, "completion", "Print the completion script of a shell",
                           {{"aegle completion bash > /etc/bash_completion.d/aegle", "bash"}, {"aegle completion zsh > ~/.zfunc/_aegle", "zsh"},
                            {"aegle completion fish > ~/.config/fish/completions/aegle.fish", "fish"}});
  verb.add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  verb.callback([&app, &cli, shell] {
    cli.run = [&app, shell](Runtime&) -> Result<int> {
      fmt::print("{}", *shell == "bash" ? Bash(app) : *shell == "zsh" ? Zsh(app) : Fish(app));
      return 0;
    };
  });
}

}  // namespace aegle
