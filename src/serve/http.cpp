#include "serve/http.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/text.h"
#include "serve/gate.h"

namespace aegle {

std::string_view HttpRequest::Parameter(std::string_view name) const {
  auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view HttpRequest::Query(std::string_view name, std::string_view fallback) const {
  auto found = query.find(name);
  return found == query.end() ? fallback : std::string_view(found->second);
}

std::string_view HttpRequest::Header(std::string_view name) const {
  auto found = headers.find(name);
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

// RFC 6265 section 4.2.1: "a=1; b=2".
std::string_view HttpRequest::Cookie(std::string_view name) const {
  for (std::string_view part : Split(Header("cookie"), ';')) {
    part = Trim(part);
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=') return part.substr(name.size() + 1);
  }
  return {};
}

Store& HttpRequest::store() const {
  if (!caller) throw std::logic_error("a route without a caller");
  return *caller->store;
}

Result<std::int64_t> HttpRequest::QueryNumber(std::string_view name, std::int64_t fallback, std::int64_t low, std::int64_t high) const {
  std::string_view text = Query(name);
  if (text.empty()) return fallback;
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high)
    return Fail(ErrorCode::kBadUsage, std::string(name) + " must be a whole number from " + std::to_string(low) + " to " + std::to_string(high),
                "query parameter " + std::string(name));
  return value;
}

bool StreamWriter::Event(std::string_view name, std::string_view json) {
  std::string text;
  text.reserve(name.size() + json.size() + 20);
  if (!name.empty()) {
    text += "event: ";
    text += name;
    text += '\n';
  }
  text += "data: ";
  text += json;
  text += "\n\n";
  return Write(text);
}

HttpReply HttpReply::Json(std::string json, int status) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(json);
  return reply;
}

HttpReply HttpReply::Text(std::string text, std::string content_type) {
  HttpReply reply;
  reply.content_type = std::move(content_type);
  reply.body = std::move(text);
  return reply;
}

HttpReply HttpReply::EventStream(StreamBody body) {
  HttpReply reply;
  reply.content_type = "text/event-stream; charset=utf-8";
  reply.stream = std::move(body);
  return reply;
}

std::string ErrorJson(const Error& error) {
  nlohmann::json json{{"error",
                       {{"code", Info(error.code).name},
                        {"message", error.message},
                        {"place", error.place},
                        {"remedy", error.remedy},
                        {"type", Info(error.code).http_status < 500 ? "invalid_request_error" : "server_error"}}}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

HttpReply HttpReply::FromError(const Error& error) {
  HttpReply reply = Json(ErrorJson(error), Info(error.code).http_status);
  if (error.code == ErrorCode::kBusy || error.code == ErrorCode::kModelFailed || error.code == ErrorCode::kUnavailable)
    reply.headers.emplace_back("Retry-After", error.code == ErrorCode::kBusy ? "2" : "10");
  return reply;
}

}  // namespace aegle
