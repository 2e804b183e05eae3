#include "model/remote_http.h"

#include <cpp-httplib/httplib.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/text.h"
#include "model/sse_reader.h"

namespace aegle {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxJsonBytes = std::size_t{256} << 20;
constexpr std::size_t kMaxErrorBytes = std::size_t{64} << 10;
constexpr int kFirstWaitMs = 500;
constexpr std::chrono::milliseconds kStopAgain{20};

// A client whose connection somebody else has made, with TLS where the address says so: here it is plain HTTP.
class HandedClient final : public httplib::ClientImpl {
 public:
  HandedClient(const Url& server, const RemoteOptions& options) : ClientImpl(server.host, server.port), server_(server), options_(options) {}

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    auto connected = options_.connect(server_.host, server_.port, options_.connect_timeout_ms);
    if (!connected) error = connected.error().code == ErrorCode::kIntegrity ? httplib::Error::SSLServerVerification : httplib::Error::Connection;
    else socket.sock = *connected;
    return connected.has_value();
  }
  const Url& server_;
  const RemoteOptions& options_;
};

std::unique_ptr<httplib::ClientImpl> MakeClient(const Url& server, const RemoteOptions& options) {
  if (options.connect) return std::make_unique<HandedClient>(server, options);
  if (server.scheme == "https") return std::make_unique<httplib::SSLClient>(server.host, server.port);
  return std::make_unique<httplib::ClientImpl>(server.host, server.port);
}

