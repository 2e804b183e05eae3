// aegle key: the key of the site.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "serve/views.h"
#include "upkeep/rotation.h"

namespace aegle {
namespace {

Result<int> Rotate(Cli& cli, Runtime& runtime) {
  AEGLE_CHECK(runtime.store());
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kAdmin, .resource = "key", .detail = R"({"step":"rotation begins"})"}));
  runtime.Close();
  RotationReport report;
  {
    AEGLE_TRY(alone, UseDataFolderAlone(runtime.data_folder()));
    AEGLE_TRY(rotated, RotateKey(runtime.data_folder()));
    report = rotated;
    alone.Unlock();
  }
  nlohmann::ordered_json detail{{"step", "rotated"}, {"old", report.old_fingerprint}, {"new", report.new_fingerprint}};
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kAdmin, .resource = "key", .detail = detail.dump()}));
  if (cli.json) fmt::print("{}\n", DumpJson({{"old", report.old_fingerprint}, {"new", report.new_fingerprint}, {"seconds", report.seconds}}));
  else fmt::print("The store and the audit have a new key ({}), in {}; the old one opens nothing any more. {:.2f} s\n", report.new_fingerprint.substr(0, 8), runtime.key_file(), report.seconds);
  return 0;
}

}  // namespace

void AddKeyVerb(CLI::App& app, Cli& cli) {
  CLI::App& key = AddVerb(app, cli, "key", "The key of the site", {{"aegle key rotate", "a new key for the store and the audit"}});
  key.require_subcommand(1);
  CLI::App& rotate = AddVerb(key, cli, "rotate", "Encrypt everything with a new key; stop the service first. A crash leaves the old key or the new one", {{"aegle key rotate", "needs as much free space as the store has"}});
  rotate.callback([&cli] { cli.run = [&cli](Runtime& runtime) { return Rotate(cli, runtime); }; });
}

}  // namespace aegle
