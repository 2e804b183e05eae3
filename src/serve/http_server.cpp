#include "serve/http_server.h"

#include <cpp-httplib/httplib.h>

#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/text.h"

namespace aegle {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kStreamBuffer = std::size_t{16} << 20;
constexpr auto kHeartbeat = std::chrono::seconds(10);
constexpr std::size_t kMostConnections = 1024;
constexpr std::uint64_t kLargestFromAnybody = std::uint64_t{64} << 10;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// "/api/facts/{id}" as the library wants it: "/api/facts/:id".
std::string LibraryPattern(std::string_view pattern) {
  std::string text;
  for (char c : pattern) {
    if (c == '}') continue;
    text += c == '{' ? ':' : c;
  }
  return text;
}

// Limits how many requests work at the same time; the rest wait for their turn, or are turned away.
class Admission {
 public:
  Admission(int running, int waiting) : most_running_(running), most_waiting_(waiting) {}

  bool Enter() {
    std::unique_lock lock(mutex_);
    if (running_ >= most_running_ && waiting_ >= most_waiting_) return false;
    ++waiting_;
    turn_.wait(lock, [this] { return running_ < most_running_; });
    --waiting_;
    ++running_;
    return true;
  }
  void Leave() {
    {
      std::lock_guard lock(mutex_);
      --running_;
    }
    turn_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  const int most_running_, most_waiting_;
  int running_ = 0, waiting_ = 0;
};

// The buffer between the thread that produces a stream and the thread that writes to the client.
class StreamBuffer : public StreamWriter {
 public:
  bool Write(std::string_view bytes) override {
    {
      std::lock_guard lock(mutex_);
      if (closed_ || pending_.size() + bytes.size() > kStreamBuffer) return false;
      pending_ += bytes;
    }
    ready_.notify_one();
    return true;
  }

  void Finish() {
    {
      std::lock_guard lock(mutex_);
      finished_ = true;
    }
    ready_.notify_one();
  }

  void Close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }

