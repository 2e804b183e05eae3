#include "model/worker.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>
#include <thread>
#include <utility>

#include "model/embedder.h"
#include "model/llama_model.h"
#include "model/outbox.h"
#include "model/scheduler.h"
#include "model/wire.h"
#include "sandbox/profile.h"

namespace aegle {
namespace {

using wire::FrameType;
using wire::ReceivedFrame;

// Waits for bytes of the engine; the process ends where it is gone.
void ReadSome(int socket, wire::FrameBuffer& buffer) {
  char bytes[std::size_t{64} << 10];
  for (;;) {
    ssize_t count = ::recv(socket, bytes, sizeof bytes, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(0);
    return buffer.Add(std::string_view(bytes, static_cast<std::size_t>(count)));
  }
}

// What the engine sends, read by a thread of its own so that the engine never waits for the model.
class Inbox {
 public:
  // `begun` is what was read before.
  Inbox(int socket, wire::FrameBuffer begun) : buffer_(std::move(begun)), reader_([this, socket] { Read(socket); }) { reader_.detach(); }

  // Everything that has arrived; waits up to `patience` for the first.
  std::deque<ReceivedFrame> Take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, patience, [&] { return !frames_.empty(); });
    return std::exchange(frames_, {});
  }

 private:
  void Read(int socket) {
    for (;;) {
      Sort();
      ReadSome(socket, buffer_);
    }
  }

  void Sort() {
    for (;;) {
      auto frame = buffer_.Next();
      if (!frame) ::_exit(3);
      if (!*frame) return;
      std::lock_guard lock(mutex_);
      frames_.push_back(std::move(**frame));
      arrived_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<ReceivedFrame> frames_;
  wire::FrameBuffer buffer_;
  std::thread reader_;
};

// The first frame, before there is a second thread: what the sandbox takes away, it takes from every thread to come.
wire::WorkerConfig ReadConfig(int socket, wire::FrameBuffer& buffer) {
  for (;;) {
    auto frame = buffer.Next();
    if (!frame) ::_exit(3);
    if (*frame) {
      if ((*frame)->type != FrameType::kConfigure) ::_exit(3);
      wire::Reader in((*frame)->payload);
      return wire::GetConfig(in);
    }
    ReadSome(socket, buffer);
  }
}

void Harden() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);      // Ctrl-C is for the engine, which ends this process in order
  ::signal(SIGTERM, SIG_DFL);
  if (std::FILE* score = std::fopen("/proc/self/oom_score_adj", "we")) {
    std::fputs("900", score);
    std::fclose(score);
  }
  HideMemory();                   // last: it closes /proc/self
}

// The code that reads the model file, a chat template and prompts gets the file and nothing else.
Result<Confinement> Confine(int socket, const wire::WorkerConfig& config) {
  Profile profile;
  profile.kind = LlamaModel::PrepareBackends() == LlamaModel::Device::kGpu ? ProfileKind::kModelGpu : ProfileKind::kModel;
  profile.channel = socket;
  profile.readable = {config.model_path};
  profile.address_space_bytes = config.memory_cap_bytes;
  return Enter(profile);
}

class Worker {
 public:
  Worker(Inbox& inbox, Outbox& outbox, LlamaModel& model, const wire::WorkerConfig& config)
      : inbox_(inbox), outbox_(outbox), model_(model), sequences_(config.sequences), embedding_(config.embedding) {
    if (!embedding_) scheduler_ = std::make_unique<Scheduler>(model, config.sequences, outbox);
  }

  [[noreturn]] void Serve() {
    for (;;) {
      bool idle = scheduler_ == nullptr || scheduler_->idle();
      for (const ReceivedFrame& frame : inbox_.Take(std::chrono::milliseconds(idle ? 1000 : 0))) Handle(frame);
      if (scheduler_ != nullptr && !scheduler_->idle()) scheduler_->Step();
      outbox_.Beat();
      outbox_.Flush();
    }
  }

