#include "sandbox/attacks.h"

#include <unistd.h>

#include <cerrno>

namespace aegle {
namespace {

bool IsRefusal(int error) { return error == EPERM || error == EACCES || error == ENOSYS; }

}  // namespace

AttackResult Reached(long result) {
  if (result < 0 && IsRefusal(errno)) return {AttackOutcome::kStopped, errno};
  return {AttackOutcome::kSucceeded};
}

AttackResult Done(long result) {
  if (result >= 0) return {AttackOutcome::kSucceeded};
  if (errno == ENOENT || errno == ENOTDIR || errno == ENODEV || errno == ENXIO || errno == EAFNOSUPPORT) return {AttackOutcome::kNotApplicable, errno};
  return {AttackOutcome::kStopped, errno};
}

AttackResult Opened(int descriptor) {
  AttackResult result = Done(descriptor);
  if (descriptor >= 0) ::close(descriptor);
  return result;
}

const std::vector<Attack>& AllAttacks() {
  static const std::vector<Attack> all = [] {
    std::vector<Attack> list;
    for (std::span<const Attack> part : {FileAttacks(), NetworkAttacks(), ProcessAttacks(), KernelAttacks()}) list.insert(list.end(), part.begin(), part.end());
    return list;
  }();
  return all;
}

}  // namespace aegle
