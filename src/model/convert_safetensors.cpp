#include "model/convert_safetensors.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/text.h"

namespace aegle {
namespace {

using Json = nlohmann::json;
using TensorMap = std::map<std::string, SafetensorInfo, std::less<>>;

constexpr std::uint64_t kMaxHeaderBytes = std::uint64_t{16} << 20;
constexpr std::size_t kMaxTensors = 65'536;
constexpr std::size_t kMaxDimensions = 8;
constexpr std::uint64_t kLengthBytes = 8;

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 12> kTypes{{{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4},
                                                                             {"I16", 2}, {"I8", 1}, {"U64", 8}, {"U32", 4}, {"U8", 1}, {"BOOL", 1}}};

std::uint64_t BytesOfType(std::string_view dtype) {
  for (const auto& [name, bytes] : kTypes)
    if (name == dtype) return bytes;
  return 0;
}

tl::unexpected<Error> Bad(std::string message, std::string_view tensor = {}) {
  return Fail(ErrorCode::kBadInput, std::move(message), tensor.empty() ? "safetensors header" : fmt::format("tensor {}", Utf8Prefix(tensor, 80)));
}

// The JSON of the header; a name that occurs twice is an error, because the second would silently win.
Result<Json> ParseUnique(std::string_view text) {
  std::set<std::string> names;
  bool duplicate = false;
  auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::key && depth == 1) duplicate |= !names.insert(parsed.get<std::string>()).second;
    return true;
  };
  Json header = Json::parse(text.begin(), text.end(), watch, /*allow_exceptions=*/false);
  if (header.is_discarded() || !header.is_object()) return Bad("not a JSON object");
  if (duplicate) return Bad("a tensor is named twice");
  return header;
}

Result<std::uint64_t> ReadCount(const Json& value, std::string_view tensor) {
  if (!value.is_number_unsigned()) return Bad("a size or offset is not a whole number from 0 on", tensor);
  return value.get<std::uint64_t>();
}

// begin and end are still counted from the start of the buffer.
Result<SafetensorInfo> ReadTensor(std::string_view name, const Json& entry, std::uint64_t buffer_bytes) {
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets"))
    return Bad("dtype, shape or data_offsets is missing", name);
  const Json& shape = entry["shape"];
  const Json& offsets = entry["data_offsets"];
  if (!entry["dtype"].is_string() || !shape.is_array() || shape.size() > kMaxDimensions || !offsets.is_array() || offsets.size() != 2)
    return Bad("dtype, shape or data_offsets has the wrong form", name);
  SafetensorInfo info;
  info.dtype = entry["dtype"].get<std::string>();
  std::uint64_t bytes = BytesOfType(info.dtype);
  if (bytes == 0) return Bad("unknown dtype", name);
  for (const Json& dimension : shape) {
    AEGLE_TRY(size, ReadCount(dimension, name));
    if (__builtin_mul_overflow(bytes, size, &bytes)) return Bad("the shape overflows", name);
    info.shape.push_back(size);
  }
  AEGLE_TRY(begin, ReadCount(offsets[0], name));
  AEGLE_TRY(end, ReadCount(offsets[1], name));
  if (begin > end || end > buffer_bytes) return Bad("data_offsets lie outside of the file", name);
  if (end - begin != bytes) return Bad(fmt::format("{} bytes, but type and shape make {}", end - begin, bytes), name);
  info.begin = begin;
  info.end = end;
  return info;
}

Result<void> CheckCoverage(const TensorMap& tensors, std::uint64_t buffer_bytes) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const auto& [name, info] : tensors) ranges.emplace_back(info.begin, info.end);
  std::sort(ranges.begin(), ranges.end());
  std::uint64_t at = 0;
  for (const auto& [begin, end] : ranges) {
    if (begin != at) return Bad(fmt::format("a hole or an overlap at byte {} of the data", std::min(begin, at)));
    at = end;
  }
  if (at != buffer_bytes) return Bad(fmt::format("{} bytes of data belong to no tensor", buffer_bytes - at));
  return {};
}

}  // namespace

std::uint64_t SafetensorInfo::elements() const {
  std::uint64_t count = 1;
  for (std::uint64_t size : shape) count *= size;
  return count;
}

std::uint16_t ToHalf(float value) {
  auto bits = std::bit_cast<std::uint32_t>(value);
  auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
  std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<std::uint16_t>(sign | 0x7e00u);
  if (magnitude >= 0x477ff000u) return static_cast<std::uint16_t>(sign | 0x7c00u);   // rounds to 65536 or more
  if (magnitude < 0x38800000u) {
    // Below 2^-14: adding 0.5 lets the float unit round the value to a multiple of 2^-24, nearest even.
    float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5f)));
  }
  std::uint32_t odd = (magnitude >> 13) & 1u;
  return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000u + 0x0fffu + odd) >> 13));
}

