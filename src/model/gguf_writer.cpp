#include "model/gguf_writer.h"

#include <bit>
#include <stdexcept>

#include "model/gguf_format.h"

namespace aegle {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is written as the machine has it");

template <class T>
void Put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void PutString(std::string& out, std::string_view text) {
  Put(out, std::uint64_t{text.size()});
  out += text;
}

std::uint64_t Padded(std::uint64_t bytes) { return (bytes + kGgufDefaultAlignment - 1) / kGgufDefaultAlignment * kGgufDefaultAlignment; }

}  // namespace

void GgufWriter::AddKey(std::string_view key, std::uint32_t type) {
  PutString(metadata_, key);
  Put(metadata_, type);
  ++metadata_count_;
}

void GgufWriter::AddString(std::string_view key, std::string_view value) {
  AddKey(key, static_cast<std::uint32_t>(GgufType::kString));
  PutString(metadata_, value);
}

void GgufWriter::AddUint32(std::string_view key, std::uint32_t value) {
  AddKey(key, static_cast<std::uint32_t>(GgufType::kUint32));
  Put(metadata_, value);
}

void GgufWriter::AddFloat32(std::string_view key, float value) {
  AddKey(key, static_cast<std::uint32_t>(GgufType::kFloat32));
  Put(metadata_, value);
}

void GgufWriter::AddBool(std::string_view key, bool value) {
  AddKey(key, static_cast<std::uint32_t>(GgufType::kBool));
  Put(metadata_, static_cast<std::uint8_t>(value));
}

void GgufWriter::AddStrings(std::string_view key, std::span<const std::string> values) {
  AddKey(key, static_cast<std::uint32_t>(GgufType::kArray));
  Put(metadata_, static_cast<std::uint32_t>(GgufType::kString));
  Put(metadata_, std::uint64_t{values.size()});
  for (const std::string& value : values) PutString(metadata_, value);
}

void GgufWriter::AddInt32s(std::string_view key, std::span<const std::int32_t> values) {
  AddKey(key, static_cast<std::uint32_t>(GgufType::kArray));
  Put(metadata_, static_cast<std::uint32_t>(GgufType::kInt32));
  Put(metadata_, std::uint64_t{values.size()});
  for (std::int32_t value : values) Put(metadata_, value);
}

void GgufWriter::AddTensor(std::string_view name, std::span<const std::uint64_t> dimensions, std::uint32_t type) {
  const TensorType* layout = FindTensorType(type);
  if (layout == nullptr || name.size() > kGgufMaxTensorName || dimensions.empty() || dimensions.size() > kGgufMaxDimensions)
    throw std::invalid_argument("not a tensor that GGUF can hold: " + std::string(name));
  PutString(tensors_, name);
  Put(tensors_, static_cast<std::uint32_t>(dimensions.size()));
  std::uint64_t elements = 1;
  for (std::uint64_t dimension : dimensions) {
    Put(tensors_, dimension);
    elements *= dimension;
  }
  Put(tensors_, type);
  Put(tensors_, offset_);
  offset_ += Padded(elements / layout->block * layout->bytes);
  ++tensor_count_;
}

std::string GgufWriter::Head() const {
  std::string head(kGgufMagic);
  Put(head, kGgufVersion);
  Put(head, tensor_count_);
  Put(head, metadata_count_);
  head += metadata_;
  head += tensors_;
  head += Padding(head.size());
  return head;
}

std::string GgufWriter::Padding(std::uint64_t bytes) { return std::string(static_cast<std::size_t>(Padded(bytes) - bytes), '\0'); }

}  // namespace aegle
