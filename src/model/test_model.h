// For tests: the small model, or a clear reason to skip.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "model/local_engine.h"

namespace aegle {

inline std::string TestModelPath() {
  const char* folder = std::getenv("AEGLE_MODELS");
  const char* home = std::getenv("HOME");
  std::filesystem::path models = folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(home != nullptr ? home : ".") / ".cache/aegle/models";
  return (models / "SmolLM2-135M-Instruct.Q4_1.gguf").string();
}

inline LocalEngineOptions TestOptions() {
  LocalEngineOptions options;
  options.model_path = TestModelPath();
  options.name = "SmolLM2-135M-Instruct";
  options.context = 2048;
  options.threads = 1;      // threads wait for each other in a loop, which is slow where other programs run
  options.worker_command = {AEGLE_MODEL_WORKER, "model-worker"};
  return options;
}

}  // namespace aegle

#define AEGLE_NEEDS_TEST_MODEL()                                       \
  if (!std::filesystem::exists(aegle::TestModelPath()))                \
  GTEST_SKIP() << "no model: " << aegle::TestModelPath() << " (aegle models pull smollm2, or set AEGLE_MODELS)"
