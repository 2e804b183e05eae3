// Frames from the worker to the engine, collected during a step and written at once. One thread: the model's.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/wire.h"

namespace aegle {

class Outbox {
 public:
  explicit Outbox(int fd) : fd_(fd) {}

  void Ready(const ModelInfo& info);
  void LoadFailed(const Error& error);
  void Started(std::uint64_t request);
  void Piece(std::uint64_t request, int sample, std::string_view piece);
  void Generated(std::uint64_t request, const std::vector<Generation>& generations);
  void Scores(std::uint64_t request, const std::vector<double>& scores);
  void Embeddings(std::uint64_t request, const std::vector<std::vector<float>>& embeddings);
  void Counted(std::uint64_t request, int count);
  void Failed(std::uint64_t request, const Error& error);

  // Says that this thread makes progress, at most once a second; cheap to call often.
  void Beat();
  // Writes everything. The process ends where nobody reads any more.
  void Flush();

 private:
  void Add(wire::FrameType type, const wire::Writer& payload) { waiting_ += wire::Frame(type, payload); }

  int fd_;
  std::string waiting_;
  std::chrono::steady_clock::time_point last_write_{};
};

}  // namespace aegle
