// The parser worker: a process that turns bytes from outside into items, and can do nothing else (sandbox/profile.h, kParser).
//
// A program whose main sees "parser-worker" as its first argument calls RunParserFromArguments. It gets its requests over
// the socket and the bytes in a piece of shared memory that it cannot write (item_wire.h); it ends when the socket closes.
#pragma once

#include <span>

#include "readers/reader.h"

namespace aegle {

// Serves the readers of `registry`. Returns the exit code.
int RunParser(int socket, int memory, const ReaderRegistry& registry);

// `arguments`: what follows "parser-worker": --fd N; the shared memory is descriptor N + 1. The built-in readers.
int RunParserFromArguments(std::span<char*> arguments);

}  // namespace aegle
