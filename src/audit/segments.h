// The files of a log: <folder>/000000000000.log, named by the number of their first record. Module-internal.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "audit/record_format.h"
#include "base/file.h"

namespace aegle {

struct Segment {
  std::uint64_t first = 0;
  std::string path;
};

[[nodiscard]] std::string SegmentPath(const std::string& folder, std::uint64_t first);
// In order. Errors: kNotFound (no folder), kIo.
[[nodiscard]] Result<std::vector<Segment>> ListSegments(const std::string& folder);

// A record, or bytes that are none, of one segment.
struct SegmentItem {
  std::uint64_t offset = 0;
  std::string_view bytes;
  const RecordHeader* header = nullptr;  // null: not a record
  bool whole = true;                     // false: the segment ends within it
};
// Walks through the bytes of a segment; behind what is no record it goes on at the next begin of a record with a sequence number
// that is not smaller than the one that was due. False from `visit` ends the walk.
void WalkSegment(std::string_view bytes, std::uint64_t first, const std::function<bool(const SegmentItem&)>& visit);

// From `end` of segment `index` back to the first record of the log; false from `visit` ends it. Errors: kIntegrity, kIo.
[[nodiscard]] Result<void> WalkBack(const std::vector<Segment>& segments, std::size_t index, std::uint64_t end,
                                    const std::function<Result<bool>(const RecordHeader&, std::string_view)>& visit);

}  // namespace aegle
