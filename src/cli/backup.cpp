// aegle backup, restore, verify: a second copy of everything, checked.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "serve/views.h"
#include "upkeep/backup.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string folder, key_file, snapshot, into;
  bool list = false;
};

std::string KeyFile(const Runtime& runtime, const Options& options) { return options.key_file.empty() ? runtime.home() + "/backup.key" : options.key_file; }

ProgressSink Show(Cli& cli) {
  return [&cli](const Progress& now) {
    if (!cli.quiet) cli.terminal.Show(now);
  };
}

// The key of the backups is made with the first backup, never for a folder that already holds one.
Result<StoreKey> KeyForBackup(Runtime& runtime, const Options& options, bool* made) {
  const std::string path = KeyFile(runtime, options);
  auto key = ReadKeyFile(path);
  *made = false;
  if (key || key.error().code != ErrorCode::kNotFound) return key;
  if (std::filesystem::exists(options.folder + "/aegle-backup"))
    return Fail(ErrorCode::kNotFound, "There is no key for this backup", path, "Name the file that holds it with --key.");
  *made = true;
  auto created = CreateKeyFile(path);
  // Another backup was quicker: its key is the key.
  if (!created && created.error().code == ErrorCode::kConflict) return ReadKeyFile(path);
  return created;
}

Json SnapshotJson(const BackupSnapshot& snapshot) {
  return {{"snapshot", snapshot.name}, {"files", snapshot.files}, {"bytes", snapshot.bytes}, {"audit_records", snapshot.audit_records}};
}

Result<int> List(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(key, ReadKeyFile(KeyFile(runtime, options)));
  AEGLE_TRY(snapshots, ListBackup(options.folder, key));
  Json list = Json::array();
  for (const auto& snapshot : snapshots) {
    list.push_back(SnapshotJson(snapshot));
    if (!cli.json) fmt::print("{}  {:>10}  {} audit records\n", snapshot.name, HumanBytes(snapshot.bytes), snapshot.audit_records);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"snapshots", list}}));
  return 0;
}

Result<int> BackUp(Cli& cli, Runtime& runtime, const Options& options) {
  if (options.list) return List(cli, runtime, options);
  AEGLE_TRY(site_key, runtime.key());
  AEGLE_CHECK(runtime.store());
  bool made_key = false;
  AEGLE_TRY(key, KeyForBackup(runtime, options, &made_key));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kExport, .resource = "backup"}));
  AEGLE_TRY(report, MakeBackup(runtime.data_folder(), site_key, options.folder, key, Show(cli)));
  cli.terminal.Clear();
  if (cli.json) {
    fmt::print("{}\n", DumpJson({{"snapshot", report.snapshot}, {"files", report.files}, {"bytes", report.bytes}, {"new_bytes", report.new_bytes}, {"audit_records", report.audit_records}, {"seconds", report.seconds}, {"key_file", KeyFile(runtime, options)}}));
    return 0;
  }
  fmt::print("{}: {} in {} files, {} of it new, {} audit records, {:.2f} s\n", report.snapshot, HumanBytes(report.bytes), report.files, HumanBytes(report.new_bytes), report.audit_records, report.seconds);
  if (made_key) fmt::print("The key of the backups is {}\n  Keep a copy of it elsewhere: without it no backup can be read, and with it every one can.\n", KeyFile(runtime, options));
  return 0;
}

Result<int> Restore(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(key, ReadKeyFile(KeyFile(runtime, options)));
  AEGLE_TRY(report, RestoreBackup(options.folder, key, options.snapshot, options.into, Show(cli)));
  cli.terminal.Clear();
  if (cli.json) {
    Json json = SnapshotJson(report.snapshot);
    json.update(Json{{"home", options.into}, {"patients", report.patients}, {"documents", report.documents}, {"facts", report.facts}, {"seconds", report.seconds}});
    fmt::print("{}\n", DumpJson(json));
    return 0;
  }
  fmt::print("{} is restored in {}: {} patients, {} documents, {} facts, {} audit records; every item was checked; {:.2f} s\n  aegle --home {} patients\n", report.snapshot.name, options.into, report.patients,
             report.documents, report.facts, report.snapshot.audit_records, report.seconds, options.into);
  return 0;
}