 private:
  void Handle(const ReceivedFrame& frame) {
    wire::Reader in(frame.payload);
    std::uint64_t id = in.U64();
    switch (frame.type) {
      case FrameType::kGenerate: return Generate(id, in);
      case FrameType::kScore: return Score(id, in);
      case FrameType::kEmbed: return Embed(id, in);
      case FrameType::kCount:
        return outbox_.Counted(id, static_cast<int>(model_.Tokenize(in.Text(), LlamaModel::Special::kPlain).size()));
      case FrameType::kCancel:
        if (scheduler_ != nullptr) scheduler_->Cancel(id, in.I32());
        return;
      default: ::_exit(3);
    }
  }

  void Generate(std::uint64_t id, wire::Reader& in) {
    if (scheduler_ == nullptr) return outbox_.Failed(id, WrongKind("generate text"));
    GenerationRequest request = wire::GetRequest(in);
    scheduler_->Generate(id, std::move(request), in.U8() != 0 ? Scheduler::Pieces::kSend : Scheduler::Pieces::kKeep);
  }

  void Score(std::uint64_t id, wire::Reader& in) {
    if (scheduler_ == nullptr) return outbox_.Failed(id, WrongKind("score labels"));
    GenerationRequest request = wire::GetRequest(in);
    scheduler_->Score(id, std::move(request), wire::GetTexts(in));
  }

  void Embed(std::uint64_t id, wire::Reader& in) {
    if (!embedding_) return outbox_.Failed(id, WrongKind("embed texts"));
    outbox_.Started(id);
    outbox_.Flush();
    auto embeddings = EmbedTexts(model_, sequences_, wire::GetTexts(in));
    if (!embeddings) return outbox_.Failed(id, embeddings.error());
    outbox_.Embeddings(id, *embeddings);
  }

  [[nodiscard]] Error WrongKind(const char* what) const {
    return Error{ErrorCode::kUnsupported, "the model " + model_.info().name + " is not one to " + what, "model", "Choose another model."};
  }

  Inbox& inbox_;
  Outbox& outbox_;
  LlamaModel& model_;
  int sequences_;
  bool embedding_;
  std::unique_ptr<Scheduler> scheduler_;
};

Result<std::unique_ptr<LlamaModel>> LoadModel(const wire::WorkerConfig& config, Outbox& outbox) {
  try {
    return LlamaModel::Load(config, [&outbox] { outbox.Beat(); });
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kNoSpace, "there is not enough memory for the model", config.model_path, "Raise model.memory_cap or use a smaller model.");
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kUnavailable, std::string("the model could not be loaded: ") + error.what(), config.model_path);
  }
}

[[noreturn]] void LeaveWith(Outbox& outbox, const Error& error) {
  outbox.LoadFailed(error);
  outbox.Flush();
  ::_exit(1);
}

}  // namespace

int RunWorker(int socket) {
  Harden();
  wire::FrameBuffer begun;
  const wire::WorkerConfig config = ReadConfig(socket, begun);
  Outbox outbox(socket);
  auto confined = Confine(socket, config);
  if (!confined) LeaveWith(outbox, confined.error());
  Inbox& inbox = *new Inbox(socket, std::move(begun));   // its thread ends with the process
  auto model = LoadModel(config, outbox);
  if (!model) LeaveWith(outbox, model.error());
  if (confined->seccomp)
    if (auto sealed = SealFiles(); !sealed) LeaveWith(outbox, sealed.error());
  outbox.Ready((*model)->info());
  outbox.Flush();
  Worker(inbox, outbox, **model, config).Serve();
}

int RunWorkerFromArguments(std::span<char*> arguments) {
  int socket = -1;
  if (arguments.size() == 2 && std::string_view(arguments[0]) == "--fd") {
    std::string_view text = arguments[1];
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), socket);
    if (error != std::errc{} || end != text.data() + text.size()) socket = -1;
  }
  if (socket < 0 || ::fcntl(socket, F_GETFD) < 0) {
    std::fputs("model-worker is started by aegle itself and needs --fd N\n", stderr);
    return 2;
  }
  return RunWorker(socket);
}

}  // namespace aegle
