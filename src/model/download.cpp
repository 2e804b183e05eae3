#include "model/download.h"

#include <fmt/format.h>
#include <cpp-httplib/httplib.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "model/model_files.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxRedirects = 5;
constexpr time_t kConnectSeconds = 20, kReadSeconds = 60;
constexpr const char* kOfflineRemedy = "Check the connection or the proxy, then run again: finished parts are kept. Without a connection use \"aegle models add FILE\".";

// What happened to one request, filled by the callbacks of the HTTP client.
struct Transfer {
  const FileHandle& file;
  const fs::path& target;
  std::uint64_t at = 0;                 // bytes in the file
  std::uint64_t bytes = 0;              // expected in all
  const ByteProgress& progress;
  std::stop_token stop;
  Error error;
  bool failed = false;

  bool Stop(Error reason) {
    error = std::move(reason);
    failed = true;
    return false;
  }

  bool Begin(const httplib::Response& response) {
    if (response.status == 206) return true;
    if (response.status != 200) return true;      // the body of an error is not written, see Take
    if (at > 0 && ::ftruncate(file.get(), 0) != 0) return Stop(SystemError("truncate", target, errno));
    if (::lseek(file.get(), 0, SEEK_SET) < 0) return Stop(SystemError("seek", target, errno));
    at = 0;
    return true;
  }

  bool Take(std::string_view piece) {
    if (stop.stop_requested()) return Stop({ErrorCode::kCancelled, "the download was cancelled; what is there is kept", "", ""});
    if (at + piece.size() > bytes) return Stop({ErrorCode::kTooLarge, fmt::format("more than the expected {} bytes", bytes), target.filename().string(), ""});
    if (Result<void> written = file.WriteAll(piece, target); !written) return Stop(written.error());
    at += piece.size();
    if (progress) progress(at);
    return true;
  }
};

std::unique_ptr<httplib::Client> MakeClient(const Url& url) {
  auto client = std::make_unique<httplib::Client>(url.Origin());
  client->set_follow_location(false);
  client->set_connection_timeout(kConnectSeconds);
  client->set_read_timeout(kReadSeconds);
  client->set_keep_alive(false);
  return client;
}

Result<void> CheckStatus(const httplib::Response& response, const Url& url) {
  if (response.status == 200 || response.status == 206) return {};
  ErrorCode code = response.status == 404 || response.status == 410 ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
  return Fail(code, fmt::format("{} answered with status {}", url.host, response.status), url.host, "Check the address, or try again later.");
}

// One request. Returns the address to go on with, or the same address where all is done.
Result<Url> Request(const Url& url, Transfer& transfer) {
  auto client = MakeClient(url);
  httplib::Headers headers{{"Accept-Encoding", "identity"}};
  if (transfer.at > 0) headers.emplace("Range", fmt::format("bytes={}-", transfer.at));
  int status = 0;
  auto result = client->Get(
      url.target, headers,
      [&](const httplib::Response& response) {
        status = response.status;
        return transfer.Begin(response);
      },
      [&](const char* data, std::size_t size) { return (status != 200 && status != 206) || transfer.Take({data, size}); });
  if (transfer.failed) return tl::unexpected(transfer.error);
  if (!result)
    return Fail(ErrorCode::kUnavailable, fmt::format("{} could not be reached or broke off ({})", url.host, httplib::to_string(result.error())), url.host, kOfflineRemedy);
  if (result->status >= 301 && result->status <= 308 && result->has_header("Location")) {
    AEGLE_TRY(next, url.Resolve(result->get_header_value("Location")));
    if (next.scheme != "https" && !next.IsLoopback()) return Fail(ErrorCode::kUnavailable, "the server sends on to an address without https", url.host);
    return next;
  }
  AEGLE_CHECK(CheckStatus(*result, url));
  return url;
}

}  // namespace

Result<void> DownloadUrl(const Url& url, const fs::path& target, std::uint64_t bytes, const ByteProgress& progress, std::stop_token stop) {
  if (url.scheme != "https" && !url.IsLoopback()) return Fail(ErrorCode::kDenied, "only https is fetched from other machines", url.host);
  AEGLE_TRY(file, FileHandle::OpenWrite(target));
  off_t there = ::lseek(file.get(), 0, SEEK_END);
  if (there < 0) return tl::unexpected(SystemError("seek", target, errno));
  Transfer transfer{file, target, static_cast<std::uint64_t>(there), bytes, progress, std::move(stop), {}};
  if (transfer.at > bytes && ::ftruncate(file.get(), 0) == 0) transfer.at = static_cast<std::uint64_t>(::lseek(file.get(), 0, SEEK_SET));
  if (transfer.at == bytes) return {};

  Url at = url;
  for (int hop = 0; hop <= kMaxRedirects; ++hop) {
    AEGLE_TRY(next, Request(at, transfer));
    if (next.Origin() != at.Origin() || next.target != at.target) {
      at = next;
      continue;
    }
    if (transfer.at == bytes) return {};
    return Fail(ErrorCode::kUnavailable, fmt::format("{} sent {} of {} bytes", at.host, transfer.at, bytes), at.host, "Run again: what is there is kept.");
  }
  return Fail(ErrorCode::kUnavailable, fmt::format("more than {} redirects", kMaxRedirects), url.host);
}

}  // namespace aegle
