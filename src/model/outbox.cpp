#include "model/outbox.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace aegle {

using wire::FrameType;
using wire::Writer;

void Outbox::Ready(const ModelInfo& info) {
  Writer out;
  wire::Put(out, info);
  Add(FrameType::kReady, out);
}

void Outbox::LoadFailed(const Error& error) {
  Writer out;
  wire::Put(out, error);
  Add(FrameType::kLoadFailed, out);
}

void Outbox::Started(std::uint64_t request) {
  Writer out;
  out.U64(request);
  Add(FrameType::kStarted, out);
}

void Outbox::Piece(std::uint64_t request, int sample, std::string_view piece) {
  Writer out;
  out.U64(request);
  out.I32(sample);
  out.Text(piece);
  Add(FrameType::kPiece, out);
}

void Outbox::Generated(std::uint64_t request, const std::vector<Generation>& generations) {
  Writer out;
  out.U64(request);
  out.U64(generations.size());
  for (const Generation& generation : generations) wire::Put(out, generation);
  Add(FrameType::kGenerated, out);
}

void Outbox::Scores(std::uint64_t request, const std::vector<double>& scores) {
  Writer out;
  out.U64(request);
  out.U64(scores.size());
  for (double score : scores) out.F64(score);
  Add(FrameType::kScores, out);
}

void Outbox::Embeddings(std::uint64_t request, const std::vector<std::vector<float>>& embeddings) {
  Writer out;
  out.U64(request);
  out.U64(embeddings.size());
  for (const std::vector<float>& embedding : embeddings) out.Floats(embedding);
  Add(FrameType::kEmbeddings, out);
}

void Outbox::Counted(std::uint64_t request, int count) {
  Writer out;
  out.U64(request);
  out.I32(count);
  Add(FrameType::kCounted, out);
}

void Outbox::Failed(std::uint64_t request, const Error& error) {
  Writer out;
  out.U64(request);
  wire::Put(out, error);
  Add(FrameType::kFailed, out);
}

void Outbox::Beat() {
  if (std::chrono::steady_clock::now() - last_write_ < std::chrono::milliseconds(500)) return;
  Add(FrameType::kBeat, Writer());
  Flush();
}

void Outbox::Flush() {
  std::string_view rest = waiting_;
  while (!rest.empty()) {
    ssize_t written = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) ::_exit(0);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!waiting_.empty()) last_write_ = std::chrono::steady_clock::now();
  waiting_.clear();
}

}  // namespace aegle
