// A program that is only a parser worker, with faulty readers beside the built-in ones, for tests; the product starts
// itself instead. The shared memory is the descriptor behind the socket.
#include <cstdlib>
#include <string_view>

#include "parser/parser_worker.h"
#include "parser/worker/faulty_reader.h"

int main(int count, char** arguments) {
  std::span<char*> all(arguments, static_cast<std::size_t>(count));
  if (all.size() != 4 || std::string_view(all[1]) != "parser-worker") return 2;
  aegle::ReaderRegistry registry;
  aegle::RegisterBuiltInReaders(registry);
  aegle::RegisterFaultyReaders(registry);
  const int socket = std::atoi(all[3]);
  return aegle::RunParser(socket, socket + 1, registry);
}
