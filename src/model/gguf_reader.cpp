#include "model/gguf_reader.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <unordered_set>

#include "model/gguf_format.h"
#include "model/gguf_metadata.h"
#include "model/gguf_source.h"
#include "model/model_files.h"

namespace aegle {
namespace {

struct Header {
  std::uint32_t version = 0;
  std::uint64_t tensors = 0, keys = 0;
};

struct TensorTotals {
  std::uint64_t parameters = 0;
  std::uint64_t bytes = 0;                                        // with padding between tensors
  std::uint64_t end = 0;                                          // of the last tensor, without padding
  std::map<std::string_view, std::uint64_t> parameters_by_type;
};

Result<Header> ReadHeader(GgufSource& source, const GgufLimits& limits) {
  source.Enter("header");
  AEGLE_TRY(magic, source.Value<std::uint32_t>());
  if (std::string_view(reinterpret_cast<const char*>(&magic), sizeof(magic)) != kGgufMagic) return source.Bad("the file does not begin with \"GGUF\"");
  Header header;
  AEGLE_TRY(version, source.Value<std::uint32_t>());
  header.version = version;
  if (version != 0 && (version & 0xFFFFu) == 0) return source.Bad("the file is big-endian", ErrorCode::kUnsupported);
  if (version < 2 || version > kGgufVersion) return source.Bad(fmt::format("version {} of GGUF is not read, only 2 and 3", version), ErrorCode::kUnsupported);
  AEGLE_TRY(tensors, source.Value<std::uint64_t>());
  AEGLE_TRY(keys, source.Value<std::uint64_t>());
  header.tensors = tensors;
  header.keys = keys;
  if (tensors > limits.tensors) return source.Bad(fmt::format("{} tensors are over the limit of {}", static_cast<std::int64_t>(tensors), limits.tensors), ErrorCode::kTooLarge);
  if (keys > limits.keys) return source.Bad(fmt::format("{} keys are over the limit of {}", static_cast<std::int64_t>(keys), limits.keys), ErrorCode::kTooLarge);
  return header;
}

Result<std::string> ReadTensorName(GgufSource& source, std::uint64_t index, std::unordered_set<std::string>& names) {
  source.Enter(fmt::format("tensor {}", index));
  AEGLE_TRY(name, source.String(kGgufMaxTensorName));
  if (name.empty()) return source.Bad("the tensor has no name");
  bool printable = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!printable) return source.Bad("the name has white space or bytes that are not ASCII");
  source.Enter("tensor " + name);
  if (!names.insert(name).second) return source.Bad("the name occurs twice");
  return name;
}

struct Shape {
  std::uint64_t row = 1, elements = 1;
};

Result<Shape> ReadShape(GgufSource& source) {
  AEGLE_TRY(dimensions, source.Value<std::uint32_t>());
  if (dimensions < 1 || dimensions > kGgufMaxDimensions) return source.Bad(fmt::format("{} dimensions, but 1 to {} are allowed", dimensions, kGgufMaxDimensions));
  Shape shape;
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    AEGLE_TRY(size, source.Value<std::uint64_t>());
    if (size == 0) return source.Bad(fmt::format("dimension {} is 0", i));
    if (__builtin_mul_overflow(shape.elements, size, &shape.elements) || shape.elements > INT64_MAX)
      return source.Bad("the number of elements does not fit in 63 bits");
    if (i == 0) shape.row = size;
  }
  return shape;
}

Result<void> ReadTensor(GgufSource& source, std::uint64_t index, std::uint64_t alignment, std::unordered_set<std::string>& names, TensorTotals& totals) {
  AEGLE_CHECK(ReadTensorName(source, index, names));
  AEGLE_TRY(shape, ReadShape(source));
  AEGLE_TRY(type_id, source.Value<std::uint32_t>());
  const TensorType* type = FindTensorType(type_id);
  if (type == nullptr) return source.Bad(fmt::format("{} is not a type of tensors", type_id));
  if (shape.row % type->block != 0) return source.Bad(fmt::format("a row of {} elements does not divide into {} blocks of {}", shape.row, type->name, type->block));
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(shape.elements / type->block, std::uint64_t{type->bytes}, &bytes) || bytes > source.size())
    return source.Bad("the tensor is larger than the file");
  AEGLE_TRY(offset, source.Value<std::uint64_t>());
  if (offset % alignment != 0) return source.Bad(fmt::format("offset {} is not a multiple of the alignment {}", offset, alignment));
  if (offset != totals.bytes) return source.Bad(fmt::format("offset {} leaves a hole or overlaps, {} was expected", offset, totals.bytes));
  // Both terms are at most the size of the file, so neither sum can wrap.
  totals.end = offset + bytes;
  totals.bytes = (totals.end + alignment - 1) / alignment * alignment;
  if (totals.end > source.size()) return source.Bad("the tensors together are larger than the file");
  totals.parameters += shape.elements;
  totals.parameters_by_type[type->name] += shape.elements;
  return {};
}