float FromHalf(std::uint16_t half) {
  std::uint32_t sign = (half & 0x8000u) << 16;
  std::uint32_t exponent = (half >> 10) & 0x1fu;
  std::uint32_t mantissa = half & 0x3ffu;
  if (exponent == 0) {
    float value = static_cast<float>(mantissa) * 0x1.0p-24f;
    return sign ? -value : value;
  }
  std::uint32_t bits = exponent == 31 ? 0x7f800000u | (mantissa << 13) : ((exponent + 112u) << 23) | (mantissa << 13);
  return std::bit_cast<float>(sign | bits);
}

Result<TensorMap> ParseSafetensorsHeader(std::string_view json, std::uint64_t file_bytes) {
  if (json.size() > kMaxHeaderBytes) return Fail(ErrorCode::kTooLarge, "the header is larger than 16 MiB", "safetensors header");
  if (file_bytes < kLengthBytes + json.size()) return Bad("the file ends inside its header");
  std::uint64_t data_at = kLengthBytes + json.size();
  std::uint64_t buffer_bytes = file_bytes - data_at;
  AEGLE_TRY(header, ParseUnique(json));
  if (header.size() > kMaxTensors) return Fail(ErrorCode::kTooLarge, "more than 65,536 tensors", "safetensors header");
  TensorMap tensors;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    AEGLE_TRY(info, ReadTensor(name, entry, buffer_bytes));
    tensors.emplace(name, std::move(info));
  }
  AEGLE_CHECK(CheckCoverage(tensors, buffer_bytes));
  for (auto& [name, info] : tensors) {
    info.begin += data_at;
    info.end += data_at;
  }
  return tensors;
}

Result<SafetensorsFile> SafetensorsFile::Open(const std::filesystem::path& path) {
  SafetensorsFile opened;
  opened.path_ = path;
  AEGLE_TRY(file, FileHandle::OpenRead(path));
  opened.file_ = std::move(file);
  struct stat status {};
  if (::fstat(opened.file_.get(), &status) != 0) return tl::unexpected(SystemError("look at", path, errno));
  auto file_bytes = static_cast<std::uint64_t>(status.st_size);
  std::array<char, kLengthBytes> prefix{};
  AEGLE_TRY(got, opened.file_.ReadAt(prefix.data(), prefix.size(), 0, path));
  std::uint64_t header_bytes = 0;
  std::memcpy(&header_bytes, prefix.data(), prefix.size());
  if (got != prefix.size() || header_bytes > file_bytes - kLengthBytes) return Bad("the file ends inside its header");
  if (header_bytes > kMaxHeaderBytes) return Fail(ErrorCode::kTooLarge, "the header is larger than 16 MiB", path.string());
  std::string header(static_cast<std::size_t>(header_bytes), '\0');
  AEGLE_TRY(header_got, opened.file_.ReadAt(header.data(), header.size(), kLengthBytes, path));
  if (header_got != header.size()) return Bad("the file ends inside its header");
  AEGLE_TRY(tensors, ParseSafetensorsHeader(header, file_bytes));
  opened.tensors_ = std::move(tensors);
  return opened;
}

const SafetensorInfo* SafetensorsFile::Find(std::string_view name) const {
  auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

Result<std::vector<float>> SafetensorsFile::ReadFloats(std::string_view name) const {
  const SafetensorInfo* info = Find(name);
  if (info == nullptr) return Fail(ErrorCode::kNotFound, "the tensor is missing", fmt::format("tensor {}", name));
  std::string bytes(static_cast<std::size_t>(info->end - info->begin), '\0');
  AEGLE_TRY(got, file_.ReadAt(bytes.data(), bytes.size(), info->begin, path_));
  if (got != bytes.size()) return Bad("the file became shorter while it was read", name);
  std::vector<float> values(static_cast<std::size_t>(info->elements()));
  if (info->dtype == "F32") {
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  if (info->dtype != "F16" && info->dtype != "BF16") return Fail(ErrorCode::kUnsupported, fmt::format("type {} is not read as floats", info->dtype), fmt::format("tensor {}", name));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, bytes.data() + i * 2, 2);
    values[i] = info->dtype == "F16" ? FromHalf(half) : std::bit_cast<float>(std::uint32_t{half} << 16);
  }
  return values;
}

}  // namespace aegle
