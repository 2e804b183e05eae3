// Routes that describe themselves: the OpenAPI page is made from the declarations, so it cannot drift from the code.
//
// Each says what it touches; there is no route without. The gate decides and records before the handler runs.
//
//   routes.Get("/api/facts/{id}", {Resource::kRecord, Action::kRead, Of::kFact}, handler)
//       .Summary("One fact").Returns("FactView").Fails(ErrorCode::kNotFound);
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/decide.h"
#include "serve/http.h"

namespace aegle {

using RouteHandler = std::function<Result<HttpReply>(const HttpRequest&)>;

// Whose the request is about, by an id in its path.
enum class Of : std::uint8_t {
  kNobody,    // nobody in particular: what comes back is filtered row by row
  kPatient,
  kFact,
  kDocument,  // may be about several people; seen by whoever may see one of them
  kAnswer,
  kInBody,    // the body says whose; the route records the access itself
};

struct Access {
  Resource resource;
  Action action;
  Of of = Of::kNobody;
  const char* parameter = "id";   // of the path
};

class Route {
 public:
  Route(std::string method, std::string pattern, Access access, RouteHandler handler)
      : method_(std::move(method)), pattern_(std::move(pattern)), access_(access), handler_(std::move(handler)) {}

  Route& Summary(std::string text) { summary_ = std::move(text); return *this; }
  Route& Query(std::string name, std::string help) { query_.emplace_back(std::move(name), std::move(help)); return *this; }
  // Name of a schema in schemas.cpp.
  Route& Takes(std::string schema) { takes_ = std::move(schema); return *this; }
  Route& TakesBytes() { takes_bytes_ = true; return *this; }
  Route& Returns(std::string schema) { returns_ = std::move(schema); return *this; }
  // A stream of events, each with data of a schema: {"floor","Answer"}, ...
  Route& Streams(std::vector<std::pair<std::string, std::string>> events) { events_ = std::move(events); return *this; }
  Route& Fails(ErrorCode code) { fails_.push_back(code); return *this; }
  Route& Tag(std::string tag) { tag_ = std::move(tag); return *this; }

  [[nodiscard]] const std::string& method() const { return method_; }
  [[nodiscard]] const std::string& pattern() const { return pattern_; }
  [[nodiscard]] const Access& access() const { return access_; }
  [[nodiscard]] const RouteHandler& handler() const { return handler_; }

 private:
  friend std::string OpenApiJson(const class RouteTable& routes, std::string_view version);
  std::string method_, pattern_;
  Access access_;
  RouteHandler handler_;
  std::string summary_, takes_, returns_, tag_ = "aegle";
  bool takes_bytes_ = false;
  std::vector<std::pair<std::string, std::string>> query_, events_;
  std::vector<ErrorCode> fails_;
};

class RouteTable {
 public:
  Route& Get(std::string pattern, Access access, RouteHandler handler) { return Add("GET", std::move(pattern), access, std::move(handler)); }
  Route& Post(std::string pattern, Access access, RouteHandler handler) { return Add("POST", std::move(pattern), access, std::move(handler)); }
  Route& Patch(std::string pattern, Access access, RouteHandler handler) { return Add("PATCH", std::move(pattern), access, std::move(handler)); }
  Route& Delete(std::string pattern, Access access, RouteHandler handler) { return Add("DELETE", std::move(pattern), access, std::move(handler)); }
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& all() const { return routes_; }

 private:
  Route& Add(std::string method, std::string pattern, Access access, RouteHandler handler);
  std::vector<std::unique_ptr<Route>> routes_;
};

// OpenAPI 3.1 of all routes.
[[nodiscard]] std::string OpenApiJson(const RouteTable& routes, std::string_view version);
// The shared schemas, as a JSON object (schemas.cpp).
[[nodiscard]] std::string_view SchemasJson();

}  // namespace aegle
