#include "audit/segments.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>

namespace aegle {
namespace {

constexpr std::string_view kSuffix = ".log";
constexpr std::size_t kWindow = std::size_t{256} << 10;  // more than the largest record

// Where the next record begins whose number is not before `due`; the end where there is none.
std::size_t FindRecord(std::string_view bytes, std::size_t from, std::uint64_t due) {
  for (std::size_t at = from; (at = bytes.find(kRecordMagic, at)) != std::string_view::npos; ++at) {
    auto header = ParseRecordHeader(bytes.substr(at));
    if (!header || header->sequence < due || header->record_bytes() > bytes.size() - at) continue;
    if (ReadU32(bytes, at + header->record_bytes() - kRecordTrailer) == header->record_bytes()) return at;
  }
  return bytes.size();
}

tl::unexpected<Error> FailDamaged(const std::string& path, std::uint64_t offset) {
  return Fail(ErrorCode::kIntegrity, "A record of the audit log is damaged", path + ", before byte " + std::to_string(offset),
              "aegle audit verify says more.");
}

Result<bool> WalkBackIn(const File& file, std::uint64_t end, const std::function<Result<bool>(const RecordHeader&, std::string_view)>& visit) {
  while (end > 0) {
    const std::uint64_t begin = end > kWindow ? end - kWindow : 0;
    AEGLE_TRY(window, file.ReadAt(begin, static_cast<std::size_t>(end - begin)));
    std::string_view rest = window;
    while (rest.size() > kRecordHeader) {
      const std::size_t size = ReadU32(rest, rest.size() - kRecordTrailer);
      if (size > kMostRecord || size <= kRecordHeader) return FailDamaged(file.path(), begin + rest.size());
      if (size > rest.size()) break;
      std::string_view bytes = rest.substr(rest.size() - size);
      auto header = ParseRecordHeader(bytes);
      if (!header || header->record_bytes() != size) return FailDamaged(file.path(), begin + rest.size());
      AEGLE_TRY(go_on, visit(*header, bytes));
      if (!go_on) return false;
      rest.remove_suffix(size);
    }
    if (rest.size() == window.size()) return FailDamaged(file.path(), end);
    end = begin + rest.size();
  }
  return true;
}

}  // namespace

std::string SegmentPath(const std::string& folder, std::uint64_t first) {
  char name[32];
  std::snprintf(name, sizeof name, "/%012llu.log", static_cast<unsigned long long>(first));
  return folder + name;
}

Result<std::vector<Segment>> ListSegments(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator files(folder, error);
  if (error == std::errc::no_such_file_or_directory) return Fail(ErrorCode::kNotFound, "There is no audit log", folder);
  if (error) return Fail(ErrorCode::kIo, "The folder of the audit log cannot be read: " + error.message(), folder);
  std::vector<Segment> segments;
  for (const auto& file : files) {
    const std::string name = file.path().filename().string();
    std::uint64_t first = 0;
    auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), first);
    if (bad != std::errc{} || std::string_view(end) != kSuffix) continue;
    segments.push_back({first, file.path().string()});
  }
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) { return a.first < b.first; });
  return segments;
}

void WalkSegment(std::string_view bytes, std::uint64_t first, const std::function<bool(const SegmentItem&)>& visit) {
  std::uint64_t due = first;
  for (std::size_t at = 0; at < bytes.size();) {
    auto header = ParseRecordHeader(bytes.substr(at));
    const bool framed = header && header->record_bytes() <= bytes.size() - at &&
                        ReadU32(bytes, at + header->record_bytes() - kRecordTrailer) == header->record_bytes();
    const std::size_t end = framed ? at + header->record_bytes() : FindRecord(bytes, at + 1, due);
    SegmentItem item{at, bytes.substr(at, end - at), framed ? &*header : nullptr, framed || end < bytes.size()};
    if (!visit(item)) return;
    if (framed) due = header->sequence + 1;
    at = end;
  }
}

Result<void> WalkBack(const std::vector<Segment>& segments, std::size_t index, std::uint64_t end,
                      const std::function<Result<bool>(const RecordHeader&, std::string_view)>& visit) {
  for (std::size_t i = index + 1; i-- > 0;) {
    AEGLE_TRY(file, File::Open(segments[i].path, FileMode::kRead));
    if (i != index) {
      AEGLE_TRY(size, file.Size());
      end = size;
    }
    AEGLE_TRY(go_on, WalkBackIn(file, end, visit));
    if (!go_on) break;
  }
  return {};
}

}  // namespace aegle
