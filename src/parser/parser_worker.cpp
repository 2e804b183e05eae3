#include "parser/parser_worker.h"

#include <iconv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <new>

#include "parser/item_wire.h"
#include "parser/parser_channel.h"
#include "sandbox/profile.h"

namespace aegle {
namespace {

using item_wire::Message;

constexpr std::size_t kBatchBytes = std::size_t{32} << 10;
constexpr std::size_t kMostRequest = std::size_t{1} << 20;

// The bytes of one request, as the service laid them down.
class Mapped {
 public:
  Mapped(int memory, std::size_t size) : size_(size) {
    if (size == 0) return;
    bytes_ = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, memory, 0);
    if (bytes_ == MAP_FAILED) throw std::bad_alloc();
  }
  ~Mapped() {
    if (size_ != 0) ::munmap(bytes_, size_);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  [[nodiscard]] std::string_view bytes() const { return size_ == 0 ? std::string_view() : std::string_view(static_cast<const char*>(bytes_), size_); }

 private:
  void* bytes_ = nullptr;
  const std::size_t size_;
};

// Items in parcels, so that the service works on the first while the rest is read.
class SendingSink final : public FactSink {
 public:
  SendingSink(ParserChannel& channel, bool each) : channel_(channel), most_(each ? 1 : kBatchBytes) {}
  Result<void> Take(ReadItem&& item) override {
    item_wire::Put(out_, item);
    if (out_.bytes().size() >= most_) Flush();
    return {};
  }
  void Flush() {
    if (out_.bytes().empty()) return;
    if (!channel_.Send(Message::kItems, out_.bytes())) ::_exit(0);   // the service is gone, or wants no more
    out_.bytes().clear();
  }

 private:
  ParserChannel& channel_;
  const std::size_t most_;
  item_wire::Out out_;
};

template <class T>
void Answer(ParserChannel& channel, Message kind, const T& value) {
  item_wire::Out out;
  item_wire::Put(out, value);
  if (!channel.Send(kind, out.bytes())) ::_exit(0);
}

void Recognise(ParserChannel& channel, const Reader& reader, const item_wire::Request& request, std::string_view bytes) {
  item_wire::Out out;
  out.U8(static_cast<unsigned>(reader.Recognise(bytes, request.context.file_name)));
  if (!channel.Send(Message::kSure, out.bytes())) ::_exit(0);
}

void Read(ParserChannel& channel, const Reader& reader, const item_wire::Request& request, std::string_view bytes) {
  SendingSink sink(channel, request.each);
  auto ledger = reader.Read(bytes, request.context, request.limits, sink);
  sink.Flush();
  if (ledger) Answer(channel, Message::kLedger, *ledger);
  else Answer(channel, Message::kError, ledger.error());
}

void Serve(ParserChannel& channel, Message kind, std::string_view payload, int memory, const ReaderRegistry& registry) {
  item_wire::In in(payload);
  auto request = item_wire::GetRequest(in);
  const Reader* reader = request ? registry.ByFormat(request->format) : nullptr;
  if (reader == nullptr) ::_exit(3);
  try {
    Mapped mapped(memory, request->size);
    if (kind == Message::kRecognise) Recognise(channel, *reader, *request, mapped.bytes());
    else Read(channel, *reader, *request, mapped.bytes());
  } catch (const std::bad_alloc&) {
    Answer(channel, Message::kError, Error{ErrorCode::kTooLarge, "Reading it takes more memory than an input of its size may have"});
  }
}

// libc loads the code of a character set from a file when it is first used; later no file can be opened.
void LoadCharacterSets() {
  for (const char* name : {"CP949", "EUC-KR", "ISO-8859-1", "UTF-16"}) (void)::iconv_open("UTF-8", name);
}

}  // namespace

int RunParser(int socket, int memory, const ReaderRegistry& registry) {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);    // Ctrl-C is for the service, which ends this process in order
  LoadCharacterSets();
  Profile profile;
  profile.channel = socket;
  if (auto confined = Enter(profile); !confined) {
    std::fprintf(stderr, "parser-worker: %s\n", confined.error().ToString().c_str());
    return 4;
  }
  ParserChannel channel(socket);
  for (;;) {
    auto received = channel.Receive(-1, kMostRequest);
    if (received.outcome != ParserChannel::Outcome::kMessage) return 0;
    Serve(channel, received.kind, received.payload, memory, registry);
  }
}

int RunParserFromArguments(std::span<char*> arguments) {
  int socket = -1;
  if (arguments.size() == 2 && std::string_view(arguments[0]) == "--fd") {
    std::string_view text = arguments[1];
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), socket);
    if (error != std::errc{} || end != text.data() + text.size()) socket = -1;
  }
  struct stat status {};
  if (socket < 0 || ::fstat(socket + 1, &status) != 0) {
    std::fputs("parser-worker is started by aegle itself and needs --fd N\n", stderr);
    return 2;
  }
  ReaderRegistry registry;
  RegisterBuiltInReaders(registry);
  return RunParser(socket, socket + 1, registry);
}

}  // namespace aegle
