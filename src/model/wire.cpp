#include "model/wire.h"

#include <utility>

namespace aegle::wire {

std::string_view Reader::Take(std::size_t size) {
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    return {};
  }
  std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::size_t Reader::Count() {
  auto count = static_cast<std::size_t>(U64());
  if (count > rest_.size()) ok_ = false;
  return ok_ ? count : 0;
}

std::vector<float> Reader::Floats() {
  std::size_t count = Count();
  std::string_view bytes = Take(count * sizeof(float));
  std::vector<float> values(ok_ ? count : 0);
  if (ok_ && count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

std::string Frame(FrameType type, const Writer& payload) {
  auto size = static_cast<std::uint32_t>(payload.bytes().size() + 1);
  std::string frame(sizeof size, '\0');
  std::memcpy(frame.data(), &size, sizeof size);
  frame.push_back(static_cast<char>(type));
  frame += payload.bytes();
  return frame;
}

void Put(Writer& out, const WorkerConfig& config) {
  out.Text(config.model_path);
  out.Text(config.name);
  out.Text(config.sha256);
  out.I32(config.context);
  out.I32(config.cache_tokens);
  out.I32(config.sequences);
  out.I32(config.threads);
  out.U64(config.memory_cap_bytes);
  out.U8(config.embedding ? 1 : 0);
}

WorkerConfig GetConfig(Reader& in) {
  WorkerConfig config;
  config.model_path = in.Text();
  config.name = in.Text();
  config.sha256 = in.Text();
  config.context = in.I32();
  config.cache_tokens = in.I32();
  config.sequences = in.I32();
  config.threads = in.I32();
  config.memory_cap_bytes = in.U64();
  config.embedding = in.U8() != 0;
  return config;
}

void Put(Writer& out, const std::vector<std::string>& texts) {
  out.U64(texts.size());
  for (const std::string& text : texts) out.Text(text);
}

std::vector<std::string> GetTexts(Reader& in) {
  std::vector<std::string> texts(in.Count());
  for (std::string& text : texts) text = in.Text();
  return texts;
}

void Put(Writer& out, const GenerationRequest& request) {
  out.U64(request.messages.size());
  for (const Message& message : request.messages) {
    out.Text(message.role);
    out.Text(message.content);
    out.Text(message.tool_calls_json);
    out.Text(message.tool_call_id);
  }
  out.Text(request.prompt);
  out.Text(request.tools_json);
  out.Text(request.tool_choice);
  const Sampling& sampling = request.sampling;
  out.F32(sampling.temperature);
  out.I32(sampling.top_k);
  out.F32(sampling.top_p);
  out.F32(sampling.min_p);
  out.F32(sampling.repeat_penalty);
  out.F32(sampling.presence_penalty);
  out.F32(sampling.frequency_penalty);
  out.U64(sampling.seed);
  out.U8(static_cast<std::uint8_t>(request.constraint.kind));
  out.Text(request.constraint.text);
  Put(out, request.stop);
  out.I32(request.max_tokens);
  out.I32(request.samples);
  out.I32(request.top_log_probabilities);
  out.U8(request.deadline ? 1 : 0);
  out.U64(static_cast<std::uint64_t>(request.deadline.value_or(0)));
  out.U8(request.reproducible ? 1 : 0);
  out.U8(request.ignore_eos ? 1 : 0);
}

GenerationRequest GetRequest(Reader& in) {
  GenerationRequest request;
  request.messages.resize(in.Count());
  for (Message& message : request.messages) {
    message.role = in.Text();
    message.content = in.Text();
    message.tool_calls_json = in.Text();
    message.tool_call_id = in.Text();
  }
  request.prompt = in.Text();
  request.tools_json = in.Text();
  request.tool_choice = in.Text();
  Sampling& sampling = request.sampling;
  sampling.temperature = in.F32();
  sampling.top_k = in.I32();
  sampling.top_p = in.F32();
  sampling.min_p = in.F32();
  sampling.repeat_penalty = in.F32();
  sampling.presence_penalty = in.F32();
  sampling.frequency_penalty = in.F32();
  sampling.seed = static_cast<std::uint32_t>(in.U64());
  request.constraint.kind = static_cast<Constraint::Kind>(in.U8());
  request.constraint.text = in.Text();
  request.stop = GetTexts(in);
  request.max_tokens = in.I32();
  request.samples = in.I32();
  request.top_log_probabilities = in.I32();
  bool has_deadline = in.U8() != 0;
  auto deadline = static_cast<Instant>(in.U64());
  if (has_deadline) request.deadline = deadline;
  request.reproducible = in.U8() != 0;
  request.ignore_eos = in.U8() != 0;
  return request;
}

void Put(Writer& out, const Generation& generation) {
  out.Text(generation.text);
  out.Text(generation.tool_calls_json);
  out.U8(static_cast<std::uint8_t>(generation.finish));
  out.U64(generation.tokens.size());
  for (const TokenProbability& token : generation.tokens) {
    out.Text(token.token);
    out.F32(token.log_probability);
    out.U64(token.alternatives.size());
    for (const auto& [text, log_probability] : token.alternatives) {
      out.Text(text);
      out.F32(log_probability);
    }
  }
  out.I32(generation.prompt_tokens);
  out.I32(generation.reused_prompt_tokens);
  out.I32(generation.generated_tokens);
  out.F64(generation.seconds_to_first_token);
  out.F64(generation.seconds);
}

Generation GetGeneration(Reader& in) {
  Generation generation;
  generation.text = in.Text();
  generation.tool_calls_json = in.Text();
  generation.finish = static_cast<FinishReason>(in.U8());
  generation.tokens.resize(in.Count());
  for (TokenProbability& token : generation.tokens) {
    token.token = in.Text();
    token.log_probability = in.F32();
    token.alternatives.resize(in.Count());
    for (auto& [text, log_probability] : token.alternatives) {
      text = in.Text();
      log_probability = in.F32();
    }
  }
  generation.prompt_tokens = in.I32();
  generation.reused_prompt_tokens = in.I32();
  generation.generated_tokens = in.I32();
  generation.seconds_to_first_token = in.F64();
  generation.seconds = in.F64();
  return generation;
}

void Put(Writer& out, const ModelInfo& info) {
  out.Text(info.name);
  out.Text(info.description);
  out.Text(info.sha256);
  out.U64(static_cast<std::uint64_t>(info.parameters));
  out.I32(info.context);
  out.I32(info.embedding_size);
  out.U8(info.chat ? 1 : 0);
}

ModelInfo GetModelInfo(Reader& in) {
  ModelInfo info;
  info.name = in.Text();
  info.description = in.Text();
  info.sha256 = in.Text();
  info.parameters = static_cast<std::int64_t>(in.U64());
  info.context = in.I32();
  info.embedding_size = in.I32();
  info.chat = in.U8() != 0;
  return info;
}

void Put(Writer& out, const Error& error) {
  out.U8(static_cast<std::uint8_t>(error.code));
  out.Text(error.message);
  out.Text(error.place);
  out.Text(error.remedy);
}

Error GetError(Reader& in) {
  Error error;
  std::uint8_t code = in.U8();
  error.code = code < kErrorTable.size() ? static_cast<ErrorCode>(code) : ErrorCode::kModelFailed;
  error.message = in.Text();
  error.place = in.Text();
  error.remedy = in.Text();
  return error;
}

Result<std::optional<ReceivedFrame>> FrameBuffer::Next() {
  std::string_view rest = std::string_view(bytes_).substr(used_);
  std::uint32_t size = 0;
  if (rest.size() < sizeof size) return std::nullopt;
  std::memcpy(&size, rest.data(), sizeof size);
  if (size == 0 || size > kMaxFrame) return Fail(ErrorCode::kBadInput, "a frame has an impossible size");
  if (rest.size() < sizeof size + size) {
    bytes_.erase(0, std::exchange(used_, 0));
    return std::nullopt;
  }
  auto type = static_cast<std::uint8_t>(rest[sizeof size]);
  if (type > static_cast<std::uint8_t>(FrameType::kFailed)) return Fail(ErrorCode::kBadInput, "a frame has an unknown type");
  ReceivedFrame frame{static_cast<FrameType>(type), std::string(rest.substr(sizeof size + 1, size - 1))};
  used_ += sizeof size + size;
  if (used_ == bytes_.size()) {
    bytes_.clear();
    used_ = 0;
  }
  return frame;
}

}  // namespace aegle::wire
