// /api/documents: the originals, their ledgers and their bytes.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "serve/routes.h"
#include "serve/views.h"
#include "tasks/answer_json.h"

namespace aegle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20;

Result<HttpReply> ListDocuments(Store& store, std::optional<PatientId> patient) {
  AEGLE_TRY(documents, store.Documents(patient));
  Json list = Json::array();
  for (const auto& document : documents) list.push_back(DocumentView(document));
  return HttpReply::Json(DumpJson({{"documents", list}}));
}

Result<HttpReply> OneDocument(Store& store, const HttpRequest& request) {
  AEGLE_TRY(id, DocumentId::Parse(request.Parameter("id")));
  AEGLE_TRY(document, store.GetDocument(id));
  Json view = DocumentView(document);
  if (auto ledger = store.GetLedger(id)) view["ledger"] = Json::parse(ToJson(*ledger));
  return HttpReply::Json(DumpJson(view));
}

// The part of [begin, end) of a document as UTF-8 for people; what does not decode is shown as U+FFFD.
Result<std::string> TextOf(Store& store, const Document& document, std::uint64_t begin, std::uint64_t end) {
  AEGLE_TRY(bytes, store.ReadBytes(document.id, begin, end));
  return DecodeForDisplay(bytes, document.encoding);
}

// Bytes [begin, end) and up to `around` bytes of either side. The borders of the context are moved to whole lines or
// characters by DecodeForDisplay; those of the text itself are exact.
Result<HttpReply> Bytes(Store& store, const HttpRequest& request) {
  AEGLE_TRY(id, DocumentId::Parse(request.Parameter("id")));
  AEGLE_TRY(document, store.GetDocument(id));
  auto total = static_cast<std::int64_t>(document.bytes);
  AEGLE_TRY(begin, request.QueryNumber("begin", 0, 0, total));
  AEGLE_TRY(end, request.QueryNumber("end", std::min(total, begin + 65536), begin, total));
  AEGLE_TRY(around, request.QueryNumber("around", 2000, 0, 200'000));
  if (static_cast<std::uint64_t>(end - begin) > kMostBytes) return Fail(ErrorCode::kTooLarge, "at most 1 MiB at once", "query parameter end");
  AEGLE_TRY(before, TextOf(store, document, static_cast<std::uint64_t>(std::max<std::int64_t>(0, begin - around)), static_cast<std::uint64_t>(begin)));
  AEGLE_TRY(text, TextOf(store, document, static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end)));
  AEGLE_TRY(after, TextOf(store, document, static_cast<std::uint64_t>(end), static_cast<std::uint64_t>(std::min(total, end + around))));
  return HttpReply::Json(DumpJson({{"begin", begin}, {"end", end}, {"total", total}, {"before", before}, {"text", text}, {"after", after}}));
}

}  // namespace

void AddDocumentRoutes(RouteTable& routes) {
  routes.Get("/api/documents", {Resource::kRecord, Action::kRead}, [](const HttpRequest& request) { return ListDocuments(request.store(), std::nullopt); }).Summary("All imported originals, newest first").Returns("DocumentList");
  routes.Get("/api/patients/{id}/documents", {Resource::kRecord, Action::kRead, Of::kPatient}, [](const HttpRequest& request) -> Result<HttpReply> {
          AEGLE_TRY(id, PatientId::Parse(request.Parameter("id")));
          AEGLE_CHECK(request.store().GetPatient(id));
          return ListDocuments(request.store(), id);
        }).Summary("The originals that say something about one patient").Returns("DocumentList").Fails(ErrorCode::kNotFound);
  routes.Get("/api/documents/{id}", {Resource::kRecord, Action::kRead, Of::kDocument}, [](const HttpRequest& request) { return OneDocument(request.store(), request); })
      .Summary("One original with the ledger of its import").Returns("Document").Fails(ErrorCode::kNotFound);
  routes.Get("/api/documents/{id}/bytes", {Resource::kRecord, Action::kRead, Of::kDocument}, [](const HttpRequest& request) { return Bytes(request.store(), request); })
      .Summary("Exactly the bytes that a fact or citation names, with what stands around them").Query("begin", "first byte").Query("end", "behind the last byte")
      .Query("around", "bytes of context, default 2000").Returns("Bytes").Fails(ErrorCode::kNotFound).Fails(ErrorCode::kTooLarge);
}

}  // namespace aegle
