// HttpServer: cpp-httplib behind our own types. Binds, sheds load, streams, counts.
//
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
  // `routes`, `settings` and `metrics` must outlive the server.
  HttpServer(const RouteTable& routes, const Settings& settings, Metrics& metrics, AssetLookup assets);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Errors: kDenied (not a loopback address), kIo (the port is taken). Returns the port.
  Result<int> Bind();
  // Serves until Stop(); from the thread that calls.
  void Serve();
  // Signal-safe enough to be called from another thread; running requests are ended.
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] bool IsLoopback(std::string_view address);

}  // namespace aegle
