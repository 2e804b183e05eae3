#include "access/sign_in.h"

#include "access/credentials.h"
#include "base/hash.h"

namespace aegle {
namespace {

tl::unexpected<Error> FailSignIn() {
  return Fail(ErrorCode::kDenied, "The name, the password or the code is wrong", "sign-in", "After five failures one has to wait.");
}

}  // namespace

Result<User> SignIn::Check(std::string_view name, std::string_view password, std::string_view code, Instant now) {
  const std::string key = Sha256Hex(name);
  if (std::int64_t wait = back_off_.WaitMs(key); wait > 0)
    return Fail(ErrorCode::kBusy, "Too many failures", std::to_string((wait + 999) / 1000) + " s", "Wait, then try again.");
  auto user = directory_.Find(name);
  if (!user && user.error().code != ErrorCode::kNotFound) return user;
  const bool known = user && !user->disabled;
  const bool right = VerifyPassword(known ? user->password : std::string(), password);
  bool code_right = right;
  if (right && !user->totp.empty()) {
    auto step = MatchTotp(user->totp, code, now, user->totp_step);
    code_right = step.has_value();
    if (step) {
      user->totp_step = *step;
      code_right = directory_.Update(*user).has_value();  // used once: a conflict means that somebody just used it
    }
  }
  if (!code_right) {
    back_off_.Failed(key);
    return FailSignIn();
  }
  back_off_.Succeeded(key);
  return user;
}

}  // namespace aegle
