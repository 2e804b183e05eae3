// /api/drafts: the way to a signature. Nothing unsigned leaves as final: an export is of a signed document, or it is refused.
#include <nlohmann/json.hpp>

#include "serve/routes.h"
#include "serve/signing.h"
#include "serve/views.h"
#include "signoff/draft_view.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kStates = "waiting (default), or all";

struct Asked {
  AnswerId id;
  std::int64_t version = 0;
  Json body;
};

Result<AnswerId> IdOf(const HttpRequest& request) { return AnswerId::Parse(request.Parameter("id")); }

Result<Asked> Parse(const HttpRequest& request) {
  AEGLE_TRY(id, IdOf(request));
  Asked asked{id, 0, Json::parse(request.body, nullptr, false)};
  if (!asked.body.is_object()) return Fail(ErrorCode::kBadUsage, "the body is not a JSON object", "body");
  if (!asked.body.contains("version") || !asked.body["version"].is_number_integer())
    return Fail(ErrorCode::kBadUsage, "the body has no version: the draft as you have seen it", "version");
  asked.version = asked.body["version"].get<std::int64_t>();
  return asked;
}

Result<HttpReply> View(Result<OpenDraft> open, const Signer& who) {
  if (!open) return tl::unexpected(open.error());
  return HttpReply::Json(DraftViewJson(*open, who));
}

Result<HttpReply> List(Services& services, const HttpRequest& request) {
  DraftFilter filter;
  std::string_view state = request.Query("state", "waiting");
  if (state != "waiting" && state != "all") return Fail(ErrorCode::kBadUsage, "state must be waiting or all", "query parameter state");
  filter.all = state == "all";
  if (std::string_view patient = request.Query("patient"); !patient.empty()) {
    AEGLE_TRY(id, PatientId::Parse(patient));
    filter.patient = id;
  }
  AEGLE_TRY(drafts, DeskFor(services, request).List(filter));
  return HttpReply::Json(DraftListJson(StoreFor(services, request), drafts));
}

Result<HttpReply> Change(Services& services, const HttpRequest& request) {
  AEGLE_TRY(asked, Parse(request));
  AEGLE_TRY(edit, ParseDraftEdit(request.body));
  Signer who = SignerFor(services, request);
  return View(DeskFor(services, request).Edit(asked.id, asked.version, edit, who, Now()), who);
}

Result<HttpReply> Reviewed(Services& services, const HttpRequest& request) {
  AEGLE_TRY(asked, Parse(request));
  const Json& seconds = asked.body["seconds"];
  Signer who = SignerFor(services, request);
  return View(DeskFor(services, request).Review(asked.id, asked.version, who, Now(), seconds.is_number_integer() ? seconds.get<std::int64_t>() : 0), who);
}

Result<HttpReply> Signed(Services& services, const HttpRequest& request) {
  AEGLE_TRY(asked, Parse(request));
  Signer who = SignerFor(services, request);
  return View(DeskFor(services, request).Sign(asked.id, asked.version, who, Now()), who);
}

Result<HttpReply> Discarded(Services& services, const HttpRequest& request) {
  AEGLE_TRY(asked, Parse(request));
  const Json& reason = asked.body["reason"];
  Signer who = SignerFor(services, request);
  return View(DeskFor(services, request).Discard(asked.id, asked.version, who, Now(), reason.is_string() ? reason.get<std::string>() : std::string()), who);
}

Result<HttpReply> Exported(Services& services, const HttpRequest& request) {
  AEGLE_TRY(id, IdOf(request));
  auto format = ParseExportFormat(request.Query("format", "pdf"));
  if (!format) return Fail(ErrorCode::kBadUsage, "format must be fhir, pdf or text", "query parameter format");
  AEGLE_TRY(file, DeskFor(services, request).Export(id, *format, SignerFor(services, request), Now()));
  HttpReply reply = HttpReply::Text(std::move(file.bytes), file.media_type);
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file.name + "\"");
  return reply;
}

}  // namespace

void AddDraftRoutes(RouteTable& routes, Services& services) {
  routes.Get("/api/drafts", {Resource::kAnswer, Action::kRead}, [&](const HttpRequest& request) { return List(services, request); })
      .Summary("Drafts that wait for a signature, newest first").Query("state", std::string(kStates)).Query("patient", "of one patient").Returns("DraftList");
  routes.Get("/api/drafts/{id}", {Resource::kAnswer, Action::kRead, Of::kAnswer}, [&](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(id, IdOf(request));
          return View(DeskFor(services, request).Open(id), SignerFor(services, request));
        }).Summary("One draft: sentences with verdicts and differences, sources, high-risk items, signature").Returns("Draft").Fails(ErrorCode::kNotFound);
  routes.Patch("/api/drafts/{id}", {Resource::kAnswer, Action::kWrite, Of::kAnswer}, [&](const HttpRequest& request) { return Change(services, request); })
      .Summary("Changes the wording, each changed sentence is verified again; confirms high-risk items one by one").Takes("DraftChange").Returns("Draft")
      .Fails(ErrorCode::kNotFound).Fails(ErrorCode::kConflict).Fails(ErrorCode::kBadUsage);
  routes.Post("/api/drafts/{id}/review", {Resource::kAnswer, Action::kWrite, Of::kAnswer}, [&](const HttpRequest& request) { return Reviewed(services, request); })
      .Summary("Says that the draft was read as it stands").Takes("DraftVersion").Returns("Draft").Fails(ErrorCode::kNotFound).Fails(ErrorCode::kConflict);
  routes.Post("/api/drafts/{id}/sign", {Resource::kSignature, Action::kSign, Of::kAnswer}, [&](const HttpRequest& request) { return Signed(services, request); })
      .Summary("Signs: a clinician who has reviewed it and confirmed each high-risk item").Takes("DraftVersion").Returns("Draft")
      .Fails(ErrorCode::kNotFound).Fails(ErrorCode::kConflict).Fails(ErrorCode::kDenied);
  routes.Post("/api/drafts/{id}/discard", {Resource::kAnswer, Action::kWrite, Of::kAnswer}, [&](const HttpRequest& request) { return Discarded(services, request); })
      .Summary("Takes a draft out of the inbox, with a reason").Takes("DraftVersion").Returns("Draft").Fails(ErrorCode::kNotFound).Fails(ErrorCode::kConflict);
  routes.Post("/api/drafts/{id}/export", {Resource::kExport, Action::kExport, Of::kAnswer}, [&](const HttpRequest& request) { return Exported(services, request); })
      .Summary("A signed document as a file; what is not signed is refused").Query("format", "fhir, pdf (default) or text").Returns("File")
      .Fails(ErrorCode::kNotFound).Fails(ErrorCode::kDenied).Fails(ErrorCode::kIntegrity);
}

}  // namespace aegle
