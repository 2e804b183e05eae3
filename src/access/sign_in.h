// SignIn: name, password and code against the directory, with back-off. Any thread.
//
// Errors: kDenied, the same words and time for an unknown user, a wrong password, a wrong code and a disabled user;
// kBusy while the user has to wait after failures (also with the right password; `place` says how many seconds).
#pragma once

#include <string>
#include <string_view>

#include "access/directory.h"
#include "access/rate_limits.h"

namespace aegle {

class SignIn {
 public:
  explicit SignIn(Directory& directory, MonotonicClock clock = SteadyMilliseconds) : directory_(directory), back_off_(std::move(clock)) {}
  // `code` empty where the user has no second factor. `now`: wall clock, for TOTP.
  Result<User> Check(std::string_view name, std::string_view password, std::string_view code, Instant now);

 private:
  Directory& directory_;
  BackOff back_off_;
};

}  // namespace aegle
