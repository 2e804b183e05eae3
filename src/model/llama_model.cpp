#include "model/llama_model.h"

#include <common.h>
#include <dlfcn.h>
#include <ggml-backend.h>
#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace aegle {
namespace {

// llama.cpp tells much while it loads; only warnings and errors are worth a line of the worker's stderr.
void Log(ggml_log_level level, const char* text, void* /*unused*/) {
  static ggml_log_level last = GGML_LOG_LEVEL_NONE;
  if (level != GGML_LOG_LEVEL_CONT) last = level;
  if (last == GGML_LOG_LEVEL_ERROR) std::fputs(text, stderr);
}

// The processor-specific parts of ggml lie beside libggml.so, in a build as in an installation.
void LoadBackends() {
  Dl_info where{};
  void* symbol = dlsym(RTLD_DEFAULT, "ggml_backend_load_all_from_path");
  if (symbol != nullptr && dladdr(symbol, &where) != 0 && where.dli_fname != nullptr) {
    const std::string folder = std::filesystem::path(where.dli_fname).parent_path().string();
    ggml_backend_load_all_from_path(folder.c_str());
  } else {
    ggml_backend_load_all();
  }
}

// The cores that are good for arithmetic, of those that this process may use.
int Threads(int asked) {
  if (asked > 0) return asked;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  int usable = ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
  return std::max(1, std::min(common_cpu_get_num_math(), usable));
}

}  // namespace

LlamaModel::Device LlamaModel::PrepareBackends() {
  static const Device device = [] {
    llama_log_set(Log, nullptr);
    LoadBackends();
    llama_backend_init();
    return ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) != nullptr ? Device::kGpu : Device::kProcessor;
  }();
  return device;
}

Result<std::unique_ptr<LlamaModel>> LlamaModel::Load(const wire::WorkerConfig& config, std::function<void()> alive) {
  PrepareBackends();
  std::unique_ptr<LlamaModel> loaded(new LlamaModel);
  loaded->alive_ = std::move(alive);
  AEGLE_CHECK(loaded->LoadWeights(config));
  loaded->ReadVocabulary();
  AEGLE_CHECK(loaded->MakeContext(config));
  loaded->Describe(config);
  loaded->WarmUp();
  return loaded;
}

Result<void> LlamaModel::LoadWeights(const wire::WorkerConfig& config) {
  llama_model_params params = llama_model_default_params();
  params.progress_callback_user_data = this;
  params.progress_callback = [](float, void* self) {
    static_cast<LlamaModel*>(self)->alive_();
    return true;
  };
  model_.reset(llama_model_load_from_file(config.model_path.c_str(), params));
  if (!model_)
    return Fail(ErrorCode::kUnavailable, "the model could not be loaded", config.model_path, "Check the file with: aegle models verify");
  return {};
}

Result<void> LlamaModel::MakeContext(const wire::WorkerConfig& config) {
  const int trained = llama_model_n_ctx_train(model_.get());
  info_.context = config.context > 0 ? std::min(config.context, trained) : trained;
  llama_context_params params = llama_context_default_params();
  params.n_seq_max = static_cast<std::uint32_t>(config.sequences);
  params.n_threads = params.n_threads_batch = Threads(config.threads);
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_AUTO;
  params.kv_unified = true;
  params.no_perf = true;
  params.embeddings = config.embedding;
  if (config.embedding) {
    // A text is one pass: an encoder sees all of it at once.
    params.n_ctx = params.n_batch = params.n_ubatch =
        static_cast<std::uint32_t>(std::min(info_.context, 2048) / config.sequences * config.sequences);
    info_.context = static_cast<int>(params.n_ctx);
  } else {
    params.n_ctx = static_cast<std::uint32_t>(std::max(config.cache_tokens, info_.context));
    params.n_batch = 2048;
    params.n_ubatch = 512;
    params.n_outputs_max = kMaxOutputs;
    params.n_outputs_max_per_seq = kMaxOutputs;
  }
  params.abort_callback_data = this;
  params.abort_callback = [](void* self) {
    static_cast<LlamaModel*>(self)->alive_();
    return false;
  };
  context_.reset(llama_init_from_model(model_.get(), params));
  if (context_ && config.embedding && llama_pooling_type(context_.get()) == LLAMA_POOLING_TYPE_NONE) {
    // The file names no pooling: the mean over the tokens.
    context_.reset();
    params.pooling_type = LLAMA_POOLING_TYPE_MEAN;
    context_.reset(llama_init_from_model(model_.get(), params));
  }
  if (!context_)
    return Fail(ErrorCode::kNoSpace, "there is not enough memory for the model's context", config.model_path, "Lower model.context.");
  prefix_can_be_shared_ =
      !llama_model_is_recurrent(model_.get()) && !llama_model_is_hybrid(model_.get()) && llama_model_n_swa(model_.get()) == 0;
  return {};
}

