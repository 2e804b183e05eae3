// Counters and latency histograms in the Prometheus text format (version 0.0.4). Labels are fixed words, never data of a request.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace aegle {

class Metrics {
 public:
  // `route` is the pattern ("/api/facts/{id}"). Thread-safe.
  void CountRequest(std::string_view route, int status, double seconds);
  void Shed();                                               // a request that was turned away
  // A value read at the time of the scrape.
  void AddGauge(std::string name, std::string help, std::function<double()> read);
  [[nodiscard]] std::string Render() const;

 private:
  static constexpr std::array<double, 9> kBounds{0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120};   // seconds
  struct Histogram {
    std::array<std::uint64_t, kBounds.size() + 1> buckets{};
    double sum = 0;
    std::uint64_t count = 0;
  };
  struct Gauge {
    std::string name, help;
    std::function<double()> read;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Histogram, std::less<>> latency_;
  std::uint64_t shed_ = 0;
  std::vector<Gauge> gauges_;
};

}  // namespace aegle
