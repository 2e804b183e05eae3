// The one table of errors: what went wrong, for a person, for HTTP and for a shell.
//
// An `Error` is a value (see result.h): bad input, not found, denied, busy. A bug is an exception.
// `place` names the file and position, `remedy` what the reader of the message can do.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace aegle {

enum class ErrorCode : std::uint8_t {
  kBadUsage,         // a command or request that makes no sense
  kBadInput,         // bytes that are not what they claim to be
  kUnsupported,      // well formed, but not something that Aegle reads or does
  kTooLarge,         // over a limit
  kOutOfRange,       // a value outside what a formula or table covers
  kNotFound,
  kConflict,         // somebody else changed it first
  kDenied,           // not allowed
  kBusy,             // try again later
  kTimeout,          // a deadline passed
  kCancelled,
  kNoSpace,          // disk or memory is full
  kModelFailed,      // the model process died or gave no usable answer
  kCannotEnforce,    // a constraint that was asked for cannot be guaranteed, so nothing was done
  kIntegrity,        // stored bytes are not the bytes that were written
  kUnavailable,      // a part that is needed is not configured or not reachable
  kIo,               // the operating system refused
  kSignIn,           // nobody is signed in, or no longer
};

struct ErrorInfo {
  ErrorCode code;
  std::string_view name;     // in JSON, logs and the manual
  int http_status;
  int exit_code;             // of the command line, see docs/cli.md
  std::string_view meaning;
};

// In the order of ErrorCode; checked below.
inline constexpr std::array<ErrorInfo, 18> kErrorTable{{
    {ErrorCode::kBadUsage, "bad_usage", 400, 2, "The command or request is not one that Aegle understands."},
    {ErrorCode::kBadInput, "bad_input", 422, 3, "The input is not what it claims to be; the place is named."},
    {ErrorCode::kUnsupported, "unsupported", 415, 3, "The input is well formed, but of a kind that Aegle does not read."},
    {ErrorCode::kTooLarge, "too_large", 413, 3, "The input is over a limit that a setting names."},
    {ErrorCode::kOutOfRange, "out_of_range", 422, 3, "A value lies outside of what the formula or table covers."},
    {ErrorCode::kNotFound, "not_found", 404, 1, "There is no such thing in the store."},
    {ErrorCode::kConflict, "conflict", 409, 1, "It was changed by somebody else in the meantime."},
    {ErrorCode::kDenied, "denied", 403, 4, "The user, the consent or the site's rules do not allow it."},
    {ErrorCode::kBusy, "busy", 429, 5, "Too much work is waiting; try again after the time in Retry-After."},
    {ErrorCode::kTimeout, "timeout", 504, 5, "It was not finished before its deadline."},
    {ErrorCode::kCancelled, "cancelled", 499, 5, "It was cancelled."},
    {ErrorCode::kNoSpace, "no_space", 507, 5, "The disk or the memory is full; nothing was half written."},
    {ErrorCode::kModelFailed, "model_failed", 503, 5, "The model process stopped; it is started again by itself."},
    {ErrorCode::kCannotEnforce, "cannot_enforce", 400, 2, "A constraint cannot be guaranteed, so the request was refused."},
    {ErrorCode::kIntegrity, "integrity", 500, 70, "Stored bytes have changed; restore them from a backup."},
    {ErrorCode::kUnavailable, "unavailable", 503, 5, "A part that this needs is not configured or not reachable."},
    {ErrorCode::kIo, "io", 500, 5, "The operating system refused a read or a write."},
    {ErrorCode::kSignIn, "sign_in", 401, 4, "Sign in, or send a token that is valid."},
}};

constexpr const ErrorInfo& Info(ErrorCode code) { return kErrorTable[static_cast<std::size_t>(code)]; }

static_assert([] {
  for (std::size_t i = 0; i < kErrorTable.size(); ++i)
    if (static_cast<std::size_t>(kErrorTable[i].code) != i) return false;
  return true;
}());

struct Error {
  ErrorCode code = ErrorCode::kBadInput;
  std::string message;       // one sentence, without personal data
  std::string place = {};    // "bundle.json, byte 812" or "--limit"
  std::string remedy = {};   // what to do about it

  // "not_found: no patient p12 (store.db). Import one first."
  [[nodiscard]] std::string ToString() const;
};

}  // namespace aegle
