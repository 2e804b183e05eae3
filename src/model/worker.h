// The worker: a process of its own that holds a model and answers the engine over a socket.
//
// A crash, an endless loop or a lack of memory in the model's code ends this process and nothing else. The program that
// makes local engines calls RunWorkerFromArguments from its main where the first argument is "model-worker".
#pragma once

#include <span>

namespace aegle {

// Serves the socket until the other end closes it. Limits its own memory, dies with its parent, and is the first that
// the system ends when memory runs out. Returns the exit code.
int RunWorker(int socket);

// `arguments`: what follows "model-worker" on the command line: --fd N. Exit code 2 where it makes no sense.
int RunWorkerFromArguments(std::span<char*> arguments);

}  // namespace aegle
