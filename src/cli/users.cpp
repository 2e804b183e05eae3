// aegle users: who may sign in, in what role, caring for whom; passwords, second factor and API tokens.
#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "access/credentials.h"
#include "access/directory.h"
#include "cli/secret.h"
#include "cli/verb.h"
#include "serve/access_json.h"
#include "serve/views.h"

namespace aegle {
namespace {

struct Options {
  std::string name, display, role, patient, kind = "treating", until, token_name = "token", id;
  std::vector<std::string> labels, scopes;
  bool enable = false, off = false, end = false, no_password = false;
  int days = 90;
};

using Work = std::function<Result<int>(Cli&, Runtime&, Directory&, const Options&)>;

constexpr const char* kScript = "echo PASSWORD | aegle users password NAME";

Result<std::string> ReadNewPassword(const std::string& user) {
  AEGLE_TRY(password, ReadSecret("New password", kScript));
  AEGLE_CHECK(CheckPasswordRules(password, user));
  if (isatty(STDIN_FILENO) != 0) {
    AEGLE_TRY(again, ReadSecret("Once more", kScript));
    if (again != password) return Fail(ErrorCode::kBadUsage, "the two passwords are not the same");
  }
  return HashPassword(password);
}

Result<SensitivitySet> ParseLabels(const std::vector<std::string>& names) {
  AccessView body{{"labels", names}};
  return LabelsIn(body, "labels");
}

Result<Role> ParseRoleOption(const std::string& name) {
  if (auto role = ParseUserRole(name)) return *role;
  return Fail(ErrorCode::kBadUsage, "there is no role \"" + name + "\"", "--role", "clinician, nurse, researcher, patient, operator or auditor");
}

Result<void> Record(Runtime& runtime, const std::string& what, const std::string& user, PatientId patient = {}) {
  return runtime.Audit({.action = AuditAction::kAdmin, .patient = patient, .resource = "users " + what, .detail = DumpJson({{"user", user}})});
}

void PrintUser(const Cli& cli, const User& user) {
  if (cli.json) {
    fmt::print("{}\n", DumpJson(UserView(user)));
    return;
  }
  std::string labels;
  for (Sensitivity label : kSensitivities)
    if (user.clearance.Contains(label)) labels += (labels.empty() ? "" : ", ") + std::string(Name(label));
  fmt::print("{} {} {} {}{}{}{}\n", FitColumns(user.name, 16), FitColumns(user.display, 24), FitColumns(std::string(Name(user.role)), 11),
             user.disabled ? "disabled" : user.password.empty() ? "no password" : user.totp.empty() ? "password" : "password + code",
             user.self.empty() ? "" : "  record " + user.self.ToString(), labels.empty() ? "" : "  sees " + labels, "");
}

Result<int> List(Cli& cli, Runtime&, Directory& directory, const Options&) {
  AEGLE_TRY(users, directory.Users());
  if (cli.json) {
    AccessView list = AccessView::array();
    for (const User& user : users) list.push_back(UserView(user));
    fmt::print("{}\n", DumpJson({{"users", list}}));
    return 0;
  }
  for (const User& user : users) PrintUser(cli, user);
  if (users.empty()) fmt::print("No users: the app is open to whoever uses this machine. The first one: aegle users add NAME --role operator\n");
  return 0;
}

Result<int> Add(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  User user;
  user.name = options.name;
  user.display = options.display.empty() ? options.name : options.display;
  AEGLE_CHECK(CheckUserName(user.name));
  AEGLE_TRY(role, ParseRoleOption(options.role));
  AEGLE_TRY(labels, ParseLabels(options.labels));
  user.role = role;
  user.clearance = labels;
  user.created = Now();
  if (!options.patient.empty()) {
    AEGLE_TRY(patient, PatientId::Parse(options.patient));
    user.self = patient;
  }
  if (!options.no_password) {
    AEGLE_TRY(hash, ReadNewPassword(user.name));
    user.password = hash;
  }
  AEGLE_CHECK(Record(runtime, "add", user.name));
  AEGLE_CHECK(directory.Add(user));
  PrintUser(cli, user);
  return 0;
}

// The record before the change: what cannot be recorded is not done.
Result<int> Save(Cli& cli, Runtime& runtime, Directory& directory, const User& user, const std::string& what) {
  AEGLE_CHECK(Record(runtime, what, user.name));
  AEGLE_CHECK(directory.Update(user));
  PrintUser(cli, user);
  return 0;
}

Result<int> SetRole(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  AEGLE_TRY(user, directory.Find(options.name));
  AEGLE_TRY(role, ParseRoleOption(options.role));
  user.role = role;
  return Save(cli, runtime, directory, user, "set-role");
}

Result<int> SetLabels(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  AEGLE_TRY(user, directory.Find(options.name));
  AEGLE_TRY(labels, ParseLabels(options.labels));
  user.clearance = labels;
  return Save(cli, runtime, directory, user, "labels");
}

Result<int> Disable(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  AEGLE_TRY(user, directory.Find(options.name));
  user.disabled = !options.enable;
  return Save(cli, runtime, directory, user, options.enable ? "enable" : "disable");
}

Result<int> Password(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  AEGLE_TRY(user, directory.Find(options.name));
  AEGLE_TRY(hash, ReadNewPassword(user.name));
  user.password = hash;
  return Save(cli, runtime, directory, user, "password");
}

Result<int> Totp(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  AEGLE_TRY(user, directory.Find(options.name));
  AEGLE_CHECK(Record(runtime, options.off ? "totp off" : "totp", user.name));
  user.totp = options.off ? std::string() : RandomBytes(20);
  user.totp_step = 0;
  AEGLE_CHECK(directory.Update(user));
  if (options.off) {
    PrintUser(cli, user);
    return 0;
  }
  const std::string secret = ToBase32(user.totp), uri = TotpUri(user.name, user.totp);
  if (cli.json)
    fmt::print("{}\n", DumpJson({{"user", user.name}, {"secret", secret}, {"uri", uri}}));
  else
    fmt::print("Into the authenticator app of {}, once:\n  {}\n  {}\n", user.name, secret, uri);
  return 0;
}

Result<int> Relate(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  AEGLE_TRY(patient, PatientId::Parse(options.patient));
  CareRelation relation{options.name, patient, options.kind};
  relation.created = Now();
  if (!options.until.empty()) {
    AEGLE_TRY(until, DateTime::Parse(options.until));
    relation.until = until.end();
  }
  AEGLE_CHECK(Record(runtime, options.end ? "relate --end" : "relate", options.name, patient));
  if (options.end)
    AEGLE_CHECK(directory.Unrelate(options.name, patient));
  else
    AEGLE_CHECK(directory.Relate(relation));
  AEGLE_TRY(relations, directory.Relations(options.name));
  AccessView list = AccessView::array();
  for (const CareRelation& one : relations) {
    list.push_back(RelationView(one));
    if (!cli.json)
      fmt::print("{} {} {}{}\n", FitColumns(one.user, 16), FitColumns(one.patient.ToString(), 8), one.kind,
                 one.until == 0 ? "" : "  until " + DateTime::FromInstant(one.until, TimePrecision::kMinute).Readable());
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"relations", list}}));
  return 0;
}

