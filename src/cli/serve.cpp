// aegle serve: the app and the API on a loopback address.
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "access/consent_book.h"
#include "base/log.h"
#include "cli/verb.h"
#include "serve/assets.h"
#include "serve/controls.h"
#include "serve/http_server.h"
#include "serve/routes.h"

namespace aegle {
namespace {

struct Options {
  int port = -1;
  int streams = -1;
  std::string address;
  bool no_model = false;
};

// The signal handler writes a byte; a thread that reads it stops the server.
int stop_pipe[2] = {-1, -1};
void OnStop(int) { [[maybe_unused]] auto written = write(stop_pipe[1], "x", 1); }

Result<void> Apply(Runtime& runtime, const Options& options) {
  if (options.port >= 0) AEGLE_CHECK(runtime.settings().Set("serve.port", std::to_string(options.port), "--port"));
  if (options.streams >= 0) AEGLE_CHECK(runtime.settings().Set("serve.streams", std::to_string(options.streams), "--streams"));
  if (!options.address.empty()) AEGLE_CHECK(runtime.settings().Set("serve.address", options.address, "--address"));
  return {};
}

void AddModelGauges(Metrics& metrics, Services& services) {
  metrics.AddGauge("aegle_facts", "Facts in the store.", [&services] {
    auto statistics = services.site_store.Statistics();
    return statistics ? static_cast<double>(statistics->facts) : 0.0;
  });
}

// The chain of the audit is whole; without it nothing may be signed or handed out.
void AddAuditControl(ControlRegistry& controls, Runtime& runtime) {
  controls.Add("audit", {"sign", "export"}, [&runtime]() -> ControlRegistry::Finding {
    auto options = runtime.audit_options();
    if (!options) return {false, options.error().ToString()};
    auto log = runtime.audit();
    if (!log) return {false, log.error().ToString()};
    if ((*log)->refusing()) return {false, "the audit cannot be written"};
    return {true, std::to_string((*log)->Head().size) + " records, the last head is signed"};
  });
}

void Announce(const Cli& cli, const std::string& url, const Services& services) {
  if (cli.json) {
    fmt::print("{{\"url\":\"{}\"}}\n", url);
  } else {
    fmt::print("Aegle {} serves {}\n", services.version, url);
    fmt::print("  chat model   {}\n  embedding    {}\n  Ctrl-C stops it.\n", services.chat ? services.chat->info().name : "none: tasks give the text that code writes",
               services.embed ? services.embed->info().name : "none: search by words only");
  }
  std::fflush(stdout);
}

Result<int> Run(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_CHECK(Apply(runtime, options));
  AEGLE_TRY(store, runtime.site_store());
  AEGLE_TRY(audit, runtime.audit());
  AEGLE_CHECK(ConsentBook(*store).ReconcileAll(Now()));
  std::string note;
  Engine* chat = nullptr;
  Engine* embed = nullptr;
  if (!options.no_model) {
    AEGLE_TRY(opened_chat, runtime.chat(&note));
    AEGLE_TRY(opened_embed, runtime.embed());
    chat = opened_chat;
    embed = opened_embed;
  }
  if (!note.empty()) fmt::print(stderr, "{}\n", note);
  AEGLE_TRY(signing_key, runtime.signing_key());
  Services services{*store, runtime.readers(), runtime.tasks(), runtime.settings(), chat, embed, AEGLE_VERSION, signing_key, audit};
  ControlRegistry controls;
  AddControls(controls, services, runtime.home());
  AddAuditControl(controls, runtime);
  services.controls = &controls;
  controls.RunAll();
  for (const Control& control : controls.Latest())
    if (!control.ok && !cli.json) fmt::print(stderr, "The control \"{}\" does not hold, what it guards is off: {}\n", control.name, control.detail);
  controls.RunEvery(std::chrono::hours(1));
  Metrics metrics;
  RouteTable routes;
  Gate gate(*store, runtime.settings(), [audit](const AuditEvent& event, bool emergency) -> Result<void> {
    AEGLE_CHECK(audit->Append(event, emergency ? AuditReserve::kAllowed : AuditReserve::kNo));
    return {};
  });
  AddRoutes(routes, services, gate, metrics);
  AddModelGauges(metrics, services);
  HttpServer server(routes, gate, runtime.settings(), metrics, FindAsset);
  AEGLE_TRY(port, server.Bind());
  // From here on clients are answered and nobody is called; /health says so where the kernel cannot keep it.
  if (auto closed = runtime.CloseEgress(); !closed) Log(LogLevel::kWarning, "outbound connections are not closed", {{"why", Operational(closed.error().ToString())}});
  if (pipe(stop_pipe) != 0) return Fail(ErrorCode::kIo, "no pipe for signals");
  std::thread stopper([&server] {
    char byte;
    [[maybe_unused]] auto got = read(stop_pipe[0], &byte, 1);
    server.Stop();
  });
  std::signal(SIGINT, OnStop);
  std::signal(SIGTERM, OnStop);
  std::signal(SIGPIPE, SIG_IGN);
  Announce(cli, (server.secure() ? "https://" : "http://") + runtime.settings().Text("serve.address") + ":" + std::to_string(port), services);
  server.Serve();
  OnStop(0);
  stopper.join();
  Log(LogLevel::kInfo, "stopped");
  return 0;
}

}  // namespace

void AddServeVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb = AddVerb(app, cli, "serve", "Serve the app and the API on this machine",
                           {{"aegle serve", "http://127.0.0.1:8080"}, {"aegle serve --port 9000", "another port"}, {"aegle serve --no-model", "without language models"}});
  verb.add_option("--port", options->port, "Port; 0 takes a free one")->check(CLI::Range(0, 65535));
  verb.add_option("--address", options->address, "Address to listen on; other than loopback needs users, TLS and serve.hosts");
  verb.add_option("--streams", options->streams, "Answers that may be streamed at the same time")->check(CLI::Range(1, 1024));
  verb.add_flag("--no-model", options->no_model, "No language model");
  verb.callback([&cli, options] { cli.keeps_network = true; cli.run = [&cli, options](Runtime& runtime) { return Run(cli, runtime, *options); }; });
}

}  // namespace aegle