// Ends a request from outside: at its deadline or on a stop request. httplib's stop() does nothing before the socket is
// open, so it is repeated until the request has returned.
class Watcher {
 public:
  Watcher(httplib::ClientImpl& client, const RemoteCall& call)
      : call_(call), on_stop_(call.stop, [this] { Wake(); }), thread_([this, &client] { Watch(client); }) {}
  ~Watcher() {
    {
      std::scoped_lock lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void Wake() {
    std::scoped_lock lock(mutex_);
    changed_.notify_all();
  }

  void Watch(httplib::ClientImpl& client) {
    std::unique_lock lock(mutex_);
    auto over = [this] { return done_ || call_.stop.stop_requested(); };
    if (call_.deadline) {
      changed_.wait_for(lock, std::chrono::milliseconds(std::max<Instant>(0, *call_.deadline - Now())), over);
    } else {
      changed_.wait(lock, over);
    }
    while (!done_) {
      client.stop();
      changed_.wait_for(lock, kStopAgain, [this] { return done_; });
    }
  }

  const RemoteCall& call_;
  std::mutex mutex_;                       // guards done_
  std::condition_variable changed_;
  bool done_ = false;
  std::stop_callback<std::function<void()>> on_stop_;
  std::thread thread_;
};

Result<void> CheckTime(const RemoteCall& call) {
  if (call.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the request was cancelled");
  if (call.deadline && Now() >= *call.deadline) return Fail(ErrorCode::kTimeout, "the deadline passed before the server had answered");
  return {};
}

// The server's own code word, where it is a word: messages may repeat the prompt and are not shown.
std::string ServerWord(const std::string& body) {
  Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return {};
  const Json error = json.contains("error") && json["error"].is_object() ? json["error"] : json;
  for (const char* key : {"code", "type"}) {
    if (!error.contains(key) || !error[key].is_string()) continue;
    auto word = error[key].get<std::string>();
    bool plain = !word.empty() && word.size() <= 60 && std::all_of(word.begin(), word.end(), [](char c) { return IsLetterAscii(c) || IsDigitAscii(c) || c == '_' || c == '-'; });
    if (plain) return word;
  }
  return {};
}

ErrorCode CodeOfStatus(int status, const std::string& word) {
  if (status == 413 || word.find("context_length") != std::string::npos || word == "exceed_context_size_error") return ErrorCode::kTooLarge;
  if (status == 408 || status == 504) return ErrorCode::kTimeout;
  if (status == 429 || status == 503) return ErrorCode::kBusy;
  if (status == 401 || status == 403 || status == 404 || (status >= 300 && status < 400)) return ErrorCode::kUnavailable;
  if (status >= 400 && status < 500) return ErrorCode::kBadUsage;
  return ErrorCode::kModelFailed;
}

std::string_view RemedyOfStatus(int status) {
  if (status == 401 || status == 403) return "Check the API key of this model in the settings.";
  if (status == 404) return "Check the address and the model's name in the settings.";
  return {};
}

int ParseRetryAfter(const std::string& text) {
  int seconds = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc{} && end == text.data() + text.size() && seconds >= 0 && seconds < 86'400 ? seconds * 1000 : -1;
}

// False when it was interrupted.
bool Sleep(int milliseconds, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop, std::chrono::milliseconds(milliseconds), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

struct RemoteHttp::Answer {
  int status = 0;
  std::string content_type, error_body;
  int retry_after_ms = -1;
  bool connected = false;        // false: the server never saw the request
  bool passed_on = false;        // a byte of the answer reached the caller
};

Result<void> RemoteHttp::SendOnce(const RemoteCall& call, const std::function<Result<void>(std::string_view)>& on_bytes, Answer& answer) const {
  std::unique_ptr<httplib::ClientImpl> owned = MakeClient(server_, options_);
  httplib::ClientImpl& client = *owned;
  client.set_connection_timeout(std::chrono::milliseconds(options_.connect_timeout_ms));
  client.set_read_timeout(std::chrono::milliseconds(options_.idle_timeout_ms));
  client.set_write_timeout(std::chrono::milliseconds(options_.idle_timeout_ms));
  client.set_follow_location(false);
  client.set_keep_alive(false);
  if (!options_.ca_file.empty()) client.set_ca_cert_path(options_.ca_file.string());

  httplib::Request request;
  request.method = "POST";
  request.path = call.path;
  request.body = call.body;
  request.headers = {{"Content-Type", "application/json"}, {"Accept-Encoding", "identity"}};
  if (options_.connect && server_.scheme == "https" && server_.port == 443) request.headers.emplace("Host", server_.host);
  if (!api_key_.empty()) request.headers.emplace("Authorization", "Bearer " + api_key_);
  Result<void> passed;
  request.response_handler = [&](const httplib::Response& response) {
    answer.status = response.status;
    answer.content_type = response.get_header_value("Content-Type");
    answer.retry_after_ms = ParseRetryAfter(response.get_header_value("Retry-After"));
    return true;
  };
  request.content_receiver = [&](const char* data, std::size_t size, std::size_t, std::size_t) {
    if (answer.status != 200) {
      answer.error_body.append(data, std::min(size, kMaxErrorBytes - std::min(kMaxErrorBytes, answer.error_body.size())));
      return true;
    }
    passed = CheckTime(call);
    if (!passed) return false;
    answer.passed_on = true;
    passed = on_bytes({data, size});
    return passed.has_value();
  };

  httplib::Error error = httplib::Error::Success;
  {
    Watcher watcher(client, call);
    httplib::Response response;
    client.send(request, response, error);
  }
  answer.connected = error != httplib::Error::Connection && error != httplib::Error::ConnectionTimeout;
  if (!passed) return passed;
  AEGLE_CHECK(CheckTime(call));
  if (error == httplib::Error::Success) return {};
  std::string what = httplib::to_string(error);
  if (!answer.connected) return Fail(ErrorCode::kUnavailable, "no connection to the model server", server_.Origin(), "Is it running, and is the address in the settings right?");
  if (error == httplib::Error::SSLConnection || error == httplib::Error::SSLServerVerification || error == httplib::Error::SSLServerHostnameVerification || error == httplib::Error::SSLLoadingCerts)
    return Fail(ErrorCode::kUnavailable, fmt::format("the certificate of the model server was not accepted ({})", what), server_.Origin(), "Give its certificate authority as ca_file.");
  if (error == httplib::Error::Timeout || (error == httplib::Error::Read && answer.status == 0)) return Fail(ErrorCode::kTimeout, "the model server did not answer in time or closed the connection", server_.Origin());
  return Fail(ErrorCode::kModelFailed, fmt::format("the connection to the model server broke ({})", what), server_.Origin());
}

Result<void> RemoteHttp::Send(const RemoteCall& call, const std::function<Result<void>(std::string_view)>& on_bytes, bool events) const {
  for (int attempt = 1;; ++attempt) {
    AEGLE_CHECK(CheckTime(call));
    Answer answer;
    Result<void> sent = SendOnce(call, on_bytes, answer);
    if (sent && answer.status == 200) {
      if (events && !answer.content_type.starts_with("text/event-stream")) return Fail(ErrorCode::kModelFailed, "the server did not answer with an event stream", server_.Origin());
      return {};
    }
    if (sent) {
      std::string word = ServerWord(answer.error_body);
      sent = Fail(CodeOfStatus(answer.status, word), fmt::format("the model server answered with status {}{}{}", answer.status, word.empty() ? "" : ", ", word), server_.Origin(), std::string(RemedyOfStatus(answer.status)));
    }
    bool unstarted = !answer.passed_on && (!answer.connected || answer.status == 429 || answer.status == 503);
    int wait = answer.retry_after_ms >= 0 ? answer.retry_after_ms : kFirstWaitMs << (attempt - 1);
    bool in_time = wait <= options_.longest_wait_ms && (!call.deadline || Now() + wait < *call.deadline);
    if (!unstarted || attempt >= options_.attempts || !in_time) return sent;
    if (!Sleep(wait, call.stop)) return Fail(ErrorCode::kCancelled, "the request was cancelled");
  }
}

Result<Json> RemoteHttp::PostForJson(const RemoteCall& call) const {
  std::string body;
  auto collect = [&](std::string_view bytes) -> Result<void> {
    if (body.size() + bytes.size() > kMaxJsonBytes) return Fail(ErrorCode::kTooLarge, "the answer of the model server is too large", server_.Origin());
    body += bytes;
    return {};
  };
  AEGLE_CHECK(Send(call, collect, false));
  Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return Fail(ErrorCode::kModelFailed, "the answer of the model server is not a JSON object", server_.Origin());
  return json;
}

Result<void> RemoteHttp::PostForEvents(const RemoteCall& call, const std::function<Result<void>(std::string_view)>& on_event) const {
  SseReader reader(on_event);
  return Send(call, [&](std::string_view bytes) { return reader.Feed(bytes); }, true);
}

}  // namespace aegle
