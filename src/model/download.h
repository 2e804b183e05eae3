// Fetches bytes for the model catalogue. Nothing here decides what is right: the caller checks hashes.
//
// Https (http only on this machine), redirects followed one by one with the same rule, certificates checked; and pip, which
// knows the site's own package mirror. Both report bytes as they come and stop within a second of a stop request.
// Errors: kUnavailable (offline, refused, no such address; the remedy says what to do), kNotFound, kCancelled, kNoSpace, kIo,
// kTooLarge (more bytes than expected). Thread-safe; each call blocks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "model/url.h"

namespace aegle {

// Bytes fetched so far.
using ByteProgress = std::function<void(std::uint64_t bytes)>;

// Appends to `target` what is still missing of `bytes`, by a Range request where some of it is there. A server that does not
// know ranges makes it start again.
Result<void> DownloadUrl(const Url& url, const std::filesystem::path& target, std::uint64_t bytes, const ByteProgress& progress, std::stop_token stop);

struct PipRequest {
  std::string python = "python3";
  std::string package, version;              // plain names, see IsPlainName
  std::filesystem::path folder;              // is made; is removed and made again where it exists
};
// Downloads one wheel by "python3 -m pip download --no-deps", without a shell, and returns its path.
Result<std::filesystem::path> DownloadWheel(const PipRequest& request, const ByteProgress& progress, std::stop_token stop);

}  // namespace aegle
