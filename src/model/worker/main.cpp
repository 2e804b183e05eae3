// A program that is only a model worker, for tests and benchmarks; the product starts itself instead.
#include <string_view>

#include "model/worker.h"

int main(int count, char** arguments) {
  std::span<char*> all(arguments, static_cast<std::size_t>(count));
  if (all.size() < 2 || std::string_view(all[1]) != "model-worker") return 2;
  return aegle::RunWorkerFromArguments(all.subspan(2));
}