void LlamaModel::ReadVocabulary() {
  for (llama_token token = 0; token < vocabulary_size(); ++token) {
    if (!llama_vocab_is_control(vocab(), token)) continue;
    if (!llama_vocab_is_eog(vocab(), token))
      control_tokens_.push_back(token);
    else
      suppressed_or_end_tokens_.push_back(token);
    std::string text = Piece(token, true);
    if (text.size() >= 3) control_texts_.push_back(std::move(text));
  }
  std::int32_t count = 0;
  const llama_token* tokens = llama_vocab_get_suppress_tokens(vocab(), &count);
  suppressed_tokens_.assign(tokens, tokens + count);
  control_tokens_.insert(control_tokens_.end(), suppressed_tokens_.begin(), suppressed_tokens_.end());
  suppressed_or_end_tokens_.insert(suppressed_or_end_tokens_.end(), suppressed_tokens_.begin(), suppressed_tokens_.end());
}

void LlamaModel::Describe(const wire::WorkerConfig& config) {
  char description[128] = {};
  llama_model_desc(model_.get(), description, sizeof description);
  info_.name = config.name;
  info_.sha256 = config.sha256;
  info_.description = description;
  info_.parameters = static_cast<std::int64_t>(llama_model_n_params(model_.get()));
  info_.embedding_size = config.embedding ? llama_model_n_embd_out(model_.get()) : 0;
  info_.chat = !config.embedding && llama_model_chat_template(model_.get(), nullptr) != nullptr;
}

// The first pass reads the weights from the disk and sets up the compute buffers.
void LlamaModel::WarmUp() {
  llama_token token = llama_vocab_bos(vocab());
  if (token < 0) token = 0;
  llama_batch batch = llama_batch_get_one(&token, 1);
  llama_decode(context_.get(), batch);
  llama_synchronize(context_.get());
  if (llama_memory_t memory = llama_get_memory(context_.get())) llama_memory_clear(memory, true);
}

std::vector<llama_token> LlamaModel::Tokenize(std::string_view text, Special special) const {
  bool add = special == Special::kAdd;
  auto length = static_cast<std::int32_t>(text.size());
  std::vector<llama_token> tokens(text.size() + 8);
  std::int32_t count = llama_tokenize(vocab(), text.data(), length, tokens.data(), static_cast<std::int32_t>(tokens.size()), add, true);
  if (count < 0) {
    tokens.resize(static_cast<std::size_t>(-static_cast<std::int64_t>(count)));
    count = llama_tokenize(vocab(), text.data(), length, tokens.data(), static_cast<std::int32_t>(tokens.size()), add, true);
  }
  tokens.resize(static_cast<std::size_t>(std::max(count, 0)));
  return tokens;
}

std::string LlamaModel::Piece(llama_token token, bool show_control) const {
  char buffer[128];
  std::int32_t count = llama_token_to_piece(vocab(), token, buffer, sizeof buffer, 0, show_control);
  if (count >= 0) return std::string(buffer, static_cast<std::size_t>(count));
  std::string large(static_cast<std::size_t>(-count), '\0');
  llama_token_to_piece(vocab(), token, large.data(), -count, 0, show_control);
  return large;
}

}  // namespace aegle
