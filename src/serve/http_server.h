// HttpServer: cpp-httplib behind our own types. Binds, sheds load, streams, counts. TLS where a certificate is set.
//
// Other machines reach it only with users, TLS and the names of `serve.hosts`. TLS is 1.2 or 1.3 with AEAD ciphers, without renegotiation
// and compression; a browser is told to come back by TLS only (HSTS).
// A connection has a thread of a pool that grows when needed, so a slow client holds up nobody else. Work is limited, not
// connections: more than `serve.threads` requests at once wait, more than `serve.queue` waiting ones are answered 503, more
// than `serve.streams` streams 429, both with Retry-After.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/settings.h"
#include "serve/gate.h"
#include "serve/metrics.h"
#include "serve/route.h"

namespace aegle {

// A file of the app: found by path, with its type. Lives as long as the program.
struct Asset {
  std::string_view path, content_type, bytes;
  bool immutable = false;        // its name carries a hash: may be cached for ever
  bool gzip = false;             // `bytes` are gzip
};
using AssetLookup = std::function<const Asset*(std::string_view path)>;

class HttpServer {
 public:
  // `routes`, `gate`, `settings` and `metrics` must outlive the server.
  HttpServer(const RouteTable& routes, Gate& gate, const Settings& settings, Metrics& metrics, AssetLookup assets);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Errors: kDenied (other machines could reach it, and users, TLS or names are missing), kBadInput (certificate or key), kIo (the port is
  // taken). Returns the port.
  Result<int> Bind();
  // Serves until Stop(); from the thread that calls.
  void Serve();
  // Signal-safe enough to be called from another thread; running requests are ended.
  void Stop();
  [[nodiscard]] bool secure() const;   // speaks TLS

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] bool IsLoopback(std::string_view address);

}  // namespace aegle
