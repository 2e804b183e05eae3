#include "serve/metrics.h"

#include <fmt/format.h>

namespace aegle {

void Metrics::CountRequest(std::string_view route, int status, double seconds) {
  std::lock_guard lock(mutex_);
  ++requests_[{std::string(route), status}];
  auto found = latency_.find(route);
  if (found == latency_.end()) found = latency_.emplace(std::string(route), Histogram{}).first;
  Histogram& histogram = found->second;
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  ++histogram.buckets[bucket];
  histogram.sum += seconds;
  ++histogram.count;
}

void Metrics::Shed() {
  std::lock_guard lock(mutex_);
  ++shed_;
}

void Metrics::AddGauge(std::string name, std::string help, std::function<double()> read) {
  std::lock_guard lock(mutex_);
  gauges_.push_back({std::move(name), std::move(help), std::move(read)});
}

std::string Metrics::Render() const {
  std::lock_guard lock(mutex_);
  std::string out = "# HELP aegle_requests_total Requests by route and status.\n# TYPE aegle_requests_total counter\n";
  for (const auto& [key, count] : requests_) out += fmt::format("aegle_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, count);
  out += "# HELP aegle_requests_shed_total Requests that were turned away because too much was waiting.\n# TYPE aegle_requests_shed_total counter\n";
  out += fmt::format("aegle_requests_shed_total {}\n", shed_);
  out += "# HELP aegle_request_seconds Time to the end of the reply.\n# TYPE aegle_request_seconds histogram\n";
  for (const auto& [route, histogram] : latency_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i)
      out += fmt::format("aegle_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route, kBounds[i], below += histogram.buckets[i]);
    out += fmt::format("aegle_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", route, histogram.count);
    out += fmt::format("aegle_request_seconds_sum{{route=\"{}\"}} {}\n", route, histogram.sum);
    out += fmt::format("aegle_request_seconds_count{{route=\"{}\"}} {}\n", route, histogram.count);
  }
  for (const auto& gauge : gauges_)
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", gauge.name, gauge.help, gauge.read());
  return out;
}

}  // namespace aegle
