// Reads one member out of a zip archive, which is what a Python wheel is. Stored and deflated members, no encryption, no
// zip64, one disk. Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16.
//
// The archive is untrusted: declared sizes only bound, they never allocate; the local header must agree with the central
// directory; CRC-32 and size of what came out are checked. Errors: kBadInput with the place, kUnsupported, kTooLarge,
// kNotFound (no such member), kIo. No state; one call, one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"

namespace aegle {

struct ZipLimits {
  std::uint64_t member_bytes = std::uint64_t{8} << 30;
  std::uint64_t directory_bytes = std::uint64_t{64} << 20;
};

using ByteSink = std::function<Result<void>(std::string_view bytes)>;

// Hands the bytes of `member` to `sink`, piece by piece. An error of the sink ends the reading.
Result<void> ReadZipMember(const std::filesystem::path& archive, std::string_view member, const ByteSink& sink, const ZipLimits& limits = {});

}  // namespace aegle
