// How often somebody may ask: token buckets, and the back-off after wrong passwords. Monotonic time, any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "access/sessions.h"

namespace aegle {

// A bucket of `burst` tokens for each key, filled by `per_minute` tokens a minute.
class TokenBuckets {
 public:
  TokenBuckets(double per_minute, double burst, MonotonicClock clock = SteadyMilliseconds)
      : per_ms_(per_minute / 60'000), burst_(burst), clock_(std::move(clock)) {}
  // True: a token was taken. False: nothing was, and one comes in `wait_ms`.
  bool Take(std::string_view key, std::int64_t* wait_ms = nullptr);

 private:
  struct Bucket {
    double tokens = 0;
    std::int64_t at = 0;
  };
  const double per_ms_, burst_;
  const MonotonicClock clock_;
  std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

// After five failures in a row the next attempt has to wait 30 s, then twice as long each time, at most 15 min.
class BackOff {
 public:
  explicit BackOff(MonotonicClock clock = SteadyMilliseconds) : clock_(std::move(clock)) {}
  static constexpr int kFree = 5;
  // How long the key has to wait; 0: it may try.
  [[nodiscard]] std::int64_t WaitMs(std::string_view key);
  void Failed(std::string_view key);
  void Succeeded(std::string_view key);

 private:
  struct Entry {
    int failures = 0;
    std::int64_t until = 0;
  };
  const MonotonicClock clock_;
  std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace aegle
