// /api/import: bytes in, progress and the ledger out.
#include <nlohmann/json.hpp>

#include "serve/gate.h"
#include "serve/controls.h"
#include "serve/routes.h"
#include "serve/views.h"
#include "store/importer.h"

namespace aegle {
namespace {

// A file name of the client's machine: only its last part, without control characters.
std::string PlainName(std::string_view name) {
  std::size_t slash = name.find_last_of("/\\");
  std::string plain(slash == std::string_view::npos ? name : name.substr(slash + 1));
  std::erase_if(plain, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return plain.empty() ? "upload" : plain.substr(0, 200);
}

void RunImport(Store& store, const ReaderRegistry& readers, const std::string& body, const ImportOptions& options, StreamWriter& out, std::stop_token stop) {
  auto progress = [&](const Progress& now) { out.Event("progress", ProgressJson(now)); };
  auto report = ImportBytes(store, readers, body, options, progress, stop);
  out.Event(report ? "ledger" : "error", report ? ImportReportJson(*report) : ErrorJson(report.error()));
}

Result<HttpReply> Import(Services& services, const HttpRequest& request) {
  AEGLE_CHECK(RequireControl(services, "import"));
  if (request.body.empty()) return Fail(ErrorCode::kBadUsage, "there is nothing to import: the body is empty", "body");
  ImportOptions options;
  options.name = PlainName(request.Query("name", "upload"));
  options.source = std::string(request.Query("source", "local"));
  options.subject = std::string(request.Query("patient"));
  return HttpReply::EventStream([&services, caller = request.caller, body = request.body, options](StreamWriter& out, std::stop_token stop) { RunImport(*caller->store, services.readers, body, options, out, stop); });
}

}  // namespace

void AddImportRoutes(RouteTable& routes, Services& services) {
  routes.Post("/api/import", {Resource::kImport, Action::kWrite}, [&](const HttpRequest& request) { return Import(services, request); })
      .Summary("Imports one file; nothing of it is lost, and the ledger says what became of each item").Query("name", "file name").Query("source", "name of the system it comes from").Query("patient", "record number, of a note that does not name its patient")
      .TakesBytes().Streams({{"progress", "Progress"}, {"ledger", "ImportDone"}, {"error", "Error"}}).Fails(ErrorCode::kBadUsage).Fails(ErrorCode::kTooLarge);
}

}  // namespace aegle