  // Bytes to write; empty after `wait` without any. False: that was all.
  bool Take(std::string& out, std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, wait, [this] { return finished_ || !pending_.empty(); });
    out.clear();
    out.swap(pending_);
    return !out.empty() || !finished_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::string pending_;
  bool finished_ = false, closed_ = false;
};

// Runs `body` on a thread of its own and passes what it writes to the client until either ends.
void PumpStream(const StreamBody& body, const std::function<bool()>& session_alive, bool heartbeat, httplib::DataSink& sink) {
  StreamBuffer buffer;
  std::jthread producer([&](std::stop_token stop) {
    try {
      body(buffer, stop);
    } catch (const std::exception& error) {
      Log(LogLevel::kError, "a stream failed", {{"error", Operational(error.what())}});
      buffer.Event("error", ErrorJson({ErrorCode::kIo, "an internal error ended the stream"}));
    }
    buffer.Finish();
  });
  std::string bytes;
  auto last_write = Clock::now();
  while (buffer.Take(bytes, std::chrono::milliseconds(200))) {
    if (session_alive && !session_alive()) {
      buffer.Close();
      producer.request_stop();
      std::string ended = "event: error\ndata: " + ErrorJson({ErrorCode::kSignIn, "The session has ended"}) + "\n\n";
      if (heartbeat) (void)sink.write(ended.data(), ended.size());
      break;
    }
    if (bytes.empty() && heartbeat && Clock::now() - last_write > kHeartbeat) bytes = ": still working\n\n";
    bool alive = bytes.empty() ? sink.is_writable() : sink.write(bytes.data(), bytes.size());
    if (!alive) {
      producer.request_stop();
      buffer.Close();
      break;
    }
    if (!bytes.empty()) last_write = Clock::now();
  }
  producer.join();
}

HttpRequest ToRequest(const httplib::Request& from) {
  HttpRequest request;
  request.method = from.method;
  request.path = from.path;
  for (const auto& [name, value] : from.path_params) request.parameters[name] = value;
  for (const auto& [name, value] : from.params) request.query.emplace(name, value);
  for (const auto& [name, value] : from.headers) request.headers.emplace(ToLowerAscii(name), value);
  request.body = from.body;
  request.client = from.remote_addr;
  request.secure = from.ssl != nullptr;
  return request;
}

// A page of another site must not be able to use the app of this machine (DNS rebinding, cross-site requests).
bool ForeignOrigin(const httplib::Request& request, const std::vector<std::string>& hosts) {
  std::string host = request.get_header_value("Host");
  std::string name = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
  bool known = name.empty() || IsLoopback(name) || std::find(hosts.begin(), hosts.end(), ToLowerAscii(name)) != hosts.end();
  if (!known) return true;
  std::string origin = request.get_header_value("Origin");
  return !origin.empty() && origin != "http://" + host && origin != "https://" + host;
}

std::vector<std::string> HostsOf(const Settings& settings) {
  std::vector<std::string> hosts;
  for (std::string_view part : Split(settings.Text("serve.hosts"), ','))
    if (!Trim(part).empty()) hosts.push_back(ToLowerAscii(Trim(part)));
  return hosts;
}

void SetSecurityHeaders(httplib::Response& response, bool secure) {
  if (secure) response.set_header("Strict-Transport-Security", "max-age=31536000");
  response.set_header("Content-Security-Policy",
                      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  response.set_header("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace

bool IsLoopback(std::string_view address) {
  return address == "localhost" || address == "::1" || address == "[::1]" || (address.starts_with("127.") && address.find_first_not_of("0123456789.") == std::string_view::npos);
}

namespace {

// TLS 1.2 and 1.3, forward secrecy, AEAD (RFC 9325).
bool SetUpTls(SSL_CTX& context, const Settings& settings) {
  SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
  SSL_CTX_set_options(&context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  bool ciphers = SSL_CTX_set_cipher_list(&context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
  bool chain = SSL_CTX_use_certificate_chain_file(&context, settings.Text("serve.tls_certificate").c_str()) == 1;
  bool key = SSL_CTX_use_PrivateKey_file(&context, settings.Text("serve.tls_key").c_str(), SSL_FILETYPE_PEM) == 1;
  return ciphers && chain && key && SSL_CTX_check_private_key(&context) == 1;
}

std::unique_ptr<httplib::Server> MakeServer(const Settings& settings) {
  if (settings.Text("serve.tls_certificate").empty()) return std::make_unique<httplib::Server>();
  return std::make_unique<httplib::SSLServer>([&settings](httplib::tls::ctx_t context) { return SetUpTls(*static_cast<SSL_CTX*>(context), settings); });
}

}  // namespace

struct HttpServer::State {
  State(const RouteTable& route_table, Gate& the_gate, const Settings& all_settings, Metrics& all_metrics, AssetLookup lookup)
      : routes(route_table), gate(the_gate), settings(all_settings), metrics(all_metrics), assets(std::move(lookup)), hosts(HostsOf(all_settings)),
        secure(!all_settings.Text("serve.tls_certificate").empty()), server(MakeServer(all_settings)), admission(settings.Integer("serve.threads"), settings.Integer("serve.queue")) {}

  void SetUp();
  Result<void> CheckAddress();
  httplib::Server::HandlerResponse RefuseLargeBody(const httplib::Request& request, httplib::Response& response);
  void AddRoute(const Route& route);
  void Answer(const Route& route, const httplib::Request& from, httplib::Response& to);
  void Send(const Route& route, HttpReply reply, Clock::time_point start, httplib::Response& to);
  void SendStream(const Route& route, HttpReply reply, Clock::time_point start, httplib::Response& to);
  bool SendAsset(const httplib::Request& from, httplib::Response& to);

  const RouteTable& routes;
  Gate& gate;
  const Settings& settings;
  Metrics& metrics;
  AssetLookup assets;
  const std::vector<std::string> hosts;
  const bool secure;
  const std::unique_ptr<httplib::Server> server;
  Admission admission;
  std::atomic<int> streams{0};
};

void HttpServer::State::SetUp() {
  server->new_task_queue = [] { return new httplib::ThreadPool(16, kMostConnections); };
  server->set_read_timeout(settings.Integer("serve.read_timeout"));
  server->set_write_timeout(30);
  server->set_keep_alive_timeout(30);
  server->set_keep_alive_max_count(100'000);
  server->set_tcp_nodelay(true);
  server->set_payload_max_length(static_cast<std::size_t>(settings.Number("serve.body_limit")));
  server->set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    SetSecurityHeaders(response, secure);
    if (!ForeignOrigin(request, hosts)) return RefuseLargeBody(request, response);
    response.status = 403;
    response.set_content(ErrorJson({ErrorCode::kDenied, "requests from another site are not answered", "Host or Origin header"}), "application/json");
    return httplib::Server::HandlerResponse::Handled;
  });
  server->set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      Log(LogLevel::kError, "a request failed", {{"error", Operational(error.what())}});
    }
    response.status = 500;
    response.set_content(ErrorJson({ErrorCode::kIo, "an internal error; the log of the service has its cause"}), "application/json");
  });
  for (const auto& route : routes.all()) AddRoute(*route);
  server->set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
    if (!response.body.empty()) return httplib::Server::HandlerResponse::Unhandled;
    if (response.status == 404 && SendAsset(request, response)) return httplib::Server::HandlerResponse::Handled;
    ErrorCode code = response.status == 404 ? ErrorCode::kNotFound : response.status == 413 ? ErrorCode::kTooLarge : ErrorCode::kBadUsage;
    response.set_content(ErrorJson({code, response.status == 404 ? "there is no such route" : "the request was not understood", request.path.substr(0, 200)}), "application/json");
    return httplib::Server::HandlerResponse::Handled;
  });
}