Result<int> Token(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  ScopeBits scopes = 0;
  for (const std::string& name : options.scopes) {
    auto scope = ParseScope(name);
    if (!scope) return Fail(ErrorCode::kBadUsage, "there is no scope \"" + name + "\"", "--scope", "read, generate, chat, import, export, admin, audit or status");
    scopes = static_cast<ScopeBits>(scopes | static_cast<ScopeBits>(*scope));
  }
  const Instant now = Now();
  AEGLE_CHECK(Record(runtime, "token", options.name));
  AEGLE_TRY(token, directory.AddToken(options.name, options.token_name, scopes, now + options.days * kDayMs, now));
  if (cli.json)
    fmt::print("{}\n", DumpJson({{"token", token}}));
  else
    fmt::print("{}\nIt is shown once and not stored. Send it as: Authorization: Bearer TOKEN\n", token);
  return 0;
}

Result<int> Tokens(Cli& cli, Runtime& runtime, Directory& directory, const Options& options) {
  if (!options.id.empty()) {
    AEGLE_CHECK(Record(runtime, "tokens --remove", options.name));
    AEGLE_CHECK(directory.RemoveToken(options.id));
  }
  AEGLE_TRY(tokens, directory.Tokens(options.name));
  AccessView list = AccessView::array();
  for (const ApiToken& token : tokens) {
    AccessView view = TokenView(token);
    if (!cli.json) {
      std::string scopes;
      for (const auto& scope : view["scopes"]) scopes += (scopes.empty() ? "" : ", ") + scope.get<std::string>();
      fmt::print("{} {} {}  until {}\n  {}\n", FitColumns(token.user, 16), FitColumns(token.name, 20), scopes, DateTime::FromInstant(token.expires, TimePrecision::kDay).DateString(), token.id);
    }
    list.push_back(std::move(view));
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"tokens", list}}));
  return 0;
}

CLI::App& AddPart(CLI::App& users, Cli& cli, const std::shared_ptr<Options>& options, const char* name, const char* description,
                  const std::vector<Example>& examples, Work work) {
  CLI::App& part = AddVerb(users, cli, name, description, examples);
  part.callback([&cli, options, work = std::move(work)] {
    cli.run = [&cli, options, work](Runtime& runtime) -> Result<int> {
      AEGLE_TRY(store, runtime.site_store());
      Directory directory(*store);
      return work(cli, runtime, directory, *options);
    };
  });
  return part;
}

