// Phi<T>: protected health information that cannot be logged by accident.
//
// It has no formatter and no operator<<; reading the value needs an AuditedAccess, which only the code that
// answers an authorised request makes. phi_must_not_compile.cpp, which has to fail to compile, proves it.
#pragma once

#include <utility>

namespace aegle {

// A token that says: this read happens for a request that is authorised and recorded.
class AuditedAccess {
 public:
  explicit AuditedAccess(const char* purpose) : purpose_(purpose) {}
  [[nodiscard]] const char* purpose() const { return purpose_; }

 private:
  const char* purpose_;
};

template <class T>
class Phi {
 public:
  Phi() = default;
  explicit Phi(T value) : value_(std::move(value)) {}
  [[nodiscard]] const T& Reveal(const AuditedAccess& /*access*/) const { return value_; }
  friend bool operator==(const Phi&, const Phi&) = default;

 private:
  T value_{};
};

}  // namespace aegle