// A body is read before its route is asked, so a large one is taken only from somebody who is known.
httplib::Server::HandlerResponse HttpServer::State::RefuseLargeBody(const httplib::Request& request, httplib::Response& response) {
  const bool large = request.has_header("Transfer-Encoding") || request.get_header_value_u64("Content-Length") > kLargestFromAnybody;
  if (!large || gate.Knows(ToRequest(request))) return httplib::Server::HandlerResponse::Unhandled;
  const HttpReply reply = HttpReply::FromError({ErrorCode::kSignIn, "Nobody is signed in", "", "Sign in, or send an API token."});
  response.status = reply.status;
  response.set_content(reply.body, reply.content_type);
  response.set_header("Connection", "close");
  return httplib::Server::HandlerResponse::Handled;
}

// Every path that is not a route belongs to the app, whose pages have paths of their own.
bool HttpServer::State::SendAsset(const httplib::Request& from, httplib::Response& to) {
  if (from.method != "GET" && from.method != "HEAD") return false;
  for (std::string_view prefix : {"/api/", "/v1/", "/fhir", "/assets/"})
    if (from.path.starts_with(prefix) && !assets(from.path)) return false;
  const Asset* asset = assets(from.path);
  if (!asset) asset = assets("/index.html");
  if (!asset) return false;
  to.status = 200;
  to.set_header("Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (asset->gzip) to.set_header("Content-Encoding", "gzip");
  to.set_content(std::string(asset->bytes), std::string(asset->content_type));
  return true;
}

void HttpServer::State::AddRoute(const Route& route) {
  auto handler = [this, &route](const httplib::Request& from, httplib::Response& to) { Answer(route, from, to); };
  std::string pattern = LibraryPattern(route.pattern());
  if (route.method() == "GET") server->Get(pattern, handler);
  if (route.method() == "POST") server->Post(pattern, handler);
  if (route.method() == "PATCH") server->Patch(pattern, handler);
  if (route.method() == "DELETE") server->Delete(pattern, handler);
}

void HttpServer::State::Answer(const Route& route, const httplib::Request& from, httplib::Response& to) {
  auto start = Clock::now();
  if (!admission.Enter()) {
    metrics.Shed();
    HttpReply reply = HttpReply::FromError({ErrorCode::kBusy, "too many requests are waiting"});
    reply.status = 503;
    return Send(route, std::move(reply), start, to);
  }
  Result<HttpReply> reply = Fail(ErrorCode::kIo, "not answered");
  try {
    HttpRequest request = ToRequest(from);
    reply = gate.Answer(route, request);
  } catch (...) {
    admission.Leave();
    metrics.CountRequest(route.pattern(), 500, SecondsSince(start));
    throw;
  }
  admission.Leave();
  Send(route, reply ? std::move(*reply) : HttpReply::FromError(reply.error()), start, to);
}

void HttpServer::State::Send(const Route& route, HttpReply reply, Clock::time_point start, httplib::Response& to) {
  to.status = reply.status;
  for (const auto& [name, value] : reply.headers) to.set_header(name, value);
  to.set_header("Cache-Control", "no-store");
  if (reply.stream) return SendStream(route, std::move(reply), start, to);
  to.set_content(std::move(reply.body), reply.content_type);
  metrics.CountRequest(route.pattern(), reply.status, SecondsSince(start));
}

void HttpServer::State::SendStream(const Route& route, HttpReply reply, Clock::time_point start, httplib::Response& to) {
  if (streams.fetch_add(1) >= settings.Integer("serve.streams")) {
    streams.fetch_sub(1);
    metrics.Shed();
    return Send(route, HttpReply::FromError({ErrorCode::kBusy, "too many answers are being streamed"}), start, to);
  }
  to.set_header("X-Accel-Buffering", "no");
  bool events = reply.content_type.starts_with("text/event-stream");
  to.set_chunked_content_provider(
      reply.content_type,
      [body = std::move(reply.stream), alive = std::move(reply.alive), events](std::size_t, httplib::DataSink& sink) {
        PumpStream(body, alive, events, sink);
        sink.done();
        return true;
      },
      [this, &route, start](bool success) {
        streams.fetch_sub(1);
        metrics.CountRequest(route.pattern(), success ? 200 : 499, SecondsSince(start));
      });
}

HttpServer::HttpServer(const RouteTable& routes, Gate& gate, const Settings& settings, Metrics& metrics, AssetLookup assets)
    : state_(std::make_unique<State>(routes, gate, settings, metrics, std::move(assets))) {
  state_->SetUp();
  metrics.AddGauge("aegle_streams", "Answers that are being streamed.", [state = state_.get()] { return static_cast<double>(state->streams.load()); });
}

HttpServer::~HttpServer() = default;

// Other machines: only with users to tell apart, encryption on the way, and names that a browser may use.
Result<void> HttpServer::State::CheckAddress() {
  const std::string& address = settings.Text("serve.address");
  if (IsLoopback(address)) return {};
  const std::string place = "serve.address = " + address;
  AEGLE_TRY(single_person, gate.SinglePerson());
  if (single_person)
    return Fail(ErrorCode::kDenied, "the service does not listen on an address that other machines can reach while it has no users", place, "aegle users add NAME --role operator");
  if (!secure)
    return Fail(ErrorCode::kDenied, "the service does not listen on an address that other machines can reach without TLS", place, "Set serve.tls_certificate and serve.tls_key.");
  if (hosts.empty()) return Fail(ErrorCode::kDenied, "the service does not know by which names it is reached", place, "Set serve.hosts.");
  return {};
}

bool HttpServer::secure() const { return state_->secure; }

Result<int> HttpServer::Bind() {
  const std::string& address = state_->settings.Text("serve.address");
  int port = state_->settings.Integer("serve.port");
  AEGLE_CHECK(state_->CheckAddress());
  if (!state_->server->is_valid())
    return Fail(ErrorCode::kBadInput, "the certificate or its key cannot be read, or they do not belong together", state_->settings.Text("serve.tls_certificate"), "Both are PEM files.");
  if (port == 0) {
    int free_port = state_->server->bind_to_any_port(address);
    if (free_port < 0) return Fail(ErrorCode::kIo, "no free port", address);
    return free_port;
  }
  if (!state_->server->bind_to_port(address, port))
    return Fail(ErrorCode::kIo, "cannot listen, the port is taken or not allowed", address + ":" + std::to_string(port), "Use --port, or stop the other program.");
  return port;
}

void HttpServer::Serve() { state_->server->listen_after_bind(); }
void HttpServer::Stop() { state_->server->stop(); }

}  // namespace aegle
