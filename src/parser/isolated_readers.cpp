#include "parser/isolated_readers.h"

#include <algorithm>

#include "base/log.h"
#include "parser/parser_pool.h"

namespace aegle {
namespace {

using item_wire::Message;

// One read of one input: the pieces of it that are asked for, and where they broke.
class IsolatedRead {
 public:
  IsolatedRead(ParserPool& pool, const item_wire::Request& request, std::string_view in, bool lines, FactSink& out)
      : pool_(pool), request_(request), in_(in), base_(request.context.base_offset), lines_(lines), out_(out) {}

  Result<ImportLedger> Run() {
    ledger_.format = request_.format;
    while (at_ < in_.size() || in_.empty()) {
      AEGLE_TRY(process, pool_.Borrow());
      ImportLedger of_piece;
      last_end_ = base_ + at_;
      auto reply = AskFrom(*process, of_piece);
      if (!reply.death) {
        if (reply.error) return tl::unexpected<Error>(std::move(*reply.error));
        pool_.Return(std::move(process));
        ledger_.Add(*reply.ledger);
        break;
      }
      AEGLE_CHECK(AfterDeath(reply.death->how, of_piece));
    }
    return std::move(ledger_);
  }

 private:
  ParserProcess::Reply AskFrom(ParserProcess& process, ImportLedger& of_piece) {
    std::string_view piece = in_.substr(at_);
    request_.context.base_offset = base_ + at_;
    request_.size = piece.size();
    request_.each = looking_;
    return process.Ask(Message::kRead, request_, piece, [&](ReadItem&& item) -> Result<void> {
      last_end_ = std::max(last_end_, item.end);
      of_piece.Count(item);
      return out_.Take(std::move(item));
    });
  }

  // What came before the crash is kept. The first crash says only about where it was: the piece is read again item by
  // item, and the second one is at the line behind the last item.
  Result<void> AfterDeath(const std::string& how, ImportLedger& of_piece) {
    Log(LogLevel::kWarning, "a parser process ended", {{"format", Operational(request_.format)}, {"how", Operational(how)}});
    of_piece.bytes = last_end_ - base_ - at_;
    ledger_.Add(of_piece);
    if (!lines_) return Refused(how);
    at_ = static_cast<std::size_t>(last_end_ - base_);
    if (!looking_) {
      looking_ = true;
      return {};
    }
    looking_ = false;
    if (++crashes_ > kMostCrashes) return Refused(how);
    return RefuseLine(how);
  }

  [[nodiscard]] tl::unexpected<Error> Refused(const std::string& how) const {
    return Fail(ErrorCode::kBadInput, "The " + request_.format + " reader ended before the input did (" + how + ")",
                request_.context.file_name + ", byte " + std::to_string(last_end_), "What was read before this place is kept. The input is damaged, or shows a fault of the reader.");
  }

  Result<void> RefuseLine(const std::string& how) {
    std::size_t begin = std::min(in_.find_first_not_of("\r\n", at_), in_.size());
    std::size_t end = std::min(in_.find('\n', begin), in_.size());
    ReadItem refused;
    refused.disposition = Disposition::kRefused;
    refused.begin = base_ + begin;
    refused.end = base_ + end;
    refused.reason = "the reader ended on this line (" + how + ")";
    ImportLedger line;
    line.Count(refused);
    at_ = std::min(end + 1, in_.size());
    line.bytes = base_ + at_ - last_end_;
    ledger_.Add(line);
    return out_.Take(std::move(refused));
  }

  ParserPool& pool_;
  item_wire::Request request_;
  const std::string_view in_;
  const std::uint64_t base_;
  const bool lines_;
  FactSink& out_;
  ImportLedger ledger_;
  std::size_t at_ = 0;             // of `in_`, what was read before
  std::uint64_t last_end_ = 0;     // of the whole input, behind the last item
  bool looking_ = false;
  int crashes_ = 0;
};

class IsolatedReader final : public Reader {
 public:
  // `pool` is shared by the readers of one registry; the last one ends its processes.
  IsolatedReader(std::string format, bool lines, std::shared_ptr<ParserPool> pool) : format_(std::move(format)), lines_(lines), pool_(std::move(pool)) {}

  [[nodiscard]] std::string_view format() const override { return format_; }
  [[nodiscard]] bool LineByLine() const override { return lines_; }

  [[nodiscard]] int Recognise(std::string_view head, std::string_view file_name) const override {
    auto process = pool_->Borrow();
    if (!process) return 0;
    item_wire::Request request;
    request.format = format_;
    request.context.file_name = file_name;
    request.size = head.size();
    auto reply = (*process)->Ask(Message::kRecognise, request, head, [](ReadItem&&) -> Result<void> { return {}; });
    if (reply.death || reply.error) return 0;
    pool_->Return(std::move(*process));
    return reply.sure;
  }

  Result<ImportLedger> Read(std::string_view in, const ReadContext& context, const Limits& limits, FactSink& out) const override {
    item_wire::Request request;
    request.format = format_;
    request.context = context;
    request.limits = limits;
    return IsolatedRead(*pool_, request, in, lines_, out).Run();
  }

 private:
  const std::string format_;
  const bool lines_;
  const std::shared_ptr<ParserPool> pool_;
};

}  // namespace

void IsolateReaders(ReaderRegistry& registry, const ReaderRegistry& readers, ParserOptions options) {
  auto pool = std::make_shared<ParserPool>(std::move(options));
  for (const auto& reader : readers.all()) registry.Add(std::make_unique<IsolatedReader>(std::string(reader->format()), reader->LineByLine(), pool));
}

void RegisterIsolatedReaders(ReaderRegistry& registry, ParserOptions options) {
  ReaderRegistry readers;
  RegisterBuiltInReaders(readers);
  IsolateReaders(registry, readers, std::move(options));
}

}  // namespace aegle
