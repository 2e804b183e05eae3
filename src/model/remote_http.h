// The HTTP side of RemoteEngine: one POST, as JSON or as an event stream, with deadline, cancellation and safe retries.
// The rules are described in remote_engine.h. Thread-safe.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "model/remote_engine.h"
#include "model/url.h"

namespace aegle {

struct RemoteCall {
  std::string path;                    // "/v1/chat/completions"
  std::string body;                    // JSON
  std::optional<Instant> deadline;
  std::stop_token stop;
};

class RemoteHttp {
 public:
  RemoteHttp(Url server, std::string api_key, const RemoteOptions& options) : server_(std::move(server)), api_key_(std::move(api_key)), options_(options) {}

  Result<nlohmann::json> PostForJson(const RemoteCall& call) const;
  // `on_event`: the data of each event. An error of it ends the call and is returned.
  Result<void> PostForEvents(const RemoteCall& call, const std::function<Result<void>(std::string_view data)>& on_event) const;

 private:
  struct Answer;
  Result<void> SendOnce(const RemoteCall& call, const std::function<Result<void>(std::string_view bytes)>& on_bytes, Answer& answer) const;
  Result<void> Send(const RemoteCall& call, const std::function<Result<void>(std::string_view bytes)>& on_bytes, bool events) const;

  Url server_;
  std::string api_key_;
  RemoteOptions options_;
};

}  // namespace aegle
