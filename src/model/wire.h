// What the engine and its worker process say to each other over a socket pair: length-prefixed frames in the byte
// order of the machine (both ends are the same binary on the same machine, so nothing here is ever stored).
//
//   frame = u32 size of what follows, u8 type, payload
//
// Encoding never fails. Decoding of a damaged frame gives an error (kBadInput), never a crash: the reader checks every
// length. Not thread-safe; a FrameBuffer belongs to one reader.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/engine.h"

namespace aegle::wire {

inline constexpr std::size_t kMaxFrame = std::size_t{256} << 20;

enum class FrameType : std::uint8_t {
  // engine to worker
  kConfigure, kGenerate, kScore, kEmbed, kCount, kCancel,
  // worker to engine
  kReady, kLoadFailed, kBeat, kStarted, kPiece, kGenerated, kScores, kEmbeddings, kCounted, kFailed,
};

// How the worker loads its model. The first frame that it gets.
struct WorkerConfig {
  std::string model_path, name, sha256;
  std::int32_t context = 0;        // tokens of one request
  std::int32_t cache_tokens = 0;   // cells of the KV cache, shared by all sequences
  std::int32_t sequences = 0;      // decoded together
  std::int32_t threads = 0;        // 0 = cores
  std::uint64_t memory_cap_bytes = 0;
  bool embedding = false;
};

class Writer {
 public:
  void U8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void I32(std::int32_t value) { Raw(&value, sizeof value); }
  void U64(std::uint64_t value) { Raw(&value, sizeof value); }
  void F32(float value) { Raw(&value, sizeof value); }
  void F64(double value) { Raw(&value, sizeof value); }
  void Text(std::string_view text) {
    U64(text.size());
    out_.append(text);
  }
  void Floats(const std::vector<float>& values) {
    U64(values.size());
    Raw(values.data(), values.size() * sizeof(float));
  }
  [[nodiscard]] const std::string& bytes() const { return out_; }

 private:
  void Raw(const void* data, std::size_t size) { out_.append(static_cast<const char*>(data), size); }
  std::string out_;
};

// Reads what Writer wrote. After the first short read everything is zero and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t U8() { return Plain<std::uint8_t>(); }
  std::int32_t I32() { return Plain<std::int32_t>(); }
  std::uint64_t U64() { return Plain<std::uint64_t>(); }
  float F32() { return Plain<float>(); }
  double F64() { return Plain<double>(); }
  std::string Text() { return std::string(Take(static_cast<std::size_t>(U64()))); }
  std::vector<float> Floats();
  // The number of items that follow, each at least one byte.
  std::size_t Count();
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string_view Take(std::size_t size);
  template <class T>
  T Plain() {
    T value{};
    std::string_view bytes = Take(sizeof(T));
    if (ok_) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  std::string_view rest_;
  bool ok_ = true;
};

// A whole frame, ready to send.
[[nodiscard]] std::string Frame(FrameType type, const Writer& payload);

void Put(Writer& out, const WorkerConfig& config);
void Put(Writer& out, const GenerationRequest& request);
void Put(Writer& out, const Generation& generation);
void Put(Writer& out, const ModelInfo& info);
void Put(Writer& out, const Error& error);
void Put(Writer& out, const std::vector<std::string>& texts);
WorkerConfig GetConfig(Reader& in);
GenerationRequest GetRequest(Reader& in);
Generation GetGeneration(Reader& in);
ModelInfo GetModelInfo(Reader& in);
Error GetError(Reader& in);
std::vector<std::string> GetTexts(Reader& in);

struct ReceivedFrame {
  FrameType type;
  std::string payload;
};

// Bytes of a stream in, frames out.
class FrameBuffer {
 public:
  void Add(std::string_view bytes) { bytes_.append(bytes); }
  // The next whole frame, nothing where more bytes are needed, an error where the stream makes no sense.
  Result<std::optional<ReceivedFrame>> Next();

 private:
  std::string bytes_;
  std::size_t used_ = 0;
};

}  // namespace aegle::wire
