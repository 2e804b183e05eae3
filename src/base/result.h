// Result<T>: a value or an Error. Expected failures are values, bugs are exceptions.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace aegle {

template <class T>
using Result = tl::expected<T, Error>;

// return Fail(ErrorCode::kNotFound, "no such patient");
inline tl::unexpected<Error> Fail(ErrorCode code, std::string message, std::string place = {}, std::string remedy = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(place), std::move(remedy)});
}

// The one control-flow macro of the project: AEGLE_TRY(patient, store.Find(id)) returns early on an error,
// AEGLE_CHECK(store.Flush()) the same where there is no value.
#define AEGLE_TRY(name, expression)                                              \
  auto name##_result = (expression);                                             \
  if (!name##_result) return ::tl::unexpected(std::move(name##_result).error()); \
  auto& name = *name##_result

#define AEGLE_CHECK(expression)                                                         \
  do {                                                                                  \
    auto aegle_check_result = (expression);                                             \
    if (!aegle_check_result) return ::tl::unexpected(std::move(aegle_check_result).error()); \
  } while (false)

}  // namespace aegle
