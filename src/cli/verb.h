// Verb: one word of the command line. Each verb is a file with one Add...Verb function; main.cpp lists them all.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "cli/runtime.h"
#include "cli/terminal.h"

namespace aegle {

// The options that every verb has, and what the chosen verb is going to do.
struct Cli {
  std::string home;                                       // --home
  bool json = false;                                      // --json
  bool quiet = false;                                     // --quiet: no progress
  bool keeps_network = false;                             // the verb closes the way out itself, or is asked to fetch (models pull)
  Terminal terminal;
  std::function<Result<int>(Runtime& runtime)> run;       // set by the chosen verb; the int is the exit code
};

// "aegle handoff p1 --lang ko   in Korean": an example at the end of --help.
struct Example {
  std::string command, meaning;
};

// --home, --json and --quiet: before or behind the verb.
void AddCommonOptions(CLI::App& app, Cli& cli);

// Adds a subcommand with the common options and the examples. The verb adds its own options and sets the callback.
CLI::App& AddVerb(CLI::App& parent, Cli& cli, const std::string& name, const std::string& description, const std::vector<Example>& examples);

void AddImportVerb(CLI::App& app, Cli& cli);
void AddPatientsVerb(CLI::App& app, Cli& cli);
void AddTimelineVerb(CLI::App& app, Cli& cli);
void AddTaskVerbs(CLI::App& app, Cli& cli);               // summarize, handoff, ask: one for each task
void AddSignVerb(CLI::App& app, Cli& cli);
void AddModelsVerb(CLI::App& app, Cli& cli);
void AddUsersVerb(CLI::App& app, Cli& cli);
void AddConsentVerb(CLI::App& app, Cli& cli);
void AddServeVerb(CLI::App& app, Cli& cli);
void AddDoctorVerb(CLI::App& app, Cli& cli);
void AddBackupVerb(CLI::App& app, Cli& cli);
void AddRestoreVerb(CLI::App& app, Cli& cli);
void AddVerifyVerb(CLI::App& app, Cli& cli);
void AddKeyVerb(CLI::App& app, Cli& cli);
void AddAuditVerb(CLI::App& app, Cli& cli);
void AddSynthVerb(CLI::App& app, Cli& cli);
void AddDeidVerb(CLI::App& app, Cli& cli);
void AddCompletionVerb(CLI::App& app, Cli& cli);

}  // namespace aegle
