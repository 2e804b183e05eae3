// Sessions: who is signed in. In memory only: a restart signs everybody out.
//
// Time is monotonic (steady clock, ms), so a changed wall clock neither ends nor prolongs a session. The cookie holds 32 random
// bytes of which only the SHA-256 is kept. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace aegle {

using MonotonicClock = std::function<std::int64_t()>;  // ms
[[nodiscard]] std::int64_t SteadyMilliseconds();

struct SessionLimits {
  std::int64_t idle_ms = 15 * 60'000;
  std::int64_t absolute_ms = 12 * 3'600'000;
  std::size_t most_of_one_user = 16;  // the oldest ends
};

struct Session {
  std::string id;    // names it in logs and in Alive: hex of the hash, not the cookie
  std::string user;
  std::string csrf;  // sent with each state-changing request, in the header X-Aegle-Csrf
};

class Sessions {
 public:
  explicit Sessions(SessionLimits limits, MonotonicClock clock = SteadyMilliseconds) : limits_(limits), clock_(std::move(clock)) {}

  struct Started {
    std::string cookie;
    Session session;
  };
  // A new one, with a new cookie: what the client had before is of no use to it.
  Started Start(const std::string& user);
  // The session of a cookie, and it counts as used now.
  [[nodiscard]] std::optional<Session> Use(std::string_view cookie);
  // Whether it was not ended and has not expired; does not count as use. For streams.
  [[nodiscard]] bool Alive(std::string_view id);
  void End(std::string_view id);
  void EndAllOf(std::string_view user);
  [[nodiscard]] std::size_t size();

 private:
  struct Entry {
    Session session;
    std::int64_t started = 0, used = 0;
  };
  [[nodiscard]] bool Expired(const Entry& entry, std::int64_t now) const;
  void Sweep(std::int64_t now);

  const SessionLimits limits_;
  const MonotonicClock clock_;
  std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace aegle