Result<int> VerifyBackup(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(key, ReadKeyFile(KeyFile(runtime, options)));
  AEGLE_TRY(damage, CheckBackup(options.folder, key, Show(cli)));
  cli.terminal.Clear();
  Json list = Json::array();
  for (const auto& each : damage) {
    list.push_back({{"file", each.file}, {"concerns", each.concerns}});
    if (!cli.json) fmt::print("✗ {}\n    {}\n", each.file, each.concerns);
  }
  if (cli.json) fmt::print("{}\n", DumpJson({{"ok", damage.empty()}, {"damage", list}}));
  else if (damage.empty()) fmt::print("✓ every snapshot is whole\n");
  return damage.empty() ? 0 : Info(ErrorCode::kIntegrity).exit_code;
}

Result<int> VerifyHome(Cli& cli, Runtime& runtime) {
  AEGLE_TRY(store, runtime.store());
  AEGLE_TRY(log, runtime.audit());
  auto stored = store->Verify();
  AEGLE_TRY(audit, log->Verify());
  const bool ok = stored.has_value() && audit.ok();
  if (cli.json) {
    Json json{{"ok", ok}, {"store", {{"ok", stored.has_value()}}}, {"audit", {{"ok", audit.ok()}, {"records", audit.records}}}};
    if (!stored) json["store"]["error"] = stored.error().ToString();
    if (!audit.ok()) json["audit"]["error"] = audit.findings[0].message;
    fmt::print("{}\n", DumpJson(json));
  } else {
    fmt::print("{} store: {}\n", stored ? "✓" : "✗", stored ? "every original, fact and page is what was written" : stored.error().ToString());
    fmt::print("{} audit: {}\n", audit.ok() ? "✓" : "✗", audit.ok() ? fmt::format("{} records, none changed or missing", audit.records) : audit.findings[0].message + "; aegle audit verify says more");
  }
  return ok ? 0 : Info(ErrorCode::kIntegrity).exit_code;
}

CLI::Option* AddKeyOption(CLI::App& verb, Options& options) {
  return verb.add_option("--key", options.key_file, "File with the key of the backups (default: backup.key in the data folder)")->type_name("FILE");
}

}  // namespace

void AddBackupVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "backup", "Back up the store, the audit, the key and the settings, encrypted; only what is new is written",
                           {{"aegle backup /mnt/backup", "while the service goes on"}, {"aegle backup /mnt/backup --list", "the snapshots"}, {"aegle verify --backup /mnt/backup", "read and check all of it"}});
  verb.add_option("folder", options->folder, "Backup folder")->required();
  verb.add_flag("--list", options->list, "List its snapshots");
  AddKeyOption(verb, *options);
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime& runtime) { return BackUp(cli, runtime, *options); }; });
}

void AddRestoreVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "restore", "Restore a backup into a new data folder; everything is checked before the folder appears",
                           {{"aegle restore /mnt/backup --into /srv/aegle2", "the newest snapshot"}, {"aegle restore /mnt/backup --into /srv/aegle2 --key /media/usb/backup.key", "on a new machine"}});
  verb.add_option("folder", options->folder, "Backup folder")->required();
  verb.add_option("--into", options->into, "New data folder")->required();
  verb.add_option("--snapshot", options->snapshot, "Its name (default: the newest)");
  AddKeyOption(verb, *options);
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime& runtime) { return Restore(cli, runtime, *options); }; });
}

void AddVerifyVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "verify", "Read everything and check that it is what was written", {{"aegle verify", "the store and the audit"}, {"aegle verify --backup /mnt/backup", "a backup"}});
  verb.add_option("--backup", options->folder, "A backup folder instead");
  AddKeyOption(verb, *options);
  verb.callback([&cli, options] { cli.run = [&cli, options](Runtime& runtime) { return options->folder.empty() ? VerifyHome(cli, runtime) : VerifyBackup(cli, runtime, *options); }; });
}

}  // namespace aegle
