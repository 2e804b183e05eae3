// What a route sees of HTTP: a request, a reply, a stream. No type of the HTTP library appears here.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace aegle {

class Store;
struct Caller;  // serve/gate.h

struct HttpRequest {
  std::string method, path;
  std::map<std::string, std::string, std::less<>> parameters;   // of the path: {id}
  std::map<std::string, std::string, std::less<>> query;
  std::map<std::string, std::string, std::less<>> headers;      // names in lower case
  std::string body;
  std::string client;                     // address of the other end
  bool secure = false;                    // came by TLS
  std::shared_ptr<const Caller> caller;   // who asks; set before a route sees the request. A stream keeps a copy

  // The store as the caller may see it: the only one that a route may read records from.
  [[nodiscard]] Store& store() const;
  [[nodiscard]] std::string_view Header(std::string_view name) const;   // in lower case; empty where absent
  [[nodiscard]] std::string_view Cookie(std::string_view name) const;
  [[nodiscard]] std::string_view Parameter(std::string_view name) const;
  [[nodiscard]] std::string_view Query(std::string_view name, std::string_view fallback = {}) const;
  // Errors: kBadUsage (not a number, or outside of [low, high]).
  [[nodiscard]] Result<std::int64_t> QueryNumber(std::string_view name, std::int64_t fallback, std::int64_t low, std::int64_t high) const;
};

// The far end of a streamed reply. Write may be called from any thread; it never blocks on a slow client: what the client
// has not taken yet is buffered up to a limit, and beyond that the stream is given up.
class StreamWriter {
 public:
  virtual ~StreamWriter() = default;
  // False: the client is gone or too slow; stop producing.
  virtual bool Write(std::string_view bytes) = 0;
  // Server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html): "event: NAME\ndata: JSON\n\n".
  bool Event(std::string_view name, std::string_view json);
};

// Produces a streamed reply on a thread of its own; `stop` is requested when the client goes away.
using StreamBody = std::function<void(StreamWriter& out, std::stop_token stop)>;

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  StreamBody stream;     // where set, `body` is not used
  std::function<bool()> alive;   // of a stream: asked now and then; false ends it (the session was ended)

  static HttpReply Json(std::string json, int status = 200);
  static HttpReply Text(std::string text, std::string content_type);
  static HttpReply EventStream(StreamBody body);
  // {"error":{"code","message","place","remedy"}} with the status of the error table; Retry-After where it may help.
  static HttpReply FromError(const Error& error);
};

[[nodiscard]] std::string ErrorJson(const Error& error);

}  // namespace aegle