void AddAccountParts(CLI::App& users, Cli& cli, const std::shared_ptr<Options>& options) {
  CLI::App& add = AddPart(users, cli, options, "add", "Add a user; the password comes from standard input",
                          {{"aegle users add anna --role operator", "the first user; from now on everybody signs in"},
                           {"echo PASSWORD | aegle users add kim --role clinician --display \"Kim Minjun\"", "from a script"},
                           {"aegle users add ann --role patient --patient p17", "a patient, for the own record"}}, Add);
  add.add_option("name", options->name, "Name for signing in")->required();
  add.add_option("--role", options->role, "clinician, nurse, researcher, patient, operator or auditor")->required();
  add.add_option("--display", options->display, "Name as people write it");
  add.add_option("--patient", options->patient, "Of a patient: the own record, as p17");
  add.add_option("--label", options->labels, "What the user may see beyond the rest: psychiatry, hiv, substance-use, reproductive, restricted")->delimiter(',');
  add.add_flag("--no-password", options->no_password, "Cannot sign in yet; for users of API tokens");
  AddPart(users, cli, options, "list", "List the users", {{"aegle users list --json", "for programs"}}, List);
  CLI::App& role = AddPart(users, cli, options, "set-role", "Change the role of a user", {{"aegle users set-role kim nurse", "from the next request on"}}, SetRole);
  role.add_option("name", options->name, "User")->required();
  role.add_option("role", options->role, "New role")->required();
  CLI::App& labels = AddPart(users, cli, options, "labels", "Set which sensitivity labels a user may see", {{"aegle users labels kim psychiatry,hiv", "these and no others"}}, SetLabels);
  labels.add_option("name", options->name, "User")->required();
  labels.add_option("labels", options->labels, "psychiatry, hiv, substance-use, reproductive, restricted; none: nothing")->delimiter(',');
  CLI::App& disable = AddPart(users, cli, options, "disable", "End the access of a user, or give it back", {{"aegle users disable kim", "at once"}, {"aegle users disable kim --enable", "again"}}, Disable);
  disable.add_option("name", options->name, "User")->required();
  disable.add_flag("--enable", options->enable, "Give the access back");
}

void AddSecretParts(CLI::App& users, Cli& cli, const std::shared_ptr<Options>& options) {
  CLI::App& password = AddPart(users, cli, options, "password", "Set the password of a user, from standard input", {{"aegle users password kim", "asks for it"}}, Password);
  password.add_option("name", options->name, "User")->required();
  CLI::App& totp = AddPart(users, cli, options, "totp", "Give a user a new second factor (TOTP), or take it away", {{"aegle users totp kim", "prints the secret once"}, {"aegle users totp kim --off", "lost telephone"}}, Totp);
  totp.add_option("name", options->name, "User")->required();
  totp.add_flag("--off", options->off, "Sign in with the password alone");
  CLI::App& token = AddPart(users, cli, options, "token", "Make an API token", {{"aegle users token kim --scope chat,read --days 30", "prints it once"}}, Token);
  token.add_option("name", options->name, "User")->required();
  token.add_option("--scope", options->scopes, "read, generate, chat, import, export, admin, audit, status")->required()->delimiter(',');
  token.add_option("--days", options->days, "How long it is valid")->check(CLI::Range(1, 366));
  token.add_option("--name", options->token_name, "What it is for");
  CLI::App& tokens = AddPart(users, cli, options, "tokens", "List the API tokens, or end one", {{"aegle users tokens kim", "of one user"}, {"aegle users tokens --remove ID", "ends it"}}, Tokens);
  tokens.add_option("name", options->name, "User");
  tokens.add_option("--remove", options->id, "Id of the token to end");
}

}  // namespace

void AddUsersVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& users = AddVerb(app, cli, "users", "Users, their roles and whom they care for", {{"aegle users add anna --role operator", "the first user"}, {"aegle users list", "all"}});
  users.require_subcommand(1);
  AddAccountParts(users, cli, options);
  AddSecretParts(users, cli, options);
  CLI::App& relate = AddPart(users, cli, options, "relate", "A user cares for a patient", {{"aegle users relate kim p17 --until 2026-12-31", "until the end of that day"}, {"aegle users relate kim p17 --end", "no longer"}}, Relate);
  relate.add_option("name", options->name, "User")->required();
  relate.add_option("patient", options->patient, "Patient, as p17")->required();
  relate.add_option("--kind", options->kind, "treating, ward, consulting ...");
  relate.add_option("--until", options->until, "Last day");
  relate.add_flag("--end", options->end, "End the relation");
}

}  // namespace aegle