Result<TensorTotals> ReadTensors(GgufSource& source, std::uint64_t count, std::uint64_t alignment) {
  TensorTotals totals;
  std::unordered_set<std::string> names;
  for (std::uint64_t i = 0; i < count; ++i) AEGLE_CHECK(ReadTensor(source, i, alignment, names, totals));
  source.Enter("tensor data");
  std::uint64_t data_at = (source.position() + alignment - 1) / alignment * alignment;
  if (count > 0 && (data_at > source.size() || totals.end > source.size() - data_at))
    return source.Bad(fmt::format("the file has {} bytes, but the tensors end at {}", source.size(), data_at + totals.end));
  return totals;
}

std::string Quantisation(const GgufMetadata& metadata, const TensorTotals& totals) {
  if (metadata.Find("general.file_type") != nullptr) {
    std::string_view name = GgufFileTypeName(static_cast<std::uint32_t>(metadata.Number("general.file_type")));
    if (!name.empty()) return std::string(name);
  }
  auto most = std::max_element(totals.parameters_by_type.begin(), totals.parameters_by_type.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == totals.parameters_by_type.end() ? std::string() : std::string(most->first);
}

GgufSummary Summarise(const Header& header, const GgufMetadata& metadata, const TensorTotals& totals, std::uint64_t file_bytes) {
  auto number = [&](std::string_view key) {
    const GgufValue* value = metadata.FindOfArchitecture(key);
    return value == nullptr ? 0 : value->number;
  };
  GgufSummary summary;
  summary.architecture = metadata.Text("general.architecture");
  summary.name = metadata.Text("general.name");
  summary.type = metadata.Text("general.type");
  if (summary.type.empty()) summary.type = summary.architecture == "clip" ? "mmproj" : "model";
  summary.licence = metadata.Text("general.license");
  summary.quantisation = Quantisation(metadata, totals);
  summary.tokenizer = metadata.Text("tokenizer.ggml.model");
  if (std::string pre = metadata.Text("tokenizer.ggml.pre"); !pre.empty()) summary.tokenizer += fmt::format(" ({})", pre);
  summary.has_chat_template = metadata.Find("tokenizer.chat_template") != nullptr;
  summary.version = header.version;
  summary.tensors = header.tensors;
  summary.parameters = totals.parameters;
  summary.context_length = number("context_length");
  summary.embedding_length = number("embedding_length");
  summary.layers = number("block_count");
  summary.vocabulary = metadata.vocabulary();
  summary.data_bytes = totals.end;
  summary.file_bytes = file_bytes;
  return summary;
}

Result<GgufSummary> CheckSource(GgufSource source, const GgufLimits& limits) {
  AEGLE_TRY(header, ReadHeader(source, limits));
  AEGLE_TRY(metadata, GgufMetadata::Read(source, header.keys, limits));
  AEGLE_CHECK(metadata.Check(limits));
  AEGLE_TRY(totals, ReadTensors(source, header.tensors, metadata.alignment()));
  return Summarise(header, metadata, totals, source.size());
}

}  // namespace

Result<GgufSummary> CheckGguf(const std::filesystem::path& path, const GgufLimits& limits) {
  AEGLE_TRY(file, FileHandle::OpenRead(path));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return tl::unexpected(SystemError("look at", path, errno));
  auto read = [&](char* out, std::size_t size, std::uint64_t offset) { return file.ReadAt(out, size, offset, path); };
  return CheckSource(GgufSource(read, static_cast<std::uint64_t>(status.st_size), limits.head_bytes, path.filename().string()), limits);
}

Result<GgufSummary> CheckGgufBytes(std::string_view bytes, const GgufLimits& limits) {
  auto read = [&](char* out, std::size_t size, std::uint64_t offset) -> Result<std::size_t> {
    if (offset >= bytes.size()) return std::size_t{0};
    std::string_view part = bytes.substr(static_cast<std::size_t>(offset), size);
    std::copy(part.begin(), part.end(), out);
    return part.size();
  };
  return CheckSource(GgufSource(read, bytes.size(), limits.head_bytes, "GGUF"), limits);
}

}  // namespace aegle
